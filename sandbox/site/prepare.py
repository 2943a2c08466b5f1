"""Everything a build needs, in one folder per language: pages, navigation, theme, configuration.

Hand-written pages are copied, pages made from the model are written beside them, and every block
that is worked out at build is told which page it stands on. What comes out is an ordinary MkDocs
project that inherits from ``mkdocs.yml``.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from sandbox.drawing import diagram
from sandbox.engine.text import Text
from sandbox.site import words
from sandbox.site.library import LANGUAGES, ROOT, BrokenExample, Library, library
from sandbox.site.live.bundle import Live
from sandbox.site.manuscript import actions_named, boosted, placed, title_of
from sandbox.site.pages import Pages, actions, faq, fidelity, glossary, machines, rules, scenarios

HERE = Path(__file__).resolve().parent
GUIDES = (
    "report-customer",
    "invite-online",
    "invite-offline",
    "associate",
    "switch-type",
    "dissociate-partner",
    "handle-request-customer",
    "dissociate-customer",
    "handle-request-partner",
    "assign-account-manager",
    "allocate-reclaim",
    "become-a-reseller",
    "invite-reseller",
    "review-cooperation-application",
    "assign-reseller-manager",
    "allocate-to-a-reseller",
    "reclaim-from-a-reseller",
    "grant-voucher-quota",
    "turn-verification-codes-on",
    "subscribe-reseller-information",
    "subscribe-order-resource-details",
    "reconcile-incentives",
    "choose-a-payout-method",
    "apply-for-payout",
    "issue-and-submit-invoices",
    "print-the-invoice-list",
    "business-information-certification",
    "certification-fails-and-the-bank-letter",
    "check-the-full-time-staff-list",
    "withdraw",
)
"""The order in which guides are read; a guide that is not named here comes after these."""
CONCEPTS = (
    "association-models",
    "life-of-a-customer",
    "the-three-tiers",
    "how-money-moves",
    "from-consumption-to-cash",
    "owed-invoices",
    "business-days-in-china",
)
FIND = ("find/roles.md", "find/menu.md", "faq.md")
REFERENCE = (
    "rules/index.md",
    "reference/machines/index.md",
    "reference/actions.md",
    "reference/timers.md",
    "reference/glossary.md",
    "reference/fidelity.md",
)
MAKERS = (
    machines.pages,
    machines.timers,
    rules.pages,
    actions.pages,
    scenarios.pages,
    glossary.pages,
    fidelity.pages,
    faq.pages,
)

# --- pages -----------------------------------------------------------------------------------------


def index_guides(library: Library, docs: Path) -> None:
    """Tell the library which guides explain which actions, and what they are called."""
    library.guide_titles = {
        lang: {
            path.relative_to(docs / lang).as_posix(): title_of(path.read_text(encoding="utf-8"))
            for folder in ("guides", "concepts")
            for path in sorted((docs / lang / folder).glob("*.md"))
        }
        for lang in LANGUAGES
    }
    found: dict[str, list[str]] = {}
    for page in library.guide_titles["zh"]:
        for action in actions_named((docs / "zh" / page).read_text(encoding="utf-8")):
            found.setdefault(action, []).append(page)
    library.guides = {action: tuple(pages) for action, pages in found.items()}


def generated(library: Library, lang: str) -> Pages:
    """All pages made from the model."""
    found: Pages = {}
    for make in MAKERS:
        found |= make(library, lang)
    return found


def prepare(library: Library, docs: Path, work: Path, lang: str, runner: Live | None = None) -> Path:
    """Write the MkDocs project of a language into a folder.

    Args:
        library: what the pages are made from.
        docs: folder of the hand-written pages, by language.
        work: folder to write; what is in it is removed.
        lang: "zh" or "en".
        runner: where the in-page runner is, if there is one.

    Returns:
        The configuration file.

    Raises:
        BrokenExample: a scenario is broken, or a hand-written page has the place of a generated one.
    """
    shutil.rmtree(work, ignore_errors=True)
    target = work / "docs"
    written = []
    for path in sorted((docs / lang).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            page = path.relative_to(docs / lang).as_posix()
            written.append(page)
            _put(target / page, path, page, lang)
    for page, text in generated(library, lang).items():
        if page in written:
            raise BrokenExample(f"docs/{lang}/{page}: this page is made from the model; remove the file")
        _write(target / page, placed(text, page, lang))
    _assets(target / "assets")
    shutil.copytree(HERE / "theme", work / "theme")
    words_ = work / "words.txt"
    words_.write_text(_dictionary(library), encoding="utf-8")
    config = work / "mkdocs.yml"
    config.write_text(_config(work, target, lang, runner), encoding="utf-8")
    return config


def _put(target: Path, path: Path, page: str, lang: str) -> None:
    if path.suffix == ".md":
        _write(target, boosted(placed(path.read_text(encoding="utf-8"), page, lang), page))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _assets(folder: Path) -> None:
    shutil.copytree(HERE / "assets", folder, dirs_exist_ok=True)
    _write(folder / "diagram.css", diagram.css())


def _dictionary(library: Library) -> str:
    """Words of the portal for the Chinese search, one to a line."""
    found = {text.zh for text, _ in glossary.terms(library)}
    found |= {f"{count}个月" for count in "一二三四五六七八九十"}  # asked for as one word: 三个月
    simple = sorted(word for word in found if re.fullmatch(r"[一-鿿]{2,8}", word))
    return "\n".join(f"{word} 2000" for word in simple) + "\n"


# --- configuration ---------------------------------------------------------------------------------


def _config(work: Path, target: Path, lang: str, runner: Live | None) -> str:
    def up(text: Text) -> str:
        return text.render(lang)

    parent = os.path.relpath(ROOT / "mkdocs.yml", work)
    text: str = yaml.safe_dump(
        {
            "INHERIT": Path(parent).as_posix(),
            "site_name": up(words.SITE),
            "site_description": up(words.TAGLINE),
            "docs_dir": "docs",
            "site_dir": "site",
            "nav": nav(target, lang),
            "theme": {"language": lang, "palette": _palette(lang)},
            "plugins": {
                "material/search": {
                    "lang": [lang],
                    **({"jieba_dict_user": (work / "words.txt").as_posix()} if lang == "zh" else {}),
                }
            },
            **({"edit_uri": f"{edit_address()}{lang}/"} if edit_address() else {}),
            "extra": {
                "lang": lang,
                "notice": up(words.NOTICE),
                "edit_help": "contributing/guides/" if (target / "contributing/guides.md").is_file() else "",
                **(runner.extra(lang) if runner else {}),
            },
        },
        allow_unicode=True,
        sort_keys=False,
    )
    return text


def edit_address() -> str:
    """Where ``docs/`` can be edited: ``PCSANDBOX_EDIT_URL``, with a slash at its end; "" without one."""
    address = os.environ.get("PCSANDBOX_EDIT_URL", "")
    return address.rstrip("/") + "/" if address else ""


def _palette(lang: str) -> list[dict[str, Any]]:
    colours = {"primary": "custom", "accent": "custom"}

    def toggle(icon: str, text: Text) -> dict[str, Any]:
        return {"icon": f"material/{icon}", "name": text.render(lang)}

    return [
        {"media": "(prefers-color-scheme)", "toggle": toggle("brightness-auto", words.TO_LIGHT)},
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            **colours,
            "toggle": toggle("brightness-7", words.TO_DARK),
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            **colours,
            "toggle": toggle("brightness-4", words.TO_SYSTEM),
        },
    ]


def nav(target: Path, lang: str) -> list[Any]:
    """The navigation: what exists, in reading order."""

    def there(pages: Iterator[str] | tuple[str, ...]) -> list[str]:
        return [page for page in pages if (target / page).is_file()]

    def folder(name: str, order: tuple[str, ...] = ()) -> list[str]:
        first = there(tuple(f"{name}/{slug}.md" for slug in order))
        rest = sorted(p.relative_to(target).as_posix() for p in (target / name).glob("*.md"))
        return first + [page for page in rest if page not in first]

    sections: list[tuple[Text, list[str]]] = [
        (words.GUIDES, there(("tutorial.md",)) + folder("guides", GUIDES)),
        (words.CONCEPTS, folder("concepts", CONCEPTS)),
        (words.SCENARIOS, there(("playground.md", "scenarios/index.md"))),
        (words.FIND, there(FIND)),
        (words.REFERENCE, there(REFERENCE)),
        (words.CONTRIBUTING, folder("contributing", ("index",))),
    ]
    return [
        {words.HOME.render(lang): "index.md"},
        *({title.render(lang): pages[0] if len(pages) == 1 else pages} for title, pages in sections if pages),
    ]


def main(folder: Path) -> None:
    """Write the MkDocs projects of both languages into a folder and leave them there, for another builder."""
    source = library()
    index_guides(source, ROOT / "docs")
    for lang in LANGUAGES:
        print(prepare(source, ROOT / "docs", folder / lang, lang))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".cache/projects"))
