"""What real browsers sent is in the files, each person in their own: by the tone, and by the picture's colour."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
import pytest

from recordings.vault.sealed import SealedReader
from rooms.ids import RoomId, SeatId
from rooms.participant import MediaKind
from server.config import Settings
from server.record import segments
from server.storage.store import Store, open_store
from tests.e2e.cast import Cast
from tests.e2e.recording import indicates, records
from tests.e2e.service import Service
from tests.e2e.until import until
from tests.e2e.voices import TONES, person_of
from tests.integration.recording.shelf import stored_in

LOUD = 0.02
"""Of full scale."""
RATE = 48_000
WINDOW = RATE // 5
"""Samples that are listened to as one."""


@dataclass(frozen=True)
class Heard:
    """A file, decoded: whose tones sound in it, and whose colours are seen."""

    person: str
    channel: str
    kind: MediaKind
    tones: frozenset[str]
    colours: frozenset[str | None]


@pytest.mark.timeout(120)
async def test_each_file_holds_one_person_and_a_separate_talk_is_not_among_them(
    cast: Cast, service: Service
) -> None:
    worker, employer, mediator = await cast.together()
    await worker.sees("employer", "mediator", seconds=20)
    await records(mediator, True)
    await indicates(worker, "on")
    await worker.hears("employer", "mediator")
    await mediator.separate()
    await mediator.visit("worker")
    await worker.hears("mediator")
    await mediator.rejoin()
    await employer.hears("worker", "mediator")
    await records(mediator, False)
    async with open_store(Settings(data=service.data)) as store:
        files = await all_files(store, service, RoomId(cast.case.session))
    assert {file.channel for file in files} == {"joint"}
    for person in ("worker", "employer", "mediator"):
        own = [file for file in files if file.person == person]
        assert {file.kind for file in own} == {MediaKind.AUDIO, MediaKind.CAMERA}
        for file in own:
            assert file.tones == ({person} if file.kind is MediaKind.AUDIO else set())
            assert file.colours == ({person} if file.kind is MediaKind.CAMERA else set())


async def all_files(store: Store, service: Service, room: RoomId) -> list[Heard]:
    """Once none is being made any more."""

    async def rows() -> list[segments.Row]:
        return await store.database.read(lambda connection: segments.of_room(connection, store.keyring, room))

    found = await until(
        rows, lambda rows: bool(rows) and all(row.finished for row in rows), "all is kept", 20
    )
    people = await seats(store, room)
    return [await decoded(store, service, row, people[row.segment.seat]) for row in found]


async def seats(store: Store, room: RoomId) -> dict[SeatId, str]:
    opening = (await store.journal.load(room))[0]
    return {seat.id: seat.person for seat in opening.seats}  # type: ignore[union-attr]


async def decoded(store: Store, service: Service, row: segments.Row, person: str) -> Heard:
    segment, finished = row.segment, row.finished
    assert finished is not None
    key = await store.database.read(lambda connection: segments.key_of(connection, store.keyring, segment))
    stored = stored_in(service.data / "recordings", segment)
    reader = SealedReader(key, lambda at, size: stored[at : at + size], finished.length)
    file: Any
    with av.open(io.BytesIO(b"".join(reader.chunks()))) as file:
        if segment.kind is MediaKind.AUDIO:
            sound = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
            return Heard(person, segment.channel, segment.kind, tones_in(sound), frozenset())
        colours = {colour_of(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)}
    return Heard(person, segment.channel, segment.kind, frozenset(), frozenset(colours))


def tones_in(sound: np.ndarray) -> frozenset[str]:
    """Whose tones there are; planar floats, or interleaved 16 bit."""
    wave = sound[0].astype(float)
    if not np.issubdtype(sound.dtype, np.floating):
        wave = wave[::2] / 32768
    pieces = np.array_split(wave, max(1, len(wave) // WINDOW))
    return frozenset(
        person for person, hertz in TONES.items() if max(loudness(piece, hertz) for piece in pieces) > LOUD
    )


def loudness(wave: np.ndarray, hertz: float) -> float:
    """Of a tone in a piece: a microphone that skips a moment turns its phase, and a whole file might cancel out."""
    time = np.arange(len(wave)) / RATE
    turning = np.hanning(len(wave)) * np.exp(-2j * np.pi * hertz * time)
    return float(4 * abs(np.dot(wave, turning)) / len(wave))


def colour_of(picture: np.ndarray) -> str | None:
    """Whose camera it is, by the middle of the picture."""
    height, width, _ = picture.shape
    red, green, blue = (int(value) for value in picture[height // 2, width // 2])
    return person_of((red, green, blue))
