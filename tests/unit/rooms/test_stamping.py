"""An organisation may print a paper, stamp it and have a scan of it compared; a person may not."""

import pytest

from rooms.commands import (
    BackToLobby,
    DeclineScan,
    End,
    OfferScan,
    RefusePaper,
    Remove,
    SealPaper,
    SignByScan,
    VoidSettlement,
)
from rooms.errors import ErrorCode
from rooms.events import PaperSigned, ScanDeclined, ScanOffered
from rooms.ids import SYSTEM, PaperId, SeatId
from rooms.room import replay
from rooms.settlement import SCAN_PAGES_LIMIT
from tests.unit.rooms.papers import (
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
from tests.unit.rooms.scene import Scene

SCAN = "5c" * 32


def offer(
    seat: SeatId = EMPLOYER,
    who: SeatId = EMPLOYER,
    scan: str = SCAN,
    frozen: str = FROZEN,
    pages: int = 3,
    paper: PaperId = PAPER,
) -> OfferScan:
    return OfferScan(seat, paper, who, frozen, scan, pages)


def take(scene: Scene, seat: SeatId = MEDIATOR, who: SeatId = EMPLOYER, scan: str = SCAN) -> SignByScan:
    before = digest(scene)
    return SignByScan(seat, PAPER, who, scan, before, f"scan-{before[:8]}", {"how": "scan", "scan": scan})


def shown(scene: Scene, name: str = "employer", whose: str = "employer") -> dict[str, object]:
    papers = scene.view(name)["papers"]
    assert isinstance(papers, dict)
    found = papers[PAPER]["signers"][whose]
    assert isinstance(found, dict)
    return found


def test_only_whoever_signs_for_organisations_alone_is_offered_it() -> None:
    scene, _ = signing()
    assert shown(scene)["organisation"] is True
    for whose in ("worker", "mediator"):
        assert "organisation" not in shown(scene, whose=whose)


@pytest.mark.parametrize("seat", [EMPLOYER, MEDIATOR])
def test_a_scan_that_was_compared_stands_for_the_signature_and_says_so(seat: SeatId) -> None:
    scene, _ = signing()
    scene.do(offer(seat))
    waiting = shown(scene)
    assert waiting["scan"] == {
        "digest": SCAN,
        "pages": 3,
        "at": waiting["scan"]["at"],  # type: ignore[index]
        "by": f"name-{seat}",
    }
    assert "signed" not in waiting
    scene.do(take(scene))
    taken = shown(scene, "worker")
    assert taken["compared"] == "name-mediator"
    assert taken["scan"]["digest"] == SCAN  # type: ignore[index]
    assert taken["read"] == []
    last = scene.log[-1]
    assert isinstance(last, PaperSigned)
    assert (last.seat, last.compared, last.channel) == (EMPLOYER, MEDIATOR, f"paper:{PAPER}")


def test_everything_else_of_the_order_of_signing_holds() -> None:
    scene, _ = signing()
    read(scene, WORKER)
    signed(scene, WORKER)
    scene.do(offer())
    assert scene.refused(sign(MEDIATOR, digest(scene))) is ErrorCode.PARTIES_FIRST
    scene.do(take(scene))
    assert scene.refused(take(scene)) is ErrorCode.ALREADY_SIGNED
    assert scene.refused(sign(EMPLOYER, digest(scene))) is ErrorCode.ALREADY_SIGNED
    signed(scene, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    assert scene.refused(offer()) is ErrorCode.NOT_SIGNABLE
    assert scene.refused(take(scene)) is ErrorCode.NOT_SIGNABLE
    assert replay(scene.log).settlements == scene.state.settlements


def test_of_two_who_sign_at_once_the_second_is_told() -> None:
    scene, _ = signing()
    scene.do(offer())
    late = take(scene)
    read(scene, WORKER)
    signed(scene, WORKER)
    assert scene.refused(late) is ErrorCode.PAPER_CHANGED
    scene.do(take(scene))


def test_a_person_is_never_signed_for_by_a_scan() -> None:
    scene, _ = signing()
    for seat in (WORKER, MEDIATOR):
        assert scene.refused(offer(seat, WORKER)) is ErrorCode.NOT_AN_ORGANISATION
    assert scene.refused(offer(MEDIATOR, MEDIATOR)) is ErrorCode.NOT_AN_ORGANISATION
    assert scene.refused(take(scene, who=WORKER)) is ErrorCode.NOT_AN_ORGANISATION


def test_nobody_hands_in_a_scan_for_the_other_side() -> None:
    scene, _ = signing()
    assert scene.refused(offer(WORKER)) is ErrorCode.NOT_FOUND
    assert scene.refused(offer(CLERK)) is ErrorCode.FORBIDDEN
    assert scene.refused(offer(MEDIATOR, CLERK)) is ErrorCode.NOT_FOUND
    assert scene.refused(offer(paper=PaperId("another"))) is ErrorCode.NOT_FOUND


def test_only_hosts_compare() -> None:
    scene, _ = signing()
    scene.do(offer())
    for seat in (EMPLOYER, WORKER, CLERK):
        assert scene.refused(take(scene, seat)) is ErrorCode.FORBIDDEN
        assert scene.refused(DeclineScan(seat, PAPER, EMPLOYER, SCAN, "糊")) is ErrorCode.FORBIDDEN


def test_only_the_scan_that_was_compared_counts() -> None:
    scene, _ = signing()
    assert scene.refused(take(scene)) is ErrorCode.SCAN_CHANGED
    scene.do(offer())
    scene.do(offer(scan="6d" * 32, pages=4))
    assert scene.refused(take(scene)) is ErrorCode.SCAN_CHANGED
    scene.do(take(scene, scan="6d" * 32))


def test_a_scan_of_what_is_no_more_is_not_taken() -> None:
    scene, id = signing()
    assert scene.refused(offer(frozen="00" * 32)) is ErrorCode.PAPER_CHANGED
    scene.do(offer())
    scene.do(VoidSettlement(MEDIATOR, id, "金额改了"))
    assert scene.refused(take(scene)) is ErrorCode.NOT_SIGNABLE
    assert scene.refused(offer()) is ErrorCode.NOT_SIGNABLE


@pytest.mark.parametrize("pages", [0, SCAN_PAGES_LIMIT + 1])
def test_a_scan_has_pages_and_not_too_many(pages: int) -> None:
    scene, _ = signing()
    assert scene.refused(offer(pages=pages)) is ErrorCode.BAD_MESSAGE


def test_a_scan_that_is_not_taken_is_told_why_and_may_come_again() -> None:
    scene, _ = signing()
    scene.do(offer())
    assert scene.refused(DeclineScan(MEDIATOR, PAPER, EMPLOYER, SCAN, " ")) is ErrorCode.REASON_NEEDED
    assert scene.refused(DeclineScan(MEDIATOR, PAPER, EMPLOYER, SCAN, "糊" * 501)) is ErrorCode.TOO_LARGE
    assert scene.refused(DeclineScan(MEDIATOR, PAPER, EMPLOYER, "00" * 32, "糊")) is ErrorCode.SCAN_CHANGED
    scene.do(DeclineScan(MEDIATOR, PAPER, EMPLOYER, SCAN, "第二页看不清"))
    declined = shown(scene)["declined"]
    assert isinstance(declined, dict)
    assert declined["reason"] == "第二页看不清"
    assert "scan" not in shown(scene)
    assert scene.refused(take(scene)) is ErrorCode.SCAN_CHANGED
    scene.do(offer())
    assert "declined" not in shown(scene)
    kinds = (ScanOffered, ScanDeclined)
    assert {event.channel for event in scene.log if isinstance(event, kinds)} == {f"paper:{PAPER}"}


def test_a_scan_may_come_after_the_session_and_while_there_is_time() -> None:
    scene, _ = signing()
    scene.do(RefusePaper(EMPLOYER, PAPER, "公章在公司"))
    scene.do(End(MEDIATOR))
    scene.do(offer())
    scene.do(take(scene))
    assert "refused" not in shown(scene)


def test_when_time_is_over_no_scan_is_taken() -> None:
    scene, _ = signing()
    scene.do(offer())
    scene.now = scene.state.at.replace(year=scene.state.at.year + 1)
    assert scene.refused(take(scene)) is ErrorCode.SIGNING_OVER
    assert scene.refused(offer()) is ErrorCode.SIGNING_OVER


def test_whoever_is_out_hands_in_nothing() -> None:
    scene, _ = signing()
    scene.do(BackToLobby(MEDIATOR, EMPLOYER))
    assert scene.refused(offer()) is ErrorCode.NOT_HERE
    scene.do(Remove(MEDIATOR, EMPLOYER))
    assert scene.refused(offer()) is ErrorCode.REMOVED


def test_somebody_signs_by_hand_after_all() -> None:
    scene, _ = signing()
    scene.do(offer())
    read(scene, EMPLOYER)
    signed(scene, EMPLOYER)
    assert "scan" not in shown(scene)
    assert "compared" not in shown(scene)
    assert scene.refused(take(scene)) is ErrorCode.ALREADY_SIGNED
