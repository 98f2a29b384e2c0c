"""What is sealed opens under its key, in its place, and nowhere else."""

import pytest

from server.storage.sealing import Sealer, Unreadable, derive, place

KEY = bytes(32)


def test_a_value_opens_in_its_place_only() -> None:
    sealed = Sealer(KEY).seal(b"value", place("table", "row"))
    assert Sealer(KEY).open(sealed, place("table", "row")) == b"value"
    for key, where in ((KEY, place("table", "other row")), (b"k" * 32, place("table", "row"))):
        with pytest.raises(Unreadable):
            Sealer(key).open(sealed, where)


@pytest.mark.parametrize("position", [0, 11, 12, -1])
def test_no_bit_can_be_changed(position: int) -> None:
    sealed = bytearray(Sealer(KEY).seal(b"value", b""))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        Sealer(KEY).open(bytes(sealed), b"")


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(12), bytes(27)])
def test_what_is_too_short_was_never_sealed(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        Sealer(KEY).open(sealed, b"")


def test_the_same_value_never_looks_the_same() -> None:
    assert len({Sealer(KEY).seal(b"value", b"") for _ in range(100)}) == 100


def test_derived_keys_differ_by_purpose_and_from_the_key() -> None:
    assert len({KEY, derive(KEY, "one"), derive(KEY, "other"), derive(b"k" * 32, "one")}) == 4


def test_parts_of_a_place_do_not_run_into_each_other() -> None:
    assert place("ab", "c") != place("a", "bc")
    assert place("a") != place("a", "")
