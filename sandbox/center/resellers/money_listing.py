"""The pages of money, quota and files: who has them, which rows and columns, which operations.

Read from top to bottom: rules, the account statement, rows, cells, pages. Source: 02 §3.8–§3.17, rules
47–50, 52, 56, 71, 83, 85, 88, 89, 106, 111, 122.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import account_balance, allottable, credit
from sandbox.center.common.partner import Partner, PartnerType, recharge, transferable
from sandbox.center.common.permission import Permission, items_of
from sandbox.center.common.roles import ADMINISTRATORS, OPERATORS, Role, path, under
from sandbox.center.common.rows import of_organisation, those
from sandbox.center.customers.after_effects import partner_vouchers_reclaimed
from sandbox.center.customers.funds_adjustment import FundAdjustment
from sandbox.center.customers.listing import column, member_name
from sandbox.center.customers.voucher import QuotaState, VoucherQuota
from sandbox.center.resellers.funds import (
    BALANCE_PAGE,
    RECORDS_PAGE,
    RecordQuery,
    ResellerAdjustment,
    balance_formula,
    foreign_empty,
    name_the_reseller,
    record_types,
    records_inside,
    reseller_no_topup,
)
from sandbox.center.resellers.reseller import STAFF
from sandbox.center.resellers.subscription import (
    BUCKETS,
    SUBSCRIBERS,
    SUBSCRIPTION_PAGE,
    Bucket,
    Delivery,
    DeliveryState,
    Subscription,
    four_doors,
    not_in_portal,
)
from sandbox.center.resellers.verification import PROFILE, VerificationSetting
from sandbox.center.resellers.voucher_quota import (
    ISSUED_TAB,
    QUOTAS_TAB,
    QuotaLog,
    hidden_after,
    remark_private,
)
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Listing, Machine
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, same, serial
from sandbox.engine.world import Entity, World

STATEMENT_PAGE = path("账务 > 收支明细", "Billing > Statement")
FINANCE = ADMINISTRATORS | OPERATORS | {Role.PARTNER_FINANCE}
RESELLERS = frozenset({Role.RESELLER_ADMINISTRATOR, Role.RESELLER_OPERATOR})
HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
ACCOUNTS = {
    "recharge": Text(zh="充值账户", en="recharge account"),
    "credit": Text(zh="信用账户", en="credit account"),
    "transferable": Text(zh="可拨款账户", en="transferable account"),
}


# --- Rules ---------------------------------------------------------------------------------------

statement_names = Rule(
    id="resell-statement-names",
    number=122,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P29",
    text=Text(
        zh="收支明细写明每笔钱的来由：经销商拨款、经销商回收、解绑回收、为客户拨款、回收客户余额等。",
        en=(
            "The statement says what each movement was: allocation or reclaim by the distributor, return at the "
            "end, allocation to a customer, reclaim from a customer."
        ),
    ),
)
vouchers_return = Rule(
    id="resell-voucher-autoreturn-unbind",
    number=89,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14",
    text=Text(
        zh="客户解除关联后，没有使用的代金券自动退回，额度恢复。",
        en="When a customer dissociates, unused vouchers come back and the quota is restored.",
    ),
    parts=(partner_vouchers_reclaimed,),
)


# --- The account statement: rows computed when the page is opened ---------------------------------


class LineState(Labelled):
    """States of a line."""

    BOOKED = "booked", "已入账", "booked", "terminal"


class PartnerLine(Entity):
    """A movement on an account of a partner; ``amount`` in yuan, as seen from that account."""

    kind: ClassVar[str] = "partner_line"
    label: ClassVar[Text] = Text(zh="伙伴收支明细", en="Partner's statement line")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        at=("时间", "Time"),
    )

    state: LineState = LineState.BOOKED
    partner_id: str
    at: datetime
    account: Text
    memo: Text
    amount: Decimal


def statement_of(world: World, persona: Persona) -> list[PartnerLine]:
    """The movements of the partner's accounts, newest first."""
    prefix = f"partner/{persona.organisation}:"
    lines = []
    for number, posting in enumerate(world.postings(), start=1):
        for part, (account, amount) in enumerate(posting.entries):
            if account.startswith(prefix):
                lines.append(
                    PartnerLine(
                        id=f"partner-line-{number}-{part}",
                        partner_id=persona.organisation,
                        at=posting.at,
                        account=ACCOUNTS[account.removeprefix(prefix)],
                        memo=posting.memo,
                        amount=amount,
                    )
                )
    return lines[::-1]


statement_machine = Machine(entity=PartnerLine, states=LineState, label=PartnerLine.label)


