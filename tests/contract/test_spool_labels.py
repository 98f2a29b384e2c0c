"""What a spool says of itself: for this service alone, and for this spool alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recordings.segment import Segment, SegmentId
from recordings.vault.cipher import Damaged
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from server.record.index import SegmentIndex
from server.storage.store import Store
from tests.contract.given import a_room

KEY = b"k" * 32


async def nowhere(room: RoomId) -> None:
    raise AssertionError(room)


@pytest.fixture
def index(store: Store) -> SegmentIndex:
    return SegmentIndex(store, nowhere)  # type: ignore[arg-type]


async def a_segment(store: Store) -> Segment:
    ids = SegmentId("segment"), await a_room(store), SeatId("worker"), StayId("stay"), StayId("recording")
    return Segment(*ids, JOINT, MediaKind.AUDIO, datetime(2026, 3, 2, tzinfo=UTC), "folder")


async def test_a_label_is_read_back_and_nothing_of_it_is_in_the_clear(
    store: Store, index: SegmentIndex
) -> None:
    segment = await a_segment(store)
    label = await index.label(segment, KEY)
    assert await index.read(segment.id, label) == (segment, KEY)
    for told in (segment.room, segment.seat, segment.stay, KEY.hex()):
        assert told.encode() not in label
    assert KEY not in label


@pytest.mark.parametrize("forged", [b"", b"\0", b"\0\xff", bytes(200)])
async def test_what_is_no_label_is_refused(store: Store, index: SegmentIndex, forged: bytes) -> None:
    with pytest.raises(Damaged):
        await index.read(SegmentId("segment"), forged)


async def test_a_label_belongs_to_its_segment_and_any_change_shows(store: Store, index: SegmentIndex) -> None:
    segment = await a_segment(store)
    label = await index.label(segment, KEY)
    with pytest.raises(Damaged):
        await index.read(SegmentId("another"), label)
    for at in range(len(label)):
        changed = label[:at] + bytes([label[at] ^ 1]) + label[at + 1 :]
        with pytest.raises(Damaged):
            await index.read(segment.id, changed)


async def test_what_was_begun_twice_has_its_first_key_and_what_is_finished_is_not_begun_again(
    store: Store, index: SegmentIndex
) -> None:
    segment = replace(await a_segment(store), id=SegmentId("once"))
    assert await index.begin(segment, KEY)
    assert await index.begin(segment, KEY)
    assert await index.unfinished("folder") == [(segment, KEY)]
    await index.forget(segment.id)
    assert await index.unfinished("folder") == []
