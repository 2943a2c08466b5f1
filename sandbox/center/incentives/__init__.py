"""Incentives 激励: performance, reconciliation, payout, withdrawal. One line per lifecycle."""

from sandbox.center.incentives import payee
from sandbox.center.incentives.sources import SOURCES
from sandbox.engine.machines import Area
from sandbox.engine.text import Text

AREA = Area(
    id="incentives",
    label=Text(zh="激励", en="Incentives"),
    modules=(payee,),
    errata=frozenset(),
    sources=SOURCES,
)
