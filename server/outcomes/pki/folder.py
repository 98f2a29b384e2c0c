"""The authority's files: a register, and a file for each private key, put away under a key-encryption key.

Everything is written whole or not at all, to last a loss of power, and for its owner alone. A key is there before the
register names it, so that what the register names can always be used.
"""

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from recordings.vault.disk import settle
from server.outcomes.pki.certificates import Revoked
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.ports import KeyCover
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Unreadable, place

FOLDER: Final = "pki"
REGISTER: Final = "register.json"
KEYS: Final = "keys"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """``current``: it is the one of its kind that is used from now on."""

    kind: Kind
    certificate: x509.Certificate
    current: bool = True

    @property
    def serial(self) -> str:
        """As it is shown and typed: hexadecimal."""
        return f"{self.certificate.serial_number:x}"


@dataclass(frozen=True, slots=True)
class Register:
    """``lists``: how many lists of revoked certificates were issued; each has a number of its own."""

    organisation: str
    entries: tuple[Entry, ...]
    revoked: tuple[Revoked, ...] = ()
    lists: int = 0

    def current(self, kind: Kind) -> Entry:
        """Raises Trouble where there is none."""
        for entry in self.entries:
            if entry.kind is kind and entry.current:
                return entry
        raise Trouble(TroubleKind.AUTHORITY_DAMAGED, f"no {kind.value} in use")

    def all_of(self, kind: Kind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind is kind)

    def with_entry(self, added: Entry) -> "Register":
        """With another one in use; the former one stays, for what it signed."""
        kept = (replace(each, current=False) if each.kind is added.kind else each for each in self.entries)
        return replace(self, entries=(*kept, added))


class Folder:
    """``DATA/pki``."""

    def __init__(self, data: Path) -> None:
        self.path = data / FOLDER

    @property
    def exists(self) -> bool:
        return (self.path / REGISTER).exists()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, the service or a command."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def version(self) -> tuple[int, int]:
        """Changes with the register; raises Trouble where there is none."""
        try:
            found = (self.path / REGISTER).stat()
        except FileNotFoundError:
            raise Trouble(TroubleKind.NO_AUTHORITY) from None
        return found.st_mtime_ns, found.st_ino

    def read(self) -> Register:
        """Raises Trouble."""
        try:
            kept = json.loads((self.path / REGISTER).read_bytes())
            if kept["v"] != _VERSION:
                raise Trouble(TroubleKind.AUTHORITY_DAMAGED, f"version {kept['v']}")
            return Register(
                kept["organisation"],
                tuple(_entry(each) for each in kept["certificates"]),
                tuple(_revoked(each) for each in kept["revoked"]),
                int(kept["lists"]),
            )
        except FileNotFoundError:
            raise Trouble(TroubleKind.NO_AUTHORITY) from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise Trouble(TroubleKind.AUTHORITY_DAMAGED, REGISTER) from error

    def write(self, register: Register) -> None:
        kept = {
            "v": _VERSION,
            "organisation": register.organisation,
            "certificates": [
                {"kind": each.kind, "current": each.current, "pem": _pem(each.certificate)}
                for each in register.entries
            ],
            "revoked": [
                {"serial": f"{each.serial:x}", "at": int(each.at.timestamp()), "reason": each.reason.value}
                for each in register.revoked
            ],
            "lists": register.lists,
        }
        self.put(REGISTER, json.dumps(kept, ensure_ascii=False, indent=1).encode())

    def keep_key(self, entry: Entry, key: ec.EllipticCurvePrivateKey, cover: KeyCover) -> None:
        octets = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.put(f"{KEYS}/{entry.serial}", cover.wrap(octets, _context(entry)))

    def key(self, entry: Entry, cover: KeyCover) -> ec.EllipticCurvePrivateKey:
        """The private key of a certificate; raises Trouble."""
        file = f"{entry.kind.value} {entry.serial}"
        try:
            octets = cover.unwrap((self.path / KEYS / entry.serial).read_bytes(), _context(entry))
            key = load_der_private_key(octets, None)
        except FileNotFoundError:
            raise Trouble(TroubleKind.KEY_MISSING, file) from None
        except (Unreadable, KeysUnavailable, ValueError, OSError) as error:
            raise Trouble(TroubleKind.KEY_UNREADABLE, file) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise Trouble(TroubleKind.KEY_UNREADABLE, file)
        return key

    def put(self, name: str, octets: bytes) -> None:
        """Whole or not at all."""
        target = self.path / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=target.parent, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
        settle(target.parent)


def _context(entry: Entry) -> bytes:
    return place("pki", entry.kind.value, entry.serial)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _entry(kept: dict[str, Any]) -> Entry:
    certificate = x509.load_pem_x509_certificate(kept["pem"].encode())
    return Entry(Kind(kept["kind"]), certificate, bool(kept["current"]))


def _revoked(kept: dict[str, Any]) -> Revoked:
    at = datetime.fromtimestamp(kept["at"], UTC)
    return Revoked(int(kept["serial"], 16), at, x509.ReasonFlags(kept["reason"]))
