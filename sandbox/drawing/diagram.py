"""The state diagram of a machine, as SVG with a class and an id for every state and edge.

:func:`layout` draws a machine once; :func:`paint` marks where an entity is and what can be done;
:func:`mermaid` exports text. The colours are in ``diagram.css``, the clicks in ``diagram.js``.

An edge is drawn as a label on its line. Edges that share both ends share one line and stack their
labels; an edge that ends where it starts is written inside its state.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, NamedTuple
from xml.etree import ElementTree as ET

from sandbox.drawing.graphviz import Box, Curve, DrawingError, Line, Plan, Point, place
from sandbox.drawing.words import width, wrap

__all__ = ["DrawingError", "Edge", "Kind", "Lang", "Node", "css", "layout", "mermaid", "paint", "script"]

Kind = Literal["initial", "stable", "transient", "terminal"]
Lang = Literal["zh", "en"]

SVG = "http://www.w3.org/2000/svg"
PANEL = 480.0
"""Width in px of the side panel that a picture should fit."""
STATE_FONT, LABEL_FONT, SMALLEST_FONT = 14.0, 13.0, 12.0
STATE_LINE, LABEL_LINE = 18.0, 16.0
GAP = 5.0
MARGIN = 8.0
START = 14.0
BOLD = 1.1
"""How much wider bold words are."""
GLYPH = 18.0
"""Room in px for the clock of a timer or the loop of an edge inside its state."""


class Node(NamedTuple):
    """A state to draw.

    Attributes:
        id: the state's value; unique in a diagram.
        zh: Chinese label.
        en: English label.
        kind: "initial" gets a start dot even without a creation edge; "transient" waits for
            somebody and is drawn with round ends; "terminal" has a double border.
    """

    id: str
    zh: str
    en: str
    kind: Kind = "stable"


class Edge(NamedTuple):
    """A transition to draw.

    Attributes:
        id: unique in a diagram, such as ``association.agree:waiting_for_customer``.
        source: id of a node; None for a creation, drawn from a small start dot.
        target: id of a node; the source again is written inside the state.
        zh: Chinese label.
        en: English label.
        timer: it happens by itself when a time is up; drawn dashed with a clock.
    """

    id: str
    source: str | None
    target: str
    zh: str
    en: str
    timer: bool = False


# --- what the parts look like before they have a place ---------------------------------------


class Label(NamedTuple):
    """The label of one edge: its lines and the size of its pill in px."""

    edge: Edge
    lines: tuple[str, ...]
    width: float
    height: float


class Bundle(NamedTuple):
    """All edges from one state to another: one line, labels stacked."""

    source: str | None
    target: str
    labels: tuple[Label, ...]

    @property
    def width(self) -> float:
        """Width of the stack, in px."""
        return max((label.width for label in self.labels), default=1.0)

    @property
    def height(self) -> float:
        """Height of the stack, in px."""
        return max(1.0, _stacked(self.labels))


class Shape(NamedTuple):
    """A state: its title's lines, the edges written inside it, and its size in px."""

    node: Node
    lines: tuple[str, ...]
    inside: tuple[Label, ...]
    width: float
    height: float


class Trial(NamedTuple):
    """One way to lay a diagram out; several are tried and the best picture is kept."""

    room: float
    """Wanted width of a label's line, in em."""
    order: Literal["depth", "declared"]
    """Which states come first, and so which lines run upwards."""
    tiers: int = 1
    """Over how many depths the states that follow one state are spread, so that they are not all side by side."""


class Sketch(NamedTuple):
    """A diagram with a place for everything."""

    trial: Trial
    shapes: tuple[Shape, ...]
    bundles: tuple[Bundle, ...]
    plan: Plan


TRIALS = (
    Trial(9.0, "depth"),
    Trial(9.0, "declared"),
    Trial(7.0, "depth"),
    Trial(7.0, "declared"),
    Trial(5.2, "depth"),
    Trial(5.2, "declared"),
)
NARROW_TRIALS = tuple(
    Trial(room, order, tiers)
    for room in (9.0, 7.0, 5.2)
    for order in ("depth", "declared")
    for tiers in (2, 3)
)
"""Tried when no other is narrow enough for legible words in the panel."""


