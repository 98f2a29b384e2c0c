"""What clients may send, as strict types.

The only module that knows the wire format: everything a browser sends is converted here, with every length bounded,
unknown fields refused, and the message's kind told by its ``type``. PROTOCOL.md is generated from these types.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar, get_args

import msgspec
from msgspec import Meta

from rooms.errors import ErrorCode
from signaling.settlements import (
    AskProposal,
    CommentSettlement,
    ConfirmClause,
    ConveyProposal,
    DraftSettlement,
    ProposeSettlement,
    RefusePaper,
    ReopenSettlement,
    VoidSettlement,
)
from signaling.wire import MAX_LARGE_BYTES, MAX_MESSAGE_BYTES, Do, Identifier, Malformed, Text, Wire

PROTOCOL_VERSION: Final = 1

Mid = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_\-]+\Z")]
Kind = Annotated[str, Meta(pattern=r"^(audio|camera|screen)\Z")]
DeviceState = Annotated[str, Meta(pattern=r"^(works|unused|denied|missing|busy|failed)\Z")]
Sdp = Annotated[str, Meta(min_length=1, max_length=MAX_LARGE_BYTES)]
Pages = Annotated[list[Identifier], Meta(max_length=20)]


class Handshake(Wire, frozen=True):
    """The Socket.IO ``auth`` object."""

    protocol: int
    seat: Identifier
    tab: Identifier


class Say(Do, frozen=True, tag="say"):
    """Post a message in the channel of ``stay``, the stay in which it was typed.

    ``pages``: photographs that this seat has handed in (see HTTP); with them the text may be empty.
    """

    stay: Identifier
    text: Text
    pages: Pages = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        """Raises ValueError, which becomes a fault of the message, when there is nothing in it."""
        if not self.text and not self.pages:
            raise ValueError("nothing is said")


class Broadcast(Do, frozen=True, tag="broadcast"):
    """Host: tell everybody present at once, each in the channel where they are."""

    text: Text


class Media(Do, frozen=True, tag="media"):
    """Switch one's own microphone, camera or screen."""

    kind: Kind
    on: bool


class Consent(Do, frozen=True, tag="consent"):
    """Give or withdraw one consent; `who`: another at the same device, whose word on `recording` it is."""

    kind: Annotated[str, Meta(max_length=32)]
    given: bool
    who: Identifier | None = None


class AskAlone(Do, frozen=True, tag="ask_alone"):
    """Ask, silently, to speak with the mediator alone."""


class CancelAsk(Do, frozen=True, tag="cancel_ask"):
    """Take that request back."""


class Overheard(Do, frozen=True, tag="overheard"):
    """Tell the mediator, silently, that one may be overheard, or no longer; it ends with the stay."""

    on: bool


class Equipment(Do, frozen=True, tag="equipment"):
    """Tell hosts what one's device can do, until another device takes the seat; `round_trip` in milliseconds."""

    microphone: DeviceState
    camera: DeviceState
    hearing: Annotated[str, Meta(pattern=r"^(unknown|headphones|loudspeaker)\Z")]
    network: Annotated[str, Meta(pattern=r"^(unknown|direct|relay|relay_tcp|none)\Z")]
    round_trip: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    old_browser: bool = False


class Leave(Do, frozen=True, tag="leave"):
    """Leave the session; the link opens it again."""


class Admit(Do, frozen=True, tag="admit"):
    """Host: let a person in from the lobby."""

    who: Identifier


class AdmitAll(Do, frozen=True, tag="admit_all"):
    """Host: let everybody in who waits."""


class BackToLobby(Do, frozen=True, tag="back_to_lobby"):
    """Host: send a person back to the lobby."""

    who: Identifier


class Remove(Do, frozen=True, tag="remove"):
    """Host: remove a person from the session."""

    who: Identifier


class Telephone(Do, frozen=True, tag="telephone"):
    """Host: a person who did not come by link is present by telephone, or no longer."""

    who: Identifier
    on: bool


class Mute(Do, frozen=True, tag="mute"):
    """Host: mute a person, who may unmute again."""

    who: Identifier


class Lock(Do, frozen=True, tag="lock"):
    """Host: nobody new may enter, or they may again."""

    on: bool


class End(Do, frozen=True, tag="end"):
    """Host: end the session for good."""


class Adjourn(Do, frozen=True, tag="adjourn"):
    """Host: interrupt the session, if known until when (ISO 8601 with zone)."""

    until: Annotated[str, Meta(max_length=40)] | None = None


class Resume(Do, frozen=True, tag="resume"):
    """Host: go on after an adjournment."""


class Separate(Do, frozen=True, tag="separate"):
    """Host: part the groups, each to its own channel."""


class Visit(Do, frozen=True, tag="visit"):
    """Host: go to a group's channel or to neutral ground."""

    side: Identifier


