"""What may not be agreed is refused, what should not be is warned of, and what is well is left alone."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rooms.agreement.articles import Article
from rooms.agreement.checking import check, refused
from rooms.agreement.facts import Facts
from rooms.agreement.findings import GROUNDS, Code, Severity
from rooms.agreement.terms import Account, Agreement, from_json
from rooms.ids import SeatId
from rooms.participant import Authority, Scope
from tests.unit.rooms.agreement.settled import (
    AGENT,
    COMPANY,
    NOW,
    OWN,
    WORKER,
    codes,
    figure,
    known,
    only,
    party,
    payment,
    row,
    settled,
    written,
)

SECOND = {"seat": "SECOND", "name": "石清泉", "group": "worker", "role": "worker"}
FOREMAN = {"seat": "FOREMAN", "name": "麻大贵", "group": "foreman", "role": "paying"}


def saying(text: str, **changed: Any) -> Agreement:
    return settled(clauses=[{"id": "c1", "heading": "约定", "text": text}], **changed)


def with_agent(which: int = 1, **authority: Any) -> Agreement:
    """The terms and the file say the same of the agent."""
    said = {"principal": COMPANY, "scope": "special", **authority}
    agent = {"seat": "AGENT", "name": "彭志强", "authority": said}
    return settled(parties=party(which, agent=agent))


def on_file(agreement: Agreement, which: int = 1) -> dict[SeatId, Authority]:
    agent = agreement.parties[which].agent
    assert agent is not None
    return {agent.seat: agent.authority}


def test_every_code_has_its_ground() -> None:
    assert GROUNDS.keys() == set(Code)


def test_what_is_well_is_left_alone() -> None:
    assert check(settled(copies=3), known()) == ()


def test_what_must_not_be_comes_before_what_should_not_be() -> None:
    agreement = settled(settled=None, payments=payment(account=None), copies=1)
    found = check(agreement, known())
    assert [finding.severity for finding in found] == [Severity.REFUSE, Severity.WARN, Severity.WARN]
    assert refused(found)
    assert not refused(found[1:])


def test_a_finding_is_told_with_its_article_and_without_names() -> None:
    agreement = settled(payments=payment(account=None))
    assert only(Code.ACCOUNT_MISSING, agreement).wire == {
        "code": "account_missing",
        "severity": "refuse",
        "where": "payments[0].account",
        "params": {},
        "article": "written_terms",
    }
    assert "article" not in only(Code.SCOPE_UNSAID, settled(settled=None)).wire


def test_an_agreement_of_one_side_is_none() -> None:
    for parties in ([], party()[:1], party()[1:]):
        agreement = settled(parties=parties, payments=[], wages=[], requests=[])
        assert only(Code.PARTY_MISSING, agreement).where == "parties"


def test_who_is_named_is_who_has_the_seat() -> None:
    names = {WORKER: "龙建军", AGENT: "彭志强"}
    assert Code.NAME_DIFFERS not in codes(settled(), names=names)
    assert only(Code.NAME_DIFFERS, settled(), names={**names, WORKER: "龙建国"}).where == "parties[0].name"
    assert (
        only(Code.NAME_DIFFERS, settled(), names={**names, AGENT: "石清泉"}).where == "parties[1].agent.name"
    )


def test_for_a_company_somebody_signs_who_may() -> None:
    assert only(Code.SIGNATORY_UNSAID, settled(parties=party(agent=None))).where == "parties[1].agent"
    led = settled(parties=party(agent=None, legal_representative="田大明"))
    assert Code.SIGNATORY_UNSAID not in codes(led, names={AGENT: "田大明"})
    assert Code.SIGNATORY_UNSAID in codes(led, names={AGENT: "彭志强"})


def test_an_agreement_on_nothing_is_none() -> None:
    agreement = settled(payments=[], wages=[], requests=[], clauses=[])
    assert Code.NOTHING_AGREED in codes(agreement)


@pytest.mark.parametrize("scope", [None, {"everything": False}])
def test_how_far_it_goes_is_to_be_said(scope: object) -> None:
    assert only(Code.SCOPE_UNSAID, settled(settled=scope)).where == "settled"


def test_each_party_and_the_file_need_a_copy() -> None:
    assert only(Code.COPIES_FEW, settled(copies=2)).params == {"needed": "3"}


class TestPayees:
    def test_an_account_must_be_named(self) -> None:
        assert (
            only(Code.ACCOUNT_MISSING, settled(payments=payment(account=None))).where == "payments[0].account"
        )

    def test_cash_before_everybodys_eyes_needs_no_account_and_no_date(self) -> None:
        agreement = settled(payments=payment(account=None, instalments=[], on_the_spot=True))
        assert not codes(agreement) & {Code.ACCOUNT_MISSING, Code.DUE_MISSING}

    def test_wages_do_not_go_to_the_foreman(self) -> None:
        account = {"holder": "麻大贵", "bank": OWN.bank, "number": "6228480000000000099"}
        agreement = settled(payments=payment(account=account))
        found = only(Code.PAYEE_IS_ANOTHER, agreement)
        assert (found.severity, found.article) == (Severity.REFUSE, Article.PAID_TO_THE_MIGRANT_WORKER)

    def test_an_account_of_another_under_the_workers_name_is_still_anothers(self) -> None:
        number = "6228480000000000099"
        others = Account(holder="麻大贵", bank=OWN.bank, number=number)
        agreement = settled(
            payments=payment(account={"holder": "龙建军", "bank": OWN.bank, "number": number})
        )
        accounts = {WORKER: frozenset({OWN}), SeatId("FOREMAN"): frozenset({others})}
        assert only(Code.PAYEE_IS_ANOTHER, agreement, accounts=accounts).where == "payments[0].account"

    def test_an_account_that_nobody_verified_is_refused(self) -> None:
        assert only(Code.ACCOUNT_UNVERIFIED, settled(), accounts={}).severity is Severity.REFUSE

    def test_a_bank_may_be_spelled_otherwise(self) -> None:
        account = {"holder": OWN.holder, "bank": "农行吉首", "number": OWN.number}
        assert Code.ACCOUNT_UNVERIFIED not in codes(settled(payments=payment(account=account)))


class TestDates:
    def test_a_payment_without_a_day_is_refused(self) -> None:
        assert (
            only(Code.DUE_MISSING, settled(payments=payment(instalments=[]))).where
            == "payments[0].instalments"
        )
        undated = payment(instalments=[{"amount": "18600.00"}])
        assert only(Code.DUE_MISSING, settled(payments=undated)).where == "payments[0].instalments[0].due"

    def test_what_is_paid_on_the_spot_has_no_parts_to_come(self) -> None:
        found = only(Code.SPOT_IN_PARTS, settled(payments=payment(on_the_spot=True)))
        assert (found.where, found.severity) == ("payments[0].instalments", Severity.REFUSE)

    def test_a_day_that_is_over_in_beijing_is_refused(self) -> None:
        late = NOW.replace(hour=17)  # the 24th in Beijing
        due = payment(instalments=[{"amount": "18600.00", "due": "2026-11-23"}])
        assert Code.DUE_PAST not in codes(settled(payments=due))
        assert only(Code.DUE_PAST, settled(payments=due), now=late).params == {"due": "2026-11-23"}

    def test_a_duty_has_its_day_too(self) -> None:
        duty = {"id": "d1", "name": COMPANY, "group": "employer", "text": "出具离职证明", "due": "2026-11-01"}
        assert only(Code.DUE_PAST, settled(duties=[duty])).where == "duties[0].due"

    def test_a_day_on_which_nobody_works_is_warned_of(self) -> None:
        found = only(Code.DUE_ON_REST_DAY, settled(), resting=frozenset({date(2027, 1, 15)}))
        assert (found.where, found.severity) == ("payments[0].instalments[1].due", Severity.WARN)

    def test_instalments_follow_each_other(self) -> None:
        turned = [{"amount": "8600.00", "due": "2027-01-15"}, {"amount": "9000.00"}]
        turned.append({"amount": "1000.00", "due": "2026-12-15"})
        found = only(Code.DUE_UNORDERED, settled(payments=payment(instalments=turned)))
        assert found.where == "payments[0].instalments[2].due"


class TestPayers:
    def test_who_is_not_at_the_table_pays_nothing(self) -> None:
        payers = [{"group": "owner", "role": "owner"}]
        found = [
            finding.where
            for finding in check(settled(payers=payers, payments=payment(payer="owner")), known())
            if finding.code is Code.PAYER_NO_PARTY
        ]
        assert found == ["payers[0].group", "payments[0].payer"]

    def test_what_a_payer_is_has_to_be_said(self) -> None:
        assert only(Code.PAYER_UNDECLARED, settled(payers=[])).where == "payments[0].payer"

    def test_workers_do_not_pay_themselves(self) -> None:
        found = only(Code.PAYER_IS_PAYEE, settled(payments=payment(payer="worker")))
        assert found.where == "payments[0].payer"

    @pytest.mark.parametrize("group", [None, "owner"])
    def test_nothing_is_put_on_somebody_who_does_not_sign(self, group: str | None) -> None:
        duty = {"id": "d1", "name": "州建投公司", "group": group, "text": "解除账户冻结"}
        found = only(Code.DUTY_ON_OUTSIDER, settled(duties=[duty]))
        assert (found.where, found.article) == ("duties[0]", Article.BINDS_PARTIES_ONLY)

    def test_a_foreman_alone_cannot_be_ordered_to_pay(self) -> None:
        agreement = self.chain("labour_contractor")
        assert {Code.ONLY_LABOUR_CONTRACTOR, Code.WORK_GIVEN_TO_PERSON} <= codes(agreement)
        paid = self.chain("labour_contractor", on_the_spot=True)
        assert Code.ONLY_LABOUR_CONTRACTOR not in codes(paid)

    def test_an_employer_beside_the_foreman_can_be(self) -> None:
        both = [*payment(), {**payment()[0], "id": "p2", "payer": "foreman"}]
        payers = [
            {"group": "employer", "role": "general_contractor"},
            {"group": "foreman", "role": "labour_contractor"},
        ]
        agreement = settled(parties=[*party(), FOREMAN], payers=payers, payments=both)
        assert not codes(agreement) & {Code.ONLY_LABOUR_CONTRACTOR, Code.WORK_GIVEN_TO_PERSON}

    def test_behind_a_subcontractor_there_is_a_general_contractor(self) -> None:
        assert only(Code.GENERAL_CONTRACTOR_ABSENT, self.chain("subcontractor")).where == "payers"

    def test_who_pays_for_another_has_it_back(self) -> None:
        payers = [
            {"group": "foreman", "role": "subcontractor"},
            {"group": "employer", "role": "general_contractor"},
        ]
        agreement = settled(parties=[*party(), FOREMAN], payers=payers)
        assert only(Code.GENERAL_CONTRACTOR_RECOVERS, agreement).where == "payers[1].liability"
        payers[1]["liability"] = "advance"
        assert codes(settled(parties=[*party(), FOREMAN], payers=payers, copies=4)) == set()

    def chain(self, role: str, **paid: Any) -> Agreement:
        return settled(payers=[{"group": "employer", "role": role}], payments=payment(**paid))


class TestSums:
    def test_nothing_is_no_amount(self) -> None:
        agreement = settled(
            payments=payment(amount="0.00", instalments=[{"amount": "0.00", "due": "2026-12-15"}])
        )
        found = [
            finding.where for finding in check(agreement, known()) if finding.code is Code.AMOUNT_NOTHING
        ]
        assert found == ["payments[0].amount", "payments[0].instalments[0].amount"]

    def test_instalments_make_up_the_amount(self) -> None:
        found = only(Code.INSTALMENTS_DIFFER, settled(payments=payment(amount="18600.01")))
        assert found.params == {"amount": "18600.01", "sum": "18600.00"}

    def test_what_is_paid_is_what_the_table_gives(self) -> None:
        found = only(Code.WAGES_DIFFER, settled(payments=payment(amount="15000.00")))
        assert (found.where, found.params) == ("parties[0]", {"amount": "18600.00", "sum": "15000.00"})

    def test_or_that_with_the_difference_that_was_agreed(self) -> None:
        difference = {"worker": "WORKER", "amount": "-3600.00", "reason": "双方各让一步"}
        paid = payment(amount="15000.00", instalments=[{"amount": "15000.00", "due": "2026-12-15"}])
        agreement = settled(payments=paid, differences=[difference], clauses=[], requests=[], copies=3)
        assert codes(agreement) == set()

    def test_a_difference_from_no_table_is_one_from_nothing(self) -> None:
        difference = {"worker": "WORKER", "amount": "100.00", "reason": "路费"}
        found = only(Code.WAGES_DIFFER, settled(wages=[], payments=[], differences=[difference]))
        assert found.params == {"amount": "100.00", "sum": "0.00"}

    def test_what_is_paid_for_something_else_is_no_wage(self) -> None:
        assert Code.WAGES_DIFFER in codes(settled(payments=payment(item="severance")))

    def test_a_row_that_is_not_agreed_is_warned_of_until_the_difference_is_settled(self) -> None:
        rows = [row(basis="amount", amount=figure("18600.00", payer="disputed"))]
        assert only(Code.WAGES_NOT_AGREED, settled(wages=rows)).where == "wages[0]"
        difference = {"worker": "WORKER", "amount": "0.00", "reason": "双方核对"}
        assert Code.WAGES_NOT_AGREED not in codes(settled(wages=rows, differences=[difference]))

    def test_who_had_more_than_they_earned_is_told(self) -> None:
        rows = [row(basis="amount", amount=figure("100.00"), paid=figure("200.00"))]
        assert only(Code.WAGES_NEGATIVE, settled(wages=rows)).params == {"amount": "-100.00"}

    def test_a_mistyped_quantity_is_too_much(self) -> None:
        rows = [row(basis="days", quantity=figure("100000"), rate=figure("260000"))]
        assert only(Code.WAGES_TOO_LARGE, settled(wages=rows)).where == "wages[0]"

    def test_what_all_of_it_comes_to_can_be_written_out(self) -> None:
        amounts = [payment(id=name, amount="9999999999.99")[0] for name in ("one", "two")]
        assert only(Code.SUM_TOO_LARGE, settled(payments=amounts)).where == "payments"
        assert Code.SUM_TOO_LARGE not in codes(settled(payments=amounts[:1]))

    def test_one_who_gets_nothing_where_others_do_is_seen(self) -> None:
        assert only(Code.WORKER_LEFT_OUT, settled(parties=[*party(), SECOND])).where == "parties[2]"

    @pytest.mark.parametrize(
        ("asked", "code"), [("20000.00", Code.BELOW_REQUEST), ("18000.00", Code.BEYOND_REQUEST)]
    )
    def test_less_or_more_than_was_asked_for_is_told(self, asked: str, code: Code) -> None:
        requests = [{"by": "WORKER", "text": "工资", "amount": asked}, {"by": "WORKER", "text": "开离职证明"}]
        assert only(code, settled(requests=requests)).params == {"amount": asked, "sum": "18600.00"}

    def test_a_penalty_beyond_measure_is_likely_to_be_reduced(self) -> None:
        assert Code.PENALTY_HIGH not in codes(settled(breach={"penalty": "5580.00"}))
        found = only(Code.PENALTY_HIGH, settled(breach={"penalty": "5580.01"}))
        assert found.params == {"amount": "5580.01", "share": "30"}
        assert Code.PENALTY_HIGH not in codes(settled(breach={"daily": "0.05"}))


class TestAgents:
    def test_an_agent_needs_a_paper_on_file(self) -> None:
        assert only(Code.AGENT_UNKNOWN, settled(), authorities={}).where == "parties[1].agent"

    def test_the_terms_say_what_the_paper_says(self) -> None:
        authorities = {AGENT: Authority(COMPANY, Scope.SPECIAL, Decimal(20000))}
        assert Code.AGENT_CHANGED in codes(settled(), authorities=authorities)

    def test_who_acts_for_another_company_does_not_bind_this_one(self) -> None:
        agreement = with_agent(principal="州建投公司")
        assert Code.AGENT_OF_ANOTHER in codes(agreement, authorities=on_file(agreement))

    def test_general_authority_settles_nothing(self) -> None:
        agreement = with_agent(scope="general")
        found = only(Code.AGENT_NOT_SPECIAL, agreement, authorities=on_file(agreement))
        assert found.article is Article.SPECIAL_AUTHORITY

    def test_it_is_the_paper_on_file_that_counts(self) -> None:
        authorities = {AGENT: Authority(COMPANY, Scope.GENERAL)}
        assert Code.AGENT_NOT_SPECIAL in codes(settled(), authorities=authorities)

    def test_authority_ends_at_its_moment(self) -> None:
        agreement = with_agent(expires="2026-11-23T02:00:00.000Z")
        facts: dict[str, Any] = {"authorities": on_file(agreement)}
        assert only(Code.AGENT_EXPIRED, agreement, **facts).params == {"due": "2026-11-23"}
        earlier = NOW - timedelta(milliseconds=1)
        assert Code.AGENT_EXPIRED not in codes(agreement, now=earlier, **facts)

    def test_authority_goes_up_to_its_ceiling(self) -> None:
        agreement = with_agent(ceiling="18599.99")
        found = only(Code.AGENT_ABOVE_CEILING, agreement, authorities=on_file(agreement))
        assert found.params == {"amount": "18599.99", "sum": "18600.00"}
        enough = with_agent(ceiling="18600.00")
        assert Code.AGENT_ABOVE_CEILING not in codes(enough, authorities=on_file(enough))

    def test_nobody_acts_for_both_sides(self) -> None:
        agreement = with_agent(0)
        found = [finding for finding in check(agreement, known()) if finding.code is Code.AGENT_OF_BOTH]
        assert [finding.where for finding in found] == ["parties[0].agent", "parties[1].agent"]

    def test_a_represented_worker_says_yes_in_person(self) -> None:
        lawyer = {
            "seat": "LAWYER",
            "name": "向晓梅",
            "authority": {"principal": "龙建军", "scope": "special"},
        }
        agreement = settled(parties=party(0, agent=lawyer))
        authorities = {**on_file(agreement), **on_file(agreement, 0)}
        assert Code.CONSENT_MISSING not in codes(agreement, authorities=authorities)
        found = only(Code.CONSENT_MISSING, agreement, authorities=authorities, consents=frozenset())
        assert found.where == "parties[0]"

    def test_the_agents_yes_is_not_the_workers(self) -> None:
        own = {"seat": "WORKER", "name": "麻大贵", "authority": {"principal": "龙建军", "scope": "special"}}
        assert Code.CONSENT_MISSING in codes(settled(parties=party(0, agent=own)))


class TestWording:
    def test_social_insurance_cannot_be_given_up(self) -> None:
        found = only(Code.INSURANCE_WAIVED, settled(insurance={"statement": "waived"}))
        assert (found.where, found.severity) == ("insurance.statement", Severity.REFUSE)
        assert Code.INSURANCE_WAIVED not in codes(settled(insurance={"statement": "to_be_paid"}))

    @pytest.mark.parametrize(
        "text",
        [
            "劳动者自愿放弃要求补缴社会保险的权利。",
            "乙方放 弃 社 保。",
            "劳动者不再主张社会保险。",
            "乙方不要求甲方缴纳养老保险费。",
            "社会保险费以现金形式发放给劳动者。",
            "社保由乙方自行承担。",
            "甲方无需为乙方缴纳五险一金。",
            "公司不给乙方买社保。",
            "社保个人自己交。",
            "乙方自愿不参加社会保险。",
        ],
    )
    def test_nor_in_other_words(self, text: str) -> None:
        assert only(Code.INSURANCE_WAIVED, saying(text)).where == "clauses[0].text"

    @pytest.mark.parametrize(
        "text",
        [
            "用人单位于2026年12月31日前依法补缴2026年3月至7月的社会保险费。",
            "劳动者不放弃社会保险方面的权利。",
            "社会保险个人应缴部分由劳动者自行承担。",
            "用人单位不缴纳社会保险费的，劳动者可以向社会保险费征收机构反映。",
            "劳动关系解除后，用人单位不再缴纳社会保险费。",
            "用人单位不为劳动者缴纳社会保险费的，劳动者可以投诉。",
            "劳动者不再要求支付其他费用，社会保险费由用人单位依法补缴。",
        ],
    )
    def test_what_is_said_of_insurance_rightly_is_left_alone(self, text: str) -> None:
        assert Code.INSURANCE_WAIVED not in codes(saying(text))

    @pytest.mark.parametrize(
        "text",
        [
            "劳动者不得再向任何部门投诉、举报。",
            "乙方承诺不再信访。",
            "乙方保证不就本案控告甲方。",
            "禁止向劳动监察大队举报",
            "乙方不向有关部门反映。",
        ],
    )
    def test_nobody_promises_not_to_complain(self, text: str) -> None:
        assert only(Code.COMPLAINT_FORBIDDEN, saying(text)).article is Article.RIGHT_TO_COMPLAIN

    @pytest.mark.parametrize(
        "text",
        [
            "用人单位不得因劳动者投诉举报而打击报复。",
            "任何人不得阻碍劳动者投诉。",
            "劳动者收到款项后三日内撤回投诉。",
            "用人单位不得再拖欠，否则劳动者可以投诉。",
            "任何一方不得因对方依法反映情况而打击报复。",
        ],
    )
    def test_what_protects_who_complains_is_left_alone(self, text: str) -> None:
        assert Code.COMPLAINT_FORBIDDEN not in codes(saying(text))

    def test_who_gives_up_the_way_to_arbitration_is_warned(self) -> None:
        assert only(Code.SUIT_FORBIDDEN, saying("乙方不得再以任何理由申请仲裁。")).severity is Severity.WARN

    def test_a_labour_relation_is_not_confirmed_where_arbitrators_review(self) -> None:
        labour = {"status": "confirmed", "began": "2026-03-02"}
        found = only(Code.RELATION_CONFIRMED, settled(labour=labour, review="arbitration"))
        assert found.where == "labour.status"
        assert Code.RELATION_CONFIRMED not in codes(settled(labour=labour, review="court"))

    def test_nor_in_words(self) -> None:
        text = "双方确认自2026年3月2日起存在劳动关系。"
        assert only(Code.RELATION_CONFIRMED, saying(text, review="arbitration")).where == "clauses[0].text"
        other = "双方确认工资数额，不存在其他争议，劳动关系已经解除。"
        assert Code.RELATION_CONFIRMED not in codes(saying(other, review="arbitration"))
        ended = saying(
            "双方的劳动关系已于2026年7月31日解除。", review="arbitration", labour={"status": "ended"}
        )
        assert Code.RELATION_CONFIRMED not in codes(ended)

    def test_an_ending_has_its_day_and_its_paper(self) -> None:
        assert {Code.ENDING_UNDATED, Code.CERTIFICATE_MISSING} <= codes(settled(labour={"status": "ended"}))
        ended = {"status": "ended", "ended": "2026-07-31", "certificate": True, "handover": "工具已交还"}
        assert not codes(settled(labour=ended)) & {Code.ENDING_UNDATED, Code.CERTIFICATE_MISSING}

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("用人单位支付劳动者18,500元。", "18500.00"),
            ("支付壹万捌仟伍佰元整", "18500.00"),
            ("共计1.85万元", "18500.00"),
            ("￥１８５００", "18500.00"),
            ("赔偿三百块", "300.00"),
        ],
    )
    def test_an_amount_that_stands_only_in_the_words_is_warned_of(self, text: str, amount: str) -> None:
        assert only(Code.AMOUNT_IN_TEXT, saying(text)).params == {"amount": amount}

    def test_every_amount_of_the_terms_may_stand_in_the_words(self) -> None:
        text = (
            "日工资260元，共21450元，已借支2850元，欠18600元；第一期8600元，第二期10000元；"
            "少付100元；逾期另付违约金一千元。"
        )
        difference = {"worker": "WORKER", "amount": "-100.00", "reason": "零头"}
        agreement = saying(text, differences=[difference], breach={"penalty": "1000.00"})
        assert Code.AMOUNT_IN_TEXT not in codes(agreement)

    @pytest.mark.parametrize("text", ["于____年付清", "于＿＿＿付清", "支付XXX"])
    def test_nothing_is_left_blank(self, text: str) -> None:
        assert only(Code.BLANK_LEFT, saying(text)).severity is Severity.REFUSE

    def test_what_is_alike_for_all_names_no_worker(self) -> None:
        parties = [*written()["parties"], SECOND]
        named = settled(parties=parties, undisputed=[{"text": "石 清泉在工地受伤"}], copies=9)
        found = [each for each in check(named, known()) if each.code is Code.WORKER_NAMED]
        assert [(each.where, each.severity) for each in found] == [("undisputed[0].text", Severity.WARN)]
        alone = settled(undisputed=[{"text": "龙建军在工地受伤"}])
        for fine in (alone, settled(parties=parties)):
            assert Code.WORKER_NAMED not in codes(fine)

    def test_all_words_that_bind_are_read(self) -> None:
        said = "另付7元"
        agreement = settled(
            clauses=[{"id": "c", "heading": said, "text": said}],
            duties=[{"id": "d", "name": COMPANY, "group": "employer", "text": said}],
            differences=[{"worker": "WORKER", "amount": "0.00", "reason": said}],
            labour={"status": "continues", "handover": said},
            insurance={"statement": "paid_up", "text": said},
            breach={"text": said},
            settled={"everything": False, "text": said},
        )
        found = {
            finding.where for finding in check(agreement, known()) if finding.code is Code.AMOUNT_IN_TEXT
        }
        assert found == {
            "clauses[0].heading",
            "clauses[0].text",
            "duties[0].text",
            "differences[0].reason",
            "labour.handover",
            "insurance.text",
            "breach.text",
            "settled.text",
        }


def test_three_hundred_workers_are_checked_at_once() -> None:
    base = written()
    people = [{**SECOND, "seat": f"W{number}", "name": f"工人{number}"} for number in range(300)]
    rows = [{**base["wages"][0], "id": f"r{number}", "worker": f"W{number}"} for number in range(300)]
    paid = [
        {**base["payments"][0], "id": f"p{n}", "worker": f"W{n}", "account": None, "payer": "foreman"}
        for n in range(300)
    ]
    agreement = from_json(written(parties=people, wages=rows, payments=paid, requests=[]))
    found = check(agreement, Facts(now=NOW))
    assert sum(finding.code is Code.ACCOUNT_MISSING for finding in found) == 300
