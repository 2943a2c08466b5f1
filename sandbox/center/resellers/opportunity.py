"""Business opportunities 商机: a distributor notes one for a customer of its resellers. Source: 02 rule 102."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import open_to_distributor
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import ADMINISTRATORS, OPERATORS, path
from sandbox.center.customers.association import Association
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

OPPORTUNITIES = path("销售 > 商机 > 商机管理", "Sales > Opportunities > Opportunity Management")


class State(Labelled):
    """States of an opportunity."""

    OPEN = "open", "跟进中", "open", "initial"
    CLOSED = "closed", "已关闭", "closed", "terminal"


class Opportunity(Entity):
    """Something a customer may buy, noted by a distributor."""

    kind: ClassVar[str] = "opportunity"
    label: ClassVar[Text] = Text(zh="商机", en="Opportunity")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        subject=("商机名称", "Subject"),
        created_at=("创建时间", "Created"),
    )

    state: State = State.OPEN
    partner_id: str
    customer_id: str
    subject: str
    created_at: datetime


def pickable(s: ResellerCase) -> bool:
    """Whether the customer is the company's own or one of its resellers', and visible to it."""
    link = s.world.get(Association, s.action.customer)
    if link is None or not link.associated:
        return False
    served_by = s.world.need(Partner, link.partner_id)
    own: str = s.persona.organisation
    return served_by.id == own or (
        served_by.indirect_partner_of == own and open_to_distributor(s.world, served_by.id)
    )


associated_only = Rule(
    id="resell-opportunity-own",
    number=102,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A38",
    needs=("customer",),
    text=Text(
        zh="只能选择已关联的客户：本公司的，或本公司云经销商的。",
        en="Only an associated customer can be chosen: your company's, or one of its resellers'.",
    ),
    remedy=Text(
        zh="请从列表中选择；未关联的客户先完成关联。",
        en="Choose one from the list; others must be associated first.",
    ),
    remedied_by=("invitation.accept", "cooperation.authorise"),
    holds=pickable,
)


class Create(Action):
    """Note an opportunity for a customer."""

    id: ClassVar[str] = "opportunity.create"
    title: ClassVar[Text] = Text(zh="创建商机", en="Create an opportunity")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (OPPORTUNITIES,)

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    subject: Annotated[str, Input(Text(zh="商机名称", en="Subject")), Field(min_length=1, max_length=64)]


class Close(Action):
    """Close an opportunity."""

    id: ClassVar[str] = "opportunity.close"
    title: ClassVar[Text] = Text(zh="关闭商机", en="Close the opportunity")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (OPPORTUNITIES,)
    on: ClassVar[str] = "opportunity"

    opportunity: Annotated[
        str, Input(Text(zh="商机", en="Opportunity"), entity="opportunity"), Field(min_length=1)
    ]


def create(s: ResellerCase, draft: Draft) -> None:
    """The opportunity is noted."""
    draft.create(
        Opportunity,
        partner_id=s.persona.organisation,
        customer_id=s.action.customer,
        subject=s.action.subject,
        created_at=draft.now,
    )


machine = Machine(
    entity=Opportunity,
    states=State,
    label=Opportunity.label,
    subject="opportunity",
    situation=ResellerCase,
    transitions=(
        Transition(action=Create, to=State.OPEN, rules=(associated_only,), effect=(create,)),
        Transition(action=Close, source=(State.OPEN,), to=State.CLOSED),
    ),
)
