"""The command line: ``pcsandbox``. JSON goes to standard output alone; everything else to standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.settings import Settings
from sandbox.engine.coverage import RuleCoverage, coverage
from sandbox.engine.machines import Listing
from sandbox.engine.scenario import Scenario, Transcript, run
from sandbox.engine.session import BadData, SessionFile
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import Text, show
from sandbox.engine.view import edges, states
from sandbox.engine.world import Entity

OK, FAILED, WRONG = 0, 1, 2


def out(data: Any) -> None:
    """Print JSON to standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say(words: str) -> None:
    """Print a sentence to standard error."""
    print(words, file=sys.stderr)


# --- run -----------------------------------------------------------------------------------------


def cmd_run(args: argparse.Namespace) -> int:
    """Run scenario files: 0 all met, 1 an expectation failed, 2 a file is wrong."""
    simulator, results, status = Simulator(MODEL), [], OK
    for place in args.files:
        paths = list(fixtures.scenario_paths(Path(place)))
        if not paths:
            say(f"{place}: no scenario files in this folder / 此文件夹中没有场景文件")
            status = WRONG
        for path in paths:
            result, code = run_file(simulator, path, args.lang, args.json)
            results.append(result)
            status = max(status, code)
    if args.json:
        out({"ok": status == OK, "files": results})
    return status


def run_file(simulator: Simulator, path: Path, lang: str, quiet: bool) -> tuple[dict[str, Any], int]:
    """Run one file; its result as data, and the exit status it asks for."""
    try:
        scenario = fixtures.scenario_file(path, simulator.model)
        transcript = run(simulator, scenario, fixtures.source)
    except fixtures.BadFile as bad:
        return {"file": str(path), "ok": False, "errors": tell_mistakes(bad.mistakes, lang)}, WRONG
    except BadData as bad:
        errors = tell_mistakes(fixtures.given_mistakes(path, bad), lang)
        return {"file": str(path), "ok": False, "errors": errors}, WRONG
    if not quiet:
        print_transcript(transcript, path, lang)
    mistakes = fixtures.step_mistakes(path, transcript)
    result = {"file": str(path), **transcript.as_json()}
    if mistakes:
        return result | {"errors": tell_mistakes(mistakes, lang)}, WRONG
    return result, OK if transcript.ok else FAILED


def tell_mistakes(mistakes: Sequence[fixtures.Mistake], lang: str) -> list[dict[str, Any]]:
    """Say each mistake in a file with its line and field; the mistakes as data."""
    for mistake in mistakes:
        say(mistake.say(lang))
    return [mistake._asdict() | {"text": mistake.text.model_dump()} for mistake in mistakes]


def print_transcript(transcript: Transcript, path: Path, lang: str) -> None:
    """Print a run for a reader."""
    mark = "✓" if transcript.ok else "✗"
    print(f"{mark} {transcript.scenario.id}: {transcript.scenario.title.render(lang)}  ({path})")
    for step in transcript.steps:
        who = f"{step.persona} " if step.persona else ""
        what = MODEL.actions[step.action].title.render(lang) if step.action in MODEL.actions else step.action
        if step.kind == "advance":
            what = show(step.clock, lang)
        result = step.state or ("ok" if step.accepted else "")
        if step.reasons:
            result = (
                ("拒绝" if lang == "zh" else "refused") + ": " + ", ".join(r.rule.id for r in step.reasons)
            )
        print(f"  {step.number + 1:>2}. {who}{step.kind} {what} → {result}")
        for reason in step.reasons:
            print(f"      - {reason.text.render(lang)}")
        for failure in step.failures:
            print(f"      ! {failure.text.render(lang)}")


# --- the register --------------------------------------------------------------------------------


def all_transcripts() -> list[Transcript]:
    """Every scenario on file, run."""
    simulator = Simulator(MODEL)
    return [
        run(simulator, fixtures.scenario_file(path, MODEL), fixtures.source)
        for path in fixtures.scenario_paths()
    ]


