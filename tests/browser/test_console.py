"""The console in a real browser: the main procedure in both languages, and what a trainee leans on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from sandbox.engine.session import SessionFile, Start, encode
from tests.browser.conftest import free_port, serving
from tests.playing import playing

WAIT = 60_000
"""Milliseconds; a machine that builds other things at the same time is slow, and nothing here is a race."""
expect.set_options(timeout=WAIT)


class Tab:
    """A tab that notes console errors, dialogs, failed requests and requests to other hosts."""

    def __init__(self, page: Page, served: str, lang: str) -> None:
        self.page, self.served, self.lang = page, served, lang
        self.wrong: list[str] = []
        page.set_default_timeout(WAIT)
        page.on("console", lambda m: self.wrong.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(f"page: {error}"))
        page.on("request", lambda r: self._look(r.url))
        page.on("websocket", lambda w: self._look(w.url.replace("ws://", "http://")))
        page.on("dialog", self._dialog)

    def _look(self, url: str) -> None:
        if not url.startswith((self.served, "data:", "blob:")):
            self.wrong.append(f"request: {url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.served}/?lang={self.lang}{query}")
        expect(self.page.get_by_role("navigation")).to_be_visible(timeout=WAIT)

    def act_as(self, id: str) -> None:
        self.page.get_by_role("combobox", name=self.say("当前身份", "Acting as")).select_option(id)

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def press(self, zh: str, en: str) -> None:
        self.form.get_by_role("button", name=self.say(zh, en), exact=True).click()


@contextmanager
def tab(served: str, chromium: str, lang: str, **context: object) -> Iterator[Tab]:
    browser = playing().chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    try:
        page = browser.new_context(viewport={"width": 1360, "height": 900}, **context).new_page()  # type: ignore[arg-type]
        found = Tab(page, served, lang)
        yield found
    finally:
        browser.close()
    assert not found.wrong, found.wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_partner_dissociates_and_customer_agrees_with_the_code_from_the_phone(
    served: str, chromium: str, lang: str
) -> None:
    with tab(served, chromium, lang) as t:
        t.open()
        t.page.get_by_role("navigation").get_by_role(
            "button", name=t.say("客户列表", "Customer list"), exact=True
        ).click()
        t.page.get_by_role("button", name=t.say("更多 – 云雀食品", "More – 云雀食品")).click()
        t.page.get_by_role("menuitem", name=t.say("解除关联", "Dissociate")).click()
        t.form.get_by_role("textbox").fill(t.say("业务关闭", "Business closed"))
        t.press("提交", "Submit")
        expect(t.page.get_by_text(t.say("“解除关联”已完成", "Done: Dissociate"))).to_be_visible()

        t.act_as("acme")
        t.page.get_by_role("button", name=t.say("同意", "Agree"), exact=True).click()
        t.form.get_by_text(t.say("我已阅读", "I have read")).click()
        t.press("获取验证码", "Get verification code")
        shown = t.form.get_by_text(t.say("收到：", "Arrived at")).inner_text()
        digits = next(
            part
            for part in shown.replace("，", " ").replace("“", " ").split()
            if part.isdigit() and len(part) == 6
        )
        t.form.get_by_role("textbox").fill(digits)
        t.press("提交", "Submit")
        expect(t.page.get_by_text(t.say("“同意”已完成", "Done: Agree"))).to_be_visible()

        t.act_as("partner-admin")
        t.page.get_by_role("navigation").get_by_role(
            "button", name=t.say("客户列表", "Customer list"), exact=True
        ).click()
        expect(t.page.get_by_role("cell", name="白桦书店", exact=True)).to_be_visible()
        expect(t.page.get_by_role("cell", name="云雀食品", exact=True)).to_have_count(0)


def test_a_double_click_on_submit_submits_once(served: str, chromium: str) -> None:
    with tab(served, chromium, "en") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("button", name="More – 云雀食品").click()
        t.page.get_by_role("menuitem", name="Dissociate").click()
        t.form.get_by_role("textbox").fill("Business closed")
        t.form.get_by_role("button", name="Submit", exact=True).dblclick()
        expect(t.page.get_by_text("Done: Dissociate")).to_be_visible()
        t.page.get_by_role("button", name="Timeline").click()
        expect(t.page.get_by_role("heading", name="Timeline")).to_be_visible()
        expect(t.page.locator("li.path")).to_have_count(2)
        expect(t.page.locator("li.refused")).to_have_count(0)


def test_the_diagram_acts_and_says_why_not(served: str, chromium: str) -> None:
    with tab(served, chromium, "zh") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("cell", name="云雀食品", exact=True).click()
        t.page.get_by_role("button", name="关联关系 ·").click()
        edge = t.page.locator(".edge.available").first
        edge.click()
        expect(t.form).to_be_visible()
        t.press("取消", "Cancel")
        expect(t.form).to_have_count(0)


def test_a_practice_ticks_off_by_result_and_gives_hints(served: str, chromium: str) -> None:
    with tab(served, chromium, "zh") as t:
        t.open("&scenario=customers/sc-10-partner-retries-too-early")
        strip = t.page.get_by_role("region", name="客户不同意，伙伴过早重试")
        expect(strip).to_be_visible()
        strip.get_by_role("button", name="在哪里？").click()
        expect(strip.get_by_text("切换为“林若溪”")).to_be_visible()
        strip.get_by_role("button", name="做什么？").click()
        expect(strip.get_by_text("执行“解除关联”")).to_be_visible()
        strip.get_by_role("button", name="替我做这一步").click()
        expect(strip.get_by_text("完成 1/9").first).to_be_visible()


def test_a_finished_practice_leads_on_to_the_next(served: str, chromium: str) -> None:
    with tab(served, chromium, "en") as t:
        t.open("&scenario=resellers/china-has-no-budgets")
        strip = t.page.locator("section.strip")
        for step in (1, 2):
            for level in ("Where?", "What?", "Do it for me"):
                strip.get_by_role("button", name=level).click()
            expect(strip.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(step))
        expect(strip.get_by_text("Well done!")).to_be_visible()
        strip.get_by_role("button", name="Choose another scenario").click()
        expect(t.page.get_by_role("heading", name="Training scenarios")).to_be_visible()


def test_the_phone_shows_what_arrived(served: str, chromium: str) -> None:
    with tab(served, chromium, "en") as t:
        t.open("&scenario=customers/sc-10-partner-retries-too-early&step=1&persona=acme")
        phone = t.page.get_by_role("button", name="Phone and messages")
        phone.click()
        expect(t.page.get_by_text("Your partner asks to end the association").first).to_be_visible()


def test_the_session_goes_into_a_file_and_back(served: str, chromium: str, tmp_path: Path) -> None:
    with tab(served, chromium, "en") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("button", name="Clock").click()
        t.page.get_by_role("button", name="+1 day").click()
        expect(t.page.get_by_text("The clock now reads 11 Mar 2026")).to_be_visible()
        t.page.get_by_role("button", name="Session and settings").click()
        for _ in range(3):  # whatever is being redrawn meanwhile
            with t.page.expect_download() as download:
                t.page.get_by_role("button", name="Download session file").click()
        expect(t.page.get_by_text("Downloaded.")).to_be_visible()
        file = tmp_path / "session.json"
        download.value.save_as(file)
        assert len(json.loads(file.read_text())["log"]) == 1
        bad = tmp_path / "bad.json"
        bad.write_text("<script>alert(1)</script>")
        t.page.locator("input[type=file]").set_input_files(bad)
        expect(t.page.get_by_text("This is not a session file")).to_be_visible()
        t.page.locator("input[type=file]").set_input_files(file)
        expect(t.page.get_by_text("Session opened (steps: 1).")).to_be_visible()


def test_a_list_is_downloaded_as_it_is_found(served: str, chromium: str, tmp_path: Path) -> None:
    with tab(served, chromium, "zh") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("searchbox").fill("白桦")
        expect(t.page.get_by_text("找到 1 条")).to_be_visible()
        with t.page.expect_download() as download:
            t.page.get_by_role("button", name="导出 CSV").click()
        assert download.value.suggested_filename.endswith(".csv")
        file = tmp_path / "list.csv"
        download.value.save_as(file)
        text = file.read_text(encoding="utf-8-sig")
        assert "白桦书店" in text
        assert "云雀食品" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_tab_finds_its_session_again_after_a_restart(chromium: str, lang: str) -> None:
    port = free_port()
    with tab(f"http://localhost:{port}", chromium, lang) as t:
        with serving(port):
            t.open("&page=customers.list")
            t.page.get_by_role("button", name=t.say("时钟", "Clock")).click()
            t.page.get_by_role("button", name=t.say("+1 天", "+1 day")).click()
            expect(
                t.page.get_by_text(t.say("时钟已到 2026年3月11日", "The clock now reads 11 Mar 2026"))
            ).to_be_visible()
            wrong = list(t.wrong)
        expect(t.page.get_by_text(t.say("连接已断开", "Connection lost"))).to_be_visible()
        expect(t.page.get_by_text("pcsandbox up")).to_be_visible()
        with serving(port):
            t.page.reload()
            told = t.say("您的会话（1 步）已从本浏览器找回", "your session (steps: 1) was found again")
            expect(t.page.get_by_text(told)).to_be_visible()
            expect(t.page.get_by_role("heading", level=1)).to_have_text(t.say("我的客户", "My customers"))
            t.page.goto("about:blank")
        t.wrong = wrong  # a browser logs every try to reach a server that is away


def test_hostile_names_stay_text_in_a_browser(served: str, chromium: str, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps({"version": 1, "start": {"facts": {"acme": {"account_name": name}}}}))
    with tab(served, chromium, "en") as t:
        t.open("&page=session")
        t.page.locator("input[type=file]").set_input_files(file)
        expect(t.page.get_by_text("Session opened")).to_be_visible()
        t.page.get_by_role("navigation").get_by_role("button", name="Customer list", exact=True).click()
        cell = t.page.get_by_role("cell", name=name, exact=True)
        expect(cell).to_be_visible()
        cell.click()
        t.page.get_by_role("button", name="Dissociate", exact=True).first.click()
        expect(t.form.get_by_text(name)).to_be_visible()


def test_addresses_in_a_form_are_words_and_no_links(served: str, chromium: str) -> None:
    name = "https://evil.example/login www.evil.example a@evil.example"
    start = Start(facts={"acme": {"account_name": name}})
    with tab(served, chromium, "en") as t:
        t.open(f"&page=customers.list&s={encode(SessionFile(start=start))}")
        t.page.get_by_role("navigation").get_by_role("button", name="Customer list", exact=True).click()
        t.page.get_by_role("button", name=f"More – {name}").click()
        t.page.get_by_role("menuitem", name="Dissociate").click()
        expect(t.form.get_by_text("evil.example/login")).to_be_visible()
        expect(t.form.locator("a[href*=evil]")).to_have_count(0)


@pytest.mark.parametrize("size", [(390, 800), (820, 1100)])
def test_small_screens_have_no_sideways_scroll(served: str, chromium: str, size: tuple[int, int]) -> None:
    with tab(served, chromium, "en") as t:
        t.page.set_viewport_size({"width": size[0], "height": size[1]})
        t.page.goto(f"{served}/?lang=en&page=customers.list")
        expect(t.page.get_by_role("cell", name="云雀食品", exact=True)).to_be_visible(timeout=WAIT)
        wide = t.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_half_filled_form_survives_escape_a_click_beside_it_and_the_other_language(
    served: str, chromium: str, lang: str
) -> None:
    with tab(served, chromium, lang) as t:
        t.open("&page=customers.list")
        t.page.get_by_role("button", name=t.say("更多 – 云雀食品", "More – 云雀食品")).click()
        t.page.get_by_role("menuitem", name=t.say("解除关联", "Dissociate")).click()
        t.form.get_by_role("textbox").fill("typed once")
        t.page.keyboard.press("Escape")
        expect(t.form).to_have_count(0)
        go_on = t.page.get_by_role("button", name=t.say("继续填写", "Go on with it"))
        go_on.click()
        expect(t.form.get_by_role("textbox")).to_have_value("typed once")
        t.form.get_by_role("textbox").fill("typed twice")
        t.page.mouse.click(1300, 860)
        expect(t.form).to_have_count(0)
        go_on.click()
        expect(t.form.get_by_role("textbox")).to_have_value("typed twice")
        t.form.get_by_role("textbox").fill("typed thrice")
        t.press("English", "中文")
        expect(t.form.get_by_text(t.say("Reason", "申请原因"), exact=True)).to_be_visible()
        expect(t.form.get_by_role("textbox")).to_have_value("typed thrice")
        expect(t.form.get_by_role("button", name=t.say("Submit", "提交"), exact=True)).to_be_visible()


def test_a_half_filled_form_is_there_again_after_a_restart(chromium: str) -> None:
    port = free_port()
    with tab(f"http://localhost:{port}", chromium, "en") as t:
        with serving(port):
            t.open("&page=customers.list")
            t.page.get_by_role("button", name="More – 云雀食品").click()
            t.page.get_by_role("menuitem", name="Dissociate").click()
            t.form.get_by_role("textbox").fill("typed before the cut")
            t.page.keyboard.press("Tab")
            t.page.wait_for_function("sessionStorage.getItem('pcsandbox')?.includes('typed before the cut')")
            wrong = list(t.wrong)
        expect(t.page.get_by_text("Connection lost")).to_be_visible()
        with serving(port):
            expect(t.page.get_by_text("What you typed earlier is back")).to_be_visible()
            expect(t.form.get_by_role("textbox")).to_have_value("typed before the cut")
            t.press("Submit", "Submit")
            expect(t.page.get_by_text("Done: Dissociate")).to_be_visible()
            t.page.goto("about:blank")
        t.wrong = wrong  # a browser logs every try to reach a server that is away


def test_an_opened_reason_stays_open_in_the_other_language(served: str, chromium: str) -> None:
    with tab(served, chromium, "en") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("cell", name="白桦书店", exact=True).click()
        t.page.locator("details.why > summary", has_text="Allocate funds").click()
        expect(t.page.get_by_text("Funds are adjusted for resale customers only").first).to_be_visible()
        t.page.get_by_role("button", name="中文", exact=True).click()
        expect(t.page.locator("details.why[open] > summary", has_text="拨款")).to_be_visible()


def test_on_a_telephone_an_opened_record_and_a_chosen_page_are_seen(served: str, chromium: str) -> None:
    with tab(served, chromium, "zh") as t:
        t.page.set_viewport_size({"width": 390, "height": 500})
        t.page.goto(f"{served}/?lang=zh&page=customers.list")
        t.page.get_by_role("cell", name="白桦书店", exact=True).click()
        expect(
            t.page.get_by_role("region", name="白桦书店").get_by_role("heading", level=2)
        ).to_be_in_viewport()
        t.page.get_by_role("button", name="展开菜单").click()
        t.page.get_by_role("navigation", name="菜单").get_by_role("button", name="调账记录").click()
        expect(t.page.get_by_role("heading", level=1, name="调账记录")).to_be_in_viewport()
        expect(t.page.get_by_role("navigation", name="菜单")).not_to_be_in_viewport()


def test_rows_hidden_by_a_search_are_shown_again_from_the_empty_list(served: str, chromium: str) -> None:
    with tab(served, chromium, "zh") as t:
        t.open("&page=customers.list")
        t.page.get_by_role("searchbox").fill("没有这个客户")
        expect(t.page.get_by_text("共 2 条，都被当前的搜索或筛选条件隐藏了。")).to_be_visible()
        t.page.locator(".empty").get_by_role("button", name="清除条件").click()
        expect(t.page.get_by_role("cell", name="云雀食品", exact=True)).to_be_visible()
        expect(t.page.get_by_role("searchbox")).to_have_value("")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reseller_is_invited_by_hand_and_accepts_from_its_to_do(
    served: str, chromium: str, lang: str
) -> None:
    link = encode(SessionFile(start=Start(world="distribution"), persona="dist-admin"))
    with tab(served, chromium, lang) as t:
        t.open(f"&s={link}")
        t.page.get_by_role("navigation").get_by_role(
            "button", name=t.say("邀请云经销商", "Invitations"), exact=True
        ).click()
        invite = t.say("邀请云经销商", "Invite a reseller")
        t.page.locator(".acts").get_by_role("button", name=invite, exact=True).first.click()
        t.form.get_by_role("combobox").click()
        t.page.get_by_role("option", name="惊蛰数码").click()
        t.press("提交", "Submit")
        t.page.get_by_role("button", name=t.say("以“雷闻野”的身份继续", "Continue as “雷闻野”")).click()
        t.page.get_by_role("button", name=t.say("接受邀请", "Accept the invitation"), exact=True).click()
        t.form.get_by_role("checkbox").check(force=True)
        t.press("提交", "Submit")
        done = t.say("“接受邀请”已完成", "Done: Accept the invitation")
        expect(t.page.get_by_text(done)).to_be_visible()
        t.page.get_by_role("button", name=t.say("以“程景行”的身份继续", "Continue as “程景行”")).click()
        t.page.get_by_role("navigation").get_by_role(
            "button", name=t.say("我的云经销商", "My resellers"), exact=True
        ).click()
        expect(t.page.get_by_role("cell", name="惊蛰数码", exact=True)).to_be_visible()
