"""What people ask of a room. `seat` is who asks; where no person acts it is `SYSTEM`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from rooms.agreement.terms import Account
from rooms.canonical import JSON
from rooms.consent import ConsentKind
from rooms.equipment import Equipment
from rooms.ids import (
    SYSTEM,
    ChannelId,
    DeviceId,
    GroupId,
    ItemId,
    LineId,
    NoteId,
    PaperId,
    SeatId,
    SettlementId,
    SourceId,
    StayId,
)
from rooms.minutes import Colleague, Question, Reply, Section
from rooms.pages import Page
from rooms.participant import MediaKind, Pass, Seat
from rooms.recording import Kept, RecordingRule
from rooms.settlement import NewPaper
from rooms.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Enter:
    """Somebody opened the link of `seat`; link and code, or the device's cookie, were checked before.

    The same device resumes where it was. Another goes to the lobby. `share_with` is a seat of the
    same group that is on this very device.
    """

    seat: SeatId
    device: DeviceId
    consents: frozenset[ConsentKind] = frozenset()
    share_with: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Connect:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Disconnect:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SetConsent:
    """Withdrawing what is required to take part leads back to the lobby. `who`: another at the same device, whose word
    on recording this is.
    """

    seat: SeatId
    kind: ConsentKind
    given: bool
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class SetMedia:
    seat: SeatId
    kind: MediaKind
    on: bool


@dataclass(frozen=True, slots=True)
class Say:
    """A message to the channel in which `stay` is; refused when that is not the present stay.

    `pages`: photographs that this seat has handed in, each for one message only; with them the text may be empty.
    """

    seat: SeatId
    stay: StayId
    text: str
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A host's word to everybody present, wherever each of them is."""

    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True)
class AskAlone:
    """A silent wish to speak with a host alone; only hosts get to know it."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class CancelAsk:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SetOverheard:
    """Somebody may be listening beside this person; only hosts get to know it, within the present stay."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class TellEquipment:
    """What one's device can do; only hosts get to know it, until another device takes the seat."""

    seat: SeatId
    equipment: Equipment


@dataclass(frozen=True, slots=True)
class Leave:
    """With the primary seat of a shared device everybody on it leaves."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Admit:
    """Admits everybody on the device of `who`."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class AdmitAll:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class BackToLobby:
    """Undoes the admission of the device of `who`; who was removed or left may enter again."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Remove:
    """`who` is out for good; others on the same device go to the lobby."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Telephone:
    """A host's word that somebody who did not come by link is present by telephone, or no longer.

    They are admitted by it and belong where others of their side do; entering by link ends it.
    """

    seat: SeatId
    who: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class CallIn:
    """Somebody without a seat is present by telephone, on a side, by a host's word: a seat is made for them."""

    seat: SeatId
    name: str
    group: GroupId


@dataclass(frozen=True, slots=True)
class Renew:
    """A host has a new link or code made for a person who comes by link; the former ones open nothing more.

    The room notes that it was asked for, and by whom; it never learns the link or the code.
    """

    seat: SeatId
    who: SeatId
    what: Pass


@dataclass(frozen=True, slots=True)
class HandOver:
    """The lead goes to another host: by whoever has it, or taken by anybody while they are not online."""

    seat: SeatId
    to: SeatId


@dataclass(frozen=True, slots=True)
class Mute:
    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Lock:
    """Locked: nobody new may enter; who was admitted resumes."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class End:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Adjourn:
    seat: SeatId
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Hosts meet in the joint channel; everybody else waits in the lobby to be admitted again."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Separate:
    """Begins talks apart (背对背): each group in its channel, hosts in neutral."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Visit:
    """The host goes to a group's channel, or to `neutral`."""

    seat: SeatId
    side: str


@dataclass(frozen=True, slots=True)
class Meet:
    """The host goes into private with one person, wherever that person is."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Rejoin:
    """Everybody back to the joint channel; while together, only the host, out of private."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Bring:
    """A neutral person comes along into the host's present channel, as long as a host is in it."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A private note of a host; with `note`, that note written anew."""

    seat: SeatId
    text: str
    note: NoteId | None = None


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """The note is shown no more and cannot be brought back.

    Deleting is no erasing: the log keeps what was acknowledged, every wording of it, sealed under the key of
    this host's notes, and destroying that key is what makes it unreadable.
    """

    seat: SeatId
    note: NoteId


@dataclass(frozen=True, slots=True)
class Hear:
    """A host notes what `who` said in private; `source` is that person's group, or `private`."""

    seat: SeatId
    who: SeatId
    source: str
    wording: str


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Asks the speaker to let exactly these words be conveyed to one side; only they and hosts see it."""

    seat: SeatId
    item: ItemId
    side: str


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    seat: SeatId
    item: ItemId
    given: bool


@dataclass(frozen=True, slots=True)
class Convey:
    """Says the words to the side that they are for: the host is with it, and somebody of it is there."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True)