def _label(edge: Edge, lang: Lang, room: float) -> Label:
    """Measure the pill of an edge."""
    lines = wrap(_words(edge, lang), room)
    glyph = GLYPH if edge.timer or edge.source == edge.target else 0.0
    wide = math.ceil(max(map(width, lines)) * LABEL_FONT + glyph + 16)
    return Label(edge, lines, wide, len(lines) * LABEL_LINE + 6)


def _shape(node: Node, inside: tuple[Label, ...], lang: Lang) -> Shape:
    """Measure the box of a state."""
    lines = wrap(_words(node, lang), 8.0)
    wide = max(width(line) for line in lines) * STATE_FONT * BOLD + (36 if node.kind == "transient" else 28)
    wide = max(72.0, wide, *(label.width + 16 for label in inside))
    tall = len(lines) * STATE_LINE + 16
    if inside:
        tall += _stacked(inside) + 4
    return Shape(node, lines, inside, math.ceil(wide), tall)


def _stacked(labels: Sequence[Label]) -> float:
    """Return the height in px of labels one below another."""
    return sum(label.height for label in labels) + GAP * max(0, len(labels) - 1)


def _bundles(nodes: Sequence[Node], edges: Sequence[Edge], lang: Lang, room: float) -> tuple[Bundle, ...]:
    """Gather the edges that share both ends, and start an initial state that nothing creates."""
    labels: dict[tuple[str | None, str], list[Label]] = {}
    for edge in edges:
        if edge.source != edge.target:
            labels.setdefault((edge.source, edge.target), []).append(_label(edge, lang, room))
    for node in nodes:
        if node.kind == "initial":
            labels.setdefault((None, node.id), [])
    return tuple(Bundle(source, target, tuple(found)) for (source, target), found in labels.items())


def _ranks(nodes: Sequence[Node], bundles: Sequence[Bundle], order: str) -> dict[str | None, tuple[int, int]]:
    """Order the states: by the steps they are away from the start, then as declared."""
    place_of: dict[str, int] = {node.id: index for index, node in enumerate(nodes)}
    if order == "declared":
        return {None: (-1, -1), **{key: (index, index) for key, index in place_of.items()}}
    depth: dict[str | None, int] = {None: -1}
    frontier: list[str | None] = [None]
    if all(bundle.source is not None for bundle in bundles):
        frontier = [nodes[0].id]
        depth[nodes[0].id] = 0
    while frontier:
        here = frontier.pop(0)
        for bundle in bundles:
            if bundle.source == here and bundle.target not in depth:
                depth[bundle.target] = depth[here] + 1
                frontier.append(bundle.target)
    return {None: (-1, -1), **{key: (depth.get(key, len(nodes)), index) for key, index in place_of.items()}}


# --- places ------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _best(nodes: tuple[Node, ...], edges: tuple[Edge, ...], lang: Lang) -> Sketch:
    """Lay a diagram out in several ways and keep the best picture; its ids and title are given later."""
    best = min((_sketch(nodes, edges, lang, trial) for trial in TRIALS), key=_badness)
    if _illegible(best):
        best = min((best, *(_sketch(nodes, edges, lang, trial) for trial in NARROW_TRIALS)), key=_badness)
    return best


