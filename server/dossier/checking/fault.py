"""What can be wrong with a bundle or a receipt."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """In the order in which they are told; the words for each are in the catalogues (``verify.…``)."""

    NOT_A_BUNDLE = "not_a_bundle"
    TRUNCATED = "truncated"
    TOO_MUCH = "too_much"
    """More members, or larger ones, than any bundle has; it was not read."""
    UNSAFE_NAME = "unsafe_name"
    LINK = "link"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    CONTAINER = "container"
    """The zip file around the members is not as it was written."""
    REORDERED = "reordered"
    STATEMENT = "statement"
    """The extraction statement cannot be read."""
    SIGNATURE = "signature"
    WRONG_KEY = "wrong_key"
    MISSING = "missing"
    ADDED = "added"
    CHANGED = "changed"
    SWAPPED = "swapped"
    MANIFEST = "manifest"
    CHAIN = "chain"
    """The entries of a log do not lead to the head that was confirmed."""
    RECEIPT = "receipt"
    """A confirmation of a head is not what was signed."""
    CONTRADICTION = "contradiction"
    """A file says something else than the log."""
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where, and what else there is to tell."""

    kind: FaultKind
    where: str = ""
    detail: str = ""
