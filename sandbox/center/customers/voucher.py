"""Vouchers 代金券 and cash coupons 现金券: who issued them, and who gets them back.

Read from top to bottom: states, entities, situation, rules, actions, effects, machines. Only what
associations need. Source: 01 §3.3 and §4.7, rules 120–122, 129 (S34, S36).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, PartnerType
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_MANAGEMENT,
    OPERATORS,
    VOUCHERS_PAGE,
    Role,
    under,
)
from sandbox.center.common.sensitive import Code, sensitive_code
from sandbox.center.customers.account import (
    CUSTOMERS,
    Amount,
    Case,
    Row,
    amount_well_formed,
    own_account,
    well_formed,
)
from sandbox.center.customers.account_manager import preset_rights
from sandbox.center.customers.association import customer_is_yours
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import Instant
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

ISSUERS = ADMINISTRATORS | OPERATORS
CUSTOMERS_AT_MOST = 10


# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of a voucher."""

    UNUSED = "unused", "未使用", "unused", "initial"
    USED = "used", "已使用", "used", "terminal"
    RECLAIMED = "reclaimed", "已回收", "reclaimed", "terminal"
    EXPIRED = "expired", "已过期", "expired", "terminal"


class VoucherType(Labelled):
    """What sort of voucher it is."""

    VOUCHER = "voucher", "代金券", "voucher"
    CASH_COUPON = "cash_coupon", "现金券", "cash coupon"


class ReclaimType(Labelled):
    """How a voucher came back to its issuer. Source: S12."""

    BY_HAND = "by_hand", "手动回收", "by hand"
    UNBINDING = "unbinding", "解绑自动回收", "automatic, on dissociation"
    EXPIRY = "expiry", "过期自动回收", "automatic, on expiry"
    SWITCH = "switch", "切换自动回收", "automatic, on a switch of the type"


