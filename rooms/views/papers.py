"""Settlement agreements, and all papers that are signed, as views show them."""

from dataclasses import replace

from rooms.acts import act
from rooms.agreement.seen import seen
from rooms.agreement.terms import to_json
from rooms.canonical import JSON
from rooms.channel import wire_name
from rooms.document import Document
from rooms.ids import SeatId
from rooms.merge import Patch, diff
from rooms.moments import stamp
from rooms.places import behind
from rooms.policy import comments, may_be_asked, may_lead, papers, reasons, services, settlements, stamps
from rooms.roles import RECORD_KEEPERS
from rooms.serving import Service
from rooms.settlement import Hesitation, Paper, Scan, Settlement, Signer
from rooms.state import RoomState
from rooms.views.performance import performance


def reworked(before: RoomState, after: RoomState) -> bool:
    """Whether anything that anybody is shown of them may have changed."""
    return before.settlements is not after.settlements or before.documents is not after.documents


def change(before: RoomState, after: RoomState, seat: SeatId) -> Patch:
    """`diff(offer(before), offer(after))` between states that differ in settlements and documents only, at the cost of
    what changed: of a group's papers one, while fifty are signed.
    """
    old, new = settlements(before, seat), settlements(after, seat)
    had, has = papers(before, seat), papers(after, seat)
    if old.keys() != new.keys() or had.keys() != has.keys():
        return diff(offer(before, seat), offer(after, seat)) or {}
    told = {id: one for id, one in new.items() if _rewritten(old[id], one)}
    moved = {id: one for id, one in has.items() if one is not had[id] or _turned(before, after, one)}
    parts = {
        "settlements": diff(
            {id: _settlement(before, seat, old[id]) for id in told},
            {id: _settlement(after, seat, one) for id, one in told.items()},
        ),
        "papers": diff(
            {id: _paper(before, seat, had[id]) for id in moved},
            {id: _paper(after, seat, one) for id, one in moved.items()},
        ),
    }
    return {name: patch for name, patch in parts.items() if patch is not None}


def _rewritten(before: Settlement, after: Settlement) -> bool:
    """Whether anything of it is another than how far its papers have come."""
    return replace(before, papers={}) != replace(after, papers={}) or [*before.papers] != [*after.papers]


def _turned(before: RoomState, after: RoomState, paper: Paper) -> bool:
    """Whether what all papers of that act say of it is another."""
    old, new = act(before, paper.act), act(after, paper.act)
    return (old.state, old.void) != (new.state, new.void)


def offer(state: RoomState, seat: SeatId) -> dict[str, JSON]:
    """The parts of this seat's view that are about settlements; each only when there is any."""
    drafts: dict[str, JSON] = {
        one.id: _settlement(state, seat, one) for one in settlements(state, seat).values()
    }
    signed: dict[str, JSON] = {one.id: _paper(state, seat, one) for one in papers(state, seat).values()}
    return {**({"settlements": drafts} if drafts else {}), **({"papers": signed} if signed else {})}


def _settlement(state: RoomState, seat: SeatId, one: Settlement) -> JSON:
    latest = one.latest
    writes = state.people[seat].seat.role in RECORD_KEEPERS
    own = behind(state, seat)
    shown: dict[str, JSON] = {
        "channel": wire_name(one.channel),
        "state": one.state.value,
        "version": latest.number,
        "by": latest.by.name,
        "at": stamp(latest.at),
        "terms": latest.terms if writes else to_json(seen(latest.agreement, own)),
        "comments": [said.wire for said in comments(state, seat, one)],
    }
    if one.void is not None:
        shown["void"] = _why(one.void)
    if may_lead(state, seat):
        sides = may_be_asked(state, one)
        if sides:
            shown["asks"] = [*sides]
        shown["versions"] = [
            {"number": version.number, "by": version.by.name, "at": stamp(version.at)}
            for version in one.versions
        ]
        shown["papers"] = [*one.papers]
    return shown


def _scan(state: RoomState, scan: Scan) -> JSON:
    by = state.people[scan.by].seat.name
    return {"digest": scan.digest, "pages": scan.pages, "at": stamp(scan.at), "by": by}


def _why(hesitation: Hesitation) -> JSON:
    return {"at": stamp(hesitation.at), "reason": hesitation.reason}


def _paper(state: RoomState, seat: SeatId, paper: Paper) -> JSON:
    """Why it holds no more is said of what was not sealed: what was stays in force."""
    of = act(state, paper.act)
    document = isinstance(of, Document)
    shown: dict[str, JSON] = {
        "kind": of.kind.value if isinstance(of, Document) else "agreement",
        "document" if document else "settlement": of.id,
        "state": of.state.value,
        "frozen": paper.frozen,
        "digest": paper.digest,
        "clauses": [*paper.clauses],
        "until": stamp(paper.until),
        "signers": {
            signer.seat: _signer(state, seat, signer, organisation=stamps(state, paper, signer.seat))
            for signer in paper.signers.values()
        },
    }
    if paper.worker is not None and paper.worker in state.people:
        shown["worker"] = {"seat": paper.worker, "name": state.people[paper.worker].seat.name}
    if paper.readers:
        shown["to"] = [state.people[seat].seat.name for seat in paper.readers]
    served = services(state, seat, paper)
    if served:
        shown["served"] = [_service(one) for one in served]
    if paper.sealed is not None:
        paid = performance(state, seat, paper)
        performed: dict[str, JSON] = {"performance": paid} if paid else {}
        return {**shown, "state": "sealed", "sealed": stamp(paper.sealed), **performed}
    return shown if of.void is None else {**shown, "void": _why(of.void)}


def _service(one: Service) -> JSON:
    shown: dict[str, JSON] = {
        "seat": one.who,
        "how": one.how.value,
        "purpose": one.purpose.value,
        "at": stamp(one.at),
    }
    return shown if one.opened is None else {**shown, "opened": stamp(one.opened)}


def _signer(state: RoomState, viewer: SeatId, signer: Signer, *, organisation: bool) -> JSON:
    seat = state.people[signer.seat].seat
    shown: dict[str, JSON] = {
        "person": seat.person,
        "name": seat.name,
        "role": seat.role.value,
        "read": sorted(signer.read),
    }
    if signer.opened is not None:
        shown["opened"] = stamp(signer.opened)
    if organisation:
        shown["organisation"] = True
    if signer.signature is not None:
        shown["signed"] = stamp(signer.signature.at)
        if signer.signature.scan is not None:
            shown["scan"] = _scan(state, signer.signature.scan)
        if signer.signature.compared is not None:
            shown["compared"] = state.people[signer.signature.compared].seat.name
    if signer.scan is not None:
        shown["scan"] = _scan(state, signer.scan)
    if signer.declined is not None:
        shown["declined"] = _why(signer.declined)
    if signer.refused is not None:
        told = reasons(state, viewer, signer.seat)
        shown["refused"] = _why(signer.refused) if told else {"at": stamp(signer.refused.at)}
    return shown
