"""Pages that are no list of records: a calculation, a route with amounts on it, a paper to print.

What they show is plain data, worked out by the area they belong to; a face only draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from sandbox.engine.actions import Action, Persona
from sandbox.engine.rules import Reason
from sandbox.engine.text import Labelled, Text, show

if TYPE_CHECKING:
    from sandbox.engine.machines import Model
    from sandbox.engine.world import Entity, World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A page of the portal beside its lists: who has it, and where it is in the menu.

    Attributes:
        id: stable name, in one namespace with the listings.
        title: its heading.
        text: one sentence under the heading.
        menu: where it is found; pages of one place are tabs.
        roles: who has it.
        shown: whether it exists for somebody; None for everybody with a role.
        guide: the guide that explains it.
    """

    id: str
    title: Text
    text: Text
    menu: Text
    roles: frozenset[str]
    shown: Callable[[World, Persona], bool] | None = None
    guide: str = ""

    def visible_to(self, world: World, persona: Persona) -> bool:
        """Whether the persona has this page."""
        return bool(self.roles & persona.roles) and (self.shown is None or self.shown(world, persona))


# --- A calculation -------------------------------------------------------------------------------

PLACES = 6
LARGE = Decimal(10) ** 20


class Line(NamedTuple):
    """One line of a formula: what it is, the expression with its numbers, the result and the rules behind.

    ``amount`` is not rounded unless the line says so; a ``total`` is what a formula comes to.
    """

    label: Text
    expression: str
    amount: Decimal | None = None
    rules: tuple[str, ...] = ()
    total: bool = False
    note: Text | None = None


class Block(NamedTuple):
    """Lines that belong together."""

    title: Text
    lines: tuple[Line, ...]


class Choice(NamedTuple):
    """Something that could be chosen: its result, and every reason against it."""

    label: Text
    amount: Decimal | None
    reasons: tuple[Reason, ...]
    chosen: bool = False


class Sheet(NamedTuple):
    """A calculation: blocks of lines, what could be chosen instead, and remarks with the rules they come from."""

    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...] = ()
    remarks: tuple[Reason, ...] = ()


