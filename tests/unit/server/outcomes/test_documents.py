"""What the room's other documents say: from the state of a room to words on a paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rooms.commands import ConfirmMinutes, End, ObjectToMinutes, ReadBack, Remove, WriteLine
from rooms.document import ON_DEFAULT, DocumentKind
from rooms.ids import SYSTEM, SeatId
from rooms.minutes import Section
from rooms.roles import Role
from rooms.settlement import CLAUSES_LIMIT
from server.outcomes.documents import failure, joint, on_default, receipt
from server.outcomes.documents.addressees import addressees, matter, names
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Unfit, Why
from server.outcomes.documents.offering import FORMS, offered, outlook, subjects, why
from server.outcomes.drawing_up import begun
from server.outcomes.library.texts import library
from server.outcomes.papers.paper import Align, Break, Heading, Table
from server.outcomes.undisputed import undisputed
from tests.unit.rooms.documents import in_force
from tests.unit.rooms.papers import CLERK, EMPLOYER, MEDIATOR, PAPER, WORKER
from tests.unit.rooms.scene import DEMONSTRATION, START, Scene, building_site, demonstration, seat
from tests.unit.server.outcomes.papers import samples
from tests.unit.server.outcomes.wording import IMPRINT, asked, notice, said


def read_out(scene: Scene) -> str:
    scene.do(WriteLine(CLERK, Section.UNDISPUTED, "工作三十天"))
    scene.do(WriteLine(CLERK, Section.OTHER, "下次再谈"))
    return str(scene.do(ReadBack(CLERK)).value["digest"])


# -- to whom


def test_each_party_is_named_and_its_agent_has_what_is_addressed_to_it() -> None:
    found = addressees(building_site().state)
    assert {one.name for one in found if one.works} == {f"name-w{number}" for number in range(1, 7)}
    company = next(one for one in found if one.name == "吉首建筑公司")
    assert company.seats == ("agent",)
    assert names(found, works=False) == "name-contractor、吉首建筑公司"


def test_a_side_whose_agent_has_no_authority_is_named_by_its_side() -> None:
    scene = demonstration()
    person = scene.state.people[EMPLOYER]
    bare = replace(person, seat=replace(person.seat, authority=None))
    scene.state = replace(scene.state, people={**scene.state.people, EMPLOYER: bare})
    assert [(one.name, one.seats) for one in addressees(scene.state)] == [
        ("name-worker", ("worker",)),
        ("用人单位", ("employer",)),
    ]
    assert names([], works=True) == "对方当事人"


def test_what_the_dispute_is_is_what_was_put_before_the_parties() -> None:
    assert matter(demonstration().state) == "劳动争议"
    assert matter(in_force().state) == "追索劳动报酬"


# -- the notice


def test_only_what_every_side_confirmed_and_nobody_disputes_is_a_fact() -> None:
    scene = demonstration()
    assert undisputed(scene.state) == ()
    digest = read_out(scene)
    assert undisputed(scene.state) == ()
    scene.do(ConfirmMinutes(WORKER, WORKER, digest))
    assert undisputed(scene.state) == ()
    scene.do(ConfirmMinutes(EMPLOYER, EMPLOYER, digest))
    assert undisputed(scene.state) == ("工作三十天",)
    template = next(iter(library().templates.values()))
    assert [fact.text for fact in begun(scene.state, template, library()).undisputed] == ["工作三十天"]
    scene.do(ObjectToMinutes(EMPLOYER, EMPLOYER, digest, "是二十天"))
    assert undisputed(scene.state) == ()
    assert begun(scene.state, template, library()).undisputed == ()


def test_the_last_day_is_counted_from_what_was_said_or_the_notice_says_why_not() -> None:
    here = asked(demonstration())
    for given, words in (
        (
            notice(since=date(2026, 3, 1), unknown="", counted=failure.Since.ENDED),
            "终止之日2026年3月1日起算一年",
        ),
        (notice(since=date(2026, 3, 1), unknown=""), "权利被侵害之日2026年3月1日"),
        (notice(since=date(2020, 3, 1), unknown=""), "已经届满"),
        (notice(), "无法确定您申请仲裁的最后日期（日期不明）"),
    ):
        drawn = [sheet(IMPRINT) for sheet in failure.FORM.sheets(here, None, given)]
        assert all(words in said(one) for one in drawn)
        assert [one.readers for one in drawn] == [("worker",), ("employer",)]
        assert {one.last is None for one in drawn} == {"起算" not in words and "之日" not in words}


@pytest.mark.parametrize(
    "given", [notice(unknown=" "), notice(since=date(2026, 3, 1)), notice(since=date(2026, 3, 3), unknown="")]
)
def test_a_day_and_no_reason_or_a_reason_and_no_day_is_told(given: failure.Details) -> None:
    with pytest.raises(Unfit):
        failure.FORM.sheets(asked(demonstration()), None, given)


def test_where_somebody_signs_or_has_signed_an_agreement_there_is_no_notice() -> None:
    assert why(asked(demonstration()), DocumentKind.FAILURE, None) == []
    assert why(asked(in_force()), DocumentKind.FAILURE, None) == [Why.AGREED]


def test_a_room_without_mediator_or_parties_has_none() -> None:
    scene = demonstration()
    people = {CLERK: scene.state.people[CLERK]}
    scene.state = replace(scene.state, people=people, status=replace(scene.state.status, lead=None))
    assert why(asked(scene, CLERK), DocumentKind.FAILURE, None) == [Why.NO_PARTIES, Why.NO_MEDIATOR]


# -- applications


def test_both_apply_within_their_days_and_no_later() -> None:
    scene = in_force()
    for days, closed in ((0, []), (15, [])):
        assert why(asked(scene, later=timedelta(days=days)), DocumentKind.ARBITRATION_REVIEW, PAPER) == closed
    late = asked(scene, later=timedelta(days=20))
    assert why(late, DocumentKind.ARBITRATION_REVIEW, PAPER) == [Why.TOO_LATE]
    assert why(late, DocumentKind.JUDICIAL_CONFIRMATION, PAPER) == []
    later = asked(scene, later=timedelta(days=40))
    assert why(later, DocumentKind.JUDICIAL_CONFIRMATION, PAPER) == [Why.TOO_LATE]


def test_arbitrators_review_no_agreement_that_confirms_a_labour_relation() -> None:
    scene = in_force()
    (settlement,) = scene.state.settlements.values()
    version = settlement.latest
    terms = {**version.terms, "labour": {"status": "confirmed"}}
    relation = replace(settlement, versions=(replace(version, terms=terms),))
    scene.state = replace(scene.state, settlements={settlement.id: relation})
    assert why(asked(scene), DocumentKind.ARBITRATION_REVIEW, PAPER) == [Why.RELATION_CONFIRMED]
    assert why(asked(scene), DocumentKind.JUDICIAL_CONFIRMATION, PAPER) == []


def test_an_application_says_what_was_agreed_and_each_side_signs_it() -> None:
    given = joint.Details(to="吉首市人民法院")
    (sheet,) = joint.CONFIRMATION.sheets(asked(in_force()), PAPER, given)
    drawn = sheet(IMPRINT)
    assert drawn.fields == {"worker": ("party_1",), "employer": ("party_2",)}
    assert drawn.seal == "centre"
    for words in ("30,000.00", "吉首市人民法院", "吉劳调〔2026〕1号-1", "按期支付"):
        assert words in said(drawn)


def test_for_what_is_overdue_and_not_paid_the_worker_asks_for_an_order() -> None:
    scene = in_force()
    assert why(asked(scene, WORKER), DocumentKind.PAYMENT_ORDER, PAPER) == [Why.NOTHING_OVERDUE]
    late = asked(scene, WORKER, timedelta(days=200))
    assert why(late, DocumentKind.PAYMENT_ORDER, PAPER) == []
    paid = on_default.Paid("pay-worker", 1, "12000.5")
    (sheet,) = FORMS[DocumentKind.PAYMENT_ORDER].sheets(
        late, PAPER, on_default.OfCourt(court="法院", paid=(paid,))
    )
    assert "17,999.50" in said(sheet(IMPRINT))
    for amount, id in (("30000", "pay-worker"), ("30001", "pay-worker"), ("1", "another")):
        wrong = on_default.OfCourt(court="法院", paid=(on_default.Paid(id, 1, amount),))
        with pytest.raises(Unfit):
            FORMS[DocumentKind.PAYMENT_ORDER].sheets(late, PAPER, wrong)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (DocumentKind.DIRECT_SUIT, on_default.OfCourt(court="吉首市人民法院")),
        (DocumentKind.ARBITRATION, on_default.OfCommission(commission="吉首市劳动人事争议仲裁委员会")),
        (DocumentKind.INSPECTION, on_default.OfAuthority(authority="吉首市劳动保障监察大队")),
    ],
)
def test_the_other_ways_on_are_filled_in_as_soon_as_they_are_open(
    kind: DocumentKind, given: on_default.Asking
) -> None:
    scene = in_force()
    assert why(asked(scene, WORKER), kind, PAPER) == [Why.NOTHING_OVERDUE]
    late = asked(scene, WORKER, timedelta(days=200))
    assert why(late, kind, PAPER) == []
    (sheet,) = FORMS[kind].sheets(late, PAPER, given)
    drawn = sheet(IMPRINT)
    assert drawn.fields == {"worker": ("worker",)}
    for words in ("30,000.00", "吉首", "吉劳调〔2026〕1号-1"):
        assert words in said(drawn)


# -- receipts


def test_a_receipt_names_what_is_sealed_for_its_recipient_and_when() -> None:
    scene = in_force()
    here = asked(scene, CLERK)
    assert subjects(here, DocumentKind.SERVICE_RECEIPT) == [WORKER, EMPLOYER]
    step = receipt.Step(receipt.What.TAKEN, "2026-03-02T01:30:00.000Z", "签收")
    (sheet,) = receipt.FORM.sheets(here, WORKER, receipt.Details(method="电子送达", steps=(step,)))
    drawn = sheet(IMPRINT)
    assert drawn.fields == {"worker": ("recipient",), "clerk": ("server",)}
    for words in ("调解协议书", "5e" * 32, "已签收", "生效并向受送达人开放"):
        assert words in said(drawn)


# -- what is offered


def test_whoever_leads_is_told_of_every_kind_but_the_worker_s_own_and_why_it_is_closed() -> None:
    told = {str(one["kind"]): one for one in offered(asked(demonstration()))}
    assert set(told) == {kind.value for kind in DocumentKind} - {one.value for one in ON_DEFAULT}
    assert {kind: one.get("why") for kind, one in told.items()} == {
        "record": ["nothing_read"],
        "failure": None,
        "service_receipt": ["nothing_to_serve"],
        "arbitration_review": ["no_agreement"],
        "judicial_confirmation": ["no_agreement"],
    }
    assert offered(asked(demonstration(), WORKER)) == []


def test_each_is_told_what_follows_from_what_they_have_and_nothing_else() -> None:
    scene = in_force()
    mine = outlook(asked(scene, WORKER, timedelta(days=200)))
    (own,) = mine["agreements"]  # type: ignore[misc,union-attr]
    assert (own["paper"], own["overdue"]) == (PAPER, "2026-06-02")  # type: ignore[index,call-overload]
    assert "facts" not in mine
    assert "people" not in mine
    assert "attendees" not in mine
    scene = building_site()
    for name in ("w1", "agent", "observer", "interpreter"):
        told = outlook(Asked(scene.state, SeatId(name), "", START.date(), datetime(2026, 4, 1, tzinfo=UTC)))
        assert told == {"documents": [], "agreements": [], "notices": []}


def test_a_recused_mediator_signs_no_notice_after_the_session() -> None:
    scene = Scene(seat("first", Role.MEDIATOR), *DEMONSTRATION)
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.do(Remove(SYSTEM, SeatId("first")))
    scene.admit("worker", "employer", "clerk")
    scene.do(End(MEDIATOR))
    host = asked(scene, CLERK).host
    assert host is not None
    assert host.id == MEDIATOR


# -- what is read back


@pytest.mark.parametrize("form", samples.FORMS)
def test_all_of_a_paper_but_its_remarks_and_digests_is_read_back(form: str) -> None:
    told = sections(samples.FORMS[form]())
    assert len({section.id for section in told}) == len(told) > 0
    assert all(section.text.strip() for section in told)
    assert "校验值" not in "".join(section.text for section in told)


def test_what_would_be_too_many_parts_is_read_with_the_last() -> None:
    paper = samples.FORMS["failure"]()
    table = Table(("甲", "乙"), (("1", ""),), (Align.LEFT, Align.LEFT), ("合", "2"))
    blocks = [block for number in range(150) for block in (Heading(f"第{number}"), table, Break())]
    told = sections(replace(paper, blocks=tuple(blocks)))
    assert len(told) == CLAUSES_LIMIT - 1
    assert told[0].text == "甲1\n甲合，乙2"
    assert "第149" in told[-1].text
