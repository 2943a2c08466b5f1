"""The director's desk: facts of any record, and balances, set for the case at hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from sandbox.app import words
from sandbox.app.outcomes import ACCOUNT, account_name
from sandbox.app.parts.fields import (
    as_choices,
    bare,
    carried,
    is_many,
    members,
    place,
    plain_number,
    record_words,
)
from sandbox.app.parts.forms import escape
from sandbox.app.parts.head import head
from sandbox.app.practice import field_labels
from sandbox.app.state import Desk
from sandbox.engine.simulator import Refused
from sandbox.engine.view import told_apart
from sandbox.engine.world import Entity

HIDDEN = frozenset({"code", "intervention"})
FACTS = "director.set_facts"
BALANCE = "director.set_balance"
OFFERED = 200
COLUMNS = 3


def draw_director(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.DIRECTOR), text=desk.say(words.DIRECTOR_TEXT))
    kinds = [k for k in desk.model.entities if k not in HIDDEN and len(desk.world.tables.get(k, ()))]
    if not kinds:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = {k: desk.say(desk.model.entities[k].label) for k in kinds}
        key, kind = carried(desk, "director_kind", kinds[0])
        kind = st.selectbox(
            desk.say(words.KIND),
            kinds,
            index=place(kind, kinds),
            key=key,
            format_func=labels.__getitem__,
            width=240,
        )
        needle = st.text_input(desk.say(words.SEARCH), key="director_find", width=200).strip().lower()
        records = _records(desk, kind, needle)
        key, id = carried(desk, f"director_record_{kind}", None)
        id = st.selectbox(
            desk.say(words.RECORD),
            list(records),
            index=place(id, list(records)),
            key=key,
            format_func=lambda i: records.get(i, i),
            placeholder=desk.say(words.CHOOSE if records else words.NOTHING_FOUND),
            width=360,
        )
    entity = desk.world.by_ref(f"{kind}/{id}") if id else None
    if entity is not None:
        _facts(desk, entity)
        _balances(desk, entity)


def _records(desk: Desk, kind: str, needle: str) -> dict[str, str]:
    found: list[Entity] = []
    for entity in desk.world.all(desk.model.entities[kind]):
        if not needle or needle in record_words(desk, entity).lower() or needle == entity.id.lower():
            found.append(entity)
        if len(found) == OFFERED:
            break
    texts = told_apart(found, [record_words(desk, entity)[:120] for entity in found], desk.lang)
    return {entity.id: text for entity, text in zip(found, texts, strict=True)}


def _facts(desk: Desk, entity: Entity) -> None:
    """One input for each field of the record; saving submits those that were changed."""
    labels = field_labels(type(entity))
    stamp = f"{entity.ref}_{desk.session.here}_{desk.serial}"
    with st.container(border=True):
        st.markdown(f"**{escape(record_words(desk, entity))}**")
        offered = [
            (name, info.annotation)
            for name, info in type(entity).model_fields.items()
            if name != "id" and _kind(info.annotation) and (name == "state" or name in labels)
        ]
        # Row by row, so that the order holds on any width; what is ticked or not comes last, together.
        offered.sort(key=lambda field: _kind(field[1]) == "bool")
        for start in range(0, len(offered), COLUMNS):
            columns = st.columns(COLUMNS, vertical_alignment="bottom")
            for column, (name, annotation) in zip(columns, offered[start : start + COLUMNS], strict=False):
                label = desk.say(labels.get(name) or words.STATE)
                with column:
                    _field(desk, entity, name, annotation, label, f"fact_{stamp}_{name}")
        st.button(
            desk.say(words.SAVE),
            key=f"save_{stamp}",
            type="primary",
            on_click=_save,
            args=(desk, entity.ref, stamp),
        )


def _kind(annotation: Any) -> str:
    """How a field of a record is typed in; "" for one that is not offered."""
    inner, _ = bare(annotation)
    if members(annotation):
        return "many" if is_many(annotation) else "one"
    if inner is bool:
        return "bool"
    if inner in (str, int, Decimal, datetime, date):
        return "text"
    return ""


def _field(desk: Desk, entity: Entity, name: str, annotation: Any, label: str, key: str) -> None:
    known = getattr(entity, name)
    key, value = carried(desk, key, known)
    kind = _kind(annotation)
    if kind in ("one", "many"):
        shown = {str(m.value): desk.show(m) for m in members(annotation)}
        if kind == "many":
            st.multiselect(
                label,
                list(shown),
                default=[str(getattr(v, "value", v)) for v in value],
                key=key,
                format_func=shown.__getitem__,
                placeholder=desk.say(words.CHOOSE),
            )
        else:
            chosen = str(getattr(value, "value", value) or "")
            st.selectbox(
                label,
                list(shown),
                index=list(shown).index(chosen) if chosen in shown else None,
                key=key,
                format_func=shown.__getitem__,
                placeholder=desk.say(words.CHOOSE),
            )
    elif kind == "text" and (named := _named(desk, name, known)):
        st.selectbox(
            label,
            list(named),
            index=place(value, list(named)),
            key=key,
            format_func=named.__getitem__,
        )
    elif kind == "bool":
        st.checkbox(label, value=bool(value), key=key)
    else:
        st.text_input(label, value=as_text(value), key=key, max_chars=20_000)


def _named(desk: Desk, field: str, value: Any) -> dict[str, str]:
    """The records that a field may refer to, by id, with what they are called; {} for any other field."""
    kind = field.removesuffix("_id")
    table = desk.world.tables.get(kind) if field.endswith("_id") and kind in desk.model.entities else None
    if table is None or len(table) > OFFERED or not isinstance(value, str):
        return {}
    found = {"": "—"} | {
        id: text[:120]
        for id, text in as_choices(desk, list(desk.world.all(desk.model.entities[kind]))).items()
    }
    return found if value in found else {}


def as_text(value: Any) -> str:
    """A fact as it is typed."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and value == round(value, 2):
        return f"{value:.2f}"
    return value.isoformat(" ", timespec="minutes") if isinstance(value, datetime) else str(value)


