"""What people ask of a room. `seat` is who asks; where no person acts it is `SYSTEM`."""

from typing import TypeAlias

from rooms.commands.conveying import AnswerConsent, AskConsent, Convey, DeleteNote, Hear, Withdraw, WriteNote
from rooms.commands.entering import (
    AddSeat,
    AskAlone,
    CancelAsk,
    Connect,
    Disconnect,
    Enter,
    Leave,
    SetConsent,
    SetMedia,
    SetOverheard,
    TellEquipment,
)
from rooms.commands.hosting import (
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
    Rejoin,
    Remove,
    Renew,
    Resume,
    Separate,
    Telephone,
    Visit,
)
from rooms.commands.issuing import IssueDocument, VoidDocument
from rooms.commands.minuting import (
    AmendLine,
    ConfirmMinutes,
    CorrectLine,
    NoteAnswer,
    ObjectToMinutes,
    ReadBack,
    StrikeLine,
    WriteLine,
)
from rooms.commands.performing import (
    ClaimPayment,
    ConfirmPayment,
    DenyPayment,
    RemindPayment,
    WithdrawPayment,
)
from rooms.commands.recording import (
    AgreeRecording,
    BreakGlass,
    ChooseRule,
    KeepSegment,
    Record,
    RestartRecording,
    Utter,
)
from rooms.commands.settling import (
    AskProposal,
    CheckAccount,
    CommentSettlement,
    ConfirmClause,
    ConfirmClauses,
    ConveyProposal,
    DeclineScan,
    DraftSettlement,
    FreezeSettlement,
    NoteConsent,
    OfferScan,
    OpenPaper,
    ProposeSettlement,
    Reading,
    RefusePaper,
    ReopenSettlement,
    SealPaper,
    ServePaper,
    SignByScan,
    SignPaper,
    TakeUpPaper,
    VoidSettlement,
)
from rooms.commands.speaking import Broadcast, Say
from rooms.commands.upkeep import Restart, Tick

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
    | AskProposal
    | ConveyProposal
    | CommentSettlement
    | CheckAccount
    | NoteConsent
    | FreezeSettlement
    | ReopenSettlement
    | VoidSettlement
    | TakeUpPaper
    | ConfirmClause
    | ConfirmClauses
    | SignPaper
    | OfferScan
    | DeclineScan
    | SignByScan
    | RefusePaper
    | SealPaper
    | ClaimPayment
    | ConfirmPayment
    | DenyPayment
    | WithdrawPayment
    | RemindPayment
    | ServePaper
    | OpenPaper
    | IssueDocument
    | VoidDocument
    | AddSeat
    | Tick
    | Restart
)
"""Every command there is."""

__all__ = [
    "AddSeat",
    "Adjourn",
    "Admit",
    "AdmitAll",
    "AgreeRecording",
    "AmendLine",
    "AnswerConsent",
    "AskAlone",
    "AskConsent",
    "AskProposal",
    "BackToLobby",
    "BreakGlass",
    "Bring",
    "Broadcast",
    "CallIn",
    "CancelAsk",
    "CheckAccount",
    "ChooseRule",
    "ClaimPayment",
    "Command",
    "CommentSettlement",
    "ConfirmClause",
    "ConfirmClauses",
    "ConfirmMinutes",
    "ConfirmPayment",
    "Connect",
    "Convey",
    "ConveyProposal",
    "CorrectLine",
    "DeclineScan",
    "DeleteNote",
    "DenyPayment",
    "Disconnect",
    "DraftSettlement",
    "End",
    "Enter",
    "FreezeSettlement",
    "HandOver",
    "Hear",
    "IssueDocument",
    "KeepSegment",
    "Leave",
    "Lock",
    "Meet",
    "Mute",
    "NoteAnswer",
    "NoteConsent",
    "ObjectToMinutes",
    "OfferScan",
    "OpenPaper",
    "ProposeSettlement",
    "ReadBack",
    "Reading",
    "Record",
    "RefusePaper",
    "Rejoin",
    "RemindPayment",
    "Remove",
    "Renew",
    "ReopenSettlement",
    "Restart",
    "RestartRecording",
    "Resume",
    "Say",
    "SealPaper",
    "Separate",
    "ServePaper",
    "SetConsent",
    "SetMedia",
    "SetOverheard",
    "SignByScan",
    "SignPaper",
    "StrikeLine",
    "TakeUpPaper",
    "Telephone",
    "TellEquipment",
    "Tick",
    "Utter",
    "Visit",
    "VoidDocument",
    "VoidSettlement",
    "Withdraw",
    "WithdrawPayment",
    "WriteLine",
    "WriteNote",
]
