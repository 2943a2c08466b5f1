"""One input of a form, drawn from the type and the label of an action's field."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sandbox.app import words
from sandbox.app.parts.element import cut
from sandbox.app.rows import kept
from sandbox.app.state import Desk
from sandbox.engine.actions import Action, Input, marks
from sandbox.engine.machines import input_rules
from sandbox.engine.session import resolve
from sandbox.engine.text import Labelled, Text, same, serial
from sandbox.engine.view import nameable, told_apart
from sandbox.engine.world import Entity

MANY = 200
OFFERED = 50
TEXT_LIMIT = 20_000


def bare(annotation: Any) -> tuple[Any, bool]:
    """The type behind ``Annotated`` and ``| None``, and whether None is allowed."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        inner, _ = bare(rest[0])
        return inner, len(rest) < len(get_args(annotation))
    return annotation, False


def labelled_type(annotation: Any) -> type[Labelled] | None:
    """The enumeration a field is of, if any."""
    inner, _ = bare(annotation)
    if get_origin(inner) in (tuple, list, frozenset):
        inner, _ = bare(get_args(inner)[0])
    return inner if isinstance(inner, type) and issubclass(inner, Labelled) else None


def members(annotation: Any) -> list[StrEnum]:
    """The values that an enumeration or a choice of its members allows."""
    inner, _ = bare(annotation)
    if get_origin(inner) is Literal:
        return [a for a in get_args(inner) if isinstance(a, StrEnum)]
    found = labelled_type(annotation)
    return list(found) if found else []


def mark_of(name: str, info: FieldInfo) -> Input:
    """The field's label and nature."""
    return next(iter(marks(info)), Input(same(name.replace("_", " "))))


def is_many(annotation: Any) -> bool:
    """Whether the field takes several values."""
    inner, _ = bare(annotation)
    return get_origin(inner) in (tuple, list, frozenset, set)


def carried(desk: Desk, key: str, value: Any) -> tuple[str, Any]:
    """The key of a choice in the reader's language, and what it begins with.

    The browser keeps the words of a choice with its key: under one key for both languages they would
    stay in the other one. What was chosen before the change of language is chosen after it.
    """
    own, other = f"{key}_{desk.lang}", f"{key}_{'en' if desk.lang == 'zh' else 'zh'}"
    if own not in st.session_state and other in st.session_state:
        value = st.session_state[other]
    return own, value


def place(value: Any, offered: Sequence[Any]) -> int:
    """Where a value stands among those offered; the first place where it is not offered."""
    return offered.index(value) if value in offered else 0


def choices(desk: Desk, kind: str, form: type[BaseModel], name: str) -> list[Entity]:
    """The records that a field of a form can name."""
    action = form if issubclass(form, Action) else None
    return desk.keep(
        ("choices", kind, action.id if action else "", name, desk.persona_id),
        lambda: nameable(
            desk.simulator,
            desk.world,
            desk.who.persona,
            action,
            name,
            kind,
            rows=lambda page: kept(desk, page).by_id.values(),
        ),
    )


def record_words(desk: Desk, entity: Entity) -> str:
    """A record as a choice: its name, or whose it is and what the lists call it, or what it is."""
    if entity.name != entity.id:
        return entity.name
    listed = _listed_as(desk, entity)
    about = [name for name in _about(desk, entity) if name not in listed]
    return " · ".join([*about, *([listed] if listed else [])]) or desk.say(type(entity).label)


def _listed_as(desk: Desk, entity: Entity) -> str:
    """What the column of a list that stands for the record itself says; "" where no list has such a column."""
    for listing in desk.model.listings.values():
        if listing.entity is type(entity):
            for column in listing.columns:
                if column.key == "id":
                    value = column.value(desk.world, entity)
                    number = value == serial(entity.id, entity.kind)
                    label = f"{desk.say(type(entity).label)} " if number else ""
                    return label + desk.show(value)
    return ""


