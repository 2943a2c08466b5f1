"""The ledger as a reader sees it: who holds what, what the last step moved, and the journal.

The tables of a world are never changed, so each of them is read once; a click that moves no money
reads nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sandbox.app import words
from sandbox.app.outcomes import ACCOUNT, account_name
from sandbox.app.state import Desk
from sandbox.engine.text import Text
from sandbox.engine.world import Posting, World

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


class Flow(NamedTuple):
    """Money that went from one account to another."""

    source: str
    target: str
    amount: Decimal
    memo: Text


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


def holder_name(world: World, holder: str) -> Text:
    """What a reader calls a holder."""
    owner = world.by_ref(holder)
    if owner is None:
        label = holder.rpartition(":")[2].rpartition("/")[2].replace("_", " ") or "—"
        return words.OUTSIDES.get(label, Text(zh=label, en=label))
    if owner.name == owner.id:
        return type(owner).label
    return Text(zh=owner.name or "—", en=owner.name or "—")


def full_name(world: World, account: str) -> Text:
    """What a reader calls an account, with its holder."""
    if ACCOUNT.fullmatch(account) and world.by_ref(holder_of(account)) is not None:
        return account_name(world, account)
    return holder_name(world, holder_of(account))


def short_name(world: World, account: str) -> Text:
    """What a reader calls an account among those of its holder."""
    owner, name = world.by_ref(holder_of(account)), account.rpartition(":")[2]
    label = getattr(type(owner), "accounts", {}).get(name)
    if isinstance(label, Text):
        return label
    plain = name.replace("_", " ") or "—"
    return words.BALANCE if owner is None else Text(zh=plain, en=plain)


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
    """The postings as movements from account to account; the same way twice is one with the sum."""
    found: dict[tuple[str, str, str], Flow] = {}
    for posting in postings:
        giving = [[account, -amount] for account, amount in posting.entries if amount < 0]
        taking = [[account, amount] for account, amount in posting.entries if amount > 0]
        while giving and taking:
            (source, left), (target, wanted) = giving[0], taking[0]
            amount: Decimal = min(left, wanted)  # type: ignore[type-var, assignment]
            key = (source, target, posting.memo.en)  # type: ignore[assignment]
            before = found[key].amount if key in found else ZERO  # type: ignore[index]
            found[key] = Flow(source, target, before + amount, posting.memo)  # type: ignore[index, arg-type]
            for side in (giving, taking):
                side[0][1] -= amount  # type: ignore[operator]
                if not side[0][1]:
                    side.pop(0)
    return list(found.values())


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
                if needle in desk.say(holder_name(desk.world, holder)).lower():
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
