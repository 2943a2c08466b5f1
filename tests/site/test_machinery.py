"""The documentation's machinery, on a small portal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import markdown as markdown_text
from pymdownx.superfences import SuperFencesException

from sandbox.engine.text import Text
from sandbox.site import build, check, fences
from sandbox.site.build import build_into
from sandbox.site.fences import span
from sandbox.site.html import markdown, one_line, plain, sentence, tag
from sandbox.site.library import BrokenExample, Library, Place, using
from sandbox.site.manuscript import actions_named, boosted, placed
from sandbox.engine.view import source_title
from sandbox.site.pages import faq
from tests.engine import toy as portal
from tests.site.conftest import Built
from tests.site.shelf import FAQ, OPEN, shelf, write

HOSTILE = "<script>alert('x')</script>" + "长" * 10_000 + "😀\u202egnirts`{{ 7*7 }}"


def test_a_strict_build_finds_nothing_wrong(toy: Built) -> None:
    assert toy.problems == []
    assert (toy.site / "index.html").is_file()
    assert (toy.site / "404.html").is_file()


def test_a_guide_shows_the_executed_steps_without_a_script(toy: Built) -> None:
    page = toy.page("zh/guides/open")
    assert page.count('class="pc-example"') == 2
    assert 'data-scenario="toy/open"' in page
    assert 'data-steps="2-3"' in page
    assert "规则 reason-given" in page
    assert 'href="../../rules/reason-given/"' in page
    assert "手机上收到的验证码" in page
    assert "时钟前进到" in page
    assert "自动关门" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="pc-diagram"' in page
    assert re.search(r'class="state [a-z ]*current[ "]', page)


def test_the_page_decides_the_language(toy: Built) -> None:
    page = toy.page("en/guides/open")
    assert "rule reason-given" in page
    assert "规则 reason-given" not in page
    assert "the code received on the phone" in page


def test_a_block_inside_a_longer_fence_is_only_shown(toy: Built) -> None:
    assert "toy/not-run" in toy.page("zh/guides/open")


def test_precautions_are_the_rules_of_the_action(toy: Built) -> None:
    page = toy.page("en/guides/open")
    assert 'data-rule="only-sober"' in page
    assert 'data-rule="few-open"' in page


def test_a_picture_in_a_page_that_is_only_read_has_no_buttons(toy: Built) -> None:
    for svg in re.findall(r'<svg[^>]*class="pc-diagram".*?</svg>', toy.page("zh/guides/open"), re.DOTALL):
        assert 'role="button"' not in svg
        assert "tabindex" not in svg


def test_the_language_switch_stays_on_the_page(toy: Built) -> None:
    assert 'href="../../../en/guides/open/" hreflang="en"' in toy.page("zh/guides/open")
    assert 'href="./../zh/" hreflang="zh"' in toy.page("en/.")


def test_the_sandbox_is_two_floors_above_the_language(toy: Built) -> None:
    assert 'href="../../../../?scenario=toy/open&amp;step=6&amp;lang=zh"' in toy.page("zh/guides/open")
    assert Place("index.md", "en").sandbox("") == "../../?lang=en"
    assert Place("rules/x.md", "en").sandbox("a/b", 2) == "../../../../?scenario=a/b&step=2&lang=en"
    assert Place("index.md", "en").sandbox("a/b", page="p", persona="q").endswith("&lang=en&page=p&persona=q")


def test_both_languages_have_the_same_pages(toy: Built) -> None:
    zh, en = (
        {p.relative_to(toy.site / lang) for p in (toy.site / lang).rglob("*.html")} for lang in ("zh", "en")
    )
    assert zh == en


def test_a_generated_page_has_no_edit_link_and_rules_link_to_scenario_steps(toy: Built) -> None:
    page = toy.page("en/rules/reason-given")
    assert 'href="../../scenarios/toy/open/#ex1-step-1"' in page
    assert 'rel="edit"' not in page


def test_with_an_address_the_pencil_leads_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PCSANDBOX_EDIT_URL", "https://example.org/edit/docs")
    assert rebuild_from(tmp_path) == []
    page = (tmp_path / "site/en/guides/open/index.html").read_text(encoding="utf-8")
    assert 'href="https://example.org/edit/docs/en/guides/open.md"' in page


def rebuild_from(folder: Path) -> list[str]:
    """The toy site, made anew in a folder."""
    shelf(folder)
    return rebuild(folder)


# --- what is broken turns the build red ------------------------------------------------------------


def rebuild(folder: Path) -> list[str]:
    """Build the toy site again from a folder whose files were changed."""
    source = shelf_again(folder)
    return build_into(source, folder / "docs", folder / "site", folder / "work")


def shelf_again(folder: Path) -> Library:
    """A fresh library over the files as they are."""
    return Library(portal.MODEL, folder / "scenarios", lambda start: portal.SPEC, folder / "faq")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the toy site's files, not built."""
    shelf(tmp_path)
    return tmp_path


