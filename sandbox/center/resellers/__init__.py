"""Resellers 云经销商: plans, cooperation, people, money, vouchers, files. One line per lifecycle."""

from sandbox.center.common import consent, membership, permission
from sandbox.center.common import standing as standing_terms
from sandbox.center.common.cooperation import Cooperation, State
from sandbox.center.common.partner import Partner, PartnerType
from sandbox.center.resellers import (
    cooperation_application,
    cooperation_invitation,
    customer_adjustment,
    customer_freeze,
    distributor_plan,
    funds,
    listing,
    members,
    money_listing,
    opportunity,
    plan_account,
    plan_incentive,
    quick_registration,
    reseller,
    reseller_manager,
    reseller_permission,
    reseller_plan,
    reseller_plan_terms,
    standing,
    subscription,
    verification,
    voucher_quota,
)
from sandbox.center.resellers.sources import SOURCES
from sandbox.engine.machines import Area
from sandbox.engine.text import Text
from sandbox.engine.world import Draft


def complete(draft: Draft) -> None:
    """Give every partner its plan membership, and every reseller its relation."""
    for partner in draft.all(Partner):
        if partner.partner_type == PartnerType.DISTRIBUTOR:
            complete_distributor(draft, partner)
        if partner.partner_type == PartnerType.RESELLER:
            complete_reseller(draft, partner)


def complete_distributor(draft: Draft, partner: Partner) -> None:
    """A distributor has joined its plan."""
    if draft.get(distributor_plan.DistributorMembership, partner.id) is None:
        joined = distributor_plan.State.JOINED
        draft.put(distributor_plan.DistributorMembership(id=partner.id, partner_id=partner.id, state=joined))


def complete_reseller(draft: Draft, partner: Partner) -> None:
    """A reseller has joined its plan, and works with the distributor that is named."""
    if draft.get(reseller_plan.ResellerMembership, partner.id) is None:
        draft.put(reseller_plan.ResellerMembership(id=partner.id, partner_id=partner.id))
    if draft.get(Cooperation, partner.id) is None:
        distributor = partner.indirect_partner_of
        draft.put(
            Cooperation(
                id=partner.id,
                state=State.COOPERATING if distributor else State.FREE,
                reseller_id=partner.id,
                distributor_id=distributor,
                associated_on=draft.now if distributor else None,
            )
        )


AREA = Area(
    id="resellers",
    label=Text(zh="云经销商", en="Resellers"),
    modules=(
        distributor_plan,
        plan_account,
        reseller_plan,
        reseller_plan_terms,
        quick_registration,
        cooperation_application,
        cooperation_invitation,
        reseller,
        reseller_manager,
        members,
        membership,
        permission,
        standing,
        standing_terms,
        customer_freeze,
        reseller_permission,
        consent,
        opportunity,
        plan_incentive,
        funds,
        customer_adjustment,
        voucher_quota,
        verification,
        subscription,
        listing,
        money_listing,
    ),
    complete=complete,
    errata=frozenset(
        {
            "resell-review-standing",
            "resell-one-application",
            "resell-permission-item",
            "resell-manager-role",
            "resell-fund-frozen",
        }
    ),
    sources=SOURCES,
)
