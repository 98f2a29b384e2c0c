"""Message → command: one line a message, and nothing else decided here."""

from collections.abc import Callable
from typing import Any, Final

from rooms import commands
from rooms.consent import ConsentKind
from rooms.equipment import DeviceState, Equipment, Hearing, Network
from rooms.errors import ErrorCode
from rooms.ids import GroupId, ItemId, LineId, NoteId, PaperId, SeatId, SettlementId, SourceId, StayId
from rooms.minutes import Question, Reply, Section
from rooms.participant import MediaKind, Pass
from rooms.recording import RecordingRule
from signaling import messages, parsing
from signaling.wire import Malformed


def command(message: messages.Action, seat: SeatId) -> commands.Command:
    """The command that ``message`` asks for on behalf of ``seat``; raises Malformed for a value outside its set."""
    return _COMMANDS[type(message)](message, seat)


def _consent(message: messages.Consent, seat: SeatId) -> commands.Command:
    if message.kind not in set(ConsentKind):
        raise Malformed(ErrorCode.BAD_MESSAGE, where="$.kind")
    who = SeatId(message.who) if message.who else None
    return commands.SetConsent(seat, ConsentKind(message.kind), message.given, who)


def _equipment(message: messages.Equipment, seat: SeatId) -> commands.Command:
    return commands.TellEquipment(
        seat,
        Equipment(
            microphone=DeviceState(message.microphone),
            camera=DeviceState(message.camera),
            hearing=Hearing(message.hearing),
            network=Network(message.network),
            round_trip=message.round_trip,
            old_browser=message.old_browser,
        ),
    )


def _line(message: messages.WriteLine, seat: SeatId) -> commands.Command:
    return commands.WriteLine(
        seat,
        Section(message.section),
        message.text,
        None if message.speaker is None else SeatId(message.speaker),
        None if message.source is None else SourceId(message.source),
        message.ago,
    )


