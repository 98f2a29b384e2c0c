"""What the events of settlement agreements and other documents do to them, and to their papers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.acts import Act, act
from rooms.canonical import digest
from rooms.document import Document
from rooms.ids import PaperId
from rooms.minutes import Hand
from rooms.serving import Service
from rooms.settlement import (
    Comment,
    Hesitation,
    Paper,
    ReadBack,
    Scan,
    Settlement,
    SettlementState,
    Signature,
    Signer,
    Version,
    unsigned,
)
from rooms.state import RoomState
from rooms.transitions import DOCUMENTS, SETTLEMENTS


def _with(state: RoomState, one: Act) -> RoomState:
    if isinstance(one, Document):
        return replace(state, documents={**state.documents, one.id: one})
    return replace(state, settlements={**state.settlements, one.id: one})


def _stepped(state: RoomState, event: Any, **changes: Any) -> RoomState:
    before = act(state, event.id)
    steps = DOCUMENTS if isinstance(before, Document) else SETTLEMENTS
    return _with(state, replace(before, state=steps[type(event)][before.state], **changes))


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
    papers = {new.id: unsigned(new, event.id, event.until) for new in event.papers}
    return _stepped(state, event, papers=papers, frozen=event.version)


def _reopened(state: RoomState, event: events.SettlementReopened) -> RoomState:
    return _stepped(state, event, papers={}, frozen=None)


def _voided(state: RoomState, event: events.SettlementVoided | events.DocumentVoided) -> RoomState:
    return _stepped(state, event, void=Hesitation(event.at, event.reason))


def _issued(state: RoomState, event: events.DocumentIssued) -> RoomState:
    if event.id not in state.documents:
        state = _with(state, Document(event.id, event.document, event.seat, about=event.about))
    papers = state.documents[event.id].papers
    return _stepped(state, event, papers={**papers, event.new.id: unsigned(event.new, event.id, event.until)})


def _on_paper(state: RoomState, event: Any, **changes: Any) -> dict[PaperId, Paper]:
    papers = act(state, event.id).papers
    return {**papers, event.paper: replace(papers[event.paper], **changes)}


def _signer(state: RoomState, event: Any, **changes: Any) -> dict[Any, Signer]:
    signers = act(state, event.id).papers[event.paper].signers
    return {**signers, event.seat: replace(signers[event.seat], **changes)}


def _taken_up(state: RoomState, event: events.PaperTakenUp) -> RoomState:
    papers = _on_paper(state, event, signers=_signer(state, event, opened=event.at))
    return _with(state, replace(act(state, event.id), papers=papers))


def _confirmed(state: RoomState, event: events.ClauseConfirmed) -> RoomState:
    one = act(state, event.id)
    before = one.papers[event.paper].signers[event.seat].read
    read = {**before, event.clause: ReadBack(event.at, event.recording)}
    papers = _on_paper(state, event, signers=_signer(state, event, read=read))
    return _with(state, replace(one, papers=papers))


def _signed(state: RoomState, event: events.PaperSigned) -> RoomState:
    before = act(state, event.id).papers[event.paper].signers[event.seat]
    scan = None if event.compared is None else before.scan
    signature = Signature(event.at, digest(event.evidence), scan, event.compared)
    signers = _signer(state, event, signature=signature, refused=None, scan=None, declined=None)
    return _stepped(state, event, papers=_on_paper(state, event, digest=event.digest, signers=signers))


def _refused(state: RoomState, event: events.PaperRefused) -> RoomState:
    signers = _signer(state, event, refused=Hesitation(event.at, event.reason))
    papers = _on_paper(state, event, signers=signers)
    return _with(state, replace(act(state, event.id), papers=papers))


def _scan_offered(state: RoomState, event: events.ScanOffered) -> RoomState:
    scan = Scan(event.scan, event.pages, event.at, event.seat)
    return _of_scan(state, event, scan=scan, declined=None)


def _scan_declined(state: RoomState, event: events.ScanDeclined) -> RoomState:
    return _of_scan(state, event, scan=None, declined=Hesitation(event.at, event.reason))


def _of_scan(state: RoomState, event: events.ScanOffered | events.ScanDeclined, **changes: Any) -> RoomState:
    of = act(state, event.id)
    signers = of.papers[event.paper].signers
    after = {**signers, event.who: replace(signers[event.who], **changes)}
    return _with(state, replace(of, papers=_on_paper(state, event, signers=after)))


def _sealed(state: RoomState, event: events.PaperSealed) -> RoomState:
    papers = _on_paper(state, event, digest=event.digest, sealed=event.at)
    if all(paper.sealed for paper in papers.values()):
        return _stepped(state, event, papers=papers)
    return _with(state, replace(act(state, event.id), papers=papers))


def _served(state: RoomState, event: events.PaperServed) -> RoomState:
    one = act(state, event.id)
    service = Service(event.service, event.who, event.seat, event.how, event.purpose, event.at)
    served = (*one.papers[event.paper].served, service)
    return _with(state, replace(one, papers=_on_paper(state, event, served=served)))


def _opened(state: RoomState, event: events.PaperOpened) -> RoomState:
    one = act(state, event.id)
    served = tuple(
        replace(service, opened=event.at) if service.id == event.service else service
        for service in one.papers[event.paper].served
    )
    return _with(state, replace(one, papers=_on_paper(state, event, served=served)))


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.SettlementDrafted: _drafted,
    events.SettlementProposed: _proposed,
    events.SettlementCommented: _commented,
    events.AccountChecked: _account_checked,
    events.ConsentNoted: _consent_noted,
    events.SettlementFrozen: _frozen,
    events.SettlementReopened: _reopened,
    events.SettlementVoided: _voided,
    events.PaperTakenUp: _taken_up,
    events.ClauseConfirmed: _confirmed,
    events.PaperSigned: _signed,
    events.PaperRefused: _refused,
    events.PaperSealed: _sealed,
    events.ScanOffered: _scan_offered,
    events.ScanDeclined: _scan_declined,
    events.PaperServed: _served,
    events.PaperOpened: _opened,
    events.DocumentIssued: _issued,
    events.DocumentVoided: _voided,
}
