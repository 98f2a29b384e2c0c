"""What both formats at rest share: a key of its own for each file, and what a damaged one is called."""

import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT: Final = 32
TAG: Final = 16
NONCE: Final = 12
KEY: Final = 32


class Damaged(Exception):
    """The file is not what was written under this key: changed, cut short, or another one."""


def new_salt() -> bytes:
    """With it, one key serves any number of files: each has a key, and so nonces, of its own."""
    return secrets.token_bytes(SALT)


def file_key(key: bytes, salt: bytes, purpose: str) -> bytes:
    """The key of one file (HKDF, RFC 5869), from that of its channel."""
    return HKDF(SHA256(), KEY, salt, b"yuntiao/v1/" + purpose.encode()).derive(key)
