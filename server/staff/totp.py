"""Codes of an authenticator (TOTP, RFC 6238): six digits, thirty seconds, each code once."""

import hmac
import re
from datetime import datetime
from typing import Final

import pyotp

from server.auth.codes import normal

STEP: Final = 30
"""Seconds a code lasts (RFC 6238 section 5.2)."""
DRIFT: Final = (0, -1, 1)
"""Steps that are looked at: a phone's clock may be that much off, and typing takes a while."""
_DIGITS: Final = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """160 random bits (RFC 4226 section 4, R6), in base 32."""
    return pyotp.random_base32()


def address(secret: str, name: str, centre: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=centre)


def matching_step(secret: str, written: str, now: datetime, used: int | None) -> int | None:
    """The step of the clock whose code was written; None: a wrong one, or one not later than the last that was used."""
    code = normal(written)
    if not _DIGITS.fullmatch(code):
        return None
    present = int(now.timestamp()) // STEP
    clock = pyotp.TOTP(secret)
    matching = [
        present + drift
        for drift in DRIFT
        if hmac.compare_digest(clock.generate_otp(present + drift), code)
        and (used is None or present + drift > used)
    ]
    return matching[0] if matching else None
