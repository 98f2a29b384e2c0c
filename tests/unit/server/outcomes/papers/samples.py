"""Papers as they come in practice: people, sums and days that fit each other."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from rooms.agreement.terms import Agreement, from_json
from rooms.canonical import digest
from rooms.moments import stamp
from server.outcomes.papers.forms.acceptance import Acceptance, acceptance
from server.outcomes.papers.forms.agreement import Settlement, agreement
from server.outcomes.papers.forms.arbitration import arbitration
from server.outcomes.papers.forms.arbitration_review import arbitration_review
from server.outcomes.papers.forms.direct_suit import direct_suit
from server.outcomes.papers.forms.failure import Commission, Ending, Failure, failure
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.forms.inspection import inspection
from server.outcomes.papers.forms.joint_application import JointApplication
from server.outcomes.papers.forms.judicial_confirmation import judicial_confirmation
from server.outcomes.papers.forms.on_default import OnDefault, Overdue
from server.outcomes.papers.forms.party import Agent, Party
from server.outcomes.papers.forms.payment_order import payment_order
from server.outcomes.papers.forms.record import Confirmation, Record, record
from server.outcomes.papers.forms.refusal import Ground, Refusal, refusal
from server.outcomes.papers.forms.service_receipt import Served, Service, Step, service_receipt
from server.outcomes.papers.paper import Paper

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CENTRE = "吉首市劳动人事争议调解中心"
CASE = "吉劳人调〔2026〕312号"
CODE = "https://yuntiao.example.gov.cn/v/7Q4K-XM2P-9DRT-66HE"
WORKER = Party(
    "龙建军",
    number="433101198503020017",
    about="男，1985年3月2日出生",
    address="湖南省吉首市峒河街道向阳社区3组12号",
    telephone="13907430521",
)
EMPLOYER = Party(
    "湘西宏达建筑工程有限公司",
    organisation=True,
    number="91433101MA4L0000XX",
    address="湖南省吉首市人民北路128号",
    telephone="0743-8220000",
    legal_representative="田大明",
    agent=Agent("向红梅", special=True, telephone="13807431234"),
)
AGREED = (
    "被申请人向申请人支付劳动报酬人民币32,000.00元，分三期于2026年12月5日、2027年1月5日、2027年2月5日前付至申请人本人账户；",
    "劳动关系于2026年6月30日解除，被申请人于2026年12月5日前出具解除劳动合同的证明；",
    "任何一期逾期的，剩余款项一并到期。",
)


def imprint(number: str, day: date = date(2026, 11, 22)) -> Imprint:
    return Imprint(CENTRE, number, CASE, CODE, day)


def acceptance_notice() -> Paper:
    return acceptance(
        Acceptance(
            imprint("吉劳人调受〔2026〕312号"),
            "龙建军",
            "龙建军",
            "湘西宏达建筑工程有限公司",
            "追索劳动报酬",
            date(2026, 11, 17),
            date(2026, 11, 19),
            ("田秀英", "石明"),
            date(2026, 12, 4),
            datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
            "线上，点击短信中的链接并输入验证码；不便上网的，可到本中心一楼调解室参加",
            "0743-8560000",
        )
    )


def refusal_notice() -> Paper:
    return refusal(
        Refusal(
            imprint("吉劳人调不受〔2026〕9号"),
            "龙建军",
            "湘西宏达建筑工程有限公司",
            "追索劳动报酬",
            date(2026, 11, 17),
            Ground.NO_CONSENT,
            "",
            "0743-8560000",
        )
    )


def failure_notice() -> Paper:
    return failure(
        Failure(
            imprint("吉劳人调终〔2026〕312号"),
            "龙建军",
            "龙建军",
            "湘西宏达建筑工程有限公司",
            "追索劳动报酬",
            date(2026, 11, 19),
            date(2026, 11, 22),
            Ending.NO_AGREEMENT,
            (
                "申请人自2026年3月1日至2026年6月30日在被申请人承建的峒河安置房项目从事钢筋工工作；",
                "双方约定工资按日计算，每日280元，未签订书面劳动合同；",
                "被申请人已支付生活费3,000.00元。",
            ),
            Commission(
                "吉首市劳动人事争议仲裁委员会",
                "湖南省吉首市人民中路88号政务中心三楼",
                "0743-8512333",
                "湖南省劳动人事争议调解仲裁网",
            ),
            date(2027, 6, 30),
            "自劳动关系终止之日2026年6月30日起一年",
            "田秀英",
        )
    )


def receipt_of_service() -> Paper:
    return service_receipt(service())


def service() -> Service:
    sent = datetime(2026, 11, 22, 9, 35, 2, tzinfo=UTC)
    papers = ("劳动争议调解协议书", "吉劳人调协〔2026〕312号"), ("调解笔录", "吉劳人调笔〔2026〕312号")
    return Service(
        imprint("吉劳人调送〔2026〕312-1号"),
        "追索劳动报酬",
        "龙建军",
        "电子送达（短信链接）",
        "139****0521",
        tuple(Served(title, number, digest(title)) for title, number in papers),
        (
            Step("已发送", sent, "短信回执 20261122-0012"),
            Step("已到达", sent.replace(second=9), "运营商状态报告"),
            Step("已打开", sent.replace(minute=41), "手机验证码核验后打开"),
            Step("已签收", sent.replace(minute=44)),
        ),
        "吴晓芳",
        "2026年11月17日签署送达地址确认书，同意电子送达",
    )


def _joint(number: str, to: str, last_day: date) -> JointApplication:
    return JointApplication(
        imprint(number),
        to,
        (WORKER,),
        (EMPLOYER,),
        "追索劳动报酬",
        "吉劳人调协〔2026〕312号",
        digest("agreement"),
        AGREED,
        date(2026, 11, 22),
        date(2026, 11, 22),
        last_day,
        "双方均同意按调解时确认的手机号码电子送达",
    )


def review_application() -> Paper:
    commission = "吉首市劳动人事争议仲裁委员会"
    return arbitration_review(_joint("吉劳人调审〔2026〕312号", commission, date(2026, 12, 7)))


def confirmation_application() -> Paper:
    return judicial_confirmation(_joint("吉劳人调确〔2026〕312号", "吉首市人民法院", date(2026, 12, 22)))


def not_kept(number: str, to: str) -> OnDefault:
    overdue = (
        Overdue("劳动报酬", date(2026, 12, 5), Decimal("12000.00"), Decimal("5000.00")),
        Overdue("劳动报酬", date(2027, 1, 5), Decimal("10000.00")),
        Overdue("经济补偿", date(2027, 1, 5), Decimal("8400.50")),
    )
    return OnDefault(
        imprint(number, date(2027, 1, 20)),
        to,
        WORKER,
        EMPLOYER,
        "追索劳动报酬",
        "吉劳人调协〔2026〕312号",
        date(2026, 11, 22),
        overdue,
    )


def payment_order_application() -> Paper:
    return payment_order(not_kept("吉劳人调付〔2027〕6号", "吉首市人民法院"))


def suit() -> Paper:
    return direct_suit(not_kept("吉劳人调诉〔2027〕7号", "吉首市人民法院"))


def arbitration_application() -> Paper:
    return arbitration(not_kept("吉劳人调仲〔2027〕8号", "吉首市劳动人事争议仲裁委员会"))


def inspection_complaint() -> Paper:
    return inspection(not_kept("吉劳人调察〔2027〕9号", "吉首市劳动保障监察大队"))


def content() -> dict[str, Any]:
    """As `rooms.read_back` makes it."""
    people = (
        ("龙建军", "party", "worker"),
        ("田大明", "party", "employer"),
        ("向红梅", "representative", "employer"),
        ("田秀英", "mediator", None),
        ("吴晓芳", "clerk", None),
        ("彭远", "observer", None),
    )
    said = {
        "statements": [
            (
                "龙建军",
                "我从2026年3月1日开始做钢筋工，说好一天280元，做到6月底，一共做了125天半，只拿了3,000元。",
            ),
            ("向红梅", "公司承认他在工地做过，但是考勤表上是118天，有几天下雨停工。"),
            (None, "双方当场核对考勤表和工友微信群的打卡记录，其中停工7天双方认可不计。"),
        ],
        "undisputed": [
            (None, "申请人自2026年3月1日至2026年6月30日在被申请人承建的峒河安置房项目从事钢筋工工作。"),
            (None, "双方约定工资按日计算，每日280元，未签订书面劳动合同。"),
            (None, "被申请人已支付生活费3,000元。"),
        ],
        "proposals": [
            ("田秀英", "按125天计算，应发35,000元，扣除已支付的3,000元，尚欠32,000元，分三期支付。")
        ],
        "result": [(None, "双方同意上述方案，当场签署调解协议。")],
    }
    number, sections = 0, []
    for section, spoken in said.items():
        lines = []
        for speaker, text in spoken:
            number += 1
            lines.append({"number": number, "text": text} | ({"speaker": speaker} if speaker else {}))
        sections.append({"section": section, "lines": lines})
    asked = {
        "identity": "yes",
        "rights": "yes",
        "recusal": "no",
        "false_mediation": "yes",
        "no_recording": "yes",
    }
    return {
        "form": 1,
        "case_no": CASE,
        "title": "追索劳动报酬",
        "mode": "online",
        "began": stamp(MADE),
        "attendees": [
            {"name": name, "role": role} | ({"group": group} if group else {}) for name, role, group in people
        ],
        "answers": [
            {"question": question, "name": name, "reply": reply}
            for question, reply in asked.items()
            for name, _, group in people
            if group
        ],
        "sections": sections,
        "objections": [
            {"reading": 1, "name": "龙建军", "words": "第1行里我说的是一百二十五天半，不是一百二十天。"}
        ],
    }


def session_record() -> Paper:
    read = content()
    return record(
        Record(
            imprint("吉劳人调笔〔2026〕312号"),
            read,
            digest(read),
            {"worker": "劳动者", "employer": "用人单位"},
            (
                Confirmation("龙建军", datetime(2026, 11, 22, 10, 41, 7, tzinfo=UTC)),
                Confirmation("田大明", datetime(2026, 11, 22, 10, 42, 30, tzinfo=UTC)),
                Confirmation(
                    "向红梅", datetime(2026, 11, 22, 10, 43, tzinfo=UTC), "对停工天数保留意见，其余没有问题。"
                ),
            ),
            datetime(2026, 11, 22, 10, 50, tzinfo=UTC),
        )
    )


def _wage_row(number: int, worker: str = "worker") -> dict[str, Any]:
    agreed = {"worker": "agreed", "payer": "agreed"}
    return {
        "id": f"{worker}-{number}",
        "worker": worker,
        "basis": "days",
        "work": ("钢筋绑扎", "模板安装", "混凝土浇筑")[number % 3],
        "begins": f"2026-{3 + number // 3:02}-{1 + number % 3 * 10:02}",
        "ends": f"2026-{3 + number // 3:02}-{10 + number % 3 * 10:02}",
        "quantity": {"value": "9.5", **(agreed if number % 5 else {"worker": "agreed", "payer": "disputed"})},
        "rate": {"value": "280", **agreed},
        "advances": {"value": "250.00", **agreed},
    }


def terms(**changed: Any) -> Agreement:
    """A worker of a subcontractor, whose wages the general contractor pays first."""
    account = {"holder": "龙建军", "bank": "中国农业银行吉首支行", "number": "6228480000000000017"}
    authority = {"principal": "湘西宏达建筑工程有限公司", "scope": "special"}
    written = {
        "dispute": "unpaid_wages",
        "parties": [
            {
                "seat": "worker",
                "name": "龙建军",
                "group": "worker",
                "role": "worker",
                "number": "433101198503020017",
                "address": "湖南省吉首市峒河街道向阳社区3组12号",
                "telephone": "13907430521",
            },
            {
                "seat": "agent",
                "name": "湘西宏达建筑工程有限公司",
                "group": "employer",
                "role": "paying",
                "organisation": True,
                "number": "91433101MA4L0000XX",
                "address": "湖南省吉首市人民北路128号",
                "legal_representative": "田大明",
                "agent": {"seat": "agent", "name": "向红梅", "authority": authority},
            },
        ],
        "payers": [{"group": "employer", "role": "employer"}],
        "requests": [
            {
                "by": "worker",
                "text": "支付2026年3月至6月拖欠的劳动报酬",
                "item": "wages",
                "amount": "32000.00",
            },
            {"by": "worker", "text": "支付解除劳动关系的经济补偿", "item": "severance", "amount": "3046.00"},
        ],
        "undisputed": [
            {"text": "申请人自2026年3月1日至2026年6月30日在被申请人承建的峒河安置房项目从事钢筋工工作；"},
            {"text": "双方约定工资按日计算，每日280元，未签订书面劳动合同；"},
        ],
        "wages": [_wage_row(number) for number in range(12)],
        "differences": [{"worker": "worker", "amount": "-80.00", "reason": "双方同意抹去零头"}],
        "payments": [
            {
                "id": "wages",
                "worker": "worker",
                "payer": "employer",
                "item": "wages",
                "amount": "28840.00",
                "account": account,
                "instalments": [
                    {"amount": "12000.00", "due": "2026-12-04"},
                    {"amount": "10000.00", "due": "2027-01-05"},
                    {"amount": "6840.00", "due": "2027-02-05"},
                ],
            },
            {
                "id": "severance",
                "worker": "worker",
                "payer": "employer",
                "item": "severance",
                "amount": "3046.50",
                "account": account,
                "instalments": [{"amount": "3046.50", "due": "2026-12-04"}],
            },
        ],
        "labour": {
            "status": "ended",
            "began": "2026-03-01",
            "ended": "2026-06-30",
            "certificate": True,
            "handover": "工具、安全帽和宿舍钥匙已经交还。",
        },
        "insurance": {"statement": "elsewhere"},
        "duties": [
            {
                "id": "card",
                "name": "湘西宏达建筑工程有限公司",
                "group": "employer",
                "text": "向龙建军交付2026年3月至6月的考勤表复印件。",
                "due": "2026-12-04",
            }
        ],
        "clauses": [
            {
                "id": "silence",
                "heading": "保密",
                "text": "双方不得向无关的人透露协商过程；依法举报、投诉的除外。",
            }
        ],
        "breach": {"accelerates": True, "daily": "0.05"},
        "settled": {"everything": True},
        "review": "arbitration",
        "copies": 4,
    }
    return from_json(written | changed)


def settlement(**changed: Any) -> Settlement:
    return Settlement(imprint("吉劳人调协〔2026〕312号"), terms(**changed), "追索劳动报酬", ("田秀英",))


def agreed() -> Paper:
    return agreement(settlement())


FORMS = {
    "agreement": agreed,
    "acceptance": acceptance_notice,
    "refusal": refusal_notice,
    "failure": failure_notice,
    "service_receipt": receipt_of_service,
    "arbitration_review": review_application,
    "judicial_confirmation": confirmation_application,
    "payment_order": payment_order_application,
    "direct_suit": suit,
    "arbitration": arbitration_application,
    "inspection": inspection_complaint,
    "record": session_record,
}


def drawing(seed: int = 1, width: float = 340.0, height: float = 200.0) -> dict[str, Any]:
    """What signature_pad sends of a name of fourteen strokes."""
    chance, time, strokes = Random(seed), 1_795_426_200_000, []
    for number in range(14):
        x, y = 30 + number % 7 * 40 + chance.uniform(-5, 5), 60 + 70 * (number // 7) + chance.uniform(-20, 20)
        angle, points = chance.uniform(0, 6.3), []
        for step in range(30):
            time, angle = time + 8, angle + chance.uniform(-0.3, 0.35)
            x = min(max(x + 3 * math.cos(angle), 0), width)
            y = min(max(y + 3 * math.sin(angle), 0), height)
            points.append({"x": x, "y": y, "time": time, "pressure": 0.5 + 0.4 * math.sin(step / 5)})
        time += 200
        strokes.append(
            {"penColor": "black", "dotSize": 0, "minWidth": 0.5, "maxWidth": 2.5, "points": points}
        )
    return {"width": width, "height": height, "strokes": strokes}
