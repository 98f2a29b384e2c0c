"""Recovery codes."""

from pathlib import Path

from server.staff.account import AccountId
from server.staff.recovery import COUNT, kept, new_codes, normal
from server.storage.keys import FileKeys


def test_there_are_ten_different_ones_of_fifty_bits() -> None:
    codes = new_codes()
    assert len(set(codes)) == COUNT == 10
    assert {len(normal(code)) for code in codes} == {10}


def test_what_looks_alike_is_the_same() -> None:
    assert normal(" o1l-abc de ") == normal("011ABCDE")


def test_what_is_kept_is_another_for_each_account_and_each_installation(tmp_path: Path) -> None:
    here, there = FileKeys.open(tmp_path / "here.json"), FileKeys.open(tmp_path / "there.json")
    one, other = AccountId("one"), AccountId("other")
    code = new_codes()[0]
    assert len({kept(here, one, code), kept(here, other, code), kept(there, one, code)}) == 3
    assert kept(here, one, code) == kept(here, one, code.lower().replace("-", " "))