def rule_rows(area: str | None) -> list[RuleCoverage]:
    """The register, by area and number."""
    found = coverage(MODEL, all_transcripts())
    areas = [a.id for a in MODEL.areas] + ["portal"]
    return [found[rule.id] for name in areas if area in (None, name) for rule in MODEL.area_rules(name)]


def cmd_rules(args: argparse.Namespace) -> int:
    """List the rules with what enforces them and where they refuse and pass."""
    known = [a.id for a in MODEL.areas] + ["portal"]
    if args.area and args.area not in known:
        say(f"--area: there is no area “{args.area}”; there are: {', '.join(known)}")
        return WRONG
    rows = rule_rows(args.area)
    if args.json:
        out([row.as_json() for row in rows])
        return OK
    for row in rows:
        number = row.rule.number or "–"
        print(f"{number:>4}  {row.rule.id:<45} {row.rule.kind:<10} {row.rule.tier:<9} {row.status}")
    return OK


def machine_json(name: str) -> dict[str, Any]:
    """A machine as data."""
    machine = MODEL.machines[name]
    return {
        "name": name,
        "area": MODEL.area_of[name],
        "label": machine.label.model_dump(),
        "states": [s.model_dump() for s in states(machine)],
        "transitions": [
            {
                "id": e.id,
                "source": e.source,
                "target": e.target,
                "label": e.label.model_dump(),
                "timer": e.timer,
            }
            for e in edges(MODEL, machine)
        ],
        "timers": [
            {
                "name": t.name,
                "label": t.label.model_dump(),
                "window": t.window.model_dump() if t.window else None,
                "states": [str(s.value) for s in t.source],
                "rules": [r.id for r in t.rules],
            }
            for t in machine.timers
        ],
    }


def cmd_machines(args: argparse.Namespace) -> int:
    """List the machines, or print one as Mermaid text."""
    if args.mermaid:
        if args.mermaid not in MODEL.machines:
            say(f"--mermaid: there is no machine “{args.mermaid}”; there are: {', '.join(MODEL.machines)}")
            return WRONG
        print(mermaid(args.mermaid, args.lang))
        return OK
    if args.json:
        out([machine_json(name) for name in MODEL.machines])
        return OK
    for name, machine in MODEL.machines.items():
        print(f"{name:<28} {machine.label.render(args.lang)}")
    return OK


def mermaid(name: str, lang: str) -> str:
    """A machine as Mermaid ``stateDiagram-v2`` text."""
    machine = MODEL.machines[name]
    lines = ["stateDiagram-v2"]
    lines += [f"    {s.id}: {s.label.render(lang)}" for s in states(machine)]
    for edge in edges(MODEL, machine):
        label = edge.label.render(lang).replace(":", "：")
        lines.append(f"    {edge.source or '[*]'} --> {edge.target}: {label}")
    lines += [f"    {s.id} --> [*]" for s in states(machine) if s.kind == "terminal"]
    return "\n".join(lines)


def cmd_actions(args: argparse.Namespace) -> int:
    """List the actions with titles, roles, menu paths and the JSON Schema of their inputs."""
    rows: list[dict[str, Any]] = [
        {
            "id": action.id,
            "area": MODEL.area_of[action.id],
            "title": action.title.model_dump(),
            "roles": sorted(str(getattr(r, "value", r)) for r in action.roles),
            "menu": [m.model_dump() for m in action.menu],
            "on": action.on,
            "asks_code": action.asks_code,
            "input": action.model_json_schema(),
        }
        for action in MODEL.actions.values()
    ]
    if args.json:
        out(rows)
        return OK
    for row in rows:
        print(f"{row['id']:<40} {row['title'][args.lang]}")
    return OK


