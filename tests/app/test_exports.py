"""Exports of lists and files of records: what they hold, and what they must not do."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace
from typing import ClassVar

import pytest

from sandbox.app import exports, rows
from sandbox.engine.text import Text
from sandbox.engine.world import Entity
from tests.app.console import Console

PAGE = "customers.list"
HOSTILE = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]


class OneState(StrEnum):
    ONLY = "only"


class Paper(Entity):
    kind: ClassVar[str] = "paper"
    label: ClassVar[Text] = Text(zh="纸", en="paper")
    state: OneState = OneState.ONLY
    content: str = ""

    @property
    def file(self) -> tuple[str, str] | None:
        return ("../a/b:c.csv", self.content) if self.content else None


@pytest.fixture(scope="module")
def console() -> Console:
    return Console(lang="zh", page=PAGE)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_formula_is_made_harmless(cell: str) -> None:
    assert exports.harmless(cell) == "'" + cell
    assert "<f>" not in sheet(exports.as_xlsx([["head"], [cell]]))


@pytest.mark.parametrize("cell", ["-5.00", "12", "0.5", "word", "", "a=b", "王=五"])
def test_other_cells_stay(cell: str) -> None:
    assert exports.harmless(cell) == cell


def test_numbers_stay_numbers() -> None:
    assert exports.harmless(Decimal("-1.50")) == "-1.50"
    assert "<v>-1.5</v>" in sheet(exports.as_xlsx([["head"], [Decimal("-1.50")]]))


def test_long_and_strange_texts_fit_into_a_sheet() -> None:
    book = sheet(exports.as_xlsx([["x" * 40_000, "\ud800\x00\uffff", "<script>", "https://example.org"]]))
    assert "<script>" not in book
    assert "hyperlink " not in book


def test_a_list_is_exported_as_found_and_masked(console: Console) -> None:
    desk = console.desk
    listing = desk.model.listings[PAGE]
    whole = exports.table(desk, listing)
    assert [str(c) for c in whole[0]] == [desk.say(c.label) for c in listing.columns]
    assert len(whole) == 1 + len(rows.entities(desk, listing))
    masked = [n for n, c in enumerate(listing.columns) if c.masked]
    assert masked
    shown = console.parts()["table"]["rows"]
    for line, row in zip(whole[1:], shown, strict=True):
        assert [line[n] for n in masked] == [row["cells"][n]["m"] for n in masked]
    console.click(do="find", listing=PAGE, search="白桦", size=10)
    assert len(exports.table(desk, listing)) == 2
    assert read(exports.as_csv(exports.table(desk, listing)))[0] == whole[0]
    console.click(do="find", listing=PAGE, search="")


def test_every_list_has_its_buttons(console: Console) -> None:
    console.click(do="go", page=PAGE)
    files = console.parts()["files"]["files"]
    assert [f["text"] for f in files] == ["CSV", "XLSX"]


def test_file_names(console: Console) -> None:
    now = console.desk.world.now
    assert exports.file_name('a/b\\c:"d"\n', now, "csv") == f"a b c d-{now:%Y%m%d-%H%M}.csv"
    assert exports.file_name("...", now, "xlsx").startswith("file-")


def test_a_record_with_a_file() -> None:
    assert exports.file_of(Paper(id="1")) is None
    assert exports.file_of(Paper(id="1", content="a,b\n")) == ("b c", "a,b\n")
    odd = SimpleNamespace(file="no file")
    assert exports.file_of(odd) is None  # type: ignore[arg-type]


def test_the_file_of_a_record_is_what_it_holds() -> None:
    text = "id,amount\n007,-3.50\n"
    assert exports.csv_of(text).decode("utf-8-sig") == text
    assert exports.lines_of(text)[1] == ["007", Decimal("-3.50")]
    assert read(exports.csv_of("name\n=1+1\n"))[1] == ["'=1+1"]
    assert exports.lines_of("a\x00b\n")
