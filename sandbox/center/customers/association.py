"""The association 关联关系 between a customer and the partner who serves it."""
from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Entity


class CooperationType(Labelled):
    """Association model 关联类型."""

    REFERRAL = "referral", "顾问销售", "referral"
    RESALE = "resale", "代售", "resale"


class State(Labelled):
    """States of the association of one customer. Source: 01 §3.3."""

    NOT_ASSOCIATED = "not_associated", "未关联", "not associated", "initial"
    REFERRAL = "referral", "已关联-顾问销售", "associated, referral"
    RESALE = "resale", "已关联-代售", "associated, resale"
    DISSOCIATION_PENDING = "dissociation_pending", "解除关联处理中", "dissociation pending", "transient"
    SWITCH_PENDING = "switch_pending", "切换处理中", "switch pending", "transient"


class Association(Entity):
    """Who serves a customer. Its id is the customer's id; every customer has exactly one."""

    kind: ClassVar[str] = "association"
    label: ClassVar[Text] = Text(zh="关联关系", en="Association")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("account_manager_id",),)

    state: State = State.NOT_ASSOCIATED
    customer_id: str
    partner_id: str = ""
    cooperation_type: CooperationType | None = None
    associated_at: datetime | None = None
    dissociated_at: datetime | None = None
    association_label: str = ""
    account_manager_id: str = ""
    former_partner_ids: tuple[str, ...] = ()

    @property
    def associated(self) -> bool:
        """Whether the customer is linked, a pending request included."""
        return self.state != State.NOT_ASSOCIATED
