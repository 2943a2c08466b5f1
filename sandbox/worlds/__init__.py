"""Worlds to practise in: generated ones of any size, and those on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.worlds.generate import generate

__all__ = ["generate", "load"]


def load(name: str) -> Mapping[str, Any]:
    """The data of a base world in ``fixtures/worlds``.

    Raises:
        BadData: there is no such world.
    """
    from sandbox.fixtures import world_spec

    return world_spec(name)
