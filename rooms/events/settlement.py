"""The events of settlement agreements.

What is drafted lies in a chain beside its channel's, so that it goes when that goes. What is said and done about a
paper lies in that paper's own chain: it can be shown to its signers without another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rooms.agreement.terms import Account
from rooms.canonical import JSON
from rooms.channel import draft_of, of_paper
from rooms.events.happening import Happening
from rooms.ids import ActId, ChannelId, PaperId, SeatId, SettlementId, StayId
from rooms.serving import Carrier, Purpose
from rooms.settlement import NewPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfDraft(Happening):
    """`into`: the channel where it is drafted."""

    seat: SeatId
    id: SettlementId
    into: ChannelId

    @property
    def channel(self) -> ChannelId:
        return draft_of(self.into)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementDrafted(_OfDraft):
    """A host wrote a version; the first one makes the settlement. `terms`: as `agreement.terms` reads them."""

    number: int
    terms: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementProposed(_OfDraft):
    """It is before everybody in its channel from now on, as it stands: with it the chain holds all that they see."""

    number: int
    terms: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementCommented(_OfDraft):
    """`readers`: who was there; whoever comes later is shown the text, not what was said to it before."""

    version: int
    text: str
    readers: tuple[SeatId, ...]
    clause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChecked(_OfDraft):
    """By a host: this account is that worker's own."""

    who: SeatId
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentNoted(_OfDraft):
    """By a host: a represented worker agreed to this version, and how (`words`)."""

    version: int
    who: SeatId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFrozen(_OfDraft):
    """A version became papers, to be signed until then."""

    version: int
    papers: tuple[NewPaper, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReopened(_OfDraft):
    """Its papers are void, none of them signed; it can be changed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementVoided(_OfDraft):
    """It holds no more, whatever was signed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPaper(Happening):
    """In the chain of one paper: whoever may have the paper may know it. `id`: what the paper is of."""

    seat: SeatId
    id: ActId
    paper: PaperId

    @property
    def channel(self) -> ChannelId:
        return of_paper(self.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTakenUp(OfPaper):
    """A signer was given the text for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseConfirmed(OfPaper):
    """By a signer: this clause was read. `frozen`: the digest of the paper that they had before them; `recording`: in
    which it can be heard, if their device was recorded.
    """

    frozen: str
    clause: str
    recording: StayId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSigned(OfPaper):
    """`before`, `digest`: of the paper's octets without and with this signature.

    `evidence`: how it was made: when which clause was confirmed, the identity check, the device, the digest of the
    strokes, which are kept beside the log. The signature in the paper holds its digest.
    """

    before: str
    digest: str
    evidence: Mapping[str, JSON]
    compared: SeatId | None = None
    """Instead of a hand there is the scan that was handed in last, and this host compared it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOffered(OfPaper):
    """By the signer or a host: the paper as `who` printed and stamped it; `scan`: SHA-256 of what is kept of it."""

    who: SeatId
    frozen: str
    scan: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanDeclined(OfPaper):
    """By a host: it is not this paper, or cannot be read, for this reason."""

    who: SeatId
    scan: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRefused(OfPaper):
    """By a signer: they do not sign it, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperServed(OfPaper):
    """It went out to `who`, by a host or by themself to another device of theirs. `service` names the occasion."""

    who: SeatId
    how: Carrier
    purpose: Purpose
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOpened(OfPaper):
    """What went out was opened for the first time, by who showed with a code that they are the one it went to."""

    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSealed(OfPaper):
    """The centre's seal is on it: it is in force."""

    before: str
    digest: str
