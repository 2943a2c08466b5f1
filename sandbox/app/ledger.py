"""The ledger as a reader sees it: who holds what, what the last step moved, and the journal.

Everything here is moved from world to world: after a step only the accounts that it changed and the
postings that it made are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sandbox.app import money_words as words
from sandbox.app.state import Desk
from sandbox.engine.machines import Model
from sandbox.engine.text import Text, same
from sandbox.engine.watching import NOTHING, Cells, table_of
from sandbox.engine.world import Posting, Table, World, changed

OUTSIDE = "outside"
SHOWN = 40
STATEMENTS_KEPT = 4
ZERO = Decimal(0)


class Books:
    """All balances by kind of holder and holder: ``accounts[kind][holder][account] = balance``.

    The kinds stand in the order of the model, with what is outside last; those without accounts are left out.
    """

    def __init__(self, model: Model) -> None:
        self._all: dict[str, dict[str, dict[str, Decimal]]] = {
            kind: {} for kind in (*model.entities, OUTSIDE)
        }
        self._table: Table = NOTHING
        self.totals: dict[str, Decimal] = {}
        self.holders: dict[str, str] = {}

    @property
    def accounts(self) -> dict[str, dict[str, dict[str, Decimal]]]:
        """The balances."""
        kinds = sorted(self._all, key=lambda kind: kind == OUTSIDE)
        return {kind: self._all[kind] for kind in kinds if self._all[kind]}

    @property
    def total(self) -> Decimal:
        """The sum of everything: zero, as every posting sums to zero."""
        return sum(self.totals.values(), ZERO)

    def of(self, world: World) -> Books:
        """The books of a world."""
        table, before = table_of(world, "balance"), self._table
        if before is NOTHING:
            self._read(table)
        elif table is not before:
            known = None
            for account in changed(table, before):
                known = self._enter(account, before.get(account), table.get(account)) or known
            if known:
                self.holders = {holder: holder for column in self._all.values() for holder in column}
        self._table = table
        return self

    def _read(self, table: Table) -> None:
        """Write all balances down."""
        for account, balance in table.items():
            holder = holder_of(account)
            column = self._all.setdefault(kind_of(holder), {})
            own = column.get(holder)
            if own is None:
                column[holder] = {account: balance}
            else:
                own[account] = balance
        for kind, column in self.accounts.items():
            self.totals[kind] = sum((b for own in column.values() for b in own.values()), ZERO)
        self.holders = {holder: holder for column in self._all.values() for holder in column}

    def _enter(self, account: str, before: Decimal | None, now: Decimal | None) -> bool:
        """Write a balance down; whether that made a holder come or go."""
        holder = holder_of(account)
        kind = kind_of(holder)
        column = self._all.setdefault(kind, {})
        own = column.get(holder)
        new = own is None
        if own is None:
            own = column[holder] = {}
        self.totals[kind] = self.totals.get(kind, ZERO) + (now or ZERO) - (before or ZERO)
        if now is not None:
            own[account] = now
            return new
        own.pop(account, None)
        if not own:
            del column[holder]
        if not column:
            self.totals.pop(kind, None)
        return not own


Side = tuple[tuple[str, Decimal], ...]


class Flow(NamedTuple):
    """Money that left some accounts and reached others, as one movement.

    A posting says what each account gave or took, not who gave to whom: with several on both sides
    there is no such thing to say, so no pairs are made up here.
    """

    giving: Side
    taking: Side
    memo: Text

    @property
    def amount(self) -> Decimal:
        """How much went over."""
        return sum((amount for _, amount in self.taking), ZERO)


@dataclass
class Look:
    """What the page was asked to show: a search, and the filters of the journal."""

    search: str = ""
    holder: str = ""
    since: str = ""
    until: str = ""


def holder_of(account: str) -> str:
    """Whose account it is: the address of a record, or the outside account itself."""
    return account if account.startswith(f"{OUTSIDE}:") else account.rpartition(":")[0]


def kind_of(holder: str) -> str:
    """The kind of a holder."""
    return OUTSIDE if holder.startswith(f"{OUTSIDE}:") else holder.partition("/")[0]


def books(desk: Desk) -> Books:
    """All balances."""
    return desk.follow("books", lambda: Books(desk.model)).of(desk.world)


@lru_cache(maxsize=4)
def outsiders(model: Model) -> dict[str, Text]:
    """What the accounts outside are called: the modules of the model may say so as ``OUTSIDE``."""
    found = {"opening": words.OPENING}
    for area in model.areas:
        for module in area.modules:
            found |= getattr(module, "OUTSIDE", {})
    return found


def holder_name(desk: Desk, holder: str) -> Text:
    """What a reader calls a holder."""
    return name_in(desk.model, desk.world, holder)


def name_in(model: Model, world: World, holder: str) -> Text:
    """What a reader calls a holder."""
    owner = world.by_ref(holder)
    if owner is None:
        name = holder.rpartition(":")[2].rpartition("/")[2]
        return outsiders(model).get(name) or same(name.replace("_", " "))
    if owner.name == owner.id:
        return type(owner).label
    return same(owner.name)


def account_label(desk: Desk, account: str) -> Text:
    """What a reader calls an account among those of its holder."""
    owner, name = desk.world.by_ref(holder_of(account)), account.rpartition(":")[2]
    if owner is None:
        return words.BALANCE
    label: Text | None = getattr(type(owner), "accounts", {}).get(name)
    return label or same(name.replace("_", " "))


def full_name(desk: Desk, account: str) -> str:
    """What a reader calls an account, with its holder."""
    name = desk.say(holder_name(desk, holder_of(account)))[:80]
    if desk.world.by_ref(holder_of(account)) is None:
        return name
    return f"{name} · {desk.say(account_label(desk, account))}"


# --- The journal ---------------------------------------------------------------------------------


class Journal:
    """All postings, oldest first."""

    def __init__(self) -> None:
        self._table: Table = NOTHING
        self.entries: list[tuple[str, Posting]] = []

    def of(self, world: World) -> list[tuple[str, Posting]]:
        """The postings of a world; a new list when there are others."""
        table = table_of(world, "posting")
        if self._table is NOTHING:
            self.entries = list(table.items())
        elif table is not self._table:
            others = changed(table, self._table)
            kept, gone = len(self.entries), set(others)
            while kept and self.entries[kept - 1][0] in gone:
                kept -= 1
            known = [key for key in others if self._table.get(key) is not None]
            if len(self.entries) - kept == len(known):
                new = [(key, posting) for key in others if (posting := table.get(key)) is not None]
                self.entries = [*self.entries[:kept], *new]
            else:
                self.entries = list(table.items())
        self._table = table
        return self.entries


class Statement:
    """The postings that pass the filters, newest first, and what they come to."""

    def __init__(self, look: Look) -> None:
        self._holder, self._since, self._until = look.holder, day(look.since), day(look.until)
        self._entries: list[tuple[str, Posting]] = []
        self._found: list[tuple[int, Posting]] = []
        self.postings: list[Posting] = []
        self.sum = ZERO

    def of(self, entries: list[tuple[str, Posting]]) -> Statement:
        """The statement of these entries."""
        before = self._entries
        if entries is not before:
            same = min(len(entries), len(before))
            while same and entries[same - 1][1] is not before[same - 1][1]:
                same -= 1  # a posting is made in one step: before a shared one, all are shared
            while self._found and self._found[-1][0] >= same:
                self.sum -= sum(self._counted([self._found.pop()[1]]), ZERO)
            new = [(n, entries[n][1]) for n in range(same, len(entries))]
            if self._holder or self._since or self._until:
                new = [(n, posting) for n, posting in new if self._passes(posting)]
            self._found += new
            self.sum += sum(self._counted([posting for _, posting in new]), ZERO)
            self.postings = [posting for _, posting in reversed(self._found)]
            self._entries = entries
        return self

    def _passes(self, posting: Posting) -> bool:
        return (
            (self._since is None or posting.at.date() >= self._since)
            and (self._until is None or posting.at.date() <= self._until)
            and (not self._holder or any(holder_of(a) == self._holder for a, _ in posting.entries))
        )

    def _counted(self, postings: list[Posting]) -> Iterator[Decimal]:
        """What postings add to the sum: all their entries, or those of the holder."""
        for posting in postings:
            for account, amount in posting.entries:
                if not self._holder or holder_of(account) == self._holder:
                    yield amount


def journal(desk: Desk) -> list[tuple[str, Posting]]:
    """All postings, oldest first."""
    return desk.follow("journal", Journal).of(desk.world)


def last_step(desk: Desk) -> list[Posting]:
    """The postings of the step that led here."""
    parent = desk.session.nodes[desk.session.here].parent
    if parent is None:
        return []
    earlier = desk.session.nodes[parent].world.tables.get("posting")
    found = []
    for key, posting in reversed(journal(desk)):
        if earlier is not None and key in earlier:
            break
        found.append(posting)
    return found[::-1]


def flows(postings: Iterable[Posting]) -> list[Flow]:
    """The postings as movements; the same way twice is one with the sums."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], Text], dict[tuple[bool, str], Decimal]] = {}
    for posting in postings:
        ends = [((amount > 0, account), abs(amount)) for account, amount in posting.entries if amount]
        giving, taking = (
            tuple(dict.fromkeys(a for (up, a), _ in ends if up is side)) for side in (False, True)
        )
        sums = found.setdefault((giving, taking, posting.memo), {})
        for end, amount in ends:
            sums[end] = sums.get(end, ZERO) + amount
    return [
        Flow(tuple((a, sums[False, a]) for a in giving), tuple((a, sums[True, a]) for a in taking), memo)
        for (giving, taking, memo), sums in found.items()
    ]


