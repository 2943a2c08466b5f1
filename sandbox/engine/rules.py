"""Rules: what the portal demands, does, shows and promises, each with its source.

A rule that can be checked has ``holds``; a rule that makes something happen has ``does``; a rule
made of other rules has ``parts``. Everything else in the simulator refers to these objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from sandbox.engine.text import Text

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Kind(StrEnum):
    """What sort of statement a rule is (the rulebook's ``kind``)."""

    GUARD = "guard"
    INPUT = "input"
    EFFECT = "effect"
    TIMER = "timer"
    SCHEDULE = "schedule"
    VISIBILITY = "visibility"
    NOTICE = "notice"
    FACT = "fact"


class Tier(StrEnum):
    """How much a user depends on the rule."""

    MUST = "must"
    SHOULD = "should"
    REFERENCE = "reference"


class Confidence(StrEnum):
    """How well the rule is attested."""

    SEED = "seed"
    CORROBORATED = "corroborated"
    CORROBORATED_INTL = "corroborated_intl"
    INFERRED = "inferred"


class Gate(IntEnum):
    """The order in which the portal asks. All rules of a gate are checked before the next gate opens.

    ``PERMISSION``: is the button there for this person? ``CHECK``: account check and inputs.
    ``CODE``: the verification code, asked for last.
    """

    PERMISSION = 0
    CHECK = 1
    CODE = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rule:
    """One numbered statement of the rulebook, and its code where it is behaviour.

    Attributes:
        id: slug of the rulebook; the address of the rule everywhere.
        number: number in its area; None for a rule that is not in the numbered list.
        text: the sentence a reader sees; may hold ``{values}``.
        remedy: what to do about it; None where there is nothing to do.
        source: keys of the area's source table.
        holds: ``situation -> bool``; False blocks the action.
        applies: ``situation -> bool``; where False the rule has nothing to say and does nothing.
        values: ``situation -> mapping`` for the placeholders of ``text`` and ``remedy``.
        does: ``(situation, draft) -> None``; the rule's effect.
        parts: rules this one stands for; a refusal cites the parts.
        gate: when it is asked.
        needs: action fields it looks at; it is skipped while a form has not filled them.
        remedied_by: ids of actions that lift the block.
        cited_as: ids of the rules that a refusal cites in its place.
        documented: why the rule is not behaviour here, for a rule without code.
    """

    id: str
    number: int | None = None
    kind: Kind
    tier: Tier = Tier.MUST
    confidence: Confidence = Confidence.CORROBORATED
    text: Text
    remedy: Text | None = None
    source: str = ""
    holds: Callable[[Any], bool] | None = None
    applies: Callable[[Any], bool] | None = None
    values: Callable[[Any], Mapping[str, Any]] | None = None
    does: Callable[[Any, Any], None] | None = None
    parts: tuple[Rule, ...] = ()
    gate: Gate = Gate.CHECK
    needs: tuple[str, ...] = ()
    remedied_by: tuple[str, ...] = ()
    cited_as: tuple[str, ...] = ()
    documented: Text | None = None

    def __repr__(self) -> str:
        return f"Rule({self.id})"

    @property
    def placeholders(self) -> frozenset[str]:
        """Names of the values that its sentences hold."""
        return frozenset(
            name
            for text in (self.text, self.remedy)
            if text
            for name in PLACEHOLDER.findall(text.zh + text.en)
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that blocks, with the values that make its sentence concrete."""

    rule: Rule
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        """The rule's sentence with its values."""
        return self.rule.text.filled(self.values)

    @property
    def remedy(self) -> Text | None:
        """What to do about it, with its values."""
        return self.rule.remedy.filled(self.values) if self.rule.remedy else None


def flatten(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Replace every compound rule by its parts; one named twice is kept once, in first place.

    Two that share an id are two demands of one statement of the rulebook, asked each at its gate.
    """
    seen: dict[Rule, None] = {}
    for rule in rules:
        for part in flatten(rule.parts) if rule.parts else (rule,):
            seen.setdefault(part)
    return tuple(seen)


def blocking(rules: tuple[Rule, ...], situation: Any) -> list[Rule]:
    """The rules, each with ``holds``, that block the action in ``situation``."""
    return [
        rule
        for rule in rules
        if (rule.applies is None or rule.applies(situation)) and not rule.holds(situation)  # type: ignore[misc]
    ]


Questions = tuple[tuple[Callable[[Any], bool] | None, tuple[Callable[[Any], bool], ...]], ...]


def questions(rules: tuple[Rule, ...]) -> Questions:
    """The same rules to be asked at once: those with one ``applies`` together, so it is asked once."""
    found: dict[Any, list[Any]] = {}
    for rule in rules:
        found.setdefault(rule.applies, []).append(rule.holds)
    return tuple((applies, tuple(dict.fromkeys(holds))) for applies, holds in found.items())


def passes(asked: Questions, situation: Any) -> bool:
    """Whether no rule blocks; as :func:`blocking`, but without saying which."""
    for applies, holds in asked:
        if applies is None or applies(situation):
            for held in holds:
                if not held(situation):
                    return False
    return True


def answerable(rules: tuple[Rule, ...], situation: Any, unknown: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that can be asked while the fields ``unknown`` of a form are not filled.

    A rule that names such a field in ``needs`` is left out, and so is one that finds nothing to look
    at yet: what is not there cannot block.
    """
    found = []
    for rule in rules:
        if unknown.isdisjoint(rule.needs):
            try:
                if blocking((rule,), situation):
                    reason(rule, situation)
            except (LookupError, AttributeError, TypeError, ValueError, AssertionError):
                continue
            found.append(rule)
    return tuple(found)


def reason(rule: Rule, situation: Any) -> Reason:
    """The reason that ``rule`` gives in ``situation``."""
    return Reason(rule, rule.values(situation) if rule.values else {})


# --- Rules of every portal -------------------------------------------------------------------

UNKNOWN = Rule(
    id="portal-record-exists",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="找不到“{name}”。", en="There is no record “{name}”."),
    remedy=Text(zh="请从列表中选择一条现有记录。", en="Choose an existing record from the list."),
)
ROLE = Rule(
    id="portal-role",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="您当前的身份没有“{action}”的权限。", en="Your current role may not do “{action}”."),
    remedy=Text(zh="请换用以下身份之一：{roles}。", en="Act as one of: {roles}."),
)
STATE = Rule(
    id="portal-state",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="当前状态为“{state}”，不能执行“{action}”。",
        en="In the state “{state}”, “{action}” is not possible.",
    ),
    remedy=Text(zh="此操作仅适用于以下状态：{states}。", en="It is possible only in: {states}."),
)
FORM = Rule(
    id="portal-form",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    text=Text(zh="“{field}”填写有误：{problem}。", en="The field “{field}” is wrong: {problem}."),
    remedy=Text(zh="请更正后重新提交。", en="Correct it and submit again."),
    needs=("*",),
)
PORTAL_RULES = (UNKNOWN, ROLE, STATE, FORM)
