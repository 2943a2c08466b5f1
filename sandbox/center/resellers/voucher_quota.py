"""Voucher quota 代金券额度: Huawei gives it to a distributor, the distributor grants it on to resellers.

Read from top to bottom: states and entity of the log, situation, rules, actions, effects, machines. The
quota itself is :class:`sandbox.center.customers.voucher.VoucherQuota`, so that whoever holds one issues
vouchers from it. Source: 02 §3.10–§3.12, rules 71–89, 120, 121.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import well_formed
from sandbox.center.common.partner import Partner, administrator_of
from sandbox.center.common.permission import Permission
from sandbox.center.common.roles import VOUCHERS_PAGE, under
from sandbox.center.customers.account import amount_well_formed
from sandbox.center.customers.association import Association
from sandbox.center.customers.voucher import (
    BY_NUMBER,
    RETURNING,
    GrantQuota,
    QuotaState,
    VoucherQuota,
    ends_later,
    grant_quota,
    own_quota,
)
from sandbox.center.resellers.funds import CODE, Reseller, not_frozen, not_while_exiting, own_resellers_only
from sandbox.center.resellers.reseller import MY_RESELLERS, STAFF, STAFF_RULES, ResellerCase
from sandbox.engine import codes
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

QUOTAS_TAB = under(VOUCHERS_PAGE, "代金券额度", "Voucher quota")
ISSUED_TAB = under(VOUCHERS_PAGE, "已发放代金券额度", "Issued voucher quota")
RECIPIENTS_AT_MOST = 100
RECLAIMED_AT_MOST = 10
ZERO = Decimal("0")
HELD = (QuotaState.NOT_YET, QuotaState.AVAILABLE, QuotaState.ADJUSTING, QuotaState.FROZEN)


# --- States and entity of the log ----------------------------------------------------------------


class LogState(Labelled):
    """Result of a grant or reclaim."""

    SUCCEEDED = "succeeded", "成功", "succeeded", "terminal"
    FAILED = "failed", "失败", "failed", "terminal"


class Operation(Labelled):
    """What was done with quota."""

    GRANT = "grant", "发放", "grant"
    RECLAIM = "reclaim", "回收", "reclaim"
    EXPIRY = "expiry", "过期退回", "return on expiry"


class QuotaLog(Entity):
    """A row of the operation log 操作记录 of voucher quota; the amount in yuan."""

    kind: ClassVar[str] = "quota_log"
    label: ClassVar[Text] = Text(zh="额度操作记录", en="Quota log")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        operation=("操作", "Operation"),
        quota_id=("额度", "Quota"),
        reseller_id=("云经销商", "Reseller"),
        operator=("操作人", "Operator"),
        remark=("备注", "Remark"),
        at=("操作时间", "Time"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("quota_id",),)

    state: LogState = LogState.SUCCEEDED
    partner_id: str
    operation: Operation
    quota_id: str
    reseller_id: str = ""
    amount: Decimal = ZERO
    operator: str = ""
    remark: str = ""
    at: datetime


# --- Situation -----------------------------------------------------------------------------------


class QuotaCase(ResellerCase):
    """A situation about a quota and the resellers that get or lose a part of it."""

    @lazy
    def quota(self) -> VoucherQuota | Any:
        """The quota named."""
        return self.world.get(VoucherQuota, self.typed.get("quota", "") or "")

    @lazy
    def reseller(self) -> Partner | Any:
        """The reseller named, or the holder of the issued quota."""
        id = self.typed.get("reseller", "")
        if not id and isinstance(self.subject, VoucherQuota):
            id = self.subject.partner_id
        return self.world.get(Partner, id) if id else None

    @lazy
    def count(self) -> int:
        """How many resellers are to get the amount."""
        return len(set(self.typed.get("resellers", None) or (1,)))


def asks_code(s: QuotaCase) -> bool:
    """Whether the switch of the company is on."""
    return s.partner is not None and s.partner.verification_code_enabled


def fits_reseller(s: QuotaCase) -> bool:
    """Whether the specified customer of the quota, if there is one, belongs to the reseller."""
    bound = s.quota.bound_customer_id
    link = s.world.get(Association, bound) if bound else None
    return not bound or (link is not None and link.associated and link.partner_id == s.reseller.id)


def live_quotas(world: World, reseller_id: str) -> list[VoucherQuota]:
    """The quotas that a reseller still holds from its distributor."""
    found = world.find(VoucherQuota, partner_id=reseller_id)
    return [q for q in found if q.parent_quota_id and q.state in HELD]


# --- Rules ---------------------------------------------------------------------------------------

prerequisite = Rule(
    id="resell-quota-prereq",
    number=71,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P13, P12",
    needs=("quota",),
    text=Text(
        zh="没有可以发放的额度：须先由华为云向贵公司授予代金券额度。",
        en="There is no quota to give: Huawei Cloud must first have granted one to your company.",
    ),
    remedy=Text(
        zh="请选择一项额度；列表为空时，请通过生态经理向华为云申请。",
        en="Choose a quota; where the list is empty, apply for one through your ecosystem manager.",
    ),
    remedied_by=("voucher.grant_quota",),
    holds=lambda s: s.quota is not None,
)
amount_format = Rule(
    id="resell-quota-amount",
    number=72,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("amount",),
    text=Text(
        zh="发放的额度须大于 0，最多两位小数。",
        en="The amount granted is above 0, with at most two decimals.",
    ),
    remedy=Text(zh="请更正金额。", en="Correct the amount."),
    holds=lambda s: well_formed(s.action.amount),
)
recipients = Rule(
    id="resell-quota-recipients",
    number=73,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("resellers",),
    text=Text(
        zh="一次可以发放给 1 至 100 家云经销商。",
        en="One grant goes to 1 to 100 resellers.",
    ),
    remedy=Text(zh="请添加云经销商，或分几次发放。", en="Add a reseller, or grant in several goes."),
    holds=lambda s: 1 <= len(set(s.action.resellers)) <= RECIPIENTS_AT_MOST,
)
total_suffices = Rule(
    id="resell-quota-total",
    number=74,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("quota", "amount", "resellers"),
    text=Text(
        zh="额度不足（CBC.99000013）：金额 × 云经销商数超过剩余额度 {rest}。",
        en="The quota is too small (CBC.99000013): amount × resellers is more than the {rest} left.",
    ),
    remedy=Text(
        zh="请减少金额或云经销商数，或先回收已发放的额度。",
        en="Lower the amount or the number of resellers, or reclaim issued quota first.",
    ),
    remedied_by=("voucher_quota.reclaim",),
    applies=lambda s: s.quota is not None and well_formed(s.action.amount),
    holds=lambda s: s.action.amount * s.count <= s.quota.rest,
    values=lambda s: {"rest": s.quota.rest},
)
one_at_a_time = Rule(
    id="resell-quota-serial",
    number=76,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("quota",),
    text=Text(
        zh="同事正在发放这项额度（CBC.50000045），同一额度不能同时发放两次。",
        en="A colleague's grant on this quota is running (CBC.50000045); it takes one grant at a time.",
    ),
    remedy=Text(zh="请稍后再发放。", en="Try again a moment later."),
    applies=lambda s: s.quota is not None,
    holds=lambda s: s.quota.last_grant_at != s.now or s.quota.last_grant_by == s.persona.id,
)
designated = Rule(
    id="resell-quota-designated",
    number=77,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("quota", "reseller"),
    text=Text(
        zh="额度指定的客户不是{reseller}的客户（CBC.50000021），不能发给它。",
        en="The quota is tied to a customer who is not {reseller}'s (CBC.50000021).",
    ),
    remedy=Text(zh="请换用没有指定客户的额度。", en="Use a quota that is not tied to a customer."),
    applies=lambda s: s.quota is not None and s.reseller is not None,
    holds=fits_reseller,
    values=lambda s: {"reseller": s.reseller.account_name},
)
partial = Rule(
    id="resell-quota-partial",
    number=78,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    text=Text(
        zh="发放给多家时，成功与失败逐家列出；失败的不影响其他家。",
        en="A grant to several lists successes and failures one by one; a failure does not touch the others.",
    ),
    does=lambda s, draft: say_result(s, draft),
)
only_valid = Rule(
    id="resell-quota-reclaim-valid",
    number=79,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14, P4",
    needs=("quota",),
    text=Text(
        zh="额度的状态为“{state}”，只有“有效”的已发放额度可以回收（CBC.99000012）。",
        en="The issued quota is {state}; only a valid one can be reclaimed (CBC.99000012).",
    ),
    remedy=Text(zh="请刷新列表。", en="Refresh the list."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.state == QuotaState.AVAILABLE,
    values=lambda s: {"state": s.subject.state},
)
you_issued_it = Rule(
    id="resell-quota-issued-by-you",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="P4",
    gate=Gate.PERMISSION,
    needs=("quota",),
    text=Text(
        zh="这项额度不在贵公司的“已发放代金券额度”中。",
        en="This quota is not among those your company issued.",
    ),
    remedy=Text(zh="请在“已发放代金券额度”中选择。", en="Choose one from Issued voucher quota."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: bool(s.subject.parent_quota_id) and s.subject.granted_by == s.persona.organisation,
)
whole_rest = Rule(
    id="resell-quota-reclaim-whole",
    number=80,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="P14",
    text=Text(
        zh="回收会收走剩余的全部额度，不能只回收一部分；收回的额度回到总经销商的额度中。",
        en="A reclaim takes the whole rest, never a part; it returns to the distributor's quota.",
    ),
    does=lambda s, draft: reclaim(s, draft),
)
batch_limits = Rule(
    id="resell-quota-reclaim-batch",
    number=81,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14, P4",
    needs=("quotas", "remark"),
    text=Text(
        zh="一次批量回收 1 至 10 项额度，备注最多 256 字。",
        en="A batch takes 1 to 10 quotas and a remark of at most 256 characters.",
    ),
    remedy=Text(zh="请分几次回收，或缩短备注。", en="Reclaim in several goes, or shorten the remark."),
    holds=lambda s: 1 <= len(set(s.action.quotas)) <= RECLAIMED_AT_MOST and len(s.action.remark) <= 256,
)
amount_told = Rule(
    id="resell-quota-reclaim-amount",
    number=82,
    kind=Kind.NOTICE,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14",
    text=Text(
        zh="弹窗显示实际回收的金额；记录仍留在列表中。",
        en="A pop-up tells the amount really reclaimed; the row stays in the list.",
    ),
    does=lambda s, draft: tell_amount(s, draft),
)
hidden_after = Rule(
    id="resell-quota-hidden-after",
    number=83,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14",
    text=Text(
        zh="回收后，云经销商看不到这项额度；总经销商仍能看到。",
        en="After a reclaim the reseller no longer sees the quota; the distributor still does.",
    ),
)
code_if_on = Rule(
    id="resell-quota-code",
    number=84,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14, A27",
    gate=Gate.CODE,
    needs=("code",),
    text=Text(
        zh="开启了验证码验证，发放和回收额度要输入验证码。目前：{problem}。",
        en="Code verification is on: granting and reclaiming quota ask for a code. Now: {problem}.",
    ),
    remedy=Text(zh="请获取验证码，输入后提交。", en="Get a code, enter it and submit."),
    applies=asks_code,
    holds=lambda s: codes.problem(s) is None,
    values=lambda s: {"problem": codes.problem(s) or ""},
)
logged = Rule(
    id="resell-quota-log",
    number=85,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A25",
    text=Text(
        zh="每次发放和回收都写入操作记录，总经销商可以查看和导出。",
        en="Every grant and reclaim is logged; the distributor can view and export the log.",
    ),
    does=lambda s, draft: log_step(s, draft),
)
remark_private = Rule(
    id="resell-voucher-remark-private",
    number=88,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P13",
    text=Text(zh="备注只有发放方看得到，收到的一方看不到。", en="Only the issuer sees the remark."),
)
no_live_quota = Rule(
    id="resell-exit-live-quota",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="P3",
    text=Text(
        zh="云经销商还有 {count} 项没有回收的额度，退出不能完成。",
        en="The reseller still holds {count} issued quotas; the exit cannot be finished.",
    ),
    remedy=Text(
        zh="请总经销商在“已发放代金券额度”中回收。",
        en="The distributor reclaims them on Issued voucher quota.",
    ),
    remedied_by=("voucher_quota.reclaim",),
    holds=lambda s: not live_quotas(s.world, s.subject.partner_id),
    values=lambda s: {"count": len(live_quotas(s.world, s.subject.partner_id))},
)
quota_state = BY_NUMBER[75]
expired_return = BY_NUMBER[86]
at_most_ten_customers = BY_NUMBER[87]
no_referral_reclaim = BY_NUMBER[120]
voucher_gone = BY_NUMBER[121]


# --- Actions -------------------------------------------------------------------------------------

QUOTA = Input(Text(zh="额度", en="Quota"), entity="voucher_quota")
ISSUED = Annotated[
    str, Input(Text(zh="已发放额度", en="Issued quota"), entity="voucher_quota"), Field(min_length=1)
]
AMOUNT = Input(Text(zh="每家发放额度（元）", en="Amount for each (CNY)"))
REMARK = Input(
    Text(zh="备注", en="Remark"), help=Text(zh="云经销商看不到。", en="Not shown to the reseller.")
)


class Grant(Action):
    """The distributor grants a part of its quota to one reseller."""

    id: ClassVar[str] = "voucher_quota.grant"
    title: ClassVar[Text] = Text(zh="发放代金券额度", en="Grant voucher quota")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (
        under(MY_RESELLERS, "操作 > 更多 > 发放代金券额度", "Operation > More > Grant voucher quota"),
    )
    on: ClassVar[str] = "reseller"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.GRANT_QUOTA

    reseller: Reseller
    quota: Annotated[str, QUOTA] = ""
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    remark: Annotated[str, REMARK, Field(max_length=256)] = ""
    code: Annotated[str, CODE] = ""


class GrantMany(Action):
    """The distributor grants the same amount to several resellers."""

    id: ClassVar[str] = "voucher_quota.grant_many"
    title: ClassVar[Text] = Text(zh="发放额度", en="Grant quota")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(QUOTAS_TAB, "发放额度", "Grant quota"),)
    asks_code: ClassVar[bool] = True
    each: ClassVar[type[Action] | None] = Grant
    permission: ClassVar[Permission] = Permission.GRANT_QUOTA

    quota: Annotated[str, QUOTA] = ""
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    resellers: Annotated[
        tuple[str, ...], Input(Text(zh="云经销商", en="Resellers"), entity="partner", many=True)
    ]
    remark: Annotated[str, REMARK, Field(max_length=256)] = ""
    code: Annotated[str, CODE] = ""

    def rows(self) -> Iterable[Action]:
        """One grant to a row."""
        return (
            Grant(reseller=r, quota=self.quota, amount=self.amount, remark=self.remark)
            for r in dict.fromkeys(self.resellers)
        )


class Reclaim(Action):
    """The distributor takes back the rest of an issued quota."""

    id: ClassVar[str] = "voucher_quota.reclaim"
    title: ClassVar[Text] = Text(zh="回收", en="Reclaim")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(ISSUED_TAB, "回收", "Reclaim"),)
    on: ClassVar[str] = "quota"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.RECLAIM_QUOTA

    quota: ISSUED
    remark: Annotated[str, REMARK, Field(max_length=256)] = ""
    code: Annotated[str, CODE] = ""


class ReclaimMany(Action):
    """The distributor takes back the rest of several issued quotas."""

    id: ClassVar[str] = "voucher_quota.reclaim_many"
    title: ClassVar[Text] = Text(zh="批量回收", en="Reclaim several")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(ISSUED_TAB, "批量回收", "Reclaim several"),)
    asks_code: ClassVar[bool] = True
    each: ClassVar[type[Action] | None] = Reclaim
    permission: ClassVar[Permission] = Permission.RECLAIM_QUOTAS

    quotas: Annotated[
        tuple[str, ...], Input(Text(zh="已发放额度", en="Issued quotas"), entity="voucher_quota", many=True)
    ]
    remark: Annotated[str, REMARK] = ""
    code: Annotated[str, CODE] = ""

    def rows(self) -> Iterable[Action]:
        """One reclaim to a row."""
        return (Reclaim(quota=q, remark=self.remark) for q in dict.fromkeys(self.quotas))


class Standing(Labelled):
    """States into which Huawei can put a quota."""

    AVAILABLE = "available", "有效", "valid"
    ADJUSTING = "adjusting", "额度调整中", "being adjusted"
    FROZEN = "frozen", "冻结", "frozen"
    LAPSED = "lapsed", "失效", "lapsed"


class Adjust(Action):
    """Huawei changes the state of a quota: being adjusted, frozen, valid again, switched off."""

    id: ClassVar[str] = "voucher_quota.adjust"
    title: ClassVar[Text] = Text(zh="调整额度状态", en="Change a quota's state")
    roles: ClassVar[frozenset[str]] = frozenset({"huawei_operations"})
    on: ClassVar[str] = "quota"

    quota: Annotated[str, QUOTA, Field(min_length=1)]
    to: Annotated[Standing, Input(Text(zh="状态", en="State"))]


# --- Effects -------------------------------------------------------------------------------------


GRANT_TEXT = Text(
    zh="总经销商为您发放代金券额度 {amount}。", en="Your distributor granted you a quota of {amount}."
)


def grant(s: QuotaCase, draft: Draft) -> None:
    """The distributor's quota shrinks; the reseller has one of its own, with the same end."""
    quota = draft.need(VoucherQuota, s.quota.id)
    draft.put(
        quota.but(rest=quota.rest - s.action.amount, last_grant_at=draft.now, last_grant_by=s.persona.id)
    )
    draft.subject = None
    issued = draft.create(
        VoucherQuota,
        state=QuotaState.AVAILABLE,
        partner_id=s.reseller.id,
        amount=s.action.amount,
        rest=s.action.amount,
        bound_customer_id=quota.bound_customer_id,
        parent_quota_id=quota.id,
        granted_by=s.persona.organisation,
        granted_at=draft.now,
        expires_at=quota.expires_at,
        remark=s.action.remark,
    )
    draft.notify(
        administrator_of(draft, s.reseller.id), GRANT_TEXT.filled({"amount": issued.amount}), about=issued.ref
    )


