"""Builds the documentation: two languages from one configuration, into ``site/``.

Offline, in this process. A broken example, a broken link or any warning makes a strict build fail,
and the last good ``site/`` stays.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.site import frame
from sandbox.site.check import problems
from sandbox.site.library import LANGUAGES, ROOT, BrokenExample, Library, library
from sandbox.site.live import bundle
from sandbox.site.manuscript import scenario_lines
from sandbox.site.pages import faq
from sandbox.site.prepare import index_guides, prepare

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # before Material is imported: it announces things in red

SITE = ROOT / "site"
DOCS = ROOT / "docs"
CACHE = ROOT / ".cache" / "docs"
STAMP = "stamp.txt"
SUFFIXES = {".py", ".md", ".yml", ".yaml", ".css", ".js", ".mjs", ".svg", ".html", ".png", ".json"}
TOOLS = ("mkdocs", "mkdocs-material", "pymdown-extensions", "Markdown", "jieba")


def inputs() -> Iterator[Path]:
    """The files that the built pages depend on."""
    yield ROOT / "mkdocs.yml"
    for folder in ("docs", "fixtures", "sandbox"):
        for path in sorted((ROOT / folder).rglob("*")):
            skipped = {"__pycache__", "app"} & set(path.relative_to(ROOT).parts)
            if path.is_file() and path.suffix in SUFFIXES and not skipped:
                yield path


def stamp() -> str:
    """A hash of everything the built pages depend on."""
    digest = hashlib.sha256()
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for path in inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stale() -> bool:
    """Whether ``site/`` is missing or older than what it is made from."""
    kept = SITE / STAMP
    return not kept.is_file() or kept.read_text(encoding="utf-8").strip() != stamp()


def build(strict: bool = True) -> int:
    """Build both languages into ``site/``; 0 when all is well, 1 with a message for every problem."""
    began, mark = time.monotonic(), stamp()
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="build-", dir=CACHE) as work:  # two builds at once do not meet
        found = build_into(library(), DOCS, SITE, Path(work), strict=strict, live=True)
    for problem in found:
        print(f"docs: {problem}", file=sys.stderr)
    if found and strict:
        print(f"docs: {len(found)} problem(s); site/ was left as it was", file=sys.stderr)
        return 1
    (SITE / STAMP).write_text(mark + "\n", encoding="utf-8")
    count = sum(1 for _ in SITE.rglob("*.html"))
    print(f"docs: {count} pages in {time.monotonic() - began:.0f} s: {SITE}", file=sys.stderr)
    return 0


def build_into(
    source: Library, docs: Path, site: Path, work: Path, strict: bool = True, live: bool = False
) -> list[str]:
    """Build from a library and a folder of pages into a folder; returns what is wrong.

    With problems in a strict build, or a broken example in any build, ``site`` is not touched. With
    ``live``, examples can be run in the page.
    """
    fresh = work / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    found = broken_examples(source, docs)
    if found:
        return found
    try:
        index_guides(source, docs)
        found = faq.problems(source)
        runner, lacking = bundle.add(fresh, source.model, source.raw) if live else (None, [])
        found += lacking
        for lang in LANGUAGES:
            found += _language(source, docs, work / lang, fresh / lang, lang, runner)
    except BrokenExample as broken:
        return [str(broken)]
    if any(problem.startswith("stopped: ") for problem in found):
        return found
    frame.write(fresh)
    found += problems(fresh)
    if found and strict:
        return found
    _put(fresh, site, work)
    return found


def _put(fresh: Path, site: Path, work: Path) -> None:
    """Put a new site in the place of the old one; readers see the old one until the last moment."""
    site.parent.mkdir(parents=True, exist_ok=True)
    if site.exists():
        site.rename(work / "old")
    shutil.move(fresh, site)
    shutil.rmtree(work / "old", ignore_errors=True)


def broken_examples(source: Library, docs: Path) -> list[str]:
    """The scenarios that do not turn out as expected: each with its step, and the pages that show it."""
    found = []
    for id in source.files:
        try:
            source.transcript(id)
        except BrokenExample as broken:
            pages = [
                f"docs/{path.relative_to(docs).as_posix()}, line {line}"
                for path in sorted(docs.rglob("*.md"))
                for line in scenario_lines(path.read_text(encoding="utf-8"), id)
            ]
            pages.append(f"the generated page scenarios/{id}")
            found.append(f"{broken} (shown in: {'; '.join(pages)})")
    return found


class _Notes(logging.Handler):
    """Keeps the warnings and errors of a build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.found.append(record.getMessage())


def _language(
    source: Library, docs: Path, work: Path, site: Path, lang: str, runner: bundle.Live | None
) -> list[str]:
    """Build one language; returns what is wrong."""
    import jieba
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException
    from pymdownx.superfences import SuperFencesException

    from sandbox.site.library import using

    config_file = prepare(source, docs, work, lang, runner)
    jieba.setLogLevel(logging.WARNING)
    notes, log = _Notes(), logging.getLogger("mkdocs")
    log.addHandler(notes)
    try:
        with using(source):
            config = load_config(str(config_file), site_dir=str(site), strict=False)
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
    except (MkDocsException, SuperFencesException) as error:
        return [f"stopped: {lang}: {error}"]
    finally:
        log.removeHandler(notes)
    return [f"{lang}: {message}" for message in notes.found]
