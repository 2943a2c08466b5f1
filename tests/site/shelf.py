"""A small site to test the machinery with: the toy portal of the engine's tests, two pages, two scenarios."""

from __future__ import annotations

from pathlib import Path

from sandbox.site.library import Library
from tests.engine import toy

OPEN = """\
id: toy/open
title: {zh: 开门, en: Open a door}
story: {zh: 门关着。, en: The door is closed.}
goal: {zh: 把门打开。, en: Open it.}
teaches: [reason-given]
given: {world: toy}
steps:
  - {as: keeper, do: door.open, with: {door: a, reason: ""}, expect: {refused: [reason-given]}}
  - {as: keeper, do: door.open, with: {door: b, reason: x}, expect: {refused: [not-jammed]}}
  - {as: keeper, do: door.open, with: {door: c, reason: visit, code: $code}, expect: {state: open},
     note: {zh: 需要验证码。, en: It asks for a code.}}
  - {advance: {days: 2}, expect: {states: {door/c: closed}}}
  - {look: doors.list, as: keeper, expect: {shown: true}}
  - {as: keeper, do: door.build, with: {price: 30}, expect: {balances: {"keeper:cash": 70}}}
"""
LOCK = """\
id: toy/lock
title: {zh: 锁门, en: Lock a door}
given: {world: toy}
steps:
  - {as: keeper, do: door.lock, with: {door: a}, expect: {state: locked}}
  - {as: keeper, do: door.lock_many, with: {doors: [b, e]}, expect: {rows: [[not-jammed], []]}}
"""
GUIDE = """\
---
description: A guide.
---

# {title}

See [rule](../rules/reason-given.md) and [doors](../reference/actions.md#door-open).

```scenario
toy/open
```

```scenario
id: toy/open
steps: 2-3
```

```precautions
action: door.open
```

```action
door.open
```

```machine
door
```

```rules
- few-open
```

````markdown
```scenario
toy/not-run
```
````
"""
FAQ = """\
- id: why-reason
  question: {zh: 为什么要填写原因？, en: "Why a reason?"}
  answer: {zh: 因为必填。, en: Because it is required.}
  rules: [reason-given]
  checked_by: [toy/open#1, toy/open#3]
  guide: open
"""


def shelf(folder: Path) -> Library:
    """A library of the toy portal, with its pages in ``folder/docs``."""
    write(folder / "scenarios/toy/open.yml", OPEN)
    write(folder / "scenarios/toy/lock.yml", LOCK)
    write(folder / "faq/toy.yml", FAQ)
    for lang, title in (("zh", "开门指南"), ("en", "Open a door")):
        write(folder / f"docs/{lang}/index.md", f"# {title}\n\n[{title}](guides/open.md)\n")
        write(folder / f"docs/{lang}/guides/open.md", GUIDE.replace("{title}", title))
    return Library(toy.MODEL, folder / "scenarios", lambda start: toy.SPEC, folder / "faq")


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
