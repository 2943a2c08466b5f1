"""The Partner Center as a model: one line per area."""

from sandbox.center import customers, incentives, resellers
from sandbox.center.common import director, partner, settings
from sandbox.engine import codes
from sandbox.engine.machines import Area, Model
from sandbox.engine.text import Text

COMMON = Area(
    id="common",
    label=Text(zh="公共", en="Common"),
    modules=(partner, director, codes),
    complete=settings.check,
)
MODEL = Model(areas=[COMMON, customers.AREA, resellers.AREA, incentives.AREA], persona=partner.persona)
