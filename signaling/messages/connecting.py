"""Connections: who is calling, the media that is offered, and where a stay begins in a stream."""

from typing import Annotated, Final

from msgspec import Meta

from signaling.wire import MAX_LARGE_BYTES, Identifier, Kind, Wire

PROTOCOL_VERSION: Final = 1

Mid = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_\-]+\Z")]
Sdp = Annotated[str, Meta(min_length=1, max_length=MAX_LARGE_BYTES)]


class Handshake(Wire, frozen=True):
    """The Socket.IO ``auth`` object."""

    protocol: int
    seat: Identifier
    tab: Identifier


class Senders(Wire, frozen=True):
    """The media line (MID) of each of the client's senders."""

    audio: Mid
    camera: Mid
    screen: Mid

    def mids(self) -> dict[str, str]:
        """Kind → MID."""
        return {"audio": self.audio, "camera": self.camera, "screen": self.screen}


class Offer(Wire, frozen=True):
    """A new peer connection's SDP offer."""

    sdp: Sdp
    senders: Senders
    stay: Identifier


class Restart(Wire, frozen=True):
    """An ICE restart's offer; a number not above the last one answered is refused."""

    sdp: Sdp
    number: Annotated[int, Meta(ge=1, le=1_000_000)]


class Boundary(Wire, frozen=True):
    """The first RTP timestamp that belongs to ``stay``; null from a client without encoded transforms."""

    stay: Identifier
    kind: Kind
    ts: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None
    ssrc: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    """Whose timestamp it is: a camera that sends two sizes at once has a clock for each, and reports each."""
