"""After-effects 影响: what ending or switching an association does to money, vouchers, grace and duties.

Read from top to bottom: who is concerned, rules, effects, the three tuples that a consent carries out.
A finance-managed sub-account follows its master (rules 77, 97). Refunds are in ``order``, the statement in
``statement``. Source: 01 §3.3 (effects table) and §4.7, rules 118–123, 130, 131; errata to 05 §3.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.center.common.money import AdjustType, to_partner
from sandbox.center.common.partner import HUAWEI, Partner, administrator_of
from sandbox.center.customers import funds_adjustment
from sandbox.center.customers.account import Customer, partner_fund
from sandbox.center.customers.account_manager import end_assignment
from sandbox.center.customers.association import (
    STANDING,
    Association,
    CooperationType,
    Initiator,
    Operation,
    Period,
    State,
    family,
    grace_on_joining,
    lift_grace,
    note_record,
)
from sandbox.center.customers.voucher import ReclaimType, VoucherType, take_back, unused
from sandbox.engine.machines import Effect
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import Draft

GRACE_ON_LEAVING = 7
OTHER = {
    CooperationType.REFERRAL: CooperationType.RESALE,
    CooperationType.RESALE: CooperationType.REFERRAL,
}


# --- Who is concerned ----------------------------------------------------------------------------


def was_resale(s: Any) -> bool:
    """Whether a resale association is being ended or switched."""
    return s.association is not None and s.association.cooperation_type == CooperationType.RESALE


def becomes_resale(s: Any) -> bool:
    """Whether a referral association is being switched to resale."""
    return getattr(s, "target_type", None) == CooperationType.RESALE


def switching(s: Any) -> bool:
    """Whether the association goes on in the other model."""
    return getattr(s, "target_type", None) is not None


def initiator(s: Any) -> Initiator:
    """Which side asked for it."""
    asked = getattr(s.subject, "initiator", Initiator.PARTNER)
    return next((i for i in Initiator if i == asked), Initiator.PARTNER)


def request_id(s: Any, association: Association) -> str:
    """The request that is being carried out; a managed sub that merely follows has none."""
    own = getattr(s.subject, "customer_id", "") == association.customer_id
    return str(s.subject.id) if own and s.subject.kind == "association_request" else ""


# --- Rules ---------------------------------------------------------------------------------------

balance_returned = Rule(
    id="after-balance-returned",
    number=118,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S43",
    text=Text(
        zh="离开代售时，客户没有消费的伙伴拨款自动退回伙伴账户。",
        en="On leaving the resale model, what the partner allotted and the customer did not spend returns to the "
        "partner's account.",
    ),
    applies=was_resale,
    does=lambda s, draft: return_balance(s, draft),
)
unspent_settled_offline = Rule(
    id="after-unspent-settle-offline",
    number=119,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="S31",
    text=Text(
        zh="客户已付给伙伴但尚未消费的款项，由双方线下协商处理。",
        en="What the customer has paid to the partner but not consumed is settled between the two of them.",
    ),
    documented=Text(
        zh="这笔款项在客户与伙伴之间结算，不经过伙伴中心，沙箱不模拟。",
        en="This settlement runs between customer and partner, outside the Partner Center, and is not simulated.",
    ),
)
partner_vouchers_reclaimed = Rule(
    id="after-partner-vouchers-reclaimed",
    number=120,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S29, S34",
    text=Text(
        zh="伙伴发放而客户没有使用的代金券自动回收。",
        en="Unused vouchers that the partner issued are reclaimed automatically.",
    ),
    does=lambda s, draft: reclaim_vouchers(s, draft),
)
huawei_vouchers_stay = Rule(
    id="after-huawei-vouchers-stay",
    number=121,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S29, S31",
    text=Text(
        zh="华为云发放的代金券留给客户，可以继续使用。",
        en="Vouchers that Huawei issued stay with the customer, usable.",
    ),
    does=lambda s, draft: keep_vouchers(s, draft),
)
cash_coupons_returned = Rule(
    id="after-cash-coupons-to-issuer",
    number=122,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S30",
    text=Text(zh="没有使用的现金券退回发券方。", en="Unused cash coupons go back to whoever issued them."),
    does=lambda s, draft: return_coupons(s, draft),
)
grace_on_leaving = Rule(
    id="after-grace-min-7-days",
    number=123,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S32",
    text=Text(
        zh="离开代售时，按需资源宽限期不足 7 天的调整为 7 天。",
        en="On leaving the resale model, a pay-per-use grace period below 7 days becomes 7 days.",
    ),
    applies=was_resale,
    does=lambda s, draft: leave_grace(s, draft),
)
service_continuity = Rule(
    id="after-service-continuity-resale",
    number=130,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S30",
    text=Text(
        zh="切换为代售后，客户须请伙伴及时拨款，否则会欠费、停服。",
        en="After a switch to resale the customer needs funds from the partner in time, or else falls into arrears "
        "and its services stop.",
    ),
    applies=becomes_resale,
    does=lambda s, draft: warn_of_funds(s, draft),
)
counterparty_change = Rule(
    id="after-counterparty-change",
    number=131,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S30",
    text=Text(
        zh="签约、开票、充值和服务改由新的交易方负责：代售由伙伴负责，顾问销售和未关联由华为云负责。",
        en="Signing, invoicing, top-up and service pass to the new counterparty: the partner in the resale model, "
        "Huawei Cloud in the referral model and without a partner.",
    ),
    does=lambda s, draft: name_counterparty(s, draft),
)


# --- Effects -------------------------------------------------------------------------------------


RETURN_BALANCE_MEMO = Text(zh="解绑回收", en="Return at the end of resale")


def return_balance(s: Any, draft: Draft) -> None:
    """Move the rest of the allotment back to where it came from, with a row of 调账记录."""
    subject = draft.subject
    for association in family(s, draft):
        amount = draft.balance(partner_fund(association.customer_id))
        if association.cooperation_type != CooperationType.RESALE or amount <= 0:
            continue
        partner = draft.need(Partner, association.partner_id)
        entries = [(partner_fund(association.customer_id), -amount), *to_partner(draft, partner, amount)]
        draft.post(RETURN_BALANCE_MEMO, entries, rule=balance_returned.id)
        unbinding = AdjustType.UNBINDING
        funds_adjustment.record(draft, partner, association.customer_id, unbinding, amount)
    draft.subject = subject


def take_back_all(s: Any, draft: Draft, wanted: Any) -> None:
    """Take back the unused vouchers that ``wanted(voucher, association)`` names."""
    how = ReclaimType.SWITCH if switching(s) else ReclaimType.UNBINDING
    for association in family(s, draft):
        for voucher in unused(draft, association.customer_id):
            if wanted(voucher, association):
                take_back(draft, voucher, how)


def reclaim_vouchers(s: Any, draft: Draft) -> None:
    """The partner's vouchers return to the partner."""
    take_back_all(s, draft, lambda v, a: v.issuer == a.partner_id and v.voucher_type == VoucherType.VOUCHER)


