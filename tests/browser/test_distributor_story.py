"""A distributor's day in a real browser: an application approved, money allotted with a code, served, reclaimed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from sandbox.engine.session import LogStep, SessionFile, Start, encode
from tests.browser.test_console import Tab, tab

SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")


def waiting_application() -> str:
    """A session for a link: codes are on at 长汀云商, and the application of 惊蛰数码 waits for it."""
    applied = LogStep.model_validate(
        {"as": "t-admin", "do": "cooperation_application.submit", "with": {"distributor": "dist-d"}}
    )
    start = Start(world="distribution", facts={"dist-d": {"verification_code_enabled": True}})
    return encode(SessionFile(start=start, log=(applied,), persona="dist-admin"))


def go(t: Tab, zh: str, en: str) -> None:
    """Open a page from the menu."""
    t.page.get_by_role("navigation").get_by_role("button", name=t.say(zh, en), exact=True).click()
    expect(t.page.get_by_role("navigation").locator("[aria-current=page]")).to_contain_text(t.say(zh, en))


def row(t: Tab, name: str) -> Locator:
    """The row of a list that has a cell with this text."""
    return t.page.get_by_role("row").filter(has=t.page.get_by_role("cell", name=name, exact=True))


def operate(t: Tab, name: str, zh: str, en: str) -> None:
    """Choose an operation from the menu of a row."""
    row(t, name).get_by_role("button", name=t.say("更多", "More")).click()
    t.page.get_by_role("menuitem", name=t.say(zh, en), exact=True).click()
    expect(t.form.get_by_text(name)).to_be_visible()


def fill_amount(t: Tab, amount: str, zh: str, en: str) -> None:
    """Enter the amount and confirm the adjustment."""
    t.form.get_by_role("textbox", name=t.say(zh, en)).fill(amount)
    t.form.get_by_text(re.compile(t.say("^是否确定调[账整]$", "^Confirm the adjustment$"))).click()
    expect(t.form.get_by_role("checkbox")).to_be_checked()


def enter_code(t: Tab) -> str:
    """Have a code sent, read it from the phone and type it."""
    t.press("获取验证码", "Get verification code")
    arrived = t.form.get_by_text(t.say("收到：", "Arrived at"))
    expect(arrived).to_have_text(SIX_DIGITS)
    found = SIX_DIGITS.search(arrived.inner_text())
    assert found is not None
    t.form.get_by_role("textbox", name=t.say("验证码", "Verification code"), exact=True).fill(found[0])
    return found[0]


def submit(t: Tab, *said: str) -> None:
    """Submit; the form closes, and the line at the top says all of this."""
    t.press("提交", "Submit")
    expect(t.form).to_have_count(0)
    for text in said:
        expect(t.page.get_by_role("status").filter(has_text=text).first).to_be_visible()


def balances(t: Tab, **amounts: str) -> None:
    """The page of balances shows these amounts, by company."""
    for name, amount in amounts.items():
        expect(row(t, name).get_by_role("cell").nth(1)).to_have_text(amount)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_distributor_approves_allots_with_the_code_from_the_phone_and_reclaims(
    served: str, chromium: str, lang: str
) -> None:
    with tab(served, chromium, lang) as t:
        t.open(f"&s={waiting_application()}")
        t.page.get_by_role("main").get_by_role("button", name=t.say("审核", "Review"), exact=True).click()
        expect(t.form.get_by_text("惊蛰数码")).to_be_visible()
        t.form.get_by_role("radiogroup").get_by_text(t.say("通过", "approve"), exact=True).click()
        submit(
            t,
            t.say("“审核”已完成：合作申请 · 审核通过", "Done: Review – Cooperation application: approved"),
            t.say("雷闻野：与长汀云商的合作已建立。", "to 雷闻野: The cooperation with 长汀云商 has begun."),
        )
        expect(
            t.page.get_by_text(t.say("目前没有待处理的事项", "Nothing is waiting for you"))
        ).to_be_visible()
        go(t, "账户余额", "Account Balance")
        balances(t, 长汀云商="¥100,000.00", 小满科技="¥8,000.00", 惊蛰数码="¥0.00")

        go(t, "我的云经销商", "My resellers")
        expect(row(t, "惊蛰数码")).to_be_visible()
        operate(t, "小满科技", "拨款", "Allocate funds")
        fill_amount(t, "3000", "拨款金额（元）", "Amount (CNY)")
        code = enter_code(t)
        submit(
            t,
            t.say("“拨款”已完成", "Done: Allocate funds"),
            t.say("长汀云商 · 充值账户：-¥3,000.00", "长汀云商 – recharge account: -¥3,000.00"),
            t.say("小满科技 · 充值账户：+¥3,000.00", "小满科技 – recharge account: +¥3,000.00"),
        )
        t.page.get_by_role("button", name=t.say("手机与消息", "Phone and messages")).click()
        expect(t.page.get_by_text(code).first).to_be_visible()
        t.page.keyboard.press("Escape")
        go(t, "账户余额", "Account Balance")
        balances(t, 长汀云商="¥97,000.00", 小满科技="¥11,000.00")

        t.act_as("reseller-admin")
        go(t, "客户列表", "Customer list")
        operate(t, "橘子动画", "拨款", "Allocate funds")
        fill_amount(t, "500", "金额（元）", "Amount (CNY)")
        enter_code(t)
        submit(
            t,
            t.say("“拨款”已完成", "Done: Allocate funds"),
            t.say("小满科技 · 充值账户：-¥500.00", "小满科技 – recharge account: -¥500.00"),
            "+¥500.00",
        )

        t.act_as("dist-admin")
        go(t, "我的云经销商", "My resellers")
        operate(t, "小满科技", "回收", "Reclaim funds")
        fill_amount(t, "1000", "回收金额（元）", "Amount (CNY)")
        enter_code(t)
        submit(
            t,
            t.say("“回收”已完成", "Done: Reclaim funds"),
            t.say("小满科技 · 充值账户：-¥1,000.00", "小满科技 – recharge account: -¥1,000.00"),
            t.say("长汀云商 · 充值账户：+¥1,000.00", "长汀云商 – recharge account: +¥1,000.00"),
        )
        go(t, "账户余额", "Account Balance")
        balances(t, 长汀云商="¥98,000.00", 小满科技="¥9,500.00")
