"""Standing of a partner 受限 / 冻结: what Huawei imposes and lifts, and whom it reaches.

Read from top to bottom: states, entity, rules, actions, effects, machine. What a standing bars on
other pages is in :mod:`sandbox.center.common.standing`. Source: 02 §3.13, rules 90–93.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, PartnerState, administrator_of
from sandbox.center.common.roles import Role
from sandbox.center.common.standing import frozen_no_development, partner_may_supply
from sandbox.center.customers.account import Customer, Frozen
from sandbox.center.customers.association import Association, CooperationType
from sandbox.center.resellers.reseller import ResellerCase, intl
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
ASKED_ELSEWHERE = (frozen_no_development, partner_may_supply)
"""Rules of this lifecycle that are asked on the customers' pages."""


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a measure."""

    IN_FORCE = "in_force", "生效中", "in force", "initial"
    LIFTED = "lifted", "已解除", "lifted", "terminal"


class Measure(Labelled):
    """What can be imposed on a partner."""

    RESTRICTED = "restricted", "受限", "restricted"
    FROZEN = "frozen", "冻结", "frozen"


AS_STATE = {Measure.RESTRICTED: PartnerState.RESTRICTED, Measure.FROZEN: PartnerState.FROZEN}


class PartnerStanding(Entity):
    """A measure of Huawei against a partner, and whom it reached through the partner."""

    kind: ClassVar[str] = "partner_standing"
    label: ClassVar[Text] = Text(zh="伙伴状态限制", en="Measure against a partner")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        measure=("措施", "Measure"),
        reason=("原因", "Reason"),
        imposed_at=("生效时间", "Imposed"),
        lifted_at=("解除时间", "Lifted"),
        resellers=("波及的云经销商", "Resellers reached"),
        customers=("波及的客户", "Customers reached"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.IN_FORCE
    partner_id: str
    measure: Measure
    reason: str = ""
    imposed_at: datetime
    lifted_at: datetime | None = None
    resellers: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()


# --- Rules ---------------------------------------------------------------------------------------

restriction_reaches = Rule(
    id="resell-restrict-cascade",
    number=90,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P20",
    text=Text(
        zh="总经销商受限时，其云经销商同时受限，双方的代售客户都不能消费。",
        en="When a distributor is restricted, so are its resellers, and the resale customers of both cannot spend.",
    ),
    applies=lambda s: intl(s) and s.action.measure == Measure.RESTRICTED,
    does=lambda s, draft: restrict_all(s, draft),
)
freeze_reaches = Rule(
    id="resell-freeze-cascade",
    number=91,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P20",
    text=Text(
        zh="总经销商冻结时，其云经销商同时冻结，双方代售客户的账号和全部资源被冻结。",
        en="When a distributor is frozen, so are its resellers, and the accounts and resources of the resale "
        "customers of both.",
    ),
    applies=lambda s: intl(s) and s.action.measure == Measure.FROZEN,
    does=lambda s, draft: freeze_all(s, draft),
)
normal_before = Rule(
    id="portal-standing-normal",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(zh="该伙伴已处于“{state}”状态。", en="The partner is “{state}” already."),
    remedy=Text(zh="请先解除现有限制。", en="Lift the present measure first."),
    remedied_by=("partner_standing.lift",),
    holds=lambda s: s.world.need(Partner, s.action.partner).state == PartnerState.NORMAL,
    values=lambda s: {"state": s.world.need(Partner, s.action.partner).state},
)


# --- Actions -------------------------------------------------------------------------------------


class Impose(Action):
    """Huawei restricts or freezes a partner."""

    id: ClassVar[str] = "partner_standing.impose"
    title: ClassVar[Text] = Text(zh="限制或冻结伙伴", en="Restrict or freeze a partner")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "partner"

    partner: Annotated[str, Input(Text(zh="伙伴", en="Partner"), entity="partner"), Field(min_length=1)]
    measure: Annotated[Measure, Input(Text(zh="措施", en="Measure"))]
    reason: Annotated[str, Input(Text(zh="原因", en="Reason"), multiline=True)] = ""


class Lift(Action):
    """Huawei restores the standing."""

    id: ClassVar[str] = "partner_standing.lift"
    title: ClassVar[Text] = Text(zh="恢复正常", en="Restore the standing")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "partner_standing"

    partner_standing: Annotated[
        str, Input(Text(zh="限制", en="Measure"), entity="partner_standing"), Field(min_length=1)
    ]


# --- Effects -------------------------------------------------------------------------------------


def impose(s: ResellerCase, draft: Draft) -> None:
    """The partner's standing changes and its administrator is told."""
    draft.create(
        PartnerStanding,
        partner_id=s.action.partner,
        measure=s.action.measure,
        reason=s.action.reason.strip(),
        imposed_at=draft.now,
    )
    set_standing(draft, s.action.partner, AS_STATE[s.action.measure])


