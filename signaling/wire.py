"""What every message from a client is built of: bounded texts, strict structures, and the fault of what is neither."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from rooms.errors import ErrorCode

MAX_MESSAGE_BYTES: Final = 64 * 1024
MAX_LARGE_BYTES: Final = 256 * 1024
"""Of an SDP, and of a settlement agreement with the wages of a whole building site."""

# \Z and not $, which also stands before a line's end.
Identifier = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_\-]+\Z")]
Key = Annotated[
    str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+\Z", description="idempotency key")
]
Text = Annotated[str, Meta(max_length=16_000)]
Kind = Annotated[str, Meta(pattern=r"^(audio|camera|screen)\Z")]
"""Of media."""


class Malformed(Exception):
    """What arrived is not a message of this protocol; ``code`` says how, ``params`` where."""

    def __init__(self, code: ErrorCode, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all that arrives."""


class Do(Wire, frozen=True, tag_field="type"):
    """Base of the messages that become a command of the room; ``key`` makes a repetition harmless."""

    key: Key
