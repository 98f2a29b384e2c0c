"""What a service receipt is told of a sealed paper's way to somebody."""

from datetime import UTC, datetime, timedelta

import pytest

from rooms.ids import PaperId, SeatId, SettlementId
from rooms.serving import Carrier, Purpose, Service
from rooms.settlement import Paper, Signer
from server.messages.message import MessageState, Progress
from server.outcomes.served import steps

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORKER, EMPLOYER = SeatId("worker"), SeatId("employer")


def hour(number: int) -> datetime:
    return AT + timedelta(hours=number)


def paper(*served: Service) -> Paper:
    signers = {WORKER: Signer(WORKER), EMPLOYER: Signer(EMPLOYER)}
    return Paper(PaperId("p"), SettlementId("s"), "f", "d", (), signers, hour(99), served=served)


def served(
    id: str, who: SeatId, how: Carrier, at: int, purpose: Purpose = Purpose.COPY, opened: int | None = None
) -> Service:
    return Service(id, who, SeatId("m"), how, purpose, hour(at), None if opened is None else hour(opened))


def test_of_what_did_not_go_out_there_is_nothing() -> None:
    assert steps(paper(), WORKER, "1", {}) == ()
    assert steps(paper(served("1", EMPLOYER, Carrier.QR, 1)), WORKER, "1", {}) == ()


def test_that_it_went_out_to_be_signed_is_no_service() -> None:
    assert steps(paper(served("1", WORKER, Carrier.QR, 1, Purpose.SIGN, opened=2)), WORKER, "1", {}) == ()


def test_steps_are_ones_own_in_the_order_of_time() -> None:
    found = steps(
        paper(
            served("1", WORKER, Carrier.MESSAGE, 0, opened=5),
            served("2", EMPLOYER, Carrier.QR, 1),
            served("3", WORKER, Carrier.PRINT, 4),
            served("4", WORKER, Carrier.QR, 6),
        ),
        WORKER,
        "YS-1",
        {},
    )
    assert [(step.what, step.at, step.proof) for step in found] == [
        ("已提交短信发送", hour(0), "YS-1 短信链接"),
        ("当面交付打印件", hour(4), "YS-1 打印件"),
        ("已打开（凭验证码）", hour(5), "YS-1 短信链接"),
        ("已出示二维码或者链接", hour(6), "YS-1 二维码或者链接"),
    ]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (Progress(MessageState.QUEUED, hour(0)), []),
        (Progress(MessageState.SENT, hour(0), hour(1)), [("已发送", hour(1))]),
        (
            Progress(MessageState.DELIVERED, hour(0), hour(1), hour(2)),
            [("已发送", hour(1)), ("已到达", hour(2))],
        ),
        (Progress(MessageState.FAILED, hour(0), None, hour(3)), [("发送失败", hour(3))]),
    ],
)
def test_whether_it_was_sent_and_arrived_is_the_gateways_word(
    how: Progress, told: list[tuple[str, datetime]]
) -> None:
    found = steps(paper(served("1", WORKER, Carrier.MESSAGE, 0)), WORKER, "YS-1", {"1": how})
    assert [(step.what, step.at) for step in found] == [("已提交短信发送", hour(0)), *told]
