"""A plain account of a room, kept step by step from the rules of mediation alone.

It shares no code with the core but the commands: the core derives everybody's place from the hosts',
this moves people one by one as a clerk with a list would. What both agree on is held for right.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rooms import commands
from rooms.ids import SYSTEM, SeatId
from rooms.participant import MediaKind, Seat
from tests.property.book import Book
from tests.property.desk import TOLD, Desk, Heard
from tests.property.tapes import Tapes, Words

HOSTS = {"mediator", "co_mediator"}
CONSENTS = {"online", "personal_data"}


@dataclass
class Entry:
    """One line of the list."""

    seat: Seat
    standing: str = "expected"
    where: str | None = None
    stays: int = 0
    stay_began: datetime | None = None
    device: str | None = None
    at_phone_of: str = ""
    online: bool = False
    sends: set[str] = field(default_factory=set)
    muted: bool = False
    asked: bool = False
    overheard: bool = False
    equipment: object = None
    calling: bool = False
    new_device: bool = False
    guest_in: str | None = None
    consents: set[str] = field(default_factory=set)
    authority_over: bool = False
    alone_since: datetime | None = None

    @property
    def host(self) -> bool:
        return self.seat.role in HOSTS

    @property
    def here(self) -> bool:
        return self.standing in {"waiting", "admitted"}


@dataclass
class Said:
    text: str
    author: str
    channel: str
    at: datetime
    may: set[str]
    pages: list[str]
    to_all: bool = False
    id: str = ""
    to_hosts: bool = False

    @property
    def met(self) -> str:
        """The person with whom a private talk was held."""
        return self.channel.partition("private:")[2]


class Account:
    """Who is where, what was said to whom, and what each may therefore know."""

    def __init__(self, seats: tuple[Seat, ...]) -> None:
        self.list = {seat.id: Entry(seat, at_phone_of=seat.id) for seat in seats}
        self.session, self.phase, self.locked = "open", "joint", False
        self.leader = SeatId("MEDIATOR")
        self.until: datetime | None = None
        self.unhosted = False
        self.hostless: datetime | None = None
        self.said: list[Said] = []
        self.renewed: str | None = None
        self.spent: dict[str, timedelta] = {}
        self.with_since: dict[str, datetime] = {}
        self.desk = Desk()
        self.tapes = Tapes()
        self.book = Book()

    def copy(self) -> "Account":
        other = copy(self)
        other.list = {
            name: replace(entry, sends=set(entry.sends), consents=set(entry.consents))
            for name, entry in self.list.items()
        }
        other.desk = self.desk.copy()
        other.tapes = self.tapes.copy()
        other.book = self.book.copy()
        other.spent, other.with_since = dict(self.spent), dict(self.with_since)
        other.said = [replace(said, may=set(said.may)) for said in self.said]
        return other

    # -- what the rules say about a place ---------------------------------------------------------

    def hosts(self) -> list[Entry]:
        return [entry for entry in self.list.values() if entry.host and entry.here]

    def others(self) -> list[Entry]:
        return [entry for entry in self.list.values() if not entry.host and entry.here]

    def has_host(self, channel: str | None) -> bool:
        return any(host.where == channel for host in self.hosts())

    def phone(self, name: str) -> list[Entry]:
        owner = self.list[SeatId(name)].at_phone_of
        return [entry for entry in self.list.values() if entry.at_phone_of == owner and entry.here]

    def side(self, entry: Entry) -> str | None:
        other = entry.seat.interprets
        return self.list[other].seat.group if other else entry.seat.group

    def home(self, entry: Entry) -> str:
        if entry.host:
            return "joint" if self.phase == "joint" else "neutral"
        if entry.standing != "admitted":
            return f"lobby:{entry.at_phone_of}"
        if self.phase == "joint":
            return "joint"
        if entry.seat.group:
            return f"group:{entry.seat.group}"
        return "neutral" if entry.seat.role == "clerk" else f"lobby:{entry.at_phone_of}"

    # -- moving ------------------------------------------------------------------------------------

    def put(self, entry: Entry, where: str) -> None:
        entry.where = where

    def settle_in(self, entry: Entry) -> None:
        """What a change of channel brings with it."""
        entry.stays += 1
        entry.sends.discard("screen")
        entry.overheard = False
        if entry.where == f"private:{entry.seat.id}":
            entry.asked = False
        for said in self.said:
            if said.to_all:
                continue
            if entry.host and said.channel == entry.where and said.channel.startswith("group:"):
                said.may.add(entry.seat.id)

    def host_goes(self, host: Entry, where: str) -> None:
        self.put(host, where)
        self.look_after_the_left()

    def look_after_the_left(self) -> None:
        """Nobody stays in private, or as a guest, where no host is; interpreters go with their person."""
        for entry in self.hosts():
            if entry.where and entry.where.startswith("private:"):
                met = self.list[SeatId(entry.where.removeprefix("private:"))]
                if not met.here or met.where != entry.where:
                    self.put(entry, self.home(entry))
        for entry in self.others():
            if entry.guest_in and not self.has_host(entry.guest_in):
                entry.guest_in = None
                if entry.where and not entry.where.startswith("private:"):
                    self.put(entry, self.home(entry))
            if entry.where and entry.where.startswith("private:") and not self.has_host(entry.where):
                self.put(entry, entry.guest_in or self.home(entry))
        for entry in self.others():
            self._go_along(entry)

    def _go_along(self, entry: Entry) -> None:
        phone = self.phone(entry.seat.id)
        leading = [mate for mate in phone if not mate.seat.interprets]
        if leading:
            self.put(entry, leading[0].where or "")
        elif entry.seat.interprets and not self.has_host(f"private:{entry.seat.id}"):
            other = self.list[entry.seat.interprets]
            along = other.here and entry.standing == "admitted" and not str(other.where).startswith("lobby:")
            self.put(entry, str(other.where) if along else f"lobby:{entry.at_phone_of}")

    def everybody_home(self, but_private: bool = False) -> None:
        for entry in self.others():
            private = str(entry.where).startswith("private:") and self.has_host(entry.where)
            if not (but_private and private):
                self.put(entry, entry.guest_in or self.home(entry))
        self.look_after_the_left()

    def end_talks_with(self, names: set[str]) -> None:
        for host in self.hosts():
            if str(host.where).removeprefix("private:") in names and str(host.where).startswith("private:"):
                self.put(host, self.home(host))

    def leave_phone(self, entry: Entry) -> None:
        name = entry.seat.id
        rest = [mate for mate in self.list.values() if mate.at_phone_of == name and mate is not entry]
        rest.sort(key=lambda mate: mate.seat.role == "observer")
        for mate in rest:
            mate.at_phone_of = rest[0].seat.id
        if rest:
            rest[0].sends = set() if rest[0].seat.role == "observer" else set(entry.sends)
            rest[0].muted = entry.muted
        entry.at_phone_of = name

    def gone(self, entry: Entry, standing: str) -> None:
        self.leave_phone(entry)
        entry.standing, entry.where, entry.online = standing, None, False
        entry.sends, entry.asked, entry.new_device, entry.guest_in = set(), False, False, None
        entry.overheard, entry.calling, entry.equipment = False, False, None

    # -- commands that were accepted ------------------------------------------------------------------

    def obey(self, command: commands.Command, at: datetime, made: str = "") -> None:
        """`made`: the id of what the command made, as it was answered."""
        asks = self.list.get(command.seat)
        assert not asks or not asks.calling or isinstance(command, commands.Enter), "no device, no wish"
        before = {name: entry.where for name, entry in self.list.items()}
        self.renewed = None
        hosted_before = {entry.where for entry in self.hosts()}
        match command:
            case commands.Enter():
                self.enter(command)
            case commands.Connect(name) | commands.Disconnect(name):
                self.list[name].online = isinstance(command, commands.Connect)
            case commands.Restart():
                for entry in self.list.values():
                    entry.online = False
                self.hostless, self.tapes.hostless = None, {}
            case commands.SetConsent(name, kind, given, who):
                if who is not None:
                    assert kind == "recording", "others are asked for in the room for that alone"
                    assert self.list[who] in self.phone(name), "only who sits at the same phone"
                self.consent(self.list[who or name], kind, given)
            case commands.SetMedia(name, kind, on):
                self.media(self.list[name], kind, on)
            case commands.Say(name, _, text, pages):
                self.say(self.list[name], text, [page.id for page in pages], at, made)
            case commands.Broadcast(name, text):
                self.tell_all(self.list[name], text, at)
            case commands.AskAlone(name) | commands.CancelAsk(name):
                self.list[name].asked = isinstance(command, commands.AskAlone)
            case commands.SetOverheard(name, on):
                self.list[name].overheard = on
            case commands.TellEquipment(name, equipment):
                self.list[name].equipment = equipment
            case commands.Leave(name):
                entry = self.list[name]
                for mate in self.phone(name) if entry.at_phone_of == name else [entry]:
                    self.gone(mate, "left")
                self.look_after_the_left()
            case commands.Tick():
                self.tick(at)
            case commands.Mute(_, who):
                owner = self.list[SeatId(self.list[who].at_phone_of)]
                owner.sends.discard("audio")
                owner.muted = True
            case commands.AnswerConsent(name, item, given):
                assert item in self.asked(name), "only what one is asked"
                self.desk.answered(item, given)
            case commands.Withdraw(name, item):
                assert self.leads(name) or item in self.asked(name)
                self.desk.withdrawn(item)
            case commands.Convey(name, item):
                assert self.leads(name)
                host = self.list[name]
                self.say(host, self.desk.conveyed(item, str(host.where)), [], at, made)
            case commands.Record(name, _, on):
                assert self.leads(name)
                self.tapes.record(self.list[name], on, at)
            case commands.Utter(_, into, said):
                self.tapes.put(said.seat, Words(said.text, into, said.began, said.speakers))
            case commands.RestartRecording(name):
                assert self.leads(name)
            case commands.ChooseRule(name, _, rule):
                assert self.leads(name)
                self.tapes.rule_chosen(self.list[name], rule)
            case commands.AgreeRecording(name, _, agreed):
                self.tapes.answered(self.phone(name), str(self.list[name].where), agreed)
            case _ if self.book.obey(command, made, self):
                pass
            case _ if self.desk.obey(command, made):
                assert self.leads(command.seat)
            case _:
                self.lead(command)
        self._keep_time(at, before, hosted_before)

    def enter(self, command: commands.Enter) -> None:
        entry = self.list[command.seat]
        entry.consents |= {kind.value for kind in command.consents}
        shared = command.share_with
        assert not shared or self.list[shared].device == command.device, "only on that very device"
        assert not shared or self.side(entry) == self.side(self.list[shared]) is not None, "only of one side"
        assert entry.here or entry.host or not self.locked, "nobody new while locked"
        assert entry.standing != "removed"
        owner = self.list[shared].at_phone_of if shared else command.seat
        if entry.here and entry.device == command.device and (not shared or entry.at_phone_of == owner):
            return
        if entry.seat.role not in HOSTS | {"clerk"}:
            entry.consents &= {kind.value for kind in command.consents} | CONSENTS
        involved = {mate.seat.id for mate in self.phone(shared or command.seat)} | {command.seat}
        if not entry.host:
            self.end_talks_with(set(involved))
        self.leave_phone(entry)
        entry.new_device = entry.new_device or entry.calling or entry.device not in (None, command.device)
        if entry.device != command.device:
            entry.equipment = None
        entry.device, entry.at_phone_of, entry.online = command.device, owner, False
        entry.calling = False
        entry.sends = (
            set() if entry.seat.role == "observer" else {"camera"} if entry.muted else {"audio", "camera"}
        )
        if entry.host:
            entry.standing = "admitted"
            self.put(entry, entry.where or self.home(entry))
        else:
            entry.standing = "waiting"
            self.renewed = command.seat
            for mate in self.phone(command.seat):
                mate.standing, mate.guest_in = "waiting", None
                self.put(mate, f"lobby:{owner}")
        self.everybody_home(but_private=True)

    def consent(self, entry: Entry, kind: str, given: bool) -> None:
        had = str(kind) in entry.consents
        (entry.consents.add if given else entry.consents.discard)(str(kind))
        if had and not given and str(kind) == "caucus_recording":
            self.tapes.refused(str(entry.where))
        if not given and str(kind) in CONSENTS and not self.consented(entry):
            self.send_back(entry)

    def send_back(self, entry: Entry) -> None:
        phone = self.phone(entry.seat.id)
        for mate in phone:
            mate.standing = "waiting"
            mate.guest_in = None
        self.end_talks_with({mate.seat.id for mate in phone})
        self.everybody_home(but_private=True)

    def media(self, entry: Entry, kind: str, on: bool) -> None:
        (entry.sends.add if on else entry.sends.discard)(str(kind))
        if on and kind == MediaKind.AUDIO:
            entry.muted = False

    def say(self, entry: Entry, text: str, pages: list[str], at: datetime, made: str) -> None:
        assert self.session == "open"
        assert entry.seat.role != "observer"
        assert not str(entry.where).startswith("lobby")
        to_hosts = entry.where == "joint" and self.unhosted
        if to_hosts:
            may = {mate.seat.id for mate in self.phone(entry.seat.id)}
            may |= {name for name, other in self.list.items() if other.host}
        else:
            may = self.readers_in(str(entry.where))
        assert not any(page in said.pages for said in self.said for page in pages)
        where = str(entry.where)
        self.said.append(Said(text, entry.seat.id, where, at, set(may), pages, id=made, to_hosts=to_hosts))

    def tell_all(self, host: Entry, text: str, at: datetime) -> None:
        assert self.session == "open"
        assert host.host
        assert host.here
        for where in dict.fromkeys(entry.where for entry in self.list.values() if entry.here):
            may = self.readers_in(str(where))
            self.said.append(Said(text, host.seat.id, str(where), at, may, [], to_all=True))

    def readers_in(self, where: str) -> set[str]:
        """Nobody reads on a plain telephone."""
        return {entry.seat.id for entry in self.list.values() if entry.where == where and not entry.calling}

    def tick(self, at: datetime) -> None:
        if self.hostless is not None and at >= self.hostless + timedelta(seconds=10):
            self.unhosted = True
        self.tapes.tick(at)
        for entry in self.list.values():
            authority = entry.seat.authority
            if authority and authority.expires and authority.expires <= at:
                entry.authority_over = True

    def lead(self, command: commands.Command) -> None:
        host = self.list.get(command.seat)
        assert command.seat == SYSTEM or (host and host.host and host.standing == "admitted"), "hosts lead"
        match command:
            case commands.Admit(_, who):
                self.admit(self.phone(who))
            case commands.AdmitAll():
                ready = [
                    entry for entry in self.others() if all(map(self.consented, self.phone(entry.seat.id)))
                ]
                self.admit(ready)
            case commands.BackToLobby(_, who):
                entry = self.list[who]
                if entry.here:
                    self.send_back(entry)
                else:
                    entry.standing = "expected"
            case commands.Remove(_, who):
                self.remove(self.list[who])
            case commands.Telephone(_, who, on):
                self.telephone(self.list[who], on)
            case commands.HandOver(_, to):
                self.leader = to
            case commands.Renew():
                pass  # it moves nobody, and nobody hears or reads of it
            case commands.Lock(_, on):
                self.locked = on
            case commands.AddSeat(_, added):
                self.list[added.id] = Entry(added, at_phone_of=added.id)
            case _:
                assert host is not None or isinstance(command, commands.End)
                self.move(command, host)

    def telephone(self, entry: Entry, on: bool) -> None:
        assert entry.standing != "removed"
        assert not entry.host
        assert entry.calling or not entry.here, "nobody is by telephone who came by link"
        if entry.calling == on:
            return
        if on:
            entry.calling, entry.standing, entry.device = True, "admitted", None
            self.put(entry, self.home(entry))
            self.everybody_home(but_private=True)
        else:
            self.gone(entry, "left")
            self.look_after_the_left()

    def consented(self, entry: Entry) -> bool:
        return entry.calling or entry.seat.role in HOSTS | {"clerk"} or entry.consents >= CONSENTS

    def admit(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.standing == "waiting":
                entry.standing, entry.new_device = "admitted", False
        self.everybody_home(but_private=True)

    def remove(self, entry: Entry) -> None:
        if entry.standing == "removed":
            return
        mates = [mate for mate in self.phone(entry.seat.id) if mate is not entry]
        self.gone(entry, "removed")
        if mates:
            self.send_back(mates[0])
        self.look_after_the_left()

    def move(self, command: commands.Command, host: Entry | None) -> None:
        match command:
            case commands.End():
                self.session, self.unhosted, self.phase, self.until = "ended", False, "joint", None
                for entry in self.list.values():
                    entry.where, entry.sends, entry.guest_in, entry.overheard = None, set(), None, False
            case commands.Adjourn(until=until):
                self.session, self.unhosted, self.until = "adjourned", False, until
                for entry in self.list.values():
                    entry.sends.discard("screen")
            case commands.Resume():
                self.session, self.phase, self.until = "open", "joint", None
                for entry in self.others():
                    entry.standing, entry.guest_in = "waiting", None
                self.all_hosts_to("joint")
            case commands.Separate():
                self.new_phase("apart")
                self.all_hosts_to("neutral")
            case commands.Rejoin() if self.phase == "apart":
                self.new_phase("joint")
                self.all_hosts_to("joint")
            case _:
                assert host is not None
                self.move_one(command, host)

    def new_phase(self, phase: str) -> None:
        if phase != self.phase:
            self.phase = phase
            for entry in self.list.values():
                entry.guest_in = None

    def all_hosts_to(self, channel: str) -> None:
        for host in self.hosts():
            self.put(host, channel)
        self.everybody_home()

    def move_one(self, command: commands.Command, host: Entry) -> None:
        match command:
            case commands.Rejoin():
                self.host_goes(host, "joint")
            case commands.Visit(_, side):
                self.host_goes(host, "neutral" if side == "neutral" else f"group:{side}")
            case commands.Meet(_, who):
                met = self.whom(who)
                self.put(host, f"private:{met.seat.id}")
                self.put(met, f"private:{met.seat.id}")
                self.look_after_the_left()
            case commands.Bring(_, who):
                guest = self.list[who]
                if guest.where != host.where:
                    guest.guest_in = host.where
                    if not str(guest.where).startswith("private:"):
                        self.put(guest, str(host.where))
            case _:
                raise AssertionError(command)

    def whom(self, who: str) -> Entry:
        """Whom a host really meets who asks for this person."""
        entry = next((mate for mate in self.phone(who) if not mate.seat.interprets), self.list[SeatId(who)])
        other = self.list[entry.seat.interprets] if entry.seat.interprets else None
        if other and other.here and other.where == entry.where:
            return next(mate for mate in self.phone(other.seat.id) if not mate.seat.interprets)
        return entry

    def _keep_time(self, at: datetime, before: dict[SeatId, str | None], hosted: set[str | None]) -> None:
        joint = [entry for entry in self.list.values() if entry.where == "joint"]
        hostless = (
            self.session == "open"
            and any(not entry.host for entry in joint)
            and not any(entry.host and entry.online for entry in joint)
        )
        self.hostless = (self.hostless or at) if hostless else None
        self.unhosted = self.unhosted and hostless
        for name, entry in self.list.items():
            moved = entry.where is not None and (before.get(name) != entry.where or self.renewed == name)
            if moved:
                self.settle_in(entry)
                entry.stay_began = at
            if entry.where is None or self.has_host(entry.where):
                entry.alone_since = None
            elif moved or entry.where in hosted:
                entry.alone_since = entry.alone_since if not moved and entry.alone_since else at

        self._keep_the_hosts_time(at)
        self.tapes.look_after(self, at)
        self.book.look_after(self, at)

    def _keep_the_hosts_time(self, at: datetime) -> None:
        """A side has a host's time while one of it is with a host; a person, while alone with one."""
        now: set[str] = set()
        for entry in self.others() if self.session == "open" else []:
            alone = str(entry.where).startswith("private:")
            if self.has_host(entry.where) and (alone or entry.where == f"group:{self.side(entry)}"):
                now.add(str(entry.where))
        for channel in self.with_since.keys() - now:
            passed = at - self.with_since.pop(channel)
            self.spent[channel] = self.spent.get(channel, timedelta(0)) + passed
        for channel in now:
            self.with_since.setdefault(channel, at)

    # -- what follows for each person ----------------------------------------------------------------

    def companions(self, name: str) -> set[str]:
        me = self.list[SeatId(name)]
        return {
            other.seat.id
            for other in self.list.values()
            if me.where and other is not me and other.where == me.where
        }

    def reads(self, name: str) -> list[Said]:
        me = self.list[SeatId(name)]
        if self.session == "ended":
            return []
        if me.standing == "admitted":
            return [said for said in self.said if name in said.may][-300:]
        if me.standing == "waiting" and me.stay_began:
            return [s for s in self.said if name in s.may and s.channel == me.where and s.at > me.stay_began][
                -300:
            ]
        return []

    def leads(self, name: str) -> bool:
        me = self.list[SeatId(name)]
        return me.host and me.standing == "admitted" and self.session != "ended"

    def asked(self, name: str) -> dict[str, Heard]:
        """What one is asked by the hosts, in private or among one's own, on a phone of one's own.

        What was said among one's own may be asked on a phone that they share.
        """
        me = self.list[SeatId(name)]
        if me.standing != "admitted" or me.calling:
            return {}
        if me.where not in {f"private:{name}", f"group:{self.side(me)}"}:
            return {}
        others = [mate for mate in self.phone(name) if mate is not me and mate.seat.interprets != name]
        return {
            id: heard
            for id, heard in self.desk.ledger.items()
            if heard.speaker == name and heard.state in TOLD
            if not others or heard.source.startswith("group:")
        }

    def streams(self) -> set[tuple[str, str, str]]:
        """Every (from, to, kind) of media that may flow."""
        if self.session != "open":
            return set()
        phones = [entry for entry in self.list.values() if entry.here and entry.at_phone_of == entry.seat.id]
        between: set[tuple[str, str, str]] = {
            (one.seat.id, other.seat.id, kind)
            for one in phones
            for other in phones
            if one is not other and one.where == other.where and not str(one.where).startswith("lobby")
            if one.seat.role != "observer" and not one.calling and not other.calling
            if not (one.where == "joint" and self.unhosted)
            or (self.side(one) and self.side(one) == self.side(other))
            for kind in one.sends
        }
        return between | self.tapes.streams(self, between)

    def public(self, entry: Entry) -> object:
        """What those in the same channel see of a person."""
        owner = self.list[SeatId(entry.at_phone_of)]
        phone = self.phone(entry.seat.id)
        online = any(mate.online for mate in phone)
        return (
            entry.seat.id,
            entry.calling,
            tuple(sorted(owner.sends)),
            online,
            [mate.seat.id for mate in phone],
            entry.authority_over,
        )

    def knowledge(self, name: str) -> object:
        """All that this person may know. While it stays the same, nothing may be sent to them."""
        me = self.list[SeatId(name)]
        owner = self.list[SeatId(me.at_phone_of)]
        known = [
            (self.session, self.locked, self.until, self.tapes.rule),
            (
                me.standing,
                me.where,
                me.stays,
                me.asked,
                me.overheard,
                me.equipment,
                sorted(me.consents),
                owner.muted,
                self.public(me),
            ),
            (self.has_host(me.where) if me.where else False, me.alone_since),
            self.unhosted and me.where == "joint",
            self.tapes.shown(self, me),
            sorted(repr(self.public(self.list[SeatId(other)])) for other in self.companions(name)),
            [said.text for said in self.reads(name)],
            self.tapes.read(me),
        ]
        known.append(sorted(map(repr, self.asked(name).items())))
        known.append(self.book.known(self, name))
        if self.leads(name):
            known.append(sorted(map(repr, self.desk.ledger.items())))
            known.append(repr([replace(entry, alone_since=None) for entry in self.list.values()]))
            known.append(self.desk.notes.get(name))
            known.append((sorted(self.spent.items()), sorted(self.with_since.items())))
            known.append((self.leader, self.phase, [(said.channel, said.text) for said in self.said]))
        return repr(known)
