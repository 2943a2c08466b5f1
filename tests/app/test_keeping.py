"""Nothing is lost: a restarted server, another session in place of this one, a file fetched during a redraw."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from sandbox import server
from sandbox.app import deliveries, links, words
from sandbox.app.practice import Practice
from sandbox.engine.session import SessionFile, Start
from tests.app.console import Console
from tests.test_server import Client

PRACTICE = "customers/sc-10-partner-retries-too-early"


@pytest.fixture
def restarted(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the server forget all tabs, as a restart does."""

    def restart() -> None:
        links.TABS.clear()
        links.LIVE.clear()

    return restart


def again(console: Console, lang: str, restart: Any, kept: Any = ...) -> Console:
    """The tab after a restart and a reload; ``kept`` is what its browser has, by default what it was given."""
    memo = console.parts()["top"]["memo"] if kept is ... else kept
    params = {n: v if isinstance(v, str) else v[0] for n, v in console.at.query_params.items()}
    restart()
    second = Console(**{**params, "lang": lang})
    assert second.parts()["top"]["lost"] == console.desk.token
    assert second.parts()["top"]["memo"] is None
    links.restore(second.desk, json.loads(json.dumps(memo)))
    return second.run()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_tab_finds_its_session_after_a_restart(lang: str, restarted: Any) -> None:
    first = Console(lang=lang, page="customers.list")
    first.click(do="clock", by="days", n=1)
    first.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "closing"})
    first.click(do="open", ref="customer/acme")
    second = again(first, lang, restarted)
    assert second.desk.world == first.desk.world
    assert (second.desk.page, second.desk.open) == ("customers.list", "customer/acme")
    assert words.FOUND_AGAIN.render(lang, {"n": "2"}) in second.told()
    assert second.parts()["top"]["lost"] == ""


def test_a_practice_goes_on_after_a_restart(restarted: Any) -> None:
    first = Console(lang="zh", scenario=PRACTICE)
    for _ in range(3):
        first.click(do="do_it")
    second = again(first, "zh", restarted)
    guide = second.desk.guide
    assert isinstance(guide, Practice)
    assert (guide.scenario.id, len(guide.done)) == (PRACTICE, 3)
    for _ in range(len(guide.scenario.steps)):
        second.click(do="do_it")
    assert guide.finished


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kept", [None, 7, [], {"tab": "other"}, {"s": "garbage"}, "own"])
def test_what_the_browser_kept_is_checked_like_a_link(kept: Any, lang: str, restarted: Any) -> None:
    first = Console(lang=lang)
    first.click(do="clock", by="days", n=1)
    if kept == "own":
        kept = {"tab": first.desk.token, "s": "%%%", "practice": 3, "page": ["x"], "open": {}}
    second = again(first, lang, restarted, kept)
    assert words.NOT_FOUND_AGAIN.render(lang, {"page": words.SESSION}) in second.told()
    assert not second.desk.session.log


@pytest.mark.parametrize(
    "practice", [None, [], {"scenario": "nowhere", "done": 1, "names": {}}, {"scenario": PRACTICE, "done": "x", "names": {}},
                 {"scenario": PRACTICE, "done": -4, "names": {"a": 1}}, {"scenario": PRACTICE, "done": 1e6, "names": []}],
)  # fmt: skip
def test_a_damaged_practice_does_not_cost_the_session(practice: Any, restarted: Any) -> None:
    first = Console(lang="en")
    first.click(do="clock", by="days", n=1)
    memo = first.parts()["top"]["memo"] | {"practice": practice, "page": "nowhere", "open": "customer/nobody"}
    second = again(first, "en", restarted, memo)
    assert second.desk.world == first.desk.world
    assert (second.desk.page, second.desk.open) == ("overview", "")


def test_only_a_lost_tab_is_restored(restarted: Any) -> None:
    console = Console(lang="en")
    memo = console.parts()["top"]["memo"]
    console.click(do="clock", by="days", n=1)
    links.restore(console.desk, memo)
    assert len(console.desk.session.log) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_session_puts_this_one_away(lang: str) -> None:
    console = Console(lang=lang)
    console.click(do="clock", by="days", n=1)
    world = console.desk.world
    console.click(do="practise", scenario=PRACTICE)
    assert words.SHELVED.render(lang, {"page": words.SESSION}) in console.told()
    console.click(do="hint")
    console.click(do="go", page="session")
    console.press(words.TAKE_UP.render(lang, {"n": "1"}))
    assert console.desk.world == world
    assert console.desk.guide is None
    assert words.TAKEN_UP.render(lang, {"n": "1"}) in console.told()
    assert console.desk.shelf is None, "nothing was done in the practice"


def test_watching_and_untouched_sessions_are_not_put_away() -> None:
    console = Console(lang="zh")
    console.click(do="watch", scenario=PRACTICE, step=3)
    assert console.desk.shelf is None
    console.click(do="watch_to", step=5)
    console.click(do="practise", scenario=PRACTICE)
    assert console.desk.shelf is None


# --- Files ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def web() -> Client:
    return Client(Starlette(routes=[Route("/download/{desk}/{what:path}", server._download)]))


def test_the_address_of_a_file_outlives_redraws(web: Client) -> None:
    console = Console(lang="zh", page="session")
    (file,) = console.parts()["files"]["files"]
    for days in (1, 2):
        console.click(do="clock", by="days", n=days)
        answer = web.get(file["href"])
        assert answer.status_code == 200
        assert len(json.loads(answer.text)["log"]) == len(console.desk.session.log) == days
        assert "session.pcs.json" in answer.headers["content-disposition"]


def test_a_list_is_fetched_as_the_persona_sees_it(web: Client) -> None:
    console = Console(lang="zh", page="customers.list")
    csv_, xlsx = (file["href"] for file in console.parts()["files"]["files"])
    text = web.get(csv_).text
    assert "云雀食品" in text
    assert "13900000001" not in text, "masked columns stay masked"
    assert web.get(xlsx).content[:2] == b"PK"
    console.click(do="find", listing="customers.list", search="白桦")
    assert "云雀食品" not in web.get(csv_).text
    console.click(do="persona", id="acme")
    assert web.get(csv_).status_code == 404, "another persona does not have that page"


@pytest.mark.parametrize(
    "what",
    ["", "list/nowhere.csv", "list/customers.list.exe", "record/customer/acme.csv", "x/y.csv", "session/.."],
)
def test_what_is_not_there_is_not_found(what: str, web: Client) -> None:
    console = Console(lang="zh")
    assert web.get(f"{deliveries.PREFIX}/{console.desk.token}/{what}").status_code == 404
    assert web.get(f"{deliveries.PREFIX}/unknown/session").status_code == 404


def test_the_desk_of_an_open_tab_is_known_however_many_there_are() -> None:
    first = Console(lang="zh")
    for _ in range(links.TABS_KEPT + 1):
        links.remember(links.fresh_desk("zh"))
    assert first.desk.token not in links.TABS
    assert links.found_desk(first.desk.token) is first.desk


def test_a_big_session_is_not_kept_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(lang="zh")
    monkeypatch.setattr(links, "MEMO_LIMIT", 10)
    assert links.memo(console.desk) is None


def test_a_session_from_a_file_puts_this_one_away() -> None:
    console = Console(lang="en")
    console.click(do="clock", by="days", n=1)
    links.open_session(console.desk, SessionFile(start=Start(world="distributor")))
    assert console.desk.shelf is not None
    assert len(console.desk.shelf[0].log) == 1
