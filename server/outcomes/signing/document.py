"""What goes into the signing and comes out of it: bytes and frozen records, no database and no room."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from server.outcomes.pki.kind import Kind

FREEZE: Final = "freeze"
"""The name of the field that says that the text is final; no place may have it."""
KIND: Final = "/YTKind"
"""The entry of a signature field that says whose it is. It is there before the text is frozen, and so under every
signature."""


class FieldKind(StrEnum):
    """Whose signature a field waits for."""

    PARTY = "party"
    MEDIATOR = "mediator"
    SEAL = "seal"

    @property
    def certificates(self) -> frozenset[Kind]:
        """By what kinds of certificate it may be signed; which of a party's, the certificate itself says."""
        return frozenset({Kind(self.value), *([Kind.SCAN] if self is FieldKind.PARTY else [])})


@dataclass(frozen=True, slots=True)
class Opening:
    """A field to be signed. ``name``: ASCII; ``box``: x0, y0, x1, y1 in PDF points; ``page``: from 0."""

    name: str
    page: int
    box: tuple[float, float, float, float]
    kind: FieldKind
    label: str = ""
    """For who reads with a screen reader."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs. ``evidence``: SHA-256 (hexadecimal) of the record of how they did.

    It stands in the signature's reason: within what is signed, and shown by every viewer without knowing us. ``scan``:
    SHA-256 of a stamped paper's scan; then it is the mediator who compared it that signs, in the organisation's place.
    """

    name: str
    seat: str
    role: str
    evidence: str
    mediator: bool = False
    scan: str = ""

    @property
    def kind(self) -> Kind:
        if self.scan:
            return Kind.SCAN
        return Kind.MEDIATOR if self.mediator else Kind.PARTY


@dataclass(frozen=True, slots=True)
class Signed:
    """The document with one more signature. ``at``: what the timestamp says; ``serial``: hexadecimal."""

    pdf: bytes
    at: datetime
    serial: str
