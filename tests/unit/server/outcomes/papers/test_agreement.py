"""The agreement on paper: everything that was agreed, to the person whom it concerns, and nothing of anybody else."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from rooms.agreement.terms import from_json, to_bytes
from rooms.ids import SeatId
from server.outcomes.papers.forms.agreement import TERMS, Framework, Settlement, agreement, shown, signers
from server.outcomes.papers.forms.wording import yuan
from server.outcomes.papers.paper import Clause, Paper, SlotKind
from server.outcomes.papers.rendering import render
from tests.unit.server.outcomes.papers import looking
from tests.unit.server.outcomes.papers.samples import CENTRE, MADE, agreed, settlement, terms


def said(paper: Paper) -> str:
    return looking.said(render(paper, MADE).pdf)


def clause(paper: Paper, id_: str) -> str:
    (found,) = [block.text for block in paper.blocks if isinstance(block, Clause) and block.id == id_]
    return found


def fifty() -> Settlement:
    """Terms of fifty workers with one another's names, accounts and wages."""
    one = json.loads(to_bytes(terms()))
    worker, employer = one["parties"]
    numbers = range(50)
    names = [f"工人{chr(0x4E00 + number)}" for number in numbers]
    whole = one | {
        "parties": [
            worker | {"seat": f"w{n}", "name": names[n], "number": f"4331011985030{n:05}"} for n in numbers
        ]
        + [employer],
        "requests": [{"by": f"w{n}", "text": f"支付{names[n]}的工资", "item": "wages"} for n in numbers],
        "wages": [
            row | {"id": f"{n}-{row['id']}", "worker": f"w{n}"} for n in numbers for row in one["wages"][:3]
        ],
        "payments": [
            one["payments"][1] | {"id": f"p{n}", "worker": f"w{n}", "account": _account(names[n], n)}
            for n in numbers
        ],
        "differences": [
            {"worker": f"w{n}", "amount": "1.00", "reason": f"与{names[n]}商定"} for n in numbers
        ],
    }
    return replace(settlement(), terms=from_json(whole))


def _account(name: str, number: int) -> dict[str, str]:
    return {"holder": name, "bank": "中国农业银行吉首支行", "number": f"62284800000000{number:05}"}


def test_social_insurance_is_never_waived_on_paper() -> None:
    with pytest.raises(ValueError, match="waiver"):
        agreement(settlement(insurance={"statement": "waived"}))


def test_a_workers_paper_names_no_other_worker_in_print_or_in_its_terms() -> None:
    whole = fifty()
    paper = agreement(replace(whole, worker=SeatId("w7")))
    printed, attached = said(paper), paper.attachments[0].octets.decode()
    for number, party in enumerate(whole.terms.workers):
        for text in (party.name, f"62284800000000{number:05}"):
            assert (text in printed, text in attached) == (number == 7, number == 7)
    assert [signer.seat for signer in signers(replace(whole, worker=SeatId("w7")))] == [
        "w7",
        "agent",
        None,
        None,
    ]


def test_one_paper_for_all_has_an_annex_for_each_worker() -> None:
    paper = agreement(fifty())
    rendered = render(paper, MADE)
    printed = looking.said(rendered.pdf)
    assert len(paper.slots) == 53
    assert "序号申请人（劳动者）身份号码联系电话1工人一433101198503000000" in printed
    for number, party in enumerate(fifty().terms.workers, 1):
        assert f"附件{number}{party.name}劳动报酬明细表" in printed


def test_each_of_many_says_to_which_framework_it_belongs_and_not_what_all_come_to() -> None:
    whole = fifty()
    one = replace(whole, worker=SeatId("w7"), framework=Framework("XXT-1", 50))
    printed = said(agreement(one))
    assert "框架协议（编号：XXT-1）项下50份协议中的一份" in printed
    assert "分别生效" in printed
    total = sum((payment.amount for payment in whole.terms.payments), Decimal(0))
    assert f"{total:,.2f}" not in printed
    assert "框架协议" not in said(agreement(replace(whole, worker=SeatId("w7"))))


