"""Papers that go out: by link to be signed on any device, and as copies of what is sealed."""

import pytest

from rooms.commands import (
    BackToLobby,
    ConfirmClause,
    End,
    Leave,
    OpenPaper,
    Remove,
    ReopenSettlement,
    ServePaper,
    Telephone,
    VoidSettlement,
)
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.serving import SERVICES_LIMIT, Carrier, Purpose
from tests.unit.rooms.papers import (
    CLAUSES,
    CLERK,
    EMPLOYER,
    FROZEN,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    read,
    sign,
    signed,
    signing,
)
from tests.unit.rooms.served import copy, sealed, served, to_sign

# -- to be signed


def test_a_host_lets_it_go_out_to_who_has_still_to_sign() -> None:
    scene, _ = signing()
    scene.do(Leave(WORKER))
    scene.do(to_sign(MEDIATOR, WORKER))
    (one,) = served(scene, "mediator")
    assert (one["seat"], one["how"], one["purpose"]) == (WORKER, "qr", "sign")
    assert "opened" not in one


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (to_sign(MEDIATOR, SeatId("nobody")), ErrorCode.NOT_FOUND),
        (to_sign(MEDIATOR, CLERK), ErrorCode.NOT_FOUND),
        (to_sign(MEDIATOR, MEDIATOR), ErrorCode.FORBIDDEN),
        (to_sign(MEDIATOR, WORKER, Carrier.PRINT), ErrorCode.FORBIDDEN),
        (to_sign(EMPLOYER, WORKER), ErrorCode.FORBIDDEN),
        (to_sign(CLERK, WORKER), ErrorCode.FORBIDDEN),
        (copy(WORKER, WORKER), ErrorCode.FORBIDDEN),
        (copy(MEDIATOR, WORKER), ErrorCode.NOT_SEALED),
        (ServePaper(MEDIATOR, PaperId("x"), WORKER, Carrier.QR, Purpose.SIGN, "s"), ErrorCode.NOT_FOUND),
    ],
)
def test_what_may_not_go_out_does_not(command: ServePaper, code: ErrorCode) -> None:
    scene, _ = signing()
    assert scene.refused(command) is code


def test_who_has_signed_is_not_asked_again() -> None:
    scene, _ = signing()
    read(scene, WORKER)
    signed(scene, WORKER)
    assert scene.refused(to_sign(MEDIATOR, WORKER)) is ErrorCode.ALREADY_SIGNED


def test_what_is_void_or_late_does_not_go_out_to_be_signed() -> None:
    scene, id = signing()
    scene.do(VoidSettlement(MEDIATOR, id, "x"))
    assert scene.refused(to_sign(MEDIATOR, WORKER)) is ErrorCode.NOT_SIGNABLE
    scene, _ = signing()
    scene.wait(4 * 86_400)
    assert scene.refused(to_sign(MEDIATOR, WORKER)) is ErrorCode.SIGNING_OVER


def test_one_takes_it_to_another_device_of_ones_own() -> None:
    scene, _ = signing()
    scene.do(to_sign(WORKER, WORKER))
    assert [one["seat"] for one in served(scene, "worker")] == [WORKER]


def test_nothing_goes_out_to_who_was_removed() -> None:
    scene, _ = signing()
    scene.do(Remove(MEDIATOR, WORKER))
    assert scene.refused(to_sign(MEDIATOR, WORKER)) is ErrorCode.NOT_FOUND


def test_who_left_signs_and_who_is_on_the_telephone_too() -> None:
    scene, _ = signing()
    scene.do(Leave(WORKER))
    scene.do(to_sign(MEDIATOR, WORKER))
    scene.do(OpenPaper(WORKER, PAPER, "s1"))
    read(scene, WORKER)
    scene.do(sign(WORKER, digest(scene)))
    scene.do(Leave(EMPLOYER))
    scene.do(Telephone(MEDIATOR, EMPLOYER, True))
    scene.do(to_sign(MEDIATOR, EMPLOYER, service="s2"))
    scene.do(OpenPaper(EMPLOYER, PAPER, "s2"))
    read(scene, EMPLOYER)
    scene.do(sign(EMPLOYER, digest(scene)))


