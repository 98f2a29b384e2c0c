"""Sessions that were held and recorded, made without anybody speaking: log, rows and files are those of real ones.

For tests of what is done with a record afterwards. Nothing is faked but the people: commands are decided by the room,
files are made by what finishes a recorder's spools.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from recordings.finishing import Finished, finish
from recordings.frame import Frame, Mark
from recordings.segment import Segment, SegmentId
from recordings.vault.cipher import KEY
from recordings.vault.spool import SpoolWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK
from rooms import events
from rooms.channel import Group
from rooms.commands import (
    AdmitAll,
    AgreeRecording,
    Command,
    Connect,
    End,
    Enter,
    KeepSegment,
    Meet,
    Record,
    Rejoin,
    Say,
    Separate,
    SetConsent,
    Visit,
)
from rooms.consent import REQUIRED, ConsentKind
from rooms.ids import SYSTEM, ChannelId, DeviceId, GroupId, RoomId, SeatId, StayId
from rooms.participant import MediaKind, Seat
from rooms.recording import Kept
from rooms.roles import Role
from rooms.room import Accepted, Context, apply, handle, initial, moment, opened
from rooms.state import RoomState
from server.cases import rows as case_rows
from server.cases.case import Case, Invited
from server.cases.repository import Cases, new_id
from server.record import segments
from server.storage.store import Store

GROUPS = (Group(GroupId("worker"), "劳动者", "Worker"), Group(GroupId("employer"), "用人单位", "Employer"))
NAMES = {"worker": "龙建军", "employer": "彭志强", "mediator": "田秀英", "clerk": "向晓梅"}
TITLE = "龙建军与湘西恒泰建筑劳务有限公司追索劳动报酬纠纷"
SECRET = "八千元我也肯收"
"""Said where nobody but the worker's side and the mediator may know of it."""
TONES = {"worker": 400, "employer": 700, "mediator": 1100}
GREYS = {"worker": 60, "employer": 130, "mediator": 210}
SIZE = (160, 120)
PICTURES_A_SECOND = 10
_LOOP = 5
"""Seconds of media that are encoded once and repeated."""
_LATE = {"worker": 0.0, "employer": 1.3, "mediator": 0.4}
"""Seconds after the beginning of a recording at which each comes into it."""
_numbers = itertools.count(1)


