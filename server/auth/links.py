"""Links: a token in an address that leads to a seat."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId

_TOKEN_BYTES: Final = 18
"""144 bits, 24 characters."""


class LinkKind(StrEnum):
    PARTY = "party"
    """Asks for consents and a code; opens until it is revoked."""
    STAFF = "staff"
    """Signs in at once; demonstration cases only."""
    SIGN = "sign"
    """Leads to one paper, to be signed; asks for a code."""
    COPY = "copy"
    """Leads to a copy of one paper; asks for a code."""


OF_THE_ROOM: Final = (LinkKind.PARTY, LinkKind.STAFF)


@dataclass(frozen=True, slots=True)
class Link:
    """A link without its token, which only its holder knows. ``once``: signs in a single time; ``paper``: the only one
    that it leads to.
    """

    id: str
    seat: SeatId
    kind: LinkKind
    once: bool
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    paper: PaperId | None = None


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a token. It is random and long: a plain hash cannot be turned round."""
    return hashlib.sha256(b"yuntiao/link\0" + token.encode(errors="replace")).digest()


def fault(
    link: Link | None, kind: LinkKind, now: datetime, *, used_is_fine: bool = False
) -> ErrorCode | None:
    """Why a link does not open now, or None when it does.

    A forged link and an unknown one are the same: only who once held a true one learns what became of it.
    """
    if link is None or link.kind != kind:
        return ErrorCode.LINK_INVALID
    if link.revoked_at is not None:
        return ErrorCode.LINK_REVOKED
    if link.expires_at is not None and now >= link.expires_at:
        return ErrorCode.LINK_EXPIRED
    if link.once and link.used_at is not None and not used_is_fine:
        return ErrorCode.LINK_EXPIRED
    return None
