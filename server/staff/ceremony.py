"""What lies between two steps of signing in or of adding a factor: given to the browser, sealed, and taken back.

Nothing is kept on the server until somebody has proved something, so who only asks fills no table.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from server.staff.account import AccountId
from server.storage.keys import Keys
from server.storage.sealing import Unreadable, place
from server.storage.tables import EPOCH

LASTS: Final = timedelta(minutes=5)
SETTING_UP_LASTS: Final = timedelta(minutes=30)
"""Somebody may have to fetch a phone and install an authenticator."""
LONGEST: Final = 2048
_PLACE: Final = place("staff ceremony")
_CHALLENGE_BYTES: Final = 32
"""W3C Web Authentication, 13.4.3, wants 16 at least."""


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    """The password was right."""
    PASSKEY = "passkey"
    """Anybody's passkey."""
    SET_UP = "set_up"
    ADD = "add"
    """A factor more, by who is signed in."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """``challenge`` is what a passkey signs, ``secret`` what an authenticator was given."""

    purpose: Purpose
    account: AccountId | None
    expires_at: datetime
    challenge: bytes
    secret: str | None = None


def begin(purpose: Purpose, account: AccountId | None, now: datetime, secret: str | None = None) -> Ceremony:
    lasts = SETTING_UP_LASTS if purpose in {Purpose.SET_UP, Purpose.ADD} else LASTS
    return Ceremony(purpose, account, now + lasts, secrets.token_bytes(_CHALLENGE_BYTES), secret)


def seal(keys: Keys, ceremony: Ceremony) -> str:
    """The token that the browser brings back."""
    body = {
        "purpose": ceremony.purpose,
        "account": ceremony.account,
        "expires": (ceremony.expires_at - EPOCH) // timedelta(microseconds=1),
        "challenge": ceremony.challenge.hex(),
        "secret": ceremony.secret,
    }
    return urlsafe_b64encode(keys.wrap(json.dumps(body).encode(), _PLACE)).decode()


def open_(keys: Keys, token: str, purpose: Purpose, now: datetime) -> Ceremony | None:
    """The ceremony; None when it is not ours, of another purpose, or out of date."""
    try:
        body = json.loads(keys.unwrap(urlsafe_b64decode(token[:LONGEST].encode()), _PLACE))
    except (Unreadable, ValueError):
        return None
    expires_at = EPOCH + timedelta(microseconds=body["expires"])
    if body["purpose"] != purpose or now >= expires_at:
        return None
    return Ceremony(purpose, body["account"], expires_at, bytes.fromhex(body["challenge"]), body["secret"])


def mark(ceremony: Ceremony) -> bytes:
    """Under what it is remembered that a ceremony is over: of its content, since one content has many spellings."""
    return hashlib.sha256(b"yuntiao/staff ceremony\0" + ceremony.challenge).digest()
