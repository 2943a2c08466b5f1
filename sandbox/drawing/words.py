"""How wide words are and where their lines break, in Chinese and in Latin script.

Nothing here asks a font: the widths are those of a common sans-serif, rounded up, so that the same
label gives the same picture on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations, pairwise

_NARROW = frozenset("iljtfrI.,:;'|!()[]{}-·")
_WIDE = frozenset("mwMW@%—")

_OPENING = "（《“「【‘([{"
_CLOSING = "，。、；：！？）》”」】’…,.;:!?)]}"
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:[{_CJK}]|[^\s{_CJK}]+)"
    rf"[{re.escape(_CLOSING)}]*\s*"
)


def width(words: str) -> float:
    """Return the width of a line of words, in em."""
    return sum(_width_of(char) for char in words)


def _width_of(char: str) -> float:
    """Return the width of one character, in em: 1 for Chinese, about 0.55 for Latin."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.33
    if char == " ":
        return 0.28
    if char in _WIDE:
        return 0.88
    return 0.72 if char.isupper() else 0.6


def wrap(words: str, limit: float, lines: int = 3) -> tuple[str, ...]:
    """Break words into lines of even length.

    Args:
        words: one label, without line breaks.
        limit: wanted width of a line, in em; a long word, a long label, or a line that is better
            broken at a punctuation mark may exceed it.
        lines: how many lines there may be; a label that needs more gets wider lines instead.

    Returns:
        The lines, at least one. Chinese breaks between any two characters but never before a
        closing or after an opening punctuation mark; Latin script breaks between words only.
    """
    pieces = _PIECE.findall(words) or [words]
    room = max(limit, *(width(piece.rstrip()) for piece in pieces))
    while (wanted := _lines_at(pieces, room)) > lines:
        room += 0.5
    breaks = (
        [0, *middle, len(pieces)]
        for count in range(max(0, wanted - 2), wanted)
        for middle in combinations(range(1, len(pieces)), count)
    )
    best = min(breaks, key=lambda ends: _ugliness(pieces, ends, room))
    return tuple("".join(pieces[start:end]).rstrip() for start, end in pairwise(best))


def _lines_at(pieces: list[str], room: float) -> int:
    """Count the lines needed when each takes as much as fits."""
    count, line = 1, ""
    for piece in pieces:
        if line and width((line + piece).rstrip()) > room:
            count, line = count + 1, ""
        line += piece
    return count


def _ugliness(pieces: list[str], ends: list[int], room: float) -> float:
    """Judge line breaks: by the longest line, the lines, and the breaks within a run of Chinese."""
    longest = max(width("".join(pieces[start:end]).rstrip()) for start, end in pairwise(ends))
    torn = sum(
        pieces[end - 1][-1] not in _CLOSING + " " and pieces[end][0] not in _OPENING for end in ends[1:-1]
    )
    return longest + 3.0 * torn + 2.0 * (len(ends) - 2) + 20.0 * max(0.0, longest - room * 1.15)
