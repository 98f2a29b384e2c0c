"""Settlement agreements and their papers as views show them."""

from rooms.agreement.seen import seen
from rooms.agreement.terms import to_json
from rooms.canonical import JSON
from rooms.channel import wire_name
from rooms.ids import SeatId
from rooms.moments import stamp
from rooms.places import mates
from rooms.policy import comments, may_lead, papers, settlements
from rooms.roles import RECORD_KEEPERS
from rooms.settlement import Hesitation, Paper, Settlement, Signer
from rooms.state import RoomState


def reworked(before: RoomState, after: RoomState) -> bool:
    """Whether anything that anybody is shown of them may have changed."""
    return before.settlements is not after.settlements


def offer(state: RoomState, seat: SeatId) -> dict[str, JSON]:
    """The parts of this seat's view that are about settlements; each only when there is any."""
    drafts: dict[str, JSON] = {
        one.id: _settlement(state, seat, one) for one in settlements(state, seat).values()
    }
    signed: dict[str, JSON] = {one.id: _paper(state, one) for one in papers(state, seat).values()}
    return {**({"settlements": drafts} if drafts else {}), **({"papers": signed} if signed else {})}


def _settlement(state: RoomState, seat: SeatId, one: Settlement) -> JSON:
    latest = one.latest
    writes = state.people[seat].seat.role in RECORD_KEEPERS
    own = _behind(state, seat)
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
        shown["versions"] = [
            {"number": version.number, "by": version.by.name, "at": stamp(version.at)}
            for version in one.versions
        ]
        shown["papers"] = [*one.papers]
    return shown


def _behind(state: RoomState, seat: SeatId) -> set[SeatId]:
    """Whose things may be shown on this device: of all who sit at it, and of those whom they interpret."""
    here = [state.people[seat], *mates(state, seat)]
    return {one.id for one in here} | {one.seat.interprets for one in here if one.seat.interprets is not None}


def _why(hesitation: Hesitation) -> JSON:
    return {"at": stamp(hesitation.at), "reason": hesitation.reason}


def _paper(state: RoomState, paper: Paper) -> JSON:
    settlement = state.settlements[paper.settlement]
    shown: dict[str, JSON] = {
        "settlement": settlement.id,
        "state": settlement.state.value,
        "frozen": paper.frozen,
        "digest": paper.digest,
        "clauses": [*paper.clauses],
        "until": stamp(paper.until),
        "signers": {signer.seat: _signer(state, signer) for signer in paper.signers.values()},
    }
    if settlement.void is not None:
        shown["void"] = _why(settlement.void)
    return shown if paper.sealed is None else {**shown, "state": "sealed", "sealed": stamp(paper.sealed)}


def _signer(state: RoomState, signer: Signer) -> JSON:
    seat = state.people[signer.seat].seat
    shown: dict[str, JSON] = {
        "person": seat.person,
        "name": seat.name,
        "role": seat.role.value,
        "read": sorted(signer.read),
    }
    if signer.signature is not None:
        shown["signed"] = stamp(signer.signature.at)
    if signer.refused is not None:
        shown["refused"] = _why(signer.refused)
    return shown