def test_sums_stand_in_figures_and_written_out_with_day_and_account() -> None:
    printed = said(agreed())
    for words in (
        yuan(Decimal("28840.00")),
        "贰万捌仟捌佰肆拾元整",
        yuan(Decimal("3046.50")),
        "第1期2026年12月4日前12,000.00壹万贰仟元整",
        "第3期2027年2月5日前6,840.00陆仟捌佰肆拾元整",
        "分3期付清：第一期于2026年12月4日前支付12,000.00元；第二期于2027年1月5日前支付10,000.00元；",
        "于2026年12月4日前一次性付清",
        "开户行中国农业银行吉首支行，户名龙建军，账号6228480000000000017",
        yuan(Decimal("31886.50")),
    ):
        assert words in printed


def test_the_form_has_all_its_parts_in_their_order() -> None:
    printed = said(agreed())
    parts = (
        "一、当事人",
        "二、请求事项",
        "三、没有争议的事实",
        "四、调解结果",
        "第一条支付劳动报酬",
        "第四条劳动关系",
        "第五条社会保险",
        "第六条其他义务",
        "第七条保密",
        "第八条违约责任",
        "第九条协议范围",
        "第十条审查和确认",
        "第十一条生效和履行",
        "第十二条文本",
        "申请人（签名或者盖章）",
        "附件龙建军劳动报酬明细表",
    )
    places = [printed.index(part) for part in parts]
    assert places == sorted(places)


def test_every_clause_has_a_name_of_its_own_to_be_confirmed_by() -> None:
    ids = [block.id for block in agreed().blocks if isinstance(block, Clause)]
    assert ids == [
        "payment-wages",
        "payment-severance",
        "total",
        "labour",
        "insurance",
        "duty-card",
        "clause-silence",
        "breach",
        "settled",
        "review",
        "effect",
        "copies",
    ]


def test_the_terms_for_machines_are_those_that_are_printed() -> None:
    with pypdfium2.PdfDocument(render(agreed(), MADE).pdf) as document:
        attached = document.get_attachment(0)
        assert (attached.get_name(), bytes(attached.get_data())) == (TERMS, to_bytes(shown(settlement())))


def test_the_signers_stand_in_order_and_an_agent_signs_for_the_principal() -> None:
    found = signers(settlement())
    assert [(signer.slot.name, signer.seat) for signer in found] == [
        ("party_1", "worker"),
        ("party_2", "agent"),
        ("mediator_1", None),
        ("centre", None),
    ]
    assert found[1].slot.person == "湘西宏达建筑工程有限公司（委托代理人：向红梅）"
    assert (found[3].slot.kind, found[3].slot.person) == (SlotKind.SEAL, CENTRE)


@pytest.mark.parametrize(
    ("changed", "id_", "words"),
    [
        (
            {"review": "none"},
            "review",
            "十五日内共同向有管辖权的劳动人事争议仲裁委员会申请仲裁审查，或者自生效之日起三十日内",
        ),
        ({"review": "arbitration"}, "review", "十五日内，共同向有管辖权的劳动人事争议仲裁委员会提出"),
        ({"review": "court"}, "review", "三十日内，共同向有管辖权的人民法院申请司法确认"),
        ({"insurance": {"statement": "paid_up"}}, "insurance", "已经依法缴纳"),
        (
            {"insurance": {"statement": "to_be_paid", "text": "于2027年3月前办结。"}},
            "insurance",
            "于2027年3月前办结",
        ),
        (
            {"labour": {"status": "confirmed", "began": "2026-03-01", "ended": "2026-06-30"}},
            "labour",
            "自2026年3月1日起至2026年6月30日止存在劳动关系",
        ),
        ({"labour": {"status": "continues"}}, "labour", "劳动关系继续履行"),
        ({"labour": {"status": "none"}}, "labour", "不是劳动关系"),
        (
            {"breach": {"penalty": "500.00", "text": "另行赔偿损失。"}},
            "breach",
            "违约金人民币500.00元（大写：伍佰元整）。另行赔偿损失。",
        ),
        ({"breach": {"daily": "0.0500"}}, "breach", "每日0.05%"),
        ({"settled": {"everything": False, "text": "仅限工资。"}}, "settled", "仅限工资。"),
        ({"copies": 6}, "copies", "一式6份"),
    ],
)
def test_what_was_chosen_is_said_in_words(changed: dict[str, Any], id_: str, words: str) -> None:
    assert words in clause(agreement(settlement(**changed)), id_)


