"""A sealed agreement of which something is paid: what is said of it over HTTP."""

from __future__ import annotations

import secrets
from typing import Any

from rooms.moments import beijing_day
from server.staff.sessions import utc_now
from tests.integration.agreements.signing import agreed, asked, done
from tests.integration.cast import Cast
from tests.integration.guest import Guest

TODAY = beijing_day(utc_now())


async def in_force(cast: Cast) -> str:
    """The id of the paper: 26,400 yuan are due in sixty days."""
    await cast.together("mediator", "worker", "employer", "clerk")
    return await agreed(cast)


def words(say: str, **more: object) -> dict[str, object]:
    told: dict[str, object] = {"say": say, "key": secrets.token_hex(8)}
    if say in ("claim", "confirm"):
        told |= {"payment": "pay-1", "part": 0, "amount": "10000", "day": TODAY.isoformat(), "way": "bank"}
    if say == "confirm":
        told["checked"] = True
    return told | more


async def say(guest: Guest, paper: str, what: str, **more: object) -> tuple[int, Any]:
    return await asked(guest, "POST", f"/papers/{paper}/payments", words(what, **more))


async def row(guest: Guest, paper: str) -> dict[str, Any]:
    """As the device is told when the session is over."""
    (found,) = (await done(guest, "GET", "/papers"))["papers"][paper]["performance"]
    assert isinstance(found, dict)
    return found
