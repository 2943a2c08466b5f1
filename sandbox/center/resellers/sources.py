"""Where the rules of this area come from: key → (title, address). Source: 02, source keys.

A page with several addresses names them separated by spaces.
"""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "SEED": (
        "项目的初始材料 – snippets of the help centre that this project began with",
        "",
    ),
    "A1": (
        "为云经销商调账 (allocate steps)",
        "https://huaweicloud.com/s/Jea4uOaIj-S6keW5s-WPsCU/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A2": (
        "为云经销商调账 (end of page: records)",
        "https://huaweicloud.com/s/JWxpbnV45p-l55yLc3Ns6K-B5Lmm6Lev5b6EJQ/t_30_p_32/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A3": (
        "邀请云经销商 (preconditions)",
        "https://huaweicloud.com/s/JeayoeacieWFrOe9kWlw5aaC5L2V6K6_6Zeu5LqR5pyN5Yqh5ZmoJQ/t_30_p_16/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A4": (
        "审核云经销商合作申请 (filters, single and batch review)",
        "https://huaweicloud.com/s/JW15c3Fs5om56YeP55Sf5oiQ5Y2h5Y-35ZKM5a-G56CBJQ/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A5": (
        "申请加入分销计划(云经销商) (account conditions, voucher loss)",
        "https://huaweicloud.com/s/JeWmguS9leafpeeci-acjeWKoeWZqOeahHVybOWcsOWdgOafpeivoiU/t_30_p_35/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A6": (
        "申请加入分销计划(云经销商) (no other plan afterwards, entry path)",
        "https://huaweicloud.com/s/JW15c3Fs5pWw5o2u5bqT5pON5L2c5ZG95Luk6KGMJQ/t_30_p_25/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A7": (
        "如何订阅文件 (what, when)",
        "https://huaweicloud.com/s/JeWcqOe6v-ivhuWIq-aWh-S7tuagvOW8jyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A8": (
        "如何订阅文件 (steps, 客户消费 entry)",
        "https://huaweicloud.com/s/JXdpbjEw5pCt5bu6c2FtYmHmnI3liqHlmajphY3nva4l/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A9": (
        "云经销商伙伴 FAQs (other plans, rebates, change of association, expired SP)",
        "https://huaweicloud.com/s/JeW8guaehOWPjOa0u-a3t-WQiOS6kSU/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A10": (
        "FAQs 如何更换总经销商 / 伙伴支付 / 激励有效期",
        "https://huaweicloud.com/s/JW15c3Fs5a6J6KOF5LiN5LqGJQ/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A11": (
        "FAQ: reseller settlement, no incentive menu",
        "https://huaweicloud.com/s/JeWNjuS4uuS6kW9wZW5zdGFjayU/t_30_p_12/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A12": (
        "快捷注册新账号 (identity check, 24 h, phone)",
        "https://huaweicloud.com/s/JeWNjuS4uuS6keacjeWKoeaIkeeahOaJi-acuuafpeaJviU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A13": (
        "解决方案提供商计划 (expired → new reseller account)",
        "https://huaweicloud.com/s/JeS6jOe6p-Wfn-WQjeS4jeWQjOeul-i3qOWfn-WQlyU/t_30_p_11/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A14": (
        "FAQ 总经销商伙伴账号可以注销吗",
        "https://huaweicloud.com/s/JVZQTue9keWFsyDljY7kuLrkupEl/t_30_p_16/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A15": (
        "为客户调账 (steps, batch, code order)",
        "https://huaweicloud.com/s/JeaJi-acuuWPt-eggeWSjOmqjOivgeeggSU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A16": (
        "为客户调账 (who, what happens on disassociation)",
        "https://huaweicloud.com/s/Jeenn-aIt-S4jnZwYyU/t_30_p_12/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A17": (
        "为客户调账 (distributor tab) + what a distributor plan is",
        "https://huaweicloud.com/s/JeWbveWGheacjeWKoeWZqOWbveWkluWfn-WQjemcgOimgeWkh-ahiOWQlyU/t_30_p_12/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A18": (
        "账户介绍 (top-up, credit, 可拨款 account, effect of an allocation)",
        "https://huaweicloud.com/s/Jeiuvue9rnZwbueahOacjeWKoeWZqOWcsOWdgCU/t_30_p_17/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JVZQTue9keWFsyDorqHotLnmqKHlvI8l/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A19": (
        "回收客户账户余额 / 向客户账户拨款 error codes",
        "https://huaweicloud.com/s/Jem6puWFi-mjjuadg-mZkOimgeaAjuS5iOW8gOWQryU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JXdhZuWNleiHguaooeW8j-S7o-eQhuaooeW8jyU/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A20": (
        "Developer-guide change history (rename, dated 2022-08-10)",
        "https://huaweicloud.com/s/JeS4h-iDvee9kemhteinhumikeino-aekCU/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeeBvuWkh-S4reW_gyU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A21": (
        "云经销商客户信息授权须知",
        "https://huaweicloud.com/s/JW15c3Fs5oWi5p-l6K-i5Lya5a-86Ie06ZSB6KGo5LmIJQ/t_30_p_10/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A22": (
        "销售拓展任务委托须知 ; 云经销商伙伴 > 账务 has only 查询收支明细",
        "https://huaweicloud.com/s/JeS6keacjeWKoeS4reW_gyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A23": (
        "报备客户 by a reseller (distributor delisted)",
        "https://huaweicloud.com/s/JWZ0cOafpeeci-acjeWKoeWZqOW9k-WJjeaXpeacnyU/t_30_p_44/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A24": (
        "查询客户 (tabs 我的客户 / 云经销商的客户)",
        "https://huaweicloud.com/s/JW15c3Fs5Yqg57Si5byV5Li65LuA5LmI5Lya6ZSB6KGoJQ/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A25": (
        "企业百科 (distributor, 云经销商的客户) + 代金券额度 log and grant",
        "https://huaweicloud.com/s/JeWNjuS4uiDmioDmnK_mlK_mjIEl/t_30_p_42/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A26": (
        "为客户下发代金券 by a reseller (quota came from the distributor)",
        "https://huaweicloud.com/s/JWZjMuWfn-WQjee9keermSU/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A27": (
        "敏感操作 list (China; the distributor block is cut), 为云经销商分配客户经理 — address not stored with the excerpt",
        "",
    ),
    "A28": (
        "提现 (withdrawable amount formula), 操作记录 entry",
        "https://huaweicloud.com/s/JeiHquetvuWQjeivgeS5pnNzbOeUn-aIkCU/t_30_p_14/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A29": (
        "客户消费 (what an account manager sees)",
        "https://huaweicloud.com/s/JeaMieWIhumSn-iuoei0ueeahFZQTiU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A30": (
        "角色管理 (custom roles)",
        "https://huaweicloud.com/s/Jee9keermeWQjuWPsOeuoeeQhuWFpeWPoyU/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A31": (
        "默认权限说明 (three partner identities share one default set)",
        "https://huaweicloud.com/s/JeS6keS5i-W6kyU/t_30_p_41/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A32": (
        "查看订单资源明细",
        "https://huaweicloud.com/s/JWll5LiN5by55Ye66K-B5Lmm6YCJ5oup5qGGJQ/t_30_p_18/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A33": (
        "受邀加入分销计划(总经销商) and reasons for refusal",
        "https://huaweicloud.com/s/JUVQTEFO5pyN5Yqh5Zmo5o6I5p2D6K6-572uJQ/t_30_p_32/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A34": (
        "发送验证码 / 验证码 error codes",
        "https://huaweicloud.com/s/JeWcqOe6v-aOpeaUtuefreS_oemqjOivgeeggeWPt-eggSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeS4tOaXtuaJi-acuumqjOivgeeggeaOpeaUtiU/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A35": (
        "为客户下发/回收券 (code, reclaim pop-up)",
        "https://huaweicloud.com/s/JeaJi-acuuWPt-mqjOivgeeggeeUn-aIkOWZqCU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A36": (
        "管理云经销商 (what the money and quota are for)",
        "https://huaweicloud.com/s/JUdQVeS6keacjeWKoeWZqCAx5a-5MeacjeWKoSU/t_30_p_27/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A37": (
        "Seed's own aggregated page (subscription entries)",
        "https://huaweicloud.com/s/JeS6keahjOmdoueuoeeQhuezu-e7nyU/t_30_p_28/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A38": (
        "如何修改云经销商的邮箱、手机 ; 创建商机 for a reseller's customer",
        "https://huaweicloud.com/s/JeaJi-acuumqjOivgeeggeefreS_oeS7o-aUtuW5s-WPsCU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeaJi-acuuWPt-eggemqjOivgeeggSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A39": (
        "附录 > 创建桶, China developer guide",
        "https://huaweicloud.com/s/JXNzbOivgeS5puagvOW8j-i9rOaNouW3peWFtyU/t_30_p_8/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeacjeWKoeWZqOWmguS9lemFjee9ruWFiee6pOe9keWNoWlwJQ/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A40": (
        "报备客户 (distributor without customer-development rights)",
        "https://huaweicloud.com/s/Jei_kOe7tOeuoeeQhueahOW_heimgeaApyU/t_30_p_27/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A41": (
        "代金券回收 error codes (顾问销售 voucher, already reclaimed)",
        "https://huaweicloud.com/s/JW15c3Fs5pWw5o2u5bqT5pON5L2c5ZG95Luk6KGMJQ/t_30_p_25/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "P1": (
        "向云经销商账户拨款-UpdateIndirectPartnerAccount (2025-11-20)",
        "https://support.huaweicloud.com/api-bpconsole/espp_00001.html https://huaweicloud.com/guide/productsdesc-bms_ef587da21431c548873f56a7731aa91asupport0",
    ),
    "P2": (
        "回收云经销商账户拨款-ReclaimIndirectPartnerAccount",
        "https://support.huaweicloud.com/api-bpconsole/espp_00004.md",
    ),
    "P3": (
        "向云经销商发放代金券额度-UpdateCouponQuotas (2025-11-20)",
        "https://support.huaweicloud.com/api-bpconsole/espp_00002.html https://huaweicloud.com/guide/category-e3e4efd60ef32f69027e2912dec863f91735f85aea0ca2269faee7b103a177f0",
    ),
    "P4": (
        "回收云经销商的代金券额度-ReclaimCouponQuotas",
        "https://support.huaweicloud.com/api-bpconsole/espp_00005.html https://www.huaweicloud.com/guide/productsdesc-bms_a215a8e5d52bcb6f942a5316ed130412support0_H",
    ),
    "P5": (
        "查询已发放的代金券额度-ListIssuedCouponQuotas",
        "https://support.huaweicloud.com/api-bpconsole/espp_00006.html",
    ),
    "P6": (
        "查询代金券额度的发放回收记录-ListCouponQuotasRecords",
        "https://support.huaweicloud.com/api-bpconsole/espp_00007.md",
    ),
    "P7": (
        "查询云经销商列表-ListIndirectPartners",
        "https://support.huaweicloud.com/api-bpconsole/espp_00003.md",
    ),
    "P8": (
        "查询伙伴账户余额-ListPartnerBalances",
        "https://support.huaweicloud.com/api-bpconsole/mt_060003.html",
    ),
    "P9": (
        "向客户账户拨款-UpdateCustomerAccountAmount ; old version",
        "https://support.huaweicloud.com/api-bpconsole/mt_060005.html https://support.huaweicloud.com/api-bpconsole/zh-cn_topic_0075224543.html",
    ),
    "P10": (
        "回收客户账户余额-ReclaimToPartnerAccount",
        "https://support.huaweicloud.com/api-bpconsole/mt_060006.html",
    ),
    "P11": (
        "查询调账记录-ListPartnerAdjustRecords ; old types",
        "https://support.huaweicloud.com/api-bpconsole/zh-cn_topic_0000001191118881.html https://huaweicloud.com/guide/productsdesc-bms_1a1e722cbffd6d2d82609feee38bdaffsupport0",
    ),
    "P12": (
        "查询优惠券额度-ListQuotaCoupons (quota status codes)",
        "https://support.huaweicloud.com/api-bpconsole/zh-cn_topic_0091566753.html",
    ),
    "P13": (
        "下发代金券额度/代金券 (distributor manual)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zd_000011.html",
    ),
    "P14": (
        "回收已下发代金券额度/代金券 (distributor manual)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zd_000012.html",
    ),
    "P15": (
        "管理基本信息 (China) / (intl zh-cn, 2024-10-24)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zh-cn_topic_0072335190.html https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/zh-cn_topic_0072335190.html",
    ),
    "P16": (
        "Critical Operations (敏感操作; EU 2023-08, intl 2024-11)",
        "https://support.huaweicloud.com/eu/usermanual-bpconsole/dp_110400.html",
    ),
    "P17": (
        "新增组织人员 (2024-11-29)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zh-cn_topic_0072435176.html",
    ),
    "P18": (
        "Assigning an Account Manager to a Reseller (intl 2024-11-26)",
        "https://support.huaweicloud.com/intl/tr-tr/usermanual-bpconsole/dp_120209.html",
    ),
    "P19": (
        "为客户分配客户经理 (intl zh-cn 2024-10-24)",
        "https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/Diss_00007110.html",
    ),
    "P20": (
        "伙伴受限或冻结的影响有哪些 (intl FAQ 2025-09-17)",
        "https://support.huaweicloud.com/intl/zh-cn/bpconsole_faq/faq_dp_080032.html",
    ),
    "P21": (
        "Setting Account Freezing and Budget Setting Permissions for Resellers (intl) ; newer wording 2025-10-24",
        "https://support.huaweicloud.com/intl/es-us/usermanual-bpconsole/Dis_000134.html https://support.huaweicloud.com/intl/en-us/drawer-bpconsole/Whitelist_Dis_bpconsole_drawer_00026.html",
    ),
    "P22": (
        "Restricting Purchases and Freezing Resources / Unrestricting (intl, reseller and distributor)",
        "https://support.huaweicloud.com/intl/tr-tr/drawer-bpconsole/Res_bpconsole_drawer_00015.html",
    ),
    "P23": (
        "冻结客户账号 / 解冻客户账号 API (intl 2025-11-27)",
        "https://support.huaweicloud.com/intl/zh-cn/api-bpconsole/mc_00027.html",
    ),
    "P24": (
        "受邀加入 Distributor (intl 2023-11-22)",
        "https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/zh-cn_topic_0000001538618497.html",
    ),
    "P25": (
        "创建桶 (intl developer guide 2023-05-10)",
        "https://support.huaweicloud.com/intl/zh-cn/devg-bpconsole/cob_00001.html",
    ),
    "P26": (
        "邀请成员 (project specialist; 7-day link, used only as an analogy)",
        "https://support.huaweicloud.com/usermanual-bpconsole/prsp_0012.html",
    ),
    "P27": (
        "Request Authorization from a Customer, reseller (intl)",
        "https://support.huaweicloud.com/intl/tr-tr/usermanual-bpconsole/Diss_0000717.html",
    ),
    "P28": (
        "查询客户列表-ListSubCustomers",
        "https://support.huaweicloud.com/api-bpconsole/mc_00021.html",
    ),
    "P29": (
        "Huawei Cloud BSS SDK models (IndirectPartnerInfo, AdjustRecordV3, AccountChangeRecord)",
        "",
    ),
    "P30": (
        "Intl help-centre menu (headings of the reseller plan)",
        "https://support.huaweicloud.com/intl/en-us/bpconsole/v3_support_leftmenu_fragment.html",
    ),
    "P32": (
        "交易模式介绍 > 概述, SP (代售 customers spend only allocations; 2025-02-12)",
        "https://www.huaweicloud.com/guide/productsdesc-bms_31602aedd6d3cd133b6b7ba835c38723support0_H",
    ),
    "P33": (
        "Managing Basic Information (EU; switch off by default, solution providers only)",
        "https://support.huaweicloud.com/eu/usermanual-bpconsole/en-us_topic_0000001350204526.html",
    ),
    "P31": (
        "Setting Monthly Budgets for Customers, reseller (intl/EU)",
        "https://support.huaweicloud.com/eu/usermanual-bpconsole/Diss_0000713.html",
    ),
}
