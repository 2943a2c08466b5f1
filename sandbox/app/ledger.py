"""The ledger as a reader sees it: who holds what, what the last step moved, and the journal.

The tables of a world are never changed, so each of them is read once; a click that moves no money
reads nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sandbox.app import money_words as words
from sandbox.app.state import Desk
from sandbox.engine.machines import Model
from sandbox.engine.text import Text, same
from sandbox.engine.world import Posting

OUTSIDE = "outside"
SHOWN = 40
ZERO = Decimal(0)


class Books(NamedTuple):
    """All balances by kind of holder and holder: ``accounts[kind][holder] = [(account, balance), …]``."""

    accounts: dict[str, dict[str, list[tuple[str, Decimal]]]]
    totals: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        """The sum of everything: zero, as every posting sums to zero."""
        return sum(self.totals.values(), ZERO)


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
    """All balances, with the kinds in the order of the model and what is outside last."""

    def find() -> Books:
        found: dict[str, dict[str, list[tuple[str, Decimal]]]] = {k: {} for k in desk.model.entities}
        totals: dict[str, Decimal] = {}
        for account, balance in desk.world.balances().items():
            holder = holder_of(account)
            kind = kind_of(holder)
            found.setdefault(kind, {}).setdefault(holder, []).append((account, balance))
            totals[kind] = totals.get(kind, ZERO) + balance
        outside = found.pop(OUTSIDE, {})
        found[OUTSIDE] = outside
        return Books({kind: holders for kind, holders in found.items() if holders}, totals)

    return desk.keep("books", find, "balance")


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
    owner = desk.world.by_ref(holder)
    if owner is None:
        name = holder.rpartition(":")[2].rpartition("/")[2]
        return outsiders(desk.model).get(name) or same(name.replace("_", " "))
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


def journal(desk: Desk) -> list[tuple[str, Posting]]:
    """All postings, oldest first."""

    def find() -> list[tuple[str, Posting]]:
        table = desk.world.tables.get("posting")
        return list(table.items()) if table is not None else []

    return desk.keep("journal", find, "posting")


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
    needle = search.lower()

    def find() -> list[str]:
        found: list[str] = []
        for holders in books(desk).accounts.values():
            for holder in holders:
                if needle in desk.say(holder_name(desk, holder)).lower():
                    found.append(holder)
                    if len(found) >= SHOWN:
                        return found
        return found

    return desk.keep(("holders", needle, desk.lang), find)


def statement(desk: Desk, look: Look) -> list[Posting]:
    """The postings that pass the filters, newest first."""
    key = ("statement", look.holder, look.since, look.until)
    since, until = day(look.since), day(look.until)

    def find() -> list[Posting]:
        return [
            posting
            for _, posting in reversed(journal(desk))
            if (since is None or posting.at.date() >= since)
            and (until is None or posting.at.date() <= until)
            and (not look.holder or any(holder_of(a) == look.holder for a, _ in posting.entries))
        ]

    return desk.keep(key, find, "posting")


def day(typed: str) -> date | None:
    """A date as a browser sends it; None for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