def test_who_waits_to_be_let_in_signs_when_the_session_is_over() -> None:
    scene, _ = signing()
    scene.do(to_sign(MEDIATOR, WORKER))
    scene.do(BackToLobby(MEDIATOR, WORKER))
    assert scene.refused(OpenPaper(WORKER, PAPER, "s1")) is ErrorCode.NOT_FOUND
    assert scene.refused(ConfirmClause(WORKER, PAPER, FROZEN, CLAUSES[0])) is ErrorCode.NOT_FOUND
    scene.do(End(MEDIATOR))
    scene.do(OpenPaper(WORKER, PAPER, "s1"))
    read(scene, WORKER)
    signed(scene, WORKER)


# -- copies


def test_a_copy_of_what_is_sealed_goes_out_in_each_way_also_after_the_session() -> None:
    scene = sealed()
    scene.do(copy(MEDIATOR, WORKER))
    scene.do(End(MEDIATOR))
    scene.do(copy(MEDIATOR, WORKER, Carrier.QR, "c2"))
    scene.do(copy(MEDIATOR, EMPLOYER, Carrier.PRINT, "c3"))
    assert [one["how"] for one in served(scene, "mediator")] == ["message", "qr", "print"]


def test_that_it_was_opened_is_told_once_of_the_one_that_was_opened() -> None:
    scene = sealed()
    scene.do(copy(MEDIATOR, WORKER))
    scene.do(copy(MEDIATOR, WORKER, Carrier.QR, "c2"))
    scene.do(OpenPaper(WORKER, PAPER, "c2"))
    first = served(scene, "worker")
    scene.wait(3_600)
    assert scene.do(OpenPaper(WORKER, PAPER, "c2")).events == ()
    assert served(scene, "worker") == first
    assert ["opened" in one for one in first] == [False, True]


@pytest.mark.parametrize(
    "command",
    [
        OpenPaper(EMPLOYER, PAPER, "c1"),
        OpenPaper(WORKER, PAPER, "c9"),
        OpenPaper(CLERK, PAPER, "c1"),
        OpenPaper(WORKER, PaperId("x"), "c1"),
    ],
)
def test_nobody_opens_what_did_not_go_out_to_them(command: OpenPaper) -> None:
    scene = sealed()
    scene.do(copy(MEDIATOR, WORKER))
    assert scene.refused(command) is ErrorCode.NOT_FOUND


def test_what_was_taken_back_is_opened_by_nobody() -> None:
    scene, id = signing()
    scene.do(to_sign(MEDIATOR, WORKER))
    scene.do(ReopenSettlement(MEDIATOR, id))
    assert scene.refused(OpenPaper(WORKER, PAPER, "s1")) is ErrorCode.NOT_FOUND


def test_each_sees_of_it_what_went_out_to_them_and_who_writes_the_record_all() -> None:
    scene = sealed()
    scene.do(copy(MEDIATOR, WORKER))
    scene.do(copy(MEDIATOR, EMPLOYER, Carrier.QR, "c2"))
    assert [one["seat"] for one in served(scene, "worker")] == [WORKER]
    assert [one["seat"] for one in served(scene, "employer")] == [EMPLOYER]
    for name in ("mediator", "clerk"):
        assert [one["seat"] for one in served(scene, name)] == [WORKER, EMPLOYER]


def test_there_is_an_end_to_it() -> None:
    scene = sealed()
    for number in range(SERVICES_LIMIT):
        scene.do(copy(MEDIATOR, WORKER, service=f"c{number}"))
    assert scene.refused(copy(MEDIATOR, WORKER, service="more")) is ErrorCode.TOO_MANY
