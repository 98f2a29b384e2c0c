"""The events: one dataclass for everything that can happen in a room."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from rooms.channel import JOINT, NEUTRAL, Group, Stay, lobby
from rooms.consent import ConsentKind
from rooms.equipment import Equipment
from rooms.events.desk import (
    ItemAsked,
    ItemConsented,
    ItemConveyed,
    ItemHeard,
    ItemRefused,
    ItemWithdrawn,
    NoteDeleted,
    NoteWritten,
)
from rooms.events.document import DocumentIssued, DocumentVoided
from rooms.events.happening import Happening
from rooms.events.minutes import (
    AnswerNoted,
    LineCorrected,
    LineStruck,
    LineWritten,
    MinutesConfirmed,
    MinutesObjected,
    MinutesRead,
)
from rooms.events.performance import (
    PaymentClaimed,
    PaymentConfirmed,
    PaymentDenied,
    PaymentReminded,
    PaymentWithdrawn,
)
from rooms.events.recording import (
    RecordingAgreed,
    RecordingDeclined,
    RecordingRestarted,
    RecordingRuleChosen,
    RecordingStarted,
    RecordingStopped,
    SegmentKept,
    Uttered,
)
from rooms.events.retrieval import GlassBroken
from rooms.events.settlement import (
    AccountChecked,
    ClauseConfirmed,
    ConsentNoted,
    PaperOpened,
    PaperRefused,
    PaperSealed,
    PaperServed,
    PaperSigned,
    PaperTakenUp,
    ScanDeclined,
    ScanOffered,
    SettlementCommented,
    SettlementDrafted,
    SettlementFrozen,
    SettlementProposed,
    SettlementReopened,
    SettlementVoided,
)
from rooms.ids import ChannelId, DeviceId, MessageId, RoomId, SeatId, StayId
from rooms.pages import Page
from rooms.participant import MediaKind, Pass, Seat
from rooms.state import Phase, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened(Happening):
    """In the neutral chain, since it names every seat: not all of them ever meet."""

    room: RoomId
    case_no: str
    title: str
    groups: tuple[Group, ...]
    seats: tuple[Seat, ...]
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAdded(Happening):
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Happening):
    """Somebody came with a device: to the lobby, or if a host, to their place.

    `primary` is the seat whose device is shared, or the seat itself; `new_device` tells that the
    seat was occupied before by another device, which is out by this.
    """

    seat: SeatId
    device: DeviceId
    primary: SeatId
    new_device: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Happening):
    durable: ClassVar[bool] = False

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Happening):
    durable: ClassVar[bool] = False

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted(Happening):
    """The process started anew: nobody is connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSet(Happening):
    seat: SeatId
    consent: ConsentKind
    given: bool

    @property
    def channel(self) -> ChannelId:
        return lobby(self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSet(Happening):
    """A person switched a source on or off; microphone on also undoes a host's muting."""

    seat: SeatId
    media: MediaKind
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted(Happening):
    """By a host."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlone(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCancelled(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheardSet(Happening):
    """A person says that they may be overheard where they are, or no longer; only hosts may know it."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentTold(Happening):
    """A person's page tells what their device can do; only hosts may know it."""

    seat: SeatId
    equipment: Equipment


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted(Happening):
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack(Happening):
    """Back to the lobby, not admitted any more."""

    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstated(Happening):
    """Who was removed or left is expected again."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Happening):
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephoned(Happening):
    """A host noted a person as present by telephone; whoever had a device for the seat has it no more."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed(Happening):
    """A host had a new link or code made for a person; it is not in the log."""

    seat: SeatId
    who: SeatId
    what: Pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadHanded(Happening):
    """Another host has the lead; `seat` is whoever gave it, or took it."""

    seat: SeatId
    to: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought(Happening):
    """A host took a neutral person along into a channel, until no host is left in it."""

    seat: SeatId
    into: ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChanged(Happening):
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Happening):
    """All the changes of channel of one command at once, a new stay for each who moved."""

    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPosted(Happening):
    """A message to everybody in the channel, or `to_hosts` in a joint channel without a host.

    The latter is in the neutral chain: those who are in the joint channel may not read it.
    """

    id: MessageId
    seat: SeatId
    stay: StayId
    into: ChannelId
    text: str
    to_hosts: bool
    readers: tuple[SeatId, ...]
    pages: tuple[Page, ...] = ()

    @property
    def channel(self) -> ChannelId:
        return NEUTRAL if self.to_hosts else self.into


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Happening):
    """One channel's copy of what a host says to all. It bears no stay: that would tell where the host is."""

    id: MessageId
    seat: SeatId
    into: ChannelId
    text: str
    readers: tuple[SeatId, ...]

    @property
    def channel(self) -> ChannelId:
        return self.into


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForAll(Happening):
    @property
    def channel(self) -> ChannelId:
        return JOINT


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSet(_ForAll):
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAdjourned(_ForAll):
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed(_ForAll):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(_ForAll):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class JointUnhosted(_ForAll):
    """No online host has been in the joint channel for as long as the rules allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JointHosted(_ForAll):
    """A host is back in the joint channel, or nobody is left there who needs one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityExpired(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Happening):
    """A command with a key changed nothing; kept so that the key stays used."""

    seat: SeatId

    @property
    def channel(self) -> ChannelId:
        return lobby(self.seat)


Event: TypeAlias = (
    RoomOpened
    | SeatAdded
    | Entered
    | Connected
    | Disconnected
    | Restarted
    | ConsentSet
    | MediaSet
    | Muted
    | AskedAlone
    | AskCancelled
    | OverheardSet
    | EquipmentTold
    | Admitted
    | SentBack
    | Reinstated
    | Removed
    | Left
    | Telephoned
    | Renewed
    | LeadHanded
    | Brought
    | PhaseChanged
    | Moved
    | ChatPosted
    | Announced
    | LockSet
    | SessionAdjourned
    | SessionResumed
    | SessionEnded
    | JointUnhosted
    | JointHosted
    | AuthorityExpired
    | Noted
    | NoteWritten
    | NoteDeleted
    | ItemHeard
    | ItemAsked
    | ItemConsented
    | ItemRefused
    | ItemWithdrawn
    | ItemConveyed
    | LineWritten
    | LineCorrected
    | LineStruck
    | AnswerNoted
    | MinutesRead
    | MinutesConfirmed
    | MinutesObjected
    | RecordingStarted
    | RecordingAgreed
    | RecordingDeclined
    | RecordingRestarted
    | RecordingRuleChosen
    | RecordingStopped
    | SegmentKept
    | Uttered
    | GlassBroken
    | SettlementDrafted
    | SettlementProposed
    | SettlementCommented
    | AccountChecked
    | ConsentNoted
    | SettlementFrozen
    | SettlementReopened
    | SettlementVoided
    | PaperTakenUp
    | ClauseConfirmed
    | PaperSigned
    | PaperRefused
    | PaperSealed
    | ScanOffered
    | ScanDeclined
    | PaymentClaimed
    | PaymentConfirmed
    | PaymentDenied
    | PaymentWithdrawn
    | PaymentReminded
    | PaperServed
    | PaperOpened
    | DocumentIssued
    | DocumentVoided
)