def test_what_is_paid_on_the_spot_has_no_later_day() -> None:
    payment = {
        "id": "p",
        "worker": "worker",
        "payer": "employer",
        "item": "wages",
        "amount": "100.00",
        "on_the_spot": True,
    }
    text = clause(agreement(settlement(payments=[payment])), "payment-p")
    assert "于签署本协议时当场付清，由龙建军本人确认收到" in text


@pytest.mark.parametrize(
    ("liability", "words"),
    [
        (
            "advance",
            "湖南总包建设有限公司作为施工总承包单位对上述款项先行清偿，清偿后可以依法向湘西宏达建筑工程有限公司追偿",
        ),
        ("joint", "湖南总包建设有限公司对上述款项的支付承担连带责任"),
    ],
)
def test_who_pays_first_or_with_others_is_said(liability: str, words: str) -> None:
    whole = json.loads(to_bytes(terms()))
    contractor = {
        "seat": "g",
        "name": "湖南总包建设有限公司",
        "group": "general",
        "role": "paying",
        "organisation": True,
    }
    payer = {"group": "general", "role": "general_contractor", "liability": liability}
    changed = {"parties": [*whole["parties"], contractor], "payers": [*whole["payers"], payer]}
    paper = agreement(settlement(**changed))
    assert words in clause(paper, "liability")
    assert "被申请人（施工总承包单位）" in said(paper)


def test_the_table_of_wages_says_what_each_side_says_and_what_was_settled() -> None:
    printed = said(agreed())
    for words in (
        "钢筋绑扎2026-03-01至2026-03-109.5天2802,660.00250.000.002,410.00劳动者认可支付方不认可",
        "合计31,920.003,000.000.0028,920.00",
        "减少人民币80.00元（大写：捌拾元整），理由：双方同意抹去零头",
        "双方协商确定为" + yuan(Decimal("28840.00")),
    ):
        assert words in printed


def test_months_pieces_and_settled_sums_have_rows_too() -> None:
    agreed_by_both = {"worker": "agreed", "payer": "agreed"}
    rows = [
        {
            "id": "m",
            "worker": "worker",
            "basis": "monthly",
            "quantity": {"value": "3", **agreed_by_both},
            "rate": {"value": "4350", **agreed_by_both},
            "days": {"value": "5", **agreed_by_both},
        },
        {
            "id": "p",
            "worker": "worker",
            "basis": "pieces",
            "quantity": {"value": "12000", "worker": "agreed"},
            "rate": {"value": "0.1255"},
            "paid": {"value": "20000.00"},
        },
        {
            "id": "a",
            "worker": "worker",
            "basis": "amount",
            "amount": {"value": "100.00"},
            "ends": "2026-06-30",
        },
    ]
    printed = said(agreement(settlement(wages=rows, differences=[])))
    for words in (
        "3个月又5天4,35014,050.00",
        "12,000件0.12551,506.00",
        "2026-06-30——100.00",
        "超支" + yuan(Decimal("4344.00")),
    ):
        assert words in printed


def test_without_wages_there_is_no_annex() -> None:
    assert agreement(settlement(wages=[], differences=[])).annexes == ()


def test_the_longest_names_and_words_that_terms_allow_stay_in_their_places() -> None:
    whole = json.loads(to_bytes(terms()))
    long = {"work": "W" * 200, "quantity": {"value": "99999.999"}, "rate": {"value": "99999.9999"}}
    whole["wages"] = [row | long for row in whole["wages"]]
    whole["parties"][0] |= {"name": "A" * 100, "address": "B" * 200}
    whole["parties"][1]["name"] = "一" * 100
    whole["parties"][1]["agent"]["name"] = "C" * 100
    whole["clauses"] = [{"id": "x", "heading": "D" * 200, "text": "，" * 2_000}]
    rendered = render(agreement(replace(settlement(), terms=from_json(whole))), MADE)
    for number in range(rendered.pages):
        assert looking.beyond_the_margins(rendered.pdf, number) == []
        assert looking.overprinted(rendered.pdf, number) == []
