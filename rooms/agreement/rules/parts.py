"""Whether all is there that an agreement consists of."""

from collections.abc import Iterator

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agreement, LabourStatus


def two_sides(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    workers = agreement.workers
    if not workers or len(workers) == len(agreement.parties):
        yield Finding(Code.PARTY_MISSING, "parties")


def names_as_checked(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Who is named is who has the seat. An organisation has a name of its own."""
    for number, party in enumerate(agreement.parties):
        if not party.organisation and facts.names.get(party.seat, party.name) != party.name:
            yield Finding(Code.NAME_DIFFERS, f"parties[{number}].name")
        agent = party.agent
        if agent is not None and facts.names.get(agent.seat, agent.name) != agent.name:
            yield Finding(Code.NAME_DIFFERS, f"parties[{number}].agent.name")


def organisation_bound(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """For an organisation its legal representative signs, or somebody with an authority."""
    for number, party in enumerate(agreement.parties):
        if not party.organisation or party.agent is not None:
            continue
        legal = party.legal_representative
        if legal is None or facts.names.get(party.seat, legal) != legal:
            yield Finding(Code.SIGNATORY_UNSAID, f"parties[{number}].agent")


def something_agreed(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    if not agreement.payments and not agreement.duties and not agreement.clauses:
        yield Finding(Code.NOTHING_AGREED)


def scope_said(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Whether anything is left open is what parties quarrel about afterwards."""
    settled = agreement.settled
    if settled is None or not (settled.everything or settled.text):
        yield Finding(Code.SCOPE_UNSAID, "settled")


def copies_for_all(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """One for each party, and one for the file."""
    needed = len(agreement.parties) + 1
    if agreement.copies < needed:
        yield Finding(Code.COPIES_FEW, "copies", {"needed": str(needed)})


def ending_dated(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    labour = agreement.labour
    if labour is not None and labour.status is LabourStatus.ENDED:
        if labour.ended is None:
            yield Finding(Code.ENDING_UNDATED, "labour.ended")
        if not labour.certificate:
            yield Finding(Code.CERTIFICATE_MISSING, "labour.certificate")
