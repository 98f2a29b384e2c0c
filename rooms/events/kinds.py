"""Every kind of event: a dataclass for each thing that can happen in a room."""

from typing import TypeAlias

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
from rooms.events.minutes import (
    AnswerNoted,
    LineCorrected,
    LineStruck,
    LineWritten,
    MinutesConfirmed,
    MinutesObjected,
    MinutesRead,
)
from rooms.events.people import (
    Admitted,
    AskCancelled,
    AskedAlone,
    AuthorityExpired,
    Connected,
    ConsentSet,
    Disconnected,
    Entered,
    EquipmentTold,
    LeadHanded,
    Left,
    MediaSet,
    Muted,
    Noted,
    OverheardSet,
    Reinstated,
    Removed,
    Renewed,
    SeatAdded,
    SentBack,
    Telephoned,
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
from rooms.events.session import (
    Brought,
    JointHosted,
    JointUnhosted,
    LockSet,
    Moved,
    PhaseChanged,
    Restarted,
    RoomOpened,
    SessionAdjourned,
    SessionEnded,
    SessionResumed,
)
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
from rooms.events.talk import Announced, ChatPosted

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
