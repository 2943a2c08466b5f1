"""Where the rules of this area come from: key → (title, address). Source: 01 §9.

A page with several addresses names them separated by spaces. Pages ``…/s/…`` are collections of the
help centre; titles are the pages' own headings, shortened.
"""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "SEED": (
        "项目的初始材料 – snippets of the help centre that this project began with",
        "",
    ),
    "S1": (
        "报备客户 – not-reportable list",
        "https://huaweicloud.com/s/JWRuc-acjeWKoeWZqOS4rea3u-WKoOS4u-acuuiusOW9lSU/t_30_p_17/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S1b": (
        "报备客户 – list variant + manual-review list",
        "https://huaweicloud.com/s/JW15c3Fs5pWw5o2u5bqT5Yik5pat5pe26Ze05bm05Lu95piv5ZCm55u4562JJQ/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S2": (
        "报备客户 – manual list, cap 100, 15 days",
        "https://huaweicloud.com/s/JeWNleWPsOacjeWKoeWZqOaUr-aMgeWkmuWkp-W5tuWPkemHjyU/t_30_p_15/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S3": (
        "报备客户 – validity, expiry, partner contact data",
        "https://huaweicloud.com/s/JWlwdjYg5rKh5pyJZG5z5pyN5Yqh5ZmoJQ/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S4": (
        "报备客户 / 线上邀请报备客户 – phone match, invite dialog, type definitions",
        "https://huaweicloud.com/s/JXB5dGhvbiDmtYvor5XnlKjkvovnrqHnkIYl/t_30_p_32/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S5": (
        "报备客户 – purpose",
        "https://huaweicloud.com/s/JWRoY3DmnI3liqHlmajlj6rog73nu5nlrqLmiLfnq6_mj5DkvptpcOWcsOWdgCU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S6": (
        "报备客户 – result look-up, delete; 创建商机",
        "https://huaweicloud.com/s/JW15c3Fs5pWw5o2u5bqT5pel5b-X6KGo6K6-6K6hJQ/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S7": (
        "线上拓展 tab; delisted distributor; 切换 consent; dissociation steps",
        "https://huaweicloud.com/s/JWZ0cOafpeeci-acjeWKoeWZqOW9k-WJjeaXpeacnyU/t_30_p_44/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S8": (
        "合作伙伴如何发送邀请链接？线下邀请时效是多久？; 线上/线下邀请报备客户",
        "https://huaweicloud.com/s/JeWcqOe6v-ajgOa1i2RucyAl/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S9": (
        "合作伙伴邀请链接的时效是多久？; 通用邀请链接",
        "https://huaweicloud.com/s/JWFlIOiOt-WPluWKqOaAgemTvuaOpeacjeWKoeWZqOi2heaXtiU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S10": (
        "线下邀请 no expiry; register with reported mobile",
        "https://huaweicloud.com/s/JWpt5o2356CB6aqM6K-B56CB5bmz5Y-wJQ/t_30_p_11/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S11": (
        "线下邀请报备客户 – labels, activity link; existing account login",
        "https://huaweicloud.com/s/JW15c3Fs6K6-6K6h6YCJ5oup6aKY6aKY5bqT6KGoJQ/t_30_p_10/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S12": (
        "自定义邀请链接 – 100 per 24 h",
        "https://huaweicloud.com/s/JemVnOWDj-exu-WeiyDlhazlhbHplZzlg48l/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S13": (
        "注册超过7天无法关联合作伙伴？; 使用邀请链接关联合作伙伴",
        "https://huaweicloud.com/s/JVZQTue9keWFsyDorqHotLnmqKHlvI8l/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S14": (
        "申请关联合作伙伴及关联的注意事项 – resale list",
        "https://huaweicloud.com/s/JW9ic-S7gOS5iOi0ueeUqCU/t_30_p_30/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S15": (
        "same – gift balance, sub-accounts",
        "https://huaweicloud.com/s/JeS6uuiEuOivhuWIq-S4jui6q-S7veivgeWvueavlCU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S16": (
        "same – cannot associate at all",
        "https://huaweicloud.com/s/JeWmguS9leWcqHZwc-aQreW7umlw5Luj55CG5pyN5Yqh5ZmoJQ/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S17": (
        "管理已邀请客户 – failure table (a)",
        "https://huaweicloud.com/s/JeWbvueJh-i9rOaNouihqOagvOWcqOe6vyU/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S18": (
        "管理已邀请客户 – failure table (b)",
        "https://huaweicloud.com/s/JXZpZXfov57mjqXmnI3liqHlmajouqvku73pqozor4HlpLHotKUl/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S19": (
        "管理已邀请客户 – failure table (c)",
        "https://huaweicloud.com/s/JeWvueaZuuiDveWuouacjeiuvuiuoea1i-ivleeUqOS-iyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S20": (
        "管理已邀请客户 – failure table (d); newer dissociation dialog",
        "https://huaweicloud.com/s/JeWfn-WQjeWuieWFqOajgOa1i-ezu-e7nyU/t_30_p_13/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S21": (
        "管理客户关联关系 – 注意事项, several generations",
        "https://www.huaweicloud.com/guide/category-aba7a33a61bb73044d761833f9be99c3d703d0eded87447e21683c290cff292a",
    ),
    "S22": (
        "管理客户关联关系 – newest 注意事项, switch steps, FAQ list",
        "https://huaweicloud.com/s/JXZzY29kZSDlh73mlbDosIPnlKjlhbPns7sl/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S23": (
        "如何取消/解除关联合作伙伴 – once in 3 months, unpaid orders",
        "https://huaweicloud.com/s/JeS7o-eggeajgOafpeaYr-S7gOS5iCU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S24": (
        "same – resale guards incl. 提货券",
        "https://huaweicloud.com/s/JW5naW545o2ic3Ns6K-B5Lmm5LiN55Sf5pWIJQ/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S25": (
        "same – steps, 操作日志; masking in exports",
        "https://huaweicloud.com/s/JeS4iee6p-S_oeaBr-WuieWFqOetiee6p-S_neaKpOivgeS5piU/t_30_p_28/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S26": (
        "同意切换 + code; 关联关系操作记录",
        "https://huaweicloud.com/s/JeS6keefreS_oemqjOivgeeggeWcqOe6v-aOpeaUtiU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S27": (
        "立即处理; 为客户调账 steps",
        "https://huaweicloud.com/s/JemVnOWDj-exu-WeiyDkupHmnI3liqHlmagl/t_30_p_26/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S28": (
        "reason dialog; 同意/驳回; codes",
        "https://huaweicloud.com/s/JeWFseS6q-efreS_oeaOpeeggeW5s-WPsCU/t_30_p_14/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S29": (
        "解除或切换后有哪些影响 – referral→resale",
        "https://huaweicloud.com/s/JXdhZumDqOe9suaWueW8jyU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S30": (
        "same – coupons, counterparty, funds",
        "https://huaweicloud.com/s/Jei0puWPt-WmguS9lei9rOenuyU/t_30_p_31/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S31": (
        "same – after dissociation",
        "https://huaweicloud.com/s/JeS6pOaNouacuui0n-i9veWdh-ihoeeahOWHoOenjeaWueW8jyU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S32": (
        "客户关联/解除关联伙伴时对按需资源宽限期的影响？",
        "https://huaweicloud.com/s/JUdQVeS6keacjeWKoeWZqCAx5a-5MeacjeWKoSU/t_30_p_27/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S33": (
        "不同关联模式的客户退订后钱退至哪里？",
        "https://huaweicloud.com/s/JeWcqOe6v-WbvueJh-iLseaWh-Wtl-S9k-ivhuWIqyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S34": (
        "回收已下发代金券 – automatic on dissociation",
        "https://huaweicloud.com/s/JeiOt-WPluivremfs-mqjOivgeeggSU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S35": (
        "解除关联后收支明细",
        "https://huaweicloud.com/s/JXZzY29kZSDlh73mlbDosIPnlKjlhbPns7sl/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S36": (
        "企业子与伙伴解绑，券回收",
        "https://huaweicloud.com/s/JeWQrOatjOivhuabsuWcqOe6v-S9v-eUqCU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S36b": (
        "财务托管企业子账号解绑当月账期",
        "https://huaweicloud.com/s/JXdhZumZkOWItmlw6K6_6Zeu5qyh5pWwJQ/t_30_p_43/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S37": (
        "客户经理角色权限",
        "https://huaweicloud.com/s/JWFjY2Vzc-S7k-W6k-euoeeQhuezu-e7nyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S38": (
        "为客户经理分配客户; 查询消费汇总",
        "https://huaweicloud.com/s/JeWNjuS4uuS6keS8muiuriBhcHAgaWQl/t_30_p_46/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S39": (
        "收回客户",
        "https://huaweicloud.com/s/JeaJuemHj-WbvueJh-i9rOaWh-WtlyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S40": (
        "为客户分配客户经理; model definitions",
        "https://huaweicloud.com/s/JeWNjuS4uuS6kei1hOS6p-euoeeQhiU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S41": (
        "API 查询客户列表 / 向客户账户拨款 / 回收客户账户余额",
        "https://support.huaweicloud.com/api-bpconsole/mc_00021.html https://support.huaweicloud.com/api-bpconsole/mt_060005.md https://support.huaweicloud.com/api-bpconsole/mt_060006.md",
    ),
    "S42": (
        "API 创建客户 – error codes",
        "https://huaweicloud.com/s/JeWfn-WQjeino-aekHd3d-WSjG3mnInku4DkuYjljLrliKsl/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S43": (
        "为客户调账",
        "https://huaweicloud.com/s/Jeenn-aIt-S4jnZwYyU/t_30_p_12/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S44": (
        "客户详情 page: 关联关系管理",
        "https://huaweicloud.com/s/JemVnOWDj-exu-WeiyDkupHmnI3liqHlmagl/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S45": (
        "账号中心 – what blocks account closure",
        "https://huaweicloud.com/s/Jea3u-WKoOeahHNzbOivgeS5puWcqGlpc-S4reaJvuS4jeWIsCU/t_30_p_3/Jei0puWPt-S4reW_gyU",
    ),
    "S47": (
        "多久会收到通知？",
        "https://huaweicloud.com/s/JeefreS_oemqjOivgeeggeaOpeeggeW5s-WPsCU/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S49": (
        "API revision record – model renaming 2022-04-07",
        "https://huaweicloud.com/s/JXdhZumAj-aYjuS7o-eQhua1geaooeW8jyU/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S50": (
        "客户自己是否可以切换…; 客户如何更换关联的合作伙伴？",
        "https://huaweicloud.com/s/JeebkeaOp-mHjOeahOaZuuiDveajgOe0ouaYr-S7gOS5iOWKn-iDvSU/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S51": (
        "客户无法关联合作伙伴？",
        "https://huaweicloud.com/s/JXdpbjflronoo4VteXNxbOWksei0pSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S52": (
        "如何确定账号是否为经销商子客户账号？",
        "https://huaweicloud.com/s/Jei_geenu-S4iuS6keivpue7huaWueahiCU/t_30_p_46/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S53": (
        "Web UI binding of an existing account",
        "https://huaweicloud.com/s/JWFwaeaOpeWPo-aAp-iDveebkeaOp-W3peWFtyU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S54": (
        "线上邀请报备客户 (older) – 未报备 meaning",
        "https://huaweicloud.com/s/JWFwaeWcqOe6v-a1i-ivleW3peWFtyU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S55": (
        "API error: no adjustment in referral model",
        "https://huaweicloud.com/s/JXdhZuWNleiHguaooeW8j-S7o-eQhuaooeW8jyU/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S56": (
        "文档修订记录 2018-01-12 – confirm/preview before mail",
        "https://huaweicloud.com/s/JeWcqOe6v-S7o-eggeajgOafpeW3peWFtyU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S57": (
        "创建商机 for reseller customers",
        "https://huaweicloud.com/s/JeaJi-acuuWPt-eggemqjOivgeeggSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S58": (
        "伙伴最多可以设置多少个销售账号？",
        "https://huaweicloud.com/s/JUFQSee9keWFsyBpYW3lhbPns7sl/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S63": (
        "申请关联合作伙伴及关联的注意事项 – managed sub item",
        "https://huaweicloud.com/s/JeWcqOe6v-aJi-acuuWPt-aOpeaUtuefreS_oSU/t_30_p_32/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S64": (
        "使用邀请链接关联合作伙伴 – steps, notice only for 代售",
        "https://huaweicloud.com/s/JeWcqOe6v-aOpeaUtuefreS_oemqjOivgeeggeWPt-eggSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S60": (
        "报备客户 – 其他操作 (delete limits, row action 商机报备, 流程引导)",
        "https://huaweicloud.com/s/JeaMh-WumuWfn-WQjei1sFZQTiU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S61": (
        "为客户调账 – 批量回收 limits",
        "https://huaweicloud.com/s/JeaJuemHj-Wfn-WQjeeUn-aIkCU/t_30_p_500",
    ),
    "S62": (
        "查看客户资源 – 总经销商 tab rule",
        "https://huaweicloud.com/s/JeWNjuS4uuebkeaOp-eUteiEkeWuouaIt-erryU/t_30_p_14/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S31b": (
        "合作伙伴如何处理子客户发起的解除关联事件？",
        "https://huaweicloud.com/s/JWFpeOafpeeci-aMguWcqOWtmOWCqCU/t_30_p_31/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S48": (
        "伙伴预算提醒 thresholds; 绑定码 FAQ",
        "https://huaweicloud.com/s/JXNvY2tldOS9v-eUqOWfn-WQjei_nuaOpSU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "S59": (
        "“向客户账户拨款”接口是否支持拨代金券",
        "https://huaweicloud.com/s/JWg15LiOYXBp55qE5Yy65YirJQ/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "I1": (
        "Managing Customer Association Relationships (2024-04-30 / 2024-09-03)",
        "https://support.huaweicloud.com/intl/en-us/usermanual-bpconsole/dp_050101.html",
    ),
    "I2": (
        "same, later: three requests per 3 months",
        "https://support.huaweicloud.com/intl/en-us/usermanual-bpconsole/Diss_0000712.html",
    ),
    "I3": (
        "如何申请关联合作伙伴 (intl zh)",
        "https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/zh-cn_topic_0045531772.html",
    ),
    "I4": (
        "same as I2 with the NA-customer line",
        "https://support.huaweicloud.com/intl/th-th/usermanual-bpconsole/Dis_000405.html",
    ),
    "I5": (
        "customer side, reseller model (2025-05-27)",
        "https://support.huaweicloud.com/eu/usermanual-account/dc_030200.html",
    ),
    "I6": (
        "伙伴受限或冻结的影响有哪些？",
        "https://support.huaweicloud.com/intl/zh-cn/bpconsole_faq/faq_dp_080032.html",
    ),
    "I7": (
        "Grace period on association/disassociation",
        "https://support.huaweicloud.com/eu/bpconsole_faq/csdp_bp_cst_030013.html",
    ),
    "I8": (
        "Freezing an account",
        "https://support.huaweicloud.com/intl/id-id/usermanual-bpconsole/Dis_000403.html",
    ),
    "I9": (
        "Freezing both",
        "https://support.huaweicloud.com/intl/es-us/usermanual-bpconsole/Dis_000404.html",
    ),
    "I10": (
        "Permissions for resellers",
        "https://support.huaweicloud.com/intl/es-us/usermanual-bpconsole/Dis_000134.html",
    ),
    "I11": (
        "管理客户联系人",
        "https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/zh-cn_topic_0072435175.html",
    ),
    "I12": (
        "Disassociating from a Customer (direct variant)",
        "https://support.huaweicloud.com/intl/th-th/usermanual-bpconsole/Diss_00007110123.html",
    ),
}
