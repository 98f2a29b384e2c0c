"""The spool: what was sealed is there after a kill, and only what was written is ever read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.frame import Frame
from recordings.vault.cipher import Damaged
from recordings.vault.spool import HEADER, LARGEST, SpoolReader, SpoolWriter, label_of

KEY = b"k" * 32
FRAMES = st.builds(Frame, st.integers(0, 2**63), st.booleans(), st.binary(max_size=200))


def spooled(records: list[list[Frame]], key: bytes = KEY, label: bytes = b"") -> bytes:
    stored = bytearray()
    writer = SpoolWriter(key, stored.extend, label)
    for record in records:
        for frame in record:
            writer.add(frame)
        writer.seal()
    return bytes(stored)


def read(stored: bytes, key: bytes = KEY) -> tuple[list[Frame], bool]:
    reader = SpoolReader(key, io.BytesIO(stored))
    return list(reader.frames()), reader.torn


@given(st.lists(st.lists(FRAMES, max_size=5), max_size=5))
def test_frames_come_back_as_they_were_in_order(records: list[list[Frame]]) -> None:
    assert read(spooled(records)) == ([frame for record in records for frame in record], False)


@given(st.lists(st.lists(FRAMES, min_size=1, max_size=3), min_size=1, max_size=4), st.data())
def test_however_it_was_cut_every_whole_record_is_there(
    records: list[list[Frame]], data: st.DataObject
) -> None:
    ends = [len(spooled(records[:count])) for count in range(len(records) + 1)]
    stored = spooled(records)
    cut = data.draw(st.integers(HEADER, len(stored)))
    whole = max(count for count, end in enumerate(ends) if end <= cut)
    assert read(stored[:cut]) == (
        [frame for record in records[:whole] for frame in record],
        cut != ends[whole],
    )


def test_octets_that_were_never_written_at_the_end_are_a_torn_record() -> None:
    frames = [Frame(0, True, b"speech")]
    stored = spooled([frames, [Frame(960, True, b"more")]])
    assert read(stored[:-20] + bytes(20)) == (frames, True)
    assert read(stored + bytes(100))[1]


def test_a_changed_record_in_the_middle_is_no_torn_end() -> None:
    stored = bytearray(spooled([[Frame(0, True, b"one")], [Frame(1, True, b"two")]]))
    stored[HEADER + 10] ^= 1
    with pytest.raises(Damaged, match="record 0"):
        read(bytes(stored))


@pytest.mark.parametrize("stored", [b"RIFF", bytes(HEADER), b"\0"])
def test_what_is_no_spool_is_refused(stored: bytes) -> None:
    with pytest.raises(Damaged):
        read(stored)


@pytest.mark.parametrize("octets", range(HEADER))
def test_one_that_was_killed_before_its_header_was_whole_has_no_frames(octets: int) -> None:
    assert read(spooled([])[:octets]) == ([], True)


def test_its_label_is_read_without_the_key_and_cannot_be_changed() -> None:
    stored = spooled([[Frame(0, True, b"one")], [Frame(1, True, b"two")]], label=b"whose it is")
    assert label_of(io.BytesIO(stored)) == b"whose it is"
    assert len(read(stored)[0]) == 2
    with pytest.raises(Damaged):
        read(stored.replace(b"whose it is", b"whose it IS"))


@pytest.mark.parametrize("octets", range(HEADER + 5))
def test_a_label_that_was_not_written_whole_is_none(octets: int) -> None:
    stored = spooled([], label=b"label!")[:octets]
    assert label_of(io.BytesIO(stored)) is None
    assert read(stored) == ([], True)


def test_another_key_reads_nothing() -> None:
    stored = spooled([[Frame(0, True, b"one")], [Frame(1, True, b"two")]])
    with pytest.raises(Damaged):
        read(stored, b"x" * 32)


def test_nothing_is_ever_stored_in_the_clear() -> None:
    assert b"a secret told apart" not in spooled([[Frame(0, True, b"a secret told apart")]])


def test_a_record_does_not_grow_without_end() -> None:
    half = Frame(0, True, bytes(LARGEST // 2))
    stored = bytearray()
    writer = SpoolWriter(KEY, stored.extend)
    for _ in range(3):
        writer.add(half)
    assert writer.octets <= LARGEST
    writer.seal()
    assert len(read(bytes(stored))[0]) == 3
    with pytest.raises(ValueError, match="no such frame"):
        writer.add(Frame(0, True, bytes(LARGEST)))