def log_step(s: QuotaCase, draft: Draft) -> None:
    """Write the row of the log for the quota just granted or reclaimed."""
    issued = draft.subject
    assert isinstance(issued, VoucherQuota)
    granting = isinstance(s.action, Grant)
    write_log(
        draft,
        s.persona.organisation,
        Operation.GRANT if granting else Operation.RECLAIM,
        issued,
        issued.amount if granting else issued.reclaimed_amount,
        s.persona.id,
        s.action.remark,
    )


def write_log(
    draft: Draft,
    partner_id: str,
    operation: Operation,
    quota: VoucherQuota,
    amount: Decimal,
    operator: str = "",
    remark: str = "",
    state: LogState = LogState.SUCCEEDED,
) -> None:
    """One row of 操作记录; the subject of the step stays what it was."""
    subject = draft.subject
    draft.create(
        QuotaLog,
        state=state,
        partner_id=partner_id,
        operation=operation,
        quota_id=quota.id,
        reseller_id=quota.partner_id,
        amount=amount,
        operator=operator,
        remark=remark[:256],
        at=draft.now,
    )
    draft.subject = subject


def give_back(draft: Draft, issued: VoucherQuota, state: QuotaState) -> VoucherQuota:
    """What is left of an issued quota goes to its parent; a parent that has expired keeps it unusable."""
    parent = draft.get(VoucherQuota, issued.parent_quota_id)
    if parent is not None:
        draft.put(parent.but(rest=parent.rest + issued.rest))
    return draft.put(issued.but(state=state, reclaimed_amount=issued.rest, rest=ZERO))