class Meet(Do, frozen=True, tag="meet"):
    """Host: speak with one person alone."""

    who: Identifier


class Rejoin(Do, frozen=True, tag="rejoin"):
    """Host: bring all together again."""


class Bring(Do, frozen=True, tag="bring"):
    """Host: bring a neutral person into the present channel."""

    who: Identifier


class WriteNote(Do, frozen=True, tag="note"):
    """Host: keep a private note, which nobody else is shown; with `note`, write that one anew."""

    text: Text
    note: Identifier | None = None


class DeleteNote(Do, frozen=True, tag="delete_note"):
    """Host: be shown one of one's notes no more."""

    note: Identifier


class Hear(Do, frozen=True, tag="hear"):
    """Host: note what a person said in private, in their group (`source`: its id) or alone (`private`)."""

    who: Identifier
    source: Identifier
    wording: Text


class AskConsent(Do, frozen=True, tag="ask_consent"):
    """Host: ask the speaker of an item to let exactly its wording be conveyed to one side."""

    item: Identifier
    side: Identifier


class AnswerConsent(Do, frozen=True, tag="answer_consent"):
    """Let what one is shown in `asked` be conveyed, or not."""

    item: Identifier
    given: bool


class Convey(Do, frozen=True, tag="convey"):
    """Host, with the side that an item is for: post its wording there."""

    item: Identifier


class Withdraw(Do, frozen=True, tag="withdraw"):
    """Take an item back before it was conveyed: its speaker, or a host."""

    item: Identifier


class CallIn(Do, frozen=True, tag="call_in"):
    """Host: somebody who has no seat is present by telephone, on a group's side."""

    name: Annotated[str, Meta(max_length=240)]
    group: Identifier


class HandOver(Do, frozen=True, tag="hand_over"):
    """The host who leads, or any other while that one is not online: another host leads."""

    to: Identifier


class ReissueLink(Do, frozen=True, tag="reissue_link"):
    """Host: make a new link for a person; the former ones open nothing more."""

    who: Identifier


class ReissueCode(Do, frozen=True, tag="reissue_code"):
    """Host: make a fresh one-time code for a person, to be told by telephone."""

    who: Identifier


class WriteLine(Do, frozen=True, tag="write_line"):
    """Host or clerk: a line of the record, taken from a message (`source`) or begun `ago` milliseconds ago."""

    section: Annotated[
        str, Meta(pattern=r"^(opening|statements|undisputed|proposals|result|other)\Z", max_length=16)
    ]
    text: Text
    speaker: Identifier | None = None
    source: Identifier | None = None
    ago: Annotated[int, Meta(ge=0, le=86_400_000)] = 0


class CorrectLine(Do, frozen=True, tag="correct_line"):
    """Host or clerk: another wording or speaker of a line as it was seen; refused (`line_changed`) when it changed."""

    line: Identifier
    version: Annotated[int, Meta(ge=1, le=1_000)]
    text: Text
    speaker: Identifier | None = None


class StrikeLine(Do, frozen=True, tag="strike_line"):
    """Host or clerk: strike a line, with a reason; it stays visible as struck."""

    line: Identifier
    version: Annotated[int, Meta(ge=1, le=1_000)]
    reason: Text


class NoteAnswer(Do, frozen=True, tag="note_answer"):
    """Host or clerk: what a person answers to a question of the opening script."""

    question: Annotated[
        str, Meta(pattern=r"^(identity|rights|recusal|false_mediation|no_recording)\Z", max_length=16)
    ]
    who: Identifier
    reply: Annotated[str, Meta(pattern=r"^(yes|no)\Z")]
    remark: Text = ""


class ReadBack(Do, frozen=True, tag="read_back"):
    """Host or clerk, in the joint channel: present the record as it stands to the parties → `{digest}`."""


class ConfirmMinutes(Do, frozen=True, tag="confirm_minutes"):
    """What was read is right: the word of `who`, oneself or somebody at the same device."""

    who: Identifier
    digest: Identifier


class ObjectMinutes(Do, frozen=True, tag="object_minutes"):
    """Something in what was read is not right, in the words of `who`, oneself or somebody at the same device."""

    who: Identifier
    digest: Identifier
    words: Text


class Record(Do, frozen=True, tag="record"):
    """A host begins or ends the recording of the talk in which they are (``stay``); see the view's ``recording``."""

    stay: Identifier
    on: bool


class RestartRecording(Do, frozen=True, tag="restart_recording"):
    """Host: the recording of the talk in which they are (``stay``) goes on in new files; nobody is asked again."""

    stay: Identifier


class RecordingRule(Do, frozen=True, tag="recording_rule"):
    """Host, in the joint talk (``stay``) while it is not recorded: whose consent its recording needs."""

    stay: Identifier
    rule: Annotated[str, Meta(pattern=r"^(everyone|consenting)\Z")]


