"""Sites built once for all tests of a file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.site import build
from sandbox.site.library import Library, library
from tests.published import published
from tests.site.shelf import shelf


class Built(NamedTuple):
    """A built site, what it was made from and what was wrong."""

    site: Path
    library: Library
    problems: list[str]

    def page(self, address: str) -> str:
        """The HTML of a page, such as ``zh/guides/open``."""
        return (self.site / address / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the toy portal."""
    folder = tmp_path_factory.mktemp("toy")
    source = shelf(folder)
    return Built(
        folder / "site", source, build.build_into(source, folder / "docs", folder / "site", folder / "work")
    )


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the Partner Center, as it will be published."""
    built = published(tmp_path_factory)
    return Built(built.site, library(), built.problems)
