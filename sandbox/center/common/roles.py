"""Roles of the portal, and the menu paths that several lifecycles share."""

from __future__ import annotations

from sandbox.engine.text import Labelled, Text


class Role(Labelled):
    """Who a persona can be."""

    PARTNER_ADMINISTRATOR = "partner_administrator", "伙伴管理员", "partner administrator"
    PARTNER_OPERATOR = "partner_operator", "操作员", "partner operator"
    ACCOUNT_MANAGER = "account_manager", "客户经理", "account manager"
    PARTNER_FINANCE = "partner_finance", "财务", "partner finance"
    DISTRIBUTOR_ADMINISTRATOR = "distributor_administrator", "总经销商管理员", "distributor administrator"
    DISTRIBUTOR_OPERATOR = "distributor_operator", "总经销商操作员", "distributor operator"
    RESELLER_ADMINISTRATOR = "reseller_administrator", "云经销商管理员", "reseller administrator"
    CUSTOMER = "customer", "客户", "customer"
    HUAWEI_OPERATIONS = "huawei_operations", "华为运营", "Huawei operations"
    HUAWEI_REVIEWER = "huawei_reviewer", "华为审核员", "Huawei reviewer"
    HUAWEI_FINANCE = "huawei_finance", "华为财经", "Huawei finance"
    RESELLER_OPERATOR = "reseller_operator", "云经销商操作员", "reseller operator"
    ACCOUNT_MANAGER_LEAD = "account_manager_lead", "客户经理主管", "account manager lead"
    CUSTOM_ROLE = "custom_role", "自定义角色", "custom role"
    ENTERPRISE_ADMINISTRATOR = (
        "enterprise_administrator",
        "企业账号管理员",
        "enterprise account administrator",
    )
    DIRECTOR = "director", "导演（设定事实）", "director (sets facts)"


ADMINISTRATORS = frozenset(
    {Role.PARTNER_ADMINISTRATOR, Role.DISTRIBUTOR_ADMINISTRATOR, Role.RESELLER_ADMINISTRATOR}
)
OPERATORS = frozenset({Role.PARTNER_OPERATOR, Role.DISTRIBUTOR_OPERATOR, Role.RESELLER_OPERATOR})
PARTNER_STAFF = ADMINISTRATORS | OPERATORS | {Role.ACCOUNT_MANAGER, Role.PARTNER_FINANCE}


def path(zh: str, en: str) -> Text:
    """A menu path; its steps are separated by `` > `` in both languages."""
    return Text(zh=zh, en=en)


CUSTOMER_MANAGEMENT = path("销售 > 客户 > 客户管理", "Sales > Customers > Customer Management")
CUSTOMER_DEVELOPMENT = path("销售 > 拓新 > 客户拓展", "Sales > Development > Customer Development")
RESELLER_MANAGEMENT = path("销售 > 云经销商 > 云经销商管理", "Sales > Resellers > Reseller Management")
PARTNER_PLANS = path("计划 > 华为云伙伴计划", "Programs > Huawei Cloud Partner Programs")
MEMBERS = path("组织 > 组织成员", "Organisation > Members")
BASIC_INFORMATION = path("伙伴信息 > 基本信息", "Partner Information > Basic Information")
VOUCHERS_PAGE = path("销售 > 客户 > 券管理 > 代金券管理", "Sales > Customers > Vouchers > Voucher Management")
MY_PARTNER = path("账号中心 > 我的合作伙伴", "Account Center > My Partner")


def under(parent: Text, zh: str, en: str) -> Text:
    """The menu path one step further."""
    return Text(zh=f"{parent.zh} > {zh}", en=f"{parent.en} > {en}")
