"""What is needed to find and open something that is kept is kept as long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rooms.channel import JOINT
from rooms.events import LineWritten
from rooms.ids import LineId, SeatId
from rooms.minutes import Section
from server.retention.terms import Kind
from tests.contract.given import NOW, a_room, ended, said
from tests.contract.retention.archive import AFTER_ALL, SUPERVISOR, Archive

TEN_YEARS = 120
AFTER_TEN_YEARS = datetime(2036, 3, 3, tzinfo=UTC)
LINE = LineWritten(
    at=NOW + timedelta(milliseconds=5),
    seat=SeatId("host"),
    id=LineId("line"),
    section=Section.UNDISPUTED,
    text="欠薪三万元",
    moment=NOW,
    speaker=None,
    source=None,
)


@pytest.mark.parametrize("kind", [Kind.RECORD, Kind.DOCUMENTS])
async def test_the_talk_whose_record_or_documents_are_to_be_kept_is_kept_as_long(
    archive: Archive, kind: Kind
) -> None:
    """Its log holds the record, and without it nobody finds a document."""
    whole = await archive.whole(ends=False)
    await archive.store.journal.append(whole.room, 1, [LINE, ended(6)])
    assert await archive.retention.set_term(kind, TEN_YEARS, SUPERVISOR, "规定：保存十年") is None
    archive.clock.now = AFTER_ALL
    certificates = (await archive.run()).certificates
    assert Kind.TALK not in {one.erasure.kind for one in certificates}
    kept = await archive.store.journal.load(whole.room)
    assert [event.text for event in kept if isinstance(event, LineWritten)] == ["欠薪三万元"]
    archive.clock.now = AFTER_TEN_YEARS
    months = {one.erasure.kind: one.erasure.ground.months for one in (await archive.run()).certificates}
    assert months == {Kind.TALK: TEN_YEARS, Kind.FILE: TEN_YEARS}


@pytest.mark.parametrize(("kind", "track"), [(Kind.RECORDINGS_JOINT, 0), (Kind.RECORDINGS_PRIVATE, 1)])
async def test_the_log_that_tells_of_a_recording_is_kept_as_long_as_the_recording(
    archive: Archive, kind: Kind, track: int
) -> None:
    whole = await archive.whole()
    unrecorded = await a_room(archive.store, case=whole.case)
    await archive.store.journal.append(unrecorded, 1, [said("没有录音", JOINT), ended(5)])
    assert await archive.retention.set_term(kind, TEN_YEARS, SUPERVISOR, "规定：保存十年") is None
    archive.clock.now = AFTER_ALL
    await archive.run()
    assert await archive.texts(whole.room) == ["大家好"]
    assert await archive.sound(whole.tracks[track])
    assert await archive.texts(unrecorded) == [], "no recording needs it"
    archive.clock.now = AFTER_TEN_YEARS
    await archive.run()
    assert await archive.wrapped_keys() == set()


async def test_the_talk_goes_no_sooner_than_what_its_log_holds_however_short_its_own_term_is(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    assert await archive.retention.set_term(Kind.TALK, 1, SUPERVISOR, "规定") is None
    archive.clock.now = NOW + timedelta(days=400)
    assert {one.erasure.kind for one in (await archive.run()).certificates} == {Kind.CAUCUS}
    assert await archive.texts(whole.room) == ["大家好"]
    for kind in (Kind.RECORD, Kind.DOCUMENTS, Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE):
        assert await archive.retention.set_term(kind, 6, SUPERVISOR, "规定") is None
    gone = {one.erasure.kind for one in (await archive.run()).certificates}
    assert gone == {Kind.TALK, Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE}
