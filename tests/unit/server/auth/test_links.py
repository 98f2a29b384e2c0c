"""When a link opens, and what its holder is told when it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rooms.errors import ErrorCode
from rooms.ids import SeatId
from server.auth.links import Link, LinkKind, fault, new_token, token_hash

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINK = Link("link", SeatId("seat"), LinkKind.PARTY, once=False, created_at=NOW)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LINK, None),
        (None, ErrorCode.LINK_INVALID),
        (replace(LINK, kind=LinkKind.STAFF), ErrorCode.LINK_INVALID),
        (replace(LINK, revoked_at=NOW), ErrorCode.LINK_REVOKED),
        (replace(LINK, expires_at=NOW), ErrorCode.LINK_EXPIRED),
        (replace(LINK, expires_at=NOW + timedelta(microseconds=1)), None),
        (replace(LINK, used_at=NOW), None),
        (replace(LINK, once=True), None),
        (replace(LINK, once=True, used_at=NOW), ErrorCode.LINK_EXPIRED),
        (replace(LINK, revoked_at=NOW, expires_at=NOW), ErrorCode.LINK_REVOKED),
        (replace(LINK, kind=LinkKind.STAFF, revoked_at=NOW), ErrorCode.LINK_INVALID),
    ],
)
def test_what_is_said_of_a_link(link: Link | None, expected: ErrorCode | None) -> None:
    assert fault(link, LinkKind.PARTY, NOW) is expected


def test_a_token_has_at_least_128_random_bits_and_only_its_hash_is_kept() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert min(map(len, tokens)) * 6 >= 128
    token = tokens.pop()
    assert token.encode() not in token_hash(token)
    assert token_hash(token) != token_hash(token + "x")