# --- Rows ----------------------------------------------------------------------------------------


def with_item(item: Permission) -> Callable[[World, Persona], bool]:
    """Whether the persona works for a distributor and has the permission item."""

    def shown(world: World, persona: Persona) -> bool:
        return is_type(world, persona, PartnerType.DISTRIBUTOR) and item in items_of(world, persona)

    return shown


def may_subscribe(world: World, persona: Persona) -> bool:
    """Whether the persona has the pages of file subscriptions."""
    return Permission.SUBSCRIBE_FILES in items_of(world, persona) and not is_type(
        world, persona, PartnerType.RESELLER
    )


def is_type(world: World, persona: Persona, what: PartnerType) -> bool:
    """Whether the persona works for a partner of this type."""
    partner = world.get(Partner, persona.organisation)
    return partner is not None and partner.partner_type == what


adjustments = those(ResellerAdjustment, of_organisation("partner_id", "reseller_id"))
queries = those(RecordQuery, lambda world, persona, query: query.asked_by == persona.id)


def adjustment(world: World, id: str) -> Text:
    """A record that a query found; records with resellers and with customers are numbered apart."""
    for kind in (ResellerAdjustment, FundAdjustment):
        if world.get(kind, id) is not None:
            number = serial(id, kind.kind)
            return Text(zh=f"{kind.label.zh} {number.zh}", en=f"{kind.label.en} {number.en}")
    return same(id)


def balances(world: World, persona: Persona) -> list[Partner]:
    """The company, and for a distributor its resellers."""
    own = world.get(Partner, persona.organisation)
    if own is None:
        return []
    links = (c for c in world.find(Cooperation, distributor_id=own.id) if c.running)
    return [own, *(world.need(Partner, c.reseller_id) for c in links)]


def own_quotas(world: World, persona: Persona) -> list[VoucherQuota]:
    """The quotas of the company that are not reclaimed, newest first. Source: rule 83."""
    found = world.find(VoucherQuota, partner_id=persona.organisation)
    return [q for q in found if q.state != QuotaState.RECLAIMED][::-1]


issued_quotas = those(  # what the distributor granted to resellers, reclaimed ones too
    VoucherQuota,
    lambda world, persona, q: bool(q.parent_quota_id) and q.granted_by == persona.organisation,
)
logs = those(QuotaLog, of_organisation("partner_id"))


def deliveries(world: World, persona: Persona) -> list[Delivery]:
    """The pushes of the partner, newest first."""
    return world.find(Delivery, partner_id=persona.organisation)[::-1]


def files_in_bucket(world: World, persona: Persona) -> list[Delivery]:
    """What lies in the partner's bucket, newest first."""
    return [d for d in deliveries(world, persona) if d.state == DeliveryState.PUSHED]


def own_subscription(world: World, persona: Persona) -> list[Subscription]:
    """The partner's subscription, once it has saved one."""
    found = world.get(Subscription, persona.organisation)
    return [found] if found else []


def own_setting(world: World, persona: Persona) -> list[VerificationSetting]:
    """The switch, once it was set."""
    found = world.get(VerificationSetting, persona.organisation)
    return [found] if found else []


# --- Cells ---------------------------------------------------------------------------------------


def partner_name(field: str) -> Any:
    """A cell that shows the name of the partner whose id is in ``field``."""

    def value(world: World, row: Any) -> str:
        found = world.get(Partner, getattr(row, field))
        return found.account_name if found else ""

    return value


STATE = column("state", "状态", "State", filters=True)
QUOTA_COLUMNS = (
    column("id", "额度编号", "Quota", lambda w, q: serial(q.id, q.kind)),
    column("amount", "初始额度（元）", "Granted (CNY)"),
    column("rest", "剩余额度（元）", "Left (CNY)"),
    STATE,
    column("granted_at", "发放时间", "Granted at"),
    column("expires_at", "失效时间", "Expires"),
)
RESELLER = column("reseller", "云经销商", "Reseller", partner_name("reseller_id"), filters=True)


# --- Pages ---------------------------------------------------------------------------------------