def _save(desk: Desk, ref: str, stamp: str) -> None:
    """Submit what was changed."""
    entity = desk.world.by_ref(ref)
    desk.flashes.clear()
    if entity is None:
        desk.tell("info", words.GONE)
        return
    facts: dict[str, Any] = {}
    for name, info in type(entity).model_fields.items():
        key = f"fact_{stamp}_{name}_{desk.lang}"
        if key not in st.session_state:
            continue
        typed, value = st.session_state[key], getattr(entity, name)
        kind = _kind(info.annotation)
        if kind == "many":
            changed = set(typed) != {str(v.value) for v in value}
        elif kind == "one":
            changed = typed != str(getattr(value, "value", value) or "")
        else:
            changed = typed != (bool(value) if kind == "bool" else as_text(value))
        if changed:
            facts[name] = None if typed == "" and bare(info.annotation)[1] else typed
    if not facts:
        desk.tell("info", words.NO_CHANGES)
        return
    _told(desk, desk.submit(FACTS, {"record": ref, "facts": facts}))


def _told(desk: Desk, outcome: Any) -> None:
    if isinstance(outcome, Refused):
        desk.tell("error", words.REFUSED, *(reason.text for reason in outcome.reasons))


def _accounts(desk: Desk, entity: Entity) -> list[str]:
    known = [f"{entity.ref}:{name}" for name in getattr(type(entity), "accounts", {})]
    table = desk.world.tables.get("balance")
    used = (
        [a for a, _ in table.items() if ACCOUNT.fullmatch(a) and a.startswith(f"{entity.ref}:")]
        if table
        else []
    )
    return list(dict.fromkeys([*known, *used]))


def _balances(desk: Desk, entity: Entity) -> None:
    accounts = _accounts(desk, entity)
    if not accounts:
        return
    st.markdown(f"**{desk.say(words.BALANCE_OF)}**")
    for account in accounts:
        key = f"balance_{account}_{desk.session.here}"
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                desk.say(account_name(desk.world, account)),
                value=f"{desk.world.balance(account):.2f}",
                key=key,
                icon=":material/currency_yuan:",
                width=320,
            )
            st.button(
                desk.say(words.SAVE), key=f"save_{key}", on_click=_set_balance, args=(desk, account, key)
            )


def _set_balance(desk: Desk, account: str, key: str) -> None:
    desk.flashes.clear()
    typed = plain_number(str(st.session_state.get(key, "")))
    try:
        amount = str(Decimal(typed))
    except InvalidOperation:
        amount = typed
    _told(desk, desk.submit(BALANCE, {"account": account, "amount": amount}))
