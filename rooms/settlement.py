"""A settlement agreement (调解协议) from its first draft to the seal: its versions, and the papers made of one of them.

Nothing of it is ever erased: each version stays beside the next, a paper that was void stays void with its reason. A
paper is what one signer is given: frozen octets whose digest the log holds. Of a group's settlement each worker has a
paper of their own, so that nobody reads another's wages and nobody waits for another's hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rooms.agreement.terms import Account, Agreement, from_json
from rooms.canonical import JSON
from rooms.ids import ActId, ChannelId, PaperId, SeatId, SettlementId, StayId
from rooms.minutes import Hand
from rooms.moments import stamp
from rooms.performance import NOTHING, Performance
from rooms.serving import Service

SETTLEMENTS_LIMIT = 20
"""Settlements of one room, the void ones too."""

VERSIONS_LIMIT = 200
"""Versions of one settlement."""

COMMENTS_LIMIT = 200
"""Comments on one settlement."""

COMMENT_LIMIT = 500
"""Characters of a comment, and of a reason."""

ACCOUNTS_LIMIT = 5
"""Accounts of one worker that were checked: the number was wrong once, or they have another."""

PAPERS_LIMIT = 200
"""Papers of one settlement."""

CLAUSES_LIMIT = 100
"""Clauses of one paper."""

SCAN_PAGES_LIMIT = 60
"""Pages of a scan."""


class SettlementState(StrEnum):
    """`draft`: the hosts' own; `proposed`: before everybody in its channel; `void`: it never held, or no more."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    FROZEN = "frozen"
    SIGNING = "signing"
    SEALED = "sealed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Version:
    """What it says; `terms` is `agreement` as JSON, read once."""

    number: int
    by: Hand
    at: datetime
    terms: Mapping[str, JSON]
    agreement: Agreement = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "agreement", from_json(self.terms))


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody in its channel says to a clause, or to all of it, and who was there to read it; `version` is what
    they had before them.
    """

    seat: SeatId
    name: str
    at: datetime
    version: int
    clause: str | None
    text: str
    readers: frozenset[SeatId]

    @property
    def wire(self) -> dict[str, JSON]:
        said: dict[str, JSON] = {
            "seat": self.seat,
            "name": self.name,
            "at": stamp(self.at),
            "version": self.version,
            "text": self.text,
        }
        return said if self.clause is None else {**said, "clause": self.clause}


@dataclass(frozen=True, slots=True)
class Section:
    """What is read back and confirmed by itself, as it stands on the paper."""

    id: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """The signature fields that one person signs."""

    seat: SeatId
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is needed to go on with a paper whose text cannot be drawn again: the room that it tells of moves on."""

    sections: tuple[Section, ...]
    places: tuple[Places, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper as it was frozen. `digest`: SHA-256 of its octets, hexadecimal; `signers` in the order of the form;
    `worker`: whose paper it is, where many settle; `readers`: who may have it besides once it is sealed; `layout`: of
    every paper but a settlement's, which is drawn again from the version of which it is; `last`: the day until when
    readers should do what it tells them; `number` as it stands on the paper.
    """

    id: PaperId
    digest: str
    clauses: tuple[str, ...]
    signers: tuple[SeatId, ...]
    worker: SeatId | None = None
    readers: tuple[SeatId, ...] = ()
    layout: Layout | None = None
    last: date | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """Of the paper as an organisation printed and stamped it (公章): kept under `digest`; `by`: who handed it in."""

    digest: str
    pages: int
    at: datetime
    by: SeatId


@dataclass(frozen=True, slots=True)
class Signature:
    """`evidence`: SHA-256 of what was kept of how it was made: strokes, checks, device, times.

    `scan`: there was no hand on the page, but a paper that was stamped; `compared`: which host says that it is this.
    """

    at: datetime
    evidence: str
    scan: Scan | None = None
    compared: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Hesitation:
    """Why somebody does not sign."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """When a clause was confirmed, and in which recording that can be heard, if they were recorded then."""

    at: datetime
    recording: StayId | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """How far one has come with one paper. `read`: the clauses that they have confirmed, each by itself.

    `scan` waits to be compared; `declined`: why the last one was not taken.
    """

    seat: SeatId
    opened: datetime | None = None
    """When the text was first given out to them."""
    read: Mapping[str, ReadBack] = field(default_factory=dict)
    signature: Signature | None = None
    refused: Hesitation | None = None
    scan: Scan | None = None
    declined: Hesitation | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """`act`: what it is of; `frozen`: the digest that everybody signs; `digest`: of the octets as they are with the
    signatures so far; `until`: when there is no more time to sign.
    """

    id: PaperId
    act: ActId
    frozen: str
    digest: str
    clauses: tuple[str, ...]
    signers: Mapping[SeatId, Signer]
    until: datetime
    worker: SeatId | None = None
    readers: tuple[SeatId, ...] = ()
    layout: Layout | None = None
    last: date | None = None
    number: str | None = None
    sealed: datetime | None = None
    performance: Performance = NOTHING
    served: tuple[Service, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether only the seal is missing."""
        return all(signer.signature is not None for signer in self.signers.values())


def unsigned(new: NewPaper, of: ActId, until: datetime) -> Paper:
    """The paper before anybody has read it."""
    signers = {seat: Signer(seat) for seat in new.signers}
    return Paper(
        new.id,
        of,
        new.digest,
        new.digest,
        new.clauses,
        signers,
        until,
        new.worker,
        readers=new.readers,
        layout=new.layout,
        last=new.last,
        number=new.number,
    )


@dataclass(frozen=True, slots=True)
class Settlement:
    """`channel` is where it is proposed; `papers` are those of the version that was frozen last."""

    id: SettlementId
    channel: ChannelId
    state: SettlementState
    versions: tuple[Version, ...]
    proposed: bool = False
    """Whether it ever was before anybody but the hosts: what is made void before that stays theirs."""
    comments: tuple[Comment, ...] = ()
    papers: Mapping[PaperId, Paper] = field(default_factory=dict)
    accounts: Mapping[SeatId, frozenset[Account]] = field(default_factory=dict)
    """Of workers, their own, as hosts have seen."""
    consents: Mapping[SeatId, int] = field(default_factory=dict)
    """Represented workers who agreed themselves, and to which version."""
    frozen: int | None = None
    """The number of the version of which the papers are."""
    void: Hesitation | None = None

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def settled(self) -> Version:
        """What its papers say: the version that was frozen, until then the latest."""
        return self.latest if self.frozen is None else self.versions[self.frozen - 1]

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE


EDITABLE = frozenset({SettlementState.DRAFT, SettlementState.PROPOSED})
"""States in which what it says may change."""

LIVE: Sequence[SettlementState] = (SettlementState.FROZEN, SettlementState.SIGNING)
"""States in which its papers wait for signatures."""
