"""The documentation as it will be published."""

from __future__ import annotations

import re

from sandbox.site.pages import faq
from sandbox.site.prepare import CONCEPTS, GUIDES
from tests.site.conftest import Built


def test_a_strict_build_finds_nothing_wrong(real: Built) -> None:
    assert real.problems == []


def test_every_guide_is_there_in_both_languages(real: Built) -> None:
    pages = ["tutorial", *(f"guides/{slug}" for slug in GUIDES), *(f"concepts/{slug}" for slug in CONCEPTS)]
    missing = [f"{lang}/{p}" for lang in ("zh", "en") for p in pages if not (real.site / lang / p).is_dir()]
    assert missing == []


def test_every_procedure_guide_has_an_executed_example(real: Built) -> None:
    without = [
        f"{lang}/{slug}"
        for lang in ("zh", "en")
        for slug in GUIDES
        if 'class="pc-example"' not in real.page(f"{lang}/guides/{slug}")
    ]
    assert without == []


def test_every_rule_machine_and_scenario_has_an_address_in_both_languages(real: Built) -> None:
    model = real.library.model
    pages = [f"rules/{id}" for id in model.rules] + [f"reference/machines/{name}" for name in model.machines]
    pages += [f"scenarios/{id}" for id in real.library.files]
    missing = [f"{lang}/{p}" for lang in ("zh", "en") for p in pages if not (real.site / lang / p).is_dir()]
    assert missing == []


def test_no_page_asks_for_anything_outside(real: Built) -> None:
    """The checker of the build looks at every resource; here a plain search, in case it is blind."""
    pattern = re.compile(
        r'<(?:script|img|iframe|link(?![^>]*rel="(?:canonical|prev|next)"))[^>]*(?:src|href)="(?:https?:)?//'
    )
    found = [p for p in real.site.rglob("*.html") if pattern.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_every_question_is_answered_by_the_simulator(real: Built) -> None:
    assert faq.problems(real.library) == []
    files = {file.area: file.questions for file in faq.files(real.library)}
    assert len(files["customers"]) >= 23


def test_no_raw_name_of_a_state_or_kind_is_shown(real: Built) -> None:
    """Labels, not values: none of the values with an underscore stands in the text of a transcript."""
    values = {
        str(state.value) for machine in real.library.model.machines.values() for state in machine.states
    } | set(real.library.model.machines)
    names = [re.escape(value) for value in values if "_" in value]
    pattern = re.compile(rf">[^<]*\b(?:{'|'.join(names)})\b[^<]*<")
    found = []
    for page in (real.site / "zh" / "scenarios").rglob("index.html"):
        body = page.read_text(encoding="utf-8").split('class="pc-example"', 1)[-1].split("</section>")[0]
        found += [f"{page.parent.name}: {match[0]}" for match in pattern.finditer(body)]
    assert found == []


def test_the_weight_of_a_page(real: Built) -> None:
    """What a reader's browser fetches before any touch stays below 300 kB compressed.

    The search index is not part of it: a browser test sees that it waits for the first touch.
    """
    import gzip

    def packed(path: str) -> int:
        return len(gzip.compress((real.site / path).read_bytes(), 6))

    for lang in ("zh", "en"):
        wanted = ("*.css", "*.js", "javascripts/bundle.*.js", "javascripts/workers/*.js", "stylesheets/*.css")
        shared = [
            path.relative_to(real.site).as_posix()
            for pattern in wanted
            for path in (real.site / lang / "assets").glob(pattern)
        ]
        shared += [path.relative_to(real.site).as_posix() for path in (real.site / "live").glob("app-*/live.js")]
        common = sum(packed(path) for path in shared)
        for page in (real.site / lang).rglob("index.html"):
            assert common + packed(page.relative_to(real.site).as_posix()) < 300_000, page