def _sketch(nodes: Sequence[Node], edges: Sequence[Edge], lang: Lang, trial: Trial) -> Sketch:
    """Lay a diagram out in one way."""
    bundles = _bundles(nodes, edges, lang, trial.room)
    loops = {
        node.id: tuple(_label(e, lang, 9.0) for e in edges if e.source == e.target == node.id)
        for node in nodes
    }
    shapes = tuple(_shape(node, loops[node.id], lang) for node in nodes)
    rank = _ranks(nodes, bundles, trial.order)
    boxes = [Box(f"state {shape.node.id}", shape.width, shape.height) for shape in shapes]
    if any(bundle.source is None for bundle in bundles):
        boxes.append(Box("start", START, START))
    lines: list[Line] = []
    followers: Counter[str | None] = Counter()
    for index, bundle in enumerate(bundles):
        source = "start" if bundle.source is None else f"state {bundle.source}"
        target = f"state {bundle.target}"
        back = rank[bundle.target] < rank[bundle.source]
        enter, leave = ("s", "n") if back else ("n", "s")
        weight = 1 if back else 3
        ranks = 1 if back else 1 + 2 * (followers[bundle.source] % trial.tiers)
        followers[bundle.source] += 0 if back else 1
        if not bundle.labels:
            lines.append(Line(source, target, back, weight, arrow=True))
            continue
        boxes.append(Box(f"bundle {index}", bundle.width, bundle.height))
        lines.append(Line(source, f"bundle {index}", back, weight, ranks, arrive=enter))
        lines.append(Line(f"bundle {index}", target, back, weight, leave=leave, arrow=True))
    plan = place(boxes, lines, nodesep=12, ranksep=22)
    return Sketch(trial, shapes, bundles, plan)


def _badness(sketch: Sketch) -> float:
    """Judge a picture: tall is bad, too wide for legible words in the panel is worse, tangled is bad."""
    wide = sketch.plan.width + 2 * MARGIN
    scale = min(1.0, PANEL / wide)
    cut = sum(len(label.lines) - 1 for bundle in sketch.bundles for label in bundle.labels)
    return (
        sketch.plan.height * scale + 400 * _illegible(sketch) + 8 * cut + 30 * _crossings(sketch.plan.curves)
    )


def _illegible(sketch: Sketch) -> float:
    """Return by how many px the words are too small when the picture is in the panel."""
    return max(0.0, SMALLEST_FONT - LABEL_FONT * PANEL / (sketch.plan.width + 2 * MARGIN))


def _crossings(curves: Sequence[Curve]) -> int:
    """Count the pairs of lines that cross, roughly: Bézier chains are taken as their middle points."""
    chains = [[curve.points[0], *(_middles(curve.points)), curve.points[-1]] for curve in curves]
    return sum(
        _cross(a, b)
        for index, one in enumerate(chains)
        for other in chains[index + 1 :]
        for a in pairwise(one)
        for b in pairwise(other)
    )


def _middles(points: Sequence[Point]) -> Iterable[Point]:
    """Return the middle and the end of every Bézier segment."""
    for start in range(0, len(points) - 3, 3):
        a, b, c, d = points[start : start + 4]
        yield Point((a.x + 3 * b.x + 3 * c.x + d.x) / 8, (a.y + 3 * b.y + 3 * c.y + d.y) / 8)
        yield d


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two straight pieces cross inside."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


# --- SVG -----------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def layout(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], lang: Lang, prefix: str = "", title: str = ""
) -> str:
    """Draw the diagram of a machine, with nothing marked.

    Args:
        nodes: the states, in reading order.
        edges: the transitions, in reading order.
        lang: language of the labels.
        prefix: put before every id, so that two diagrams may share a page.
        title: name of the machine, for those who cannot see the picture.

    Returns:
        One line of SVG, made to be put into HTML; it needs :func:`css`. States are
        ``g.state[data-state]``, edges ``g.edge[data-edge]`` and the lines ``g.wire[data-edges]``.

    Raises:
        ValueError: no node, an id twice or with a space, or an edge to or from a state that is not there.
        DrawingError: graphviz-pure is missing or failed.
    """
    _check(nodes, edges)
    page = _Page(_Ids(prefix), {node.id: _words(node, lang) for node in nodes}, lang)
    title = title or ("状态图" if lang == "zh" else "State diagram")
    return _text(_draw(_best(nodes, edges, lang), page, title, _description(nodes, edges, page.names, lang)))


