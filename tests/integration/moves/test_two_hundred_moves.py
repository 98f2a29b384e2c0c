"""Eight people, each a tone of their own, through two hundred moves chosen at random.

After every acknowledged move all that arrives is judged: whose voice it is by its frequency, in which stay it was
captured and when by its label; and what is granted must arrive. Two people's packets come seconds late.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

import pytest

from rooms.roles import Role
from rooms.state import Rules
from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.guest import Refused
from tests.integration.moves.oracle import Hearing, Oracle
from tests.integration.office import Office, Part
from tests.integration.recording.shelf import File, Shelf
from tests.integration.running import Running
from tests.integration.voice import Voice
from tests.peers.packets import Label

MOVES = 200
PICTURES_EVERY, LATE_ONES_EVERY = 5, 25
"""Moves after which it is waited for pictures too, and for those whose packets come late: both take longer."""
ENOUGH = 1.0
"""Seconds for which somebody may be recorded before there must be something of it."""
TOLERANCE = 0.06
"""Seconds by which the service may be wrong about when something was captured (it knows only from reports)."""

PARTS = (
    Part("w1", "工人甲", Role.PARTY, "worker"),
    Part("w2", "工人乙", Role.PARTY, "worker"),
    Part("contractor", "包工头", Role.PARTY, "contractor"),
    Part("agent", "经办人", Role.REPRESENTATIVE, "employer"),
    Part("mediator", "调解员", Role.MEDIATOR),
    Part("comediator", "副调解员", Role.CO_MEDIATOR),
    Part("clerk", "书记员", Role.CLERK),
    Part("observer", "观察员", Role.OBSERVER),
)
HOSTS = ("mediator", "comediator")
GUESTS = tuple(part.person for part in PARTS if part.person not in HOSTS)
LAGS = {"w2": 1.5, "contractor": 1.0}
WITHOUT_TRANSFORMS = {"contractor", "clerk"}


@dataclass
class Interval:
    """A time in which somebody's media of one kind may be recorded, in one stay."""

    person: str
    kind: str
    stay: str
    place: str
    since: float
    until: float = float("inf")


