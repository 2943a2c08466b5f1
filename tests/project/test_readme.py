"""The README's promises about the project: its commands, its notice, and nothing tied to one machine."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = ROOT / ".ci" / "run"

# Written in two halves so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi." + "org",
    "pythonhosted." + "org",
    "npmjs." + "org",
    "npmjs." + "com",
    "yarnpkg." + "com",
    "anaconda." + "org",
    "mirrors.aliyun." + "com",
    "tuna.tsinghua." + "edu.cn",
    "repo.huaweicloud." + "com",
]
MACHINE_PATH = re.compile(r"(?<![\w.\-}])/(?:work|root|home/\w+|opt/py" + r"pi|Users/\w+)/")


def shell_lines(text: str) -> list[str]:
    """The lines of the fenced ``sh`` blocks of a Markdown text."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def tracked_files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / os.fsdecode(name) for name in names.split(b"\0") if name]
    return [file for file in files if file.is_file()]


def test_the_readme_has_one_line_to_start_and_one_to_test():
    start, test = shell_lines(README)
    assert start.endswith("pcsandbox up")
    assert test.endswith("pytest")


def test_ci_runs_the_readmes_test_line_word_for_word():
    _, test = shell_lines(README)
    assert test in [line.strip() for line in CI.read_text(encoding="utf-8").splitlines()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_ci_can_be_executed():
    assert os.access(CI, os.X_OK)


def test_every_version_is_pinned_exactly_and_without_an_address():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[\w.\-]+==[\w.!+]+", pin)] == []


def test_licence_and_notice_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    for text in (README.lower(), (ROOT / "NOTICE").read_text(encoding="utf-8").lower()):
        for word in ("unofficial", "not affiliated", "huawei", "fictitious"):
            assert word in text


def test_no_tracked_file_names_a_package_registry_or_a_path_of_one_machine():
    found = []
    for file in tracked_files():
        text = file.read_bytes().decode("utf-8", errors="ignore")
        name = file.relative_to(ROOT).as_posix()
        found += [f"{name}: {host}" for host in REGISTRIES if host in text]
        found += [f"{name}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert found == []
