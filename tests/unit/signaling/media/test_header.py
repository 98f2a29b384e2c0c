"""RTP headers: where the payload begins and ends, which extensions there are, and nothing out of bounds."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.header import elements, payload_begin, payload_end
from tests.peers.packets import Rtp, write

extensions = st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=6)


@given(extensions, st.binary(max_size=50), st.integers(0, 255))
def test_payload_and_extensions_are_found(values: dict[int, bytes], payload: bytes, padding: int) -> None:
    data = memoryview(write(Rtp(96, True, 5, 6, 7, payload, values, padding)))
    begin = payload_begin(data, len(data))
    end = payload_end(data, begin, len(data))
    assert bytes(data[begin:end]) == payload
    found = {number: bytes(data[at : at + size]) for number, (at, size) in elements(data, begin).items()}
    assert found == values


@given(st.binary(min_size=12, max_size=80))
def test_nothing_is_read_out_of_bounds(data: bytes) -> None:
    frame = memoryview(data)
    begin = payload_begin(frame, len(data))
    if begin == 0:
        return
    assert 12 <= begin <= payload_end(frame, begin, len(data)) <= len(data)
    for at, size in elements(frame, begin).values():
        assert at > 12
        assert at + size <= begin


def test_contributing_sources_are_skipped() -> None:
    data = memoryview(struct.pack("!BBHII", 0x82, 96, 1, 2, 3) + bytes(8) + b"payload")
    assert payload_begin(data, len(data)) == 20


def test_a_header_longer_than_the_datagram_does_not_fit() -> None:
    head = struct.pack("!BBHII", 0x90, 96, 1, 2, 3)
    for tail in (b"", b"\xbe\xde", b"\xbe\xde\x00\x02" + bytes(7)):
        assert payload_begin(memoryview(head + tail), 12 + len(tail)) == 0


def test_nothing_is_read_behind_id_fifteen() -> None:
    data = memoryview(struct.pack("!BBHII", 0x90, 96, 1, 2, 3) + b"\xbe\xde\x00\x01\xf0\x10\x07\x00")
    assert elements(data, 20) == {}


def test_the_two_byte_form_is_not_read() -> None:
    data = memoryview(struct.pack("!BBHII", 0x90, 96, 1, 2, 3) + b"\x10\x00\x00\x01\x01\x01\x07\x00")
    assert elements(data, 20) == {}