def _check(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """Refuse a machine that cannot be drawn."""
    if not nodes:
        raise ValueError("a diagram needs at least one node")
    for what, ids in (("node", [node.id for node in nodes]), ("edge", [edge.id for edge in edges])):
        twice = [key for key, count in Counter(ids).items() if count > 1]
        if twice:
            raise ValueError(f"{what} ids that occur twice: {', '.join(twice)}")
        odd = [key for key in ids if key.split() != [key]]
        if odd:
            raise ValueError(f"{what} ids that are empty or have spaces: {odd}")
    known = {None, *(node.id for node in nodes)}
    for edge in edges:
        if edge.source not in known or edge.target not in known:
            raise ValueError(
                f"edge {edge.id!r} goes from {edge.source!r} to {edge.target!r}: not both are nodes"
            )


def _draw(sketch: Sketch, page: _Page, title: str, description: str) -> ET.Element:
    """Put the picture together: lines below, states and labels above."""
    plan = sketch.plan
    wide, tall = math.ceil(plan.width + 2 * MARGIN), math.ceil(plan.height + 2 * MARGIN)
    prefix = page.ids.prefix
    root = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "class": "pc-diagram",
            "viewBox": f"0 0 {wide} {tall}",
            "width": "100%",
            "style": f"max-width:{wide}px",
            "lang": "zh-CN" if page.lang == "zh" else "en",
            "data-blocked": "不可操作，可查看原因" if page.lang == "zh" else "Blocked; choose to see why",
            "fill": "currentColor",
            "role": "img",
            "aria-labelledby": f"{prefix}diagram-title {prefix}diagram-desc",
        },
    )
    _add(root, "title", {"id": f"{prefix}diagram-title"}, title)
    _add(root, "desc", {"id": f"{prefix}diagram-desc"}, description)
    below, states, above = (_add(root, "g", {"class": layer}) for layer in ("wires", "states", "edges"))
    for group in (below, states, above):
        group.set("transform", f"translate({_n(MARGIN)} {_n(MARGIN)})")
    for shape in sketch.shapes:
        _draw_state(states, shape, plan.centres[f"state {shape.node.id}"], page)
    curves = iter(plan.curves)
    for index, bundle in enumerate(sketch.bundles):
        _draw_bundle(below, above, bundle, plan.centres.get(f"bundle {index}"), curves, page)
    if "start" in plan.centres:
        dot = plan.centres["start"]
        _add(below, "circle", {"class": "start", "cx": _n(dot.x), "cy": _n(dot.y), "r": _n(START / 2 - 1)})
    return root


def _draw_state(parent: ET.Element, shape: Shape, centre: Point, page: _Page) -> None:
    """Draw a state: a halo shown when it is current, its box, its title and the edges inside it."""
    node, x, y = shape.node, centre.x - shape.width / 2, centre.y - shape.height / 2
    group = _add(
        parent,
        "g",
        {"class": f"state {node.kind}", "id": page.ids("state", node.id), "data-state": node.id},
    )
    _add(group, "title", {}, page.names[node.id])
    round_ = min(shape.height / 2, 18.0) if node.kind == "transient" else 6.0
    _add(
        group, "rect", {"class": "halo", **_rect(x - 4, y - 4, shape.width + 8, shape.height + 8, round_ + 4)}
    )
    _add(group, "rect", {"class": "box", **_rect(x, y, shape.width, shape.height, round_)})
    if node.kind == "terminal":
        _add(group, "rect", {"class": "inner", **_rect(x + 3, y + 3, shape.width - 6, shape.height - 6, 3.5)})
    middle = y + 8 + len(shape.lines) * STATE_LINE / 2
    _add_lines(group, shape.lines, Point(centre.x, middle), STATE_LINE, STATE_FONT)
    _draw_stack(group, shape.inside, Point(centre.x, y + shape.height - 8 - _stacked(shape.inside)), page)


