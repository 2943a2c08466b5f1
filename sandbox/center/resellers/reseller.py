"""Resellers 云经销商: what every lifecycle of this area shares, and the relation with a distributor.

Read from top to bottom: permission items, situation, rules, actions, effects, machine.
The entity is :class:`sandbox.center.common.cooperation.Cooperation`. Source: 02 §3.6, §3.19.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from sandbox.center.common.cooperation import Cooperation, State, cooperation_of
from sandbox.center.common.partner import (
    Member,
    Partner,
    PartnerType,
    administrator_of,
)
from sandbox.center.common.permission import MEMBER_RULES, Permission, items_of
from sandbox.center.common.roles import RESELLER_MANAGEMENT, Role, path, under
from sandbox.engine.actions import Action, Input, Persona
from sandbox.engine.machines import Machine, Move, Situation, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import Draft, World

MY_RESELLERS = under(RESELLER_MANAGEMENT, "我的云经销商", "My resellers")
APPLICATIONS = under(RESELLER_MANAGEMENT, "云经销商合作申请", "Cooperation applications")
INVITATIONS = under(RESELLER_MANAGEMENT, "邀请云经销商", "Invitations")
MY_DISTRIBUTOR = path("伙伴信息 > 我的总经销商", "Partner Information > My Distributor")

STAFF = frozenset(
    {
        Role.DISTRIBUTOR_ADMINISTRATOR,
        Role.DISTRIBUTOR_OPERATOR,
        Role.ACCOUNT_MANAGER,
        Role.ACCOUNT_MANAGER_LEAD,
        Role.PARTNER_FINANCE,
        Role.CUSTOM_ROLE,
    }
)
RESELLER_STAFF = frozenset({Role.RESELLER_ADMINISTRATOR, Role.RESELLER_OPERATOR})


def only_own_resellers(world: World, persona: Persona) -> bool:
    """Whether the persona is nothing but an account manager and sees just the assigned resellers."""
    member = world.get(Member, persona.id)
    return persona.roles == {Role.ACCOUNT_MANAGER} and not (member and member.custom_roles)


# --- Situation -----------------------------------------------------------------------------------


class ResellerCase(Situation):
    """A situation about a reseller, its distributor and who of the two acts."""

    @lazy
    def partner(self) -> Partner | Any:
        """The organisation of who acts; None for Huawei and the director."""
        return self.world.get(Partner, self.persona.organisation)

    @lazy
    def reseller(self) -> Partner | Any:
        """The reseller that the action or its record names; else the one who acts."""
        id = self.typed.get("reseller", "") or getattr(self.subject, "reseller_id", "")
        return self.world.get(Partner, id) if id else self.partner

    @lazy
    def cooperation(self) -> Cooperation | Any:
        """The relation of that reseller; None when it is in no reseller plan."""
        return cooperation_of(self.world, self.reseller.id) if self.reseller else None

    @lazy
    def distributor(self) -> Partner | Any:
        """The distributor that acts, or the one that the action, the record or the relation names."""
        if self.partner is not None and self.partner.partner_type == PartnerType.DISTRIBUTOR:
            return self.partner
        id = (
            self.typed.get("distributor", "")
            or getattr(self.subject, "distributor_id", "")
            or getattr(self.cooperation, "distributor_id", "")
        )
        return self.world.get(Partner, id) if id else None

    @lazy
    def items(self) -> frozenset[Permission]:
        """The permission items of who acts."""
        return items_of(self.world, self.persona)


def yours(s: ResellerCase) -> bool:
    """Whether the reseller named cooperates with the distributor who acts, an exit included."""
    link = s.cooperation
    return link is not None and link.running and link.distributor_id == s.persona.organisation


def intl(s: Situation) -> bool:
    """Whether the world shows what only the international pages describe (a world setting)."""
    return bool(s.world.settings.get("intl_profile"))


# --- Rules ---------------------------------------------------------------------------------------

STAFF_RULES = MEMBER_RULES
"""Asked of every action of a distributor that has a ``permission``; such an action has the roles STAFF."""
delegation_voluntary = Rule(
    id="resell-delegation-cancel",
    number=100,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A22",
    text=Text(
        zh="销售拓展任务委托由云经销商自愿开启，可随时取消。",
        en="A reseller delegates sales tasks to its distributor of its own will, and may cancel at any time.",
    ),
    does=lambda s, draft: delegate(s, draft),
)
has_distributor = Rule(
    id="portal-has-distributor",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="贵公司现在没有合作的总经销商。", en="Your company has no distributor it works with now."),
    remedy=Text(
        zh="请先提交合作申请，或接受总经销商的邀请。",
        en="Apply for cooperation first, or accept a distributor's invitation.",
    ),
    remedied_by=("cooperation_application.submit", "cooperation_invitation.accept"),
    holds=lambda s: s.cooperation is not None and s.cooperation.running,
)


# --- Actions -------------------------------------------------------------------------------------


class Authorise(Action):
    """The reseller opens its customers' information to the distributor, or closes it."""

    id: ClassVar[str] = "cooperation.authorise"
    title: ClassVar[Text] = Text(zh="客户信息授权", en="Authorise customer information")
    roles: ClassVar[frozenset[str]] = frozenset({Role.RESELLER_ADMINISTRATOR})
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "客户信息授权", "Customer information"),)

    authorised: Annotated[
        bool, Input(Text(zh="授权总经销商查看客户信息", en="Distributor may see customers"))
    ]


