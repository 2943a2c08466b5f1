"""The scripts of the pages are typed by JSDoc; the compiler of TypeScript checks them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from sandbox.drawing import diagram
from sandbox.site.live.assets import NoAssets, type_checker
from sandbox.site.live.bundle import STATIC
from sandbox.site.prepare import HERE
from tests.live.conftest import lacking

OPTIONS = {
    "allowJs": True,
    "checkJs": True,
    "strict": True,
    "noEmit": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}


def test_the_scripts_of_the_pages_are_well_typed(tmp_path: Path) -> None:
    try:
        command = type_checker()
    except NoAssets as problem:
        lacking(f"the types of the scripts were not checked: {problem.text.en}")
    for path in (*STATIC.glob("*.js"), *(HERE / "assets").glob("*.js")):
        shutil.copy(path, tmp_path)
    (tmp_path / "diagram.js").write_text(diagram.script(), encoding="utf-8")
    config = {"compilerOptions": OPTIONS, "include": ["*.js"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    done = subprocess.run((*command, "-p", str(tmp_path)), capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
