"""The SVG of a machine, its marks, its Mermaid text and its theme."""

from __future__ import annotations

import re
import stat
import sys
import sysconfig
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sandbox.drawing import graphviz
from sandbox.drawing.diagram import DrawingError, Edge, Lang, Node, css, layout, mermaid, paint, script
from tests.drawing.samples import REPORT_EDGES, REPORT_NODES, REQUEST_EDGES, REQUEST_NODES

MACHINES = {"request": (REQUEST_NODES, REQUEST_EDGES), "report": (REPORT_NODES, REPORT_EDGES)}
BOTH = pytest.mark.parametrize("machine", MACHINES)
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
AWKWARD = (Node("a", 'Ａ<b>&"甲"', '<script>&"a"'), Node("b", "乙", "b", "terminal"))


def read(svg: str) -> ET.Element:
    """Parse SVG and forget its namespace."""
    root = ET.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    return root


def marks(svg: str, attribute: str) -> dict[str, set[str]]:
    """Return the classes of every state, edge or wire."""
    return {
        g.attrib[attribute]: set(g.attrib["class"].split())
        for g in read(svg).iter("g")
        if attribute in g.attrib
    }


@BOTH
@LANGS
def test_every_state_and_every_edge_is_an_element_of_its_own(machine: str, lang: Lang) -> None:
    nodes, edges = MACHINES[machine]
    svg = layout(nodes, edges, lang)
    assert list(marks(svg, "data-state")) == [node.id for node in nodes]
    assert sorted(marks(svg, "data-edge")) == sorted(edge.id for edge in edges)
    words = "".join(read(svg).itertext()).replace(" ", "")
    parts: list[Node | Edge] = [*nodes, *edges]
    assert all((part.zh if lang == "zh" else part.en).replace(" ", "") in words for part in parts)


@BOTH
@LANGS
def test_words_are_at_least_12_px_in_a_panel_of_480(machine: str, lang: Lang) -> None:
    root = read(layout(*MACHINES[machine], lang))
    wide = float(root.attrib["viewBox"].split()[2])
    sizes = [float(text.attrib["font-size"]) for text in root.iter("text")]
    assert min(sizes) * min(1, 480 / wide) >= 12


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_star_is_spread_over_depths(lang: Lang) -> None:
    nodes = (
        Node("hub", "中心", "Hub", "initial"),
        *(Node(f"n{i}", f"状态{i}", f"State {i}") for i in range(6)),
    )
    edges = tuple(Edge(f"e{i}", "hub", f"n{i}", "转到状态", "Go there") for i in range(6))
    assert float(read(layout(nodes, edges, lang)).attrib["viewBox"].split()[2]) <= 520


def test_edges_that_share_both_ends_share_one_wire() -> None:
    wires = marks(layout(REQUEST_NODES, REQUEST_EDGES, "zh"), "data-edges")
    assert "association.request_dissociation association.request_switch" in wires
    assert len(wires) == 6


def test_a_loop_is_written_inside_its_state() -> None:
    states = {g.attrib.get("data-state"): g for g in read(layout(REPORT_NODES, REPORT_EDGES, "zh")).iter("g")}
    inside = [g.attrib["data-edge"] for g in states["reported"].iter("g") if "data-edge" in g.attrib]
    assert inside == ["report.invite"]


def test_no_colour_is_in_the_picture() -> None:
    svg = layout(REPORT_NODES, REPORT_EDGES, "en")
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) <= {"none", "currentColor"}
    assert "#" not in svg


def test_two_pictures_on_a_page_share_no_id() -> None:
    both = layout(REPORT_NODES, REPORT_EDGES, "zh", "a-") + layout(REPORT_NODES, REPORT_EDGES, "zh", "b-")
    ids = re.findall(r'\bid="([^"]*)"', both)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[ab]-[A-Za-z0-9_-]+", key) for key in ids)


def test_ids_that_look_alike_stay_apart() -> None:
    edges = (Edge("x.y", "a", "b", "一", "one"), Edge("x:y", "a", "b", "二", "two"))
    ids = re.findall(r'\bid="([^"]*)"', layout(AWKWARD, edges, "en"))
    assert len(ids) == len(set(ids))


def test_the_picture_says_itself_in_words() -> None:
    root = read(layout(REPORT_NODES, REPORT_EDGES, "zh", title="客户报备"))
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    title, desc = (next(e for e in root.iter() if e.get("id") == key).text or "" for key in named)
    assert title == "客户报备"
    assert "客户关联成功：已报备 → 已关联" in desc
    assert "15天未关联，报备失效（到时自动）：已报备 → 已失效" in desc


def test_labels_are_escaped() -> None:
    svg = layout(AWKWARD, (Edge("e", None, "a", "<i>&", "</svg>&"),), "en")
    assert "<script>" not in svg
    assert svg.count("</svg>") == 1
    assert 'class="pc-diagram"' in svg


def test_the_picture_is_always_the_same_and_one_line() -> None:
    svg = layout(REPORT_NODES, REPORT_EDGES, "zh")
    layout.cache_clear()
    assert layout(REPORT_NODES, REPORT_EDGES, "zh") == svg
    assert "\n" not in svg


def test_the_second_time_costs_nothing() -> None:
    layout(REPORT_NODES, REPORT_EDGES, "zh")
    start = time.perf_counter()
    layout(REPORT_NODES, REPORT_EDGES, "zh")
    assert time.perf_counter() - start < 0.005


