"""An authenticator in a few lines (W3C Web Authentication, 6): makes a passkey and answers with it, as a phone does."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """Holds one passkey. ``counting``: its counter grows with each answer; ``verifies``: it asks for a finger."""

    def __init__(self, origin: str, *, counting: bool = True, verifies: bool = True) -> None:
        self.origin = origin
        self.id = secrets.token_bytes(32)
        self.count = 0
        self._counting = counting
        self._flags = PRESENT | (VERIFIED if verifies else 0)
        self._key = generate_private_key(SECP256R1())

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.create`` gives for these options, as JSON."""
        client = self._client("webauthn.create", options)
        data = self._data(options["rp"]["id"], ATTESTED)
        data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose()
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential({"clientDataJSON": _text(client), "attestationObject": _text(attested)})

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.get`` gives for these options, as JSON."""
        client = self._client("webauthn.get", options)
        data = self._data(options["rpId"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": None,
            }
        )

    def _client(self, kind: str, options: Mapping[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, rp: str, flags: int = 0) -> bytes:
        self.count += self._counting
        return (
            hashlib.sha256(rp.encode()).digest()
            + bytes([self._flags | flags])
            + self.count.to_bytes(4, "big")
        )

    def _cose(self) -> bytes:
        point = self._key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        named = _text(self.id)
        return {"id": named, "rawId": named, "type": "public-key", "response": response}


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
