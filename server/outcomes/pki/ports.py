"""Whom the signing asks, as ports. Each has an adapter to local files and one to a service over HTTP.

What a further adapter has to do, named here so that nobody has to look for the place:

- A *licensed provider* (a CA under the Electronic Signature Law, article 16) is a ``Signer`` whose ``certificates``
  are the provider's, and a ``TimeStamper``; its roots go beside ours into what a verifier trusts.
- A *token or HSM* (PKCS#11) is a ``Signer``: ``certificates`` read from the token, ``sign`` by C_Sign with CKM_ECDSA
  (which yields r ‖ s, to be put into DER). pyHanko brings such a signer; the key never leaves the token.
- *SM2 and SM3* (GM/T 0003, GM/T 0004) are a ``Signer`` that names ``sm2sig_sm3`` as its mechanism, once the libraries
  that check a document know it; until then nobody outside could verify what it signs.
"""

from collections.abc import Sequence
from typing import Protocol


class Signer(Protocol):
    """One key that lasts, held somewhere: the seal's or the freezing one's."""

    async def certificates(self) -> Sequence[bytes]:
        """DER: its own certificate first, then those above it without the root; raises Trouble."""

    async def sign(self, digest: bytes) -> bytes:
        """ECDSA over a SHA-256 digest, in DER (RFC 3279, section 2.2.3); raises Trouble."""


class TimeStamper(Protocol):
    """Says when something was there, as RFC 3161 has it."""

    async def stamp(self, request: bytes) -> bytes:
        """TimeStampReq to TimeStampResp, both in DER; raises Trouble. What it answers is checked by who asks."""


class KeyCover(Protocol):
    """Puts private keys away: a key-encryption key that is elsewhere. ``server.storage.keys.Keys`` is one.

    Calls may block; none is made from within an event loop.
    """

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt for this context only; raises KeysUnavailable."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """What was wrapped; raises Unreadable, KeysUnavailable."""
