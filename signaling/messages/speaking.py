"""What is said, and the switches of what is heard and seen."""

from typing import Annotated

import msgspec
from msgspec import Meta

from signaling.wire import Do, Identifier, Kind, Text

Pages = Annotated[list[Identifier], Meta(max_length=20)]


class Say(Do, frozen=True, tag="say"):
    """Post a message in the channel of ``stay``, the stay in which it was typed.

    ``pages``: photographs that this seat has handed in (see HTTP); with them the text may be empty.
    """

    stay: Identifier
    text: Text
    pages: Pages = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        """Raises ValueError, which becomes a fault of the message, when there is nothing in it."""
        if not self.text and not self.pages:
            raise ValueError("nothing is said")


class Broadcast(Do, frozen=True, tag="broadcast"):
    """Host: tell everybody present at once, each in the channel where they are."""

    text: Text


class Media(Do, frozen=True, tag="media"):
    """Switch one's own microphone, camera or screen."""

    kind: Kind
    on: bool