def test_one_state_alone_is_a_picture() -> None:
    assert marks(layout((Node("a", "甲", "A"),), (), "zh"), "data-state") == {"a": {"state", "stable"}}


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        ((), (), "at least one"),
        ((AWKWARD[0], AWKWARD[0]), (), "node ids that occur twice: a"),
        (AWKWARD, (Edge("e", "a", "b", "一", "1"),) * 2, "edge ids that occur twice: e"),
        (AWKWARD, (Edge("e e", "a", "b", "一", "1"),), "spaces"),
        (AWKWARD, (Edge("e", "a", "z", "一", "1"),), "'z'"),
    ],
)
def test_a_machine_that_cannot_be_drawn_is_refused(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        layout(nodes, edges, "zh")


# --- marks


def test_paint_sets_marks_and_removes_earlier_ones() -> None:
    svg = layout(REPORT_NODES, REPORT_EDGES, "zh")
    painted = paint(
        svg,
        current="reported",
        visited=["in_review", "report.approve"],
        available=["report.invite", "report.delete:reported"],
        blocked=["report.associate", "report.invite"],
    )
    states, edges, wires = (marks(painted, f"data-{what}") for what in ("state", "edge", "edges"))
    assert states["reported"] == {"state", "stable", "current"}
    assert "visited" in states["in_review"]
    assert "available" in edges["report.invite"]
    assert "blocked" not in edges["report.invite"]
    assert "blocked" in edges["report.associate"]
    assert "blocked" in wires["report.associate"]
    assert "available" in wires["report.delete:reported"]
    assert "visited" in wires["report.approve"]
    assert read(painted).attrib["role"] == "group"
    assert paint(painted) == svg == paint(svg)


def test_only_edges_that_do_something_are_reached_with_the_keyboard() -> None:
    painted = paint(
        layout(REQUEST_NODES, REQUEST_EDGES, "en"),
        current="waiting_for_partner",
        available=["association.agree:waiting_for_partner"],
        blocked=["association.reject:waiting_for_partner"],
    )
    edges = {g.attrib["data-edge"]: g for g in read(painted).iter("g") if "data-edge" in g.attrib}
    assert {key for key, g in edges.items() if g.attrib["tabindex"] == "0"} == {
        "association.agree:waiting_for_partner",
        "association.reject:waiting_for_partner",
    }
    assert all(g.attrib["role"] == "button" for g in edges.values())
    assert "aria-disabled" not in edges["association.agree:waiting_for_partner"].attrib
    assert "why" in edges["association.reject:waiting_for_partner"].attrib["aria-description"]
    assert edges["association.agree:waiting_for_customer"].attrib["aria-disabled"] == "true"
    assert edges["association.reject:waiting_for_partner"].attrib["aria-label"] == (
        "Reject: Waiting for partner → Rejected"
    )


def test_a_shared_wire_takes_the_strongest_mark() -> None:
    svg = layout(REQUEST_NODES, REQUEST_EDGES, "zh")
    shared = "association.request_dissociation association.request_switch"
    painted = paint(
        svg, available=["association.request_dissociation"], blocked=["association.request_switch"]
    )
    assert marks(painted, "data-edges")[shared] == {"wire", "available"}


# --- exports


def test_mermaid_text() -> None:
    assert mermaid(REQUEST_NODES, REQUEST_EDGES[:1] + REQUEST_EDGES[6:7], "zh") == (
        "stateDiagram-v2\n"
        '    state "待客户处理" as s_waiting_for_customer\n'
        '    state "待伙伴处理" as s_waiting_for_partner\n'
        '    state "已同意" as s_agreed\n'
        '    state "已驳回" as s_rejected\n'
        "    [*] --> s_waiting_for_customer : 解除关联\n"
        "    s_waiting_for_partner --> s_agreed : ⏱ 5个工作日未处理，自动同意\n"
        "    s_agreed --> [*]\n"
        "    s_rejected --> [*]\n"
    )


def test_mermaid_labels_are_escaped() -> None:
    assert 'state "#60;script#62;&#34;a#34;" as s_a' in mermaid(AWKWARD, (), "en")


# --- the program


def test_a_missing_program_is_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingError, match="pip install graphviz-pure"):
        graphviz.program()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("echo broken >&2; exit 3", "code 3: broken"),
        ("echo '{}'", "cannot be read"),
        ("echo no", "cannot be read"),
    ],
)
def test_a_failing_program_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, message: str
) -> None:
    fake = tmp_path / "graphviz-pure"
    fake.write_text(f"#!/bin/sh\ncat >/dev/null\n{body}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(graphviz, "program", lambda: str(fake))
    with pytest.raises(DrawingError, match=message):
        graphviz.place([graphviz.Box("a", 10, 10)], [], nodesep=10, ranksep=10)


# --- the theme


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("text", "state-fill", 7),
        ("text", "visited", 7),
        ("muted", "surface", 4.5),
        ("visited-line", "surface", 4.5),
        ("on-current", "current", 4.5),
        ("on-available", "available", 4.5),
        ("blocked", "blocked-fill", 4.5),
        ("wire", "surface", 2.5),
        ("state-line", "surface", 2.5),
        ("current", "surface", 3),
        ("available", "surface", 3),
    ],
)
def test_colours_stand_out(ink: str, paper: str, least: float, theme: int) -> None:
    colours = {
        name: (light, dark)
        for name, light, dark in re.findall(
            r"--_([a-z-]+): var\(--pc-[a-z-]+, light-dark\((#\w{6}), (#\w{6})\)\)", css()
        )
    }
    one, other = sorted((luminance(colours[ink][theme]), luminance(colours[paper][theme])))
    assert (other + 0.05) / (one + 0.05) >= least


def test_the_theme_and_the_script_are_read_from_the_package() -> None:
    for wanted in (
        "[data-theme=",
        '[data-md-color-scheme="slate"]',
        "prefers-reduced-motion",
        "focus-visible",
    ):
        assert wanted in css()
    assert "export function activate(root, onEdge)" in script()
    assert "export function repaint(root," in script()
