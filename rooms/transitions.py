"""Which condition follows from which: of a person, and of the session. The events are the steps."""

from collections.abc import Mapping
from typing import TypeAlias

from rooms import events
from rooms.ledger import ItemState
from rooms.participant import Standing
from rooms.settlement import SettlementState
from rooms.state import SessionState

_EXPECTED, _WAITING, _ADMITTED = Standing.EXPECTED, Standing.WAITING, Standing.ADMITTED
_REMOVED, _LEFT = Standing.REMOVED, Standing.LEFT

Step: TypeAlias = type[events.Event]

STANDINGS: Mapping[Step, Mapping[Standing, Standing]] = {
    events.Entered: dict.fromkeys((_EXPECTED, _WAITING, _ADMITTED, _LEFT), _WAITING),
    events.Admitted: {_WAITING: _ADMITTED},
    events.Telephoned: dict.fromkeys((_EXPECTED, _LEFT), _ADMITTED),
    events.SentBack: {_ADMITTED: _WAITING},
    events.SessionResumed: dict.fromkeys((_WAITING, _ADMITTED), _WAITING),
    events.Left: dict.fromkeys((_WAITING, _ADMITTED), _LEFT),
    events.Removed: dict.fromkeys((_EXPECTED, _WAITING, _ADMITTED, _LEFT), _REMOVED),
    events.Reinstated: {_REMOVED: _EXPECTED, _LEFT: _EXPECTED},
}
"""The standing after an event by the standing before it; an event leads nowhere from any other."""

HOST_STANDINGS: Mapping[Step, Mapping[Standing, Standing]] = {
    events.Entered: dict.fromkeys((_EXPECTED, _ADMITTED, _LEFT), _ADMITTED),
    events.SessionResumed: {_ADMITTED: _ADMITTED},
    events.Left: {_ADMITTED: _LEFT},
    events.Removed: dict.fromkeys((_EXPECTED, _ADMITTED, _LEFT), _REMOVED),
}
"""The same for hosts: signing in admits them, and no host sends another away."""

LEDGER: Mapping[Step, Mapping[ItemState, ItemState]] = {
    events.ItemAsked: {ItemState.KEPT: ItemState.ASKED},
    events.ItemConsented: {ItemState.ASKED: ItemState.CONVEYABLE},
    events.ItemRefused: {ItemState.ASKED: ItemState.REFUSED},
    events.ItemConveyed: {ItemState.CONVEYABLE: ItemState.CONVEYED},
    events.ItemWithdrawn: dict.fromkeys(
        (ItemState.KEPT, ItemState.ASKED, ItemState.CONVEYABLE), ItemState.WITHDRAWN
    ),
}
"""How far an item of the disclosure ledger may go: what is conveyed stays conveyed."""

_DRAFT, _PROPOSED = SettlementState.DRAFT, SettlementState.PROPOSED
_FROZEN, _SIGNING = SettlementState.FROZEN, SettlementState.SIGNING

SETTLEMENTS: Mapping[Step, Mapping[SettlementState, SettlementState]] = {
    events.SettlementDrafted: {_DRAFT: _DRAFT, _PROPOSED: _PROPOSED},
    events.SettlementProposed: dict.fromkeys((_DRAFT, _PROPOSED), _PROPOSED),
    events.SettlementFrozen: {_PROPOSED: _FROZEN},
    events.SettlementReopened: {_FROZEN: _PROPOSED},
    events.PaperSigned: dict.fromkeys((_FROZEN, _SIGNING), _SIGNING),
    events.PaperSealed: {_SIGNING: SettlementState.SEALED},
    events.SettlementVoided: dict.fromkeys((_DRAFT, _PROPOSED, _FROZEN, _SIGNING), SettlementState.VOID),
}
"""The life of a settlement agreement. It is sealed when the last of its papers is; then nothing undoes it."""

DOCUMENTS: Mapping[Step, Mapping[SettlementState, SettlementState]] = {
    events.DocumentIssued: {_FROZEN: _FROZEN},
    events.PaperSigned: dict.fromkeys((_FROZEN, _SIGNING), _SIGNING),
    events.PaperSealed: {_SIGNING: SettlementState.SEALED},
    events.DocumentVoided: dict.fromkeys((_FROZEN, _SIGNING, SettlementState.VOID), SettlementState.VOID),
}
"""The life of any other document. An event that concerns one of its papers after the first leads on from there."""

SESSIONS: Mapping[Step, Mapping[SessionState, SessionState]] = {
    events.SessionAdjourned: {SessionState.OPEN: SessionState.ADJOURNED},
    events.SessionResumed: {SessionState.ADJOURNED: SessionState.OPEN},
    events.SessionEnded: {
        SessionState.OPEN: SessionState.ENDED,
        SessionState.ADJOURNED: SessionState.ENDED,
    },
}
