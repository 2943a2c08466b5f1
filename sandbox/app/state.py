"""The desk: all that one browser tab remembers, and everything that can be done at it.

Streamlit runs a page from top to bottom after every click. What must outlive that is here, in plain
objects; pages only draw it and call its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeVar

from sandbox.app import core, words
from sandbox.app.outcomes import Flash, advanced, done, told
from sandbox.app.people import Someone, people, someone
from sandbox.app.practice import Practice, Watch
from sandbox.engine.clock import beijing, business_days_after, business_days_later
from sandbox.engine.machines import Listing, Model
from sandbox.engine.pages import Document, Page
from sandbox.engine.session import BadData, Session, SessionFile, Start
from sandbox.engine.simulator import Accepted, Outcome, Refused, Simulator
from sandbox.engine.text import Text, show
from sandbox.engine.world import Notice, World, is_index

T = TypeVar("T")
VOLATILE = frozenset({"code", "number", "notice", "agenda", "posting"})
SPECIAL_PAGES = ("overview", "scenarios", "session", "timeline", "calendar", "money", "director", "actions")


@dataclass
class Dialog:
    """An action being filled in: by whom, on what, and what came of it.

    ``start`` is what the form held when it was first drawn and ``held`` what it held when it was drawn last;
    ``again`` says that it was filled in before,
    ``by`` whom and ``at`` which page it was put aside.
    """

    action: str
    values: dict[str, Any]
    nonce: int
    typed: dict[str, Any] = field(default_factory=dict)
    refusal: Refused | None = None
    back: Dialog | None = None
    back_persona: str = ""
    back_page: str = ""
    start: dict[str, Any] | None = None
    held: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    by: str = ""
    at: str = ""


@dataclass
class Find:
    """What a list is searched and filtered by, its order, and how many rows are on a page."""

    search: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    order: str = ""
    down: bool = False
    size: int = 10


@dataclass
class Desk:
    """One trainee's desk."""

    session: Session
    persona_id: str
    lang: str = "zh"
    page: str = "overview"
    open: str = ""
    dialog: Dialog | None = None
    draft: Dialog | None = None
    guide: Practice | Watch | None = None
    flashes: list[Flash] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    compare: tuple[int, int] | None = None
    paper: str = ""
    finds: dict[str, Find] = field(default_factory=dict)
    serial: int = 0
    token: str = field(default_factory=lambda: token_hex(8))
    addresses: list[dict[str, str]] = field(default_factory=list)
    clicked: bool = False
    known: tuple[World, str, Someone] | None = None
    kept: dict[Any, tuple[Any, Any]] = field(default_factory=dict)
    lists: dict[tuple[str, str], Any] = field(default_factory=dict)
    followed: dict[str, Any] = field(default_factory=dict)
    shelf: tuple[Session, str] | None = None
    lost: str = ""

    # reading ---------------------------------------------------------------------------------

    @property
    def simulator(self) -> Simulator:
        """The simulator."""
        return self.session.simulator

    @property
    def model(self) -> Model:
        """The model of the portal."""
        return self.session.simulator.model

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.session.world

    @property
    def who(self) -> Someone:
        """The persona acted as; somebody else when that one is not (yet) in this world."""
        world, id = self.world, self.persona_id
        if self.known is None or self.known[0] is not world or self.known[1] != id:
            found = someone(self.model, world, id) or people(self.model, world)[0]
            self.known = (world, id, found)
        return self.known[2]

    def say(self, text: Text, **values: Any) -> str:
        """A text in the language of the reader."""
        return text.render(self.lang, values)

    def show(self, value: Any) -> str:
        """A value in the language of the reader."""
        return show(value, self.lang)

    def keep(self, name: Any, work: Callable[[], T], *tables: str) -> T:
        """Work something out once for a world, and again only when that world's records changed."""
        stamp = _stamp(self.world, tables)
        found = self.kept.get(name)
        if found is not None and found[0] == stamp:
            value: T = found[1]
            return value
        value = work()
        if len(self.kept) > 200:
            self.kept.clear()
        self.kept[name] = (stamp, value)
        return value

    def follow(self, name: str, make: Callable[[], T]) -> T:
        """Something that is moved from world to world, made when it is first asked for."""
        found: T | None = self.followed.get(name)
        if found is None:
            found = self.followed[name] = make()
        return found

    def listings(self) -> list[Listing]:
        """The list pages that the persona has."""
        persona = self.who.persona
        return [
            listing for listing in self.model.listings.values() if listing.visible_to(self.world, persona)
        ]

    def pages(self) -> list[Page]:
        """The other pages of the portal that the persona has."""
        persona = self.who.persona
        return [page for page in self.model.pages.values() if page.visible_to(self.world, persona)]

    def entries(self) -> list[Listing | Page]:
        """All pages of the portal that the persona has; those of one place in the menu are tabs."""
        return [*self.listings(), *self.pages()]

    def messages(self) -> list[Notice]:
        """The messages of the persona and of the organisation they act for, newest first."""
        persona = self.who.persona
        ids = dict.fromkeys(i for i in (persona.id, persona.organisation) if i)
        found = [notice for id in ids for notice in self.world.notices(id)]
        return sorted(found, key=lambda n: n.at, reverse=True)

    def unread(self) -> int:
        """How many messages arrived since the phone was last looked at."""
        persona = self.who.persona
        ids = dict.fromkeys(i for i in (persona.id, persona.organisation) if i)
        return sum(max(0, len(self.world.notices(id)) - self.read.get(id, 0)) for id in ids)

    # doing -----------------------------------------------------------------------------------

    def tell(self, kind: str, text: Text, *lines: Text) -> None:
        """Say something at the top of the next page."""
        self.flashes.append(Flash(kind, text, lines))

    def begin(self, session: Session, persona: str = "") -> None:
        """Put another session on the desk."""
        self.session = session
        self.kept.clear()
        self.lists.clear()
        self.followed.clear()
        self.dialog, self.guide, self.open, self.ticked, self.compare = None, None, "", (), None
        self.draft = None
        self.paper = ""
        self.finds.clear()
        self.read.clear()
        first = people(self.model, self.world)[0].persona.id
        self.persona_id = persona if someone(self.model, self.world, persona) else first

    def shelve(self) -> None:
        """Put the session away, to be taken up again, before another one takes its place.

        A scenario that is watched, and a session in which nothing was done, are not worth keeping.
        """
        if self.session.log and not isinstance(self.guide, Watch):
            self.shelf = (self.session, self.persona_id)
            self.tell("info", words.SHELVED.filled({"page": words.SESSION}))

    def take_up(self) -> None:
        """Go on with the session that was put away; the one in hand is put away in turn."""
        if self.shelf is None:
            return
        session, persona = self.shelf
        self.shelf = None
        self.shelve()
        self.flashes.clear()
        self.begin(session, persona)
        self.page = "overview"
        self.tell("success", words.TAKEN_UP.filled({"n": str(len(session.log))}))

    def act_as(self, id: str) -> None:
        """Switch to another persona."""
        if someone(self.model, self.world, id) is None:
            self.tell("error", words.BAD_PERSONA.filled({"id": brief(id)}))
            return
        self.persona_id = id
        self.dialog, self.ticked = None, ()
        if self.page not in SPECIAL_PAGES and all(e.id != self.page for e in self.entries()):
            self.page = "overview"
        if self.page == "director" and not self.who.is_director:
            self.page = "overview"

    def go(self, page: str) -> None:
        """Open a page; the overview where the persona does not have it."""
        self.open, self.ticked = "", ()
        known = page in self.model.listings or page in self.model.pages
        if not known and page not in SPECIAL_PAGES:
            self.tell("info", words.NO_PAGE)
            page = "overview"
        elif page == "director" and not self.who.is_director:
            self.tell("info", words.DIRECTOR_ONLY)
            page = "overview"
        elif known and all(e.id != page for e in self.entries()):
            self.tell("info", words.NO_PAGE_FOR.filled({"who": self.who.label(self.lang)}))
            page = "overview"
        self.page = page
        self.check_guide()

    def show_record(self, ref: str) -> None:
        """Open the details of a record."""
        if self.world.by_ref(ref) is None:
            self.tell("info", words.GONE)
            ref = ""
        self.open = ref

    def ask(self, action: str, values: Mapping[str, Any], back: bool = False) -> None:
        """Open the form of an action."""
        if action not in self.model.actions:
            self.tell("error", words.NOT_POSSIBLE)
            return
        known = {k: v for k, v in values.items() if k in self.model.actions[action].model_fields}
        self.serial += 1
        previous = self.dialog if back else None
        self.dialog = Dialog(action, known, self.serial, {}, None, previous, self.persona_id, self.page)
        draft = self.draft
        asked = (action, known, self.persona_id)
        if draft is not None and not back and (draft.action, draft.values, draft.by) == asked:
            self.dialog.typed, self.dialog.again = dict(draft.typed), True

    def close(self) -> None:
        """Close the form, and forget what was typed in it."""
        if self.dialog is not None:
            self.forget(self.dialog)
        self.dialog = None

    def forget(self, dialog: Dialog) -> None:
        """Keep no longer what was typed in this form; another one that was put aside stays."""
        draft = self.draft
        if draft is not None and (draft.action, draft.values) == (dialog.action, dialog.values):
            self.draft = None

    def put_aside(self, typed: Mapping[str, Any]) -> None:
        """Close the form without submitting it; what was typed is kept for the next time it is opened."""
        dialog, self.dialog = self.dialog, None
        if dialog is None or (not dialog.again and (dialog.start is None or dict(typed) == dialog.start)):
            return
        self.draft = replace(
            dialog, typed=dict(typed), refusal=None, again=True, by=self.persona_id, at=self.page
        )
        title = self.model.actions[dialog.action].title
        text = words.PUT_ASIDE.filled({"action": title})
        self.flashes[:] = [Flash("info", text, button=words.GO_ON_WITH, event="go_on")]

    def go_on(self) -> None:
        """Open the form that was put aside, as who and where it was filled in."""
        draft = self.draft
        if draft is None:
            return
        if draft.by != self.persona_id:
            self.act_as(draft.by)
        if draft.at != self.page:
            self.go(draft.at)
        self.reopen(draft)

    def take_over(self, other: Desk) -> None:
        """Have the form that is open at another desk of the same session, as it is filled in there."""
        self.serial, self.draft = other.serial, other.draft
        if other.dialog is not None:
            form = other.dialog
            self.reopen(replace(form, typed=form.held or form.typed, again=form.held != form.start))

    def reopen(self, dialog: Dialog) -> None:
        """Draw a form anew with what is typed in it."""
        self.serial += 1
        self.dialog = replace(dialog, nonce=self.serial)

    def submit(self, action: str, values: Mapping[str, Any], quiet: bool = False) -> Outcome | None:
        """Do an action as the persona; says what happened."""
        before = self.world
        persona = self.who.persona.id
        try:
            outcome = self.session.submit(persona, action, values)
        except BadData as bad:
            self.tell("error", bad.text)
            return None
        if isinstance(outcome, Accepted) and not quiet:
            self.flashes.append(done(self.model, before, outcome, action))
        if self.guide is not None:
            self.guide.noted(self.session, persona, action, values, outcome)
            self.check_guide()
        if self.open and self.world.by_ref(self.open) is None:
            self.open = ""
        return outcome

    def submit_dialog(self, nonce: int, values: Mapping[str, Any]) -> Outcome | None:
        """Submit the open form once; a second click on the same form does nothing."""
        dialog = self.dialog
        if dialog is None or dialog.nonce != nonce:
            return None
        dialog.typed = dict(values)
        outcome = self.submit(dialog.action, values)
        if outcome is None:
            return None
        if isinstance(outcome, Refused):
            dialog.refusal = outcome
            return outcome
        self.ticked = ()
        self.forget(dialog)
        self.return_from(dialog)
        self.open_paper(dialog.action, values)
        return outcome

    def open_paper(self, action: str, values: Mapping[str, Any]) -> None:
        """Show the paper that an action looked at, on its page."""
        for page in self.pages():
            if isinstance(page, Document) and action in (page.view.id, page.prints.id, page.download.id):
                self.page, self.open, self.paper = page.id, "", str(values.get(page.view.on, ""))

    def return_from(self, dialog: Dialog) -> None:
        """Go back to the form that led to this one, as who and where it was opened; else close it."""
        self.dialog = None
        if dialog.back is None:
            return
        self.persona_id, self.page = dialog.back_persona, dialog.back_page or self.page
        self.serial += 1
        self.dialog = replace(dialog.back, nonce=self.serial, refusal=None)

    def move_clock(self, to: datetime) -> None:
        """Move the clock, and say what fell due."""
        before = self.world
        try:
            outcome = self.session.advance(to)
        except BadData as bad:
            self.tell("error", bad.text)
            return
        self.flashes.append(advanced(self.model, before, outcome))
        self.check_guide()

    def clock(self, by: str, amount: int = 0, to: str = "") -> None:
        """Move the clock by one of the buttons."""
        now = self.world.now
        if by == "next":
            due = self.next_deadline()
            if due is None:
                self.tell("info", words.NO_DEADLINE)
                return
            self.move_clock(due)
        elif by == "days":
            self.move_clock(now + timedelta(days=max(1, min(amount, 3660))))
        elif by == "business":
            count = max(1, min(amount, 1000))
            self.move_clock(business_days_later(now, count))
            for year in business_days_after(now, count).unknown_years:
                self.tell("info", words.UNKNOWN_YEAR.filled({"year": str(year)}))
        else:
            try:
                target = beijing(datetime.fromisoformat(to))
            except ValueError:
                self.tell("error", words.BAD_TIME)
                return
            self.move_clock(target)

    def next_deadline(self) -> datetime | None:
        """When the next thing falls due by itself."""

        def soonest() -> datetime | None:
            table = self.world.tables.get("agenda")
            slots = (
                [(slot, entries) for slot, entries in table.items() if entries] if table is not None else []
            )
            if not slots:
                return None
            _, entries = min(slots, key=lambda pair: pair[0])
            due: datetime = min(entries.values())
            return max(due, self.world.now)

        return self.keep("next deadline", soonest, "agenda")

    def undo(self) -> None:
        """Take the last step back."""
        if not self.session.undo():
            self.tell("info", words.NOTHING_TO_UNDO)
        self.after_jump()

    def redo(self) -> None:
        """Do the step taken back again."""
        if not self.session.redo():
            self.tell("info", words.NOTHING_TO_REDO)
        self.after_jump()

    def jump(self, index: int) -> None:
        """Go to any moment of the timeline."""
        if 0 <= index < len(self.session.nodes):
            self.session.jump(index)
        self.after_jump()

    def after_jump(self) -> None:
        """Put away what belongs to another moment."""
        self.dialog, self.ticked = None, ()
        if self.open and self.world.by_ref(self.open) is None:
            self.open = ""
        self.check_guide()

    def mark_read(self) -> None:
        """The phone was looked at."""
        persona = self.who.persona
        for id in (persona.id, persona.organisation):
            if id:
                self.read[id] = len(self.world.notices(id))

    def check_guide(self) -> None:
        """Let the practice tick off what has been reached."""
        if self.guide is not None:
            self.guide.check(self.session, self.persona_id, self.page)

    def notices_since(self, before: World) -> tuple[Text, ...]:
        """The messages sent since an earlier world, as sentences."""
        return told(self.model, before, self.world)

    def file(self) -> SessionFile:
        """The session as data."""
        return self.session.file(self.persona_id)


def brief(words_: str) -> str:
    """Words from outside, to be quoted in a sentence: short, and without marks that turn the writing round."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in words_[:61])
    return shown[:60] + ("…" if len(shown) > 60 else "")


def _stamp(world: World, tables: tuple[str, ...]) -> tuple[Any, ...]:
    """What a result depends on: the named tables, or all records and the clock."""
    if tables:
        return tuple(id(world.tables.get(name)) for name in tables)
    ids = tuple(
        (name, id(table))
        for name, table in sorted(world.tables.items())
        if name not in VOLATILE and not is_index(name)
    )
    return (world.now, id(world.settings), ids)


def fresh_desk(lang: str = "zh", start: Start | None = None) -> Desk:
    """A desk with a new session in the default world."""
    session = Session.begin(core.simulator(), start or Start(), core.source)
    desk = Desk(session, "", lang)
    desk.begin(session)
    return desk