_COMMANDS: Final[dict[type, Callable[[Any, SeatId], commands.Command]]] = {
    messages.Say: lambda m, seat: commands.Say(seat, StayId(m.stay), m.text),
    messages.Broadcast: lambda m, seat: commands.Broadcast(seat, m.text),
    messages.Media: lambda m, seat: commands.SetMedia(seat, MediaKind(m.kind), m.on),
    messages.Consent: _consent,
    messages.AskAlone: lambda m, seat: commands.AskAlone(seat),
    messages.CancelAsk: lambda m, seat: commands.CancelAsk(seat),
    messages.Overheard: lambda m, seat: commands.SetOverheard(seat, m.on),
    messages.Equipment: _equipment,
    messages.Leave: lambda m, seat: commands.Leave(seat),
    messages.Admit: lambda m, seat: commands.Admit(seat, SeatId(m.who)),
    messages.AdmitAll: lambda m, seat: commands.AdmitAll(seat),
    messages.BackToLobby: lambda m, seat: commands.BackToLobby(seat, SeatId(m.who)),
    messages.Remove: lambda m, seat: commands.Remove(seat, SeatId(m.who)),
    messages.Telephone: lambda m, seat: commands.Telephone(seat, SeatId(m.who), m.on),
    messages.CallIn: lambda m, seat: commands.CallIn(seat, m.name, GroupId(m.group)),
    messages.HandOver: lambda m, seat: commands.HandOver(seat, SeatId(m.to)),
    messages.ReissueCode: lambda m, seat: commands.Renew(seat, SeatId(m.who), Pass.CODE),
    messages.ReissueLink: lambda m, seat: commands.Renew(seat, SeatId(m.who), Pass.LINK),
    messages.Mute: lambda m, seat: commands.Mute(seat, SeatId(m.who)),
    messages.Lock: lambda m, seat: commands.Lock(seat, m.on),
    messages.End: lambda m, seat: commands.End(seat),
    messages.Adjourn: lambda m, seat: commands.Adjourn(seat, parsing.read_time(m.until)),
    messages.Resume: lambda m, seat: commands.Resume(seat),
    messages.Separate: lambda m, seat: commands.Separate(seat),
    messages.Visit: lambda m, seat: commands.Visit(seat, m.side),
    messages.Meet: lambda m, seat: commands.Meet(seat, SeatId(m.who)),
    messages.Rejoin: lambda m, seat: commands.Rejoin(seat),
    messages.WriteNote: lambda m, seat: commands.WriteNote(seat, m.text, m.note and NoteId(m.note)),
    messages.DeleteNote: lambda m, seat: commands.DeleteNote(seat, NoteId(m.note)),
    messages.Hear: lambda m, seat: commands.Hear(seat, SeatId(m.who), m.source, m.wording),
    messages.AskConsent: lambda m, seat: commands.AskConsent(seat, ItemId(m.item), m.side),
    messages.AnswerConsent: lambda m, seat: commands.AnswerConsent(seat, ItemId(m.item), m.given),
    messages.Convey: lambda m, seat: commands.Convey(seat, ItemId(m.item)),
    messages.Withdraw: lambda m, seat: commands.Withdraw(seat, ItemId(m.item)),
    messages.WriteLine: _line,
    messages.CorrectLine: lambda m, seat: commands.CorrectLine(
        seat, LineId(m.line), m.version, m.text, m.speaker and SeatId(m.speaker)
    ),
    messages.StrikeLine: lambda m, seat: commands.StrikeLine(seat, LineId(m.line), m.version, m.reason),
    messages.NoteAnswer: lambda m, seat: commands.NoteAnswer(
        seat, Question(m.question), SeatId(m.who), Reply(m.reply), m.remark
    ),
    messages.ReadBack: lambda m, seat: commands.ReadBack(seat),
    messages.ConfirmMinutes: lambda m, seat: commands.ConfirmMinutes(seat, SeatId(m.who), m.digest),
    messages.ObjectMinutes: lambda m, seat: commands.ObjectToMinutes(seat, SeatId(m.who), m.digest, m.words),
    messages.Record: lambda m, seat: commands.Record(seat, StayId(m.stay), m.on),
    messages.RestartRecording: lambda m, seat: commands.RestartRecording(seat, StayId(m.stay)),
    messages.RecordingRule: lambda m, seat: commands.ChooseRule(seat, StayId(m.stay), RecordingRule(m.rule)),
    messages.AgreeRecording: lambda m, seat: commands.AgreeRecording(seat, StayId(m.stay), m.agreed),
    messages.DraftSettlement: lambda m, seat: commands.DraftSettlement(
        seat, m.terms, m.settlement and SettlementId(m.settlement), m.base
    ),
    messages.ProposeSettlement: lambda m, seat: commands.ProposeSettlement(
        seat, SettlementId(m.settlement), m.base
    ),
    messages.AskProposal: lambda m, seat: commands.AskProposal(
        seat, SettlementId(m.settlement), m.base, m.side
    ),
    messages.ConveyProposal: lambda m, seat: commands.ConveyProposal(
        seat, SettlementId(m.settlement), m.base, m.side
    ),
    messages.CommentSettlement: lambda m, seat: commands.CommentSettlement(
        seat, SettlementId(m.settlement), m.version, m.text, m.clause
    ),
    messages.ReopenSettlement: lambda m, seat: commands.ReopenSettlement(seat, SettlementId(m.settlement)),
    messages.VoidSettlement: lambda m, seat: commands.VoidSettlement(
        seat, SettlementId(m.settlement), m.reason
    ),
    messages.ConfirmClause: lambda m, seat: commands.ConfirmClause(
        seat, PaperId(m.paper), m.frozen, m.clause, SeatId(m.who) if m.who else None
    ),
    messages.RefusePaper: lambda m, seat: commands.RefusePaper(
        seat, PaperId(m.paper), m.reason, SeatId(m.who) if m.who else None
    ),
    messages.Bring: lambda m, seat: commands.Bring(seat, SeatId(m.who)),
}