def reclaim(s: QuotaCase, draft: Draft) -> None:
    """The whole rest comes back."""
    draft.subject = give_back(draft, draft.need(VoucherQuota, s.subject.id), QuotaState.RECLAIMED)


TELL_AMOUNT_TEXT = Text(zh="实际回收额度 {amount}。", en="Quota reclaimed: {amount}.")


def tell_amount(s: QuotaCase, draft: Draft) -> None:
    """The pop-up with the amount."""
    issued = draft.subject
    assert isinstance(issued, VoucherQuota)
    draft.notify(
        s.persona.id,
        TELL_AMOUNT_TEXT.filled({"amount": issued.reclaimed_amount}),
        rule=amount_told.id,
        about=issued.ref,
    )


SAY_RESULT_TEXT = Text(
    zh="发放成功 {done} 家，失败 {failed} 家。", en="Granted to {done}, failed for {failed}."
)


def say_result(s: QuotaCase, draft: Draft) -> None:
    """Say how many resellers got it and how many did not."""
    now = [g for g in draft.find(VoucherQuota, parent_quota_id=s.quota.id) if g.granted_at == draft.now]
    done = len({g.partner_id for g in now} & set(s.action.resellers))
    failed = len(set(s.action.resellers)) - done
    draft.notify(s.persona.id, SAY_RESULT_TEXT.filled({"done": done, "failed": failed}), rule=partial.id)


