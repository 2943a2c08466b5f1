"""How labels are measured and broken."""

from __future__ import annotations

import pytest

from sandbox.drawing.words import width, wrap


def test_a_chinese_character_is_one_em_and_latin_is_narrower() -> None:
    assert width("待审核") == 3
    assert 0.4 < width("association") / len("association") < 0.65


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("同意", ("同意",)),
        ("15天未关联，报备失效", ("15天未关联，", "报备失效")),
        ("报备客户（需人工审核）", ("报备客户", "（需人工审核）")),
        ("Not associated in 15 days", ("Not associated", "in 15 days")),
        ("", ("",)),
    ],
)
def test_lines_break_where_a_reader_pauses(words: str, lines: tuple[str, ...]) -> None:
    assert wrap(words, 8.0) == lines


@pytest.mark.parametrize("limit", [3.0, 5.0, 9.0])
@pytest.mark.parametrize(
    "words", ["申请切换关联类型（转售 / 顾问销售），等待客户同意。", "a very long label in English (really)"]
)
def test_nothing_is_lost_and_there_are_at_most_three_lines(words: str, limit: float) -> None:
    lines = wrap(words, limit)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert len(lines) <= 3
    assert not any(line[:1] in "，。）)" for line in lines)
    assert not any(line[-1:] in "（(" for line in lines)
