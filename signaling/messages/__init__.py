"""What clients may send, as strict types, each message by what it is about (as in `rooms/commands`).

Everything a browser sends is converted here, with every length bounded, unknown fields refused, and the message's kind
told by its ``type``. PROTOCOL.md is generated from these types.
"""

from typing import TypeAlias

from signaling.messages.connecting import PROTOCOL_VERSION, Boundary, Handshake, Offer, Restart, Senders
from signaling.messages.conveying import (
    AnswerConsent,
    AskConsent,
    Convey,
    DeleteNote,
    Hear,
    Withdraw,
    WriteNote,
)
from signaling.messages.entering import AskAlone, CancelAsk, Consent, Equipment, Leave, Overheard
from signaling.messages.hosting import (
    Adjourn,
    Admit,
    AdmitAll,
    BackToLobby,
    Bring,
    CallIn,
    End,
    HandOver,
    Lock,
    Meet,
    Mute,
    ReissueCode,
    ReissueLink,
    Rejoin,
    Remove,
    Resume,
    Separate,
    Telephone,
    Visit,
)
from signaling.messages.minuting import (
    ConfirmMinutes,
    CorrectLine,
    NoteAnswer,
    ObjectMinutes,
    ReadBack,
    StrikeLine,
    WriteLine,
)
from signaling.messages.recording import AgreeRecording, Record, RecordingRule, RestartRecording
from signaling.messages.settling import (
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
from signaling.messages.speaking import Broadcast, Media, Say

Action: TypeAlias = (
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

__all__ = [
    "PROTOCOL_VERSION",
    "Action",
    "Adjourn",
    "Admit",
    "AdmitAll",
    "AgreeRecording",
    "AnswerConsent",
    "AskAlone",
    "AskConsent",
    "AskProposal",
    "BackToLobby",
    "Boundary",
    "Bring",
    "Broadcast",
    "CallIn",
    "CancelAsk",
    "CommentSettlement",
    "ConfirmClause",
    "ConfirmMinutes",
    "Consent",
    "Convey",
    "ConveyProposal",
    "CorrectLine",
    "DeleteNote",
    "DraftSettlement",
    "End",
    "Equipment",
    "HandOver",
    "Handshake",
    "Hear",
    "Leave",
    "Lock",
    "Media",
    "Meet",
    "Mute",
    "NoteAnswer",
    "ObjectMinutes",
    "Offer",
    "Overheard",
    "ProposeSettlement",
    "ReadBack",
    "Record",
    "RecordingRule",
    "RefusePaper",
    "ReissueCode",
    "ReissueLink",
    "Rejoin",
    "Remove",
    "ReopenSettlement",
    "Restart",
    "RestartRecording",
    "Resume",
    "Say",
    "Senders",
    "Separate",
    "StrikeLine",
    "Telephone",
    "Visit",
    "VoidSettlement",
    "Withdraw",
    "WriteLine",
    "WriteNote",
]