def log_failures(s: QuotaCase, draft: Draft) -> None:
    """Rows of a batch reclaim that failed are logged too (errata)."""
    for id in dict.fromkeys(s.action.quotas):
        issued = draft.need(VoucherQuota, id)
        done = len(draft.find(QuotaLog, quota_id=id)) > s.world.count(QuotaLog, quota_id=id)
        if not done and issued.granted_by == s.persona.organisation:
            write_log(
                draft,
                s.persona.organisation,
                Operation.RECLAIM,
                issued,
                ZERO,
                s.persona.id,
                s.action.remark,
                LogState.FAILED,
            )


def adjust(s: QuotaCase, draft: Draft) -> None:
    """Huawei puts the quota into another state; an issued one that it ends gives its rest back."""
    state = next(q for q in QuotaState if q.value == s.action.to.value)
    if state == QuotaState.LAPSED:
        lapse(s, draft)
    else:
        draft.move(state=state)


def lapse(s: QuotaCase, draft: Draft) -> None:
    """Its time is over; an issued quota gives what is left back to its parent."""
    quota = s.subject
    if not quota.parent_quota_id:
        draft.move(state=QuotaState.LAPSED)
        return
    draft.subject = give_back(draft, quota, QuotaState.LAPSED)
    if quota.rest:
        write_log(draft, quota.granted_by, Operation.EXPIRY, quota, quota.rest)


