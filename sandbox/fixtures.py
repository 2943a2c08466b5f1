"""The files that people may edit: scenarios and base worlds, read from YAML with line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sandbox.engine.machines import Model
from sandbox.engine.scenario import BadScenario, Scenario, Transcript, read
from sandbox.engine.session import BadData, Start
from sandbox.engine.text import Text

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
SIZE_LIMIT = 1_000_000


class Mistake(NamedTuple):
    """A mistake in a file, where it is and what to mend."""

    file: str
    line: int
    field: str
    text: Text

    def say(self, lang: str) -> str:
        """The mistake as one line."""
        if lang == "zh":
            return f"{self.file}，第 {self.line} 行，字段 {self.field}：{self.text.zh}"
        return f"{self.file}, line {self.line}, field {self.field}: {self.text.en}"


class BadFile(ValueError):
    """A file that cannot be used, with every mistake found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(m.say("en") for m in mistakes))
        self.mistakes = mistakes


TRUTH = "tag:yaml.org,2002:bool"
CHINESE = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
FOLD = re.compile(
    rf"(?<=[{CHINESE}]) (?=[{CHINESE}“”])|(?<=[“”]) (?=[{CHINESE}])|(?<=[，。；：、！？）]) (?=[0-9A-Za-z])"
)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases (no billion laughs); only true and false are truth values, as in YAML 1.2.

    A reason, or a value of a field, that reads ``no`` or ``on`` stays that word.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases: a scenario has no need of them."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"aliases are not supported (line {event.start_mark.line + 1})")
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """Read a value; a line break that YAML folds into a space is none between Chinese characters."""
        value = super().construct_scalar(node)
        several_lines = node.start_mark.line != node.end_mark.line
        return FOLD.sub("", value) if several_lines and isinstance(value, str) else value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice: YAML would keep the last one in silence."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key.value}” stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != TRUTH]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(TRUTH, re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF"))


def _line_of(node: Any, location: tuple[str | int, ...]) -> int:
    """The line of the innermost part of ``location`` that exists in the YAML tree."""
    line: int = node.start_mark.line + 1 if node is not None else 1
    for part in location:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found:
                line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = found = node.value[part]
            line = node.start_mark.line + 1
        if found is None:
            break
    return line


def parse(text: str, name: str) -> tuple[Any, Any]:
    """The data of a YAML text and its node tree.

    Raises:
        BadFile: it is not YAML, too large, or nested too deep.
    """
    if len(text) > SIZE_LIMIT:
        raise BadFile(
            [Mistake(name, 1, "(file)", Text(zh="文件超过 1 MB。", en="the file is larger than 1 MB."))]
        )
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
        return data, node
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or "not readable"
        raise BadFile(
            [
                Mistake(
                    name,
                    line,
                    "(file)",
                    Text(zh=f"YAML 格式有误：{problem}", en=f"not valid YAML: {problem}"),
                )
            ]
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadFile(
            [
                Mistake(
                    name, 1, "(file)", Text(zh=f"YAML 无法读取：{error}", en=f"YAML cannot be read: {error}")
                )
            ]
        ) from None


def scenario_from(text: str, name: str, model: Model | None = None) -> Scenario:
    """The scenario in a YAML text.

    Raises:
        BadFile: with file, line, field and a sentence for every mistake.
    """
    return _scenario_and_data(text, name, model)[0]


def _scenario_and_data(text: str, name: str, model: Model | None) -> tuple[Scenario, Any]:
    data, node = parse(text, name)
    try:
        return read(data, model), data
    except BadScenario as bad:
        raise BadFile(
            [Mistake(name, _line_of(node, p.location), p.field, p.text) for p in bad.problems]
        ) from None


def step_mistakes(path: Path, transcript: Transcript) -> list[Mistake]:
    """What only a run can find wrong in the file itself: a persona or a record that is not there."""
    found = [f for step in transcript.steps for f in step.failures if f.where]
    if not found:
        return []
    _, node = parse(_read_text(path), str(path))
    return [Mistake(str(path), _line_of(node, f.where), ".".join(map(str, f.where)), f.text) for f in found]


def given_mistakes(path: Path, bad: BadData) -> list[Mistake]:
    """A start that does not fit the model, as mistakes in the scenario file, in the order of its lines."""
    _, node = parse(_read_text(path), str(path))
    places = [(("given", *one.where), one.text) for one in bad.all]
    found = [Mistake(str(path), _line_of(node, place), ".".join(place), text) for place, text in places]
    return sorted(found, key=lambda mistake: mistake.line)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problem = Text(zh="文件不存在。", en="there is no such file.")
        raise BadFile([Mistake(str(path), 1, "(file)", problem)]) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = Text(zh=f"文件无法读取：{error}", en=f"the file cannot be read: {error}")
        raise BadFile([Mistake(str(path), 1, "(file)", problem)]) from None


def scenario_file(path: Path, model: Model | None = None) -> Scenario:
    """The scenario in a file.

    Raises:
        BadFile: as :func:`scenario_from`, or the file cannot be read.
    """
    return scenario_from(_read_text(path), str(path), model)


def scenario_file_and_data(path: Path, model: Model | None = None) -> tuple[Scenario, Any]:
    """The scenario in a file, and the file as parsed data.

    Raises:
        BadFile: as :func:`scenario_file`.
    """
    return _scenario_and_data(_read_text(path), str(path), model)


def scenario_paths(place: Path | None = None) -> Iterator[Path]:
    """The scenario files at a place (a file or a folder), in a stable order."""
    place = place or ROOT / "scenarios"
    if place.is_dir():
        yield from sorted(p for p in place.rglob("*.yml") if p.is_file())
        yield from sorted(p for p in place.rglob("*.yaml") if p.is_file())
    else:
        yield place


@lru_cache(maxsize=64)
def _world(name: str, stamp: int) -> Mapping[str, Any]:
    data, _ = parse(_read_text(ROOT / "worlds" / f"{name}.yml"), f"worlds/{name}.yml")
    if not isinstance(data, Mapping):
        raise BadFile(
            [Mistake(f"worlds/{name}.yml", 1, "(file)", Text(zh="应为键值对。", en="a mapping is expected."))]
        )
    return data


def world_names() -> list[str]:
    """Names of the base worlds on file."""
    return sorted(p.stem for p in (ROOT / "worlds").glob("*.yml"))


def world_spec(name: str) -> Mapping[str, Any]:
    """The data of a base world.

    Raises:
        BadData: there is no such world.
    """
    if name not in world_names():
        known = ", ".join(world_names())
        raise BadData(
            Text(
                zh=f"没有名为“{name}”的基础世界；现有：{known}。",
                en=f"There is no base world “{name}”; there are: {known}.",
            ),
            ("world",),
        )
    return _world(name, int((ROOT / "worlds" / f"{name}.yml").stat().st_mtime_ns))


def source(start: Start) -> Mapping[str, Any]:
    """The base world of a session start: one on file, or a generated one.

    Raises:
        BadData: there is no such world.
    """
    if start.world == "generated":
        from sandbox.worlds import generate

        return generate(seed=start.seed or 0, customers=start.customers or 50)
    return world_spec(start.world)
