"""One process, one port: the sandbox at ``/`` and the documentation at ``/docs/``."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from urllib.parse import quote

import streamlit as st
import uvicorn
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
MAIN = Path(__file__).resolve().parent / "app" / "main.py"
LOOPBACK = "127.0.0.1"
WS_LIMIT = 16 * 1024 * 1024
OPEN_AFTER = 1.0
"""Seconds until the browser is opened, so that the server answers by then."""

NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>文档 · Documentation</title>
<style>:root{{color-scheme:light dark}}body{{font:1rem/1.7 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;
max-width:40rem;margin:15vh auto;padding:0 1rem}}code{{background:color-mix(in srgb,currentColor 10%,transparent);
padding:.1rem .4rem;border-radius:4px}}</style>
<h1>{zh_title}</h1><p>{zh}</p><div lang="en"><h2>{en_title}</h2><p>{en}</p></div>
<p><a href="/">← 伙伴中心沙箱 · Partner Center Sandbox</a></p></html>"""


def _page(zh_title: str, zh: str, en_title: str, en: str, status: int, again: int = 0) -> HTMLResponse:
    """A page in both languages; ``again``: it is asked for again after so many seconds."""
    text = NOT_BUILT.format(zh_title=zh_title, zh=zh, en_title=en_title, en=en)
    return HTMLResponse(text, status, {"Refresh": str(again)} if again else None)


def _missing() -> HTMLResponse:
    """What stands at an address of the documentation where there is no page."""
    if (SITE / "index.html").is_file():
        return _page(
            "没有这个页面",
            '请从<a href="/docs/">文档首页</a>查找。',
            "There is no such page",
            'Try the <a href="/docs/">front page of the documentation</a>.',
            404,
        )
    if BUILDING.now:
        return _page(
            "正在生成文档",
            "约需一到两分钟，完成后本页会自动打开。沙箱可以先用。",
            "The documentation is being built",
            "This takes a minute or two; then this page opens by itself. The sandbox is ready meanwhile.",
            503,
            again=5,
        )
    return _page(
        "文档尚未生成",
        "沙箱可以照常使用。要生成文档，请运行 <code>pcsandbox docs build</code>，然后刷新本页。",
        "The documentation has not been built yet",
        "The sandbox works all the same. Run <code>pcsandbox docs build</code> and reload this page.",
        503,
    )


class Building:
    """Whether the documentation is being built, and whether that is being given up."""

    now = False
    stopped = False


BUILDING = Building()


class Docs(StaticFiles):
    """The built documentation; a friendly page where there is nothing."""

    def __init__(self) -> None:
        super().__init__(directory=SITE, html=True, check_dir=False, follow_symlink=False)

    async def check_config(self) -> None:
        """Nothing to check: the site may be built later."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of the site, the index of a folder, or the friendly page."""
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return _missing()


async def _to_docs(request: Request) -> RedirectResponse:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/docs/{query}", 308)


def _download(request: Request) -> Response:
    """A file of an open desk; a plain function, so that making a long list holds nobody else up."""
    from sandbox.app.deliveries import deliver  # the model is loaded by the first page, not by the server

    found = deliver(request.path_params["desk"], request.path_params["what"])
    if found is None:
        return PlainTextResponse("没有这个文件。There is no such file.", 404)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, media_type=found.mime, headers=headers)


def make_app() -> st.App:
    """The ASGI application: Streamlit, its downloads, and the documentation beside it."""
    routes = [
        Route("/docs", _to_docs),
        Mount("/docs", app=Docs(), name="docs"),
        Route("/download/{desk}/{what:path}", _download),
    ]
    return st.App(MAIN, routes=routes)


# --- pcsandbox up --------------------------------------------------------------------------------


def listen(port: int) -> list[socket.socket]:
    """Sockets that listen at the port, on this machine alone unless ``server.address`` says otherwise.

    Raises:
        OSError: the port is taken or may not be used.
    """
    chosen = config.get_option("server.address")
    hosts = [str(chosen)] if chosen else [LOOPBACK, "::1"]
    found: list[socket.socket] = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            found.append(_bind(family, host, port))
        except OSError:
            if not found:
                raise
            continue  # without IPv6 the first one is enough
        port = port or found[0].getsockname()[1]
    return found


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _say(zh: str, en: str) -> None:
    print(f"{zh}\n{en}", file=sys.stderr)


BUILD = "import sys; from sandbox.site.build import build; sys.exit(build(strict=False))"


def _start_docs() -> subprocess.Popen[bytes] | None:
    """Begin to build the documentation if it is stale, in a process of its own; None if there is nothing to do."""
    try:
        from sandbox.site.build import stale

        if not stale():
            return None
        _say(
            "正在生成文档，约需一到两分钟；沙箱可以先用。",
            "Building the documentation; this takes a minute or two. The sandbox is ready meanwhile.",
        )
        return subprocess.Popen([sys.executable, "-c", BUILD], cwd=ROOT)
    except Exception as error:  # a fault in a guide must not keep the sandbox from starting
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        _say(*NO_DOCS)
        return None


NO_DOCS = (
    "文档未能生成（原因见上），沙箱照常使用。",
    "The documentation could not be built (see above); the sandbox works all the same.",
)


def _tell_when_built(building: subprocess.Popen[bytes], address: str) -> None:
    if building.wait() == 0:
        _say_docs(address)
    elif not BUILDING.stopped:
        _say(*NO_DOCS)
    BUILDING.now = False


def _say_docs(address: str) -> None:
    print(f"文档 Docs     {address}/docs/", flush=True)


def up(port: int, browser: bool) -> int:
    """Serve the sandbox at once and the documentation as soon as it is built, and say where they are.

    Returns:
        0 when it was stopped, 1 when the port cannot be used.
    """
    os.chdir(ROOT)  # Streamlit reads .streamlit/config.toml of the folder it starts in
    if not 0 <= port <= 65_535:
        _say(f"端口 {port} 无效，应为 0 到 65535。", f"{port} is no port; it must be from 0 to 65535.")
        return 1
    try:
        listeners = listen(port)
    except OSError as error:
        _say(
            f"端口 {port} 无法使用（{error.strerror}）。可能沙箱已在运行；也可以换一个端口：pcsandbox up --port {port + 1}",
            f"Port {port} cannot be used ({error.strerror}). Perhaps the sandbox is already running; "
            f"or take another port: pcsandbox up --port {port + 1}",
        )
        return 1
    address = f"http://localhost:{listeners[0].getsockname()[1]}"
    print(f"沙箱 Sandbox  {address}/", flush=True)
    building = _start_docs()
    if building is None:
        _say_docs(address)
    else:
        BUILDING.now = True
        threading.Thread(target=_tell_when_built, args=(building, address), daemon=True).start()
    print("Ctrl+C 停止 / to stop", flush=True)
    if browser:
        timer = threading.Timer(OPEN_AFTER, webbrowser.open, [f"{address}/"])
        timer.daemon = True
        timer.start()
    try:
        serve(listeners)
    finally:
        BUILDING.stopped = True
        if building is not None:
            building.terminate()
    return 0


def serve(listeners: list[socket.socket]) -> None:
    """Serve both at sockets that listen already, until it is stopped."""
    os.chdir(ROOT)
    server = uvicorn.Server(uvicorn.Config(make_app(), log_level="warning", ws_max_size=WS_LIMIT))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=listeners)
