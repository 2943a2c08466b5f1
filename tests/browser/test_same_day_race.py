"""The same-day race as guided practice from the gallery: the refusals with their remedies, and both outcomes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_console import Tab, tab

RACE = ("通知之后当天认证、当天申请", "Certified and applied on one day")
NEXT_DAY = ("认证之后隔天再申请", "Certified today, applied tomorrow")


def practise(t: Tab, zh: str, en: str) -> Locator:
    """Start a practice from its card in the gallery; gives its strip."""
    t.page.get_by_role("searchbox").first.fill(t.say(zh, en))
    card = t.page.get_by_role("article").filter(has_text=t.say(zh, en))
    card.get_by_role("button", name=t.say("动手练习", "Practise"), exact=True).first.click()
    strip = t.page.get_by_role("region", name=t.say(zh, en))
    expect(strip).to_be_visible()
    return strip


def helped(t: Tab, strip: Locator, first: int, last: int, all: int) -> None:
    """Have steps done from ``first`` to ``last``, with all hints of each read."""
    for n in range(first, last + 1):
        for zh, en in (("在哪里？", "Where?"), ("做什么？", "What?"), ("替我做这一步", "Do it for me")):
            strip.get_by_role("button", name=t.say(zh, en)).click()
        expect(strip.get_by_text(t.say(f"完成 {n}/{all}", f"{n} of {all}")).first).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_race_is_lost_on_the_day_and_mended_by_staff_on_the_next(
    served: str, chromium: str, lang: str
) -> None:
    with tab(served, chromium, lang) as t:
        t.open("&page=scenarios")
        strip = practise(t, *RACE)
        helped(t, strip, 1, 10, 19)  # certified, applied, failed, and the list asked for in vain
        refused = t.page.get_by_role("status").filter(has_text=t.say("被拒绝", "Refused"))
        expect(refused.first).to_contain_text("02:00")
        expect(t.page.get_by_text(t.say("2024年7月11日 15:15", "11 Jul 2024, 15:15")).first).to_be_visible()
        helped(t, strip, 11, 19, 19)
        expect(strip.get_by_text(t.say("练习完成", "Well done!"))).to_be_visible()
        expect(strip.get_by_text(t.say("解决办法：", "What to do: ")).first).to_be_visible()
        expect(strip.get_by_role("link", name=t.say("查看规则", "See the rule")).first).to_be_visible()
        expect(t.page.get_by_role("heading", level=1)).to_have_text(t.say("开票清单", "Invoice lists"))
        expect(t.page.get_by_role("cell", name=t.say("1 号", "No. 1"), exact=True)).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_applies_after_the_synchronisation_sees_the_list_at_once(
    served: str, chromium: str, lang: str
) -> None:
    with tab(served, chromium, lang) as t:
        t.open("&page=scenarios")
        strip = practise(t, *NEXT_DAY)
        helped(t, strip, 1, 6, 6)
        expect(t.page.get_by_text(t.say("2024年7月12日 02:10", "12 Jul 2024, 02:10")).first).to_be_visible()
        expect(t.page.get_by_role("cell", name=t.say("1 号", "No. 1"), exact=True)).to_be_visible()
