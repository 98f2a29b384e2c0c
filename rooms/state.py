"""The state of a room. Immutable: what an event leaves alone is shared with the state before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rooms.canonical import JSON
from rooms.channel import Group
from rooms.chat import Log, Message
from rooms.consent import REQUIRED, ConsentKind
from rooms.document import Document
from rooms.ids import ChannelId, DocumentId, ItemId, NoteId, PageId, RoomId, SeatId, SettlementId
from rooms.ledger import Item
from rooms.minutes import NOTHING, Minutes
from rooms.notes import Note
from rooms.participant import Person
from rooms.recording import Recording, RecordingRule
from rooms.settlement import Settlement
from rooms.utterance import Caption, Voice


class SessionState(StrEnum):
    OPEN = "open"
    ADJOURNED = "adjourned"
    ENDED = "ended"


class Phase(StrEnum):
    JOINT = "joint"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a centre may set. `unhosted_after` in seconds."""

    unhosted_after: int = 10
    required_consents: frozenset[ConsentKind] = REQUIRED
    recording: RecordingRule = RecordingRule.EVERYONE


@dataclass(frozen=True, slots=True)
class Status:
    """What holds for the room as a whole.

    `hostless_since` is when the joint channel last lost its online host while others stayed in it;
    `unhosted` whether that lasted longer than the rules allow. `lead` is the host who leads: the others can do
    the same, and the record says who it was.
    """

    session: SessionState = SessionState.OPEN
    locked: bool = False
    until: datetime | None = None
    phase: Phase = Phase.JOINT
    unhosted: bool = False
    hostless_since: datetime | None = None
    lead: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was accepted, remembered by its idempotency key."""

    digest: str
    value: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Attention:
    """A host's time with some: `total` of all that is over, and `since` when, if a host is with them now."""

    total: timedelta = timedelta(0)
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomState:
    """Everything about a room, derived from its events alone.

    No mapping in it is ever changed in place. `logs` holds every message by channel, `inboxes` what
    each seat may read of them in order of time, `pages` the message that carries a page, `marks` up to
    which number a host has caught up with a group's channel, `attention` how long hosts have been in
    each group's or private channel, `notes` each host's own, `ledger` what was heard in private and may
    perhaps be conveyed, `minutes` the record of the joint talk, `recordings` the channels that a host records or
    asks to record, `taped_apart` those of separate talks in which one ever did, `hostless_apart` since when no
    host is online in a separate talk that one records, `voices` all that could ever be put into words and since when,
    `captions`
    the newest words of each channel, `settlements` every agreement that was drafted, `documents` every other paper
    that was issued.
    """

    room: RoomId
    case_no: str
    title: str
    groups: tuple[Group, ...]
    rules: Rules
    at: datetime
    people: Mapping[SeatId, Person]
    status: Status = Status()
    logs: Mapping[ChannelId, Log] = field(default_factory=dict)
    inboxes: Mapping[SeatId, Log] = field(default_factory=dict)
    pages: Mapping[PageId, Message] = field(default_factory=dict)
    marks: Mapping[SeatId, Mapping[ChannelId, int]] = field(default_factory=dict)
    attention: Mapping[ChannelId, Attention] = field(default_factory=dict)
    notes: Mapping[SeatId, Mapping[NoteId, Note]] = field(default_factory=dict)
    ledger: Mapping[ItemId, Item] = field(default_factory=dict)
    minutes: Minutes = NOTHING
    recordings: Mapping[ChannelId, Recording] = field(default_factory=dict)
    voices: Mapping[Voice, datetime] = field(default_factory=dict)
    captions: Mapping[ChannelId, tuple[Caption, ...]] = field(default_factory=dict)
    settlements: Mapping[SettlementId, Settlement] = field(default_factory=dict)
    documents: Mapping[DocumentId, Document] = field(default_factory=dict)
    taped_apart: frozenset[ChannelId] = frozenset()
    hostless_apart: Mapping[ChannelId, datetime] = field(default_factory=dict)
    keys: Mapping[SeatId, Mapping[str, Done]] = field(default_factory=dict)
