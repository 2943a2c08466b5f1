"""Pages made from the model: Markdown by path, for one language."""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup, escape

from sandbox.engine.text import Text
from sandbox.site.html import Child, join, markdown, one_line, short, tag
from sandbox.site.library import Place

Pages = dict[str, str]


def page(
    title: str,
    *blocks: str | Markup | None,
    description: str = "",
    meta: Iterable[str] = (),
    above: Markup | None = None,
) -> str:
    """A page: front matter, its title, and blocks of Markdown or of HTML; ``above`` comes before the title."""
    escaped = str(escape(short(title)))  # the theme puts a page's title into HTML as it is
    head = ["---", f"title: {json.dumps(escaped, ensure_ascii=False)}", "generated: true", *meta]
    if description:
        head.append(f"description: {json.dumps(short(description), ensure_ascii=False)}")
    parts = ["\n".join([*head, "---"])]
    if above:
        parts.append(f"<div>{one_line(above)}</div>")
    parts.append(f"# {markdown(title)}")
    for block in blocks:
        if isinstance(block, Markup):
            parts.append(f"<div>{one_line(block)}</div>")
        elif block:
            parts.append(block)
    return "\n\n".join(parts) + "\n"


def heading(words: str, anchor: str = "", level: int = 2) -> str:
    """A heading with an anchor of its own."""
    return f"{'#' * level} {markdown(words)}" + (f" {{ #{anchor} }}" if anchor else "")


def table(
    lang: str, head: Iterable[Text], rows: Iterable[Iterable[Child]], class_: str = "", searched: bool = True
) -> Markup:
    """A table that scrolls sideways on a narrow screen; each cell is labelled for print and phones."""
    titles = [label.render(lang) for label in head]
    body = [tag("tr", (tag("td", cell) for cell in row)) for row in rows]
    head_row = tag("tr", (tag("th", title, scope="col") for title in titles))
    inner = tag(
        "table",
        tag("thead", head_row),
        tag("tbody", body),
        class_="pc-table",
        data_search_exclude=not searched,
    )
    return tag(
        "div", inner, class_=f"pc-scroll {class_}".strip(), tabindex="0", role="region", aria_label=titles[0]
    )


def items(children: Iterable[Child], class_: str | None = None, searched: bool = True) -> Markup:
    """A list; one that only repeats other pages is kept out of the search."""
    return tag(
        "ul", (tag("li", child) for child in children), class_=class_, data_search_exclude=not searched
    )


def crumbs(place: Place, *steps: tuple[str, str, str]) -> Markup:
    """The way to a page that is not in the navigation: label, page and anchor of every step."""
    links = (tag("a", label, href=place.to(page_, anchor)) for label, page_, anchor in steps)
    return tag("p", join(links, " › "), class_="pc-crumbs")