class Form(BaseModel):
    """What a calculation asks for; the fields are annotated like those of an action."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calculator(Page):
    """A page that works something out.

    Attributes:
        form: what it asks for.
        start: ``(world, persona)`` → the values that the form begins with.
        asks: names of the fields asked for, given what the fields above hold; None for all of them.
        work: ``(model, world, persona, form)`` → the calculation.
    """

    form: type[Form]
    work: Callable[[Model, World, Persona, Any], Sheet]
    start: Callable[[World, Persona], Mapping[str, Any]] | None = None
    asks: Callable[[Mapping[str, Any]], Iterable[str]] | None = None


def shown(amount: Decimal) -> Decimal:
    """A number with as many digits as an expression shows; a very large one as it is."""
    return round(amount, PLACES) if abs(amount) < LARGE else amount


def digits(amount: Decimal) -> str:
    """A number in an expression: at least two places, more only where it has them, at most six."""
    rounded = shown(amount)
    places = -int(rounded.normalize().as_tuple().exponent) if rounded else 0
    return f"{rounded:,.{min(max(2, places), PLACES)}f}"


def result(line: Line) -> str:
    """What a line comes to: ``= 1.00``, or ``≈ 0.943396`` where there are more digits than shown."""
    if line.amount is None:
        return ""
    return f"{'=' if shown(line.amount) == line.amount else '≈'} {digits(line.amount)}"


# --- A route with amounts ------------------------------------------------------------------------


class Part(NamedTuple):
    """A part of the amount at a station."""

    label: Text
    amount: Decimal


class Station(NamedTuple):
    """A place on the route: its column, in which they stand below each other, the amount and its records."""

    id: str
    column: int
    label: Text
    amount: Decimal
    records: int
    parts: tuple[Part, ...] = ()
    page: str = ""


class Way(NamedTuple):
    """A way from one station to another."""

    source: str
    target: str
    label: Text


class Tally(NamedTuple):
    """What must be equal: the whole, and the sum of where it went."""

    label: Text
    whole: Decimal
    parts: Decimal


class Picture(NamedTuple):
    """The route at one moment."""

    stations: tuple[Station, ...]
    ways: tuple[Way, ...]
    tallies: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route(Page):
    """A page that draws a route.

    Attributes:
        subjects: ``(world, persona)`` → whose route it can be, id and name.
        picture: ``(world, id)`` → the route of one of them.
        empty: what it says while there is nothing on the route.
    """

    subjects: Callable[[World, Persona], list[tuple[str, str]]]
    picture: Callable[[World, str], Picture]
    empty: Text


# --- A procedure in steps ------------------------------------------------------------------------


class Progress(Labelled):
    """How far a step is."""

    DONE = "done", "已完成", "done"
    NOW = "now", "进行中", "now"
    STUCK = "stuck", "受阻", "stuck"
    LATER = "later", "未开始", "later"


class Step(NamedTuple):
    """One step of a procedure: what it is about, how far it is, and the actions that belong to it."""

    label: Text
    text: Text
    progress: Progress
    actions: tuple[type[Action], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wizard(Page):
    """A page that leads through the steps of a record.

    Attributes:
        record: ``(world, persona)`` → the record, None where there is none.
        steps: ``(world, record)`` → its steps, in order.
    """

    record: Callable[[World, Persona], Entity | None]
    steps: Callable[[World, Any], tuple[Step, ...]]


# --- A paper -------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """A paper to print: labelled values, a table with its last row set apart, and a line at the foot."""

    title: Text
    facts: tuple[tuple[Text, Any], ...]
    heading: tuple[Text, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    foot: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document(Page):
    """A page that shows a paper of a record, as far as the rules of its actions allow.

    Attributes:
        records: ``(world, persona)`` → the records that may have one, of one kind.
        called: ``(world, record)`` → what a reader tells it from the others by.
        view: the action that looks at it; its ``on`` field takes the record.
        prints: the action that prints it.
        download: the action that downloads it.
        paper: ``(world, record)`` → the paper; asked for only when the action is possible.
    """

    records: Callable[[World, Persona], list[Any]]
    called: Callable[[World, Any], Text]
    view: type[Action]
    prints: type[Action]
    download: type[Action]
    paper: Callable[[World, Entity], Paper]


PRINT_STYLE = """
@page { size: A4; margin: 18mm; }
body { font: 11pt/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; max-width: 46rem; padding: 1.5rem; }
h1 { font-size: 17pt; text-align: center; margin: 0 0 1.2rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.2rem; }
th, td { border: 1px solid #888; padding: .35rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { min-width: 5rem; }
th[scope=row] { width: 14rem; background: #f2f2f2; font-weight: 600; }
thead th { background: #f2f2f2; }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.sum td { font-weight: 700; border-top: 2px solid #444; }
tr { break-inside: avoid; }
footer { color: #555; font-size: 9.5pt; }
@media print { body { padding: 0; max-width: none; } }
"""


def printable(paper: Paper, lang: str) -> str:
    """A paper as one self-contained page: no script, nothing from elsewhere, every value escaped."""

    def cell(value: Any) -> str:
        number = ' class="n"' if isinstance(value, Decimal) else ""
        return f"<td{number}>{escape(show(value, lang))}</td>"

    title = escape(paper.title.render(lang))
    facts = "".join(
        f'<tr><th scope="row">{escape(show(label, lang))}</th><td>{escape(show(value, lang))}</td></tr>'
        for label, value in paper.facts
    )
    numeric = [any(isinstance(row[n], Decimal) for row in paper.rows) for n in range(len(paper.heading))]
    heading = "".join(
        f'<th scope="col"{" class=n" if numeric[n] else ""}>{escape(label.render(lang))}</th>'
        for n, label in enumerate(paper.heading)
    )
    last = len(paper.rows) - 1
    rows = "".join(
        f"<tr{' class=sum' if n == last else ''}>{''.join(cell(value) for value in row)}</tr>"
        for n, row in enumerate(paper.rows)
    )
    table = f"<table><thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table>" if paper.heading else ""
    foot = f"<footer>{escape(paper.foot.render(lang))}</footer>" if paper.foot else ""
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{PRINT_STYLE}</style></head><body><h1>{title}</h1><table>{facts}</table>{table}{foot}</body></html>"
    )


def as_lines(paper: Paper, lang: str) -> list[list[Any]]:
    """A paper as the lines of a spreadsheet: words as words, amounts as numbers."""

    def cell(value: Any) -> Any:
        return value if isinstance(value, Decimal) else show(value, lang)

    lines: list[list[Any]] = [[paper.title.render(lang)]]
    lines += [[show(label, lang), cell(value)] for label, value in paper.facts]
    if paper.heading:
        lines += [[], [label.render(lang) for label in paper.heading]]
        lines += [[cell(value) for value in row] for row in paper.rows]
    if paper.foot:
        lines += [[], [paper.foot.render(lang)]]
    return lines
