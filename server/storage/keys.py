"""The keys above all other keys: a port, and its adapter to a file in the data folder.

Order of wrapping: key-encryption key → case key → channel key → content. The database holds wrapped keys
only; whoever takes the database without the key file has nothing to read.
"""

import base64
import contextlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Any, Final, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from recordings.vault.disk import settle
from server.storage.faults import StorageUnavailable
from server.storage.sealing import KEY_BYTES, Sealer, Unreadable, derive, place

# Parameters for stored secrets: RFC 7914 with 64 MiB, about 0.2 s once at start.
_SCRYPT: Final = {"n": 2**16, "r": 8, "p": 1}
_VERSION: Final = 1
_ROOT: Final = place("key file", "root")


class KeysUnavailable(StorageUnavailable):
    """The keys cannot be had: no such key, wrong passphrase, unsafe file, service not reachable."""


class Keys(Protocol):
    """Where the key-encryption key lives. Calls may block; they are made from storage threads only."""

    @property
    def key_id(self) -> str:
        """Names the key-encryption key in use, kept beside everything that it wraps."""

    @property
    def public_key(self) -> bytes:
        """The Ed25519 public key (32 bytes, RFC 8032) that verifies what ``sign`` makes."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a key for this context only."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The key; raises Unreadable when it was not wrapped here for this context."""

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature (64 bytes)."""

    def keyed_hash(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA-256 under a secret for this purpose: makes short secrets unguessable from the database alone."""


def signed_by(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class FileKeys:
    """Keys from a file that only its owner may read, optionally under a passphrase."""

    def __init__(self, key_id: str, root: bytes) -> None:
        self.key_id = key_id
        self._wrapping = Sealer(derive(root, "wrapping"))
        self._hashing = derive(root, "keyed hash")
        self._signing = Ed25519PrivateKey.from_private_bytes(derive(root, "signing"))
        self.public_key = self._signing.public_key().public_bytes_raw()

    @classmethod
    def open(cls, path: Path, passphrase: str | None = None) -> Self:
        """The keys in the file, made at the first call; raises KeysUnavailable."""
        try:
            if not path.exists():
                _create(path, passphrase)
            return cls._read(path, passphrase)
        except OSError as error:
            raise KeysUnavailable(f"the key file cannot be used: {error.strerror}") from error

    @classmethod
    def _read(cls, path: Path, passphrase: str | None) -> Self:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeysUnavailable("others may read the key file: chmod 600 it")
        try:
            kept = json.loads(path.read_bytes())
            if kept["v"] != _VERSION:
                raise KeysUnavailable(
                    f"the key file is of version {kept['v']}, this release reads {_VERSION}"
                )
            return cls(kept["id"], _uncover(kept, passphrase))
        except (ValueError, KeyError, TypeError) as error:
            raise KeysUnavailable("the key file is damaged") from error

    def wrap(self, key: bytes, context: bytes) -> bytes:
        return self._wrapping.seal(key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        return self._wrapping.open(wrapped, context)

    def sign(self, message: bytes) -> bytes:
        return self._signing.sign(message)

    def keyed_hash(self, purpose: str, message: bytes) -> bytes:
        return hmac.digest(derive(self._hashing, purpose), message, "sha256")


def rewrapped(content: bytes, passphrase: str | None, other: str | None) -> bytes:
    """A key file's content under another passphrase (None: under none); raises KeysUnavailable."""
    try:
        kept = json.loads(content)
        if kept["v"] != _VERSION:
            raise KeysUnavailable(f"the key file is of version {kept['v']}, this release reads {_VERSION}")
        root = _uncover(kept, passphrase)
        return json.dumps({"v": _VERSION, "id": kept["id"]} | _cover(root, other)).encode()
    except (ValueError, KeyError, TypeError) as error:
        raise KeysUnavailable("the key file is damaged") from error


def _create(path: Path, passphrase: str | None) -> None:
    """Write a new key file whole or not at all; when two processes try, one of them wins."""
    root = secrets.token_bytes(KEY_BYTES)
    content = {"v": _VERSION, "id": secrets.token_urlsafe(12)} | _cover(root, passphrase)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        settle(path.parent)
    finally:
        os.unlink(name)


def _cover(root: bytes, passphrase: str | None) -> dict[str, object]:
    if passphrase is None:
        return {"root": _text(root)}
    salt = secrets.token_bytes(16)
    sealed = Sealer(_stretch(passphrase, salt, _SCRYPT)).seal(root, _ROOT)
    return {"scrypt": _SCRYPT | {"salt": _text(salt)}, "root": _text(sealed)}


def _uncover(kept: dict[str, Any], passphrase: str | None) -> bytes:
    root = base64.b64decode(kept["root"], validate=True)
    cost = kept.get("scrypt")
    if cost is None and passphrase is None:
        return root
    if cost is None:
        raise KeysUnavailable("the key file has no passphrase")
    if passphrase is None:
        raise KeysUnavailable("the key file needs its passphrase")
    try:
        return Sealer(_stretch(passphrase, base64.b64decode(cost["salt"]), cost)).open(root, _ROOT)
    except Unreadable as error:
        raise KeysUnavailable("the passphrase of the key file is wrong") from error


def _stretch(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost["n"], r=cost["r"], p=cost["p"]).derive(
        passphrase.encode()
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
