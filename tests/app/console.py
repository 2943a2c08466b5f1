"""The console without a browser: its page run by AppTest, its components read as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

import sandbox.app
from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.state import Desk

MAIN = str(Path(sandbox.app.__file__).with_name("main.py"))


class Console:
    """One tab. ``click`` does what a click in a component does; native inputs are on ``at``."""

    def __init__(self, **params: str) -> None:
        self.at = AppTest.from_file(MAIN, default_timeout=60)
        for name, value in params.items():
            self.at.query_params[name] = value
        self.run()

    @property
    def desk(self) -> Desk:
        """What the tab remembers."""
        desk: Desk = self.at.session_state["desk"]
        return desk

    def run(self) -> Console:
        """Draw the page again; whatever goes wrong fails the test."""
        self.at.run()
        self.sound()
        return self

    def sound(self) -> None:
        """No exception, and not the sentence that stands for one."""
        assert not self.at.exception, self.at.exception
        trouble = {words.TROUBLE.zh, words.TROUBLE.en}
        assert not [e.value for e in self.at.error if e.value in trouble], "see the log"

    def click(self, **event: Any) -> Console:
        """A click in a component."""
        handle(self.desk, event)
        return self.run()

    def parts(self) -> dict[str, dict[str, Any]]:
        """The data of every component on the page, by name."""
        return {
            part.proto.component_name.removeprefix("pcsandbox_"): json.loads(part.proto.json)
            for part in self.at.get("bidi_component")
        }

    def files(self) -> list[dict[str, str]]:
        """The files offered anywhere on the page: what each says, its address and its name."""
        found = [
            json.loads(part.proto.json)
            for part in self.at.get("bidi_component")
            if part.proto.component_name == "pcsandbox_files"
        ]
        return [file for data in found for file in data["files"]]

    def menu(self) -> list[dict[str, Any]]:
        """The entries of the menu, without its groups."""
        items = self.parts()["menu"]["items"]
        return [entry for item in items for entry in item.get("items", [item])]

    def press(self, label: str) -> Console:
        """Press a native button by its label."""
        button = next(b for b in self.at.button if b.label == label)
        button.click()
        return self.run()

    def told(self) -> str:
        """What the head of the page says just happened."""
        return "\n".join(
            line
            for f in self.desk.flashes
            for line in (self.desk.say(f.text), *(self.desk.say(x) for x in f.lines))
        )


def strings(data: Any) -> Iterator[str]:
    """Every text in the data of a component."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
