"""The director 导演: the persona who sets the scene. Facts, balances and the pace of the other side.

Nothing here is a lifecycle of the portal. Every change is noted, so that a session can be replayed.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.partner import outside
from sandbox.center.common.roles import Role
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Progression, Situation, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule
from sandbox.engine.session import BadData, resolve, with_facts
from sandbox.engine.text import Labelled, Text, same
from sandbox.engine.world import Draft, Entity

DIRECTOR_ONLY = frozenset({Role.DIRECTOR})
OWN_RECORDS = frozenset({"code", "intervention"})
ACCOUNT_NAME = re.compile(r"(?P<record>[a-z_]+/[^:]+):[a-z_]+")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an intervention."""

    DONE = "done", "已生效", "done", "terminal"


class Intervention(Entity):
    """A change of the scene by the director: which record or account, and when."""

    kind: ClassVar[str] = "intervention"
    label: ClassVar[Text] = Text(zh="导演设定", en="Director's change")

    state: State = State.DONE
    about: str
    changes: tuple[str, ...] = ()
    at: datetime


# --- Rules ---------------------------------------------------------------------------------------


def record_of(s: Situation) -> Entity | None:
    """The record whose facts are set."""
    found = resolve(s.world, s.action.record) if s.action.record else None
    return None if found is None or found.kind in OWN_RECORDS else found


def misfit(s: Situation) -> Text | None:
    """Why the facts do not fit the record, or None."""
    record = record_of(s)
    if record is None:
        return None
    if not s.action.facts or "id" in s.action.facts:
        return Text(
            zh="请至少给出一项事实，且不能更改编号", en="give at least one fact, and leave the id alone"
        )
    try:
        with_facts(record, s.action.facts)
    except BadData as bad:
        return bad.text
    return None


def owner_exists(s: Situation) -> bool:
    """Whether the account belongs to a record of this world."""
    match = ACCOUNT_NAME.fullmatch(s.action.account or "")
    return bool(match) and s.world.by_ref(match["record"]) is not None  # type: ignore[index]


record_exists = Rule(
    id="director-record-exists",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("record",),
    text=Text(zh="这个世界里没有记录“{record}”。", en="This world has no record “{record}”."),
    remedy=Text(
        zh="请填写客户、伙伴或成员的编号，或“类型/编号”。",
        en="Give the id of a customer, partner or member, or kind/id.",
    ),
    holds=lambda s: record_of(s) is not None,
    values=lambda s: {"record": s.action.record},
)
facts_fit = Rule(
    id="director-facts-fit",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("record", "facts"),
    text=Text(zh="设定的事实不符合记录的格式：{problem}", en="The facts do not fit the record: {problem}"),
    remedy=Text(zh="请按字段名和取值更正。", en="Correct the names or values of the fields."),
    holds=lambda s: misfit(s) is None,
    values=lambda s: {"problem": misfit(s)},
)
account_exists = Rule(
    id="director-account-exists",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("account",),
    text=Text(zh="没有名为“{account}”的账户。", en="There is no account “{account}”."),
    remedy=Text(
        zh="账户名形如 customer/acme:partner_fund 或 partner/partner-a:transferable。",
        en="Account names read customer/acme:partner_fund or partner/partner-a:transferable.",
    ),
    holds=owner_exists,
    values=lambda s: {"account": s.action.account},
)
balance_fits = Rule(
    id="director-balance-fits",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    gate=Gate.CHECK,
    needs=("amount",),
    text=Text(
        zh="余额应为不小于 0、最多两位小数的数字。",
        en="A balance is a number from 0 with at most two decimals.",
    ),
    remedy=Text(zh="请更正余额。", en="Correct the balance."),
    holds=lambda s: s.action.amount >= 0 and s.action.amount.as_tuple().exponent >= -2,
)


# --- Actions -------------------------------------------------------------------------------------


class SetFacts(Action):
    """Set fields of a record."""

    id: ClassVar[str] = "director.set_facts"
    title: ClassVar[Text] = Text(zh="设定事实", en="Set facts")
    roles: ClassVar[frozenset[str]] = DIRECTOR_ONLY

    record: Annotated[str, Input(Text(zh="记录", en="Record"))]
    facts: Annotated[dict[str, Any], Input(Text(zh="事实", en="Facts"))]


class SetBalance(Action):
    """Set the balance of a ledger account, in yuan."""

    id: ClassVar[str] = "director.set_balance"
    title: ClassVar[Text] = Text(zh="设定余额", en="Set a balance")
    roles: ClassVar[frozenset[str]] = DIRECTOR_ONLY

    account: Annotated[str, Input(Text(zh="账户", en="Account"))]
    amount: Annotated[Decimal, Input(Text(zh="余额（元）", en="Balance (CNY)")), Field(max_digits=14)]


class ChooseProgression(Action):
    """Choose how steps of Huawei's staff and of the other side come about."""

    id: ClassVar[str] = "director.choose_progression"
    title: ClassVar[Text] = Text(zh="选择对方的处理方式", en="Choose how the other side answers")
    roles: ClassVar[frozenset[str]] = DIRECTOR_ONLY

    progression: Annotated[Progression, Input(Text(zh="处理方式", en="Progression"))]


# --- Effects -------------------------------------------------------------------------------------


def change_facts(s: Situation, draft: Draft) -> None:
    """Put the record with its new facts; its timers follow by themselves."""
    record = record_of(s)
    assert record is not None
    draft.subject = draft.put(with_facts(record, s.action.facts))
    names = tuple(sorted(s.action.facts))
    labels = getattr(type(record), "labels", {})
    note(draft, record.ref, names, tuple(labels.get(name, same(name)) for name in names))


CHANGE_BALANCE_TEXT = Text(zh="导演设定余额", en="Balance set by the director")


def change_balance(s: Situation, draft: Draft) -> None:
    """Post the difference from outside; other accounts stay as they are."""
    account, change = s.action.account, s.action.amount - draft.balance(s.action.account)
    memo = CHANGE_BALANCE_TEXT
    draft.post(memo, [(account, change), (outside("director"), -change)])
    note(draft, account, ("balance",), (BALANCE,))


def change_progression(s: Situation, draft: Draft) -> None:
    """Store the choice; deadlines that depend on it move."""
    draft.configure(progression=s.action.progression.value)
    note(draft, "settings", ("progression",), (PROGRESSION,))


SCENE_CHANGED = Text(zh="导演设定了：{facts}", en="Set by the director: {facts}")
BALANCE = Text(zh="余额", en="balance")
PROGRESSION = Text(zh="对方的处理方式", en="how the other side answers")


def note(draft: Draft, about: str, changes: tuple[str, ...], labels: tuple[Text, ...]) -> None:
    """Note what the director changed, and say it by the labels of the fields."""
    draft.create(Intervention, state=State.DONE, about=about, changes=changes, at=draft.now)
    draft.record("scene_changed", about, SCENE_CHANGED.filled({"facts": labels}))


machine = Machine(
    entity=Intervention,
    states=State,
    label=Intervention.label,
    transitions=(
        Transition(action=SetFacts, to=State.DONE, rules=(record_exists, facts_fit), effect=(change_facts,)),
        Transition(
            action=SetBalance, to=State.DONE, rules=(account_exists, balance_fits), effect=(change_balance,)
        ),
        Transition(action=ChooseProgression, to=State.DONE, effect=(change_progression,)),
    ),
)
