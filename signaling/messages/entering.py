"""What people do in their own name as they come, are there and leave."""

from typing import Annotated

from msgspec import Meta

from signaling.wire import Do, Identifier

DeviceState = Annotated[str, Meta(pattern=r"^(works|unused|denied|missing|busy|failed)\Z")]


class Consent(Do, frozen=True, tag="consent"):
    """Give or withdraw one consent; `who`: another at the same device, whose word on `recording` it is."""

    kind: Annotated[str, Meta(max_length=32)]
    given: bool
    who: Identifier | None = None


class Equipment(Do, frozen=True, tag="equipment"):
    """Tell hosts what one's device can do, until another device takes the seat; `round_trip` in milliseconds."""

    microphone: DeviceState
    camera: DeviceState
    hearing: Annotated[str, Meta(pattern=r"^(unknown|headphones|loudspeaker)\Z")]
    network: Annotated[str, Meta(pattern=r"^(unknown|direct|relay|relay_tcp|none)\Z")]
    round_trip: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    old_browser: bool = False


class Overheard(Do, frozen=True, tag="overheard"):
    """Tell the mediator, silently, that one may be overheard, or no longer; it ends with the stay."""

    on: bool


class AskAlone(Do, frozen=True, tag="ask_alone"):
    """Ask, silently, to speak with the mediator alone."""


class CancelAsk(Do, frozen=True, tag="cancel_ask"):
    """Take that request back."""


class Leave(Do, frozen=True, tag="leave"):
    """Leave the session; the link opens it again."""
