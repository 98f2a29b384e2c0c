"""What a log tells of the recordings of separate talks lasts as long as they do, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from recordings.segment import Segment
from rooms import events
from rooms.ids import SeatId, StayId
from rooms.recording import Kept
from server.retention.terms import Kind
from server.search.indexing import whole as indexed
from server.storage.chains import find_chain
from tests.contract.given import EMPLOYER, NOW, ended
from tests.contract.retention.archive import AFTER_ALL, MONTH_LATER, SUPERVISOR, Archive, Whole

TAPE = f"tape:{EMPLOYER}"


def begun(at: int = 4) -> events.RecordingStarted:
    return events.RecordingStarted(
        at=NOW + timedelta(milliseconds=at),
        into=EMPLOYER,
        id=StayId("recording"),
        seat=SeatId("host"),
        stay=StayId("stay"),
    )


def finished(segment: Segment, at: int = 6) -> events.SegmentKept:
    kept = Kept(
        segment.id,
        segment.seat,
        segment.stay,
        segment.recording,
        segment.kind,
        NOW,
        20,
        9,
        "00",
        9,
        "00",
        torn=False,
    )
    return events.SegmentKept(at=NOW + timedelta(milliseconds=at), into=EMPLOYER, kept=kept)


async def taped(archive: Archive) -> Whole:
    """A case in whose separate talk there was a recording, of which the log tells."""
    made = await archive.whole(ends=False)
    await archive.store.journal.append(made.room, 1, [begun(), finished(made.tracks[1]), ended(7)])
    return made


async def tells(archive: Archive, made: Whole) -> list[str]:
    """What is left in the log of the recording."""
    log = await archive.store.journal.load(made.room)
    told = events.RecordingStarted | events.SegmentKept | events.GlassBroken
    return [type(event).__name__ for event in log if isinstance(event, told)]


async def size(archive: Archive, made: Whole, chain: str) -> int | None:
    keyring = archive.store.keyring
    found = await archive.store.database.read(
        lambda connection: find_chain(connection, keyring, made.room, chain, 99)
    )
    return None if found is None else len(found.entries)


async def test_what_is_told_of_a_recording_outlasts_the_words_beside_it(archive: Archive) -> None:
    for close in (True, False):
        made = await taped(archive)
        if close:
            await archive.retention.close(made.case.id, SUPERVISOR, "结案")
        else:
            archive.clock.now = MONTH_LATER
            await archive.run()
        assert await archive.texts(made.room) == ["大家好"]
        assert await tells(archive, made) == ["RecordingStarted", "SegmentKept"]
        assert await archive.store.journal.verify_room(made.room) == []


async def test_a_file_that_is_finished_after_closing_is_still_told_of(archive: Archive) -> None:
    made = await taped(archive)
    await archive.retention.close(made.case.id, SUPERVISOR, "结案")
    late = await archive.record(made.room, EMPLOYER)
    await archive.store.journal.append(made.room, 1, [finished(late, 9)])
    assert await tells(archive, made) == ["RecordingStarted", "SegmentKept", "SegmentKept"]
    assert await archive.store.journal.verify_room(made.room) == []


async def test_it_goes_with_the_recordings_in_one_erasure(archive: Archive) -> None:
    made = await taped(archive)
    await archive.retention.set_term(Kind.RECORDINGS_PRIVATE, 12, SUPERVISOR, "规定")
    archive.clock.now = MONTH_LATER + timedelta(days=400)
    certificates = {one.erasure.kind: one.erasure for one in (await archive.run()).certificates}
    gone = certificates[Kind.RECORDINGS_PRIVATE]
    assert [trace.id for trace in gone.segments] == [made.tracks[1].id]
    assert [trace.entries for trace in gone.channels] == [2]
    assert await tells(archive, made) == []
    assert await size(archive, made, TAPE) is None
    assert await archive.store.journal.verify_room(made.room) == []
    archive.clock.now = AFTER_ALL
    await archive.run()
    assert await archive.wrapped_keys() == set()


async def test_a_recording_of_which_no_file_is_left_is_told_of_as_long(archive: Archive) -> None:
    made = await archive.whole(ends=False)
    await archive.store.journal.append(made.room, 1, [begun(), ended(7)])
    archive.clock.now = MONTH_LATER
    await archive.run()
    assert await tells(archive, made) == ["RecordingStarted"]
    archive.clock.now = AFTER_ALL
    await archive.run()
    assert await archive.wrapped_keys() == set()


async def test_a_log_of_an_older_release_is_read_as_it_is_and_ends_as_it_would_have(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("rooms.events.recording.tape_of", lambda talk: talk)
        made = await taped(archive)
    assert await tells(archive, made) == ["RecordingStarted", "SegmentKept"]
    assert await archive.store.journal.verify_room(made.room) == []
    assert (await size(archive, made, TAPE), await size(archive, made, EMPLOYER)) == (None, 3)
    keyring = archive.store.keyring
    late = await archive.record(made.room, EMPLOYER)
    await archive.store.journal.append(made.room, 1, [finished(late, 9)])
    found = await archive.store.database.read(lambda connection: indexed(connection, keyring, made.room))
    assert found.within == {EMPLOYER}, "what is looked for of them stays under the key that goes first"
    await archive.retention.close(made.case.id, SUPERVISOR, "结案")
    assert await tells(archive, made) == ["SegmentKept"]
    assert await archive.store.journal.verify_room(made.room) == []
