"""Who may ask for what, in which condition: the table, and the check against it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rooms import commands
from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM
from rooms.participant import PRESENT, Person, Standing
from rooms.roles import ATTESTERS, HOSTS, PUBLISHERS, RECORD_KEEPERS, SIGNERS, Role
from rooms.state import RoomState, SessionState


@dataclass(frozen=True, slots=True)
class Row:
    """One command: the roles, standings and session states in which it may be asked for.

    No role: only `SYSTEM` asks. `system`: it may ask too.
    """

    roles: frozenset[Role]
    standings: frozenset[Standing]
    sessions: frozenset[SessionState]
    system: bool = False


_EVERY_ROLE = frozenset(Role)
_NOT_HOSTS = _EVERY_ROLE - HOSTS
_EVERY_STANDING = frozenset(Standing)
_IN = frozenset({Standing.ADMITTED})
_OPEN = frozenset({SessionState.OPEN})
_PAUSED = frozenset({SessionState.ADJOURNED})
_NOT_ENDED = _OPEN | _PAUSED
_EVER = frozenset(SessionState)

_SYSTEM_ONLY = Row(frozenset(), frozenset(), _EVER, system=True)
_HOST = Row(HOSTS, _IN, _OPEN)
_HOST_ALSO_PAUSED = Row(HOSTS, _IN, _NOT_ENDED)
_SIGNS = Row(ATTESTERS, _EVERY_STANDING - {Standing.REMOVED}, _EVER)
"""By link later too. Who still waits to be let in is shown no paper while the session runs (`policy.papers`)."""
_BY_LINK = (commands.ConfirmClause, commands.SignPaper, commands.RefusePaper, commands.OpenPaper)
_PAYS = Row(SIGNERS - HOSTS, _SIGNS.standings, _EVER)
_RECEIVES = Row(frozenset({Role.PARTY}), _SIGNS.standings, _EVER)
"""For oneself: nobody acts for a worker who says what has arrived."""
_COMPARES = Row(HOSTS, _IN, _EVER)
_ISSUES = Row(SIGNERS | RECORD_KEEPERS, _EVERY_STANDING - {Standing.WAITING, Standing.REMOVED}, _EVER)
"""Who of them issues what is `policy.may_issue`."""
_HANDS_IN = Row(SIGNERS, _ISSUES.standings, _EVER)
_WRITES = Row(RECORD_KEEPERS, _IN, _NOT_ENDED)

ROWS: Mapping[type[commands.Command], Row] = {
    commands.Enter: Row(_EVERY_ROLE, _EVERY_STANDING - {Standing.REMOVED}, _NOT_ENDED),
    commands.Connect: Row(_EVERY_ROLE, PRESENT, _NOT_ENDED),
    commands.Disconnect: Row(_EVERY_ROLE, _EVERY_STANDING, _EVER),
    commands.SetConsent: Row(_EVERY_ROLE, PRESENT, _NOT_ENDED),
    commands.SetMedia: Row(PUBLISHERS, PRESENT, _NOT_ENDED),
    commands.Say: Row(PUBLISHERS, PRESENT, _OPEN),
    commands.Broadcast: _HOST,
    commands.AskAlone: Row(_NOT_HOSTS, PRESENT, _NOT_ENDED),
    commands.CancelAsk: Row(_NOT_HOSTS, PRESENT, _NOT_ENDED),
    commands.SetOverheard: Row(_NOT_HOSTS, PRESENT, _NOT_ENDED),
    commands.TellEquipment: Row(_EVERY_ROLE, PRESENT, _NOT_ENDED),
    commands.Leave: Row(_EVERY_ROLE, PRESENT, _NOT_ENDED),
    commands.Admit: _HOST,
    commands.AdmitAll: _HOST,
    commands.BackToLobby: _HOST_ALSO_PAUSED,
    commands.Remove: Row(HOSTS, _IN, _NOT_ENDED, system=True),
    commands.Telephone: _HOST,
    commands.CallIn: _HOST,
    commands.Renew: _HOST_ALSO_PAUSED,
    commands.HandOver: _HOST_ALSO_PAUSED,
    commands.Mute: _HOST_ALSO_PAUSED,
    commands.Lock: _HOST_ALSO_PAUSED,
    commands.End: Row(HOSTS, _IN, _NOT_ENDED, system=True),
    commands.Adjourn: _HOST,
    commands.Resume: Row(HOSTS, _IN, _PAUSED),
    commands.Separate: _HOST,
    commands.Visit: _HOST,
    commands.Meet: _HOST,
    commands.Rejoin: _HOST,
    commands.Bring: _HOST,
    commands.WriteNote: _HOST_ALSO_PAUSED,
    commands.DeleteNote: _HOST_ALSO_PAUSED,
    commands.Hear: _HOST_ALSO_PAUSED,
    commands.AskConsent: _HOST,
    commands.AnswerConsent: Row(_NOT_HOSTS, _IN, _OPEN),
    commands.Convey: _HOST,
    commands.Withdraw: Row(_EVERY_ROLE, _IN, _NOT_ENDED),
    commands.WriteLine: _WRITES,
    commands.CorrectLine: _WRITES,
    commands.StrikeLine: _WRITES,
    commands.NoteAnswer: _WRITES,
    commands.ReadBack: Row(RECORD_KEEPERS, _IN, _OPEN),
    commands.ConfirmMinutes: Row(_NOT_HOSTS, _IN, _OPEN),
    commands.ObjectToMinutes: Row(_NOT_HOSTS, _IN, _OPEN),
    commands.AmendLine: _SYSTEM_ONLY,
    commands.Record: _HOST,
    commands.RestartRecording: _HOST,
    commands.ChooseRule: _HOST,
    commands.AgreeRecording: Row(_NOT_HOSTS, PRESENT, _OPEN),
    commands.AddSeat: Row(frozenset(), frozenset(), _NOT_ENDED, system=True),
    commands.KeepSegment: _SYSTEM_ONLY,
    commands.Utter: _SYSTEM_ONLY,
    commands.BreakGlass: _SYSTEM_ONLY,
    commands.DraftSettlement: _HOST_ALSO_PAUSED,
    commands.ProposeSettlement: _HOST,
    commands.AskProposal: _HOST,
    commands.ConveyProposal: _HOST,
    commands.CommentSettlement: Row(SIGNERS, _IN, _OPEN),
    commands.CheckAccount: _HOST_ALSO_PAUSED,
    commands.NoteConsent: _HOST_ALSO_PAUSED,
    commands.FreezeSettlement: _HOST,
    commands.ReopenSettlement: _HOST_ALSO_PAUSED,
    commands.VoidSettlement: Row(HOSTS, _IN, _EVER),
    commands.TakeUpPaper: _SIGNS,
    commands.ConfirmClause: _SIGNS,
    commands.ConfirmClauses: _SIGNS,
    commands.SignPaper: _SIGNS,
    commands.OfferScan: _HANDS_IN,
    commands.DeclineScan: _COMPARES,
    commands.SignByScan: _COMPARES,
    commands.RefusePaper: _SIGNS,
    commands.SealPaper: _SYSTEM_ONLY,
    commands.ClaimPayment: _PAYS,
    commands.ConfirmPayment: _RECEIVES,
    commands.DenyPayment: _RECEIVES,
    commands.WithdrawPayment: _PAYS,
    commands.RemindPayment: _SYSTEM_ONLY,
    commands.ServePaper: Row(ATTESTERS, _IN, _EVER),
    commands.OpenPaper: Row(_EVERY_ROLE, _EVERY_STANDING - {Standing.REMOVED}, _EVER),
    commands.IssueDocument: _ISSUES,
    commands.VoidDocument: _ISSUES,
    commands.Tick: _SYSTEM_ONLY,
    commands.Restart: _SYSTEM_ONLY,
}

_NO_SESSION = {
    SessionState.OPEN: ErrorCode.NOT_ADJOURNED,
    SessionState.ADJOURNED: ErrorCode.ADJOURNED,
    SessionState.ENDED: ErrorCode.ENDED,
}


def check(state: RoomState, command: commands.Command) -> Refused | None:
    """Why the command may not be asked for, before anything that it names is looked at."""
    row, session = ROWS[type(command)], state.status.session
    person = state.people.get(command.seat)
    if command.seat != SYSTEM and person is None:
        return Refused(ErrorCode.NOT_FOUND)
    if person is not None and person.standing is Standing.REMOVED and person.standing not in row.standings:
        return Refused(ErrorCode.REMOVED)
    if session is SessionState.ENDED and session not in row.sessions:
        return Refused(ErrorCode.ENDED)
    allowed = row.system if person is None else person.seat.role in row.roles
    if not allowed:
        return Refused(ErrorCode.FORBIDDEN)
    if session not in row.sessions:
        return Refused(_NO_SESSION[session])
    if person is not None and (person.standing not in row.standings or not _asks_itself(person, command)):
        return Refused(ErrorCode.NOT_HERE)
    return None


def _asks_itself(person: Person, command: commands.Command) -> bool:
    """Who is on the telephone asks for nothing here, except to come by link, or to sign what a link led to."""
    return not person.telephone or isinstance(command, (commands.Enter, *_BY_LINK))
