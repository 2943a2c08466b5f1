"""A served sandbox and a headless Chromium; skipped where there is none, failed where CI expects one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from sandbox.server import listen, serve; serve(listen(int(sys.argv[1])))"
REASON = "no chromium on the PATH: the console was not looked at in a browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs a browser."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(REASON)
        pytest.skip(REASON)
    return found


@contextmanager
def serving(port: int) -> Iterator[str]:
    """A server of our own at a port; gives its address."""
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT)
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            if process.poll() is not None:
                pytest.fail(f"the server ended with {process.returncode}")
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("the server did not answer within a minute")
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def served(chromium: str) -> Iterator[str]:
    """The address of a server for all tests."""
    with serving(free_port()) as address:
        yield address
