"""What is no agreement is refused with its place; what is one has one form."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rooms.agreement import terms
from rooms.agreement.shape import Fault, Malformed
from rooms.agreement.terms import from_json, to_bytes, to_json
from rooms.ids import SeatId
from rooms.participant import Authority, Scope
from tests.unit.rooms.agreement.settled import (
    AGENT,
    COMPANY,
    WORKER,
    figure,
    party,
    payment,
    row,
    settled,
    written,
)

SECOND = {"seat": "SECOND", "name": "石清泉", "group": "worker", "role": "worker"}
CLAUSE = {"id": "c1", "heading": "付款", "text": "如上"}


def taken_from(version: object) -> dict[str, Any]:
    return {**CLAUSE, "source": {"id": "c", "version": version}}


@pytest.mark.parametrize(
    ("changed", "fault", "where"),
    [
        ({"more": 1}, Fault.UNKNOWN_FIELD, ""),
        ({"dispute": None}, Fault.MISSING, "dispute"),
        ({"dispute": "divorce"}, Fault.NOT_A_CHOICE, "dispute"),
        ({"dispute": 7}, Fault.WRONG_KIND, "dispute"),
        ({"parties": "WORKER"}, Fault.WRONG_KIND, "parties"),
        ({"parties": ["WORKER"]}, Fault.WRONG_KIND, "parties[0]"),
        ({"parties": [SECOND] * 301}, Fault.TOO_MANY, "parties"),
        ({"parties": [SECOND, SECOND]}, Fault.ONE_SEAT_TWO_PARTIES, "parties[1].seat"),
        ({"parties": party(0, name=" ")}, Fault.EMPTY, "parties[0].name"),
        ({"parties": party(0, name="龙" * 101)}, Fault.TOO_LONG, "parties[0].name"),
        ({"parties": party(0, name="龙\n建军")}, Fault.BAD_CHARACTER, "parties[0].name"),
        ({"parties": party(0, name="龙\u202e建军")}, Fault.BAD_CHARACTER, "parties[0].name"),
        ({"parties": party(0, name="龙\u200b建军")}, Fault.BAD_CHARACTER, "parties[0].name"),
        ({"parties": party(0, name="\ud800龙")}, Fault.BAD_CHARACTER, "parties[0].name"),
        ({"parties": party(0, name="龙\u2028建军")}, Fault.BAD_CHARACTER, "parties[0].name"),
        ({"parties": party(0, seat="A B")}, Fault.BAD_CHARACTER, "parties[0].seat"),
        ({"parties": party(0, organisation=1)}, Fault.WRONG_KIND, "parties[0].organisation"),
        ({"parties": party(0, number="４３３１０１")}, Fault.EMPTY, "parties[0].number"),
        (
            {"parties": party(0, agent={"seat": "X", "name": "石"})},
            Fault.MISSING,
            "parties[0].agent.authority",
        ),
        ({"payments": payment(amount=18600)}, Fault.WRONG_KIND, "payments[0].amount"),
        ({"payments": payment(amount=18600.0)}, Fault.WRONG_KIND, "payments[0].amount"),
        ({"payments": payment(amount="18,600")}, Fault.NOT_A_NUMBER, "payments[0].amount"),
        ({"payments": payment(amount="１８６００")}, Fault.NOT_A_NUMBER, "payments[0].amount"),
        ({"payments": payment(amount="1e3")}, Fault.NOT_A_NUMBER, "payments[0].amount"),
        ({"payments": payment(amount="NaN")}, Fault.NOT_A_NUMBER, "payments[0].amount"),
        ({"payments": payment(amount="0.005")}, Fault.OUT_OF_RANGE, "payments[0].amount"),
        ({"payments": payment(amount="-1")}, Fault.OUT_OF_RANGE, "payments[0].amount"),
        ({"payments": payment(amount="10000000000.01")}, Fault.OUT_OF_RANGE, "payments[0].amount"),
        (
            {"payments": payment(instalments=[{"amount": "1", "due": "2026-02-30"}])},
            Fault.NOT_A_DATE,
            "payments[0].instalments[0].due",
        ),
        (
            {"payments": payment(instalments=[{"amount": "1", "due": "20261215"}])},
            Fault.NOT_A_DATE,
            "payments[0].instalments[0].due",
        ),
        ({"payments": payment(worker="AGENT")}, Fault.NO_SUCH_PARTY, "payments[0].worker"),
        ({"payments": payment() * 2}, Fault.TWICE, "payments[1].id"),
        ({"requests": [{"by": "NOBODY", "text": "工资"}]}, Fault.NO_SUCH_PARTY, "requests[0].by"),
        ({"clauses": [CLAUSE, CLAUSE]}, Fault.TWICE, "clauses[1].id"),
        ({"clauses": [taken_from(0)]}, Fault.OUT_OF_RANGE, "clauses[0].source.version"),
        ({"clauses": [taken_from("1")]}, Fault.WRONG_KIND, "clauses[0].source.version"),
        ({"copies": True}, Fault.WRONG_KIND, "copies"),
        ({"copies": 1_001}, Fault.OUT_OF_RANGE, "copies"),
        ({"wages": [row(basis="days", quantity=figure("1"))]}, Fault.MISSING, "wages[0].rate"),
        (
            {"wages": [row(basis="amount", amount=figure("1"), rate=figure("1"))]},
            Fault.NOT_OF_THIS_BASIS,
            "wages[0].rate",
        ),
        (
            {"wages": [row(basis="days", quantity=figure("1"), rate=figure("1"), days=figure("1"))]},
            Fault.NOT_OF_THIS_BASIS,
            "wages[0].days",
        ),
    ],
)
def test_what_is_no_agreement_is_refused_with_its_place(
    changed: dict[str, Any], fault: Fault, where: str
) -> None:
    with pytest.raises(Malformed) as refused:
        from_json(written(**changed))
    assert (refused.value.fault, refused.value.where) == (fault, where)


@pytest.mark.parametrize("value", [None, [], "agreement", 7, {}])
def test_whatever_else_is_no_agreement_either(value: object) -> None:
    with pytest.raises(Malformed):
        from_json(value)


@pytest.mark.parametrize(
    ("expires", "fault"),
    [(7, Fault.WRONG_KIND), ("tomorrow", Fault.NOT_A_DATE), ("2026-13-01T00:00:00.000Z", Fault.NOT_A_DATE)],
)
def test_a_moment_that_is_none_is_refused(expires: object, fault: Fault) -> None:
    authority = {"principal": COMPANY, "scope": "special", "expires": expires}
    agent = {"seat": "AGENT", "name": "彭志强", "authority": authority}
    with pytest.raises(Malformed) as refused:
        from_json(written(parties=party(1, agent=agent)))
    assert (refused.value.fault, refused.value.where) == (fault, "parties[1].agent.authority.expires")


def test_a_sequence_that_must_not_be_empty_is_refused_when_it_is() -> None:
    from rooms.agreement.shape import Many, _codec

    with pytest.raises(Malformed) as refused:
        _codec(tuple[str, ...], Many(3, 1)).read([], "names")
    assert refused.value.fault is Fault.EMPTY


def test_what_is_read_is_what_was_meant() -> None:
    agreement = settled()
    assert agreement.workers == (agreement.party(WORKER),)
    assert agreement.groups == {"worker", "employer"}
    assert agreement.payments[0].amount == Decimal(18600)
    assert agreement.payments[0].instalments[1].due == date(2027, 1, 15)
    employer = agreement.party(AGENT)
    assert employer is not None
    assert employer.signatory == AGENT
    assert employer.agent is not None
    assert employer.agent.authority == Authority(COMPANY, Scope.SPECIAL)
    assert agreement.party(SeatId("NOBODY")) is None


def test_a_party_without_an_agent_signs_for_itself() -> None:
    assert settled().parties[0].signatory == WORKER


def test_equal_agreements_have_equal_bytes() -> None:
    loose = written(parties=party(0, name=" 龙建军\t"), payments=payment(amount="18600.0"), duties=[])
    loose["wages"][0]["quantity"]["value"] = "82.500"
    loose["wages"][0]["advances"]["value"] = "2850"
    loose["template"] = None
    assert from_json(loose) == settled()
    assert to_bytes(from_json(loose)) == to_bytes(settled())
    assert terms.digest(from_json(loose)) == terms.digest(settled())


def test_a_letter_and_its_composition_are_the_same_text() -> None:
    one, other = (settled(parties=party(0, name=name)) for name in ("Café", "Cafe\u0301"))
    assert to_bytes(one) == to_bytes(other)


def test_nothing_below_nothing_is_written_as_nothing() -> None:
    difference = {"worker": "WORKER", "amount": "-0.00", "reason": "双方核对"}
    assert to_json(settled(differences=[difference]))["differences"] == [{**difference, "amount": "0.00"}]


def test_what_was_written_is_read_again_from_its_bytes() -> None:
    assert from_json(json.loads(to_bytes(settled()))) == settled()


def test_what_is_told_of_a_fault_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(Malformed) as refused:
        from_json(written(**{"431121199001010017": 1}))
    assert "4311" not in str(refused.value)