SET_STANDING_NOTICE = Text(zh="贵公司的状态变为“{state}”。", en="Your company is now “{state}”.")


def set_standing(draft: Draft, partner_id: str, state: PartnerState) -> None:
    """The partner has this standing from now on."""
    draft.put(draft.need(Partner, partner_id).but(state=state))
    draft.notify(
        administrator_of(draft, partner_id),
        SET_STANDING_NOTICE.filled({"state": state}),
        about=f"partner/{partner_id}",
    )


def reach_resellers(s: ResellerCase, draft: Draft, state: PartnerState) -> tuple[str, ...]:
    """The distributor's resellers that were normal get the same standing."""
    reached = []
    for link in draft.find(Cooperation, distributor_id=s.action.partner):
        if link.running and draft.need(Partner, link.reseller_id).state == PartnerState.NORMAL:
            set_standing(draft, link.reseller_id, state)
            reached.append(link.reseller_id)
    assert draft.subject is not None
    draft.subject = draft.put(draft.subject.but(resellers=tuple(reached)))
    return tuple(reached)


def restrict_all(s: ResellerCase, draft: Draft) -> None:
    """Resellers are restricted; their customers cannot spend, as their orders ask for the standing."""
    reach_resellers(s, draft, PartnerState.RESTRICTED)


def freeze_all(s: ResellerCase, draft: Draft) -> None:
    """Resellers, and the resale customers that nobody had frozen before."""
    partners = {s.action.partner, *reach_resellers(s, draft, PartnerState.FROZEN)}
    reached = []
    for link in [link for id in sorted(partners) for link in draft.find(Association, partner_id=id)]:
        if link.associated and link.cooperation_type == CooperationType.RESALE:
            customer = draft.need(Customer, link.customer_id)
            if customer.frozen == Frozen.NO:
                draft.put(customer.but(frozen=Frozen.ACCOUNT_AND_RESOURCES, frozen_with_partner=True))
                reached.append(customer.id)
    assert draft.subject is not None
    draft.subject = draft.put(draft.subject.but(customers=tuple(reached)))


def lift(s: ResellerCase, draft: Draft) -> None:
    """Everybody whom the measure reached is normal again, unless a measure against their distributor runs."""
    measure: Any = s.subject
    draft.move(lifted_at=draft.now)
    for id in (measure.partner_id, *measure.resellers):
        if draft.need(Partner, id).state in (PartnerState.RESTRICTED, PartnerState.FROZEN):
            above = measure_above(s, draft, id)
            set_standing(draft, id, AS_STATE[above.measure] if above else PartnerState.NORMAL)
            if above is not None:
                draft.put(above.but(resellers=(*above.resellers, id)))
    for id in measure.customers:
        customer = draft.need(Customer, id)
        above = measure_above(s, draft, draft.need(Association, id).partner_id)
        if above is not None and above.measure == Measure.FROZEN:
            draft.put(above.but(customers=(*above.customers, id)))
        elif customer.frozen == Frozen.ACCOUNT_AND_RESOURCES:
            draft.put(customer.but(frozen=Frozen.NO, frozen_with_partner=False))


def measure_above(s: ResellerCase, draft: Draft, partner_id: str) -> PartnerStanding | None:
    """The measure in force against the distributor of a partner, which reaches the partner too."""
    link = draft.get(Cooperation, partner_id) if partner_id else None
    if not intl(s) or link is None or not link.running:
        return None
    found = draft.find(PartnerStanding, partner_id=link.distributor_id)
    return next((m for m in found if m.state == State.IN_FORCE), None)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=PartnerStanding,
    states=State,
    label=PartnerStanding.label,
    subject="partner_standing",
    situation=ResellerCase,
    transitions=(
        Transition(
            action=Impose,
            to=State.IN_FORCE,
            rules=(normal_before,),
            effect=(impose, restriction_reaches, freeze_reaches),
        ),
        Transition(action=Lift, source=(State.IN_FORCE,), to=State.LIFTED, effect=(lift,)),
    ),
)