@dataclass
class Trial:
    """The people, what they should hear, and since when."""

    cast: Cast
    voices: dict[str, Voice]
    oracle: Oracle
    rng: random.Random
    since: dict[Hearing, float] = field(default_factory=dict)
    stays: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    takes: list[Interval] = field(default_factory=list)
    """When who was recorded, by which means, in which stay."""

    # -- one move

    def choose(self) -> tuple[str, str, dict[str, str | bool]]:
        """Who does what."""
        rng, host = self.rng, self.rng.choice(HOSTS)
        outside = sorted(set(GUESTS) - self.oracle.admitted)
        asked = sorted({person for place in self.oracle.tapes for person in self.oracle.asked(place)})
        if asked and rng.random() < 0.6:
            return rng.choice(asked), "agree", {"agreed": rng.random() < 0.9}
        move = rng.choices(
            [
                "separate",
                "rejoin",
                "visit",
                "meet",
                "bring",
                "mute",
                "unmute",
                "camera",
                "back_to_lobby",
                "admit",
                "record",
            ],
            [10, 10, 26, 14, 6, 6, 8, 8, 5, 14 if outside else 0, 25],
        )[0]
        match move:
            case "visit":
                return host, move, {"side": rng.choice(["worker", "employer", "contractor", "neutral"])}
            case "meet" | "back_to_lobby":
                return host, move, {"who": rng.choice(GUESTS)}
            case "bring":
                return host, move, {"who": rng.choice(["clerk", "observer", "w1"])}
            case "mute":
                return host, move, {"who": rng.choice([*GUESTS[:-1], *HOSTS])}
            case "admit":
                return host, move, {"who": rng.choice(outside)}
            case "unmute":
                return rng.choice(sorted(self.oracle.muted) or ["w1"]), move, {}
            case "camera":
                return rng.choice([*GUESTS[:-1], *HOSTS]), move, {"on": rng.random() < 0.6}
            case "record":
                return host, move, {"on": rng.random() < 0.8}
            case _:
                return host, move, {}

    async def make(self, person: str, move: str, fields: dict[str, str | bool]) -> None:
        """Asks for it; the answer must be the oracle's."""
        guest, began = self.cast[person], time.monotonic()
        self.log.append(f"{person} {move} {fields}")
        expected = getattr(self.oracle, move)(person, **fields)
        named = {
            name: self.cast.seat(str(value)) if name == "who" else value for name, value in fields.items()
        }
        code = None
        try:
            match move:
                case "unmute":
                    await guest.do("media", kind="audio", on=True)
                case "camera":
                    await guest.do("media", kind="camera", on=fields["on"])
                case "record":
                    await guest.do("record", stay=guest.stay, **fields)
                case "agree":
                    await guest.do("agree_recording", stay=guest.stay, **fields)
                case _:
                    await guest.do(move, **named)
        except Refused as refused:
            code = refused.code
        assert code == expected
        for voice in self.voices.values():
            voice.forget()
        await self._arrive(began)

    async def _arrive(self, began: float) -> None:
        """Everybody is where the oracle says; a stay is new exactly when the place is."""
        places = {person: self.oracle.place(person) for person in self.voices}
        moved = {person for person, place in places.items() if place != self.places.get(person)}
        for person, voice in self.voices.items():
            channel, former = places[person].partition(":")[0], self.stays.get(person)
            await voice.guest.until(
                lambda g=voice.guest, c=channel, m=person in moved, f=former: (
                    g.channel == c and (g.stay != f) == m
                )
            )
            self.stays[person] = voice.guest.stay
        self.places = places
        self.since = {
            hearing: began if moved & set(hearing[:2]) else self.since.get(hearing, began)
            for hearing in self.oracle.hearings()
        }
        self._note_takes(began)

    def _note_takes(self, began: float) -> None:
        now, taken = time.monotonic(), self.oracle.taken()
        for take in self.takes:
            over = (take.person, take.kind) not in taken or self.stays[take.person] != take.stay
            if take.until > now and over:
                take.until = now
        running = {(take.person, take.kind) for take in self.takes if take.until > now}
        for person, kind in taken - running:
            self.takes.append(Interval(person, kind, self.stays[person], self.places[person], began))

    # -- judging

    async def what_is_granted_arrives(self, *, pictures: bool = True, late_ones: bool = True) -> None:
        wanted: dict[str, set[Label]] = {person: set() for person in self.voices}
        for source, listener, kind in self.since:
            if (pictures or kind == "audio") and (late_ones or source not in LAGS):
                wanted[listener].add(Label(self.cast.seat(source), self.stays[source], kind, 0))
        await asyncio.gather(*(self.voices[person].gets_all(labels) for person, labels in wanted.items()))

    def nothing_else_arrived(self) -> None:
        persons = {self.cast.seat(person): person for person in self.voices}
        for listener, voice in self.voices.items():
            for label in voice.listen():
                source = persons[label.seat]
                granted = self.since.get((source, listener, label.kind))
                assert granted is not None, f"{listener} received {source}'s {label.kind}"
                assert label.stay == self.stays[source], f"{listener} received what {source} said elsewhere"
                captured = self.voices[source].captured[label.kind, label.number]
                assert captured > granted - TOLERANCE, (
                    f"{listener} received what {source} said {granted - captured:.3f} s before"
                )
            may_sound = {
                self.voices[source].frequency
                for source, hearer, kind in self.since
                if (hearer, kind) == (listener, "audio")
            }
            assert voice.tones() <= may_sound, f"{listener} heard {voice.tones()}, granted is {may_sound}"

    def recorded_as_it_may_be(self, files: list[File]) -> None:
        """Every packet of every file is that person's, of that stay, captured while it might be recorded; and what
        might be for long enough was.
        """
        persons = {self.cast.seat(person): person for person in self.voices}
        kept = set()
        for file in files:
            segment, voice = file.segment, self.voices[persons[file.segment.seat]]
            may = [
                take
                for take in self.takes
                if (take.person, take.kind, take.stay)
                == (persons[segment.seat], segment.kind.value, segment.stay)
            ]
            assert may, f"{segment} is recorded and should not be"
            assert {take.place for take in may} == {_place(segment.channel, persons)}
            for label in file.labels:
                assert (label.seat, label.stay, label.kind) == (
                    segment.seat,
                    segment.stay,
                    segment.kind.value,
                )
                captured = voice.captured[label.kind, label.number]
                assert any(take.since - TOLERANCE < captured < take.until for take in may), (segment, label)
            if segment.kind == "audio":
                assert file.tones <= {voice.frequency}
            kept.add((segment.seat, segment.stay, segment.kind.value))
        for take in self.takes:
            long_enough = take.until - take.since > ENOUGH and take.person not in LAGS
            if long_enough and take.kind == "audio":
                assert (self.cast.seat(take.person), take.stay, take.kind) in kept, take


def _place(channel: str, persons: dict[str, str]) -> str:
    """As the oracle calls it."""
    kind, _, owner = channel.partition(":")
    return f"private:{persons[owner]}" if kind == "private" else owner or kind


async def everybody_in(cast: Cast) -> Trial:
    await cast.together(*(part.person for part in PARTS))
    voices = {}
    for part in PARTS:
        kinds = () if part.person == "observer" else ("audio", "camera")
        transforms = part.person not in WITHOUT_TRANSFORMS
        voices[part.person] = await cast.voice(part.person, kinds, transforms=transforms)
    oracle = Oracle(
        sides={part.person: part.group for part in PARTS if part.group},
        hosts=set(HOSTS),
        staff={"clerk"},
        silent={"observer"},
        host_at=dict.fromkeys(HOSTS, "joint"),
        admitted=set(GUESTS),
    )
    trial = Trial(cast, voices, oracle, random.Random(20260302))
    for person in GUESTS:
        await cast[person].do("consent", kind="recording", given=True)
    await trial._arrive(0.0)
    await trial.what_is_granted_arrives()
    for person, seconds in LAGS.items():
        voices[person].lag = seconds
    return trial


@pytest.mark.timeout(300)
async def test_through_two_hundred_moves_everybody_hears_and_is_recorded_exactly_as_they_may(
    call: Called, office: Office, service: Running
) -> None:
    trial = await everybody_in(await call(PARTS, rules=Rules(unhosted_after=3600)))
    try:
        for number in range(1, MOVES + 1):
            await trial.make(*trial.choose())
            await trial.what_is_granted_arrives(
                pictures=number % PICTURES_EVERY == 0, late_ones=number % LATE_ONES_EVERY == 0
            )
            trial.nothing_else_arrived()
        await trial.cast["mediator"].do("end")
        trial.recorded_as_it_may_be(await Shelf(office, service.data, trial.cast).files(60))
    except Exception as error:
        error.add_note(f"after {len(trial.log)} moves, the last of them:\n" + "\n".join(trial.log[-12:]))
        raise
