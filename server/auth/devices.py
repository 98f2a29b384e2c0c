"""Devices: a secret in a cookie that speaks for one seat."""

import hashlib
import secrets
from dataclasses import dataclass

from rooms.ids import DeviceId, RoomId, SeatId
from rooms.roles import Role


@dataclass(frozen=True, slots=True)
class Bound:
    """A device's right to a seat. The ``secret`` goes into its cookie and nowhere else."""

    device: DeviceId
    secret: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whom a secret speaks for."""

    room: RoomId
    seat: SeatId
    device: DeviceId
    role: Role


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_hash(seat: SeatId, secret: str) -> bytes:
    """What is kept of a secret; it is bound to its seat."""
    return hashlib.sha256(f"yuntiao/device\0{seat}\0{secret}".encode(errors="replace")).digest()
