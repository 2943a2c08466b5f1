"""The form of an action, generated from the action and its rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from sandbox.app import words
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import draw_field, plain_value, read_only
from sandbox.app.parts.reasons import guide_data, plain_rule, reason_data, reason_words, rule_link
from sandbox.app.parts.records import facts
from sandbox.app.state import Desk, Dialog
from sandbox.engine.actions import Action
from sandbox.engine.codes import CODE_LIFE, latest
from sandbox.engine.codes import State as CodeState
from sandbox.engine.machines import Transition
from sandbox.engine.rules import Gate, Kind, flatten
from sandbox.engine.simulator import Refused
from sandbox.engine.text import Text, same
from sandbox.engine.view import ReasonView, reason_view

SHADOW = {"code.request"}
OTHER_LANGUAGE = {"zh": "English", "en": "中文"}


ADDRESS = re.compile(r"(?<=@)|(?<=http)(?=s?:)|(?<=www)(?=\.)", re.IGNORECASE)
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
WORD_JOINER = "\u2060"


def escape(words_: str) -> str:
    """Words of the world as they are, where Streamlit would read Markdown.

    Addresses become links even where they are escaped, so an invisible character of no width parts them. Marks
    that turn the direction of writing round would turn the rest of the sentence as well, and go.
    """
    apart = ADDRESS.sub(WORD_JOINER, TURNS.sub("", words_))
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>~$:&@^=" else c for c in apart).replace("\n", " ")


def open_form(desk: Desk) -> None:
    """Show the open form, if there is one, in a dialog."""
    dialog = desk.dialog
    if dialog is None:
        return
    action = desk.model.actions[dialog.action]

    @st.dialog(
        escape(desk.say(action.title)),
        width="medium",
        on_dismiss=lambda: _put_aside(desk, dialog, action),
    )
    def form() -> None:
        if desk.dialog is not dialog:
            st.rerun()
        _form(desk, dialog, action)

    form()


def _form(desk: Desk, dialog: Dialog, action: type[Action]) -> None:
    """The parts of a form, from top to bottom."""
    _who(desk, dialog, action)
    if dialog.again:
        st.caption(desk.say(words.TYPED_EARLIER))
    if dialog.refusal is not None:
        _refusal(desk, dialog)
    typed = _fields(desk, dialog, action)
    transition = desk.model.transitions[action][0][1]
    blocked = [] if dialog.refusal else _check(desk, action, typed)
    if action.asks_code and "code" in action.model_fields and _code_applies(desk, action, typed, transition):
        _code(desk, dialog, action)
    _precautions(desk, transition)
    _buttons(desk, dialog, bool(blocked))
    draw("form", {"form": open_now(desk)}, lambda event: None, key=f"form{dialog.nonce}")
    if blocked:  # below the buttons: it comes and goes with what is typed, and must not move them from under the pointer
        _reasons(desk, dialog, blocked, typed, words.CHECK_FAILED.filled({"n": str(len(blocked))}))


def _who(desk: Desk, dialog: Dialog, action: type[Action]) -> None:
    """Who fills the form in, and the way to the other language, which the page behind the form cannot offer."""
    colon = "：" if desk.lang == "zh" else ": "
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{desk.say(words.ACT_AS)}{colon}{escape(desk.who.label(desk.lang))}")
        st.button(
            OTHER_LANGUAGE[desk.lang],
            key=f"lang{dialog.nonce}",
            type="tertiary",
            on_click=_change_language,
            args=(desk, dialog, action),
        )


def _change_language(desk: Desk, dialog: Dialog, action: type[Action]) -> None:
    if desk.dialog is dialog:
        dialog.typed = typed_now(desk, dialog, action)
        desk.lang = "en" if desk.lang == "zh" else "zh"
        desk.reopen(dialog)


def _put_aside(desk: Desk, dialog: Dialog, action: type[Action]) -> None:
    """The form was closed by its cross, the Escape key or a click beside it: perhaps by mistake."""
    if desk.dialog is dialog:
        desk.put_aside(typed_now(desk, dialog, action))


def open_now(desk: Desk) -> dict[str, Any] | None:
    """The open form as plain data, for the browser to keep; None when there is none."""
    dialog = desk.dialog
    if dialog is None or dialog.back is not None:
        return None
    typed = typed_now(desk, dialog, desk.model.actions[dialog.action])
    if dialog.start in (None, typed) and not dialog.again:
        typed = {}
    return {"action": dialog.action, "values": dialog.values, "typed": typed}


def _fields(desk: Desk, dialog: Dialog, action: type[Action]) -> dict[str, Any]:
    """Draw every field; what is clear from the row is only shown. Returns what is typed."""
    for name, info in action.model_fields.items():
        if name == "code" and action.asks_code:
            continue
        known = dialog.values.get(name)
        shown = read_only(desk, action, name, known)
        if shown is not None:
            label = desk.say(next(m.label for m in _marks(info)))
            st.markdown(f"**{escape(label)}**  {escape(desk.say(shown))}{_about(desk, action, name, known)}")
            continue
        start = dialog.typed.get(name, known)
        if start is None and not info.is_required():
            start = info.get_default(call_default_factory=True)
        draw_field(desk, action, name, f"f{dialog.nonce}_{name}", start)
    typed = typed_now(desk, dialog, action)
    dialog.held = typed
    if dialog.start is None:
        dialog.start = typed
    return typed


def _about(desk: Desk, action: type[Action], name: str, known: Any) -> str:
    """What the lists say of the record that the action is done on, in a few words."""
    kind = next((k for n, k, many in action.references if n == name and not many), "")
    entity = desk.world.by_ref(f"{kind}/{known}") if kind and isinstance(known, str) else None
    if entity is None or name != action.on or entity.name != entity.id:
        return ""
    colon = "：" if desk.lang == "zh" else ": "
    said = [
        f"{f['label']}{colon}{f.get('hidden', f['value'])[:80]}"
        for f in facts(desk, entity)
        if f["value"] not in ("—", "")
    ]
    return f"  \n:small[{escape(' · '.join(said[:8]))}]" if said else ""


def typed_now(desk: Desk, dialog: Dialog, action: type[Action]) -> dict[str, Any]:
    """What the form holds at this moment, as plain data, empty fields left out.

    A click may come together with the last change of a field, so a button reads this when it is
    pressed, not what was typed when it was drawn.
    """
    typed: dict[str, Any] = {}
    for name, info in action.model_fields.items():
        key = f"f{dialog.nonce}_{name}"
        known = dialog.values.get(name)
        if key in st.session_state:
            value = plain_value(st.session_state[key], info)
        else:
            value = (
                known if read_only(desk, action, name, known) is not None else dialog.typed.get(name, known)
            )
        if isinstance(value, str) and name == "code" and action.asks_code:
            value = value.strip()
        if value is not None:
            typed[name] = value
    return typed


def _submit(desk: Desk, nonce: int) -> None:
    """The submit button; a second click on the same form finds it closed and does nothing."""
    dialog = desk.dialog
    if dialog is not None and dialog.nonce == nonce:
        desk.flashes.clear()
        desk.submit_dialog(nonce, typed_now(desk, dialog, desk.model.actions[dialog.action]))


def _marks(info: Any) -> list[Any]:
    from sandbox.engine.actions import Input, marks

    return marks(info) or [Input(same("—"))]


def _check(desk: Desk, action: type[Action], typed: dict[str, Any]) -> list[ReasonView]:
    """What would block the action with what is typed so far.

    Empty fields, and boxes that begin unticked and still are, are not held against it.
    """
    boxes = {name for name, info in action.model_fields.items() if info.default is False}
    filled = {
        k: v for k, v in typed.items() if v not in (None, "", [], ()) and not (k in boxes and v is False)
    }
    try:
        parsed = action.model_validate({**_needed(action, filled), **filled})
        known = {k: getattr(parsed, k) for k in filled}
    except ValueError:
        known = {k: v for k, v in filled.items() if k in {name for name, _, _ in action.references}}
    outcome = desk.simulator.ask(desk.world, desk.who.persona, action, **known)
    return [reason_view(r) for r in outcome.reasons] if isinstance(outcome, Refused) else []


def _needed(action: type[Action], filled: dict[str, Any]) -> dict[str, Any]:
    """Stand-ins for required fields that are still empty, so that the others can be read."""
    return {n: "" for n, info in action.model_fields.items() if info.is_required() and n not in filled}


def _reasons(
    desk: Desk, dialog: Dialog, reasons: list[ReasonView], values: dict[str, Any], title: Text
) -> None:
    """The account check: every rule that blocks, what to do, and a button that does it."""
    data = {
        "title": desk.say(title),
        "reasons": reason_data(desk, reasons, values),
        "guides": guide_data(desk, [dialog.action]),
        "words": reason_words(desk),
    }
    draw("why", data, lambda event: _remedy(desk, dialog, event), key=f"why{dialog.nonce}")


def _remedy(desk: Desk, dialog: Dialog, event: Mapping[str, Any]) -> None:
    """Open the action that does something about a reason, as somebody who can, and come back after."""
    action, persona = event.get("action"), event.get("persona")
    if desk.dialog is not dialog or action not in desk.model.actions or not isinstance(persona, str):
        return
    dialog.typed, dialog.refusal = typed_now(desk, dialog, desk.model.actions[dialog.action]), None
    remedy(desk, str(action), persona, dialog.typed)


def remedy(desk: Desk, action: str, persona: str, values: dict[str, Any]) -> None:
    """Open an action as another persona, keeping the form that led there."""
    previous, home, page = desk.dialog, desk.persona_id, desk.page
    desk.act_as(persona)
    desk.dialog = previous
    desk.ask(action, related_values(desk, action, values), back=True)
    if desk.dialog is not None:
        desk.dialog.back_persona, desk.dialog.back_page = home, page


def related_values(desk: Desk, action_id: str, values: dict[str, Any]) -> dict[str, Any]:
    """The inputs of another action that are clear from this one's: records of the same kind."""
    action = desk.model.actions[action_id]
    known: dict[str, Any] = {}
    for name, kind, many in action.references:
        if many:
            continue
        if name in values and desk.world.by_ref(f"{kind}/{values[name]}") is not None:
            known[name] = values[name]
            continue
        for value in values.values():
            for other in desk.model.entities:
                entity = desk.world.by_ref(f"{other}/{value}") if isinstance(value, str) else None
                id = getattr(entity, f"{kind}_id", "") if entity is not None else ""
                if id and desk.world.by_ref(f"{kind}/{id}") is not None:
                    known.setdefault(name, id)
    return known