# --- Machines ------------------------------------------------------------------------------------

ADJUSTABLE = (QuotaState.AVAILABLE, QuotaState.ADJUSTING, QuotaState.FROZEN)
GRANTING = (
    *STAFF_RULES,
    own_quota,
    prerequisite,
    not_frozen,
    amount_format,
    quota_state,
    total_suffices,
    one_at_a_time,
)

machine = Machine(
    entity=VoucherQuota,
    states=QuotaState,
    label=VoucherQuota.label,
    subject="quota",
    situation=QuotaCase,
    transitions=(
        Transition(
            action=GrantQuota,
            to=(QuotaState.AVAILABLE, QuotaState.NOT_YET),
            rules=(amount_well_formed, ends_later),
            effect=(grant_quota,),
        ),
        Transition(
            action=Grant,
            to=QuotaState.AVAILABLE,
            rules=(*GRANTING, own_resellers_only, not_while_exiting, designated, code_if_on),
            effect=(grant, logged),
        ),
        Transition(action=GrantMany, rules=(*GRANTING, recipients, code_if_on), effect=(partial,)),
        Transition(
            action=Reclaim,
            source=(QuotaState.AVAILABLE,),
            to=QuotaState.RECLAIMED,
            rules=(*STAFF_RULES, you_issued_it, only_valid, code_if_on),
            effect=(whole_rest, amount_told, logged),
            state_rule=only_valid,
        ),
        Transition(
            action=ReclaimMany, rules=(*STAFF_RULES, batch_limits, code_if_on), effect=(log_failures,)
        ),
        Transition(
            action=Adjust,
            source=ADJUSTABLE,
            to=(*ADJUSTABLE, QuotaState.LAPSED),
            rules=(),
            effect=(adjust,),
        ),
    ),
    timers=(
        Timer(
            name="effective",
            label=Text(zh="额度生效", en="The quota takes effect"),
            source=(QuotaState.NOT_YET,),
            due=lambda quota, _: quota.effective_at,
            to=QuotaState.AVAILABLE,
            window=Text(zh="到生效时间为止", en="until its effective time"),
        ),
        Timer(
            name="validity",
            label=Text(zh="额度有效期", en="Validity of the quota"),
            source=HELD,
            due=lambda quota, _: quota.expires_at,
            to=QuotaState.LAPSED,
            effect=(lapse,),
            rules=(expired_return,),
            window=Text(zh="到失效时间为止", en="until its expiry"),
        ),
    ),
    moves=tuple(
        Move(action=action, source=(), to=QuotaState.AVAILABLE) for action in (*RETURNING, "voucher.reclaim")
    ),
)
log_machine = Machine(
    entity=QuotaLog,
    states=LogState,
    label=QuotaLog.label,
    moves=(
        Move("voucher_quota.grant", (), LogState.SUCCEEDED),
        Move("voucher_quota.reclaim", (), LogState.SUCCEEDED),
        Move("voucher_quota.reclaim_many", (), LogState.FAILED),
    ),
)
