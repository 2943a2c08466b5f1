"""Puts the in-page runner into a built site: two folders beside the languages, named by their content.

``live/py-<hash>/`` holds Python and the libraries; it changes when a version is pinned anew.
``live/app-<hash>/`` holds the simulator, its data, the diagrams, and the console; it changes with
the project. Both languages share them, and a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sandbox import fixtures
from sandbox.drawing import diagram
from sandbox.engine.machines import Model
from sandbox.engine.scenario import Scenario
from sandbox.site.live import words
from sandbox.site.live.assets import CACHE, LOCK, NoAssets, ensure
from sandbox.site.live.bridge import dump, generated_name
from sandbox.site.live.compile import compiled, packed
from sandbox.site.pictures import drawable, svg

ROOT = Path(__file__).resolve().parents[3]
STATIC = Path(__file__).resolve().parent / "static"
LANGUAGES = ("zh", "en")
PACKAGES = ("sandbox/engine", "sandbox/center")
MODULES = (
    "sandbox/__init__.py",
    "sandbox/site/__init__.py",
    "sandbox/site/live/__init__.py",
    "sandbox/site/live/bridge.py",
    "sandbox/site/live/desk.py",
    "sandbox/site/live/fields.py",
    "sandbox/site/live/people.py",
    "sandbox/site/live/screen.py",
    "sandbox/site/live/words.py",
)
MODEL = "sandbox.center:MODEL"
ID_PREFIX = "pcidprefix-"
"""Put before every id of a diagram; each console puts its own name in its place."""


class Live(NamedTuple):
    """Where a built site keeps the runner: folders relative to the site's root; without Python, "" for it."""

    app: str
    python: str

    def extra(self, lang: str) -> dict[str, Any]:
        """What the theme has to know, for a page in a language."""
        said = {name: text.render(lang) for name, text in words.BUTTONS.items()}
        said |= {name: words.CONSOLE[name].render(lang) for name in ("failed", "start")}
        return {
            "live": self.app,
            "live_words": json.dumps(said, ensure_ascii=False),
            "live_missing": not self.python,
        }


def add(site: Path, model: Model, scenarios: Mapping[str, Any]) -> tuple[Live, list[str]]:
    """Write the runner into a site, with parsed scenario files by id, and say what is lacking.

    Without the files of Python the pages are built all the same and say that nothing runs in them;
    where ``CI`` is set that is a problem.
    """
    try:
        return build(site, model, scenarios), []
    except NoAssets as problem:
        print(f"docs: {problem}", file=sys.stderr)
        app = _write(site / "live", "app", {"live.js": (STATIC / "live.js").read_bytes()})
        return Live(f"live/{app}", ""), [problem.text.en] if os.environ.get("CI") else []


def build(
    site: Path,
    model: Model,
    scenarios: Mapping[str, Any],
    *,
    sources: Mapping[str, bytes] | None = None,
    worlds: Mapping[str, Any] | None = None,
    entry: str = MODEL,
    cache: Path = CACHE,
    lock: Path = LOCK,
) -> Live:
    """Write the runner into a site.

    Args:
        site: root of the built site, above the languages.
        model: the model, for its diagrams.
        scenarios: parsed scenario files by id.
        sources: the Python files that run in the page, by path; the shipped ones by default.
        worlds: base worlds by name; the shipped ones by default.
        entry: where the page finds the model: ``module:name``.
        cache: where fetched and compiled files are kept.
        lock: what is pinned.

    Raises:
        NoAssets: the files of Python are not in the cache and cannot be fetched.
    """
    files = ensure(cache, lock)
    python = _write(site / "live", "py", packed(files, cache, lock))
    data = {"worlds": base_worlds(scenarios) if worlds is None else worlds, "scenarios": scenarios}
    code = compiled(code_files() if sources is None else sources, cache, lock)
    parts: dict[str, bytes] = {
        "code.zip": code,
        "data.json": dump(data).encode(),
        "entry.json": json.dumps({"model": entry}).encode(),
        "diagram.js": diagram.script().encode(),
        **{path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.is_file()},
    }
    for lang in LANGUAGES:
        parts[f"diagrams.{lang}.json"] = _json(diagrams(model, lang))
        parts[f"words.{lang}.json"] = _json({k: t.render(lang) for k, t in words.CONSOLE.items()})
    parts["manifest.json"] = _json(
        {"python": f"../{python}/", "files": {n: p.stat().st_size for n, p in _python_files(site, python)}}
    )
    return Live(f"live/{_write(site / 'live', 'app', parts)}", f"live/{python}")


def _python_files(site: Path, python: str) -> Iterable[tuple[str, Path]]:
    return ((p.name, p) for p in sorted((site / "live" / python).iterdir()))


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _write(folder: Path, name: str, parts: Mapping[str, bytes]) -> str:
    """Write files into a folder named by their content."""
    digest = hashlib.sha256()
    for part, content in sorted(parts.items()):
        digest.update(part.encode() + b"\0" + hashlib.sha256(content).digest())
    target = folder / f"{name}-{digest.hexdigest()[:12]}"
    target.mkdir(parents=True, exist_ok=True)
    for part, content in parts.items():
        (target / part).write_bytes(content)
    return target.name


# --- What goes in --------------------------------------------------------------------------------


def code_files() -> dict[str, bytes]:
    """The Python files that run in the page, by path."""
    found = [ROOT / module for module in MODULES]
    for package in PACKAGES:
        found += sorted((ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}


def base_worlds(scenarios: Mapping[str, Any]) -> dict[str, Any]:
    """The base worlds on file, and the generated ones that a scenario begins in."""
    found = {name: dict(fixtures.world_spec(name)) for name in fixtures.world_names()}
    for raw in scenarios.values():
        start = Scenario.model_validate(raw).start()
        if start.world == "generated":
            found[generated_name(start.seed, start.customers)] = dict(fixtures.source(start))
    return found


def diagrams(model: Model, lang: str) -> dict[str, str]:
    """The diagram of every machine that has one, by name."""
    return {
        name: svg(model, machine, lang, ID_PREFIX)
        for name, machine in model.machines.items()
        if drawable(machine, model)
    }