class Delegate(Action):
    """The reseller delegates sales tasks to the distributor, or cancels that."""

    id: ClassVar[str] = "cooperation.delegate"
    title: ClassVar[Text] = Text(zh="销售拓展任务委托", en="Delegate sales tasks")
    roles: ClassVar[frozenset[str]] = frozenset({Role.RESELLER_ADMINISTRATOR})
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "销售拓展任务委托", "Sales delegation"),)

    delegated: Annotated[bool, Input(Text(zh="委托总经销商", en="Delegate to the distributor"))]


# --- Effects -------------------------------------------------------------------------------------


def authorise(s: ResellerCase, draft: Draft) -> None:
    """The distributor sees the customers from now on, or no longer."""
    draft.subject = draft.put(s.cooperation.but(customer_info_authorised=s.action.authorised))


def delegate(s: ResellerCase, draft: Draft) -> None:
    """The delegation is on or off at once."""
    draft.subject = draft.put(s.cooperation.but(sales_delegated=s.action.delegated))


# --- Opening and ending the relation --------------------------------------------------------------


COOPERATE_TEXT = Text(zh="与{name}的合作已建立。", en="The cooperation with {name} has begun.")
COOPERATION_BEGUN = Text(zh="合作关系已建立", en="Cooperation begun")


def cooperate(draft: Draft, reseller_id: str, distributor_id: str) -> Cooperation:
    """Open the relation at this instant: no account manager, no money, information opened.

    Everything else that waited for this reseller must be voided by the caller.
    """
    link = draft.get(Cooperation, reseller_id) or Cooperation(id=reseller_id, reseller_id=reseller_id)
    opened = draft.put(
        link.but(
            state=State.COOPERATING,
            distributor_id=distributor_id,
            associated_on=draft.now,
            account_manager_id="",
            customer_info_authorised=True,
            sales_delegated=False,
        )
    )
    reseller = draft.need(Partner, reseller_id)
    draft.put(reseller.but(indirect_partner_of=distributor_id))
    distributor = draft.need(Partner, distributor_id)
    for to, other in ((reseller_id, distributor), (distributor_id, reseller)):
        draft.notify(
            administrator_of(draft, to), COOPERATE_TEXT.filled({"name": other.account_name}), about=opened.ref
        )
    draft.record("cooperation_begun", opened.ref, COOPERATION_BEGUN)
    return opened


machine = Machine(
    entity=Cooperation,
    states=State,
    label=Cooperation.label,
    subject="cooperation",
    situation=ResellerCase,
    transitions=(
        Transition(action=Authorise, rules=(has_distributor,), effect=(authorise,)),
        Transition(action=Delegate, rules=(has_distributor,), effect=(delegation_voluntary,)),
    ),
    moves=(
        Move("cooperation_application.review", (State.FREE,), State.COOPERATING),
        Move("cooperation_invitation.accept", (State.FREE,), State.COOPERATING),
        Move("reseller_plan.join", (), State.FREE),
        Move("reseller_plan.join", (), State.COOPERATING),
        Move("reseller_plan.start_exit", (State.COOPERATING,), State.EXITING),
        Move("reseller_plan.finish_exit", (State.EXITING,), State.ENDED),
    ),
)
