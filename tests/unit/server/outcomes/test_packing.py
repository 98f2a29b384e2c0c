"""An application as it is handed in."""

import io
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

from rooms.document import DocumentKind
from server.outcomes.packing import README, Enclosed, agreement_about, pack
from tests.unit.rooms.documents import document, hand, in_force, issue, made, sealed
from tests.unit.rooms.papers import PAPER, WORKER

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
APPLICATION = Enclosed("支付令申请书", "一号-W1234", b"%PDF application")
AGREEMENT = Enclosed("调解协议书", "一号-1", b"%PDF agreement")


def test_both_are_in_it_as_they_are_with_a_word_on_what_to_do() -> None:
    octets = pack([APPLICATION, AGREEMENT], "https://example.org/verify", AT)
    with zipfile.ZipFile(io.BytesIO(octets)) as file:
        assert file.testzip() is None
        assert file.namelist() == ["1 支付令申请书.pdf", "2 调解协议书.pdf", README]
        assert [file.read(name) for name in file.namelist()[:2]] == [APPLICATION.octets, AGREEMENT.octets]
        told = file.read(README).decode("utf-8-sig")
        assert {info.date_time for info in file.infolist()} == {(2026, 11, 23, 9, 30, 0)}  # in China
    for one in (APPLICATION, AGREEMENT):
        assert one.number in told
        assert sha256(one.octets).hexdigest() in told
    assert "https://example.org/verify" in told


def test_only_a_sealed_application_has_an_agreement_to_go_with_it() -> None:
    scene = in_force()
    (settlement,) = scene.state.settlements.values()
    assert agreement_about(scene.state, settlement.papers[PAPER]) is None
    scene.do(issue(scene, DocumentKind.PAYMENT_ORDER, made("p", WORKER), by=WORKER, about=PAPER))
    (waiting,) = document(scene).papers.values()
    assert agreement_about(scene.state, waiting) is None
    hand(scene, WORKER, "p")
    sealed(scene, "p")
    (done,) = document(scene).papers.values()
    assert agreement_about(scene.state, done) == PAPER