@dataclass
class Held:
    """A session, from its opening on. `now` is the clock of its people."""

    store: Store
    data: Path
    case: Case
    seats: dict[str, SeatId]
    state: RoomState
    now: datetime
    log: list[events.Event] = field(default_factory=list)
    files: dict[str, SegmentId] = field(default_factory=dict)
    """By ``channel person kind``."""
    count: int = 0

    @property
    def room(self) -> RoomId:
        return self.state.room

    def do(self, command: Command) -> None:
        self.count += 1
        entropy = hashlib.sha256(f"{self.room} {self.count}".encode()).digest()
        outcome = handle(self.state, command, Context(moment(self.state, self.now), entropy, None))
        assert isinstance(outcome, Accepted), f"{command} → {outcome}"
        for event in outcome.events:
            self.state = apply(self.state, event)
            self.log.append(event)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def stay(self, person: str) -> StayId:
        stay = self.state.people[self.seats[person]].stay
        assert stay is not None
        return stay.id

    def channel(self, person: str) -> ChannelId:
        channel = self.state.people[self.seats[person]].channel
        assert channel is not None
        return channel

    def say(self, person: str, text: str) -> None:
        self.do(Say(self.seats[person], self.stay(person), text))

    def record(self, on: bool = True, *agreeing: str) -> None:
        self.do(Record(self.seats["mediator"], self.stay("mediator"), on))
        for person in agreeing:
            self.do(AgreeRecording(self.seats[person], self.stay(person), True))

    async def keep(self, *people: str, seconds: int, kinds: Sequence[MediaKind] = ()) -> None:
        """What a recorder makes of the recording that is on where they are: a file for each and every kind."""
        for person in people:
            for kind in kinds or (MediaKind.AUDIO, MediaKind.CAMERA):
                await self._keep(person, kind, seconds)

    async def _keep(self, person: str, kind: MediaKind, seconds: int) -> None:
        channel = self.channel(person)
        began = self.now + timedelta(seconds=_LATE[person])
        segment = Segment(
            SegmentId(new_id()),
            self.room,
            self.seats[person],
            self.stay(person),
            self.state.recordings[channel].id,
            channel,
            kind,
            began,
            "folder",
        )
        keyring = self.store.keyring
        key = secrets.token_bytes(KEY)
        await self.store.database.write(lambda connection: segments.begin(connection, keyring, segment, key))
        finished = self._file(segment, key, person, seconds)
        await self.store.database.write(
            lambda connection: segments.keep(connection, keyring, segment, finished)
        )
        await self.store.database.write(lambda connection: segments.deposited(connection, segment.id))
        self.files[f"{channel} {person} {kind}"] = segment.id
        self._later.append(KeepSegment(SYSTEM, channel, _kept(segment, finished)))

    _later: list[Command] = field(default_factory=list)
    """A file is whole some time after its recording."""

    def _file(self, segment: Segment, key: bytes, person: str, seconds: int) -> Finished:
        folder = self.data / "recordings" / "kept"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        spool, sealed = folder.parent / f"{segment.id}.made", folder.parent / f"{segment.id}.sealed"
        rate = PICTURE_CLOCK if segment.pictures else SPEECH_CLOCK
        frames = pictures(person) if segment.pictures else speech(person)
        each = [[frame for frame in frames if frame.at // rate == second] for second in range(_LOOP)]
        wall = round(segment.began.timestamp() * 1_000_000)
        with spool.open("wb") as file:
            writer = SpoolWriter(key, file.write)
            for second in range(seconds):
                writer.mark(Mark(second * rate, wall + second * 1_000_000, told=True))
                offset = (second // _LOOP) * _LOOP * rate
                for frame in each[second % _LOOP]:
                    writer.add(Frame(frame.at + offset, frame.key, frame.data))
                writer.seal()
        finished = finish(spool, sealed, key, pictures=segment.pictures)
        spool.unlink()
        shutil.move(sealed, folder / segment.id)
        return finished

    async def end(self) -> None:
        """It is over, and all of it is in the log."""
        self.do(End(self.seats["mediator"]))
        await self.save()

    async def save(self) -> None:
        """What has happened so far is in the log."""
        for command in self._later:
            self.do(command)
        self._later.clear()
        log, self.log = self.log, []
        await self.store.journal.append(self.room, 0, log)

    async def give_seat(self, person: str, account: str) -> None:
        """It was this member of the staff."""
        await self.store.database.write(
            lambda connection: case_rows.give_seat(connection, self.seats[person], account)
        )


async def held(store: Store, data: Path, at: datetime, *, number: str = "", title: str = TITLE) -> Held:
    """Everybody is together in the joint talk, and agrees to its recording; nobody has spoken yet."""
    number = number or f"吉劳调〔{at.year}〕{next(_numbers)}号"
    case = await Cases(store).create(number, title, GROUPS, at=at)
    roles = {
        "worker": Role.PARTY,
        "employer": Role.REPRESENTATIVE,
        "mediator": Role.MEDIATOR,
        "clerk": Role.CLERK,
    }
    seats = [
        Seat(SeatId(new_id()), person, NAMES[person], role, GroupId(person) if role in _OF_A_SIDE else None)
        for person, role in roles.items()
    ]
    session = await Cases(store).open_session(case, [Invited(seat, "13907430521") for seat in seats], at=at)
    opening = initial(session.id, case.number, case.title, case.groups, seats, at=at)
    made = Held(store, data, case, {seat.person: seat.id for seat in seats}, opened(opening), at)
    for seat in seats:
        consents = REQUIRED | {ConsentKind.RECORDING} if seat.role in _OF_A_SIDE else REQUIRED
        made.do(Enter(seat.id, DeviceId(new_id()), REQUIRED))
        made.do(Connect(seat.id))
        for kind in consents - REQUIRED:
            made.do(SetConsent(seat.id, kind, True))
    made.do(AdmitAll(made.seats["mediator"]))
    return made


_OF_A_SIDE = frozenset({Role.PARTY, Role.REPRESENTATIVE})


async def story(store: Store, data: Path, at: datetime, *, seconds: int = 12, **more: Any) -> Held:
    """Together, then the worker's side and then the worker alone, each recorded; together again, and the end."""
    talk = await held(store, data, at, **more)
    talk.record()
    talk.wait(2)
    await talk.keep("worker", "employer", "mediator", seconds=seconds)
    talk.wait(3)
    talk.say("employer", "公司先付五千，余款分三个月")
    talk.wait(3)
    talk.say("worker", "五千太少，我等着交学费")
    talk.wait(seconds)
    talk.record(False)
    talk.do(Separate(talk.seats["mediator"]))
    talk.do(Visit(talk.seats["mediator"], "worker"))
    await _apart(talk, seconds)
    talk.do(Meet(talk.seats["mediator"], talk.seats["worker"]))
    await _apart(talk, seconds)
    talk.do(Rejoin(talk.seats["mediator"]))
    talk.wait(60)
    talk.say("mediator", "今天谈到这里")
    talk.wait(10)
    await talk.end()
    return talk


async def _apart(talk: Held, seconds: int) -> None:
    talk.wait(20)
    talk.record(True, "worker")
    talk.wait(1)
    await talk.keep("worker", "mediator", seconds=seconds)
    talk.wait(3)
    talk.say("worker", SECRET)
    talk.wait(seconds)
    talk.record(False)


def _kept(segment: Segment, finished: Finished) -> Kept:
    return Kept(
        id=segment.id,
        seat=segment.seat,
        stay=segment.stay,
        recording=segment.recording,
        media=segment.kind,
        began=segment.began,
        milliseconds=finished.milliseconds,
        length=finished.length,
        digest=finished.digest.hex(),
        plain_length=finished.plain_length,
        plain_digest=finished.plain_digest.hex(),
        torn=finished.torn,
    )


@cache
def speech(person: str) -> list[Frame]:
    """Each in a tone of their own: 20 ms a packet."""
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SPEECH_CLOCK, "stereo", "s16"
    encoder.time_base = Fraction(1, SPEECH_CLOCK)
    packets = []
    for number in range(50 * _LOOP + 10):
        wave = [
            int(9000 * math.sin(2 * math.pi * TONES[person] * at / SPEECH_CLOCK))
            for at in range(number * 960, number * 960 + 960)
        ]
        samples = np.repeat(np.array(wave, np.int16), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = SPEECH_CLOCK, number * 960
        packets += encoder.encode(frame)
    return [Frame(number * 960, True, bytes(packet)) for number, packet in enumerate(packets[: 50 * _LOOP])]


@cache
def pictures(person: str) -> list[Frame]:
    """Each in a grey of their own, on which a bar goes from left to right once in the loop."""
    encoder: Any = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *SIZE, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, PICTURES_A_SECOND), 20
    encoder.options = {"lag-in-frames": "0", "deadline": "realtime", "cpu-used": "8"}
    packets = []
    for number in range(PICTURES_A_SECOND * _LOOP):
        picture = np.full((SIZE[1] * 3 // 2, SIZE[0]), 128, np.uint8)
        picture[: SIZE[1]] = GREYS[person]
        place = number * SIZE[0] // (PICTURES_A_SECOND * _LOOP)
        picture[SIZE[1] * 3 // 4 : SIZE[1], place : place + 8] = 235
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    step = PICTURE_CLOCK // PICTURES_A_SECOND
    return [Frame(number * step, packet.is_keyframe, bytes(packet)) for number, packet in enumerate(packets)]
