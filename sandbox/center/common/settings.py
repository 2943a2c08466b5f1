"""Settings of a world: figures that are configurable or not known, and the pace of the other side.

A scenario or a link may choose them; a name that does not exist or a value that does not fit is a
mistake in the file, never a surprise in the middle of a run.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.engine.machines import Progression
from sandbox.engine.session import BadData
from sandbox.engine.simulator import explain
from sandbox.engine.text import Text
from sandbox.engine.world import Draft

Count = Annotated[int, Field(ge=1, le=1_000)]
Yuan = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseModel):
    """The settings that a world may choose. Without a choice the model's own figure holds.

    Attributes:
        progression: how steps of Huawei's staff and of the other side come about.
        intl_profile: whether the rules known from the international site hold too.
        max_requests: association requests of one side in 3 months (01 §6.1).
        manual_review_business_days: how long a manual review takes (01 §5).
        invoice_debt_limit: invoice debt accepted beside a recharge balance, in yuan (01 rule 53).
        bill_notice_days: length of the notice period of a bill.
        incentive_validity_months: how long a positive incentive item is valid.
        invoiced_payout_floor: least amount for a payout with invoices, in yuan.
        new_resale_from: from when a resale incentive counts as new.
        weekly_delivery: whether subscribed files arrive by themselves.
        seed: where verification codes start.
    """

    model_config = ConfigDict(extra="forbid")

    progression: Progression | None = None
    intl_profile: bool | None = None
    max_requests: Count | None = None
    manual_review_business_days: Count | None = None
    invoice_debt_limit: Yuan | None = None
    bill_notice_days: Annotated[int, Field(ge=0, le=1_000)] | None = None
    incentive_validity_months: Count | None = None
    invoiced_payout_floor: Yuan | None = None
    new_resale_from: datetime | date | None = None
    weekly_delivery: bool | None = None
    seed: int | None = None


def check(draft: Draft) -> None:
    """Check the settings of a world that is being made.

    Raises:
        BadData: a setting is unknown or has a wrong value; says which.
    """
    try:
        Settings.model_validate(dict(draft.settings))
    except ValidationError as error:
        found = []
        for detail in error.errors(include_url=False):
            name, problem = str(detail["loc"][0]), explain(detail)
            if detail["type"] == "extra_forbidden":
                known = ", ".join(Settings.model_fields)
                problem = Text(
                    zh=f"没有这一项，可用的有：{known}", en=f"there is no such setting; there are: {known}"
                )
            text = Text(zh=f"设置 {name}：{problem.zh}。", en=f"Setting {name}: {problem.en}.")
            found.append(BadData(text, ("settings", name)))
        raise BadData(found[0].text, found[0].where, found[1:]) from None
