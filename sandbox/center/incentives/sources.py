"""Where the rules of this area come from: key → (title, address). Source: 04, source keys.

A page with several addresses names them separated by spaces. Pages ``…/s/…`` are collections of the
help centre; titles are the pages' own headings, shortened.
"""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "SEED": (
        "项目的初始材料 – snippets of the help centre that this project began with",
        "",
    ),
    "P1": (
        "查询业绩 (2025-12-31)",
        "https://support.huaweicloud.com/usermanual-bpconsole/dp_060701.html",
    ),
    "P2": (
        "确认激励对账 (2024-10-24, intl zh-cn)",
        "https://support.huaweicloud.com/intl/zh-cn/usermanual-bpconsole/dp_061101.html",
    ),
    "P3": (
        "查看激励明细数据 (2025-06-20)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zh-cn_topic_0072435119.html",
    ),
    "P4": (
        "激励开票时是否含税?开票金额如何计算? (FAQ, 2025-05-21)",
        "https://support.huaweicloud.com/bpconsole_faq/zh-cn_topic_0079160010.html",
    ),
    "P5": (
        "FAQ on expired positive vs negative incentive",
        "https://support.huaweicloud.com/bpconsole_faq/faq_dp_060009.html",
    ),
    "P6": (
        "查看激励核算过程 (FAQ, 2025-09-11)",
        "https://support.huaweicloud.com/bpconsole_faq/csdp_faq_dp_080016.html",
    ),
    "P7": (
        "机会点激励 > 激励对账 (2024-07-26)",
        "https://support.huaweicloud.com/usermanual-bpconsole/chpo_0802.html",
    ),
    "P8": (
        "FH (SI): 邮件发票&查看付款进展 (2024-10-25)",
        "https://support.huaweicloud.com/usermanual-bpconsole/fh_SI_1304.html",
    ),
    "P9": (
        "交付能力提升支持: 邮寄发票&查看付款进展",
        "https://support.huaweicloud.com/usermanual-bpconsole/voucher_6005.html",
    ),
    "P10": (
        "NRE: 商业价值及技术评估 (2024-05-31)",
        "https://support.huaweicloud.com/usermanual-bpconsole/nre_0002.html",
    ),
    "P11": (
        "管理基本信息 (company-name change)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zh-cn_topic_0072335190.html",
    ),
    "P12": (
        "退回华为云发票 (2025-11-21)",
        "https://support.huaweicloud.com/usermanual-bpconsole/zdz_000025.html",
    ),
    "P13": (
        "云商店 > 商业信息认证 (seller version, 2020/2023/2024-12-19)",
        "https://support.huaweicloud.com/usermanual-marketplace/sp_topic_0000012.html",
    ),
    "P14": (
        '"激励开票 更多内容" (title of the invoice-list FAQ, 冲抵欠票, invoice no.)',
        "https://support.huaweicloud.com/topic/69488-2-J",
    ),
    "P15": (
        '"激励返点 更多内容"',
        "https://support.huaweicloud.com/topic/67513-4-J",
    ),
    "I1": (
        "Applying to Issue Incentive Earnings (intl, 2025-08-28; newer eu variant)",
        "https://support.huaweicloud.com/intl/th-th/usermanual-bpconsole/Dis_000534.html https://support.huaweicloud.com/eu/usermanual-bpconsole/Dis_000534.html",
    ),
    "I2": (
        "Wrong incentive payment method (intl FAQ)",
        "https://support.huaweicloud.com/intl/tr-tr/bpconsole_faq/faq_dp_060001.html",
    ),
    "I3": (
        "When does Huawei reconcile and settle incentives (eu FAQ)",
        "https://support.huaweicloud.com/eu/bpconsole_faq/faq_pi_000001.html",
    ),
    "I4": (
        "How can I confirm my incentives (intl FAQ 2020)",
        "https://support.huaweicloud.com/intl/en-us/bpconsole_faq/faq_pi_000002.html",
    ),
    "I5": (
        "Incentive invoice requirements (intl FAQ 2019)",
        "https://support-intl.huaweicloud.com/en-us/bpconsole_faq/faq_pi_000014.html",
    ),
    "I6": (
        "Business Information Authentication (eu, 2024-03-20)",
        "https://support.huaweicloud.com/eu/usermanual-bpconsole/en-us_topic_0072435142.html",
    ),
    "I7": (
        "Incorrect / changed bank information (intl FAQ)",
        "https://support.huaweicloud.com/intl/tr-tr/bpconsole_faq/faq_ppia_000004.html",
    ),
    "I8": (
        "FH (SI): Submitting an FH Request; Submitting a Payment Request",
        "https://support.huaweicloud.com/intl/ja-jp/usermanual-bpconsole/fh_SI_1302.html https://support.huaweicloud.com/intl/id-id/usermanual-bpconsole/fh_SI_1303.html",
    ),
    "I9": (
        "FH Payment Request (generic)",
        "https://support.huaweicloud.com/intl/id-id/usermanual-bpconsole/fh_3000.html",
    ),
    "I10": (
        "SPIF: Fund Information Confirmation (overdue-bill freeze)",
        "https://support.huaweicloud.com/intl/tr-tr/usermanual-bpconsole/spif_0004.html",
    ),
    "I11": (
        "Competency improvement incentive",
        "https://support.huaweicloud.com/intl/es-us/usermanual-bpconsole/cii_0001.html",
    ),
    "A1": (
        "激励发放状态说明 (final rows), 如何查询激励发放状态",
        "https://huaweicloud.com/s/JeacieeKtuaAgeW3peS9nOi0n-i9veWSjOaXoOeKtuaAgeW3peS9nOi0n-i9vSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A2": (
        "激励发放状态说明 (first rows: 待提交申请/申请处理中/待伙伴开票)",
        "https://huaweicloud.com/s/Jeiuvue9ruWNjuS4uuS6kWRkbnPliqjmgIHln5_lkI3op6PmnpAl/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A3": (
        "激励对账状态说明",
        "https://huaweicloud.com/s/JeWNjuS4uuS6keeahOS6keW4guWcuiU/t_30_p_52/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A4": (
        "申请发放激励 (methods, freeze on credit purchases)",
        "https://huaweicloud.com/s/JeacieeKtuaAgeW3peS9nOi0n-i9veWSjOaXoOeKtuaAgeW3peS9nOi0n-i9vSU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeWQrOatjOivhuabsuWcqOe6v-S9v-eUqCU/t_30_p_39/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A5": (
        "申请发放激励 (negative incentive, expiry, confirm)",
        "https://huaweicloud.com/s/JeWcqOe6v-aXtumXtOaNoueul-WZqCU/t_30_p_10/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A6": (
        "申请发放激励 (automatic issue, 5th day, 1,000 yuan)",
        "https://huaweicloud.com/s/JW15c3Fs5aaC5L2V55Sf5oiQ6ZqP5py66Lqr5Lu96K-B5Y-3JQ/t_30_p_15/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A7": (
        'Incentive payout: method final, exceptions by ticket in 2 bd; "前往商业信息认证" FAQ',
        "https://huaweicloud.com/s/JW9kcHPkv67mlLnlrZfmrrUl/t_30_p_14/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A8": (
        "为激励开票 (invoice types, list page, mail vs mailbox)",
        "https://huaweicloud.com/s/JeefreS_oeaooeadv2lkJQ/t_30_p_9/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JWNh6K-B5Lmm5b-F6aG75oyH5a6a5Z-f5ZCNJQ/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A9": (
        "FAQs: multiple invoices, validity of incentives",
        "https://huaweicloud.com/s/JW15c3Fs5a6J6KOF5LiN5LqGJQ/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A10": (
        "FAQ: combined invoicing",
        "https://huaweicloud.com/s/JeS7gOS5iOeslOiusOacrOeUteiEkeWPr-S7pei3kea3seW6puWtpuS5oCU/t_30_p_13/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A11": (
        "FAQ 激励申请的规则是什么 (negative first)",
        "https://huaweicloud.com/s/Jee7n-iuoeebtOaKpeiBlOe9keW5s-WPsCU/t_30_p_7/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A12": (
        "业绩 status 初稿/终稿/预估, 原路提现 scope",
        "https://huaweicloud.com/s/JeS6keiuoeeul-WPiuWkp-aVsOaNrueahOW6lOeUqOahiOS-iyU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A13": (
        "商业信息认证 steps (bank, survey, random transfer)",
        "https://huaweicloud.com/s/JWpz5Luj56CB5ryP5rSe5qOA5rWL5bel5YW3JQ/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeWmguS9leafpeeci-S4suWPo-iiq-WNoOeUqOerr-WPoyU/t_30_p_35/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A14": (
        "商业信息认证 notice, 3 wrong amounts lock",
        "https://huaweicloud.com/s/JemfqeWbveaOpeefreS_oemqjOivgeeggeW5s-WPsCU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A15": (
        "商业信息认证 precautions (settlement blocked, non-IOI, bank letter)",
        "https://huaweicloud.com/s/JeWuieWFqOeuoeeQhuS_oeaBr-WMluezu-e7nyU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A16": (
        "FAQs: BIC abnormal (3 bd ticket, 3–5 bd reviewer), bank letter; withdrawal blocks",
        "https://huaweicloud.com/s/JXdpbjflronoo4VteXNxbOWksei0pSU/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A17": (
        "FAQs: random amount not received; withdrawable formula",
        "https://huaweicloud.com/s/JWNtZOWRveS7pOafpeecizEzOeerr-WPoyU/t_30_p_28/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A18": (
        "FAQs: overseas bank allowed, enterprise-code type",
        "https://huaweicloud.com/s/JeS4iuihjOefreS_oeaJqeWxleeggSU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A19": (
        "FAQ: personal account not allowed",
        "https://huaweicloud.com/s/JWVzc2FtcG15c3Fs5pyq5ZCv5Yqo5aSx6LSlJQ/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A20": (
        "FAQ: signing-entity change effects",
        "https://huaweicloud.com/s/JeWcqOe6v-aWh-Wtl-WbvueJh-eUn-aIkOWZqCU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A21": (
        "Invoice-list same-day race FAQ (full text as seed)",
        "https://huaweicloud.com/s/JeahjOmdouezu-e7n-WSjOacjeWKoeWZqOaTjeS9nOezu-e7nyU/t_30_p_15/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A22": (
        "FH expert: list early month / 14 bd version",
        "https://huaweicloud.com/s/JeinpuWPkeWIhumSn-e6p-a1geaOpyU/t_30_p_37/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A23": (
        "FH quarterly payment guards (CN)",
        "https://huaweicloud.com/s/JeeBsOW6puWPkeW4g-eUqOaIt-WIh-a1gSU/t_30_p_28/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A24": (
        'FH expert scope; CCoE payment state 待华为付款; "why performance 0 / negative" FAQ',
        "https://huaweicloud.com/s/JeWNjuS4uuaZuuiDveaRhOWDj-acuueUteiEkeebkeaOpyU/t_30_p_13/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A25": (
        "FH expert: certificates, 能力标签 panel, 激励对账 columns",
        "https://huaweicloud.com/s/JeS4ieWkqeabtOaNouS4gOasoeWfn-WQjSU/t_30_p_14/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A26": (
        "FH: keep staff data up to date before month-end; expiry offset",
        "https://huaweicloud.com/s/JW15c3Fs55qEZGRs6K-t5Y-l55Sf5oiQ5bel5YW3JQ/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A27": (
        "FH: regular employees only, no dispatched labour",
        "https://huaweicloud.com/s/JeWkqeeggeefreS_oemqjOivgeeggeW5s-WPsCU/t_30_p_13/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A28": (
        "NRE milestones 1-2-3",
        "https://huaweicloud.com/s/JemAmui_h-a1j-iniOWZqOiuv-mXruaTjeS9nG15c3Fs5pWw5o2u5bqTJQ/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A29": (
        "Withdrawal: bank card 7 bd, account-name rules",
        "https://huaweicloud.com/s/JeWmguS9leafpeeci-WFrOWPuOacjeWKoeWZqGlw5Zyw5Z2AJQ/t_30_p_39/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeaXoOmcgOWunuWQjeiupOivgeeahOS6keacjeWKoeWZqCU/t_30_p_4/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A30": (
        "欠票 (owed-invoice ledger), Billing Center",
        "https://huaweicloud.com/s/JeWNjuS4uuinhumikeebkeaOpyU/t_30_p_8/Jei0ueeUqOS4reW_gyU",
    ),
    "A31": (
        "云商店账单 states (同类申付流程)",
        "https://huaweicloud.com/s/Jea7oeWIhuS6keeuoeeQhuacjeWKoeWZqCU/t_30_p_7/JeS6keWVhuW6lyU",
    ),
    "A33": (
        "FAQ 什么是伙伴的业绩和激励 / 业绩说明",
        "https://huaweicloud.com/s/JeWNjuS4unJvbWHlubPlj7Al/t_30_p_11/JeWQiOS9nOS8meS8tOS4reW_gyU https://huaweicloud.com/s/JeWmguS9leeUqOWIq-eahOaJi-acuuS4iuWNjuS4uuS6keacjeWKoSU/t_30_p_3/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A34": (
        "FAQ consumption vs recharge; preset 客户经理 role",
        "https://huaweicloud.com/s/Jee8lueoi-ivreiogOeahOWFseaApyU/t_30_p_2/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A35": (
        "FAQ 如何关闭或打开自动申请激励的功能",
        "https://huaweicloud.com/s/JeS6keiuoeeul-W5s-WPsOW7uuiuvuaWueahiCU/t_30_p_10/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A36": (
        "FAQ 激励选择3%或6%的发票税率后…",
        "https://huaweicloud.com/s/JeWNjuS4uuS6keacjeWKoeWZqOmYsueBq-Wimeiuvue9riU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A37": (
        "机会点激励 > 激励申请 (3 bd first review)",
        "https://huaweicloud.com/s/JeacieeKtuaAgeW3peS9nOi0n-i9veWSjOaXoOeKtuaAgeW3peS9nOi0n-i9vSU/t_30_p_5/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A38": (
        "FH SI: 申请激励 (once a month, resubmit same month)",
        "https://huaweicloud.com/s/Jei0n-i9veWdh-ihoeeahOS8mOeCueWSjOe8uueCuSU/t_30_p_24/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A39": (
        "向华为云索取发票 (chosen amount must exceed 欠票)",
        "https://huaweicloud.com/s/JWZ0cOacjeWKoeWZqOiHquWKqOWFs-mXreaYr-S7gOS5iOWOn-WboCU/t_30_p_11/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
    "A32": (
        "FAQs: change return account, incentive transfer, one NRE per solution",
        "https://huaweicloud.com/s/JeS4gOS4qnZwY-WPr-WcqOWkmuS4qmF65ZCXJQ/t_30_p_1/JeWQiOS9nOS8meS8tOS4reW_gyU",
    ),
}
