"""All actions on one page; who may do what; what is where in the menu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from sandbox.engine.actions import Action
from sandbox.engine.machines import Listing
from sandbox.engine.rules import Rule
from sandbox.engine.text import Labelled
from sandbox.site import words
from sandbox.site.fences import effects_of, facts, rules_of
from sandbox.site.html import join, sentence, tag
from sandbox.site.library import Library, Place, slug
from sandbox.site.names import label_of
from sandbox.site.pages import Pages, heading, items, page
from sandbox.site.story import rule_link

UNSEARCHED = ("search: {exclude: true}",)


def pages(library: Library, lang: str) -> Pages:
    """The page of actions, the page by role and the page by menu path."""
    return {
        "reference/actions.md": _actions(library, lang),
        "find/roles.md": _roles(library, lang),
        "find/menu.md": _menu(library, lang),
    }


def public(library: Library) -> list[type[Action]]:
    """The actions that people do; what the portal notes by itself is left out."""
    return [
        a for a in library.model.actions.values() if "portal" not in a.roles and (a.menu or a.roles - {"*"})
    ]


def _actions(library: Library, lang: str) -> str:
    place = Place("reference/actions.md", lang)
    blocks: list[str | Markup | None] = []
    people = public(library)
    for area in library.areas:
        actions = [a for a in people if library.model.area_of[a.id] == area.id]
        blocks.append(heading(area.label.render(lang), f"area-{area.id}"))
        for action in actions:
            blocks += _action(library, place, action)
    rest = [a for a in library.model.actions.values() if a not in people]
    if rest:
        blocks.append(heading(words.PORTAL_DOES.render(lang), "portal"))
        for action in rest:
            blocks += _action(library, place, action)
    return page(words.ACTIONS.render(lang), *blocks, meta=UNSEARCHED)


def _action(library: Library, place: Place, action: type[Action]) -> Iterator[str | Markup | None]:
    lang = place.lang
    yield heading(action.title.render(lang), slug(action.id), 3)
    each = action.each
    if each is not None:
        yield tag("p", words.BATCH_OF.render(lang, {"action": each.title}), class_="pc-quiet")
    yield facts(action, lang)
    yield guide_links(library, place, action.id)
    for title, rules in (
        (words.PRECAUTIONS, rules_of(library, action.id)),
        (words.EFFECTS, effects_of(library, action.id)),
    ):
        if rules:
            yield _rules(place, title.render(lang), rules)


def _rules(place: Place, title: str, rules: tuple[Rule, ...]) -> Markup:
    links = (
        join([sentence(r.text, place.lang), " ", rule_link(place, r.id, words.RULE_LINK.render(place.lang))])
        for r in rules
    )
    return tag("details", tag("summary", f"{title} ({len(rules)})"), items(links), data_search_exclude=True)


def guide_links(library: Library, place: Place, action: str) -> Markup | None:
    """Links to the guides that explain an action."""
    titles = library.guide_titles.get(place.lang, {})
    links = [tag("a", titles[g], href=place.to(g)) for g in library.guides.get(action, ()) if g in titles]
    if not links:
        return None
    return tag(
        "p", words.GUIDE_FOR.render(place.lang), ": " if place.lang == "en" else "：", join(links, " · ")
    )


def _link(library: Library, place: Place, action: type[Action]) -> Markup:
    link = tag("a", action.title.render(place.lang), href=place.to("reference/actions.md", slug(action.id)))
    guides = guide_links(library, place, action.id)
    return join([link, tag("span", guides, class_="pc-quiet") if guides else None], " ")


# --- by role -------------------------------------------------------------------------------------


def _roles(library: Library, lang: str) -> str:
    place = Place("find/roles.md", lang)
    people = public(library)
    roles = {str(role): role for action in people for role in action.roles if role != "*"}
    kinds = {type(role): role for role in roles.values() if isinstance(role, Labelled)}
    order = {str(role): n for kind in kinds for n, role in enumerate(kind)}
    blocks: list[str | Markup] = []
    for name in sorted(roles, key=lambda r: order.get(r, 0)):
        may = [a for a in people if name in a.roles]
        blocks.append(heading(label_of(roles[name]).render(lang), slug(f"role-{name}")))
        blocks.append(_by_place(library, place, may))
    return page(words.BY_ROLE.render(lang), words.ALL_ROLES_INTRO.render(lang), *blocks, meta=UNSEARCHED)


def _by_place(library: Library, place: Place, actions: Iterable[type[Action]]) -> Markup:
    """Actions by the page they are found on."""
    pages_: dict[str, list[Markup]] = {}
    for action in actions:
        menu = next(iter(action.menu), None)
        where = menu.render(place.lang).rpartition(" > ")[0] if menu else ""
        pages_.setdefault(where or words.ELSEWHERE.render(place.lang), []).append(
            _link(library, place, action)
        )
    rows = (
        tag("div", tag("dt", where), tag("dd", items(links, "pc-inputs"))) for where, links in pages_.items()
    )
    return tag("dl", rows, class_="pc-form pc-wide")


# --- by menu path --------------------------------------------------------------------------------


def _menu(library: Library, lang: str) -> str:
    place = Place("find/menu.md", lang)
    tree: dict[str, Any] = {}
    for listing in library.model.listings.values():
        _leaf(tree, listing.menu.render(lang)).append(_listing(library, place, listing))
    for action in public(library):
        for path in action.menu:
            parent, _, own = path.render(lang).rpartition(" > ")
            title = action.title.render(lang)
            at = parent if own.lower() == title.lower() and parent else path.render(lang)
            _leaf(tree, at).append(join([_link(library, place, action)]))
    return page(words.BY_MENU.render(lang), words.MENU_INTRO.render(lang), _tree(tree), meta=UNSEARCHED)


def _leaf(tree: dict[str, Any], path: str) -> list[Markup]:
    for part in path.split(" > "):
        tree = tree.setdefault(part, {})
    leaves: list[Markup] = tree.setdefault("", [])
    return leaves


def _listing(library: Library, place: Place, listing: Listing) -> Markup:
    roles = [label_of(role).render(place.lang) for role in sorted(listing.roles, key=str)]
    guide = listing.guide.removesuffix("/") or ""
    titles = library.guide_titles.get(place.lang, {})
    path = next((p for p in (f"{guide}.md", f"guides/{guide}.md") if p in titles), None)
    return tag(
        "span",
        tag("span", words.OPEN_LIST.render(place.lang), class_="pc-kind"),
        " ",
        tag("a", listing.title.render(place.lang), href=place.to(path))
        if path
        else listing.title.render(place.lang),
        " ",
        tag("span", ("、" if place.lang == "zh" else ", ").join(roles), class_="pc-quiet"),
        id=slug(listing.id),
    )


def _tree(tree: dict[str, Any]) -> Markup:
    parts = []
    for name, branch in tree.items():
        if not name:
            continue
        leaves = items(branch[""], "pc-leaves") if branch.get("") else None
        below = _tree(branch) if any(branch) else None
        parts.append(tag("li", tag("b", name), leaves, below))
    return tag("ul", parts, class_="pc-tree")
