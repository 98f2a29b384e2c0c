"""Who acts for others: within a written authority that holds, and never instead of a worker's own yes."""

from collections.abc import Iterator
from decimal import Decimal

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agent, Agreement, Party, PartyRole
from rooms.ids import GroupId, SeatId
from rooms.moments import beijing_day
from rooms.participant import Authority, Scope


def authority_on_file(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What the terms say of an authority is what was handed in."""
    for where, _, agent in _agents(agreement):
        known = facts.authorities.get(agent.seat)
        if known is None:
            yield Finding(Code.AGENT_UNKNOWN, where)
        elif known != agent.authority:
            yield Finding(Code.AGENT_CHANGED, where)


def acts_for_this_party(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Of workers one paper may name several; each of them says yes in person."""
    for where, party, agent in _agents(agreement):
        if party.role is not PartyRole.WORKER and _held(agent, facts).principal != party.name:
            yield Finding(Code.AGENT_OF_ANOTHER, where)


def special_authority(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for where, _, agent in _agents(agreement):
        if _held(agent, facts).scope is not Scope.SPECIAL:
            yield Finding(Code.AGENT_NOT_SPECIAL, where)


def authority_lasts(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for where, _, agent in _agents(agreement):
        expires = _held(agent, facts).expires
        if expires is not None and expires <= facts.now:
            yield Finding(Code.AGENT_EXPIRED, where, {"due": beijing_day(expires).isoformat()})


def below_ceiling(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What an agent's side is to pay. What a worker's agent may give up is not a sum: the worker consents to it."""
    owed: dict[GroupId, Decimal] = {}
    for payment in agreement.payments:
        owed[payment.payer] = owed.get(payment.payer, Decimal(0)) + payment.amount
    for where, party, agent in _agents(agreement):
        ceiling = _held(agent, facts).ceiling
        due = owed.get(party.group, Decimal(0))
        if ceiling is not None and party.role is not PartyRole.WORKER and due > ceiling:
            yield Finding(Code.AGENT_ABOVE_CEILING, where, {"amount": f"{ceiling:.2f}", "sum": f"{due:.2f}"})


def one_side_only(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    sides: dict[SeatId, set[PartyRole]] = {}
    for party in agreement.parties:
        for seat in {party.seat, party.signatory}:
            sides.setdefault(seat, set()).add(party.role)
    for where, _, agent in _agents(agreement):
        if len(sides[agent.seat]) > 1:
            yield Finding(Code.AGENT_OF_BOTH, where)


def worker_consents(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """The consent of somebody without a seat of their own cannot be told from the agent's."""
    for number, party in enumerate(agreement.parties):
        if party.role is PartyRole.WORKER and party.agent is not None:
            own = party.seat in facts.consents and party.seat != party.agent.seat
            if not own:
                yield Finding(Code.CONSENT_MISSING, f"parties[{number}]")


def _agents(agreement: Agreement) -> Iterator[tuple[str, Party, Agent]]:
    for number, party in enumerate(agreement.parties):
        if party.agent is not None:
            yield f"parties[{number}].agent", party, party.agent


def _held(agent: Agent, facts: Facts) -> Authority:
    """The authority that counts: the one on file."""
    return facts.authorities.get(agent.seat, agent.authority)
