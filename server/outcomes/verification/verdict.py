"""What a signed document turned out to be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LARGEST: Final = 32 * 1024 * 1024
"""Octets of a document that is looked at."""


class State(StrEnum):
    """Whole: signed by everybody, sealed and put away for the archive. Nothing less is ever called whole."""

    WHOLE = "whole"
    UNFINISHED = "unfinished"
    """What is there is right, but there should be more."""
    BROKEN = "broken"


class FaultKind(StrEnum):
    """In the order in which they are told; the words for each are in the catalogues (``verify.document.…``)."""

    # it was not even looked at
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    """More octets, versions or signatures, or deeper ones, than any document of ours has."""
    MALFORMED = "malformed"
    ENCRYPTED = "encrypted"

    # the octets
    CHANGED = "changed"
    """What was signed is not what is there."""
    APPENDED = "appended"
    """There is something after the last signature."""
    UNCOVERED = "uncovered"
    """Octets between or around the signatures that none of them covers."""
    REPAINTED = "repainted"
    """A later version shows or does something else than what was signed."""

    # the signatures
    NOT_SIGNED = "not_signed"
    NOT_FROZEN = "not_frozen"
    SIGNATURE = "signature"
    """The signature does not fit: forged, or of another document."""
    UNTRUSTED = "untrusted"
    """The certificate does not lead to the root that is trusted."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    LIST_MISSING = "list_missing"
    """Nothing in the document says whether the certificate was revoked."""
    WRONG_CERTIFICATE = "wrong_certificate"
    """A certificate for something else: a party's where the seal should be."""
    NO_TIMESTAMP = "no_timestamp"
    TIMESTAMP = "timestamp"
    OUT_OF_ORDER = "out_of_order"
    SECOND_SEAL = "second_seal"
    ADDED_FIELD = "added_field"

    # it is not finished
    OPEN = "open"
    NO_ARCHIVE = "no_archive"
    """The timestamp over the whole, with which it can be checked for decades, is missing."""


UNFINISHED: Final = frozenset({FaultKind.OPEN, FaultKind.NO_ARCHIVE})


@dataclass(frozen=True, slots=True)
class Fault:
    """``where``: the field, or "" for the whole document; ``detail``: what else there is to tell, for an expert."""

    kind: FaultKind
    where: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it says of itself; worth as much as ``problems`` leave of it.

    ``kind``: of the certificate, "" for one that is none of ours; ``at``: by its timestamp; ``serial``: hexadecimal;
    ``evidence``: SHA-256 of the record of how it came about, in hexadecimal.
    """

    field: str
    kind: str
    name: str
    role: str = ""
    seat: str = ""
    at: datetime | None = None
    serial: str = ""
    evidence: str = ""
    problems: tuple[FaultKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """``frozen``: SHA-256 of the document as it was frozen; ``root``: the fingerprint of the root that all leads to.

    ``pinned``: whether that root was named by who asked; else it is the document's own word.
    """

    faults: tuple[Fault, ...] = ()
    signatures: tuple[Signature, ...] = ()
    open: tuple[str, ...] = ()
    frozen: str = ""
    root: str = ""
    pinned: bool = False
    archived: datetime | None = None

    @property
    def state(self) -> State:
        if not self.faults:
            return State.WHOLE
        if all(fault.kind in UNFINISHED for fault in self.faults):
            return State.UNFINISHED
        return State.BROKEN


def refused(kind: FaultKind, detail: str = "") -> Verdict:
    """What was not even looked at."""
    return Verdict((Fault(kind, detail=detail),))
