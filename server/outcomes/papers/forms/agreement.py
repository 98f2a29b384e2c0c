"""调解协议书: the agreed terms in the order of the form, clause by clause as they are read back, and the table of wages
behind the signatures. Where many workers settle, each has a paper of their own, on which no other worker stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rooms.agreement.annexes import annex
from rooms.agreement.terms import Agreement, ChainRole, PartyRole, to_bytes
from rooms.agreement.terms import Party as Bound
from rooms.ids import SeatId
from rooms.participant import Scope
from server.outcomes.papers.forms import clauses, wages
from server.outcomes.papers.forms.imprint import Imprint, printed
from server.outcomes.papers.forms.party import Agent, Party, fields, names
from server.outcomes.papers.forms.wording import figures, heading, listed
from server.outcomes.papers.paper import (
    Align,
    Attachment,
    Block,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Slot,
    SlotKind,
    Table,
)

TERMS: Final = "terms.json"
"""The attachment with the terms for machines, in their one canonical form."""

_ROLES: Final = {
    ChainRole.EMPLOYER: "用人单位",
    ChainRole.SUBCONTRACTOR: "分包单位",
    ChainRole.GENERAL_CONTRACTOR: "施工总承包单位",
    ChainRole.LABOUR_CONTRACTOR: "劳务承包人",
    ChainRole.OWNER: "建设单位",
}


_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Framework:
    """What the papers of a group have in common: its number, and how many papers there are. What all of them come to
    stands on none: a worker could tell a colleague's sum from it.
    """

    number: str
    papers: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """`matter`: of the dispute, in words (追索劳动报酬). `worker`: whose paper it is; None for one that all share, be
    it the agreement or only the framework of one. `title` is the template's.
    """

    imprint: Imprint
    terms: Agreement
    matter: str
    mediators: tuple[str, ...]
    worker: SeatId | None = None
    framework: Framework | None = None
    title: str = "劳动争议调解协议书"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who fills a slot: a seat for a party; None for mediators and the organisation."""

    slot: Slot
    seat: SeatId | None


def agreement(of: Settlement) -> Paper:
    """
    Raises:
        ValueError: the checker refuses it and no paper can say it: social insurance is waived, or wages come to more
            than can be written out.
    """
    terms = shown(of)
    return printed(
        of.imprint,
        PaperKind.AGREEMENT,
        of.title,
        _blocks(of, terms),
        (signer.slot for signer in signers(of)),
        annexes=wages.annexes(terms),
        attachments=(Attachment(TERMS, "application/json", to_bytes(terms)),),
    )


def shown(of: Settlement) -> Agreement:
    """The terms as far as they are on this paper."""
    return of.terms if of.worker is None else annex(of.terms, of.worker)


def signers(of: Settlement) -> tuple[Signer, ...]:
    """In the order in which they stand on the paper."""
    parties = [
        Signer(
            Slot(f"party_{number}", f"{_side(party.role)}（签名或者盖章）", named(party).signs),
            party.signatory,
        )
        for number, party in enumerate(shown(of).parties, 1)
    ]
    mediators = [
        Signer(Slot(f"mediator_{number}", "调解员（签名）", name), None)
        for number, name in enumerate(of.mediators, 1)
    ]
    seal = Slot("centre", "调解组织（盖章）", of.imprint.issuer, SlotKind.SEAL)
    return (*parties, *mediators, Signer(seal, None))


def named(party: Bound) -> Party:
    agent = party.agent
    return Party(
        party.name,
        party.organisation,
        party.number or "",
        "",
        party.address or "",
        party.telephone or "",
        party.legal_representative or "",
        None if agent is None else Agent(agent.name, agent.authority.scope is Scope.SPECIAL),
    )


def _blocks(of: Settlement, terms: Agreement) -> Iterator[Block]:
    yield Heading(heading(1, "当事人"))
    yield from _parties(terms)
    yield Paragraph(
        f"{_sides(terms)}因{of.matter}发生劳动争议，向{of.imprint.issuer}申请调解（案号：{of.imprint.case_no}）。"
        f"经调解员{'、'.join(of.mediators)}主持调解，当事人自愿、平等协商，达成如下协议。"
    )
    number = 2
    if terms.requests:
        yield Heading(heading(number, "请求事项"))
        yield Paragraph(listed(_requests(terms)))
        number += 1
    if terms.undisputed:
        yield Heading(heading(number, "没有争议的事实"))
        yield Paragraph(listed(fact.text for fact in terms.undisputed))
        number += 1
    yield Heading(heading(number, "调解结果"))
    if of.framework is not None:
        yield clauses.one_of_many(of.framework.number, of.framework.papers)
    yield from clauses.all_of(terms)


def _parties(terms: Agreement) -> Iterator[Block]:
    """One below the other, but many workers in a table."""
    many = len(terms.workers) > _FEW
    if many:
        yield _workers([named(party) for party in terms.workers])
    roles = {payer.group: _ROLES[payer.role] for payer in terms.payers}
    for party in terms.parties:
        if many and party.role is PartyRole.WORKER:
            continue
        role = "劳动者" if party.role is PartyRole.WORKER else roles.get(party.group, "")
        yield fields(_side(party.role) + (f"（{role}）" if role else ""), named(party))


def _workers(workers: Sequence[Party]) -> Table:
    """With what is known of any of them: where each has a paper of their own, that is the names."""
    known = {
        "申请人（劳动者）": [worker.name for worker in workers],
        "身份号码": [worker.number for worker in workers],
        "联系电话": [worker.telephone for worker in workers],
        "委托代理人": ["" if worker.agent is None else worker.agent.name for worker in workers],
    }
    columns = {name: cells for name, cells in known.items() if any(cells)}
    rows = enumerate(zip(*columns.values(), strict=True), 1)
    return Table(
        ("序号", *columns),
        tuple((str(number), *(cell or "—" for cell in cells)) for number, cells in rows),
        (Align.CENTRE, *(Align.LEFT for _ in columns)),
    )


def _side(role: PartyRole) -> str:
    match role:
        case PartyRole.WORKER:
            return "申请人"
        case PartyRole.PAYING:
            return "被申请人"
        case PartyRole.OTHER:
            return "第三人"


def _sides(terms: Agreement) -> str:
    found = []
    for role in PartyRole:
        parties = [named(party) for party in terms.parties if party.role is role]
        if parties:
            found.append(f"{_side(role)}{names(parties)}")
    return "与".join(found)


def _requests(terms: Agreement) -> Iterator[str]:
    several = len({request.by for request in terms.requests}) > 1
    for request in terms.requests:
        party = terms.party(request.by)
        who = f"{party.name}：" if several and party is not None else ""
        amount = "" if request.amount is None else f"（{figures(request.amount)}元）"
        yield f"{who}{request.text.rstrip('。；;')}{amount}"