def changes(postings: Iterable[Posting]) -> dict[str, Decimal]:
    """How much each account gained or lost."""
    found: dict[str, Decimal] = {}
    for posting in postings:
        for account, amount in posting.entries:
            found[account] = found.get(account, ZERO) + amount
    return found


def shown_holders(desk: Desk, search: str) -> list[str]:
    """The holders in the picture: those of the last step, then those found or touched last."""
    fresh = dict.fromkeys(holder_of(a) for posting in last_step(desk) for a, _ in posting.entries)
    rest = _found(desk, search) if search else _recent(desk)
    return list(dict.fromkeys([*fresh, *rest]))[:SHOWN]


def _recent(desk: Desk) -> list[str]:
    """The holders touched last."""

    def find() -> list[str]:
        found: dict[str, None] = {}
        for _, posting in reversed(journal(desk)):
            found.update(dict.fromkeys(holder_of(account) for account, _ in posting.entries))
            if len(found) >= SHOWN:
                break
        return list(found)

    return desk.keep("touched", find, "posting")


def _found(desk: Desk, search: str) -> list[str]:
    """The holders with these words in their name."""
    needle, lang, model = search.lower(), desk.lang, desk.model

    def make() -> Cells[str]:
        return Cells(lambda world, holder: name_in(model, world, holder).render(lang).lower())

    holders = books(desk).holders
    names = desk.follow(f"holders {lang}", make).of(desk.world, holders)
    return list(islice((holder for holder in holders if needle in names[holder]), SHOWN))


def statement(desk: Desk, look: Look) -> list[Posting]:
    """The postings that pass the filters, newest first."""
    return filtered(desk, look).postings


def filtered(desk: Desk, look: Look) -> Statement:
    """The postings that pass the filters, and their sum."""
    entries, key = journal(desk), (look.holder, look.since, look.until)
    known: dict[tuple[str, str, str], Statement] = desk.follow("statements", dict)
    found = known.pop(key, None) or Statement(look)
    known[key] = found
    if len(known) > STATEMENTS_KEPT:
        del known[next(iter(known))]
    return found.of(entries)


def day(typed: str) -> date | None:
    """A date as a browser sends it; None for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
