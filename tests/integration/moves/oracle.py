"""Who is where and hears whom, from the rules of mediation alone: shares nothing with the policy that it judges."""

from __future__ import annotations

from dataclasses import dataclass, field

Hearing = tuple[str, str, str]
"""Who is heard, by whom, by which means."""


@dataclass
class Tape:
    """A recorder that a host has put on the table, and who agreed to it there and then."""

    host: str
    yes: set[str] = field(default_factory=set)


@dataclass
class Oracle:
    """People by their keys. `sides` are those who belong to one; all other guests are neutral."""

    sides: dict[str, str]
    hosts: set[str]
    staff: set[str]
    """Whose place is neutral ground while the sides are apart."""
    silent: set[str]
    """Who only listens."""
    apart: bool = False
    host_at: dict[str, str] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)
    brought: dict[str, str] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    dark: set[str] = field(default_factory=set)
    """Whose camera is off."""
    tapes: dict[str, Tape] = field(default_factory=dict)
    """By place. To the recording of the joint talk everybody has agreed beforehand."""

    @property
    def people(self) -> set[str]:
        return set(self.sides) | self.hosts | self.staff | self.silent

    def place(self, person: str) -> str:
        """`joint`, a side's name, `neutral`, `private:<person>` or `lobby:<person>`."""
        if person in self.hosts:
            return self.host_at[person]
        taken = set(self.host_at.values())
        if f"private:{person}" in taken:
            return f"private:{person}"
        if person not in self.admitted:
            return f"lobby:{person}"
        if not self.apart:
            return "joint"
        if self.brought.get(person) in taken:
            return self.brought[person]
        if person in self.sides:
            return self.sides[person]
        return "neutral" if person in self.staff else f"lobby:{person}"

    def hearings(self) -> set[Hearing]:
        """Everybody hears and sees everybody who is in the same place and sends."""
        found = set()
        for source in self.people - self.silent:
            place = self.place(source)
            kinds = {"audio"} - {"audio" if source in self.muted else ""}
            kinds |= {"camera"} - {"camera" if source in self.dark else ""}
            if not place.startswith("lobby"):
                listeners = {other for other in self.people - {source} if self.place(other) == place}
                found |= {(source, listener, kind) for listener in listeners for kind in kinds}
        return found

    def taken(self) -> set[tuple[str, str]]:
        """Who is recorded, by which means: who is heard by somebody, where everybody has agreed."""
        return {(source, kind) for source, _, kind in self.hearings() if self.runs(self.place(source))}

    def runs(self, place: str) -> bool:
        tape = self.tapes.get(place)
        return tape is not None and (place == "joint" or not self.asked(place))

    def asked(self, place: str) -> set[str]:
        """Who has still to agree to the recording of a separate talk."""
        there = {person for person in self.people - self.hosts - self.staff if self.place(person) == place}
        return there - self.tapes[place].yes if place in self.tapes and place != "joint" else set()

    # -- what hosts do; the answer is the code with which it is refused

    def separate(self, _host: str) -> str | None:
        self._phase(apart=True)
        self.host_at = dict.fromkeys(self.hosts, "neutral")
        return self._after()

    def rejoin(self, host: str) -> str | None:
        moved = self.hosts if self.apart else {host}
        self._phase(apart=False)
        self.host_at |= dict.fromkeys(moved, "joint")
        return self._after()

    def visit(self, host: str, side: str) -> str | None:
        if not self.apart:
            return "not_apart"
        self.host_at[host] = side
        return self._after()

    def meet(self, host: str, who: str) -> str | None:
        self.host_at[host] = f"private:{who}"
        return self._after()

    def bring(self, host: str, who: str) -> str | None:
        place = self.host_at[host]
        if who not in (self.staff | self.silent) or place.startswith("private"):
            return "forbidden"
        if who not in self.admitted:
            return "not_here"
        if self.place(who) != place:
            self.brought[who] = place
        return self._after()

    def admit(self, _host: str, who: str) -> str | None:
        self.admitted.add(who)
        return self._after()

    def back_to_lobby(self, _host: str, who: str) -> str | None:
        self.admitted.discard(who)
        self.brought.pop(who, None)
        home = "neutral" if self.apart else "joint"
        self.host_at = {
            host: home if place == f"private:{who}" else place for host, place in self.host_at.items()
        }
        return self._after()

    def mute(self, host: str, who: str) -> str | None:
        if host == who:
            return "forbidden"
        self.muted.add(who)
        return None

    def record(self, host: str, on: bool) -> str | None:
        place = self.host_at[host]
        if place == "neutral":
            return "not_here"
        if on:
            self.tapes.setdefault(place, Tape(host))
        else:
            self.tapes.pop(place, None)
        return None

    # -- what everybody may do

    def agree(self, person: str, agreed: bool) -> str | None:
        place = self.place(person)
        if not agreed:
            self.tapes.pop(place, None)
        else:
            self.tapes[place].yes.add(person)
        return None

    def unmute(self, person: str) -> None:
        self.muted.discard(person)

    def camera(self, person: str, on: bool) -> None:
        (self.dark.discard if on else self.dark.add)(person)

    def _phase(self, *, apart: bool) -> None:
        if self.apart != apart:
            self.apart = apart
            self.brought.clear()

    def _after(self) -> None:
        """Nobody stays a guest where no host is."""
        taken = set(self.host_at.values())
        self.brought = {person: place for person, place in self.brought.items() if place in taken}
        self._look_after_the_tapes()

    def _look_after_the_tapes(self) -> None:
        """Outside the joint talk they end with the host's stay; who has gone has to be asked again."""
        self.tapes = {
            place: Tape(tape.host, {person for person in tape.yes if self.place(person) == place})
            for place, tape in self.tapes.items()
            if place == "joint" or self.host_at[tape.host] == place
        }
