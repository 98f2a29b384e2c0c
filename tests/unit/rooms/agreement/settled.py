"""A settled case as somebody composes it, with whatever a test changes in it."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from rooms.agreement.checking import check
from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Account, Agreement, from_json
from rooms.ids import SeatId
from rooms.participant import Authority, Scope

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
COMPANY = "湘西恒泰建筑劳务有限公司"
WORKER, AGENT = SeatId("WORKER"), SeatId("AGENT")
OWN = Account(holder="龙建军", bank="中国农业银行吉首支行", number="6228480000000000017")
AUTHORITY = Authority(COMPANY, Scope.SPECIAL)

_WRITTEN: dict[str, Any] = {
    "dispute": "unpaid_wages",
    "parties": [
        {"seat": "WORKER", "name": "龙建军", "group": "worker", "role": "worker"},
        {
            "seat": "AGENT",
            "name": COMPANY,
            "group": "employer",
            "role": "paying",
            "organisation": True,
            "agent": {
                "seat": "AGENT",
                "name": "彭志强",
                "authority": {"principal": COMPANY, "scope": "special"},
            },
        },
    ],
    "payers": [{"group": "employer", "role": "employer"}],
    "requests": [{"by": "WORKER", "text": "支付拖欠的工资18600元", "item": "wages", "amount": "18600.00"}],
    "undisputed": [{"text": "2026年3月至7月在州府项目做木工", "line": "LINE"}],
    "wages": [
        {
            "id": "r1",
            "worker": "WORKER",
            "basis": "days",
            "begins": "2026-03-02",
            "ends": "2026-07-31",
            "quantity": {"value": "82.5", "worker": "agreed", "payer": "agreed"},
            "rate": {"value": "260", "worker": "agreed", "payer": "agreed"},
            "advances": {"value": "2850.00", "worker": "agreed", "payer": "agreed"},
        }
    ],
    "payments": [
        {
            "id": "p1",
            "worker": "WORKER",
            "payer": "employer",
            "item": "wages",
            "amount": "18600.00",
            "account": {"holder": OWN.holder, "bank": OWN.bank, "number": OWN.number},
            "instalments": [
                {"amount": "8600.00", "due": "2026-12-15"},
                {"amount": "10000.00", "due": "2027-01-15"},
            ],
        }
    ],
    "clauses": [
        {"id": "c1", "heading": "付款", "text": "用人单位分两期支付，第一期8,600元，第二期壹万元整。"}
    ],
    "settled": {"everything": True},
}


def written(**changed: Any) -> dict[str, Any]:
    return deepcopy({**_WRITTEN, **changed})


def settled(**changed: Any) -> Agreement:
    return from_json(written(**changed))


def known(**changed: Any) -> Facts:
    facts: dict[str, Any] = {
        "now": NOW,
        "accounts": {WORKER: frozenset({OWN})},
        "authorities": {AGENT: AUTHORITY},
        "consents": frozenset({WORKER}),
    }
    return Facts(**{**facts, **changed})


def party(which: int = 1, /, **changed: Any) -> list[dict[str, Any]]:
    """The parties, one of them changed."""
    parties: list[dict[str, Any]] = written()["parties"]
    parties[which] |= changed
    return parties


def payment(**changed: Any) -> list[dict[str, Any]]:
    return [{**written()["payments"][0], **changed}]


def row(**changed: Any) -> dict[str, Any]:
    """A row of the table that both agree to, of a basis that the test gives."""
    return {"id": "r1", "worker": "WORKER", **changed}


def figure(value: str, worker: str = "agreed", payer: str = "agreed") -> dict[str, str]:
    return {"value": value, "worker": worker, "payer": payer}


def found(agreement: Agreement, **facts: Any) -> list[Finding]:
    return list(check(agreement, known(**facts)))


def codes(agreement: Agreement, **facts: Any) -> set[Code]:
    return {finding.code for finding in found(agreement, **facts)}


def only(code: Code, agreement: Agreement, **facts: Any) -> Finding:
    """The one finding of this code, where it must be one."""
    (finding,) = [finding for finding in found(agreement, **facts) if finding.code is code]
    return finding
