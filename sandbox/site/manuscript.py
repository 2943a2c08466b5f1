"""Hand-written pages as text: their blocks, titles and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from sandbox.site.fences import BLOCKS

_FENCE = re.compile(r"^([\s>]*)(`{3,}|~{3,})[ \t]*([^\s`]*)(.*)$")


def fences(text: str) -> Iterator[tuple[int, str, re.Match[str] | None]]:
    """The lines of a page with the match of each opening fence of ours."""
    open_: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if open_ is not None:
            if match and match[2].startswith(open_) and not match[3] and not match[4].strip():
                open_ = None
            yield number, line, None
        elif match:
            open_ = match[2]
            yield number, line, match if match[3] in BLOCKS else None
        else:
            yield number, line, None


def placed(text: str, page: str, lang: str) -> str:
    """A page whose blocks know where they stand."""
    lines = []
    for number, line, match in fences(text):
        if match:
            line = f'{line.rstrip()} page="{page}" lang="{lang}" line="{number}"'
        lines.append(line)
    return "\n".join(lines)


def scenario_lines(text: str, id: str) -> list[int]:
    """The lines of a page on which blocks begin that show a scenario."""
    found, began = [], 0
    for number, line, match in fences(text):
        if match:
            began = number if match[3] in ("scenario", "sandbox") else 0
        elif began and re.search(rf"(?<![\w/-]){re.escape(id)}(?![\w/-])", line):
            found.append(began)
            began = 0
        elif line.strip().startswith(("```", "~~~")):
            began = 0
    return found


def actions_named(text: str) -> list[str]:
    """The actions a guide is about: those its blocks and its front matter name."""
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    meta = (yaml.safe_load(head[1]) if head else None) or {}
    found = list(meta.get("actions") or [])
    inside = False
    for _, line, match in fences(text):
        if match:
            inside = match[3] in ("precautions", "effects", "action")
        elif line.strip().startswith(("```", "~~~")):
            inside = False
        elif inside:
            found += re.findall(r"\b[a-z_]+\.[a-z_]+\b", line)
    return list(dict.fromkeys(found))


def boosted(text: str, page: str) -> str:
    """A page that people wrote is found before those made from the model, guides first; how to contribute last."""
    factor = 4 if page.startswith(("guides/", "tutorial")) else 0.5 if page.startswith("contributing/") else 2
    if text.startswith("---\n"):
        return (
            text
            if "\nsearch:" in text.split("\n---", 1)[0]
            else f"---\nsearch: {{boost: {factor}}}\n{text[4:]}"
        )
    return f"---\nsearch: {{boost: {factor}}}\n---\n\n{text}"


def title_of(text: str) -> str:
    """The first heading of a page."""
    match = re.search(r"^# +(.+?)\s*(\{[^}]*\})?$", text, re.MULTILINE)
    return match[1] if match else ""
