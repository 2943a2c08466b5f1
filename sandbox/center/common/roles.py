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
    DIRECTOR = "director", "导演(设定事实)", "director (sets facts)"


ADMINISTRATORS = frozenset(
    {Role.PARTNER_ADMINISTRATOR, Role.DISTRIBUTOR_ADMINISTRATOR, Role.RESELLER_ADMINISTRATOR}
)
OPERATORS = frozenset({Role.PARTNER_OPERATOR, Role.DISTRIBUTOR_OPERATOR})
PARTNER_STAFF = ADMINISTRATORS | OPERATORS | {Role.ACCOUNT_MANAGER, Role.PARTNER_FINANCE}


def path(zh: str, en: str) -> Text:
    """A menu path; its steps are separated by `` > `` in both languages."""
    return Text(zh=zh, en=en)


CUSTOMER_MANAGEMENT = path("销售 > 客户 > 客户管理", "Sales > Customers > Customer Management")
CUSTOMER_DEVELOPMENT = path("销售 > 拓新 > 客户拓展", "Sales > Development > Customer Development")
MY_PARTNER = path("账号中心 > 我的合作伙伴", "Account Center > My Partner")


def under(parent: Text, zh: str, en: str) -> Text:
    """The menu path one step further."""
    return Text(zh=f"{parent.zh} > {zh}", en=f"{parent.en} > {en}")
