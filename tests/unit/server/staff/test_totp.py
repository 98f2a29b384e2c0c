"""Codes of an authenticator."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from server.staff.totp import STEP, address, matching_step, new_secret

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
PRESENT = int(NOW.timestamp()) // STEP


def code(steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=STEP * steps))


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_a_step_off(drift: int) -> None:
    assert matching_step(SECRET, code(drift), NOW, None) == PRESENT + drift


@pytest.mark.parametrize("drift", [-3, -2, 2, 3])
def test_a_clock_may_not_be_further_off(drift: int) -> None:
    assert matching_step(SECRET, code(drift), NOW, None) is None


def test_a_code_is_good_once_and_none_before_it() -> None:
    used = matching_step(SECRET, code(), NOW, None)
    assert matching_step(SECRET, code(), NOW, used) is None
    assert matching_step(SECRET, code(-1), NOW, used) is None
    assert matching_step(SECRET, code(1), NOW, used) == PRESENT + 1


def test_full_width_digits_and_spaces_are_no_mistake() -> None:
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code())
    assert matching_step(SECRET, f" {wide[:3]} {wide[3:]} ", NOW, None) == PRESENT


@pytest.mark.parametrize("written", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\udc80" * 6, "-00001"])
def test_what_is_no_code_is_wrong(written: str) -> None:
    assert matching_step(SECRET, written, NOW, None) is None


def test_a_secret_has_160_bits_and_is_another_each_time() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(one) * 5 >= 160


def test_an_authenticator_learns_whose_code_it_is() -> None:
    found = urlsplit(address(SECRET, "田秀英", "云调解中心"))
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    assert parse_qs(found.query) == {"secret": [SECRET], "issuer": ["云调解中心"]}
