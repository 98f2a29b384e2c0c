"""Authenticated encryption of small values: AES-256-GCM (NIST SP 800-38D) under keys derived by purpose.

A nonce is 96 random bits, drawn anew for every value: a transaction that was rolled back may have left its
ciphertext on the disk, so a counter that is set back with it would use a nonce twice. SP 800-38D 8.3 allows
2^32 values a key.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Unreadable(Exception):
    """The value was not sealed under this key for this place, or was changed since."""


class Sealer:
    """Seals and opens under one key; ``place`` says where a value belongs, so that it cannot be moved elsewhere."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, value: bytes, place: bytes) -> bytes:
        """Nonce ‖ ciphertext ‖ tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The value; raises Unreadable."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose from a uniformly random key (HKDF-Expand, RFC 5869 section 2.3)."""
    return HKDFExpand(SHA256(), KEY_BYTES, b"yuntiao/v1/" + purpose.encode()).derive(key)


def place(*parts: str) -> bytes:
    """The name of a place: its parts, none of which can run into the next."""
    return b"".join(
        len(encoded).to_bytes(2, "big") + encoded for encoded in (part.encode() for part in parts)
    )
