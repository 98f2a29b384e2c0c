"""The part of the plain account that is about recording: as a clerk with a tape recorder and a pen would keep it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.property.account import Account, Entry

STAFF = {"mediator", "co_mediator", "clerk"}


@dataclass
class Tape:
    """A recorder that a host has put on the table; `yes`: who agreed, and in which of their stays."""

    host: str
    stay: int
    since: datetime
    yes: dict[str, int] = field(default_factory=dict)


@dataclass
class Words:
    """What was said; `speakers`: one of them said it."""

    text: str
    where: str
    began: datetime
    speakers: tuple[str, ...]


class Tapes:
    """The recorders by channel."""

    def __init__(self) -> None:
        self.running: dict[str, Tape] = {}
        self.typed: set[tuple[str, str]] = set()
        """Who could ever be put into words, and where."""
        self.words: list[Words] = []
        self.rule = "everyone"
        self.hostless: dict[str, datetime] = {}
        """Since when no host is connected where a recorder runs, but for the joint talk."""

    def copy(self) -> Tapes:
        return deepcopy(self)

    def record(self, host: Entry, on: bool, at: datetime) -> None:
        where = str(host.where)
        assert where == "joint" or where.startswith(("group:", "private:")), "a talk of the mediation"
        if on:
            self.running.setdefault(where, Tape(host.seat.id, host.stays, at))
        else:
            self.running.pop(where, None)

    def rule_chosen(self, host: Entry, rule: str) -> None:
        assert host.where == "joint", "it is the joint talk's"
        if self.rule != rule:
            assert "joint" not in self.running, "not while it counts"
        self.rule = rule

    def answered(self, phone: list[Entry], where: str, agreed: bool) -> None:
        assert where != "joint", "nobody is asked there"
        if not agreed:
            self.refused(where)
            return
        for entry in phone:
            entry.consents.add("caucus_recording")
            self.running[where].yes[entry.seat.id] = entry.stays

    def refused(self, where: str) -> None:
        """A separate talk is recorded with everybody's word or not at all."""
        if where != "joint":
            self.running.pop(where, None)

    def put(self, seat: str, words: Words) -> None:
        assert (seat, words.where) in self.typed, "nobody is put into words who never could be"
        here = [said.text for said in self.words if said.where == words.where][-60:]
        if words.text not in here:  # an utterance's words are its own here: the same comes only once
            self.words.append(words)

    def read(self, me: Entry) -> list[Words]:
        """What was said where one is, since one came."""
        if me.where is None or me.calling or me.where.startswith("lobby") or me.stay_began is None:
            return []
        return [said for said in self.words if said.where == me.where and said.began >= me.stay_began][-60:]

    def tick(self, at: datetime) -> None:
        """Ten seconds without a host, and a separate talk is not recorded any more."""
        for where, since in self.hostless.items():
            if at >= since + timedelta(seconds=10):
                del self.running[where]

    def look_after(self, account: Account, at: datetime) -> None:
        """What ends by itself."""
        for where, tape in list(self.running.items()):
            host = account.list[tape.host]  # type: ignore[index]
            gone = where != "joint" and (host.where != where or host.stays != tape.stay)
            if gone or account.session != "open":
                del self.running[where]
        hosted = {entry.where for entry in account.list.values() if entry.host and entry.online}
        alone = self.running.keys() - hosted - {"joint"}
        self.hostless = {where: self.hostless.get(where, at) for where in alone}
        streams = account.streams()
        self.typed |= {
            (source, str(account.list[source].where))  # type: ignore[index]
            for source, target, _ in streams
            if target == "transcriber"
        }

    def refusing(self, account: Account, where: str, joint: str = "recording") -> set[str]:
        """Who is in the talk and has not agreed to its recording; `joint`: what has to be agreed to there."""
        tape = self.running[where]
        return {
            entry.seat.id
            for entry in account.list.values()
            if entry.where == where and entry.seat.role not in STAFF
            if entry.calling
            or (where == "joint" and joint not in entry.consents)
            or (
                where != "joint"
                and ("caucus_recording" not in entry.consents or tape.yes.get(entry.seat.id) != entry.stays)
            )
        }

    def streams(self, account: Account, between: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        """Every (from, "recorder", kind) that may be recorded: of what somebody receives, where all agreed.

        And its speech to the "transcriber", where all agreed to that too.
        """
        found = set()
        for source, _, kind in between:
            where = str(account.list[source].where)  # type: ignore[index]
            if where not in self.running or source not in self.recorded(account, where):
                continue
            found.add((source, "recorder", kind))
            if kind == "audio" and source in self.recorded(account, where, "transcription"):
                found.add((source, "transcriber", kind))
        return found

    def recorded(self, account: Account, where: str, joint: str = "recording") -> set[str]:
        """Who in the talk may be recorded: everybody, or by the other rule all but the phones of who refuses."""
        if where == "joint" and account.unhosted:
            return set()
        refusing = self.refusing(account, where, joint)
        if refusing and (where != "joint" or self.rule == "everyone"):
            return set()
        phones = {account.list[seat].at_phone_of for seat in refusing}  # type: ignore[index]
        return {
            entry.seat.id
            for entry in account.list.values()
            if entry.where == where and entry.at_phone_of not in phones
        }

    def shown(self, account: Account, me: Entry) -> object:
        """What this person is shown of a recorder."""
        tape = self.running.get(str(me.where))
        if tape is None:
            return None
        refusing = self.refusing(account, str(me.where))
        recorded = self.recorded(account, str(me.where))
        worded = recorded & self.recorded(account, str(me.where), "transcription")
        phone = {mate.seat.id for mate in account.phone(me.seat.id)}
        asks = sorted(refusing & phone) if me.where == "joint" else []
        leads = account.leads(me.seat.id)
        names = sorted(refusing) if leads else None
        wordless = self.refusing(account, str(me.where), "transcription")
        spared = bool(recorded) and me.seat.id not in recorded
        return (
            tape.since,
            bool(recorded),
            bool(worded),
            spared,
            asks,
            me.where != "joint" and me.seat.id in refusing,
            names,
            sorted(wordless) if leads and recorded else None,
        )
