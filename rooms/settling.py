"""What the events of settlement agreements do to them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.canonical import digest
from rooms.ids import PaperId
from rooms.minutes import Hand
from rooms.settlement import (
    Comment,
    Hesitation,
    NewPaper,
    Paper,
    Settlement,
    SettlementState,
    Signature,
    Signer,
    Version,
)
from rooms.state import RoomState
from rooms.transitions import SETTLEMENTS


def _with(state: RoomState, settlement: Settlement) -> RoomState:
    return replace(state, settlements={**state.settlements, settlement.id: settlement})


def _stepped(state: RoomState, event: Any, **changes: Any) -> RoomState:
    before = state.settlements[event.id]
    return _with(state, replace(before, state=SETTLEMENTS[type(event)][before.state], **changes))


def _version(state: RoomState, event: events.SettlementDrafted | events.SettlementProposed) -> Version:
    by = Hand(state.people[event.seat].seat.name, event.seat)
    return Version(event.number, by, event.at, event.terms)


def _drafted(state: RoomState, event: events.SettlementDrafted) -> RoomState:
    version, before = _version(state, event), state.settlements.get(event.id)
    if before is None:
        return _with(state, Settlement(event.id, event.into, SettlementState.DRAFT, (version,)))
    return _stepped(state, event, versions=(*before.versions, version))


def _proposed(state: RoomState, event: events.SettlementProposed) -> RoomState:
    """Its versions before are what the hosts alone had: they stay."""
    return _stepped(state, event, channel=event.into, proposed=True)


def _commented(state: RoomState, event: events.SettlementCommented) -> RoomState:
    before = state.settlements[event.id]
    name = state.people[event.seat].seat.name
    comment = Comment(
        event.seat, name, event.at, event.version, event.clause, event.text, frozenset(event.readers)
    )
    return _with(state, replace(before, comments=(*before.comments, comment)))


def _account_checked(state: RoomState, event: events.AccountChecked) -> RoomState:
    before = state.settlements[event.id]
    known = before.accounts.get(event.who, frozenset()) | {event.account}
    return _with(state, replace(before, accounts={**before.accounts, event.who: known}))


def _consent_noted(state: RoomState, event: events.ConsentNoted) -> RoomState:
    before = state.settlements[event.id]
    return _with(state, replace(before, consents={**before.consents, event.who: event.version}))


def _frozen(state: RoomState, event: events.SettlementFrozen) -> RoomState:
    papers = {new.id: _paper(event, new) for new in event.papers}
    return _stepped(state, event, papers=papers, frozen=event.version)


def _paper(event: events.SettlementFrozen, new: NewPaper) -> Paper:
    signers = {seat: Signer(seat) for seat in new.signers}
    return Paper(new.id, event.id, new.digest, new.digest, new.clauses, signers, event.until, new.worker)


def _reopened(state: RoomState, event: events.SettlementReopened) -> RoomState:
    return _stepped(state, event, papers={}, frozen=None)


def _voided(state: RoomState, event: events.SettlementVoided) -> RoomState:
    return _stepped(state, event, void=Hesitation(event.at, event.reason))


def _on_paper(state: RoomState, event: Any, **changes: Any) -> dict[PaperId, Paper]:
    papers = state.settlements[event.id].papers
    return {**papers, event.paper: replace(papers[event.paper], **changes)}


def _signer(state: RoomState, event: Any, **changes: Any) -> dict[Any, Signer]:
    signers = state.settlements[event.id].papers[event.paper].signers
    return {**signers, event.seat: replace(signers[event.seat], **changes)}


def _confirmed(state: RoomState, event: events.ClauseConfirmed) -> RoomState:
    settlement = state.settlements[event.id]
    read = settlement.papers[event.paper].signers[event.seat].read | {event.clause}
    papers = _on_paper(state, event, signers=_signer(state, event, read=read))
    return _with(state, replace(settlement, papers=papers))


def _signed(state: RoomState, event: events.PaperSigned) -> RoomState:
    signature = Signature(event.at, digest(event.evidence))
    signers = _signer(state, event, signature=signature, refused=None)
    return _stepped(state, event, papers=_on_paper(state, event, digest=event.digest, signers=signers))


def _refused(state: RoomState, event: events.PaperRefused) -> RoomState:
    signers = _signer(state, event, refused=Hesitation(event.at, event.reason))
    papers = _on_paper(state, event, signers=signers)
    return _with(state, replace(state.settlements[event.id], papers=papers))


def _sealed(state: RoomState, event: events.PaperSealed) -> RoomState:
    papers = _on_paper(state, event, digest=event.digest, sealed=event.at)
    if all(paper.sealed for paper in papers.values()):
        return _stepped(state, event, papers=papers)
    return _with(state, replace(state.settlements[event.id], papers=papers))


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.SettlementDrafted: _drafted,
    events.SettlementProposed: _proposed,
    events.SettlementCommented: _commented,
    events.AccountChecked: _account_checked,
    events.ConsentNoted: _consent_noted,
    events.SettlementFrozen: _frozen,
    events.SettlementReopened: _reopened,
    events.SettlementVoided: _voided,
    events.ClauseConfirmed: _confirmed,
    events.PaperSigned: _signed,
    events.PaperRefused: _refused,
    events.PaperSealed: _sealed,
}