def cmd_schema(args: argparse.Namespace) -> int:
    """Print the JSON Schemas of scenario and session files, of records and of settings, and the list pages."""
    schemas = {
        "scenario": Scenario.model_json_schema(by_alias=True),
        "session": SessionFile.model_json_schema(),
        "records": {kind: record_schema(entity) for kind, entity in MODEL.entities.items()},
        "settings": Settings.model_json_schema(),
        "pages": {id: page_schema(listing) for id, listing in MODEL.listings.items()},
    }
    out(schemas[args.which] if args.which else schemas)
    return OK


def record_schema(entity: type[Entity]) -> dict[str, Any]:
    """The JSON Schema of a kind of record, with its name and its ledger accounts."""
    return {
        **entity.model_json_schema(),
        "x-label": entity.label.model_dump(),
        "x-accounts": {name: label.model_dump() for name, label in getattr(entity, "accounts", {}).items()},
    }


def page_schema(listing: Listing) -> dict[str, Any]:
    """What a step ``look`` can name of a list page: columns, operations, and who has it."""
    return {
        "title": listing.title.model_dump(),
        "menu": listing.menu.model_dump(),
        "record": listing.entity.kind,
        "roles": sorted(map(str, listing.roles)),
        "columns": {column.key: column.label.model_dump() for column in listing.columns},
        "actions": list(listing.row_actions),
    }


def cmd_world(args: argparse.Namespace) -> int:
    """Print a base world as JSON: one on file, or a generated one."""
    from sandbox.worlds import generate

    if args.name:
        out(fixtures.world_spec(args.name))
        return OK
    out(generate(seed=args.seed, customers=args.customers))
    return OK


def cmd_docs(args: argparse.Namespace) -> int:
    """Build the documentation in both languages into ``site/``."""
    from sandbox.site.build import build

    return build(strict=True)


def cmd_up(args: argparse.Namespace) -> int:
    """Serve the sandbox at / at once, and the docs at /docs/ as soon as they are built."""
    from sandbox.server import up

    return up(port=args.port, browser=not args.no_browser)


# --- arguments -----------------------------------------------------------------------------------


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 1 <= number <= 100_000:
        raise argparse.ArgumentTypeError("a whole number from 1 to 100000 is expected")
    return number


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    top = argparse.ArgumentParser(
        prog="pcsandbox",
        description=Text(zh="伙伴中心沙箱", en="Partner Center Sandbox: an unofficial training tool").en,
    )
    commands = top.add_subparsers(dest="command", required=True)

    def command(name: str, work: Any) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=(work.__doc__ or "").splitlines()[0])
        sub.set_defaults(work=work)
        sub.add_argument("--lang", choices=("zh", "en"), default="en")
        return sub

    sub = command("up", cmd_up)
    sub.add_argument("--port", type=int, default=8501)
    sub.add_argument("--no-browser", action="store_true")
    sub = command("run", cmd_run)
    sub.add_argument("files", nargs="+", metavar="FILE-OR-FOLDER")
    sub.add_argument("--json", action="store_true")
    sub = command("rules", cmd_rules)
    sub.add_argument("--area")
    sub.add_argument("--json", action="store_true")
    sub = command("machines", cmd_machines)
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--mermaid", metavar="NAME")
    sub = command("actions", cmd_actions)
    sub.add_argument("--json", action="store_true")
    sub = command("schema", cmd_schema)
    sub.add_argument("which", nargs="?", choices=("scenario", "session", "records", "settings", "pages"))
    sub = command("world", cmd_world)
    sub.add_argument("name", nargs="?", metavar="NAME")
    sub.add_argument("--seed", type=int, default=0)
    sub.add_argument("--customers", type=_count, default=50)
    docs = command("docs", cmd_docs)
    docs.add_argument("what", choices=("build",))
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    args = parser().parse_args(argv)
    try:
        status: int = args.work(args)
    except fixtures.BadFile as bad:
        for mistake in bad.mistakes:
            say(mistake.say(args.lang))
        return WRONG
    except BadData as bad:
        say(bad.text.render(args.lang))
        return WRONG
    except BrokenPipeError:  # whoever read our output has read enough
        sys.stdout = None
        return OK
    return status


if __name__ == "__main__":
    sys.exit(main())
