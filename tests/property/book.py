"""The part of the plain account that is about the record: a book in which clerk and hosts write."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rooms import commands

if TYPE_CHECKING:
    from tests.property.account import Account, Entry

ORDER = ("opening", "statements", "undisputed", "proposals", "result", "other")
ASKED = {"party", "representative", "interpreter"}
CONFIRM = {"party", "representative"}


@dataclass
class Row:
    """A line: every text that it had, the last of which holds, and who is said to have said it."""

    section: str
    texts: list[tuple[str, str | None]]
    source: str | None = None
    struck: str = ""


@dataclass
class Page:
    """What was read back: a text that nobody changes, and what people said to it."""

    text: str
    names: set[str]
    said: list[tuple[str, str | None]] = field(default_factory=list)


class Book:
    """The record, and who was in the joint talk."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.began: object = None
        self.rows: dict[str, Row] = {}
        self.answers: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.pages: list[Page] = []

    def copy(self) -> Book:
        return deepcopy(self)

    def look_after(self, account: Account, at: object) -> None:
        """Whoever is in the joint talk is one of those present, and the first of a side begins it."""
        for entry in account.list.values():
            if entry.where == "joint" and entry.seat.id not in self.came:
                self.came.append(entry.seat.id)
                if entry.seat.role not in {"mediator", "co_mediator", "clerk"}:
                    self.began = self.began or at

    def obey(self, command: commands.Command, made: str, account: Account) -> bool:
        """Keeps what is written into the record and said to it, if it is that."""
        match command:
            case commands.WriteLine(name, section, text, speaker, source):
                self.writes(account, name)
                assert speaker is None or speaker in self.came, "only who was there"
                assert source is None or self.said_together(account, source), "nothing from apart"
                self.rows[made] = Row(section, [(text, speaker)], source)
            case commands.CorrectLine(name, line, version, text, speaker):
                self.writes(account, name)
                row = self.rows[line]
                assert version == len(row.texts), "only what one has seen"
                assert not row.struck
                if row.texts[-1] != (text, speaker):
                    row.texts.append((text, speaker))
            case commands.StrikeLine(name, line, version, reason):
                assert self.open_to(account, account.list[name])
                assert version == len(self.rows[line].texts)
                assert not self.rows[line].struck
                self.rows[line].struck = reason
            case commands.NoteAnswer(name, question, who, reply, remark):
                self.writes(account, name)
                assert who in self.came
                assert account.list[who].seat.role in ASKED
                given = self.answers.setdefault((question, who), [])
                if given[-1:] != [(reply, remark)]:
                    given.append((reply, remark))
            case commands.ReadBack(name):
                assert self.open_to(account, account.list[name])
                assert account.list[name].where == "joint"
                assert not account.unhosted
                assert any(not row.struck for row in self.rows.values())
                self.read(account)
            case commands.ConfirmMinutes(name, who):
                self.say(account, name, who, None)
            case commands.ObjectToMinutes(name, who, _, words):
                self.say(account, name, who, words)
            case _:
                return False
        return True

    def writes(self, account: Account, name: str) -> None:
        entry = account.list[name]  # type: ignore[index]
        assert self.open_to(account, entry)
        assert entry.where in {"joint", "neutral"}, "not out of a talk apart"

    def said_together(self, account: Account, text: str) -> bool:
        """Whether there is a message in the joint talk that both sides could read; messages are told by their ids."""
        return any(said.id == text and said.channel == "joint" and not said.to_hosts for said in account.said)

    def open_to(self, account: Account, entry: Entry) -> bool:
        """Whether this person is shown the whole book."""
        keeps = entry.seat.role in {"mediator", "co_mediator", "clerk"}
        return keeps and entry.standing == "admitted" and account.session != "ended"

    def page(self) -> str:
        rows = [row for row in self.rows.values() if not row.struck]
        rows.sort(key=lambda row: ORDER.index(row.section))
        return repr(
            [
                self.came,
                self.began,
                [(asked, given[-1]) for asked, given in self.answers.items()],
                [(row.section, row.texts[-1]) for row in rows],
                [said for page in self.pages for said in page.said if said[1] is not None],
            ]
        )

    def read(self, account: Account) -> None:
        page = self.page()
        if not self.pages or self.pages[-1].text != page:
            names = {*self.came, *(who for _, who in self.answers)}
            self.pages.append(Page(page, names))

    def before(self, account: Account, name: str) -> list[str]:
        """Who sits at this device in the joint talk."""
        entry = account.list[name]  # type: ignore[index]
        if entry.where != "joint" or entry.calling or account.session == "ended":
            return []
        return [mate.seat.id for mate in account.phone(name)]

    def shown(self, account: Account, name: str) -> Page | None:
        """What is read to this person now."""
        asked = [mate for mate in self.before(account, name) if account.list[mate].seat.role in ASKED]  # type: ignore[index]
        keeps = account.list[name].seat.role in {"mediator", "co_mediator", "clerk"}  # type: ignore[index]
        return self.pages[-1] if asked and self.pages and not keeps else None

    def mine(self, account: Account, name: str) -> list[str]:
        return [mate for mate in self.before(account, name) if account.list[mate].seat.role in CONFIRM]  # type: ignore[index]

    def say(self, account: Account, name: str, who: str, words: str | None) -> None:
        page = self.shown(account, name)
        assert page is not None, "only of what is read to one"
        assert account.session == "open"
        assert who in self.mine(account, name), "everybody for themselves"
        last = next((said for said in reversed(page.said) if said[0] == who), None)
        if last != (who, words):
            page.said.append((who, words))

    def names(self, account: Account, name: str) -> set[str]:
        """Whose names the record tells this person."""
        if self.open_to(account, account.list[name]):  # type: ignore[index]
            return set(self.came)
        page = self.shown(account, name)
        return page.names | set(self.mine(account, name)) if page else set()

    def known(self, account: Account, name: str) -> object:
        """What this person knows of it."""
        if self.open_to(account, account.list[name]):  # type: ignore[index]
            return repr([self.came, self.began, self.rows, self.answers, self.pages, self.page()])
        page = self.shown(account, name)
        if page is None:
            return None
        mine = self.mine(account, name)
        own = [(mate, next((s for s in reversed(page.said) if s[0] == mate), None)) for mate in mine]
        return (len(self.pages), page.text, own)