def _refusal(desk: Desk, dialog: Dialog) -> None:
    assert dialog.refusal is not None
    _reasons(desk, dialog, [reason_view(r) for r in dialog.refusal.reasons], dialog.typed, words.REFUSED)


# --- The verification code -----------------------------------------------------------------------


def _code_applies(desk: Desk, action: type[Action], typed: dict[str, Any], transition: Transition) -> bool:
    """Whether a code will be asked for in this situation."""
    machine = desk.model.transitions[action][0][0]
    tried = action.tried({k: v for k, v in typed.items() if v not in (None, "")})
    subject = (
        desk.world.get(machine.entity, str(getattr(tried, machine.subject, "") or ""))
        if machine.subject
        else None
    )
    situation = machine.situation(desk.world, desk.who.persona, tried, subject, desk.model)
    try:
        return any(rule.applies is None or rule.applies(situation) for rule in transition.code)
    except (AttributeError, TypeError, KeyError, ValueError):
        return True


GONE = {CodeState.EXPIRED: words.CODE_EXPIRED, CodeState.DEAD: words.CODE_DEAD}


def _code(desk: Desk, dialog: Dialog, action: type[Action]) -> None:
    """The code's field, the button that asks for one, and the phone where it arrives."""
    persona = desk.who.persona.id
    live = latest(desk.world, persona, action.id)
    key = f"f{dialog.nonce}_code"
    label = desk.say(next(m.label for m in _marks(action.model_fields["code"])))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = str(dialog.typed.get("code", ""))
        st.text_input(label, value=start, key=key, max_chars=20, autocomplete="one-time-code")
        text = words.GET_CODE_AGAIN if live is not None and live.state == CodeState.SENT else words.GET_CODE
        st.button(desk.say(text), key=f"{key}_get", on_click=_get_code, args=(desk, dialog, action.id))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        note = next((n for n in desk.world.notices(persona) if n.rule == CODE_LIFE.id), None)
        if note is None or live is None or live.state != CodeState.SENT:
            text = words.PHONE_EMPTY if live is None else GONE.get(live.state, words.PHONE_EMPTY)
            st.caption(f":material/smartphone: {desk.say(text)}")
        else:
            arrived = desk.say(words.CODE_ARRIVED, at=note.at, what=note.text)
            st.markdown(f":material/smartphone: :small[{escape(arrived)}]")
            st.button(desk.say(words.FILL_IN), key=f"{key}_fill", on_click=_fill, args=(key, live.digits))


