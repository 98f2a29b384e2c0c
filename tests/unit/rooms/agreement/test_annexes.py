"""Of an agreement of many each worker has a part of their own, which tells of no other."""

from rooms.agreement.annexes import annex, framework
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


def test_the_framework_tells_of_no_sums() -> None:
    told = to_bytes(framework(from_json(many()))).decode()
    assert "石清泉" in told
    assert not [trace for trace in ("433101", "777", "622848", "18600", "零头") if trace in told]
