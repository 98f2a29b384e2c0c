"""Recovery codes: ten, each once, for the day on which the phone is gone."""

import secrets
import unicodedata
from typing import Final

from server.staff.account import AccountId
from server.storage.keys import Keys

COUNT: Final = 10
PURPOSE: Final = "staff recovery code"
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit."""
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_HALF: Final = 5
"""Twice five characters of five bits: 50 bits, which nobody guesses in ten tries."""


def new_codes() -> list[str]:
    return [f"{_half()}-{_half()}" for _ in range(COUNT)]


def kept(keys: Keys, account: AccountId, code: str) -> bytes:
    """What is kept of a code: keyed, because 50 bits can be tried out by whoever has a plain hash."""
    return keys.keyed_hash(PURPOSE, f"{account}\0{normal(code)}".encode(errors="replace"))


def normal(written: str) -> str:
    """A code as it was meant: small letters, spaces, and letters taken for digits are no mistakes."""
    letters = unicodedata.normalize("NFKC", written[:64]).upper().translate(_MISREAD)
    return "".join(letter for letter in letters if letter in _ALPHABET)


def _half() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_HALF))
