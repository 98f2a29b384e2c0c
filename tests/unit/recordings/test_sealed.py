"""Sealed recordings: any part opens by itself, and any change shows."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.vault.cipher import TAG, Damaged
from recordings.vault.sealed import CHUNK, HEADER, SealedReader, SealedWriter

KEY = b"k" * 32
EDGES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


class Disk(bytearray):
    """Keeps what is stored at an offset, wherever that is."""

    def keep(self, at: int, octets: bytes) -> None:
        self.extend(bytes(max(0, at - len(self))))
        self[at : at + len(octets)] = octets


def sealed(content: bytes, key: bytes = KEY, step: int = 10_000) -> bytes:
    disk = Disk()
    writer = SealedWriter(key, disk.keep)
    for at in range(0, len(content), step):
        writer.write(content[at : at + step])
    writer.finish()
    return bytes(disk)


def verified(reader: SealedReader) -> bytes:
    return b"".join(reader.chunks())


def opened(stored: bytes, length: int | None = None, key: bytes = KEY) -> SealedReader:
    return SealedReader(
        key, lambda at, size: stored[at : at + size], len(stored) if length is None else length
    )


def content(size: int) -> bytes:
    return bytes(index * 7 % 251 for index in range(size))


@pytest.mark.parametrize("size", EDGES)
def test_what_was_sealed_is_read_back(size: int) -> None:
    reader = opened(sealed(content(size)))
    assert reader.read(0, size + 10) == verified(reader) == content(size)
    assert reader.size == size


@given(size=st.sampled_from(EDGES), offset=st.integers(0, 4 * CHUNK), count=st.integers(0, 2 * CHUNK))
def test_any_part_opens_by_itself(size: int, offset: int, count: int) -> None:
    stored = sealed(content(size))
    assert opened(stored).read(offset, count) == content(size)[offset : offset + count]


def test_only_the_chunks_that_are_asked_for_are_read() -> None:
    stored = sealed(content(10 * CHUNK))
    asked: list[tuple[int, int]] = []

    def read_at(at: int, size: int) -> bytes:
        asked.append((at, size))
        return stored[at : at + size]

    SealedReader(KEY, read_at, len(stored)).read(5 * CHUNK + 3, 10)
    assert asked == [(0, HEADER), (HEADER + 5 * (CHUNK + TAG), CHUNK + TAG)]


@given(st.data())
def test_any_changed_octet_is_noticed(data: st.DataObject) -> None:
    stored = sealed(content(CHUNK + 100))
    place = data.draw(st.integers(0, len(stored) - 1))
    changed = bytearray(stored)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Damaged):
        verified(opened(bytes(changed)))


def test_a_file_that_was_cut_prolonged_or_put_together_anew_is_noticed() -> None:
    stored = sealed(content(3 * CHUNK))
    head, chunks = stored[:HEADER], stored[HEADER:]
    first, second, third = (chunks[at : at + CHUNK + TAG] for at in range(0, len(chunks), CHUNK + TAG))
    for other in (head + first + second, head + first, head + second + first + third, stored + third):
        with pytest.raises(Damaged):
            verified(opened(other))
    with pytest.raises(Damaged):
        verified(opened(stored[:-1], length=len(stored)))


@pytest.mark.parametrize("length", [0, HEADER, HEADER + TAG - 1, HEADER + CHUNK + TAG + 3])
def test_a_length_that_no_file_has_is_refused(length: int) -> None:
    stored = sealed(content(10))
    with pytest.raises(Damaged):
        opened(stored, length)


def test_another_key_and_another_file_do_not_open() -> None:
    stored = sealed(content(10))
    with pytest.raises(Damaged):
        verified(opened(stored, key=b"x" * 32))
    with pytest.raises(Damaged):
        opened(b"RIFF" + stored)


def test_two_files_of_the_same_content_have_nothing_in_common() -> None:
    one, other = sealed(content(100)), sealed(content(100))
    assert one[8:] != other[8:]
    assert one[HEADER:] != other[HEADER:]


@given(
    st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=300)), max_size=20),
    st.integers(0, 3),
)
def test_its_first_chunk_can_be_written_again_until_the_end(
    corrections: list[tuple[int, bytes]], chunks: int
) -> None:
    """As a muxer says at last how long it became; a file in memory is the oracle."""
    disk, oracle = Disk(), io.BytesIO()
    writer = SealedWriter(KEY, disk.keep)
    for file in (writer, oracle):
        file.write(content(1000 + chunks * CHUNK))
        for at, octets in corrections:
            file.seek(at)
            file.write(octets)
        file.seek(0, io.SEEK_END)
        file.write(b"the end")
        assert file.tell() == 1007 + chunks * CHUNK
    writer.finish()
    assert verified(opened(bytes(disk))) == oracle.getvalue()


def test_what_is_sealed_cannot_be_written_again() -> None:
    writer = SealedWriter(KEY, Disk().keep)
    writer.write(bytes(3 * CHUNK))
    for place in (CHUNK, CHUNK + 10, CHUNK - 1):
        writer.seek(place)
        with pytest.raises(ValueError, match="sealed already"):
            writer.write(b"xx")
    with pytest.raises(ValueError, match="nothing yet"):
        writer.seek(4 * CHUNK)


def test_a_file_that_was_never_finished_opens_as_nothing() -> None:
    disk = Disk()
    writer = SealedWriter(KEY, disk.keep)
    writer.write(content(2 * CHUNK))
    writer.close()
    with pytest.raises(Damaged):
        opened(bytes(disk))
