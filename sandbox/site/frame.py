"""What stands around the two languages: the door, the page for wrong addresses, the site map."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlsplit

from sandbox.site import words
from sandbox.site.html import tag
from sandbox.site.library import LANGUAGES

ADDRESS = "http://127.0.0.1:8501/docs/"
"""Where ``pcsandbox up`` serves the pages; set ``PCSANDBOX_DOCS_URL`` for a public address."""

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:0;min-height:100vh;
display:grid;place-items:center;background:light-dark(#f6f7fb,#14171f);color:light-dark(#1d2433,#e8ebf2)}
main{max-width:34rem;padding:2rem;text-align:center}h1{font-size:1.5rem;margin:.8rem 0 .2rem}p{margin:.4rem 0}
a{display:inline-block;margin:.5rem;padding:.5rem 1.4rem;border-radius:.4rem;background:#c7000b;color:#fff;
text-decoration:none}a:focus-visible{outline:3px solid #0a59c7;outline-offset:2px}small{opacity:.8}
"""
CHOOSE = """
const lang=(navigator.languages||[navigator.language||"zh"]).map(l=>l.toLowerCase().slice(0,2))
.find(l=>l==="zh"||l==="en")||"en";location.replace(lang+"/"+location.hash);
"""
FIND_ROOT = """
const at=location.pathname.match(/^(.*?\\/)(zh|en)(\\/|$)/),scripts=at?at[1]:null;
if(scripts)for(const a of document.querySelectorAll("a[data-lang]"))a.href=scripts+a.dataset.lang+"/";
"""


def address() -> str:
    """The public address of the site, with a slash at its end."""
    return os.environ.get("PCSANDBOX_DOCS_URL", ADDRESS).rstrip("/") + "/"


def write(site: Path) -> None:
    """Write the files above and beside the languages."""
    (site / "index.html").write_text(_door(site), encoding="utf-8")
    (site / "404.html").write_text(_lost(LANGUAGES), encoding="utf-8")
    for lang in LANGUAGES:
        (site / lang / "404.html").write_text(_lost((lang,)), encoding="utf-8")
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (site / lang / name).unlink(missing_ok=True)
    (site / "sitemap.xml").write_text(_map(site), encoding="utf-8")
    (site / "robots.txt").write_text(f"Sitemap: {address()}sitemap.xml\n", encoding="utf-8")


def _icon(site: Path) -> str:
    found = sorted(site.rglob("assets/favicon.svg"))
    return f"data:image/svg+xml,{quote(found[0].read_text(encoding='utf-8'))}" if found else "data:,"


def _html(lang: str, title: str, icon: str, body: str, script: str) -> str:
    code = "zh-CN" if lang == "zh" else lang
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="{icon}"><style>{STYLE}</style></head>'
        f"<body>{body}<script>{script}</script></body></html>\n"
    )


def _door(site: Path) -> str:
    links = [
        tag("a", {"zh": "中文文档", "en": "English"}[lang], href=f"{lang}/", hreflang=lang, lang=lang)
        for lang in LANGUAGES
    ]
    body = tag(
        "main",
        tag("h1", f"{words.SITE.zh} · {words.SITE.en}"),
        tag("p", words.TAGLINE.zh),
        tag("p", words.TAGLINE.en, lang="en"),
        tag("p", links),
        tag("p", tag("small", f"{words.NOTICE.zh} {words.NOTICE.en}")),
    )
    return _html("zh", f"{words.SITE.zh} · {words.SITE.en}", _icon(site), body, CHOOSE)


def _lost(langs: tuple[str, ...]) -> str:
    """Shown at any address, so nothing in it is relative: its script finds the languages' root."""
    root = urlsplit(address()).path
    parts = [
        tag(
            "section",
            tag("h1", words.NOT_FOUND.render(lang)),
            tag("p", words.NOT_FOUND_HELP.render(lang)),
            tag("a", words.TO_HOME.render(lang), href=f"{root}{lang}/", data_lang=lang),
            lang=lang,
        )
        for lang in langs
    ]
    return _html(langs[0], f"404 · {words.SITE.render(langs[0])}", "data:,", tag("main", parts), FIND_ROOT)


def _map(site: Path) -> str:
    """All pages of both languages, each naming the other."""
    root = address()
    pages = sorted(
        path.parent.relative_to(site / "zh").as_posix() for path in (site / "zh").rglob("index.html")
    )
    entries = []
    for page in pages:
        tail = "" if page == "." else f"{page}/"
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{root}{lang}/{tail}"/>'
            for lang in LANGUAGES
        )
        entries += [f"<url><loc>{root}{lang}/{tail}</loc>{others}</url>" for lang in LANGUAGES]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )
