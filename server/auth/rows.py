"""Links, codes, devices and tries as rows and back."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from rooms.ids import DeviceId, PaperId, RoomId, SeatId
from rooms.roles import Role
from server.auth.codes import Code
from server.auth.devices import Recognised
from server.auth.limits import Tally
from server.auth.links import Link, LinkKind
from server.storage.tables import codes, devices, links, paper_devices, seats, tries


def insert_link(connection: Connection, link: Link, hashed: bytes) -> None:
    """``hashed``: its token's digest; the token itself is kept nowhere."""
    connection.execute(
        insert(links).values(
            id=link.id,
            token_hash=hashed,
            seat_id=link.seat,
            kind=link.kind,
            once=link.once,
            created_at=link.created_at,
            expires_at=link.expires_at,
            paper_id=link.paper,
        )
    )


def find_link(connection: Connection, hashed: bytes, *, lock: bool = False) -> Link | None:
    """By its token's digest, used, revoked and expired ones too; None: there is none. ``lock`` makes tries on the same
    link take turns.
    """
    found = select(links).where(links.c.token_hash == hashed)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _link(row)


def _link(row: Any) -> Link:
    return Link(
        row.id,
        SeatId(row.seat_id),
        LinkKind(row.kind),
        row.once,
        row.created_at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
        None if row.paper_id is None else PaperId(row.paper_id),
    )


def set_link_used(connection: Connection, link: str, at: datetime | None) -> None:
    """``at`` None: as if it had never been used."""
    connection.execute(update(links).where(links.c.id == link).values(used_at=at))


def revoke_links(
    connection: Connection, seat: SeatId, at: datetime, kinds: Collection[LinkKind] = tuple(LinkKind)
) -> None:
    """Revoke the links of a seat that still open: all of them, or those of some kinds."""
    open_ = (links.c.seat_id == seat) & links.c.revoked_at.is_(None) & links.c.kind.in_(kinds)
    connection.execute(update(links).where(open_).values(revoked_at=at))


def revoke_link(connection: Connection, link: str, at: datetime) -> None:
    """One that is revoked already keeps its moment."""
    open_ = (links.c.id == link) & links.c.revoked_at.is_(None)
    connection.execute(update(links).where(open_).values(revoked_at=at))


def paper_links(connection: Connection, seat: SeatId, paper: PaperId, now: datetime) -> list[str]:
    """The ids of a seat's links to a paper that open."""
    open_ = links.c.revoked_at.is_(None) & (links.c.expires_at > now)
    own = (links.c.seat_id == seat) & (links.c.paper_id == paper)
    return list(connection.execute(select(links.c.id).where(own, open_)).scalars())


def bind_paper_device(
    connection: Connection, link: str, device: DeviceId, hashed: bytes, now: datetime
) -> None:
    """Let a device in by a link; whatever device it let in before is let in no more."""
    revoke_paper_devices(connection, link, now)
    connection.execute(
        insert(paper_devices).values(secret_hash=hashed, device_id=device, link_id=link, bound_at=now)
    )


def revoke_paper_devices(connection: Connection, link: str, now: datetime) -> None:
    """All that a link let in are let in no more."""
    bound = (paper_devices.c.link_id == link) & paper_devices.c.revoked_at.is_(None)
    connection.execute(update(paper_devices).where(bound).values(revoked_at=now))


def unbind_paper_device(connection: Connection, link: str, hashed: bytes, now: datetime) -> None:
    """As if this device had not been let in: the one that it ended is let in again."""
    own = (paper_devices.c.secret_hash == hashed) & paper_devices.c.revoked_at.is_(None)
    bound = connection.execute(select(paper_devices.c.bound_at).where(own)).scalar_one_or_none()
    if bound is None:
        return
    connection.execute(update(paper_devices).where(own).values(revoked_at=now))
    ended = (paper_devices.c.link_id == link) & (paper_devices.c.revoked_at == bound)
    ended &= paper_devices.c.secret_hash != hashed
    connection.execute(update(paper_devices).where(ended).values(revoked_at=None))


def revoke_paper_device(connection: Connection, device: DeviceId, now: datetime) -> None:
    """By whichever link it was let in, it is so no more."""
    own = (paper_devices.c.device_id == device) & paper_devices.c.revoked_at.is_(None)
    connection.execute(update(paper_devices).where(own).values(revoked_at=now))


def guesses(connection: Connection, seat: SeatId, lasting: timedelta) -> int:
    """Wrong tries on a seat's codes that last no longer than that, since a host last told another."""
    found = select(codes.c.issued_at, codes.c.expires_at, codes.c.failures).where(codes.c.seat_id == seat)
    count = 0
    for row in connection.execute(found.order_by(codes.c.issued_at.desc())):
        if row.expires_at is None or row.expires_at - row.issued_at > lasting:
            break
        count += row.failures
    return count


def find_paper_device(connection: Connection, hashed: bytes) -> tuple[DeviceId, Link] | None:
    """A device that a link let in, and the link; None for one that is unknown or not let in any more."""
    row = connection.execute(
        select(paper_devices.c.device_id, links)
        .join(links, links.c.id == paper_devices.c.link_id)
        .where(paper_devices.c.secret_hash == hashed, paper_devices.c.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else (DeviceId(row.device_id), _link(row))


def short_codes(connection: Connection, seat: SeatId, since: datetime, lasting: timedelta) -> list[datetime]:
    """When codes of a seat were issued that last no longer than that, the newest first."""
    issued = (
        select(codes.c.issued_at, codes.c.expires_at)
        .where(codes.c.seat_id == seat, codes.c.issued_at > since, codes.c.expires_at.is_not(None))
        .order_by(codes.c.issued_at.desc())
    )
    found = connection.execute(issued).all()
    return [row.issued_at for row in found if row.expires_at - row.issued_at <= lasting]


def insert_code(connection: Connection, code: Code) -> None:
    """The seat's other codes live on: see `replace_codes`."""
    connection.execute(
        insert(codes).values(
            id=code.id,
            seat_id=code.seat,
            code_hash=code.hash,
            reusable=code.reusable,
            issued_at=code.issued_at,
            expires_at=code.expires_at,
            failures=code.failures,
        )
    )


def living_codes(connection: Connection, seat: SeatId, now: datetime) -> list[Code]:
    """The codes of a seat that can still be right, newest first."""
    found = (
        select(codes)
        .where(codes.c.seat_id == seat, codes.c.dead_at.is_(None))
        .order_by(codes.c.issued_at.desc())
    )
    kept = [_code(row) for row in connection.execute(found)]
    return [code for code in kept if code.lives(now)]


def use_code(connection: Connection, code: str, now: datetime) -> bool:
    """Use a one-time code up; false when somebody else just did."""
    unused = (codes.c.id == code) & codes.c.used_at.is_(None)
    return bool(connection.execute(update(codes).where(unused).values(used_at=now)).rowcount)


def unuse_code(connection: Connection, code: str) -> None:
    """What `use_code` did is undone."""
    connection.execute(update(codes).where(codes.c.id == code).values(used_at=None))


def fail_codes(connection: Connection, alive: Sequence[Code], now: datetime) -> None:
    """Count a failure on each, and let die what has had too many."""
    for code in alive:
        values: dict[str, Any] = {"failures": codes.c.failures + 1}
        if code.dies_next:
            values["dead_at"] = now
        connection.execute(update(codes).where(codes.c.id == code.id).values(values))


def replace_codes(connection: Connection, seat: SeatId, now: datetime) -> None:
    """Let a seat's earlier codes die, except reusable ones."""
    earlier = (codes.c.seat_id == seat) & codes.c.dead_at.is_(None) & codes.c.reusable.is_(False)
    connection.execute(update(codes).where(earlier).values(dead_at=now))


def find_tally(connection: Connection, link: str, origin: bytes) -> Tally:
    """The tries on a link from an origin; an empty tally when there were none."""
    row = connection.execute(
        select(tries).where(tries.c.link_id == link, tries.c.origin == origin)
    ).one_or_none()
    return Tally() if row is None else Tally(row.failures, row.last_at)


def newest_link(connection: Connection, seat: SeatId) -> str | None:
    """The id of the link that a seat was given last, locked: tries on it take turns. None: it never had one."""
    wanted = select(links.c.id).where(links.c.seat_id == seat).order_by(links.c.created_at.desc(), links.c.id)
    return connection.execute(wanted.limit(1).with_for_update()).scalar_one_or_none()


def keep_tally(connection: Connection, link: str, origin: bytes, tally: Tally) -> None:
    """In the place of the one before."""
    same = (tries.c.link_id == link) & (tries.c.origin == origin)
    values = {"failures": tally.failures, "last_at": tally.last_at}
    if not connection.execute(update(tries).where(same).values(values)).rowcount:
        connection.execute(insert(tries).values(link_id=link, origin=origin, **values))


def forget_tries(connection: Connection, link: str, origins: Sequence[bytes]) -> None:
    """On this link from these origins alone."""
    connection.execute(delete(tries).where(tries.c.link_id == link, tries.c.origin.in_(origins)))


def forget_tries_of_seat(connection: Connection, seat: SeatId) -> None:
    """On any of its links, from anywhere."""
    own = select(links.c.id).where(links.c.seat_id == seat)
    connection.execute(delete(tries).where(tries.c.link_id.in_(own)))


def bind_device(connection: Connection, seat: SeatId, device: DeviceId, hashed: bytes, now: datetime) -> None:
    """Give a seat to a device; whatever device had it before loses it."""
    before = (devices.c.seat_id == seat) & devices.c.revoked_at.is_(None)
    connection.execute(update(devices).where(before).values(revoked_at=now))
    connection.execute(
        insert(devices).values(secret_hash=hashed, device_id=device, seat_id=seat, bound_at=now)
    )


def revoke_devices(connection: Connection, seat: SeatId, now: datetime) -> None:
    """No device has the seat any more."""
    bound = (devices.c.seat_id == seat) & devices.c.revoked_at.is_(None)
    connection.execute(update(devices).where(bound).values(revoked_at=now))


def find_device(connection: Connection, hashed: bytes) -> Recognised | None:
    """Whom a device's secret speaks for; None for one that is unknown or revoked."""
    row = connection.execute(
        select(devices.c.device_id, devices.c.seat_id, seats.c.room_id, seats.c.role)
        .join(seats, seats.c.id == devices.c.seat_id)
        .where(devices.c.secret_hash == hashed, devices.c.revoked_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return Recognised(RoomId(row.room_id), SeatId(row.seat_id), DeviceId(row.device_id), Role(row.role))


def _code(row: Any) -> Code:
    return Code(
        row.id,
        SeatId(row.seat_id),
        row.code_hash,
        row.reusable,
        row.issued_at,
        row.expires_at,
        row.failures,
        row.used_at,
        row.dead_at,
    )


def room_of(connection: Connection, seat: SeatId) -> RoomId | None:
    """None when there is no such seat."""
    room = connection.execute(select(seats.c.room_id).where(seats.c.id == seat)).scalar_one_or_none()
    return None if room is None else RoomId(room)
