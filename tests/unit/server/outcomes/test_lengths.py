"""A length is what it is, also where it ends in 0x80."""

import subprocess
import sys

import pytest
from asn1crypto import core

from server.outcomes import lengths

lengths.mend()


class Pair(core.Sequence):  # type: ignore[misc]
    _fields = [("one", core.OctetString), ("two", core.Integer)]  # noqa: RUF012


@pytest.mark.parametrize("size", [*range(110, 140), *range(370, 400), 0x7F00, 0x10080 - 11])
def test_what_was_read_is_written_as_it_was(size: int) -> None:
    octets = Pair({"one": b"x" * size, "two": 1}).dump()
    read = Pair.load(octets)
    assert read.native["two"] == 1
    assert read.dump() == octets
    assert Pair.load(octets).dump(force=True) == octets


def test_what_was_changed_is_written_anew() -> None:
    for size in range(370, 400):
        read = Pair.load(Pair({"one": b"x" * size, "two": 1}).dump())
        read["two"] = 70_000
        assert Pair.load(read.dump()).native["two"] == 70_000


def test_an_indefinite_length_is_still_one() -> None:
    assert not lengths.is_long(b"\x30\x80")
    assert Pair.load(bytes.fromhex("308004017802010100 00".replace(" ", "") + "00")).native["two"] == 1


def test_without_it_such_a_length_costs_far_too_much() -> None:
    """As long as this fails to pass without, the library still needs it."""
    asked = (
        "from asn1crypto import core\n"
        "class Pair(core.Sequence): _fields = [('one', core.OctetString)]\n"
        "octets = Pair({'one': b'x' * (0x180 - 4)}).dump()\n"
        "read = Pair.load(octets); assert octets[:4].endswith(b'\\x80'), octets[:4].hex()\n"
        "calls = []; keep = Pair._set_contents\n"
        "Pair._set_contents = lambda self, force=False: (calls.append(force), keep(self, force))\n"
        "read.dump(); print(calls)\n"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[True]"
