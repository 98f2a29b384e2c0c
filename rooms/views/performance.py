"""The performance of an agreement as views show it."""

from rooms.agreement.terms import Agreement
from rooms.canonical import JSON
from rooms.ids import GroupId, SeatId
from rooms.moments import stamp
from rooms.performance import Claim, Performance, Receipt, Row
from rooms.policy import agreed, due, hand
from rooms.settlement import Paper
from rooms.state import RoomState


def performance(state: RoomState, seat: SeatId, paper: Paper) -> list[JSON]:
    """What is due by a paper that this person may have, and what was said of it."""
    return [_row(state, seat, paper, row) for row in due(state, paper)]


def _row(state: RoomState, seat: SeatId, paper: Paper, row: Row) -> JSON:
    said = paper.performance
    shown: dict[str, JSON] = {
        "payment": row.payment,
        "part": row.part,
        "worker": state.people[row.worker].seat.name if row.worker in state.people else "",
        "payer": _named(agreed(state, paper), row.payer),
        "item": row.item.value,
        "amount": _money(row.amount),
        "on_the_spot": row.on_the_spot,
        "received": _money(row.received),
        "left": _money(row.left),
        "claimed": _money(row.claimed),
        "over": _money(row.over),
        "state": row.state().value,
        "claims": [
            _claim(state, said, one)
            for one in said.claims.values()
            if row.is_for(one.said.payment, one.said.part)
        ],
        "receipts": [
            _receipt(state, one)
            for one in said.receipts.values()
            if row.is_for(one.said.payment, one.said.part)
        ],
    }
    if row.due is not None:
        shown["due"] = row.due.isoformat()
    mine = hand(state, seat, paper, row)
    return shown if mine is None else {**shown, "mine": {"seat": mine[0], "what": mine[1]}}


def _named(agreement: Agreement, group: GroupId) -> str:
    """The side that owes it, by the name of whoever is bound on it."""
    return next((party.name for party in agreement.parties if party.group == group), "")


def _said(state: RoomState, one: Claim | Receipt) -> dict[str, JSON]:
    return {
        "id": one.id,
        "seat": one.seat,
        "name": state.people[one.seat].seat.name,
        "at": stamp(one.at),
        "amount": _money(one.said.amount),
        "day": one.said.day.isoformat(),
        "way": one.said.way.value,
    }


def _claim(state: RoomState, said: Performance, claim: Claim) -> JSON:
    shown = {**_said(state, claim), "reference": claim.reference}
    if claim.withdrawn is not None:
        return {**shown, "state": "withdrawn", "reason": claim.withdrawn.reason}
    if said.answered(claim.id) is not None:
        return {**shown, "state": "confirmed"}
    if claim.denied is not None:
        return {**shown, "state": "denied", "reason": claim.denied.reason}
    return {**shown, "state": "open"}


def _receipt(state: RoomState, receipt: Receipt) -> JSON:
    shown = {**_said(state, receipt), "session": receipt.session}
    if receipt.claim is not None:
        shown["claim"] = receipt.claim
    return shown if receipt.withdrawn is None else {**shown, "withdrawn": receipt.withdrawn.reason}


def _money(amount: object) -> str:
    return f"{amount:.2f}"
