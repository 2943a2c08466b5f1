"""Resellers 云经销商: plans, cooperation, people, money, vouchers, files. One line per lifecycle."""

from sandbox.center.common.cooperation import Cooperation, State
from sandbox.center.common.partner import Partner, PartnerType
from sandbox.center.resellers import members, reseller
from sandbox.center.resellers.sources import SOURCES
from sandbox.engine.machines import Area
from sandbox.engine.text import Text
from sandbox.engine.world import Draft


def complete(draft: Draft) -> None:
    """Give every reseller its relation."""
    for partner in draft.all(Partner):
        if partner.partner_type != PartnerType.RESELLER or draft.get(Cooperation, partner.id):
            continue
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
        reseller,
        members,
    ),
    complete=complete,
    sources=SOURCES,
)