def test_a_broken_expectation_stops_the_build_and_names_scenario_step_and_page(folder: Path) -> None:
    write(folder / "scenarios/toy/other.yml", OPEN.replace("toy/open", "toy/other"))
    write(folder / "docs/zh/guides/other.md", "# A\n\n```scenario\ntoy/other\n```\n")
    write(folder / "docs/en/guides/other.md", "# A\n\n```scenario\ntoy/other\n```\n")
    assert rebuild(folder) == []
    before = (folder / "site/zh/index.html").stat().st_mtime_ns
    broken = OPEN.replace("toy/open", "toy/other").replace("refused: [not-jammed]", "refused: [few-open]")
    write(folder / "scenarios/toy/other.yml", broken)
    found = "\n".join(rebuild(folder))
    assert "toy/other" in found
    assert "step 2" in found
    assert "docs/zh/guides/other.md, line 3" in found
    assert (folder / "site/zh/index.html").stat().st_mtime_ns == before, "the last good site stays"


def test_the_block_itself_stops_the_page_whatever_goes_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Superfences swallows every exception but its own and shows the block as code: the maker raises only that."""
    source = shelf_again(folder)
    page = placed("```scenario\ntoy/open\n```", "guides/x.md", "zh")
    with using(source):
        assert "pc-example" in render(page)
        monkeypatch.setattr(source, "transcript", lambda id: 1 / 0)
        with pytest.raises(SuperFencesException, match=r"guides/x\.md, line 1: scenario: Zero"):
            render(page)


def render(page: str) -> str:
    """A page through Markdown, with the blocks as mkdocs.yml configures them."""
    blocks = [
        {"name": name, "class": name, "format": getattr(fences, name), "validator": fences.validate}
        for name in fences.BLOCKS
    ]
    return markdown_text(
        page,
        extensions=["pymdownx.superfences"],
        extension_configs={"pymdownx.superfences": {"custom_fences": blocks}},
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```scenario\ntoy/open\nsteps: 5-9\n```", "the scenario has steps 1-6"),
        ("```scenario\ntoy/open\nstep: 1\n```", "unknown option step"),
        ('```scenario colour="red"\ntoy/open\n```', "unknown option colour"),
        ("```scenario\n```", "name at least one scenario"),
        ("```precautions\naction: door.fly\n```", "there is no action “door.fly”"),
        ("```precautions\naction: door.open\nonly: [nope]\n```", "not a rule of this action: nope"),
        ("```rules\n- nope\n```", "there is no rule nope"),
        (
            "```decision\nworld: toy\nas: keeper\ndo: door.open\nchoice: reason\nrows: []\n```",
            "reason is not a field of door.open with a list of choices",
        ),
        ("```decision\nworld: toy\ndo: door.fly\nchoice: x\n```", "there is no action “door.fly”"),
        ("```machine\nnope\n```", "there is no machine “nope”"),
        ("```action\nid: [\n```", "ParserError"),
        ("```sandbox\ntoy/missing\n```", "there is no scenario “toy/missing”"),
        ("```sandbox\ntoy/open\npage: nope\n```", "there is no page “nope”"),
        ("```sandbox\ntoy/open\npage: doors.list\npersona: nobody\n```", "does not have the page doors.list"),
        ("```sandbox\ntoy/open\nstep: 9\npage: doors.list\n```", "step: the scenario has steps 1-6"),
    ],
)
def test_a_wrong_block_stops_the_page_and_says_where(folder: Path, body: str, message: str) -> None:
    page = placed(f"# Wrong\n\n{body}\n", "guides/wrong.md", "zh")
    with (
        using(shelf_again(folder)),
        pytest.raises(SuperFencesException, match=re.escape(message)) as stopped,
    ):
        render(page)
    assert "docs/zh/guides/wrong.md, line 3" in str(stopped.value)


def test_a_wrong_block_stops_the_build(folder: Path) -> None:
    for lang in ("zh", "en"):
        write(folder / f"docs/{lang}/guides/wrong.md", "# Wrong\n\n```rules\n- nope\n```\n")
    found = "\n".join(rebuild(folder))
    assert "docs/zh/guides/wrong.md, line 3: there is no rule nope" in found
    assert "docs/en/guides/wrong.md" in found


def test_a_broken_link_a_missing_anchor_and_a_missing_translation_are_found(folder: Path) -> None:
    write(folder / "docs/en/guides/extra.md", "# Extra\n\n[a](nowhere.md) [b](open.md#nowhere)\n")
    found = "\n".join(rebuild(folder))
    assert "nowhere.md" in found
    assert "#nowhere" in found
    assert "zh/guides/extra/index.html: missing; it is there in en" in found


def test_a_page_that_would_hide_a_generated_one_is_refused(folder: Path) -> None:
    write(folder / "docs/zh/faq.md", "# Mine\n")
    assert any("made from the model" in problem for problem in rebuild(folder))


def test_questions_must_be_shown_by_their_steps(folder: Path) -> None:
    write(
        folder / "faq/toy.yml",
        FAQ.replace("[reason-given]", "[reason-given, nope]").replace("open#1", "open#4"),
    )
    source = shelf_again(folder)
    assert faq.problems(source) == [
        "why-reason: there is no rule nope",
        "why-reason: step toy/open#4 neither refuses nor passes one of its rules",
    ]


# --- nothing that is typed becomes markup ----------------------------------------------------------


def test_hostile_words_stay_words(folder: Path) -> None:
    reason = HOSTILE.replace("'", "''")
    hostile = OPEN.replace('door: a, reason: ""', f"door: b, reason: '{reason}'")
    hostile = hostile.replace("refused: [reason-given]", "refused: [not-jammed]").replace(
        "toy/open", "toy/hostile"
    )
    hostile = hostile.replace(
        "title: {zh: 开门, en: Open a door}", f"title: {{zh: '{reason}', en: '{reason}'}}"
    )
    write(folder / "scenarios/toy/hostile.yml", hostile)
    assert rebuild(folder) == []
    page = (folder / "site/zh/scenarios/toy/hostile/index.html").read_text(encoding="utf-8")
    assert "alert(" in page
    assert "<script>alert" not in page
    assert "7*7" not in page or "49" not in page
    assert len(page) < 200_000, "a long name is cut"


def test_parts_are_escaped_and_kept_on_one_line() -> None:
    element = tag("p", "<b>", tag("i", "`x`\ny"), class_="a", data_x='"', hidden=True, title=None)
    assert one_line(element) == '<p class="a" data-x="&#34;" hidden>&lt;b&gt;<i>&#96;x&#96;&#10;y</i></p>'


def test_a_sentence_without_values_shows_an_ellipsis() -> None:
    text = Text(zh="最早可在 {earliest} 再次生成。", en="The earliest date is {earliest}.")
    assert plain(text, "en") == "The earliest date is …"
    assert '<span class="pc-value">…</span>' in sentence(text, "zh")


def test_words_of_the_model_are_no_markdown() -> None:
    assert markdown("a_b *c* <d> #e") == r"a\_b \*c\* &lt;d&gt; \#e"


# --- small parts -----------------------------------------------------------------------------------


def test_a_block_is_told_where_it_stands() -> None:
    text = "# A\n\n```scenario\nx\n```\n\n````markdown\n```scenario\ny\n```\n````\n    ```precautions\n    z\n    ```"
    lines = placed(text, "guides/a.md", "zh").split("\n")
    assert lines[2] == '```scenario page="guides/a.md" lang="zh" line="3"'
    assert lines[7] == "```scenario"
    assert lines[11] == '    ```precautions page="guides/a.md" lang="zh" line="12"'


def test_a_guide_is_about_the_actions_its_blocks_name() -> None:
    text = "---\nactions: [a.b]\n---\n# X\n\n```precautions\naction: c.d\n```\n\n```scenario\nx/y.z\n```\n"
    assert actions_named(text) == ["a.b", "c.d"]


def test_a_page_that_people_wrote_is_found_first() -> None:
    assert boosted("# X\n", "guides/x.md").startswith("---\nsearch: {boost: 4}\n---\n\n# X")
    assert boosted("---\ntitle: X\n---\n", "index.md") == "---\nsearch: {boost: 2}\ntitle: X\n---\n"
    assert boosted("---\nsearch: {exclude: true}\n---\n", "x.md") == "---\nsearch: {exclude: true}\n---\n"


@pytest.mark.parametrize(("words", "found"), [("", (1, 6)), ("3", (3, 3)), ("2-4", (2, 4)), ("5-", (5, 6))])
def test_steps_are_one_or_a_range(words: str, found: tuple[int, int]) -> None:
    assert span(words, 6) == found


@pytest.mark.parametrize("words", ["0", "7", "4-2", "a", "1-9"])
def test_steps_that_are_not_there_are_refused(words: str) -> None:
    with pytest.raises(BrokenExample):
        span(words, 6)


def test_relative_addresses() -> None:
    assert Place("guides/a.md", "zh").to("rules/b.md") == "../../rules/b/"
    assert Place("rules/index.md", "zh").to("rules/b.md") == "b/"
    assert Place("rules/b.md", "zh").to("index.md") == "../../"
    assert Place("a.md", "zh").to("a.md", "x") == "#x"


def test_the_checker_sees_what_comes_from_outside(tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        write(
            tmp_path / lang / "index.html",
            '<script src="https://cdn.example/x.js"></script><a href="/abs">x</a>',
        )
    write(tmp_path / "zh/x.css", "@import '//fonts.example/a.css';")
    found = "\n".join(check.problems(tmp_path))
    assert "zh/index.html: loads from outside: https://cdn.example/x.js" in found
    assert "broken link: /abs" in found
    assert "zh/x.css: loads from outside" in found


def test_the_site_is_stale_when_an_input_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "SITE", tmp_path / "site")
    write(tmp_path / "mkdocs.yml", "site_name: x\n")
    write(tmp_path / "docs/zh/index.md", "# A\n")
    assert build.stale()
    write(tmp_path / "site" / build.STAMP, build.stamp())
    assert not build.stale()
    write(tmp_path / "docs/zh/index.md", "# B\n")
    assert build.stale()


def test_a_chinese_page_names_a_source_without_the_english_notes() -> None:
    assert source_title("报备客户 – manual list, cap 100", "zh") == "报备客户"
    assert source_title("角色管理 (custom roles)", "zh") == "角色管理"
    assert source_title("Freezing an account (intl)", "zh") == "Freezing an account (intl)"
    assert source_title("报备客户 – manual list, cap 100", "en") == "报备客户 – manual list, cap 100"