class Withdraw:
    """By the speaker or a host, as long as nothing was conveyed."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True)
class WriteLine:
    """A line of the record. It is about what was said where `source` is, or when it was begun, `ago` milliseconds."""

    seat: SeatId
    section: Section
    text: str
    speaker: SeatId | None = None
    source: SourceId | None = None
    ago: int = 0


@dataclass(frozen=True, slots=True)
class CorrectLine:
    """Another wording, or speaker; `version` is that of the line as it was seen, and refused when it has changed."""

    seat: SeatId
    line: LineId
    version: int
    text: str
    speaker: SeatId | None = None


@dataclass(frozen=True, slots=True)
class StrikeLine:
    seat: SeatId
    line: LineId
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class AmendLine:
    """A colleague who may correct records does so outside the room, perhaps long after its end; no `text`: struck."""

    seat: SeatId
    line: LineId
    version: int
    text: str | None
    reason: str
    colleague: Colleague
    speaker: SeatId | None = None


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """What `who` answers to a question of the opening script."""

    seat: SeatId
    question: Question
    who: SeatId
    reply: Reply
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Presents the record as it stands to those in the joint talk; nothing happens when that was read already."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class ConfirmMinutes:
    """What was read, by its digest, is right: the word of `who`, who is on the device of `seat`."""

    seat: SeatId
    who: SeatId
    digest: str


@dataclass(frozen=True, slots=True)
class ObjectToMinutes:
    """Something in what was read is not right, in the words of `who`, who is on the device of `seat`."""

    seat: SeatId
    who: SeatId
    digest: str
    words: str


@dataclass(frozen=True, slots=True)
class AddSeat:
    seat: SeatId
    added: Seat


@dataclass(frozen=True, slots=True)
class Record:
    """A host begins or ends the recording of the channel in which `stay` is; refused when that is not the present one:
    whoever was just moved must not record another talk than they meant.
    """

    seat: SeatId
    stay: StayId
    on: bool


@dataclass(frozen=True, slots=True)
class RestartRecording:
    """A host ends the files of the recording of the channel in which `stay` is and begins new ones: nobody is asked
    again. Refused when that stay is not the present one.
    """

    seat: SeatId
    stay: StayId


@dataclass(frozen=True, slots=True)
class ChooseRule:
    """A host in the joint talk (`stay`) says whose consent its recording needs; not while it is recorded."""

    seat: SeatId
    stay: StayId
    rule: RecordingRule


@dataclass(frozen=True, slots=True)
class AgreeRecording:
    """Whether those on this device agree that the separate talk in which they are is recorded."""

    seat: SeatId
    stay: StayId
    agreed: bool


@dataclass(frozen=True, slots=True)
class KeepSegment:
    """A part of the recording of a channel is a file now; the session may have ended long ago."""

    seat: SeatId
    into: ChannelId
    kept: Kept


@dataclass(frozen=True, slots=True)
class Utter:
    """What was said in a channel is words now; the session may have ended long ago."""

    seat: SeatId
    into: ChannelId
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A supervisor opens the recordings of the separate talks: account, name and reason go into their log."""

    seat: SeatId
    by: str
    name: str
    reason: str


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
class SignPaper:
    """The signer's signature was put on the octets with the digest `before`. It was made outside the room."""

    seat: SeatId
    paper: PaperId
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
class SealPaper:
    """The centre's seal was put on the octets with the digest `before`. It was made outside the room."""

    seat: SeatId
    paper: PaperId
    before: str
    digest: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: see `room.deadline`."""

    seat: SeatId = SYSTEM


@dataclass(frozen=True, slots=True)
class Restart:
    """To be given once after a room was rebuilt from its log: nobody is connected any more."""

    seat: SeatId = SYSTEM


Command: TypeAlias = (
    Enter
    | Connect
    | Disconnect
    | SetConsent
    | SetMedia
    | Say
    | Broadcast
    | AskAlone
    | CancelAsk
    | SetOverheard
    | TellEquipment
    | Leave
    | Admit
    | AdmitAll
    | BackToLobby
    | Remove
    | Telephone
    | CallIn
    | Renew
    | HandOver
    | Mute
    | Lock
    | End
    | Adjourn
    | Resume
    | Separate
    | Visit
    | Meet
    | Rejoin
    | Bring
    | WriteNote
    | DeleteNote
    | Hear
    | AskConsent
    | AnswerConsent
    | Convey
    | Withdraw
    | WriteLine
    | CorrectLine
    | StrikeLine
    | AmendLine
    | NoteAnswer
    | ReadBack
    | ConfirmMinutes
    | ObjectToMinutes
    | Record
    | RestartRecording
    | ChooseRule
    | AgreeRecording
    | KeepSegment
    | Utter
    | BreakGlass
    | DraftSettlement
    | ProposeSettlement
    | CommentSettlement
    | CheckAccount
    | NoteConsent
    | FreezeSettlement
    | ReopenSettlement
    | VoidSettlement
    | ConfirmClause
    | SignPaper
    | RefusePaper
    | SealPaper
    | AddSeat
    | Tick
    | Restart
)
