"""One Playwright for a process: two at once would each want the event loop for itself."""

from __future__ import annotations

import atexit
from functools import cache

from playwright.sync_api import Playwright, sync_playwright


@cache
def playing() -> Playwright:
    """Playwright, started on first use and stopped when the process ends."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started
