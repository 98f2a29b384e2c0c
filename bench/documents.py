"""Papers: how long an agreement takes from its terms to PDF, and a drawn signature to its stamp. No two are alike."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import psutil

from bench.report import Figure, Target, note, percentile
from rooms.agreement.terms import Agreement, from_json
from server.outcomes.papers.forms.agreement import Settlement, agreement
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.rendering import render
from server.outcomes.papers.strokes import read, stamp

RUNS, WARMING, MANY = 40, 5, 300
_MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_RENDERED, _SIZE = Target(50.0), Target(150.0)


async def documents_figures() -> AsyncIterator[Figure]:
    """An agreement of three pages, an annex of twelve rows and four places to sign; then a signature of 14 strokes."""
    began = time.perf_counter()
    first = render(agreement(_settlement(0)), _MADE)
    yield Figure("agreement_rendered_cold", "ms", [(time.perf_counter() - began) * 1e3])
    note(f"{first.pages} pages, {len(first.places)} places")
    yield Figure("agreement_size", "kB", [len(first.pdf) / 1e3], _SIZE)
    taken = [_timed(number) for number in range(1, WARMING + RUNS + 1)][WARMING:]
    detail = {"p95": round(percentile(taken, 0.95), 1)}
    yield Figure("agreement_rendered", "ms", taken, _RENDERED, detail)
    stamps = [_stamped(number) for number in range(WARMING + RUNS)][WARMING:]
    yield Figure("signature_drawn", "ms", [taken for taken, _ in stamps])
    yield Figure("signature_size", "kB", [size / 1e3 for _, size in stamps])
    before = psutil.Process().memory_info().rss
    for number in range(MANY):
        render(agreement(_settlement(1_000 + number)), _MADE)
    grown = (psutil.Process().memory_info().rss - before) / MANY / 1e3
    yield Figure("agreement_memory_kept", "kB", [grown])


def _timed(number: int) -> float:
    began = time.perf_counter()
    render(agreement(_settlement(number)), _MADE)
    return (time.perf_counter() - began) * 1e3


def _stamped(number: int) -> tuple[float, int]:
    sent = _drawing(number)
    began = time.perf_counter()
    octets = stamp(read(sent), f"2026年11月22日 17:{number % 60:02}　龙建军", _MADE)
    return (time.perf_counter() - began) * 1e3, len(octets)


def _settlement(number: int) -> Settlement:
    imprint = Imprint(
        "吉首市劳动人事争议调解中心",
        f"吉劳人调协〔2026〕{number}号",
        f"吉劳人调〔2026〕{number}号",
        f"https://yuntiao.example.gov.cn/v/7Q4K-XM2P-{number:04}-66HE",
        date(2026, 11, 22),
    )
    return Settlement(imprint, _terms(number), "追索劳动报酬", ("田秀英",))


def _terms(number: int) -> Agreement:
    agreed = {"worker": "agreed", "payer": "agreed"}
    account = {"holder": "龙建军", "bank": "中国农业银行吉首支行", "number": f"62284800000000{number:05}"}
    company = "湘西宏达建筑工程有限公司"
    return from_json(
        {
            "dispute": "unpaid_wages",
            "parties": [
                {"seat": "worker", "name": "龙建军", "group": "worker", "role": "worker"},
                {
                    "seat": "agent",
                    "name": company,
                    "group": "employer",
                    "role": "paying",
                    "organisation": True,
                    "legal_representative": "田大明",
                },
            ],
            "payers": [{"group": "employer", "role": "employer"}],
            "requests": [{"by": "worker", "text": "支付2026年3月至6月拖欠的劳动报酬", "amount": "32000.00"}],
            "undisputed": [{"text": f"申请人在被申请人承建的第{number}号项目从事钢筋工工作，每日280元。"}],
            "wages": [
                {
                    "id": f"r{row}",
                    "worker": "worker",
                    "basis": "days",
                    "work": "钢筋绑扎",
                    "begins": f"2026-{3 + row // 3:02}-01",
                    "ends": f"2026-{3 + row // 3:02}-10",
                    "quantity": {"value": str(5 + (number + row) % 5), **agreed},
                    "rate": {"value": "280", **agreed},
                }
                for row in range(12)
            ],
            "payments": [
                {
                    "id": "wages",
                    "worker": "worker",
                    "payer": "employer",
                    "item": "wages",
                    "amount": f"{20_000 + number}.00",
                    "account": account,
                    "instalments": [
                        {"amount": "10000.00", "due": "2026-12-04"},
                        {"amount": f"{10_000 + number}.00", "due": "2027-01-05"},
                    ],
                }
            ],
            "labour": {"status": "ended", "ended": "2026-06-30", "certificate": True},
            "insurance": {"statement": "elsewhere"},
            "duties": [{"id": "d", "name": company, "group": "employer", "text": "交付考勤表复印件。"}],
            "clauses": [
                {"id": f"c{each}", "heading": "其他约定", "text": "双方另行约定的事项，以本条为准。" * 4}
                for each in range(4)
            ],
            "breach": {"accelerates": True, "daily": "0.05"},
            "settled": {"everything": True},
            "review": "arbitration",
        }
    )


def _drawing(number: int) -> dict[str, Any]:
    strokes, time_ = [], 1_795_426_200_000
    for stroke in range(14):
        x, y = 40 + stroke % 7 * 40, 60 + 70 * (stroke // 7)
        points = []
        for step in range(30):
            time_ += 8
            angle = (number + stroke) / 3 + step / 9
            points.append(
                {
                    "x": x + 25 * math.cos(angle),
                    "y": y + 25 * math.sin(angle * 1.3),
                    "time": time_,
                    "pressure": 0.5 + 0.4 * math.sin(step / 5),
                }
            )
        strokes.append({"points": points})
    return {"width": 340, "height": 200, "strokes": strokes}
