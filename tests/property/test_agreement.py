"""Agreements of every shape come back as they were; amounts in words are read by somebody who knows nothing of ours."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.agreement.capitals import capitals
from rooms.agreement.checking import check
from rooms.agreement.facts import Facts
from rooms.agreement.shape import Fault, Malformed
from rooms.agreement.terms import FIGURES, Basis, Stand, from_json, to_bytes, to_json
from rooms.agreement.wages import arrears, total
from tests.unit.rooms.agreement.settled import NOW, known

FEW = settings(max_examples=min(30, settings.default.max_examples))

WORDS = st.text(
    st.sampled_from("工资付清元万壹贰不得放弃社保投诉，。0123456789 a\n"), min_size=1, max_size=60
).map(lambda text: f"句{text.strip()}句")
LINE = WORDS.map(lambda text: text.replace("\n", " "))
DAYS = st.integers(0, 900).map(lambda days: (date(2026, 1, 1) + timedelta(days)).isoformat())
STANDS = st.sampled_from([stand.value for stand in Stand])


def decimals(places: int, most: int, least: int = 0) -> st.SearchStrategy[str]:
    ends = (least * 10**places, most * 10**places)
    return st.integers(*ends).map(
        lambda number: str(Decimal(number).scaleb(-places).quantize(Decimal(1).scaleb(-places)))
    )


MONEY = decimals(2, 10**10)


def figures(value: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"value": value}, optional={"worker": STANDS, "payer": STANDS})


VALUES = {
    "quantity": figures(decimals(3, 10**8)),
    "rate": figures(decimals(4, 10**10)),
    "days": figures(decimals(3, 10**8)),
    "amount": figures(MONEY),
}


@st.composite
def rows(draw: st.DrawFn, number: int, seat: str) -> dict[str, Any]:
    basis = draw(st.sampled_from(list(Basis)))
    needed, allowed = FIGURES[basis]
    names = sorted(needed) + [name for name in sorted(allowed) if draw(st.booleans())]
    row = {"id": f"r{number}", "worker": seat, "basis": basis.value} | {
        name: draw(VALUES[name]) for name in names
    }
    had = {"advances": figures(MONEY), "paid": figures(MONEY), "work": LINE, "begins": DAYS}
    return row | draw(st.fixed_dictionaries({}, optional=had))


@st.composite
def agreements(draw: st.DrawFn) -> dict[str, Any]:
    seats = [f"W{number}" for number in range(draw(st.integers(1, 3)))]
    seat = st.sampled_from(seats)
    parties = [{"seat": each, "name": draw(LINE), "group": "worker", "role": "worker"} for each in seats]
    parties.append({"seat": "E", "name": draw(LINE), "group": "employer", "role": "paying"})
    instalment = st.fixed_dictionaries({"amount": MONEY}, optional={"due": DAYS})
    payment = {
        "worker": seat,
        "payer": st.sampled_from(["employer", "worker", "owner"]),
        "item": st.sampled_from(["wages", "severance"]),
        "amount": MONEY,
    }
    more = {"instalments": st.lists(instalment, max_size=3), "on_the_spot": st.booleans()}
    payments = draw(st.lists(st.fixed_dictionaries(payment, optional=more), max_size=3))
    clauses = draw(st.lists(st.fixed_dictionaries({"heading": LINE, "text": WORDS}), max_size=3))
    return {
        "dispute": draw(st.sampled_from(["unpaid_wages", "other"])),
        "parties": parties,
        "payers": [{"group": "employer", "role": draw(st.sampled_from(["employer", "labour_contractor"]))}],
        "wages": [draw(rows(number, draw(seat))) for number in range(draw(st.integers(0, 3)))],
        "payments": [{**each, "id": f"p{number}"} for number, each in enumerate(payments)],
        "clauses": [{**each, "id": f"c{number}"} for number, each in enumerate(clauses)],
        "differences": [
            {"worker": each, "amount": draw(decimals(2, 10**10, -(10**10))), "reason": draw(LINE)}
            for each in seats
            if draw(st.booleans())
        ],
        "breach": draw(st.none() | st.fixed_dictionaries({"penalty": MONEY, "daily": decimals(4, 100)})),
        "review": draw(st.sampled_from(["none", "arbitration", "court"])),
    }


@FEW
@given(agreements())
def test_what_was_written_is_read_again(written: dict[str, Any]) -> None:
    agreement = from_json(written)
    again = from_json(json.loads(to_bytes(agreement)))
    assert again == agreement
    assert to_bytes(again) == to_bytes(agreement)


@FEW
@given(agreements())
def test_whatever_is_agreed_can_be_checked_and_told(written: dict[str, Any]) -> None:
    agreement = from_json(written)
    found = check(agreement, Facts(now=NOW))
    assert all(finding.wire.keys() >= {"code", "severity", "where", "params"} for finding in found)
    assert list(found) == sorted(found, key=lambda finding: finding.severity)
    assert all(_there(to_json(agreement), finding.where) for finding in check(agreement, known()))


@FEW
@given(agreements())
def test_a_table_comes_to_what_its_rows_come_to(written: dict[str, Any]) -> None:
    table = from_json(written).wages
    found = [arrears(row) for row in table]
    assert total(table).owed == sum(each.owed for each in found)
    for each in found:
        assert each.owed + each.advances + each.paid == each.gross == round(each.gross, 2)


def _there(written: Any, where: str) -> bool:
    """Whether the path leads to a value, or to a field that is not filled in."""
    *way, _ = where.replace("]", "").replace("[", ".").split(".") if where else [""]
    for step in way:
        written = written[int(step)] if step.isdigit() else written.get(step, {})
    return True


@given(st.integers(0, 10**14 - 1))
def test_an_amount_in_words_is_that_amount(fen: int) -> None:
    words = capitals(Decimal(fen) / 100)
    assert read_out(words) == fen
    assert "零零" not in words


def read_out(words: str) -> int:
    """分, read from the left as a cashier reads, group by group."""
    digits = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    fen = 0
    for group, rank in (("亿", 10**8), ("万", 10**4), ("", 1)):
        head, cut, tail = whole.partition(group) if group else (whole, "", "")
        if group and not cut:
            continue
        whole = tail
        digit = part = 0
        for sign in head:
            if sign in digits:
                digit = digits[sign]
            else:
                part += digit * {"拾": 10, "佰": 100, "仟": 1000}[sign]
                digit = 0
        fen += (part + digit) * rank * 100
    for sign, value in pairwise(rest):
        if value in "角分":
            fen += digits[sign] * {"角": 10, "分": 1}[value]
    return fen


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | DAYS
    | MONEY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@FEW
@given(agreements(), JUNK, st.data())
def test_whatever_is_sent_is_an_agreement_or_is_refused_with_its_place(
    written: dict[str, Any], junk: Any, data: st.DataObject
) -> None:
    place: Any = written
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[key] = junk
            break
        place = inner
    try:
        agreement = from_json(written)
    except Malformed as refused:
        assert refused.fault in Fault
        return
    assert from_json(to_json(agreement)) == agreement
    check(agreement, known())
