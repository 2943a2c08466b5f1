"""The documentation as it will be published."""

from __future__ import annotations

import re

from sandbox.site import words
from sandbox.site.build import DOCS
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


RULELESS = ("turn-verification-codes-on",)
"""Guides whose action has no rule of its own but who may do it."""


def test_every_guide_has_the_parts_a_reader_looks_for(real: Built) -> None:
    """Who does it where, the rules of its actions, the steps, what may block it, and the way into the sandbox."""
    parts = {
        "action": 'class="pc-form"',
        "steps": 'id="steps"',
        "blocked": r'id="(?:blocked|race)"',
        "sandbox": "data-pc-sandbox",
        "next": 'id="next"',
    }
    found = []
    for lang in ("zh", "en"):
        for slug in GUIDES:
            page = real.page(f"{lang}/guides/{slug}")
            wanted = dict(parts)
            if slug == "choose-a-payout-method":  # a choice, not a procedure
                wanted["steps"] = 'id="table"'
            if slug not in RULELESS:
                wanted["precautions"] = words.PRECAUTIONS.render(lang)
            found += [f"{lang}/{slug}: {part}" for part, sign in wanted.items() if not re.search(sign, page)]
    assert found == []


def test_a_text_of_a_guide_or_concept_names_no_setting_or_id(real: Built) -> None:
    """No raw name in running text; commands of the project may be named."""
    found = []
    for lang in ("zh", "en"):
        for folder in ("guides", "concepts"):
            for path in sorted((DOCS / lang / folder).glob("*.md")):
                text = re.sub(r"^\s*```.*?^\s*```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
                text = re.sub(r"\]\([^)]*\)|\{ #[^}]*\}|^---.*?^---", "", text, flags=re.DOTALL | re.M)
                found += [f"{path.name}: {name}" for name in re.findall(r"\b[a-z]+_[a-z_]+\b", text)]
    assert found == []


def test_the_pencil_names_the_file_and_leads_to_how_it_is_done(real: Built) -> None:
    page = real.page("zh/guides/associate")
    assert re.search(r'href="../../contributing/guides/" title="[^"]*docs/zh/guides/associate.md"[^>]*rel="edit"', page)
    assert 'rel="edit"' not in real.page("zh/reference/timers")


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
    assert len(files["incentives"]) >= 35


def test_the_table_of_payout_methods_is_that_of_the_rulebook(real: Built) -> None:
    """Worked out at build: columns bank, account, owed invoice, quota; a row without rules in it is words."""
    page = real.page("en/guides/choose-a-payout-method")
    body = page.split("pc-decision", 1)[1].split("</table>")[0].split("<tbody>")[1]
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", body):
        cells = [cell for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)][1:]
        said = [re.sub(r"<[^>]+>", "", cell).replace("why", "").strip() for cell in cells]
        found.append((said, [sorted(re.findall(r'data-rule="([^"]+)"', cell)) for cell in cells]))
    yes, no = "yes", "–"
    words = [said for said, _ in found]
    assert words[:5] == [
        [no, no, yes, yes],
        [yes, yes, no, yes],
        [yes, yes, no, yes],
        [no, no, no, yes],
        [no, no, yes, yes],
    ]
    assert words[5:] == [
        ["yes", "yes", "no", "no"],
        ["¥10,300.00", "¥10,300.00", "¥10,600.00", "¥10,600.00"],
    ]
    why = [rules for _, rules in found]
    assert why[0][0] == ["incent-pay-new-resale-methods"]
    assert why[2][2] == ["incent-pay-legacy-referral-methods"]
    assert why[3][0] == ["incent-pay-mixed-selection"]
    assert why[4][1] == ["incent-pay-min-1000-manual"]


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
