"""Rows of list pages that are found by looking at each record for itself.

Kept from step to step they cost what a step changed, however many records there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.engine.actions import Persona
from sandbox.engine.machines import Selection
from sandbox.engine.world import Entity, World


def those(
    kind: type[Entity], passes: Callable[[World, Persona, Any], bool], newest_first: bool = True
) -> Selection:
    """The records of a kind that pass ``passes(world, persona, record)``."""
    return Selection(
        of=kind,
        row=lambda world, persona, record: record if passes(world, persona, record) else None,
        newest_first=newest_first,
    )


def everyone(world: World, persona: Persona, record: Any) -> bool:
    """Passes every record."""
    return True


def of_organisation(*fields: str) -> Callable[[World, Persona, Any], bool]:
    """Passes the records that name the persona's company, or the customer, in one of the fields."""

    def passes(world: World, persona: Persona, record: Any) -> bool:
        return any(getattr(record, field) == persona.organisation for field in fields)

    return passes