class AgreeRecording(Do, frozen=True, tag="agree_recording"):
    """Whether one agrees that the separate talk in which one is (``stay``) is recorded; may be taken back."""

    stay: Identifier
    agreed: bool


Action = (
    Say | Broadcast | Media | Consent | AskAlone | CancelAsk | Overheard | Equipment | Leave
    | Admit | AdmitAll | BackToLobby | Remove | Telephone | Mute | Lock | End | Adjourn | Resume
    | Separate | Visit | Meet | Rejoin | Bring | WriteNote | DeleteNote | ReissueCode | ReissueLink
    | CallIn | HandOver
    | Hear | AskConsent | AnswerConsent | Convey | Withdraw
    | WriteLine | CorrectLine | StrikeLine | NoteAnswer | ReadBack | ConfirmMinutes | ObjectMinutes
    | Record | RestartRecording | RecordingRule | AgreeRecording
    | DraftSettlement | ProposeSettlement | CommentSettlement | ReopenSettlement | VoidSettlement
    | AskProposal | ConveyProposal | ConfirmClause | RefusePaper
)  # fmt: skip
"""Every message of the ``do`` event."""


class Senders(Wire, frozen=True):
    """The media line (MID) of each of the client's senders."""

    audio: Mid
    camera: Mid
    screen: Mid

    def mids(self) -> dict[str, str]:
        """Kind → MID."""
        return {"audio": self.audio, "camera": self.camera, "screen": self.screen}


class Offer(Wire, frozen=True):
    """A new peer connection's SDP offer."""

    sdp: Sdp
    senders: Senders
    stay: Identifier


class Restart(Wire, frozen=True):
    """An ICE restart's offer; a number not above the last one answered is refused."""

    sdp: Sdp
    number: Annotated[int, Meta(ge=1, le=1_000_000)]


class Boundary(Wire, frozen=True):
    """The first RTP timestamp that belongs to ``stay``; null from a client without encoded transforms."""

    stay: Identifier
    kind: Kind
    ts: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None
    ssrc: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] | None = None
    """Whose timestamp it is: a camera that sends two sizes at once has a clock for each, and reports each."""


T = TypeVar("T", bound=Wire)


def read(kind: type[T], data: object, limit: int = MAX_MESSAGE_BYTES) -> T:
    """One message of ``kind`` from decoded JSON.

    Raises Malformed with TOO_LARGE (over ``limit`` bytes of JSON) or BAD_MESSAGE (``where``: the path of the fault).
    """
    _check_size(data, limit)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise Malformed(ErrorCode.BAD_MESSAGE, where=_where(str(error))) from None


def read_action(data: object) -> Action:
    """One ``do`` message.

    Raises Malformed: UNKNOWN_MESSAGE for a ``type`` that is none of ours, else as ``read``.
    """
    kind = data.get("type") if isinstance(data, dict) else None
    _check_size(data, MAX_LARGE_BYTES if kind == _LARGE else MAX_MESSAGE_BYTES)
    if not isinstance(data, dict) or not isinstance(kind, str):
        raise Malformed(ErrorCode.BAD_MESSAGE, where="$.type")
    if kind not in ACTION_TYPES:
        raise Malformed(ErrorCode.UNKNOWN_MESSAGE)
    try:
        action: Action = msgspec.convert(data, _ACTION)
    except msgspec.ValidationError as error:
        raise Malformed(ErrorCode.BAD_MESSAGE, where=_where(str(error))) from None
    return action


def read_time(text: str | None) -> datetime | None:
    """An ISO 8601 time with zone, in UTC; raises Malformed."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # at either end of the calendar UTC may lie beyond it
        pass
    raise Malformed(ErrorCode.BAD_MESSAGE, where="$.until")


def _check_size(data: object, limit: int) -> None:
    if _weight(data, limit, depth=0) > limit:
        raise Malformed(ErrorCode.TOO_LARGE, limit=limit)


def _weight(data: object, limit: int, depth: int) -> int:
    """About the bytes of ``data`` as JSON; anything nested deeper than messages are counts as too heavy."""
    if depth > _MAX_DEPTH:
        return limit + 1
    match data:
        case str():
            return 2 + (len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass")))
        case dict():
            return sum(
                2 + _weight(key, limit, depth + 1) + _weight(value, limit, depth + 1)
                for key, value in data.items()
            )
        case list():
            return sum(1 + _weight(value, limit, depth + 1) for value in data)
        case bytes():
            return len(data)
        case _:
            return 8


def _where(message: str) -> str:
    """The JSON path out of msgspec's message: the message itself may quote what a person typed."""
    _, found, path = message.rpartition(" - at `")
    return path.rstrip("`") if found else "$"


_MAX_DEPTH: Final = 8
_LARGE: Final = "draft_settlement"
_ACTION: Final[Any] = Action
ACTION_TYPES: Final = frozenset(str(kind.__struct_config__.tag) for kind in get_args(Action))
