"""The money: a picture of who holds what with what the last step moved, and the journal below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from sandbox.app import ledger
from sandbox.app import money_words as words
from sandbox.app.ledger import Look
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import head
from sandbox.app.parts.patience import patience
from sandbox.app.parts.reasons import rule_link
from sandbox.app.state import Desk
from sandbox.app.words import AND_MORE, ROWS_FOUND
from sandbox.engine.world import Posting

PAGE = 20
ENTRIES = 12
PAGE_KEY = "page_money"


def draw_money(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.MONEY), text=desk.say(words.MONEY_TEXT))
    look: Look = st.session_state.setdefault("money_look", Look())
    with patience(desk):
        holders = ledger.shown_holders(desk, look.search.strip())
        known = ledger.books(desk).holders
    if look.holder not in known:
        look.holder = ""

    def happened(event: Mapping[str, Any]) -> None:
        looked(desk, look, event)

    draw("money", picture(desk, look, [h for h in holders if h in known]), happened)
    with patience(desk):
        found = ledger.filtered(desk, look)
    pages = max(1, -(-len(found.postings) // PAGE))
    page = int(st.session_state.get(PAGE_KEY, 1) or 1)
    if page > pages:
        st.session_state.pop(PAGE_KEY, None)
        page = 1
    draw("journal", journal(desk, look, holders, found, page), happened)
    if pages > 1:
        st.pagination(pages, key=PAGE_KEY)


def looked(desk: Desk, look: Look, event: Mapping[str, Any]) -> None:
    """Change what is searched or filtered by; the payload comes from a browser."""
    desk.flashes.clear()
    for name in ("search", "holder", "since", "until"):
        value = event.get(name)
        if isinstance(value, str):
            setattr(look, name, value[:200])
    if "search" not in event:
        st.session_state.pop(PAGE_KEY, None)


# --- The picture ---------------------------------------------------------------------------------


def picture(desk: Desk, look: Look, holders: list[str]) -> dict[str, Any]:
    """Columns of holders with their accounts, and the arrows between them, as plain data."""
    books, fresh = ledger.books(desk), ledger.last_step(desk)
    moved = ledger.changes(fresh)
    columns = []
    for kind, column in books.accounts.items():
        boxes = [_box(desk, h, column[h], moved) for h in holders if h in column]
        counted = desk.say(words.SHOWN, n=str(len(boxes)), all=f"{len(column):,}")
        columns.append(
            {
                "title": _kind(desk, kind),
                "total": desk.show(books.totals[kind]),
                "count": counted if len(boxes) < len(column) else "",
                "boxes": boxes,
            }
        )
    texts = {"find": words.FIND, "moved": words.MOVED, "notMoved": words.NOT_MOVED, "sum": words.SUM, "none": words.NO_MONEY,
             "from": words.OUT_OF, "to": words.INTO, "amount": words.AMOUNT, "memo": words.MEMO}  # fmt: skip
    return {
        "columns": columns,
        "flows": [_flow(desk, flow, holders) for flow in ledger.flows(fresh)[: ledger.SHOWN]],
        "search": look.search,
        "searchable": len(books.holders) > 12 or bool(look.search),
        "sum": desk.show(books.total),
        "verdict": desk.say(words.LOST if books.total else words.NOTHING_LOST),
        "sound": not books.total,
        "step": len(desk.session.path) - 1,
        "words": {name: desk.say(text) for name, text in texts.items()},
    }


def _kind(desk: Desk, kind: str) -> str:
    entity = desk.model.entities.get(kind)
    return desk.say(words.OUTSIDE if entity is None else entity.label)


def _box(
    desk: Desk, holder: str, accounts: Mapping[str, Decimal], moved: dict[str, Decimal]
) -> dict[str, Any]:
    name = desk.say(ledger.holder_name(desk, holder))[:80]
    rows = [
        {
            "id": account,
            "label": desk.say(ledger.account_label(desk, account)),
            "balance": desk.show(balance),
            "change": _signed(desk, moved[account]) if moved.get(account) else "",
            "up": moved.get(account, ledger.ZERO) > 0,
        }
        for account, balance in accounts.items()
    ]
    return {
        "id": holder,
        "name": name,
        "open": desk.say(words.STATEMENT, who=name),
        "accounts": rows,
        "moved": any(row["change"] for row in rows),
    }


def _signed(desk: Desk, amount: Decimal) -> str:
    return ("+" if amount > 0 else "") + desk.show(amount)


def _flow(desk: Desk, flow: ledger.Flow, holders: list[str]) -> dict[str, Any]:
    return {**_sides(desk, flow, set(holders)), "memo": desk.say(flow.memo)[:200]}


def _sides(desk: Desk, flow: ledger.Flow, holders: Collection[str] = ()) -> dict[str, Any]:
    """Who gave and who took how much; ``id`` is empty for an account that is not in the picture."""

    def side(entries: ledger.Side) -> list[dict[str, str]]:
        return [
            {
                "id": account if ledger.holder_of(account) in holders else "",
                "text": ledger.full_name(desk, account),
                "amount": desk.show(amount),
            }
            for account, amount in entries[:ENTRIES]
        ]

    more = sum(max(0, len(entries) - ENTRIES) for entries in (flow.giving, flow.taking))
    return {
        "out": side(flow.giving),
        "into": side(flow.taking),
        "amount": desk.show(flow.amount),
        "more": desk.say(AND_MORE, n=str(more)) if more else "",
    }


# --- The journal ---------------------------------------------------------------------------------


def journal(desk: Desk, look: Look, holders: list[str], found: ledger.Statement, page: int) -> dict[str, Any]:
    """One page of the postings that pass the filters, and their sum, as plain data."""
    offered = list(dict.fromkeys([*holders, *([look.holder] if look.holder else [])]))
    names = {holder: desk.say(ledger.holder_name(desk, holder))[:80] for holder in offered}
    texts = {"title": words.JOURNAL, "holder": words.WHOSE, "all": words.EVERYBODY, "since": words.SINCE, "until": words.UNTIL,
             "at": words.AT, "memo": words.MEMO, "from": words.OUT_OF, "to": words.INTO, "amount": words.AMOUNT,
             "none": words.NO_ENTRIES}  # fmt: skip
    postings, whose = found.postings, look.holder
    return {
        "rows": [_line(desk, posting) for posting in postings[(page - 1) * PAGE : page * PAGE]],
        "holders": [{"id": holder, "text": name} for holder, name in names.items()],
        "holder": look.holder,
        "since": look.since if ledger.day(look.since) else "",
        "until": look.until if ledger.day(look.until) else "",
        "count": desk.say(ROWS_FOUND, n=f"{len(postings):,}", all=f"{len(ledger.journal(desk)):,}"),
        "sum": _signed(desk, found.sum) if whose else desk.show(found.sum),
        "sumText": desk.say(words.CHANGE, who=names[whose]) if whose else desk.say(words.HERE_SUM),
        "words": {name: desk.say(text) for name, text in texts.items()},
    }


def _line(desk: Desk, posting: Posting) -> dict[str, Any]:
    rule = desk.model.rules.get(posting.rule)
    return {
        "at": desk.show(posting.at),
        "memo": desk.say(posting.memo)[:200],
        "rule": rule_link(desk, rule.id) if rule is not None else "",
        "why": desk.say(rule.text)[:300] if rule is not None else "",
        "moves": [_sides(desk, flow) for flow in ledger.flows([posting])],
    }
