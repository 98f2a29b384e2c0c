"""The forms, as they are read on paper: what the law and those who receive them look for is on them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from server.outcomes.papers.forms.failure import REASONS, Commission, Ending, Failure, failure
from server.outcomes.papers.forms.on_default import Overdue
from server.outcomes.papers.forms.record import Record, record
from server.outcomes.papers.forms.refusal import GROUNDS, Ground, Refusal, refusal
from server.outcomes.papers.forms.service_receipt import service_receipt
from server.outcomes.papers.forms.wording import listed, moment, yuan
from server.outcomes.papers.paper import Paper, SlotKind
from server.outcomes.papers.rendering import render
from tests.unit.server.outcomes.papers import looking, samples
from tests.unit.server.outcomes.papers.samples import MADE


def said(paper: Paper) -> str:
    return looking.said(render(paper, MADE).pdf)


@pytest.mark.parametrize("name", samples.FORMS)
def test_every_form_is_small_and_names_its_signers(name: str) -> None:
    paper = samples.FORMS[name]()
    rendered = render(paper, MADE)
    printed = looking.said(rendered.pdf)
    assert len(rendered.pdf) < 150_000
    assert [place.name for place in rendered.places] == [slot.name for slot in paper.slots]
    assert all("".join(slot.label.split()) in printed for slot in paper.slots)
    assert paper.title in printed


def test_the_acceptance_says_who_when_how_and_what_one_may_and_must_do() -> None:
    printed = said(samples.acceptance_notice())
    for words in (
        samples.CASE,
        "追索劳动报酬",
        "田秀英、石明",
        "2026年11月24日9时30分",
        "要求调解员回避",
        "您的义务",
        "2026年12月4日",
        "调解仲裁法》第十四条",
    ):
        assert words in printed


@pytest.mark.parametrize("ground", list(Ground))
def test_the_refusal_says_why_and_where_else_to_go(ground: Ground) -> None:
    case = Refusal(
        samples.imprint("1"), "龙建军", "公司", "追索劳动报酬", date(2026, 11, 17), ground, "另见附函。"
    )
    printed = said(refusal(case))
    for words in (GROUNDS[ground], "另见附函。", "申请劳动仲裁", "劳动保障监察", "第二十七条"):
        assert words in printed


def test_the_failure_gives_undisputed_facts_the_way_to_arbitration_and_the_last_day() -> None:
    printed = said(samples.failure_notice())
    for words in ("双方没有争议的事实", "每日280元", "吉首市劳动人事争议仲裁委员会", "最迟于2027年6月30日"):
        assert words in printed


def test_where_no_last_day_is_known_the_failure_gives_none_and_says_hurry() -> None:
    case = Failure(
        samples.imprint("1"),
        "龙建军",
        "龙建军",
        "公司",
        "追索劳动报酬",
        date(2026, 11, 19),
        date(2026, 11, 22),
        Ending.UNWILLING,
        (),
        Commission("仲裁委员会"),
        None,
        "劳动关系终止的日期不明",
        "田秀英",
    )
    printed = said(failure(case))
    assert "无法确定您申请仲裁的最后日期（劳动关系终止的日期不明）" in printed
    assert "最迟于" not in printed
    assert "调解中没有记录双方均予认可的事实" in printed
    for ending in Ending:
        assert REASONS[ending] in said(failure(replace(case, ending=ending)))


def test_the_service_receipt_lists_papers_with_their_digests_and_every_step() -> None:
    printed = said(samples.receipt_of_service())
    for words in ("劳动争议调解协议书", "2026-11-2217:35:02", "2026-11-2217:44:02", "已签收", "139****0521"):
        assert words in printed
    assert samples.digest("调解笔录") in printed


@pytest.mark.parametrize(
    ("form", "to", "asked", "last"),
    [
        ("arbitration_review", "吉首市劳动人事争议仲裁委员会", "并根据该协议制作调解书", "2026年12月7日"),
        ("judicial_confirmation", "吉首市人民法院", "的调解协议有效", "2026年12月22日"),
    ],
)
def test_both_sides_apply_together_and_declare_that_it_is_their_will(
    form: str, to: str, asked: str, last: str
) -> None:
    paper = samples.FORMS[form]()
    printed = said(paper)
    for words in (
        "龙建军",
        "433101198503020017",
        "91433101MA4L0000XX",
        to,
        asked,
        last,
        "恶意串通",
        "自愿",
    ):
        assert words in printed
    assert [slot.person for slot in paper.slots] == [
        "龙建军",
        "湘西宏达建筑工程有限公司（委托代理人：向红梅）",
        "吉首市劳动人事争议调解中心",
    ]
    assert paper.slots[-1].label == "电子签名核验（盖章）"
    assert paper.issuer == ""


def test_a_payment_order_asks_for_what_is_left_of_every_sum_that_is_due() -> None:
    paper = samples.payment_order_application()
    printed = said(paper)
    assert yuan(Decimal("25400.50")) in printed
    for words in ("劳动报酬、经济补偿", "7,000.00", "30,400.50", "调解仲裁法》第十六条", "吉首市人民法院"):
        assert words in printed
    assert [slot.name for slot in paper.slots] == ["worker", "centre"]
    assert Overdue("劳动报酬", date(2026, 1, 1), Decimal(3), Decimal(1)).left == Decimal(2)


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (samples.suit(), ("民事起诉状", "原告", "被告", "法释〔2020〕26号", "吉首市人民法院")),
        (samples.arbitration_application(), ("劳动仲裁申请书", "申请人", "第十五条", "仲裁委员会")),
        (samples.inspection_complaint(), ("劳动保障监察投诉书", "投诉人", "第九条", "监察大队")),
    ],
)
def test_each_other_way_on_asks_for_the_same_of_whom_it_is_to_be_asked(
    paper: Paper, words: tuple[str, ...]
) -> None:
    printed = said(paper) + paper.title
    for each in (*words, "25,400.50", yuan(Decimal("25400.50")), "吉劳人调协〔2026〕312号"):
        assert each in printed
    assert [slot.name for slot in paper.slots] == ["worker", "centre"]


def test_the_record_reads_as_what_was_read_back() -> None:
    paper = samples.session_record()
    printed = said(paper)
    content = samples.content()
    for section in content["sections"]:
        for line in section["lines"]:
            spoken = (
                f"{line['number']}.{line.get('speaker', '')}{'：' if 'speaker' in line else ''}{line['text']}"
            )
            assert "".join(spoken.split()) in printed
    for person in content["attendees"]:
        assert person["name"] in printed
    for words in ("是否申请调解员回避", "不申请", "第1次宣读，龙建军：第1行里", "对停工天数保留意见"):
        assert words in printed
    assert samples.digest(content) in printed


def test_those_who_only_watched_do_not_sign_the_record() -> None:
    slots = samples.session_record().slots
    assert [(slot.name, slot.person) for slot in slots] == [
        ("attendee_1", "龙建军"),
        ("attendee_2", "田大明"),
        ("attendee_3", "向红梅"),
        ("attendee_4", "田秀英"),
        ("attendee_5", "吴晓芳"),
        ("centre", "吉首市劳动人事争议调解中心"),
    ]
    assert [slot.kind for slot in slots[:-1]] == [SlotKind.SIGNATURE] * 5


def test_whoever_does_not_sign_the_record_is_named_on_it_with_the_reason() -> None:
    read = samples.content()
    reasons = {2: "拒绝签名：对第3行有异议", 4: "宣读前已离开"}
    paper = record(Record(samples.imprint("1"), read, samples.digest(read), {}, (), unsigned=reasons))
    printed = said(paper)
    assert all(f"{name}{why}" in printed for name, why in (("田大明", reasons[2]), ("田秀英", reasons[4])))
    assert [slot.name for slot in paper.slots] == ["attendee_1", "attendee_3", "attendee_5", "centre"]
    assert "未签名的到场人" not in said(samples.session_record())


def test_a_receipt_that_is_not_signed_for_says_why() -> None:
    served = samples.service()
    assert [slot.name for slot in service_receipt(served).slots] == ["recipient", "server", "centre"]
    paper = service_receipt(replace(served, declined="电话中表示拒收"))
    assert [slot.name for slot in paper.slots] == ["server", "centre"]
    assert "电话中表示拒收" in said(paper)


def test_every_form_ends_with_one_seal() -> None:
    for form in samples.FORMS.values():
        seals = [slot for slot in form().slots if slot.kind is SlotKind.SEAL]
        assert seals == [form().slots[-1]]


def test_an_empty_record_is_a_form_all_the_same() -> None:
    content = samples.content() | {"answers": [], "sections": [], "objections": [], "attendees": []}
    del content["began"]
    paper = record(Record(samples.imprint("1"), content, "0" * 64, {}, ()))
    assert "尚无人确认" in said(paper)


def test_times_are_those_of_china() -> None:
    assert moment(MADE) == "2026年11月22日17时30分"


@pytest.mark.parametrize(
    ("items", "written"),
    [((), ""), (("甲",), "（一）甲。"), (("甲；", "乙。", "丙;"), "（一）甲；\n（二）乙；\n（三）丙。")],
)
def test_a_list_ends_like_a_sentence(items: tuple[str, ...], written: str) -> None:
    assert listed(items) == written
