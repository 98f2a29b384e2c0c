"""Of an agreement of many each worker has a part of their own, which tells of no other."""

from rooms.agreement.annexes import annex, untouched
from rooms.agreement.terms import from_json, to_bytes
from rooms.ids import SeatId
from tests.unit.rooms.agreement.settled import WORKER, written

OTHER = {
    "seat": "OTHER",
    "name": "石清泉",
    "group": "worker",
    "role": "worker",
    "number": "433101199001010011",
}


def many() -> dict[str, object]:
    base = written()
    account = {"holder": "石清泉", "bank": "农行", "number": "6228480000000000088"}
    own = {"worker": "OTHER", "amount": "777.00", "account": account}
    return written(
        parties=[*base["parties"], OTHER],
        requests=[*base["requests"], {"by": "OTHER", "text": "七百七十七元工资"}],
        wages=[*base["wages"], {**base["wages"][0], "id": "r2", "worker": "OTHER"}],
        payments=[*base["payments"], {**base["payments"][0], "id": "p2", **own}],
        differences=[{"worker": "OTHER", "amount": "-7.00", "reason": "零头"}],
    )


def test_an_annex_tells_of_one_worker_only() -> None:
    agreement = from_json(many())
    own = annex(agreement, WORKER)
    assert own == from_json(written())
    told = to_bytes(own).decode()
    assert not [
        trace for trace in ("OTHER", "石清泉", "777", "七百", "零头", "6228480000000000088") if trace in told
    ]


def test_an_annex_can_be_read_as_an_agreement() -> None:
    other = annex(from_json(many()), SeatId("OTHER"))
    assert [payment.id for payment in other.payments] == ["p2"]
    assert len(other.parties) == 2


def test_what_changed_for_a_colleague_changes_nothing_for_oneself() -> None:
    before, told = from_json(many()), many()
    told["payments"] = [*written()["payments"], {**told["payments"][1], "amount": "778.00"}]  # type: ignore[index]
    after = from_json(told)
    assert untouched(after, before, WORKER)
    assert not untouched(after, before, SeatId("OTHER"))
    assert not untouched(from_json({**told, "copies": 7}), before, WORKER)
