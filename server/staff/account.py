"""An account and what may become of it: pure rules, as tables."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from rooms.errors import ErrorCode
from rooms.rights import StaffRole

AccountId = NewType("AccountId", str)

FATAL_CODES: Final = 10
"""Wrong second factors in a row, each after the right password: whoever gives them has the password, so it locks.

One of a million codes holds at three steps of the clock: guessed within ten with a chance of 1 in 33,000.
"""

_NAME_LENGTH: Final = range(2, 61)


class Standing(StrEnum):
    INVITED = "invited"
    """Has a one-time link, and nothing yet to sign in with."""
    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class Change(StrEnum):
    SET_UP = "set_up"
    LOCK = "lock"
    RESET = "reset"
    DISABLE = "disable"


TRANSITIONS: Final[Mapping[tuple[Standing, Change], Standing]] = {
    (Standing.INVITED, Change.SET_UP): Standing.ACTIVE,
    (Standing.ACTIVE, Change.LOCK): Standing.LOCKED,
    **{(standing, Change.RESET): Standing.INVITED for standing in Standing},
    **{(standing, Change.DISABLE): Standing.DISABLED for standing in Standing},
}
"""What is not here cannot happen. There is no way back but a reset: who was locked out or disabled sets up anew."""


class Factor(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a factor
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


SUFFICIENT: Final = (
    frozenset({Factor.PASSKEY}),
    frozenset({Factor.PASSWORD, Factor.TOTP}),
    frozenset({Factor.PASSWORD, Factor.RECOVERY}),
)
"""A passkey is two factors by itself: the device, and the finger or number that unlocks it (user verification)."""

LASTING: Final = frozenset(Factor) - {Factor.RECOVERY}
"""Recovery codes run out: what remains must suffice without them."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secrets. ``factors`` are those that it has now."""

    id: AccountId
    name: str
    role: StaffRole
    standing: Standing
    created_at: datetime
    factors: frozenset[Factor] = frozenset()
    wrong_codes: int = 0
    demonstration: bool = False
    """Made by a demonstration's link: it is signed in to by that alone, and reads demonstrations alone."""


def suffices(proved: frozenset[Factor]) -> bool:
    """Whether these factors together are a sign-in."""
    return any(enough <= proved for enough in SUFFICIENT)


def remains_open(kept: frozenset[Factor]) -> bool:
    """Whether an account with these factors can be signed in to without using anything up."""
    return suffices(kept & LASTING)


def after(standing: Standing, change: Change) -> Standing | None:
    """What an account becomes; None where that change is not possible."""
    return TRANSITIONS.get((standing, change))


def normal(name: str) -> str:
    """A name as it is compared: forms of the same letters, and capital letters, make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def name_fault(name: str) -> ErrorCode | None:
    """Why nobody can have this name: its length, spaces around it, or characters that are not shown."""
    if len(name) not in _NAME_LENGTH or name != name.strip() or not name.isprintable():
        return ErrorCode.NAME_UNFIT
    return None
