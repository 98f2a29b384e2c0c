"""Why nothing was signed. Whatever is raised here: no document was made, and what was given is as it was."""

from enum import StrEnum
from typing import Final


class TroubleKind(StrEnum):
    """A closed list; whether trying again can help is said by ``retryable``."""

    # the keys
    NO_AUTHORITY = "no_authority"
    """``yuntiao pki init`` has not been run."""
    KEY_MISSING = "key_missing"
    KEY_UNREADABLE = "key_unreadable"
    """A wrong passphrase, or another key-encryption key than that under which it was put away."""
    AUTHORITY_DAMAGED = "authority_damaged"
    REVOKED = "revoked"
    """One of the centre's own certificates: another key is to be used from now on (``yuntiao pki rotate``)."""
    LIST_EXPIRED = "list_expired"
    """The root's list of revoked certificates is over; only who has the root's passphrase can issue a new one."""

    # those who are asked
    SIGNER_DOWN = "signer_down"
    SIGNER_REFUSED = "signer_refused"
    TIMESTAMPER_DOWN = "timestamper_down"
    TIMESTAMPER_LIED = "timestamper_lied"
    BUSY = "busy"
    INTERRUPTED = "interrupted"
    """The process that signs ended, or took too long."""

    # what was asked
    NOT_A_DOCUMENT = "not_a_document"
    BAD_PLACES = "bad_places"
    BAD_NAME = "bad_name"
    """Somebody's name, number or role is empty, too long for a certificate, or no text."""
    BAD_STAMP = "bad_stamp"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_TAKEN = "field_taken"
    FIELD_OF_ANOTHER = "field_of_another"
    """A party's field signed as the mediator, or the seal's by a person."""
    NOT_ITS_TURN = "not_its_turn"
    SUPERSEDED = "superseded"
    NOT_AS_EXPECTED = "not_as_expected"
    """The check after the signature found a fault: in what was given, or in what was made of it."""

    @property
    def retryable(self) -> bool:
        """Whether the same may succeed later, with nothing changed."""
        return self in _RETRYABLE


_RETRYABLE: Final = frozenset(
    {
        TroubleKind.SIGNER_DOWN,
        TroubleKind.TIMESTAMPER_DOWN,
        TroubleKind.BUSY,
        TroubleKind.INTERRUPTED,
    }
)


class Trouble(Exception):
    """``detail``: for the log and the operator; holds no names, no keys and nothing of a document."""

    def __init__(self, kind: TroubleKind, detail: str = "") -> None:
        super().__init__(kind, detail)  # both, so that it comes whole out of another process
        self.kind, self.detail = kind, detail

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.detail}" if self.detail else self.kind.value