def choice_words(desk: Desk, entity: Entity) -> str:
    """A record in a list of choices: as above, and its state where there may be several alike."""
    state = getattr(entity.state, "label", None)
    if entity.name != entity.id or state is None:
        return record_words(desk, entity)
    text = record_words(desk, entity)
    number = desk.say(serial(entity.id, entity.kind))
    counted = entity.id.startswith(f"{entity.kind}-") and not text.endswith(number)
    return " · ".join([text, *([number] if counted else []), desk.say(state)])


def about_words(desk: Desk, entity: Entity) -> str:
    """Whose record it is: the names of the records it refers to."""
    return " · ".join(_about(desk, entity))


def _about(desk: Desk, entity: Entity) -> list[str]:
    found: list[str] = []
    for field in type(entity).model_fields:
        if field.endswith("_id"):
            value, kind = getattr(entity, field), field[:-3]
            known = kind in desk.model.entities
            other = desk.world.by_ref(f"{kind}/{value}") if known else resolve(desk.world, value or "")
            if other is not None and other.name != other.id and other.name not in found:
                found.append(other.name)
    return found[:2]


NAME = 120
GROUPED = re.compile(r"-?\d{1,3}([,，]\d{3})+(\.\d*)?")


def plain_number(typed: str) -> str:
    """An amount without what it is shown with: the sign ¥ and the commas between thousands."""
    bare_ = typed.strip().removeprefix("¥").removeprefix("￥").strip()
    return bare_.replace(",", "").replace("，", "") if GROUPED.fullmatch(bare_) else bare_


def plain_value(raw: Any, info: FieldInfo) -> Any:
    """What a widget holds as plain data; None when it is empty."""
    inner, _ = bare(info.annotation)
    if isinstance(raw, datetime):
        return raw.isoformat(timespec="minutes")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str) and (inner is Decimal or inner is float):
        return plain_number(raw) or None
    return list(raw) if isinstance(raw, tuple | set) else raw


def is_optional(desk: Desk, action: type[Action], name: str) -> bool:
    """Whether a field may be left empty: it has a default, and no rule about inputs looks at it."""
    info = action.model_fields[name]
    if (
        info.is_required()
        or mark_of(name, info).secret
        or bare(info.annotation)[0] is bool
        or members(info.annotation)
    ):
        return False
    return not any(input_rules(transition, name) for _, transition in desk.model.transitions[action])


def draw_field(desk: Desk, action: type[BaseModel], name: str, key: str, value: Any) -> None:
    """Draw one field of the form of an action or of a calculation."""
    info = action.model_fields[name]
    mark = mark_of(name, info)
    label = desk.say(mark.label)
    if issubclass(action, Action) and is_optional(desk, action, name):
        label += desk.say(words.OPTIONAL)
    hint = desk.say(mark.help) if mark.help else None
    inner, _ = bare(info.annotation)
    if mark.entity:
        draw = _records if (mark.many or is_many(info.annotation)) else _record
        offered = choices(desk, mark.entity, action, name)
        draw(desk, mark, label, key, value, hint, offered)
    elif members(info.annotation):
        _members(desk, info, label, key, value, hint)
    elif inner is bool:
        st.checkbox(desk.say(mark.label), value=bool(value), key=key, help=hint)
    elif inner in (datetime, date):
        _moment(inner, label, key, value, hint)
    elif inner is int:
        st.number_input(label, value=_int(value), step=1, key=key, help=hint)
    elif inner is Decimal or inner is float:
        shown = "" if value is None else str(value)
        st.text_input(
            label, value=shown, key=key, help=hint, placeholder="0.00", icon=":material/currency_yuan:"
        )
    elif mark.multiline:
        st.text_area(label, value=str(value or ""), key=key, help=hint, max_chars=TEXT_LIMIT, height=96)
    else:
        st.text_input(label, value=str(value or ""), key=key, help=hint, max_chars=TEXT_LIMIT)


