"""The way in and the way on: what a newcomer is offered, the guides at hand, the tree of the menu."""

from __future__ import annotations

import pytest

from sandbox.app import core, words
from sandbox.app.guides import guides, guides_for
from sandbox.app.links import open_session
from sandbox.app.parts.forms import WORD_JOINER
from sandbox.app.parts.records import hidden_keys
from sandbox.app.rows import masked
from sandbox.engine.session import SessionFile, Start
from tests.app.console import Console

DISSOCIATE = "association.request_dissociation"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_screen_leads_to_a_practice_and_to_the_operations(lang: str) -> None:
    console = Console(lang=lang)
    overview = console.parts()["overview"]
    title = console.desk.say(console.desk.model.actions[DISSOCIATE].title)
    offered = {o["page"]: o["acts"] for o in overview["offers"]}
    assert title in offered["customers.list"]
    assert overview["newcomer"]["id"] == core.FIRST
    console.click(do="practise", scenario=overview["newcomer"]["id"])
    assert console.parts()["overview"]["newcomer"] is None
    guide = console.parts()["guide"]
    assert guide["goal"]
    assert guide["story"]


def test_offers_are_only_pages_and_operations_of_the_persona() -> None:
    console = Console(lang="en")
    for id in ("partner-operator", "manager-u", "acme", "huawei", "director"):
        console.click(do="persona", id=id)
        own = {listing.id for listing in console.desk.listings()}
        mine = {
            console.desk.say(a.title)
            for a in console.desk.model.actions.values()
            if a.roles & console.desk.who.persona.roles
        }
        for offer in console.parts()["overview"]["offers"]:
            assert offer["page"] in own
            assert set(offer["acts"]) <= mine


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_guide_is_reached_from_the_actions_it_names(lang: str) -> None:
    model = core.model()
    assert len(guides(lang)) > 20
    assert [g.slug for g in guides("zh")] == [g.slug for g in guides("en")]
    for guide in guides(lang):
        assert guide.title
        assert guide.actions, guide.slug
        assert set(guide.actions) <= set(model.actions), guide.slug
        assert guide in guides_for([guide.actions[0]], lang)


def test_a_guide_made_for_the_action_comes_first() -> None:
    assert guides_for([DISSOCIATE], "en")[0].slug == "dissociate-partner"
    assert guides_for(["no.such"], "en") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_leads_to_the_rule_the_guide_and_the_remedy(lang: str) -> None:
    console = Console(lang=lang, page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.press(words.SUBMIT.render(lang))
    why = console.parts()[next(name for name in console.parts() if name.startswith("why"))]
    assert all(r["href"].startswith(f"/docs/{lang}/rules/") and r["remedy"] for r in why["reasons"])
    assert why["guides"][0]["href"] == f"/docs/{lang}/guides/dissociate-partner/"


def test_every_list_with_a_guided_operation_links_its_guide() -> None:
    console = Console(lang="en")
    for listing in console.desk.listings():
        console.click(do="go", page=listing.id)
        ids = [*listing.page_actions, *listing.row_actions]
        allowed = [i for i in ids if console.desk.model.actions[i].roles & console.desk.who.persona.roles]
        if guides_for(allowed, "en"):
            assert console.parts()["head"]["guides"], listing.id


def test_the_menu_is_a_tree_in_which_no_page_is_lost() -> None:
    console = Console(lang="zh")
    open_session(console.desk, SessionFile(start=Start(world="distribution"), persona="dist-admin"))
    console.run()
    items = console.menu()
    pages = {item.get("page") for item in items}
    by_path = {listing.menu.zh: listing.id for listing in reversed(console.desk.listings())}
    assert set(by_path.values()) <= pages
    texts = [(item["text"], item.get("depth", 0)) for item in items]
    parent, child = (
        next(n for n, (text, _) in enumerate(texts) if text == wanted) for wanted in ("申请记录", "开票清单")
    )
    assert child == parent + 1
    assert texts[child][1] == texts[parent][1] + 1


# --- What is hidden stays hidden -----------------------------------------------------------------


def test_a_hidden_value_is_hidden_in_the_panel_and_in_forms() -> None:
    console = Console(lang="zh", page="customers.list")
    console.click(do="open", ref="customer/acme")
    hidden = hidden_keys(console.desk, "customer")
    assert {"mobile", "email"} <= hidden
    facts = {f["label"]: f for f in console.parts()["panel"]["facts"]}
    assert facts["手机号码"]["hidden"] == "139*****001"
    assert facts["邮箱"]["hidden"].startswith("a***@")
    console.click(do="persona", id="director")
    console.click(do="open", ref="customer/acme")
    if "panel" in console.parts():
        assert not any("hidden" in f for f in console.parts()["panel"]["facts"])


def test_the_review_of_an_application_shows_no_hidden_value() -> None:
    console = Console(lang="zh", scenario="resellers/sc-01-approve-from-the-todo")
    desk = console.desk
    kind = "cooperation_application"
    hidden = hidden_keys(desk, kind)
    assert {"mobile", "email"} <= hidden
    for _ in range(len(desk.guide.scenario.steps)):  # type: ignore[union-attr]
        if any(e.state == "pending" for e in desk.world.all(desk.model.entities[kind])):
            break
        console.click(do="do_it")
    found = next(e for e in desk.world.all(desk.model.entities[kind]))
    console.click(do="persona", id="dist-admin")
    review = desk.model.actions["cooperation_application.review"]
    console.click(do="act", action=review.id, values={review.on: found.id})
    listing = next(li for li in desk.listings() if li.entity.kind == kind)
    shown = " ".join(m.value for m in console.at.markdown).replace("\\", "").replace(WORD_JOINER, "")
    for column in listing.columns:
        value = str(column.value(desk.world, found))
        if column.masked and value:
            assert value not in shown
            assert masked(value) in shown
