"""Settlement agreements and their papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rooms.agreement.terms import Account
from rooms.canonical import JSON
from rooms.ids import (
    PaperId,
    SeatId,
    SettlementId,
)
from rooms.serving import Carrier, Purpose
from rooms.settlement import NewPaper


@dataclass(frozen=True, slots=True)
class DraftSettlement:
    """A host writes a settlement anew (no `id`), or a further version of one of which they saw the version `base`."""

    seat: SeatId
    terms: Mapping[str, JSON]
    id: SettlementId | None = None
    base: int = 0


@dataclass(frozen=True, slots=True)
class ProposeSettlement:
    """Puts what stands before everybody in the channel where the host is."""

    seat: SeatId
    id: SettlementId
    base: int


@dataclass(frozen=True, slots=True)
class AskProposal:
    """Asks those in whose talk the version `base` was proposed to let it be put before a side, or before all."""

    seat: SeatId
    id: SettlementId
    base: int
    side: str


@dataclass(frozen=True, slots=True)
class ConveyProposal:
    """Puts it before the side that it was agreed for: the host is with it, and somebody of it is there."""

    seat: SeatId
    id: SettlementId
    base: int
    side: str


@dataclass(frozen=True, slots=True)
class CommentSettlement:
    seat: SeatId
    id: SettlementId
    version: int
    text: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class CheckAccount:
    """A host has seen that the account is this worker's own."""

    seat: SeatId
    id: SettlementId
    who: SeatId
    account: Account


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """A represented worker has agreed to the version `base`, in the way that the host says."""

    seat: SeatId
    id: SettlementId
    base: int
    who: SeatId
    words: str


@dataclass(frozen=True, slots=True)
class FreezeSettlement:
    """Its version became these papers. They were made outside the room: whoever asks for it asks the service."""

    seat: SeatId
    id: SettlementId
    base: int
    papers: tuple[NewPaper, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class ReopenSettlement:
    """Takes the papers back, as long as nobody has signed one."""

    seat: SeatId
    id: SettlementId


@dataclass(frozen=True, slots=True)
class VoidSettlement:
    seat: SeatId
    id: SettlementId
    reason: str


@dataclass(frozen=True, slots=True)
class TakeUpPaper:
    """The text is given out to `who`, on the device of `seat`; None: whose seat it is."""

    seat: SeatId
    paper: PaperId
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class ConfirmClause:
    """A signer has read one clause of the paper whose frozen octets have this digest: `who`, on the device of `seat`;
    None: whose seat it is.
    """

    seat: SeatId
    paper: PaperId
    frozen: str
    clause: str
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one paper: the digest of its frozen octets, and clauses that were read."""

    paper: PaperId
    frozen: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmClauses:
    """A signer of many papers has read what stands alike on several of them, or a list of what differs.

    `who`: as of a clause.
    """

    seat: SeatId
    readings: tuple[Reading, ...]
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class SignPaper:
    """The signer's signature was put on the octets with the digest `before`. It was made outside the room."""

    seat: SeatId
    paper: PaperId
    before: str
    digest: str
    evidence: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class OfferScan:
    """The paper as the organisation for which `who` signs printed and stamped it: a scan that is kept under `scan`."""

    seat: SeatId
    paper: PaperId
    who: SeatId
    frozen: str
    scan: str
    pages: int


@dataclass(frozen=True, slots=True)
class DeclineScan:
    """A host takes it for another paper, or cannot read it."""

    seat: SeatId
    paper: PaperId
    who: SeatId
    scan: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignByScan:
    """A host compared the scan with the paper; in the place of `who` a signature that says so was put on the octets
    with the digest `before`. It was made outside the room.
    """

    seat: SeatId
    paper: PaperId
    who: SeatId
    scan: str
    before: str
    digest: str
    evidence: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class RefusePaper:
    """`who`: as of a clause."""

    seat: SeatId
    paper: PaperId
    reason: str
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class ServePaper:
    """What leads to it for `who`, `service`, was made outside the room."""

    seat: SeatId
    paper: PaperId
    who: SeatId
    how: Carrier
    purpose: Purpose
    service: str


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """Whoever is on the seat has shown who they are, and opens what went out to them."""

    seat: SeatId
    paper: PaperId
    service: str


@dataclass(frozen=True, slots=True)
class SealPaper:
    """The centre's seal was put on the octets with the digest `before`. It was made outside the room."""

    seat: SeatId
    paper: PaperId
    before: str
    digest: str
