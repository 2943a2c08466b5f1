"""Which rules are carried out, and in which steps of which scenarios each one blocks or passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sandbox.engine.machines import Model
from sandbox.engine.rules import Kind, Rule, Tier
from sandbox.engine.scenario import Transcript

BINDING = frozenset({Kind.GUARD, Kind.INPUT, Kind.TIMER})


class RuleCoverage(NamedTuple):
    """What is known of one rule."""

    rule: Rule
    area: str
    status: str
    enforced_by: tuple[str, ...]
    refused_in: tuple[str, ...]
    passed_in: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The row of ``pcsandbox rules --json``."""
        rule = self.rule
        return {
            "id": rule.id,
            "area": self.area,
            "number": rule.number,
            "kind": rule.kind.value,
            "tier": rule.tier.value,
            "confidence": rule.confidence.value,
            "status": self.status,
            "enforced_by": list(self.enforced_by),
            "refused_in": list(self.refused_in),
            "passed_in": list(self.passed_in),
            "text": rule.text.model_dump(),
            "remedy": rule.remedy.model_dump() if rule.remedy else None,
            "source": rule.source,
            "reason": rule.documented.model_dump() if rule.documented else None,
        }


def coverage(model: Model, transcripts: Iterable[Transcript]) -> dict[str, RuleCoverage]:
    """For every rule: who enforces it, where it blocks, where it passes (step numbers from 1)."""
    refused: dict[str, list[str]] = {}
    passed: dict[str, list[str]] = {}
    for transcript in transcripts:
        for step in transcript.steps:
            place = f"{transcript.scenario.id}#{step.number + 1}"
            for rule in {r.rule.id for r in step.reasons} | {id for row in step.rows for id in row}:
                refused.setdefault(rule, []).append(place)
            if step.accepted:
                for id in {*step.passed, *step.applied}:
                    passed.setdefault(id, []).append(place)
            if step.kind == "look":
                for looked in model.listings[step.action].rules:
                    passed.setdefault(looked.id, []).append(place)
    enforcers = model.enforcers()
    return {id: _one(model, rule, enforcers, refused, passed) for id, rule in model.rules.items()}


def _one(
    model: Model,
    rule: Rule,
    enforcers: Mapping[str, list[str]],
    refused: Mapping[str, list[str]],
    passed: Mapping[str, list[str]],
) -> RuleCoverage:
    stand_ins = (*(part.id for part in rule.parts), *rule.cited_as)
    by = tuple(enforcers.get(rule.id, ()))
    status = "enforced" if by and rule.documented is None else "documented"
    return RuleCoverage(
        rule,
        model.area_of[rule.id],
        status,
        by,
        _merge(refused, rule.id, stand_ins),
        _merge(passed, rule.id, tuple(part.id for part in rule.parts)),
    )


def _merge(found: Mapping[str, list[str]], id: str, stand_ins: tuple[str, ...]) -> tuple[str, ...]:
    places = list(found.get(id, ()))
    if not places:
        places = [place for other in stand_ins for place in found.get(other, ())]
    return tuple(dict.fromkeys(places))


def gaps(rows: Iterable[RuleCoverage]) -> list[str]:
    """What is missing: rules that should be behaviour and are not, and rules never refused or passed."""
    missing = []
    for row in rows:
        rule = row.rule
        if row.area == "portal" or rule.kind == Kind.FACT or rule.tier == Tier.REFERENCE:
            continue
        if row.status == "documented":
            if rule.documented is None:
                missing.append(f"{rule.id}: documented only, without a reason")
            continue
        if rule.kind in BINDING:
            if not row.refused_in:
                missing.append(f"{rule.id}: no scenario step is refused by it")
            if not row.passed_in:
                missing.append(f"{rule.id}: no scenario step passes it")
    return missing