def return_coupons(s: Any, draft: Draft) -> None:
    """Cash coupons return, whoever issued them."""
    take_back_all(s, draft, lambda v, a: v.voucher_type == VoucherType.CASH_COUPON)


def keep_vouchers(s: Any, draft: Draft) -> None:
    """Note how many of Huawei's vouchers stay."""
    for association in family(s, draft):
        kept = [
            v
            for v in unused(draft, association.customer_id)
            if v.issuer == HUAWEI.id and v.voucher_type == VoucherType.VOUCHER
        ]
        if kept:
            draft.record("vouchers_kept", f"customer/{association.customer_id}", count=len(kept))


def leave_grace(s: Any, draft: Draft) -> None:
    """Lift the grace period of whoever leaves the resale model."""
    for association in family(s, draft):
        lift_grace(draft, association.customer_id, GRACE_ON_LEAVING)


def cash_usable(s: Any, draft: Draft) -> None:
    """Outside the resale model a customer spends its own cash. Source: 01 §3.3, effects table (inferred)."""
    for association in family(s, draft):
        customer = draft.need(Customer, association.customer_id)
        if not customer.cash_spendable:
            draft.put(customer.but(cash_spendable=True))


ASSOCIATION_ENDED = Text(zh="已解除关联", en="Association ended")


