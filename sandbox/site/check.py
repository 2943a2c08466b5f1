"""Looks over the built pages: every link leads somewhere, nothing comes from outside, languages match."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sandbox.site.library import LANGUAGES

RESOURCES = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "embed": "src"}
SHEETS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
)


class Page(NamedTuple):
    """What a built page has and wants."""

    ids: frozenset[str]
    links: tuple[str, ...]
    resources: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.resources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, links and resources."""
        found = {key: value or "" for key, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "name" in found:
            self.ids.append(found["name"])
        if tag == "a" and "href" in found and "data-pc-sandbox" not in found:
            self.links.append(found["href"])
        if tag in RESOURCES and RESOURCES[tag] in found:
            self.resources.append(found[RESOURCES[tag]])
        if tag == "link" and "href" in found:
            wanted = set(found.get("rel", "").split()) & SHEETS
            (self.resources if wanted else self.links).append(found["href"])
        if "style" in found:
            self.resources += re.findall(r"url\(\s*['\"]?([^'\")]+)", found["style"])


def read(html: str) -> Page:
    """The ids, links and resources of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(frozenset(reader.ids), tuple(reader.links), tuple(reader.resources))


def problems(site: Path) -> list[str]:
    """Everything wrong with a built site, page by page."""
    pages = {
        path.relative_to(site).as_posix(): read(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }
    found = []
    for name, page in pages.items():
        if name.endswith("404.html"):
            continue  # it is shown at any address, so it has no relative links
        found += [f"{name}: {problem}" for problem in _page(site, pages, name, page)]
    for sheet in site.rglob("*.css"):
        for url in re.findall(
            r"(?:url\(\s*['\"]?|@import\s+['\"])(https?:)?//", sheet.read_text(encoding="utf-8")
        ):
            found.append(f"{sheet.relative_to(site)}: loads from outside: {url}")
    return found + list(_languages(pages))


def _page(site: Path, pages: dict[str, Page], name: str, page: Page) -> Iterator[str]:
    for url in page.resources:
        if urlsplit(url).scheme in ("http", "https") or url.startswith("//"):
            yield f"loads from outside: {url}"
        elif not url.startswith("data:") and _target(site, name, url) is None:
            yield f"resource not found: {url}"
    for url in page.links:
        parts = urlsplit(url)
        if parts.scheme or url.startswith("//"):
            continue
        target = _target(site, name, url)
        if target is None:
            yield f"broken link: {url}"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"no such anchor: {url}"


def _target(site: Path, name: str, url: str) -> str | None:
    """The file that a relative address means, or None."""
    path = unquote(urlsplit(url).path)
    if path.startswith("/"):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    if joined.startswith(".."):
        return None
    place = site / joined
    if place.is_dir():
        place = place / "index.html"
    return place.relative_to(site).as_posix() if place.is_file() else None


def _languages(pages: dict[str, Page]) -> Iterator[str]:
    per = {
        lang: {name.removeprefix(f"{lang}/") for name in pages if name.startswith(f"{lang}/")}
        for lang in LANGUAGES
    }
    for lang in LANGUAGES:
        for other in LANGUAGES:
            for name in sorted(per[other] - per[lang]):
                yield f"{lang}/{name}: missing; it is there in {other}"