def _int(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None


def _moment(kind: type, label: str, key: str, value: Any, hint: str | None) -> None:
    try:
        start = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        start = None
    if kind is datetime:
        st.datetime_input(label, value=start, key=key, help=hint)
    else:
        st.date_input(label, value=start.date() if start else None, key=key, help=hint)


def _members(desk: Desk, info: FieldInfo, label: str, key: str, value: Any, hint: str | None) -> None:
    options = members(info.annotation)
    shown = {str(o.value): desk.say(getattr(o, "label", None) or same(str(o.value))) for o in options}
    ids, choose = list(shown), desk.say(words.CHOOSE)
    if is_many(info.annotation):
        chosen = [str(v) for v in value or () if str(v) in shown]
        st.multiselect(
            label, ids, default=chosen, key=key, help=hint, format_func=shown.__getitem__, placeholder=choose
        )
        return
    known = str(getattr(value, "value", value) or "")
    index = ids.index(known) if known in ids else None
    if len(ids) <= 4:
        st.radio(label, ids, index=index, key=key, help=hint, format_func=shown.__getitem__, horizontal=True)
    else:
        st.selectbox(
            label, ids, index=index, key=key, help=hint, format_func=shown.__getitem__, placeholder=choose
        )


def _found(
    desk: Desk, mark: Input, label: str, key: str, chosen: list[str], offered: list[Entity]
) -> Mapping[str, str]:
    """The records offered, by id; of very many, those that match what is typed."""
    if len(offered) > MANY:
        needle = (
            st.text_input(
                f"{label} · {desk.say(words.SEARCH)}",
                key=f"{key}_find",
                placeholder=desk.say(words.FIND_FIRST),
            )
            .strip()
            .lower()
        )
        texts = _searched(desk, mark.entity, offered)
        hits = [
            e for e, text in zip(offered, texts, strict=True) if e.id in chosen or (needle and needle in text)
        ]
        if len(hits) > OFFERED:
            st.caption(desk.say(words.FOUND_MORE))
        offered = hits[:OFFERED]
    return as_choices(desk, offered)


def as_choices(desk: Desk, offered: Sequence[Entity]) -> dict[str, str]:
    """Records as choices, by id."""
    texts = told_apart(offered, [choice_words(desk, entity) for entity in offered], desk.lang)
    return dict(zip((entity.id for entity in offered), texts, strict=True))


def _searched(desk: Desk, kind: str, offered: list[Entity]) -> list[str]:
    """What each of very many records is found by, in small letters: what it is called where it is offered."""
    key = ("choice texts", kind, len(offered), desk.persona_id, desk.lang)
    return desk.keep(key, lambda: [record_words(desk, entity).lower() for entity in offered])


def _record(
    desk: Desk, mark: Input, label: str, key: str, value: Any, hint: str | None, offered: list[Entity]
) -> None:
    known = str(value or "")
    shown = _found(desk, mark, label, key, [known], offered)
    ids = list(shown)
    if not ids:
        st.selectbox(
            label, [], key=f"{key}_none", disabled=True, placeholder=desk.say(words.NOTHING_TO_CHOOSE)
        )
        return
    index, choose = (ids.index(known) if known in ids else None), desk.say(words.CHOOSE)
    st.selectbox(
        label, ids, index=index, key=key, help=hint, format_func=lambda i: shown.get(i, i), placeholder=choose
    )


def _records(
    desk: Desk, mark: Input, label: str, key: str, value: Any, hint: str | None, offered: list[Entity]
) -> None:
    known = [str(v) for v in value or ()]
    shown = _found(desk, mark, label, key, known, offered)
    ids, choose = [*shown, *(k for k in known if k not in shown)], desk.say(words.CHOOSE)
    st.multiselect(
        label,
        ids,
        default=known,
        key=key,
        help=hint,
        format_func=lambda i: shown.get(i, i),
        placeholder=choose,
    )


def read_only(desk: Desk, action: type[Action], name: str, value: Any) -> Text | None:
    """What the form says of a field that is clear from the row; None when it must be asked."""
    mark = mark_of(name, action.model_fields[name])
    if not mark.entity or value in (None, "", [], ()):
        return None
    ids = [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
    found = [desk.world.by_ref(f"{mark.entity}/{id}") for id in ids]
    if not all(found):
        return None
    shown = [cut(record_words(desk, e), NAME) for e in found if e is not None]
    text = ("、" if desk.lang == "zh" else ", ").join(shown[:8]) + (" …" if len(shown) > 8 else "")
    return same(text)
