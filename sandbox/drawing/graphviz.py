"""Call the ``graphviz-pure`` program and read the places it gives to nodes and edges.

It is run without labels and without ids: every box comes with its size already measured, so no
font of the machine has a say and the answer is the same everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = "graphviz-pure"
SECONDS = 20.0


class DrawingError(RuntimeError):
    """A diagram could not be drawn; the message says why and what to do."""


class Point(NamedTuple):
    """A place in the picture, in px, y downwards."""

    x: float
    y: float


class Box(NamedTuple):
    """Something to place, by its size in px."""

    name: str
    width: float
    height: float


class Line(NamedTuple):
    """A connection to route between two boxes.

    Attributes:
        source: name of the box it starts at.
        target: name of the box it ends at.
        backwards: rank the target before the source.
        weight: how much the line wants to be short and straight.
        ranks: how many ranks it spans at least.
        leave: side of the source to start from (a compass point), or "".
        arrive: side of the target to end at, or "".
        arrow: whether room is left for an arrow head at the target.
    """

    source: str
    target: str
    backwards: bool = False
    weight: int = 1
    ranks: int = 1
    leave: str = ""
    arrive: str = ""
    arrow: bool = False


class Curve(NamedTuple):
    """A routed line: a Bézier chain from the source on, and the tip of its arrow head."""

    points: tuple[Point, ...]
    tip: Point | None


class Plan(NamedTuple):
    """Where everything is: box centres by name, and one curve for each line, in its order."""

    width: float
    height: float
    centres: dict[str, Point]
    curves: tuple[Curve, ...]


def program() -> str:
    """Return the path of the graphviz-pure program, beside this Python or on the PATH.

    Raises:
        DrawingError: it is not installed.
    """
    name = PROGRAM + (".exe" if os.name == "nt" else "")
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (folder / name).is_file():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise DrawingError(
            f"State diagrams need the program {PROGRAM!r}, which is neither beside {sys.executable} "
            f"nor on the PATH. Install it with: pip install {PROGRAM}"
        )
    return found


def place(boxes: Sequence[Box], lines: Sequence[Line], *, nodesep: float, ranksep: float) -> Plan:
    """Place boxes in ranks from top to bottom and route lines.

    Args:
        boxes: what to place; names are unique.
        lines: what to connect.
        nodesep: px between neighbours in a rank.
        ranksep: px between ranks.

    Raises:
        DrawingError: graphviz-pure is missing, failed, or gave something unreadable.
    """
    text = _dot(boxes, lines, nodesep=nodesep, ranksep=ranksep)
    command = [program(), "-Kdot", "-Tjson0"]
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DrawingError(f"{command[0]} could not be run: {error}") from error
    if done.returncode != 0:
        raise DrawingError(
            f"{command[0]} failed with code {done.returncode}: {done.stderr.strip() or 'no message'}"
        )
    try:
        return _plan(json.loads(done.stdout), boxes, lines)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise DrawingError(f"{command[0]} gave a layout that cannot be read: {error!r}") from error


def _dot(boxes: Sequence[Box], lines: Sequence[Line], *, nodesep: float, ranksep: float) -> str:
    """Write the graph in the DOT language; boxes are known by their number."""
    number = {box.name: index for index, box in enumerate(boxes)}
    rows = [
        "digraph {",
        f"nodesep={nodesep / 72:.4f} ranksep={ranksep / 72:.4f} mclimit=4",
        'node [shape=box label="" fixedsize=true]',
        'edge [label="" arrowsize=0.7]',
    ]
    rows += [
        f"n{number[box.name]} [width={box.width / 72:.4f} height={box.height / 72:.4f}]" for box in boxes
    ]
    for index, line in enumerate(lines):
        tail, head = (
            f"n{number[line.source]}{_port(line.leave)}",
            f"n{number[line.target]}{_port(line.arrive)}",
        )
        shaft = ("back" if line.backwards else "forward") if line.arrow else "none"
        if line.backwards:
            tail, head = head, tail
        rows.append(f"{tail} -> {head} [id={index} dir={shaft} weight={line.weight} minlen={line.ranks}]")
    return "\n".join([*rows, "}"])


def _port(side: str) -> str:
    return f":{side}" if side else ""


def _plan(answer: dict[str, Any], boxes: Sequence[Box], lines: Sequence[Line]) -> Plan:
    """Turn the program's JSON (y upwards) into a plan (y downwards)."""
    _, _, width, height = (float(part) for part in answer["bb"].split(","))

    def point(pair: str) -> Point:
        x, y = pair.split(",")
        return Point(round(float(x), 1), round(height - float(y), 1))

    nodes = {node["name"]: node for node in answer.get("objects", ())}
    edges = {edge["id"]: edge for edge in answer.get("edges", ())}
    centres = {box.name: point(nodes[f"n{index}"]["pos"]) for index, box in enumerate(boxes)}
    curves = []
    for index, line in enumerate(lines):
        words = edges[str(index)]["pos"].split()
        tip = next((point(word[2:]) for word in words if word[:2] in ("e,", "s,")), None)
        points = tuple(point(word) for word in words if word[:2] not in ("e,", "s,"))
        curves.append(Curve(points[::-1] if line.backwards else points, tip))
    return Plan(width, height, centres, tuple(curves))
