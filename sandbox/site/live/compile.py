"""Compiles the Python that runs in the page, so that it starts in half the time.

Pyodide ships its standard library as source, and every start would compile it again. Here that is
done once, by the same Python under Node.js (the one that npm came with), and kept in the cache.
Where it cannot be done, sources are shipped: everything works, only slower.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.site.live.assets import LOCK, TIMEOUT, NoAssets, read_lock, tool

SCRIPT = Path(__file__).resolve().with_suffix(".mjs")
STDLIB = "python_stdlib.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
KEPT = 12
"""Compiled folders that stay in the cache; those used longest ago go first."""
NATIVE = "pydantic_core"
"""The package with a shared library: it is unpacked, the others are imported from their zip file."""
PROBE = """
import os
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
import datetime, decimal, json, zlib, base64, calendar, heapq, hashlib, re, zipimport
import pydantic, chinese_calendar
class Probe(pydantic.BaseModel):
    at: datetime.datetime
    of: decimal.Decimal
Probe.model_json_schema()
"""
"""What the page imports of the standard library."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file that is the same for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def packed(files: Mapping[str, Path], cache: Path, lock: Path = LOCK) -> dict[str, bytes]:
    """Python and the libraries as the page loads them: one file each, compiled where that pays.

    Args:
        files: the pinned files by name.
        cache: where compiled files are kept.
        lock: what is pinned.

    Returns:
        ``pyodide.js``, ``pyodide.asm.js``, ``pyodide.asm.wasm``, ``pyodide-lock.json``, ``stdlib.zip``,
        ``libs.zip`` (imported as it is) and ``native.zip`` (to be unpacked).
    """
    wheels = [path for name, path in files.items() if name.endswith(".whl")]
    libs, native = _merged(wheels)
    sources = {"stdlib.zip": files[STDLIB].read_bytes(), "libs.zip": libs, "native.zip": native}
    all_ = {"stdlib.zip": False, "libs.zip": True, "native.zip": True}
    done = _compile(sources, all_, files[STDLIB].parent, cache, wheels, lock)
    return {**done, **_scripts(files)}


def compiled(code: Mapping[str, bytes], cache: Path, lock: Path = LOCK) -> bytes:
    """The simulator's own files as a zip file."""
    done = _compile({"code.zip": zipped(code)}, {"code.zip": True}, cache, cache, [], lock)
    return done["code.zip"]


def _scripts(files: Mapping[str, Path]) -> dict[str, bytes]:
    """Pyodide's own files. Every file server knows what ``.js`` is; not every one knows ``.mjs``."""
    loader = files["pyodide.mjs"].read_text(encoding="utf-8").replace("pyodide.asm.mjs", "pyodide.asm.js")
    return {
        "pyodide.js": loader.rpartition("//# sourceMappingURL=")[0].encode() or loader.encode(),
        "pyodide.asm.js": files["pyodide.asm.mjs"].read_bytes(),
        "pyodide.asm.wasm": files["pyodide.asm.wasm"].read_bytes(),
        "pyodide-lock.json": files["pyodide-lock.json"].read_bytes(),
    }


def _merged(wheels: Iterable[Path]) -> tuple[bytes, bytes]:
    """The packages of all wheels in one zip file; apart from it, the one that must be unpacked."""
    pure: dict[str, bytes] = {}
    native: dict[str, bytes] = {}
    for path in wheels:
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                top = name.partition("/")[0]
                if name.endswith(("/", ".pyi")) or top.endswith((".dist-info", ".data")):
                    continue
                (native if top == NATIVE else pure)[name] = wheel.read(name)
    return zipped(pure), zipped(native)


def _compile(
    zips: Mapping[str, bytes],
    everything: Mapping[str, bool],
    python: Path,
    cache: Path,
    wheels: list[Path],
    lock: Path,
) -> dict[str, bytes]:
    digest = hashlib.sha256(SCRIPT.read_bytes() + PROBE.encode() + lock.read_bytes())
    for name, content in sorted(zips.items()):
        digest.update(name.encode() + hashlib.sha256(content).digest())
    kept = cache / f"compiled-{digest.hexdigest()[:16]}"
    if not all((kept / name).is_file() for name in zips):
        try:
            _run(zips, everything, python, kept, wheels, lock)
        except (NoAssets, OSError, subprocess.SubprocessError) as error:
            print(
                f"docs: Python for the page is not compiled, it will start slower: {error}", file=sys.stderr
            )
            return dict(zips)
    found = {name: (kept / name).read_bytes() for name in zips}
    kept.touch()
    for old in sorted(cache.glob("compiled-*"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return found


def _run(
    zips: Mapping[str, bytes],
    everything: Mapping[str, bool],
    python: Path,
    kept: Path,
    wheels: list[Path],
    lock: Path,
) -> None:
    node = tool(read_lock(lock), python).node
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as aside:
        folder = Path(aside)
        for name, content in zips.items():
            (folder / f"from-{name}").write_bytes(content)
        job = {
            "python": str(python),
            "probe": PROBE if wheels else "",
            "wheels": [str(path) for path in wheels],
            "zips": [[str(folder / f"from-{n}"), str(folder / n), everything[n]] for n in zips],
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        command = (*node, str(SCRIPT), str(folder / "job.json"))
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        if done.returncode:
            raise OSError(done.stderr.strip()[-300:] or f"node ended with {done.returncode}")
        kept.mkdir(exist_ok=True)
        for name in zips:
            (folder / name).replace(kept / name)