adjustments_page = Listing(
    id="reseller_adjustments.list",
    title=Text(zh="云经销商调账记录", en="Records of resellers"),
    menu=RECORDS_PAGE,
    entity=ResellerAdjustment,
    roles=STAFF | RESELLERS,
    rows=adjustments,
    shown=lambda w, p: is_type(w, p, PartnerType.RESELLER) or with_item(Permission.ADJUSTMENT_RECORDS)(w, p),
    columns=(
        column("adjusted_at", "时间", "Time"),
        RESELLER,
        column("adjust_type", "类型", "Type", filters=True),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("operator", "操作人", "By", lambda w, a: member_name(w, a.operator)),
    ),
    search=("reseller",),
    page_actions=("reseller_funds.query_records",),
    rules=(records_inside, record_types),
    guide="allocate-to-a-reseller",
)
queries_page = Listing(
    id="reseller_adjustments.queries",
    title=Text(zh="调账记录查询结果", en="Results of looks into the records"),
    menu=under(RECORDS_PAGE, "查询", "Query"),
    entity=RecordQuery,
    roles=STAFF,
    rows=queries,
    shown=with_item(Permission.ADJUSTMENT_RECORDS),
    columns=(
        column("at", "查询时间", "Asked"),
        RESELLER,
        column("adjust_type", "类型", "Type"),
        column("records", "记录", "Records", lambda w, q: tuple(adjustment(w, id) for id in q.records)),
        column("total", "合计（元）", "Total (CNY)"),
        STATE,
    ),
    page_actions=("reseller_funds.query_records",),
    rules=(foreign_empty, name_the_reseller),
)
balances_page = Listing(
    id="balances.list",
    title=Text(zh="账户余额", en="Balances"),
    menu=BALANCE_PAGE,
    entity=Partner,
    roles=FINANCE,
    rows=balances,
    shown=lambda w, p: not is_type(w, p, PartnerType.RESELLER),
    columns=(
        column("account_name", "伙伴", "Partner"),
        column("cash", "充值账户", "Recharge", lambda w, p: w.balance(recharge(p.id))),
        column("credit", "信用账户", "Credit", lambda w, p: w.balance(credit(p.id))),
        column("balance", "账户余额", "Balance", lambda w, p: account_balance(w, p)),
        column("transferable", "可拨款账户", "Transferable", lambda w, p: w.balance(transferable(p.id))),
        column("designated_amount", "专款", "Designated"),
        column("payable", "可拨金额", "Payable", lambda w, p: allottable(w, p)),
    ),
    search=("account_name",),
    page_actions=("partner.top_up",),
    rules=(balance_formula, reseller_no_topup),
    guide="allocate-to-a-reseller",
)
statement_page = Listing(
    id="account_statement.list",
    title=Text(zh="伙伴收支明细", en="Partner's statement"),
    menu=STATEMENT_PAGE,
    entity=PartnerLine,
    roles=FINANCE | RESELLERS,
    rows=statement_of,
    columns=(
        column("at", "时间", "Time"),
        column("memo", "交易类型", "Type", filters=True),
        column("account", "账户", "Account", filters=True),
        column("amount", "金额（元）", "Amount (CNY)"),
    ),
    search=("memo",),
    rules=(statement_names, reseller_no_topup),
    drawn_from=FundAdjustment,
)
quotas_page = Listing(
    id="quotas.list",
    title=Text(zh="代金券额度", en="Voucher quota"),
    menu=QUOTAS_TAB,
    entity=VoucherQuota,
    roles=STAFF | FINANCE | RESELLERS,
    rows=own_quotas,
    shown=lambda w, p: Permission.QUOTAS in items_of(w, p),
    columns=(
        *QUOTA_COLUMNS,
        column("bound_customer_id", "指定客户", "Specified customer"),
        column(
            "granted_by",
            "来源",
            "From",
            lambda w, q: partner_name("granted_by")(w, q) or "华为云 Huawei Cloud",
        ),
    ),
    search=("id",),
    page_actions=("voucher_quota.grant_many", "voucher.issue_many"),
    rules=(hidden_after, remark_private, vouchers_return),
    guide="grant-voucher-quota",
)
issued_page = Listing(
    id="quotas.issued",
    title=Text(zh="已发放代金券额度", en="Issued voucher quota"),
    menu=ISSUED_TAB,
    entity=VoucherQuota,
    roles=STAFF,
    rows=issued_quotas,
    shown=with_item(Permission.ISSUED_QUOTAS),
    columns=(
        *QUOTA_COLUMNS,
        column("reseller", "云经销商", "Reseller", partner_name("partner_id"), filters=True),
        column("reclaimed_amount", "实际回收（元）", "Reclaimed (CNY)"),
        column("remark", "备注", "Remark"),
    ),
    search=("id", "reseller"),
    row_actions=("voucher_quota.reclaim",),
    page_actions=("voucher_quota.reclaim_many",),
    guide="grant-voucher-quota",
)
logs_page = Listing(
    id="quotas.log",
    title=Text(zh="操作记录", en="Operation log"),
    menu=under(QUOTAS_TAB, "操作记录", "Operation log"),
    entity=QuotaLog,
    roles=STAFF,
    rows=logs,
    shown=with_item(Permission.QUOTA_LOG),
    columns=(
        column("at", "时间", "Time"),
        column("operation", "操作", "Operation", filters=True),
        RESELLER,
        column("quota_id", "额度编号", "Quota", lambda w, q: serial(q.quota_id, "voucher_quota")),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("operator", "操作人", "By", lambda w, log: member_name(w, log.operator)),
        column("remark", "备注", "Remark"),
        STATE,
    ),
    search=("reseller", "quota_id"),
)
subscription_page = Listing(
    id="subscription.page",
    title=Text(zh="订阅文件", en="Subscribe to files"),
    menu=SUBSCRIPTION_PAGE,
    entity=Subscription,
    roles=SUBSCRIBERS,
    rows=own_subscription,
    shown=may_subscribe,
    columns=(
        column("bucket_name", "桶名称", "Bucket"),
        column("contents", "订阅内容", "Contents"),
        STATE,
        column("saved_at", "保存时间", "Saved"),
        column("next_due", "下次推送不晚于", "Next push by"),
    ),
    page_actions=("subscription.save", "subscription.check_bucket"),
    rules=(four_doors,),
    guide="subscribe-reseller-information",
)
deliveries_page = Listing(
    id="subscription.deliveries",
    title=Text(zh="推送任务", en="Deliveries"),
    menu=under(SUBSCRIPTION_PAGE, "推送任务", "Deliveries"),
    entity=Delivery,
    roles=SUBSCRIBERS,
    rows=deliveries,
    shown=may_subscribe,
    columns=(
        column("content", "内容", "Content", filters=True),
        column("due_at", "最迟推送时间", "Due by"),
        column("pushed_at", "推送时间", "Pushed"),
        STATE,
        column("bucket_name", "桶名称", "Bucket"),
    ),
    search=("content",),
    rules=(not_in_portal,),
    guide="subscribe-order-resource-details",
)
bucket_page = Listing(
    id="bucket.files",
    title=Text(zh="OBS 桶中的文件", en="Files in the OBS bucket"),
    menu=under(BUCKETS, "对象", "Objects"),
    entity=Delivery,
    roles=SUBSCRIBERS,
    rows=files_in_bucket,
    shown=may_subscribe,
    columns=(
        column("bucket_name", "桶名称", "Bucket", filters=True),
        column("object_key", "对象名", "Object"),
        column("rows", "行数", "Rows"),
        column("pushed_at", "推送时间", "Pushed"),
        column("encrypted", "被桶加密", "Encrypted"),
    ),
    search=("object_key",),
    guide="subscribe-order-resource-details",
)
my_buckets_page = Listing(
    id="bucket.list",
    title=Text(zh="我的桶", en="My buckets"),
    menu=BUCKETS,
    entity=Bucket,
    roles=frozenset({Role.CUSTOMER}),
    rows=those(Bucket, of_organisation("owner"), newest_first=False),
    columns=(
        column("id", "桶名称", "Bucket"),
        column("site", "站点", "Site"),
        column("default_encryption", "默认加密", "Default encryption"),
        STATE,
    ),
    row_actions=("bucket.delete",),
    page_actions=("bucket.create",),
)
verification_page = Listing(
    id="verification.page",
    title=Text(zh="验证码验证", en="Code verification"),
    menu=PROFILE,
    entity=VerificationSetting,
    roles=ADMINISTRATORS,
    rows=own_setting,
    columns=(
        STATE,
        column("channel", "接收方式", "Sent by"),
        column("changed_at", "修改时间", "Changed"),
        column("changed_by", "操作人", "By", lambda w, v: member_name(w, v.changed_by)),
    ),
    page_actions=("verification.set",),
    guide="turn-verification-codes-on",
)
huawei_quotas_page = Listing(
    id="huawei.quotas",
    title=Text(zh="伙伴的代金券额度", en="Partners' voucher quota"),
    menu=path("华为云运营 > 代金券额度", "Huawei Operations > Voucher Quota"),
    entity=VoucherQuota,
    roles=HUAWEI,
    rows=those(VoucherQuota, lambda world, persona, q: not q.parent_quota_id, newest_first=False),
    columns=(column("partner", "伙伴", "Partner", partner_name("partner_id")), *QUOTA_COLUMNS),
    search=("partner",),
    row_actions=("voucher_quota.adjust",),
    page_actions=("voucher.grant_quota",),
)
