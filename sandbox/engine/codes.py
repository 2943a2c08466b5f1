"""Verification codes: sent to a simulated phone or mailbox, valid for ten minutes, dead after too many tries.

A rule made with :func:`code_rule` blocks an action until its ``code`` field holds the live code. A
refused action changes nothing; the wrong try is noted by the portal as a step of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, ClassVar

from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Situation, Timer, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

VALID_FOR = timedelta(minutes=10)
WRONG_TRIES_ALLOWED = 3


class State(Labelled):
    """States of a verification code."""

    SENT = "sent", "待输入", "sent", "initial"
    USED = "used", "已使用", "used", "terminal"
    DEAD = "dead", "错误次数过多", "too many tries", "terminal"
    EXPIRED = "expired", "已过期", "expired", "terminal"
    REPLACED = "replaced", "已被新验证码替换", "replaced", "terminal"


class VerificationCode(Entity):
    """A six-digit code for one person and one action."""

    kind: ClassVar[str] = "code"
    label: ClassVar[Text] = Text(zh="验证码", en="Verification code")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("holder", "purpose"), ("holder",))

    state: State = State.SENT
    holder: str
    purpose: str
    digits: str
    sent_at: datetime
    wrong_tries: int = 0

    @property
    def expires_at(self) -> datetime:
        """The first instant at which it is no longer accepted."""
        return self.sent_at + VALID_FOR


class Problem(Labelled):
    """What is wrong with the code in a form."""

    MISSING = "missing", "请先获取并输入验证码", "get a code and enter it"
    WRONG = "wrong", "验证码不正确", "the code is not right"
    EXPIRED = "expired", "验证码已过期", "the code has expired"
    DEAD = "dead", "错误次数过多，验证码已失效", "the code is dead after too many wrong tries"
    USED = "used", "验证码已使用过", "the code was used before"


def latest(world: Any, holder: str, purpose: str) -> VerificationCode | None:
    """The code sent last to a person for an action."""
    codes = world.find(VerificationCode, holder=holder, purpose=purpose)
    return codes[-1] if codes else None


def problem(s: Situation) -> Problem | None:
    """What is wrong with the code typed in the action, or None."""
    typed = s.typed.get("code", "")
    code = latest(s.world, s.persona.id, type(s.action).id)
    if code is None or not typed:
        return Problem.MISSING
    if code.state == State.SENT and s.now < code.expires_at:
        return None if typed == code.digits else Problem.WRONG
    if code.state == State.DEAD:
        return Problem.DEAD
    return Problem.USED if code.state == State.USED else Problem.EXPIRED


def code_rule(*, applies: Callable[[Any], bool] | None = None, **about: Any) -> Rule:
    """A rule that asks for a verification code; ``{problem}`` in its text says what is wrong."""
    return Rule(
        kind=Kind.INPUT,
        gate=Gate.CODE,
        needs=("code",),
        applies=applies,
        holds=lambda s: problem(s) is None,
        values=lambda s: {"problem": problem(s) or ""},
        **about,
    )


class RequestCode(Action):
    """Press “get verification code” in a form."""

    id: ClassVar[str] = "code.request"
    title: ClassVar[Text] = Text(zh="获取验证码", en="Get verification code")
    roles: ClassVar[frozenset[str]] = frozenset({"*"})

    purpose: Annotated[str, Input(Text(zh="用途", en="For"))]


class NoteWrongTry(Action):
    """The portal notes that a wrong code was typed."""

    id: ClassVar[str] = "code.note_wrong_try"
    title: ClassVar[Text] = Text(zh="记录一次错误的验证码", en="Note a wrong code")
    roles: ClassVar[frozenset[str]] = frozenset({"portal"})

    code: Annotated[str, Input(Text(zh="验证码", en="Code"), entity="code")]


SEND_NOTICE = Text(
    zh="验证码 {digits}，用于“{what}”，10 分钟内有效。",
    en="Code {digits} for “{what}”, valid for 10 minutes.",
)


def send(s: Situation, draft: Draft) -> None:
    """Send a new code by message or mail; an older one for the same action is replaced."""
    old = latest(draft, s.persona.id, s.action.purpose)
    if old is not None and old.state == State.SENT:
        draft.put(old.but(state=State.REPLACED))
    seed = f"{s.world.settings.get('seed', 0)}:{s.persona.id}:{draft.number('code_serial')}"
    digits = f"{100000 + int(sha256(seed.encode()).hexdigest(), 16) % 900000}"
    draft.create(
        VerificationCode, holder=s.persona.id, purpose=s.action.purpose, digits=digits, sent_at=draft.now
    )
    action = s.model.actions[s.action.purpose]
    draft.notify(
        s.persona.id,
        SEND_NOTICE.filled({"digits": digits, "what": action.title}),
        channel=action.code_channel or s.persona.code_channel,
        rule=CODE_LIFE.id,
    )


def count_wrong_try(s: Situation, draft: Draft) -> None:
    """One more wrong try; more than three kill the code."""
    tries = s.subject.wrong_tries + 1
    draft.move(wrong_tries=tries, state=State.DEAD if tries > WRONG_TRIES_ALLOWED else State.SENT)


CODE_LIFE = Rule(
    id="portal-code-life",
    kind=Kind.TIMER,
    confidence=Confidence.INFERRED,
    text=Text(
        zh="验证码 10 分钟内有效；输错超过 3 次即失效。",
        en="A verification code is valid for 10 minutes and dies after more than 3 wrong tries.",
    ),
    remedy=Text(zh="请重新获取验证码。", en="Get a new code."),
)

CODE_PURPOSE = Rule(
    id="portal-code-purpose",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    text=Text(zh="这项操作不需要验证码。", en="This operation asks for no verification code."),
    remedy=Text(zh="请在需要验证码的操作中获取。", en="Get the code in the form that asks for it."),
    needs=("purpose",),
    holds=lambda s: s.action.purpose in s.model.actions and s.model.actions[s.action.purpose].asks_code,
)

machine = Machine(
    entity=VerificationCode,
    states=State,
    label=VerificationCode.label,
    subject="code",
    transitions=(
        Transition(action=RequestCode, to=State.SENT, rules=(CODE_PURPOSE,), effect=(send,)),
        Transition(
            action=NoteWrongTry, source=(State.SENT,), to=(State.SENT, State.DEAD), effect=(count_wrong_try,)
        ),
    ),
    moves=(
        Move("use", (State.SENT,), State.USED, Text(zh="随操作提交", en="entered with an action")),
        Move("code.request", (State.SENT,), State.REPLACED),
    ),
    timers=(
        Timer(
            name="validity",
            label=Text(zh="验证码有效期", en="Validity of the code"),
            source=(State.SENT,),
            due=lambda code, _: code.expires_at,
            to=State.EXPIRED,
            rules=(CODE_LIFE,),
            window=Text(zh="10 分钟", en="10 minutes"),
        ),
    ),
)
