"""A built site on a plain file server, deep under a path; a browser; and the toy portal behind a bridge."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sandbox.site.live.assets import NoAssets, ensure
from tests.published import published


def lacking(reason: str) -> None:
    """Skip, and say why; where CI is set, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class _Quiet(SimpleHTTPRequestHandler):
    lost: ClassVar[set[str]] = set()
    """Endings of addresses that are answered with 404."""
    stuck: ClassVar[set[str]] = set()
    """Endings of addresses whose answer breaks off in the middle and never goes on."""
    release = threading.Event()

    def send_head(self) -> Any:
        """A file, unless it is lost or gets stuck."""
        if self.path.endswith(tuple(self.stuck)):
            self.send_response(200)
            self.send_header("content-length", "1000000")
            self.end_headers()
            self.wfile.write(b"half")
            self.release.wait(120)
            return None
        if self.path.endswith(tuple(self.lost)):
            self.send_error(404)
            return None
        return super().send_head()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published: the one that was built last, if it is not stale."""
    try:
        ensure()
    except NoAssets as problem:
        lacking(f"nothing can run in a page: {problem.text.en}")
    built = published(tmp_path_factory)
    assert not [problem for problem in built.problems if problem.startswith("stopped")]
    return built.site


@pytest.fixture(scope="session")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is: on a plain file server, under a path of its own."""
    root = tmp_path_factory.mktemp("served")
    (root / "some/sub").mkdir(parents=True)
    (root / "some/sub/path").symlink_to(site, target_is_directory=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/sub/path/"
    server.shutdown()


@pytest.fixture
def lost() -> Iterator[set[str]]:
    """Endings of addresses that the server answers with 404, for a while."""
    yield _Quiet.lost
    _Quiet.lost.clear()


@pytest.fixture
def stuck() -> Iterator[set[str]]:
    """Endings of addresses whose answer breaks off and never goes on, for a while."""
    _Quiet.release.clear()
    yield _Quiet.stuck
    _Quiet.stuck.clear()
    _Quiet.release.set()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says why (a failure where CI is set)."""
    path = shutil.which("chromium")
    if path is None:
        lacking("no chromium on the PATH: nothing was run in a page")
    from tests.playing import playing

    chromium = playing().chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield chromium
    chromium.close()
