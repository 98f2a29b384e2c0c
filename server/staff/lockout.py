"""How tries of passwords are slowed down: for each name, known or not, for each address, and for both.

A try is counted before the password is looked at and forgiven when it was right: tries that come at once are not
all let through. An address from which nobody failed does not wait for the failures of others, so nobody can shut
somebody else out; that a guesser has many addresses is what the second factor is for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from server.auth.limits import FORGOTTEN_AFTER, Pace, Tally, pause, wait
from server.auth.origin import ANYWHERE, ORIGIN_BYTES, origin
from server.staff.rows import name_key
from server.staff.tables import tries
from server.storage.keys import Keys

ANY_NAME: Final = b""
ON_ANY_NAME: Final = Pace(free=30, longest=timedelta(minutes=5))
"""For one address, whatever the names: a whole office may be behind it."""


@dataclass(frozen=True, slots=True)
class Trier:
    """Who tries: a name and an address, each as a keyed hash."""

    name: bytes
    origin: bytes


def trier(keys: Keys, name: str, address: str) -> Trier:
    return Trier(name_key(keys, name)[:ORIGIN_BYTES], origin(keys, "staff", address))


def admit(connection: Connection, who: Trier, now: datetime) -> timedelta:
    """Count a try of this name and let it happen (nothing), or say how long to wait; then it does not count."""
    connection.execute(delete(tries).where(tries.c.last_at <= now - FORGOTTEN_AFTER))
    here, anywhere, any_name = (_find(connection, place) for place in (*_of_name(who), _of_address(who)))
    longest = max(wait(here, anywhere, now, mortal=True), pause(any_name.at(now), ON_ANY_NAME, now))
    if not longest:
        for place, tally in zip(_of_name(who), (here, anywhere), strict=True):
            _keep(connection, place, tally.failed(now))
    return longest


def fail(connection: Connection, who: Trier, now: datetime) -> None:
    """The try was wrong: it counts for the address too.

    Not before: an office's tries that are right would keep the memory of its mistakes alive for ever.
    """
    place = _of_address(who)
    _keep(connection, place, _find(connection, place).failed(now))


def forgive(connection: Connection, who: Trier) -> None:
    """The try was right: what was counted for this name, from here and from anywhere, is forgotten."""
    for place in _of_name(who):
        connection.execute(delete(tries).where(_at(place)))


def give_back(connection: Connection, who: Trier) -> None:
    """The try was not looked at: it does not count."""
    for place in _of_name(who):
        counted = _at(place) & (tries.c.failures > 0)
        connection.execute(update(tries).where(counted).values(failures=tries.c.failures - 1))


_Place = tuple[bytes, bytes]


def _of_name(who: Trier) -> tuple[_Place, _Place]:
    return (who.name, who.origin), (who.name, ANYWHERE)


def _of_address(who: Trier) -> _Place:
    return ANY_NAME, who.origin


def _at(place: _Place) -> ColumnElement[bool]:
    return (tries.c.subject == place[0]) & (tries.c.origin == place[1])


def _find(connection: Connection, place: _Place) -> Tally:
    row = connection.execute(select(tries).where(_at(place)).with_for_update()).one_or_none()
    return Tally() if row is None else Tally(row.failures, row.last_at)


def _keep(connection: Connection, place: _Place, tally: Tally) -> None:
    values = {"failures": tally.failures, "last_at": tally.last_at}
    if not connection.execute(update(tries).where(_at(place)).values(values)).rowcount:
        connection.execute(insert(tries).values(subject=place[0], origin=place[1], **values))
