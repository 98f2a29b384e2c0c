"""What lies between two steps, in the browser's hands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.staff.account import AccountId
from server.staff.ceremony import LASTS, SETTING_UP_LASTS, Purpose, begin, mark, open_, seal
from server.storage.keys import FileKeys

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    return FileKeys.open(tmp_path / "keys.json")


def test_it_comes_back_as_it_was(keys: FileKeys) -> None:
    begun = begin(Purpose.SET_UP, AccountId("a"), NOW, "SECRET")
    assert open_(keys, seal(keys, begun), Purpose.SET_UP, NOW) == begun


def test_the_browser_cannot_read_the_secret(keys: FileKeys) -> None:
    assert "SECRET" not in seal(keys, begin(Purpose.SET_UP, AccountId("a"), NOW, "SECRET"))


@pytest.mark.parametrize(("purpose", "lasts"), [(Purpose.SIGN_IN, LASTS), (Purpose.SET_UP, SETTING_UP_LASTS)])
def test_it_goes_out_of_date(keys: FileKeys, purpose: Purpose, lasts: timedelta) -> None:
    token = seal(keys, begin(purpose, AccountId("a"), NOW))
    assert open_(keys, token, purpose, NOW + lasts - timedelta(seconds=1))
    assert open_(keys, token, purpose, NOW + lasts) is None


def test_the_right_password_is_no_setting_up(keys: FileKeys) -> None:
    token = seal(keys, begin(Purpose.SIGN_IN, AccountId("a"), NOW))
    assert open_(keys, token, Purpose.SET_UP, NOW) is None


def test_what_is_not_ours_opens_nothing(keys: FileKeys, tmp_path: Path) -> None:
    others = FileKeys.open(tmp_path / "others.json")
    forged = seal(others, begin(Purpose.SIGN_IN, AccountId("a"), NOW))
    for token in (forged, "", "x", "汉字", "\udc80", "A" * 5000):
        assert open_(keys, token, Purpose.SIGN_IN, NOW) is None


def test_two_ceremonies_are_told_apart_and_two_spellings_of_one_are_not(keys: FileKeys) -> None:
    begun = begin(Purpose.PASSKEY, None, NOW)
    again = open_(keys, seal(keys, begun), Purpose.PASSKEY, NOW)
    assert again is not None
    assert mark(again) == mark(begun) != mark(begin(Purpose.PASSKEY, None, NOW))
