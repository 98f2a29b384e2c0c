"""What the events of the performance of an agreement do to its paper."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.performance import Claim, Performance, Receipt, Remark, Reminder, Said
from rooms.state import RoomState


def _performed(state: RoomState, event: Any, change: Callable[[Performance], Performance]) -> RoomState:
    settlement = state.settlements[event.id]
    paper = settlement.papers[event.paper]
    papers = {**settlement.papers, paper.id: replace(paper, performance=change(paper.performance))}
    return replace(
        state, settlements={**state.settlements, settlement.id: replace(settlement, papers=papers)}
    )


def _said(event: events.PaymentClaimed | events.PaymentConfirmed) -> Said:
    return Said(event.payment, event.part, event.amount, event.day, event.way)


def _claimed(state: RoomState, event: events.PaymentClaimed) -> RoomState:
    claim = Claim(event.entry, event.seat, event.at, _said(event), event.reference)
    return _performed(state, event, lambda known: replace(known, claims={**known.claims, claim.id: claim}))


def _confirmed(state: RoomState, event: events.PaymentConfirmed) -> RoomState:
    receipt = Receipt(event.entry, event.seat, event.at, _said(event), event.session, event.claim)
    return _performed(
        state, event, lambda known: replace(known, receipts={**known.receipts, receipt.id: receipt})
    )


def _denied(state: RoomState, event: events.PaymentDenied) -> RoomState:
    def change(known: Performance) -> Performance:
        claim = replace(known.claims[event.claim], denied=Remark(event.at, event.reason))
        return replace(known, claims={**known.claims, claim.id: claim})

    return _performed(state, event, change)


def _withdrawn(state: RoomState, event: events.PaymentWithdrawn) -> RoomState:
    remark = Remark(event.at, event.reason)

    def change(known: Performance) -> Performance:
        if event.entry in known.claims:
            claim = replace(known.claims[event.entry], withdrawn=remark)
            return replace(known, claims={**known.claims, claim.id: claim})
        receipt = replace(known.receipts[event.entry], withdrawn=remark)
        return replace(known, receipts={**known.receipts, receipt.id: receipt})

    return _performed(state, event, change)


def _reminded(state: RoomState, event: events.PaymentReminded) -> RoomState:
    reminder = Reminder(event.payment, event.part, event.days)
    return _performed(state, event, lambda known: replace(known, reminders=known.reminders | {reminder}))


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.PaymentClaimed: _claimed,
    events.PaymentConfirmed: _confirmed,
    events.PaymentDenied: _denied,
    events.PaymentWithdrawn: _withdrawn,
    events.PaymentReminded: _reminded,
}
