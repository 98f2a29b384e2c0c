"""What each command yields: events, or a refusal. A small handler for every command."""

from collections.abc import Callable, Mapping
from typing import Any

from rooms import commands
from rooms.decide import (
    conveying,
    drafting,
    entering,
    hosting,
    minuting,
    moving,
    noting,
    recording,
    retrieving,
    signing,
    speaking,
    upkeep,
)
from rooms.decide.turn import Answer, Turn

_HANDLERS: Mapping[type[commands.Command], Callable[[Turn, Any], Answer]] = {
    commands.Say: speaking.say,
    commands.Broadcast: speaking.broadcast,
    commands.Enter: entering.enter,
    commands.Connect: entering.connect,
    commands.Disconnect: entering.disconnect,
    commands.SetConsent: entering.set_consent,
    commands.SetMedia: speaking.set_media,
    commands.AskAlone: speaking.ask_alone,
    commands.CancelAsk: speaking.cancel_ask,
    commands.SetOverheard: speaking.set_overheard,
    commands.TellEquipment: speaking.tell_equipment,
    commands.Leave: entering.leave,
    commands.Admit: hosting.admit,
    commands.AdmitAll: hosting.admit_all,
    commands.BackToLobby: hosting.back_to_lobby,
    commands.Remove: hosting.remove,
    commands.Telephone: hosting.telephone,
    commands.CallIn: hosting.call_in,
    commands.Renew: hosting.renew,
    commands.HandOver: hosting.hand_over,
    commands.Mute: hosting.mute,
    commands.Lock: moving.lock,
    commands.End: moving.end,
    commands.Adjourn: moving.adjourn,
    commands.Resume: moving.resume,
    commands.Separate: moving.separate,
    commands.Visit: moving.visit,
    commands.Meet: moving.meet,
    commands.Rejoin: moving.rejoin,
    commands.Bring: moving.bring,
    commands.WriteNote: noting.write,
    commands.DeleteNote: noting.delete,
    commands.Hear: conveying.hear,
    commands.AskConsent: conveying.ask,
    commands.AnswerConsent: conveying.answer,
    commands.Convey: conveying.convey,
    commands.Withdraw: conveying.withdraw,
    commands.WriteLine: minuting.write,
    commands.CorrectLine: minuting.correct,
    commands.StrikeLine: minuting.strike,
    commands.AmendLine: minuting.amend,
    commands.NoteAnswer: minuting.note,
    commands.ReadBack: minuting.read_back,
    commands.ConfirmMinutes: minuting.confirm,
    commands.ObjectToMinutes: minuting.object_to,
    commands.Record: recording.record,
    commands.RestartRecording: recording.restart,
    commands.ChooseRule: recording.choose,
    commands.AgreeRecording: recording.agree,
    commands.KeepSegment: recording.keep,
    commands.Utter: recording.utter,
    commands.BreakGlass: retrieving.break_glass,
    commands.DraftSettlement: drafting.draft,
    commands.ProposeSettlement: drafting.propose,
    commands.CommentSettlement: drafting.comment,
    commands.CheckAccount: drafting.check_account,
    commands.NoteConsent: drafting.note_consent,
    commands.FreezeSettlement: drafting.freeze,
    commands.ReopenSettlement: drafting.reopen,
    commands.VoidSettlement: drafting.void,
    commands.ConfirmClause: signing.confirm,
    commands.SignPaper: signing.sign,
    commands.RefusePaper: signing.refuse,
    commands.SealPaper: signing.seal,
    commands.AddSeat: upkeep.add_seat,
    commands.Tick: upkeep.tick,
    commands.Restart: upkeep.restart,
}


def decide(turn: Turn, command: commands.Command) -> Answer:
    """Lets the command's handler work on the turn; whether it may be asked for was checked before."""
    answer = _HANDLERS[type(command)](turn, command)
    turn.settle()
    return answer