def _draw_bundle(
    below: ET.Element,
    above: ET.Element,
    bundle: Bundle,
    middle: Point | None,
    curves: Iterator[Curve],
    page: _Page,
) -> None:
    """Draw the one line of a bundle and the labels on it."""
    wire = _add(
        below, "g", {"class": "wire", "data-edges": " ".join(label.edge.id for label in bundle.labels)}
    )
    if bundle.labels and all(label.edge.timer for label in bundle.labels):
        wire.set("class", "wire timer")
    first = next(curves)
    if middle is None:
        _draw_line(wire, _path(first.points), first)
        return
    last = next(curves)
    _draw_line(wire, _path(first.points) + _path(last.points, joined=True), last)
    _draw_stack(above, bundle.labels, Point(middle.x, middle.y - bundle.height / 2), page)


def _draw_stack(parent: ET.Element, labels: Sequence[Label], top: Point, page: _Page) -> None:
    """Draw edges one below another."""
    y = top.y
    for label in labels:
        _draw_edge(parent, label, Point(top.x, y + label.height / 2), page)
        y += label.height + GAP


def _draw_line(wire: ET.Element, path: str, last: Curve) -> None:
    """Draw a line and its arrow head."""
    _add(wire, "path", {"class": "line", "d": path, "fill": "none", "stroke": "currentColor"})
    if last.tip is None:
        return
    base, tip = last.points[-1], last.tip
    length = math.hypot(tip.x - base.x, tip.y - base.y) or 1.0
    across = Point((tip.y - base.y) / length * 3.6, (base.x - tip.x) / length * 3.6)
    corners = (tip, Point(base.x + across.x, base.y + across.y), Point(base.x - across.x, base.y - across.y))
    _add(wire, "polygon", {"class": "head", "points": " ".join(f"{_n(p.x)},{_n(p.y)}" for p in corners)})


def _draw_edge(parent: ET.Element, label: Label, centre: Point, page: _Page) -> None:
    """Draw the pill of an edge, with a clock for a timer and a no-entry sign shown when it is blocked."""
    edge = label.edge
    sentence = _sentence(edge, page.names, page.lang)
    classes = ["edge", *(["timer"] if edge.timer else []), *(["loop"] if edge.source == edge.target else [])]
    group = _add(
        parent,
        "g",
        {
            "class": " ".join(classes),
            "id": page.ids("edge", edge.id),
            "data-edge": edge.id,
            "role": "button",
            "tabindex": "-1",
            "aria-label": sentence,
            "aria-disabled": "true",
        },
    )
    _add(group, "title", {}, sentence)
    x, y = centre.x - label.width / 2, centre.y - label.height / 2
    _add(group, "rect", {"class": "ring", **_rect(x - 3, y - 3, label.width + 6, label.height + 6, 10)})
    _add(group, "rect", {"class": "pill", **_rect(x, y, label.width, label.height, 7)})
    glyph = GLYPH if len(classes) > 1 else 0.0
    if edge.timer:
        _clock(group, Point(x + 8 + 6, centre.y))
    elif glyph:
        _loop(group, Point(x + 8 + 6, centre.y))
    _add_lines(
        group,
        label.lines,
        Point(centre.x + glyph / 2 + (1 if glyph else 0), centre.y),
        LABEL_LINE,
        LABEL_FONT,
    )
    _no_entry(group, Point(x + 1, y + 1))


def _clock(group: ET.Element, at: Point) -> None:
    """Draw a clock face."""
    glyph = _add(group, "g", {"class": "glyph", "fill": "none", "stroke": "currentColor"})
    _add(glyph, "circle", {"cx": _n(at.x), "cy": _n(at.y), "r": "5.5"})
    _add(glyph, "path", {"d": f"M{_n(at.x)},{_n(at.y - 3.2)}V{_n(at.y)}L{_n(at.x + 2.4)},{_n(at.y + 1.4)}"})


def _loop(group: ET.Element, at: Point) -> None:
    """Draw an arrow that turns back to where it starts."""
    glyph = _add(group, "g", {"class": "glyph", "fill": "none", "stroke": "currentColor"})
    _add(
        glyph, "path", {"d": f"M{_n(at.x + 3.4)},{_n(at.y - 3.4)}A4.8,4.8 0 1 0 {_n(at.x + 4.8)},{_n(at.y)}"}
    )
    _add(glyph, "path", {"d": f"M{_n(at.x + 4.2)},{_n(at.y - 6.6)}v3.6h-3.6"})


