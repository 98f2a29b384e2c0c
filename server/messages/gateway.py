"""The port to whoever really sends messages, and its adapter to a gateway of the centre's over HTTP.

``POST url`` with one object, ``{"v": 1, "id", "number", "text", "kind"}``. The number is E.164. Headers:

- ``Idempotency-Key``: the id. The same message may be posted again when no answer came; it must be sent once.
- ``X-Yuntiao-Time``: whole seconds since 1970; ``X-Yuntiao-Signature``: HMAC-SHA256 over the time, a dot and the body,
  under the shared secret, in hexadecimal.

The answer is status 2xx and ``{"id", "state": "sent" | "delivered" | "failed"}``. A 4xx says that it can never be sent
(not 401, 403, 404, 407, which a wrong secret, clock or address brings, nor 408, 409, 425, 429: these, every 5xx and
whatever is no such answer mean: later again). What becomes of it the gateway may tell afterwards at
``POST /messages/receipt``: ``{"id", "state": "delivered" | "failed"}`` with the same two headers over it, as often as
it likes.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Protocol

import aiohttp

from server.messages.message import MessageKind, MessageState

TIME: Final = "X-Yuntiao-Time"
SIGNATURE: Final = "X-Yuntiao-Signature"
SKEW: Final = 600
"""Seconds by which two clocks may differ."""
PATIENCE: Final = aiohttp.ClientTimeout(total=10)
_LARGEST: Final = 4096
_LATER: Final = frozenset({401, 403, 404, 407, 408, 409, 425, 429})


class NotNow(Exception):
    """It was not taken, or nobody knows: to be posted again."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way. It is in no log: what could print it shows its id."""

    id: str
    kind: MessageKind
    number: str
    text: str

    def __repr__(self) -> str:
        return f"Parcel({self.id})"


class Gateway(Protocol):
    """Takes messages, each once however often it is posted."""

    async def post(self, parcel: Parcel) -> MessageState:
        """SENT, DELIVERED or FAILED; raises NotNow."""

    def vouches(self, time: str, signature: str, body: bytes) -> bool:
        """Whether a receipt comes from it."""


class HttpGateway:
    """See the module."""

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: aiohttp.ClientTimeout = PATIENCE,
    ) -> None:
        """The settings see to it that numbers do not cross the network in the clear."""
        self._url, self._secret, self._clock, self._patience = url, secret.encode(), clock, patience

    async def post(self, parcel: Parcel) -> MessageState:
        """See Gateway."""
        told = {
            "v": 1,
            "id": parcel.id,
            "number": parcel.number,
            "text": parcel.text,
            "kind": parcel.kind.value,
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        time = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": parcel.id,
            TIME: time,
            SIGNATURE: self._signature(time, body),
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=self._patience) as session,
                session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                status = answer.status
                octets = b"" if status >= 300 else await _read(answer)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NotNow(type(error).__name__) from None
        if 400 <= status < 500 and status not in _LATER:
            return MessageState.FAILED
        if not 200 <= status < 300:
            raise NotNow(f"status {status}")
        return _state(octets, parcel.id)

    def vouches(self, time: str, signature: str, body: bytes) -> bool:
        """See Gateway."""
        if not (time.isascii() and time.isdigit() and len(time) <= 12):
            return False
        if abs(int(time) - self._clock().timestamp()) > SKEW:
            return False
        return hmac.compare_digest(self._signature(time, body).encode(), signature.encode(errors="replace"))

    def _signature(self, time: str, body: bytes) -> str:
        return hmac.new(self._secret, time.encode() + b"." + body, sha256).hexdigest()


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    octets = b""
    while len(octets) <= _LARGEST and (more := await answer.content.read(_LARGEST)):
        octets += more
    return octets


def _state(octets: bytes, id_: str) -> MessageState:
    """What a gateway that answers says of this message; another's answer says nothing of it."""
    try:
        found = json.loads(octets)
        if found["id"] != id_:
            raise NotNow("another message")
        state = MessageState(found["state"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotNow("no answer") from None
    if state is MessageState.QUEUED:
        raise NotNow("not taken")
    return state