def _fill(key: str, digits: str) -> None:
    st.session_state[key] = digits


def _get_code(desk: Desk, dialog: Dialog, purpose: str) -> None:
    if desk.dialog is dialog:
        desk.submit("code.request", {"purpose": purpose}, quiet=True)
        dialog.refusal = None


# --- The end of the form -------------------------------------------------------------------------


def _precautions(desk: Desk, transition: Transition) -> None:
    rules = [
        r for r in flatten(transition.rules) if r.kind in (Kind.GUARD, Kind.INPUT) and r.gate != Gate.CODE
    ]
    if not rules:
        return
    with st.expander(desk.say(words.PRECAUTIONS, n=str(len(rules)))):
        st.markdown(
            "\n".join(
                f"- {escape(plain_rule(r.text, desk.lang))} [↗]({rule_link(desk, r.id)})" for r in rules
            )
        )


def _buttons(desk: Desk, dialog: Dialog, blocked: bool) -> None:
    with st.container(horizontal=True):
        text = words.SUBMIT_ANYWAY if blocked else words.SUBMIT
        st.button(
            desk.say(text),
            key=f"submit{dialog.nonce}",
            type="secondary" if blocked else "primary",
            on_click=_submit,
            args=(desk, dialog.nonce),
        )
        st.button(desk.say(words.CANCEL), key=f"cancel{dialog.nonce}", on_click=desk.close)
        if dialog.back is not None:
            title = desk.model.actions[dialog.back.action].title
            st.button(
                desk.say(words.BACK_TO, action=title),
                key=f"back{dialog.nonce}",
                on_click=go_back,
                args=(desk, dialog),
            )


def go_back(desk: Desk, dialog: Dialog) -> None:
    """Return to the form that led here."""
    if desk.dialog is dialog:
        desk.return_from(dialog)
