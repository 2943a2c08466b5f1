"""The site as it is published, built once for all tests of a run, whatever process they are in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from sandbox.site import build
from sandbox.site.library import library


class Published(NamedTuple):
    """A built site with the in-page runner, and what was wrong."""

    site: Path
    problems: list[str]


def published(factory: pytest.TempPathFactory) -> Published:
    """The site that was built last, if it is not stale; else a new one, which the other processes wait for."""
    if not build.stale() and next((build.SITE / "live").glob("py-*"), None):
        return Published(build.SITE, [])
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "published"
    folder.mkdir(exist_ok=True)
    notes = folder / "problems.json"
    with FileLock(folder / "lock"):
        if not notes.exists():
            found = build.build_into(
                library(), build.DOCS, folder / "site", folder / "work", strict=False, live=True
            )
            notes.write_text(json.dumps(found), encoding="utf-8")
    return Published(folder / "site", json.loads(notes.read_text(encoding="utf-8")))