def end(s: Any, draft: Draft) -> None:
    """Nobody serves the customer any more; the partner keeps the period and its figures."""
    for association in family(s, draft):
        if not association.associated:
            continue
        note_record(
            draft, association, Operation.DISSOCIATE, initiator(s), request_id=request_id(s, association)
        )
        end_assignment(draft, association.customer_id)
        start = association.associated_at or draft.now
        draft.put(
            association.but(
                state=State.NOT_ASSOCIATED,
                partner_id="",
                cooperation_type=None,
                dissociated_at=draft.now,
                association_label="",
                account_manager_id="",
                former_partner_ids=(*association.former_partner_ids, association.partner_id),
                former_periods=(
                    *association.former_periods,
                    Period(association.partner_id, start, draft.now),
                ),
                relation=association.relation + 1,
            )
        )
        about = f"customer/{association.customer_id}"
        draft.record("association_ended", about, ASSOCIATION_ENDED)


ASSOCIATION_SWITCHED = Text(zh="关联类型已切换", en="Association type switched")


def switch(s: Any, draft: Draft) -> None:
    """The same partner serves the customer in the other model."""
    for association in family(s, draft):
        if association.cooperation_type is None:
            continue
        new = OTHER[association.cooperation_type]
        switched = draft.put(
            association.but(state=STANDING[new], cooperation_type=new, relation=association.relation + 1)
        )
        note_record(draft, switched, Operation.SWITCH, initiator(s), request_id=request_id(s, association))
        about = f"customer/{association.customer_id}"
        draft.record("association_switched", about, ASSOCIATION_SWITCHED)


WARN_OF_FUNDS_TEXT = Text(
    zh="您已转为代售客户：请及时联系伙伴拨款，避免欠费停服。",
    en="You are a resale customer now: ask your partner for funds in time, so that no service stops.",
)


def warn_of_funds(s: Any, draft: Draft) -> None:
    """Tell the customer to ask for funds in time."""
    draft.notify(s.customer.id, WARN_OF_FUNDS_TEXT, rule=service_continuity.id, channel="sms")


HUAWEI_CLOUD = Text(zh="华为云", en="Huawei Cloud")
NEW_COUNTERPARTY = Text(
    zh="自即日起，客户“{name}”的签约、开票、充值和服务由{who}负责。",
    en="From today, signing, invoicing, top-up and service of the customer “{name}” are with {who}.",
)


def name_counterparty(s: Any, draft: Draft) -> None:
    """Tell the customer and the partner who is responsible from now on."""
    now = draft.get(Association, s.customer.id)
    served_by = s.association.partner_id if s.association else ""
    partner = draft.get(Partner, served_by) if served_by else None
    resale = now is not None and now.cooperation_type == CooperationType.RESALE
    who = HUAWEI_CLOUD
    if resale and partner is not None:
        who = Text(zh=f"伙伴“{partner.name}”", en=f"the partner “{partner.name}”")
    text = NEW_COUNTERPARTY.filled({"name": s.customer.name, "who": who})
    recipients: Iterable[str] = (s.customer.id,)
    if partner is not None:
        recipients = (s.customer.id, administrator_of(draft, partner.id))
    for to in recipients:
        draft.notify(to, text, rule=counterparty_change.id)


def carry_out(effects: Iterable[Effect | Rule], s: Any, draft: Draft) -> None:
    """Carry out effects chosen at run time; a rule that does not apply does nothing."""
    for effect in effects:
        if not isinstance(effect, Rule):
            effect(s, draft)
        elif effect.does is not None and (effect.applies is None or effect.applies(s)):
            effect.does(s, draft)
            draft.applied.append(effect.id)


# --- What a consent carries out ------------------------------------------------------------------

DISSOCIATION_EFFECTS: tuple[Effect | Rule, ...] = (
    balance_returned,
    partner_vouchers_reclaimed,
    huawei_vouchers_stay,
    cash_coupons_returned,
    grace_on_leaving,
    cash_usable,
    end,
    counterparty_change,
)
SWITCH_TO_RESALE_EFFECTS: tuple[Effect | Rule, ...] = (
    partner_vouchers_reclaimed,
    huawei_vouchers_stay,
    cash_coupons_returned,
    grace_on_joining,
    switch,
    service_continuity,
    counterparty_change,
)
SWITCH_TO_REFERRAL_EFFECTS: tuple[Effect | Rule, ...] = (
    balance_returned,
    partner_vouchers_reclaimed,
    huawei_vouchers_stay,
    cash_coupons_returned,
    grace_on_leaving,
    cash_usable,
    switch,
    counterparty_change,
)