class Voucher(Entity):
    """A voucher or cash coupon of a customer; the amount in yuan. ``issuer`` is a partner or ``huawei``."""

    kind: ClassVar[str] = "voucher"
    label: ClassVar[Text] = Text(zh="代金券", en="Voucher")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        issuer=("发放方", "Issuer"),
        voucher_type=("代金券类型", "Voucher type"),
        quota_id=("额度", "Quota"),
        issued_at=("发放时间", "Issued at"),
        reclaimed_at=("回收时间", "Reclaimed at"),
        reclaim_type=("回收方式", "Kind of reclaiming"),
        expires_at=("到期时间", "Expires at"),
        remark=("备注", "Remark"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",),)

    state: State = State.UNUSED
    customer_id: str
    issuer: str
    voucher_type: VoucherType = VoucherType.VOUCHER
    amount: Decimal
    quota_id: str = ""
    issued_at: datetime
    reclaimed_at: datetime | None = None
    reclaim_type: ReclaimType | None = None
    expires_at: datetime | None = None
    remark: str = ""


class QuotaState(Labelled):
    """States of a voucher quota; the numbers are those of the API. Source: 02 §3.10, §3.11."""

    NOT_YET = "not_yet", "未生效", "not yet effective", "initial"
    AVAILABLE = "available", "有效", "valid (0)", "initial"
    ADJUSTING = "adjusting", "额度调整中", "being adjusted (4)", "transient"
    FROZEN = "frozen", "冻结", "frozen (5)"
    RECLAIMED = "reclaimed", "已回收", "reclaimed", "terminal"
    LAPSED = "lapsed", "失效", "lapsed (3)", "terminal"


class VoucherQuota(Entity):
    """What a partner may issue, in yuan; perhaps to one specified customer only.

    A quota with a parent was granted to a reseller by its distributor out of the distributor's quota.
    Its lifecycle is in :mod:`sandbox.center.resellers.voucher_quota`.
    """

    kind: ClassVar[str] = "voucher_quota"
    label: ClassVar[Text] = Text(zh="代金券额度", en="Voucher quota")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        rest=("剩余额度", "Rest"),
        bound_customer_id=("绑定的客户", "Bound to"),
        parent_quota_id=("上级额度", "Granted out of"),
        granted_by=("发放人", "Granted by"),
        granted_at=("发放时间", "Granted at"),
        effective_at=("生效时间", "Effective from"),
        expires_at=("到期时间", "Expires at"),
        reclaimed_amount=("已回收金额", "Reclaimed"),
        remark=("备注", "Remark"),
        last_grant_at=("最近一次发放", "Last granted at"),
        last_grant_by=("最近一次发放人", "Last granted by"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",), ("parent_quota_id",))

    state: QuotaState = QuotaState.AVAILABLE
    partner_id: str
    amount: Decimal = Decimal("0")
    rest: Decimal
    bound_customer_id: str = ""
    parent_quota_id: str = ""
    granted_by: str = ""
    granted_at: datetime | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    reclaimed_amount: Decimal = Decimal("0")
    remark: str = ""
    last_grant_at: datetime | None = None
    last_grant_by: str = ""


GONE = (QuotaState.RECLAIMED, QuotaState.LAPSED)
"""Where an issued quota has ended; what returns later belongs to the quota it was granted from."""


# --- Situation -----------------------------------------------------------------------------------


class VoucherCase(Case):
    """A situation about a voucher and, where one is issued, the quota it is taken from."""

    @lazy
    def quota(self) -> VoucherQuota | None:
        """The quota named."""
        return self.world.get(VoucherQuota, self.typed.get("quota", "") or "")


# --- Rules ---------------------------------------------------------------------------------------

own_quota = Rule(
    id="portal-own-quota",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("quota",),
    text=Text(zh="这不是贵公司的代金券额度。", en="This voucher quota is not your company's."),
    remedy=Text(zh="请选择贵公司的额度。", en="Choose a quota of your own company."),
    applies=lambda s: s.quota is not None,
    holds=lambda s: s.quota.partner_id == s.persona.organisation,
)
quota_suffices = Rule(
    id="voucher-quota-sufficient",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S36",
    needs=("amount", "quota"),
    text=Text(zh="代金券额度不足，剩余 {rest}。", en="The quota does not suffice; {rest} is left."),
    remedy=Text(
        zh="请减少金额、换用其他额度，或先回收未使用的代金券。",
        en="Issue less, use another quota, or reclaim unused vouchers first.",
    ),
    remedied_by=("voucher.reclaim",),
    applies=lambda s: s.quota is not None and well_formed(s.action.amount),
    holds=lambda s: s.action.amount <= s.quota.rest,
    values=lambda s: {"rest": s.quota.rest},
)
quota_reissue = Rule(
    id="after-coupon-quota-reissue",
    number=129,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S36",
    needs=("customer", "quota"),
    text=Text(
        zh="企业子账号离开后回收的额度可以再发给主账号等其他客户；指定了客户的额度只能发给指定的客户。",
        en="Quota that came back from a sub-account may be issued again, to its master for example; a quota that is "
        "bound to a specified customer is for that customer only.",
    ),
    remedy=Text(
        zh="请发给额度指定的客户，或换用没有指定客户的额度。",
        en="Issue it to the specified customer, or use a quota that is not bound.",
    ),
    applies=lambda s: s.quota is not None,
    holds=lambda s: s.quota.bound_customer_id in ("", s.action.customer),
)
names_a_quota = Rule(
    id="portal-voucher-needs-quota",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="S36",
    needs=("quota",),
    text=Text(
        zh="总经销商和云经销商发放代金券须使用已有的代金券额度。",
        en="A distributor or reseller issues vouchers out of a voucher quota that it holds.",
    ),
    remedy=Text(
        zh="请选择一项额度；没有额度时，总经销商向华为云申请，云经销商请总经销商发放。",
        en="Choose a quota. Where there is none, a distributor asks Huawei Cloud, a reseller its distributor.",
    ),
    remedied_by=("voucher.grant_quota", "voucher_quota.grant"),
    applies=lambda s: (
        s.partner is not None and s.partner.partner_type in (PartnerType.DISTRIBUTOR, PartnerType.RESELLER)
    ),
    holds=lambda s: s.quota is not None,
)
ends_later = Rule(
    id="portal-ends-later",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("expires_at",),
    text=Text(
        zh="失效时间须晚于现在和生效时间。", en="It must expire later than now, and than it takes effect."
    ),
    remedy=Text(zh="请更正失效时间。", en="Correct the time of expiry."),
    holds=lambda s: (
        s.action.expires_at is None
        or s.action.expires_at > max(s.now, s.typed.get("effective_at", None) or s.now)
    ),
)
# The rulebook of the area resellers adds these; that area names them.
RESELLERS_RULES = (
    Rule(
        id="resell-quota-state",
        number=75,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="P3, P12",
        needs=("quota",),
        text=Text(
            zh="额度的状态为“{state}”，只有“有效”的额度可以发放（CBC.99000015、CBC.99000017）。",
            en="The quota is {state}; only a valid one can be given out (CBC.99000015, CBC.99000017).",
        ),
        remedy=Text(
            zh="请换用有效的额度；未生效、调整中或冻结的，等恢复后再发放。",
            en="Use a valid quota; wait where it is not effective yet, being adjusted or frozen.",
        ),
        applies=lambda s: s.quota is not None,
        holds=lambda s: s.quota.state == QuotaState.AVAILABLE,
        values=lambda s: {"state": s.quota.state},
    ),
    Rule(
        id="resell-quota-expired-return",
        number=86,
        kind=Kind.TIMER,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="P14",
        needs=("quota",),
        text=Text(
            zh="过期的额度和券不能再用，剩余的金额自动退回发放方。",
            en="An expired quota or voucher is not usable; what is left returns to whoever gave it.",
        ),
        remedy=Text(zh="请换用没有过期的额度。", en="Use one that has not expired."),
        applies=lambda s: s.quota is not None,
        holds=lambda s: s.quota.state != QuotaState.LAPSED,
    ),
    Rule(
        id="resell-voucher-customers-10",
        number=87,
        kind=Kind.INPUT,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="P13",
        needs=("customers",),
        text=Text(zh="一次最多给 10 位客户发放代金券。", en="One issue covers at most 10 customers."),
        remedy=Text(zh="请分几次发放。", en="Issue them in several goes."),
        holds=lambda s: 1 <= len(set(s.action.customers)) <= CUSTOMERS_AT_MOST,
    ),
    Rule(
        id="resell-voucher-no-referral-reclaim",
        number=120,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A41",
        needs=("voucher", "through_api"),
        text=Text(
            zh="发给顾问销售客户的券不能通过接口回收（CBC.99000045）。",
            en="A voucher of a referral customer cannot be reclaimed through the API (CBC.99000045).",
        ),
        remedy=Text(zh="请在伙伴中心的页面上回收。", en="Reclaim it on the portal's page."),
        applies=lambda s: s.subject is not None and bool(s.action.through_api),
        holds=lambda s: s.association is None or s.association.cooperation_type != "referral",
    ),
    Rule(
        id="resell-voucher-gone",
        number=121,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A41",
        needs=("voucher",),
        text=Text(
            zh="券的状态为“{state}”，已过期、已使用或已收回的券不能再回收（CBC.99000048）。",
            en="The voucher is {state}: one that expired, was used or came back cannot be reclaimed (CBC.99000048).",
        ),
        remedy=Text(zh="请刷新列表。", en="Refresh the list."),
        applies=lambda s: s.subject is not None,
        holds=lambda s: s.subject.state == State.UNUSED,
        values=lambda s: {"state": s.subject.state},
    ),
)
BY_NUMBER = {rule.number: rule for rule in RESELLERS_RULES}
own_voucher = Rule(
    id="portal-own-voucher",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("voucher",),
    text=Text(zh="这张券不是贵公司发放的。", en="This voucher was not issued by your company."),
    remedy=Text(zh="只能回收自己发放的券。", en="Only what you issued yourself can be reclaimed."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.issuer == s.persona.organisation,
)


# --- Actions -------------------------------------------------------------------------------------

TYPE = Input(Text(zh="券类型", en="Type"))
VOUCHER = Input(Text(zh="代金券", en="Voucher"), entity="voucher")
QUOTA = Input(Text(zh="使用额度", en="From the quota"), entity="voucher_quota")
EXPIRES = Input(Text(zh="失效时间", en="Expires"))
REMARK = Input(
    Text(zh="备注", en="Remark"), help=Text(zh="只有发放方可见。", en="Visible to the issuer only.")
)


class Issue(Action):
    """The partner issues a voucher to one of its customers."""

    id: ClassVar[str] = "voucher.issue"
    title: ClassVar[Text] = Text(zh="发放代金券", en="Issue a voucher")
    roles: ClassVar[frozenset[str]] = ISSUERS
    menu: ClassVar[tuple[Text, ...]] = (
        under(CUSTOMER_MANAGEMENT, "更多 > 发放代金券", "More > Issue a voucher"),
    )
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True

    customer: Row
    amount: Amount
    voucher_type: Annotated[VoucherType, TYPE] = VoucherType.VOUCHER
    quota: Annotated[str, QUOTA] = ""
    expires_at: Annotated[Instant | None, EXPIRES] = None
    remark: Annotated[str, REMARK, Field(max_length=256)] = ""
    code: Code = ""


class IssueMany(Action):
    """The partner issues the same voucher to several customers."""

    id: ClassVar[str] = "voucher.issue_many"
    title: ClassVar[Text] = Text(zh="批量发放代金券", en="Issue to several")
    roles: ClassVar[frozenset[str]] = ISSUERS
    menu: ClassVar[tuple[Text, ...]] = (under(VOUCHERS_PAGE, "发放代金券", "Issue vouchers"),)
    each: ClassVar[type[Action] | None] = Issue
    asks_code: ClassVar[bool] = True

    customers: Annotated[
        tuple[str, ...], Input(Text(zh="客户", en="Customers"), entity="customer", many=True)
    ]
    amount: Amount
    voucher_type: Annotated[VoucherType, TYPE] = VoucherType.VOUCHER
    quota: Annotated[str, QUOTA] = ""
    expires_at: Annotated[Instant | None, EXPIRES] = None
    remark: Annotated[str, REMARK, Field(max_length=256)] = ""
    code: Code = ""

    def rows(self) -> Iterable[Action]:
        """One voucher to a row."""
        shared = {
            name: getattr(self, name) for name in Issue.model_fields if name not in ("customer", "code")
        }
        return (Issue(customer=c, **shared) for c in dict.fromkeys(self.customers))


class IssueByHuawei(Action):
    """Huawei issues a voucher to a customer."""

    id: ClassVar[str] = "voucher.issue_by_huawei"
    title: ClassVar[Text] = Text(zh="华为云发放代金券", en="Huawei issues a voucher")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "customer"

    customer: Row
    amount: Amount
    voucher_type: Annotated[VoucherType, TYPE] = VoucherType.VOUCHER


class Reclaim(Action):
    """The partner takes an unused voucher back."""

    id: ClassVar[str] = "voucher.reclaim"
    title: ClassVar[Text] = Text(zh="回收代金券", en="Reclaim the voucher")
    roles: ClassVar[frozenset[str]] = ISSUERS
    on: ClassVar[str] = "voucher"
    asks_code: ClassVar[bool] = True

    voucher: Annotated[str, VOUCHER, Field(min_length=1)]
    through_api: Annotated[bool, Input(Text(zh="通过接口", en="Through the API"))] = False
    code: Code = ""


class Use(Action):
    """The customer uses a voucher."""

    id: ClassVar[str] = "voucher.use"
    title: ClassVar[Text] = Text(zh="使用代金券", en="Use the voucher")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "voucher"

    voucher: Annotated[str, VOUCHER, Field(min_length=1)]


class GrantQuota(Action):
    """Huawei grants a partner a voucher quota."""

    id: ClassVar[str] = "voucher.grant_quota"
    title: ClassVar[Text] = Text(zh="授予代金券额度", en="Grant a voucher quota")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "partner"

    partner: Annotated[str, Input(Text(zh="伙伴", en="Partner"), entity="partner"), Field(min_length=1)]
    amount: Amount
    bound_customer: Annotated[str, Input(Text(zh="指定客户", en="Specified customer"), entity="customer")] = (
        ""
    )
    effective_at: Annotated[Instant | None, Input(Text(zh="生效时间", en="Effective from"))] = None
    expires_at: Annotated[Instant | None, EXPIRES] = None


# --- Effects -------------------------------------------------------------------------------------


def issue(s: VoucherCase, draft: Draft) -> None:
    """Give the voucher to the customer, out of the quota where one is named."""
    if s.quota is not None:
        draft.put(s.quota.but(rest=s.quota.rest - s.action.amount))
    give(s, draft, s.persona.organisation, s.quota.id if s.quota else "")


def issue_by_huawei(s: VoucherCase, draft: Draft) -> None:
    """Give Huawei's voucher to the customer."""
    give(s, draft, HUAWEI.id)


GIVE_TEXT = Text(zh="您收到{kind} {amount}。", en="You received a {kind} of {amount}.")


def give(s: VoucherCase, draft: Draft, issuer: str, quota_id: str = "") -> None:
    """Write the voucher down and tell the customer."""
    action = s.action
    quota = draft.get(VoucherQuota, quota_id) if quota_id else None
    ends = [at for at in (getattr(action, "expires_at", None), quota.expires_at if quota else None) if at]
    voucher = draft.create(
        Voucher,
        state=State.UNUSED,
        customer_id=s.customer.id,
        issuer=issuer,
        voucher_type=action.voucher_type,
        amount=action.amount,
        quota_id=quota_id,
        issued_at=draft.now,
        expires_at=min(ends) if ends else None,
        remark=getattr(action, "remark", ""),
    )
    draft.notify(
        s.customer.id,
        GIVE_TEXT.filled({"kind": action.voucher_type, "amount": action.amount}),
        about=voucher.ref,
    )


def take_back(draft: Draft, voucher: Voucher, how: ReclaimType) -> None:
    """The voucher is gone; its amount returns to the issuer's quota."""
    state = State.EXPIRED if how == ReclaimType.EXPIRY else State.RECLAIMED
    draft.put(voucher.but(state=state, reclaimed_at=draft.now, reclaim_type=how))
    if voucher.issuer == HUAWEI.id:
        return
    quota = draft.get(VoucherQuota, voucher.quota_id) if voucher.quota_id else None
    if quota is not None and quota.parent_quota_id and quota.state in GONE:
        quota = draft.get(VoucherQuota, quota.parent_quota_id)
    if quota is not None:
        draft.put(quota.but(rest=quota.rest + voucher.amount))
        return
    subject = draft.subject
    draft.create(VoucherQuota, state=QuotaState.AVAILABLE, partner_id=voucher.issuer, rest=voucher.amount)
    draft.subject = subject


def unused(draft: Draft, customer_id: str) -> list[Voucher]:
    """The vouchers and cash coupons that a customer has not used."""
    return [v for v in draft.find(Voucher, customer_id=customer_id) if v.state == State.UNUSED]


def expire(s: VoucherCase, draft: Draft) -> None:
    """Its time is over; what it was worth returns to the issuer. Source: 02 rule 86."""
    take_back(draft, s.subject, ReclaimType.EXPIRY)
    draft.subject = draft.need(Voucher, s.subject.id)


def reclaim(s: VoucherCase, draft: Draft) -> None:
    """The partner takes it back by hand."""
    take_back(draft, s.subject, ReclaimType.BY_HAND)
    draft.subject = draft.need(Voucher, s.subject.id)


def grant_quota(s: VoucherCase, draft: Draft) -> None:
    """Write the quota down."""
    action = s.action
    later = action.effective_at is not None and action.effective_at > draft.now
    draft.create(
        VoucherQuota,
        state=QuotaState.NOT_YET if later else QuotaState.AVAILABLE,
        partner_id=action.partner,
        amount=action.amount,
        rest=action.amount,
        bound_customer_id=action.bound_customer,
        granted_by=HUAWEI.id,
        granted_at=draft.now,
        effective_at=action.effective_at,
        expires_at=action.expires_at,
    )


# --- Machines ------------------------------------------------------------------------------------

RETURNING = ("association.agree", "customer.leave_enterprise")

machine = Machine(
    entity=Voucher,
    states=State,
    label=Voucher.label,
    subject="voucher",
    situation=VoucherCase,
    transitions=(
        Transition(
            action=Issue,
            to=State.UNUSED,
            rules=(
                preset_rights,
                customer_is_yours,
                own_quota,
                amount_well_formed,
                ends_later,
                names_a_quota,
                BY_NUMBER[75],
                BY_NUMBER[86],
                quota_suffices,
                quota_reissue,
                sensitive_code,
            ),
            effect=(issue,),
        ),
        Transition(
            action=IssueMany,
            rules=(
                preset_rights,
                amount_well_formed,
                ends_later,
                names_a_quota,
                BY_NUMBER[87],
                sensitive_code,
            ),
        ),
        Transition(
            action=IssueByHuawei, to=State.UNUSED, rules=(amount_well_formed,), effect=(issue_by_huawei,)
        ),
        Transition(
            action=Reclaim,
            source=(State.UNUSED,),
            to=State.RECLAIMED,
            rules=(preset_rights, own_voucher, BY_NUMBER[121], BY_NUMBER[120], sensitive_code),
            effect=(reclaim,),
            state_rule=BY_NUMBER[121],
        ),
        Transition(
            action=Use,
            source=(State.UNUSED,),
            to=State.USED,
            rules=(own_account,),
        ),
    ),
    timers=(
        Timer(
            name="validity",
            label=Text(zh="代金券有效期", en="Validity of the voucher"),
            source=(State.UNUSED,),
            due=lambda voucher, _: voucher.expires_at,
            to=State.EXPIRED,
            effect=(expire,),
            rules=(BY_NUMBER[86],),
            window=Text(zh="到失效时间为止", en="until its expiry"),
        ),
    ),
    moves=tuple(Move(action=action, source=(State.UNUSED,), to=State.RECLAIMED) for action in RETURNING),
)
