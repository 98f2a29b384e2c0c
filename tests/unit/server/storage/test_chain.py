"""The hash chain, by vectors worked out independently of the code."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.chain import SALT_BYTES, case_genesis, commitment, follow, genesis, link, pack, unpack
from server.storage.sealing import Unreadable


def test_a_link_is_the_hash_of_one_the_previous_and_the_commitment() -> None:
    salt, content = bytes(range(16)), b'{"kind":"x"}'
    inner = hashlib.sha256(salt + content).digest()
    assert commitment(salt, content) == inner
    assert link(b"\xaa" * 32, inner) == hashlib.sha256(b"\x01" + b"\xaa" * 32 + inner).digest()


def test_a_chain_depends_on_its_case_its_room_and_its_channel() -> None:
    begun = {
        genesis("case", "room", "joint"),
        genesis("case", "room", "neutral"),
        genesis("case", "roomj", "oint"),
        genesis("caser", "oom", "joint"),
        case_genesis("case"),
    }
    assert len(begun) == 5


def test_order_matters() -> None:
    one, two = commitment(b"s", b"1"), commitment(b"s", b"2")
    assert follow(bytes(32), [one, two]) != follow(bytes(32), [two, one])
    assert follow(bytes(32), [one, two]) == link(link(bytes(32), one), two)


@given(st.binary(max_size=2000))
def test_what_is_packed_is_unpacked(content: bytes) -> None:
    salt = bytes(SALT_BYTES)
    packed = pack(salt, content)
    assert unpack(packed) == (salt, content)
    assert len(packed) % 128 == 0


def test_short_contents_have_the_same_length_when_packed() -> None:
    assert len({len(pack(bytes(SALT_BYTES), b"x" * n)) for n in range(108)}) == 1


@pytest.mark.parametrize("body", [b"", b"short", bytes(16) + b"\xff\xff\xff\xff" + bytes(200)])
def test_what_was_never_packed_is_not_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(body)
