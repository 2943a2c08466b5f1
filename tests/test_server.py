"""The server: documentation beside the sandbox, and ports that are taken."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from sandbox import server


class Answer(NamedTuple):
    """What came back."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8-sig")


class Client:
    """Asks an ASGI application without a socket."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, address: str) -> Answer:
        path, _, query = address.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("test", 1),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict[str, Any]:
            for message in asked:
                return message
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        # In a thread of its own: a browser of an earlier test may have left a loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self.app(scope, receive, send)).result()
        body = b"".join(m.get("body", b"") for m in sent)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, body)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(server, "SITE", tmp_path / "site")
    return Client(Starlette(routes=[Route("/docs", server._to_docs), Mount("/docs", app=server.Docs())]))


def built(tmp_path: Path) -> None:
    page = tmp_path / "site" / "zh" / "rules" / "x"
    page.mkdir(parents=True)
    (page / "index.html").write_text("<h1>规则</h1>", encoding="utf-8")
    (tmp_path / "site" / "index.html").write_text("front", encoding="utf-8")


def test_docs_without_a_slash_leads_to_docs(client: Client) -> None:
    answer = client.get("/docs?lang=zh")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/docs/?lang=zh")


def test_documentation_that_is_not_built_says_how_to_build_it(client: Client) -> None:
    answer = client.get("/docs/zh/rules/x/")
    assert answer.status_code == 503
    assert "pcsandbox docs build" in answer.text
    assert "文档尚未生成" in answer.text
    assert "has not been built" in answer.text


def test_documentation_that_is_being_built_opens_by_itself(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.BUILDING, "now", True)
    answer = client.get("/docs/zh/rules/x/")
    assert answer.status_code == 503
    assert answer.headers["refresh"] == "5"
    assert "正在生成文档" in answer.text
    built(tmp_path)
    assert client.get("/docs/zh/rules/x/").text == "<h1>规则</h1>"


def test_a_page_that_is_there_and_one_that_is_not(client: Client, tmp_path: Path) -> None:
    built(tmp_path)
    assert client.get("/docs/zh/rules/x/").text == "<h1>规则</h1>"
    missing = client.get("/docs/zh/rules/<script>/")
    assert missing.status_code == 404
    assert "没有这个页面" in missing.text
    assert "<script>" not in missing.text


@pytest.mark.parametrize(
    "path", ["/docs/../pyproject.toml", "/docs/%2e%2e/%2e%2e/pyproject.toml", "/docs/..%2fpyproject.toml"]
)
def test_nothing_outside_the_site_is_served(client: Client, tmp_path: Path, path: str) -> None:
    built(tmp_path)
    (tmp_path / "pyproject.toml").write_text("secret")
    assert "secret" not in client.get(path).text


def test_a_taken_port_is_said_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert server.up(port, browser=False) == 1
    said = capsys.readouterr().err
    assert f"端口 {port} 无法使用" in said
    assert f"pcsandbox up --port {port + 1}" in said


def test_a_port_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert server.up(70_000, browser=False) == 1
    assert "70000" in capsys.readouterr().err


def test_listening_on_a_free_port_is_on_this_machine_alone() -> None:
    listeners = server.listen(0)
    try:
        hosts = {listener.getsockname()[0] for listener in listeners}
        assert hosts <= {"127.0.0.1", "::1"}
        assert len({listener.getsockname()[1] for listener in listeners}) == 1
    finally:
        for listener in listeners:
            listener.close()
