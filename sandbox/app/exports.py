"""Lists and files of records as CSV and XLSX, for a spreadsheet.

A cell that a spreadsheet would take for a formula is made harmless; masked columns stay masked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.app import rows
from sandbox.app.state import Desk, Find
from sandbox.engine.machines import Column, Listing
from sandbox.engine.text import show
from sandbox.engine.world import Entity

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,8})?", re.ASCII)
CELL = 32_767
ALL = 1_000_000
Cell = str | int | Decimal


def table(desk: Desk, listing: Listing) -> list[list[Cell]]:
    """The heading and all rows that match, as the list shows them."""
    wanted = replace(desk.finds.get(listing.id, Find()), size=ALL)
    found = rows.find(desk, listing, wanted, 1).rows
    lines: list[list[Cell]] = [[desk.say(c.label) for c in listing.columns]]
    lines += [[_cell(desk, column, entity) for column in listing.columns] for entity in found]
    return lines


def _cell(desk: Desk, column: Column, entity: Entity) -> Cell:
    value: Any = column.value(desk.world, entity)
    if column.masked:
        return rows.masked(show(value, desk.lang))
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return show(value, desk.lang)


def harmless(cell: Cell) -> str:
    """A cell of a CSV file; an apostrophe goes before what would be run as a formula."""
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return str(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def as_csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file; the mark at its beginning lets a spreadsheet read Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(lines: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX file: words as words, never as formulas or links; numbers as numbers."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for r, line in enumerate(lines):
            for c, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(r, c, _clean(cell), None if r else bold)
                else:
                    sheet.write_number(r, c, float(cell), money if isinstance(cell, Decimal) else None)
    return out.getvalue()


def _clean(text: str) -> str:
    """A text that fits into a cell, without what XML cannot hold."""
    return "".join(ch for ch in text[:CELL] if not 0xD800 <= ord(ch) <= 0xDFFF and ch not in "\ufffe\uffff")


def file_name(title: str, now: datetime, kind: str) -> str:
    """The name of an exported list: its title and the clock."""
    return f"{_safe(title)}-{now:%Y%m%d-%H%M}.{kind}"


def _safe(name: str) -> str:
    """A part of a file name that every system takes."""
    kept = "".join(" " if ch in '\\/:*?"<>|' or not ch.isprintable() else ch for ch in name)
    return " ".join(kept.split())[:80].strip(". ") or "file"


# --- The file of a record ------------------------------------------------------------------------


def file_of(entity: Entity) -> tuple[str, str] | None:
    """The CSV file that a record holds: its property ``file`` gives the name and the text, or None."""
    found = getattr(entity, "file", None)
    if not isinstance(found, tuple) or len(found) != 2 or not all(isinstance(x, str) for x in found):
        return None
    name, text = found
    stem = name.replace("\\", "/").rpartition("/")[2]
    return (_safe(stem.removesuffix(".csv")), text) if text else None


def lines_of(text: str) -> list[list[Cell]]:
    """The lines of a CSV text; plain numbers become numbers, ids with leading zeros stay words."""
    text = text.removeprefix("\ufeff")
    limit = csv.field_size_limit(max(131_072, len(text) + 1))
    try:
        return [[_number(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error:
        return [[line] for line in text.splitlines()]
    finally:
        csv.field_size_limit(limit)


def _number(cell: str) -> Cell:
    if not NUMBER.fullmatch(cell):
        return cell
    return Decimal(cell) if "." in cell else int(cell)


def csv_of(text: str) -> bytes:
    """The CSV text of a record as it is, unless a spreadsheet would run something in it."""
    lines = lines_of(text)
    if all(harmless(cell) == str(cell) for line in lines for cell in line):
        return text.removeprefix("\ufeff").encode("utf-8-sig", "replace")
    return as_csv(lines)
