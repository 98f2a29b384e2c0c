"""Photographs of documents that a message carries, page by page."""

from dataclasses import dataclass

from rooms.ids import PageId

PAGES_LIMIT = 20
"""Pages of one message."""


@dataclass(frozen=True, slots=True)
class Page:
    """One photographed page.

    `digest`: SHA-256 of its octets, in hexadecimal: with it the chain confirms the picture too. `key` opens the octets
    as they are kept; it is in the log only, under the channel's key, and is destroyed with that. Sizes in pixels.
    """

    id: PageId
    digest: str
    key: str
    width: int
    height: int
