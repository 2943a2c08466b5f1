"""The cooperation of a distributor and a reseller: the relation that both areas ask about.

Customers' pages need to know whether a reseller lets its distributor see its customers; the
resellers' lifecycles open and end the relation. Source: 02 §3.6, §3.18.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World


class State(Labelled):
    """States of the relation of a reseller with a distributor."""

    FREE = "free", "未合作", "no distributor", "initial"
    COOPERATING = "cooperating", "已合作", "cooperating"
    EXITING = "exiting", "退出中", "exiting", "transient"
    ENDED = "ended", "已解除", "ended", "terminal"


class Cooperation(Entity):
    """The relation of one reseller; its id is the reseller's. Source: 02 §3.6."""

    kind: ClassVar[str] = "cooperation"
    label: ClassVar[Text] = Text(zh="合作关系", en="Cooperation")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        distributor_id=("总经销商", "Distributor"),
        associated_on=("关联时间", "Associated"),
        ended_at=("解除时间", "Ended"),
        exit_reason=("退出原因", "Reason of the exit"),
        customer_info_authorised=("客户信息授权", "Customer information opened"),
        sales_delegated=("销售拓展任务委托", "Sales tasks delegated"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("distributor_id",), ("account_manager_id",))

    state: State = State.FREE
    reseller_id: str
    distributor_id: str = ""
    associated_on: datetime | None = None
    ended_at: datetime | None = None
    exit_reason: str = ""
    account_manager_id: str = ""
    customer_info_authorised: bool = True
    sales_delegated: bool = False

    @property
    def running(self) -> bool:
        """Whether there is a distributor now, also while the reseller leaves."""
        return self.state in (State.COOPERATING, State.EXITING)


def cooperation_of(world: World | Draft | Any, reseller_id: str) -> Cooperation | None:
    """The relation of a reseller; None for an organisation that is not a reseller."""
    return world.get(Cooperation, reseller_id) if reseller_id else None


def open_to_distributor(world: World, reseller_id: str) -> bool:
    """Whether the reseller lets its distributor see its customers. Source: 02 §3.18."""
    found = cooperation_of(world, reseller_id)
    return found is None or (found.running and found.customer_info_authorised)