def _no_entry(group: ET.Element, at: Point) -> None:
    """Draw the sign that is shown on a blocked edge."""
    sign = _add(group, "g", {"class": "no-entry"})
    _add(sign, "circle", {"cx": _n(at.x), "cy": _n(at.y), "r": "6.5"})
    _add(sign, "path", {"d": f"M{_n(at.x - 3.5)},{_n(at.y)}h7", "fill": "none", "stroke": "currentColor"})


def _add_lines(group: ET.Element, lines: Sequence[str], centre: Point, step: float, font: float) -> None:
    """Write lines of words around a centre."""
    text = _add(group, "text", {"text-anchor": "middle", "font-size": _n(font)})
    first = centre.y - (len(lines) - 1) * step / 2 + font * 0.36
    for index, line in enumerate(lines):
        _add(text, "tspan", {"x": _n(centre.x), "y": _n(first + index * step)}, line)


def _add(parent: ET.Element, tag: str, attributes: dict[str, str], words: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = words
    return element


def _rect(x: float, y: float, wide: float, tall: float, round_: float) -> dict[str, str]:
    return {
        "x": _n(x),
        "y": _n(y),
        "width": _n(wide),
        "height": _n(tall),
        "rx": _n(round_),
        "fill": "none",
        "stroke": "currentColor",
    }


def _path(points: Sequence[Point], *, joined: bool = False) -> str:
    """Write a Bézier chain; joined to what is before it by a straight line."""
    start, *rest = (f"{_n(point.x)},{_n(point.y)}" for point in points)
    return f"{'L' if joined else 'M'}{start}C{' '.join(rest)}"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


class _Ids:
    """Ids for one diagram: safe in HTML and CSS, prefixed, never the same twice."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.taken: set[str] = set()

    def __call__(self, what: str, key: str) -> str:
        """Return the id of a state or an edge."""
        base = f"{self.prefix}{what}-{_safe(key)}"
        name, count = base, 1
        while name in self.taken:
            count += 1
            name = f"{base}-{count}"
        self.taken.add(name)
        return name


class _Page(NamedTuple):
    """What every part of one picture needs to name itself."""

    ids: _Ids
    names: dict[str, str]
    """Labels of the states by id."""
    lang: Lang


def _safe(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "-", key)


def _words(part: Node | Edge, lang: Lang) -> str:
    """Return a label on one line."""
    return " ".join((part.zh if lang == "zh" else part.en).split())


def _sentence(edge: Edge, names: dict[str, str], lang: Lang) -> str:
    """Say what an edge does, in words."""
    zh = lang == "zh"
    label, target = _words(edge, lang), names[edge.target]
    if edge.timer:
        label += "（到时自动）" if zh else " (when time is up)"
    if edge.source is None:
        return f"{label}：新建 → {target}" if zh else f"{label}: new → {target}"
    return f"{label}{'：' if zh else ': '}{names[edge.source]} → {target}"


def _description(nodes: Sequence[Node], edges: Sequence[Edge], names: dict[str, str], lang: Lang) -> str:
    """Say the whole picture in words."""
    if lang == "zh":
        states = f"状态：{'、'.join(names.values())}。"
        return states + (
            f"转换：{'；'.join(_sentence(edge, names, lang) for edge in edges)}。" if edges else ""
        )
    states = f"States: {', '.join(names.values())}."
    return states + (
        f" Transitions: {'; '.join(_sentence(edge, names, lang) for edge in edges)}." if edges else ""
    )


def _text(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")


# --- marks ---------------------------------------------------------------------------------------

_MARKS = ("current", "visited", "available", "blocked")


def paint(
    svg: str,
    *,
    current: str | None = None,
    visited: Collection[str] = (),
    available: Collection[str] = (),
    blocked: Collection[str] = (),
) -> str:
    """Mark where an entity is and what can be done; earlier marks are removed.

    Args:
        svg: what :func:`layout` or this function returned.
        current: id of the state it is in; None before it exists.
        visited: ids of the states it has been in, and of the edges it took.
        available: ids of the edges that can be taken now.
        blocked: ids of the edges that start here and that a rule refuses. One that is also
            available counts as available.

    Returns:
        The same SVG with classes; ids that are not in it are ignored. Available and blocked edges
        can be reached with the keyboard, and the picture is then a group of buttons and no longer
        an image.
    """
    root = ET.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    root.attrib = {"xmlns": SVG, **root.attrib}
    blocked = set(blocked) - set(available)
    root.set("role", "group" if available or blocked else "img")
    for group in root.iter("g"):
        state, edge, wire = group.get("data-state"), group.get("data-edge"), group.get("data-edges")
        if state is not None:
            _mark(group, current=state == current, visited=state in visited)
            _set(group, "aria-current", "step" if state == current else None)
        elif edge is not None:
            marks = {"visited": edge in visited, "available": edge in available, "blocked": edge in blocked}
            _mark(group, **marks)
            group.set("tabindex", "0" if marks["available"] or marks["blocked"] else "-1")
            _set(group, "aria-disabled", None if marks["available"] or marks["blocked"] else "true")
            _set(group, "aria-description", root.get("data-blocked") if marks["blocked"] else None)
        elif wire is not None:
            _mark_wire(group, wire.split(), visited, available, blocked)
    return _text(root)


def _mark_wire(
    group: ET.Element,
    edges: Sequence[str],
    visited: Collection[str],
    available: Collection[str],
    blocked: Collection[str],
) -> None:
    """Give a line the strongest mark of its edges; blocked only when nothing on it is available."""

    def some(ids: Collection[str]) -> bool:
        return any(edge in ids for edge in edges)

    _mark(
        group, visited=some(visited), available=some(available), blocked=some(blocked) and not some(available)
    )


def _mark(group: ET.Element, **marks: bool) -> None:
    """Set and clear the classes that are marks."""
    kept = [name for name in group.get("class", "").split() if name not in _MARKS]
    group.set("class", " ".join(kept + [name for name, wanted in marks.items() if wanted]))


def _set(group: ET.Element, attribute: str, value: str | None) -> None:
    if value is None:
        group.attrib.pop(attribute, None)
    else:
        group.set(attribute, value)


# --- exports -------------------------------------------------------------------------------------


def mermaid(nodes: Sequence[Node], edges: Sequence[Edge], lang: Lang) -> str:
    """Write the diagram as Mermaid text (``stateDiagram-v2``).

    Raises:
        ValueError: no node, an id twice or with a space, or an edge to or from a state that is not there.
    """
    _check(nodes, edges)
    names = _Ids("")
    ids = {node.id: names("s", node.id).replace("-", "_") for node in nodes}
    rows = ["stateDiagram-v2"]
    rows += [f'    state "{_escaped(_words(node, lang))}" as {ids[node.id]}' for node in nodes]
    created = {edge.target for edge in edges if edge.source is None}
    rows += [f"    [*] --> {ids[n.id]}" for n in nodes if n.kind == "initial" and n.id not in created]
    for edge in edges:
        source = "[*]" if edge.source is None else ids[edge.source]
        clock = "⏱ " if edge.timer else ""
        rows.append(f"    {source} --> {ids[edge.target]} : {clock}{_escaped(_words(edge, lang))}")
    rows += [f"    {ids[node.id]} --> [*]" for node in nodes if node.kind == "terminal"]
    return "\n".join(rows) + "\n"


def _escaped(words: str) -> str:
    """Write the characters that Mermaid would read as its own as its numeric entities."""
    return re.sub(r'["#;:<>{}\[\]%]', lambda match: f"#{ord(match[0])};", words)


def css() -> str:
    """Return the style sheet of the diagrams."""
    return _asset("diagram.css")


def script() -> str:
    """Return the ES module that makes a diagram react and repaints it."""
    return _asset("diagram.js")


def _asset(name: str) -> str:
    return files("sandbox.drawing").joinpath(name).read_text(encoding="utf-8")
