"""What an account may become, and with what one signs in."""

import pytest

from rooms.errors import ErrorCode
from server.staff.account import Change, Factor, Standing, after, name_fault, normal, remains_open, suffices

PASSWORD, TOTP, PASSKEY, RECOVERY = Factor


@pytest.mark.parametrize(
    ("standing", "change", "becomes"),
    [
        (Standing.INVITED, Change.SET_UP, Standing.ACTIVE),
        (Standing.ACTIVE, Change.SET_UP, None),
        (Standing.LOCKED, Change.SET_UP, None),
        (Standing.DISABLED, Change.SET_UP, None),
        (Standing.ACTIVE, Change.LOCK, Standing.LOCKED),
        (Standing.INVITED, Change.LOCK, None),
        (Standing.DISABLED, Change.LOCK, None),
    ],
)
def test_an_account_becomes(standing: Standing, change: Change, becomes: Standing | None) -> None:
    assert after(standing, change) is becomes


@pytest.mark.parametrize("standing", Standing)
def test_whatever_an_account_is_a_reset_invites_anew_and_it_can_be_disabled(standing: Standing) -> None:
    assert after(standing, Change.RESET) is Standing.INVITED
    assert after(standing, Change.DISABLE) is Standing.DISABLED


@pytest.mark.parametrize(
    ("proved", "enough"),
    [
        ({PASSKEY}, True),
        ({PASSWORD, TOTP}, True),
        ({PASSWORD, PASSKEY}, True),
        ({PASSWORD, RECOVERY}, True),
        ({PASSWORD}, False),
        ({TOTP}, False),
        ({TOTP, RECOVERY}, False),
        (set(), False),
    ],
)
def test_two_factors_or_a_passkey_are_a_sign_in(proved: set[Factor], enough: bool) -> None:
    assert suffices(frozenset(proved)) is enough


def test_recovery_codes_alone_do_not_keep_an_account_open() -> None:
    assert not remains_open(frozenset({PASSWORD, RECOVERY}))
    assert remains_open(frozenset({PASSWORD, RECOVERY, TOTP}))


def test_forms_and_capitals_of_a_name_are_one_name() -> None:
    assert normal("Ｔian XiuYing ") == normal("tian xiuying")


@pytest.mark.parametrize("name", ["", "a", " tian", "tian ", "x" * 61, "ti\nan", "ti\u202ean"])
def test_nobody_is_called_what_is_not_seen(name: str) -> None:
    assert name_fault(name) is ErrorCode.NAME_UNFIT


@pytest.mark.parametrize("name", ["田秀英", "t.xiuying", "Tian Xiuying", "x" * 60])
def test_a_name_is_whatever_can_be_read(name: str) -> None:
    assert name_fault(name) is None
