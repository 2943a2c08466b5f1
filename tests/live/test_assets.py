"""Fetching, pinning and caching, without a network."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sandbox.site.live import assets, bundle, compile
from sandbox.site.live.assets import NoAssets, ensure
from tests.engine.toy import MODEL, SPEC

PLAIN = b"plain"
WHEEL = b"a wheel"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock file of two small files."""
    path = tmp_path / "lock.json"
    pinned = {
        "python": "3.14",
        "platform": "none",
        "node": {"package": "node", "version": "1"},
        "pyodide": {"package": "py", "version": "1", "files": {"py.js": digest(PLAIN)}},
        "wheels": {"lib": {"version": "2", "file": "lib.whl", "sha256": digest(WHEEL)}},
    }
    path.write_text(json.dumps(pinned), encoding="utf-8")
    return path


def tools(monkeypatch: pytest.MonkeyPatch, *, plain: bytes = PLAIN, failures: int = 0) -> list[str]:
    """Package tools that fail a few times and then write the files; what they were asked for."""
    asked: list[str] = []

    class Done:
        def __init__(self, returncode: int) -> None:
            self.returncode, self.stdout, self.stderr = returncode, "", "no route to host"

    def run(command: tuple[str, ...], cwd: Path, **_: Any) -> Done:
        asked.append(command[-1])
        if len(asked) <= failures:
            return Done(1)
        if command[-1].startswith("lib"):
            (cwd / "lib.whl").write_bytes(WHEEL)
        else:
            (cwd / "py.js").write_bytes(plain)
            (cwd / "py.tgz").write_bytes(b"")
        return Done(0)

    class Archive:
        def __enter__(self) -> list[Any]:
            return []

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

    monkeypatch.setattr(assets.subprocess, "run", run)
    monkeypatch.setattr(assets.tarfile, "open", lambda _: Archive())
    monkeypatch.setattr(assets.time, "sleep", lambda _: None)
    monkeypatch.setattr(assets, "tool", lambda _: assets.Tool(("node",), ("npm",)))
    return asked


def test_what_is_pinned_is_fetched_once(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tools(monkeypatch)
    found = ensure(tmp_path / "cache", lock)
    assert {name: path.read_bytes() for name, path in found.items()} == {"py.js": PLAIN, "lib.whl": WHEEL}
    assert asked == ["py@1", "lib==2"]
    ensure(tmp_path / "cache", lock)
    assert len(asked) == 2


def test_a_damaged_file_is_fetched_again(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tools(monkeypatch)
    ensure(tmp_path / "cache", lock)
    (tmp_path / "cache/lib.whl").write_bytes(b"half")
    ensure(tmp_path / "cache", lock)
    assert asked == ["py@1", "lib==2", "lib==2"]


def test_a_second_try_may_succeed(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tools(monkeypatch, failures=2)
    ensure(tmp_path / "cache", lock)
    assert asked == ["py@1"] * 3 + ["lib==2"]


def test_offline_is_told_in_both_languages(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tools(monkeypatch, failures=99)
    with pytest.raises(NoAssets) as caught:
        ensure(tmp_path / "cache", lock)
    assert len(asked) == assets.TRIES
    assert "联网" in caught.value.text.zh
    assert "network" in caught.value.text.en
    assert "no route to host" in caught.value.text.en


def test_a_wrong_hash_is_thrown_away(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools(monkeypatch, plain=b"something else")
    with pytest.raises(NoAssets, match="sha256"):
        ensure(tmp_path / "cache", lock)
    assert not (tmp_path / "cache/py.js").exists()


def test_everything_pinned_has_a_hash() -> None:
    pinned = assets.read_lock()
    assert all(len(hash_) == 64 for hash_ in assets.wanted(pinned).values())
    assert pinned["wheels"]["pydantic-core"]["file"].endswith(f"{pinned['platform']}.whl")


def test_a_build_without_the_files_says_so_and_fails_only_where_ci_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: Any) -> Any:
        raise NoAssets(bundle.words.t("没有网络", "no network"))

    monkeypatch.setattr(bundle, "ensure", nothing)
    monkeypatch.delenv("CI", raising=False)
    live, problems = bundle.add(tmp_path / "site", MODEL, {})
    assert problems == []
    assert live.extra("en")["live_missing"] is True
    assert (tmp_path / "site" / live.app / "live.js").is_file()
    monkeypatch.setenv("CI", "1")
    assert bundle.add(tmp_path / "site", MODEL, {})[1] == ["no network"]


def test_folders_are_named_by_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "ensure", lambda *_: {})
    monkeypatch.setattr(bundle, "packed", lambda *_: {"stdlib.zip": b"zip"})
    monkeypatch.setattr(bundle, "compiled", lambda code, *_: compile.zipped(code))

    def build(folder: str, source: bytes) -> bundle.Live:
        return bundle.build(
            tmp_path / folder, MODEL, {}, sources={"a.py": source}, worlds={"toy": SPEC}, entry="toy:MODEL"
        )

    one, same, other = build("1", b"x = 1"), build("2", b"x = 1"), build("3", b"x = 2")
    assert one == same
    assert (one.python, one.app) != (other.python, other.app)
    assert one.python == other.python
    manifest = json.loads((tmp_path / "1" / one.app / "manifest.json").read_text())
    assert (tmp_path / "1" / one.app / manifest["python"] / "stdlib.zip").is_file()


def test_the_page_gets_the_simulator_and_nothing_else() -> None:
    names = set(bundle.code_files())
    assert {"sandbox/engine/session.py", "sandbox/center/__init__.py"} <= names
    assert not [n for n in names if n.split("/")[1] not in ("engine", "center", "site", "__init__.py")]
    assert "sandbox/site/fences.py" not in names


def test_without_node_sources_are_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(*_: Any) -> Any:
        raise NoAssets(bundle.words.t("没有", "none"))

    monkeypatch.setattr(compile, "tool", nothing)
    found = tmp_path / "code.zip"
    found.write_bytes(compile.compiled({"a.py": b"x = 1"}, tmp_path / "cache"))
    with zipfile.ZipFile(found) as archive:
        assert archive.namelist() == ["a.py"]
    assert "start slower" in capsys.readouterr().err
