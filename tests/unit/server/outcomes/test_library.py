"""The shipped templates and clauses: whole, recorded, and agreeing with the checker; and libraries that are none."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rooms.agreement.checking import check
from rooms.agreement.findings import Code, Severity
from rooms.agreement.terms import Agreement, Dispute, LabourStatus, Review, from_json, to_json
from server.outcomes.library import texts
from server.outcomes.library.filling import BLANK, BLANKS, CONDITIONS, When
from server.outcomes.library.texts import Damaged, Library, Passage, Reach, Template, library, read
from tests.unit.rooms.agreement.settled import known, only, party, payment, settled, written

SHIPPED = library()
FULL: dict[str, Any] = {
    "payers": [
        {"group": "employer", "role": "subcontractor"},
        {"group": "general", "role": "general_contractor"},
    ],
    "differences": [{"worker": "WORKER", "amount": "-600.00", "reason": "双方各让一步"}],
    "breach": {"penalty": "1000.00", "daily": "0.0500", "accelerates": True},
    "insurance": {"statement": "to_be_paid"},
    "requests": [],
}
GENERAL = {
    "seat": "GENERAL",
    "name": "湘西建工集团有限公司",
    "group": "general",
    "role": "paying",
    "organisation": True,
    "legal_representative": "田大明",
}


def full(liability: str = "advance", **changed: Any) -> Agreement:
    """Terms under which as many clauses apply as can at once."""
    paid = payment(
        amount="17000.00",
        instalments=[{"amount": "7000.00", "due": "2026-12-15"}, {"amount": "10000.00", "due": "2027-01-15"}],
    )
    now = {**payment()[0], "id": "p0", "amount": "1000.00", "instalments": [], "on_the_spot": True}
    terms = written(parties=[*party(), GENERAL], payments=[*paid, now], **{**FULL, **changed})
    terms["payers"][1]["liability"] = liability
    return from_json(terms)


VARIANTS = [
    full(labour={"status": "ended", "ended": "2026-07-31", "handover": "工具已交还", "certificate": True}),
    full("joint", labour={"status": "continues"}, insurance={"statement": "elsewhere"}, review="court"),
    full(settled={"everything": False, "text": "2026年3月至7月的工资"}, review="arbitration"),
]


@pytest.mark.parametrize("template", SHIPPED.templates.values(), ids=lambda template: template.id)
@pytest.mark.parametrize("terms", VARIANTS)
def test_every_template_is_filled_and_passes_the_checker(template: Template, terms: Agreement) -> None:
    drafted = SHIPPED.draft(template, terms)
    assert drafted.blanks == ()
    assert not [clause.text for clause in drafted.clauses if BLANK in clause.text or "{" in clause.text]
    made = replace(terms, template=template.reference, clauses=drafted.clauses, copies=4)
    found = check(from_json(to_json(made)), known())
    assert [finding for finding in found if finding.severity is Severity.REFUSE] == []
    assert Code.AMOUNT_IN_TEXT not in {finding.code for finding in found}


@pytest.mark.parametrize("passage", SHIPPED.clauses.values(), ids=lambda passage: passage.id)
def test_every_clause_agrees_with_the_checker_wherever_it_stands(passage: Passage) -> None:
    terms = full(labour={"status": "ended", "ended": "2026-07-31", "certificate": True, "handover": "已交还"})
    clause, _ = SHIPPED.fill(passage, terms)
    terms = replace(terms, clauses=(clause,), review=Review.ARBITRATION, copies=4)
    wording = {Code.INSURANCE_WAIVED, Code.COMPLAINT_FORBIDDEN, Code.SUIT_FORBIDDEN, Code.RELATION_CONFIRMED}
    assert not wording & {finding.code for finding in check(terms, known())}


def test_every_clause_is_in_a_template_and_applies_to_some_terms() -> None:
    used = {clause for template in SHIPPED.templates.values() for clause in template.clauses}
    assert used == SHIPPED.clauses.keys()
    applied = {
        clause.id
        for template in SHIPPED.templates.values()
        for terms in VARIANTS
        for clause in SHIPPED.draft(template, terms).clauses
    }
    assert applied == SHIPPED.clauses.keys()


def test_every_blank_and_every_condition_is_used() -> None:
    assert {blank for passage in SHIPPED.clauses.values() for blank in passage.blanks} == BLANKS.keys()
    assert {passage.when for passage in SHIPPED.clauses.values()} == set(When) == CONDITIONS.keys()


def test_there_are_templates_for_the_common_disputes() -> None:
    disputes = {template.dispute for template in SHIPPED.templates.values()}
    assert {Dispute.UNPAID_WAGES, Dispute.SEVERANCE, Dispute.WORK_INJURY, Dispute.OTHER} <= disputes
    assert {template.reach for template in SHIPPED.templates.values()} == set(Reach)
    assert len(set(SHIPPED.digests.values())) == len(SHIPPED.templates)


def test_a_clause_says_where_it_is_from() -> None:
    drafted = SHIPPED.draft(SHIPPED.templates["wages-by-day"], settled())
    assert all(clause.source is not None and clause.source.id == clause.id for clause in drafted.clauses)


def test_what_the_terms_do_not_say_stays_blank_and_is_refused() -> None:
    rows = written()["wages"]
    del rows[0]["begins"]
    terms = settled(wages=rows)
    drafted = SHIPPED.draft(SHIPPED.templates["wages-by-day"], terms)
    assert drafted.blanks == (("reckoning-days", "period"),)
    assert drafted.clauses[0].text.startswith(f"双方核对：{BLANK}，")
    assert only(Code.BLANK_LEFT, replace(terms, clauses=drafted.clauses)).where == "clauses[0].text"


def test_before_anything_is_written_a_draft_is_full_of_blanks_and_nothing_breaks() -> None:
    terms = from_json({"dispute": "unpaid_wages", "parties": []})
    for template in SHIPPED.templates.values():
        SHIPPED.draft(template, terms)
    for passage in SHIPPED.clauses.values():
        _, missing = SHIPPED.fill(passage, terms)
        assert set(missing) <= passage.blanks


def test_what_people_wrote_is_never_read_as_a_blank() -> None:
    clause, _ = SHIPPED.fill(
        SHIPPED.clauses["account-change"], settled(parties=party(0, name="{accounts} {0} {"))
    )
    assert clause.text.startswith("{accounts} {0} {需要更换收款账户的")


def test_of_many_none_is_named_but_how_many_they_are() -> None:
    people = [{**written()["parties"][0], "seat": f"W{n}", "name": f"工人{n}"} for n in range(50)]
    terms = from_json(written(parties=[*people, written()["parties"][1]], payments=[], wages=[], requests=[]))
    whole = SHIPPED.draft(SHIPPED.templates["group-framework"], terms)
    assert whole.blanks == ()
    assert whole.clauses[0].text.startswith("本协议是50名劳动者与湘西恒泰建筑劳务有限公司的共同部分。")


def test_what_is_owed_stands_in_the_reckoning() -> None:
    clause, _ = SHIPPED.fill(SHIPPED.clauses["reckoning-days"], settled())
    assert clause.text.startswith("双方核对：2026年3月2日至2026年7月31日，")
    assert "应得工资21450.00元，减去借支和生活费2850.00元、已付0.00元，尚欠18600.00元" in clause.text


def test_the_employer_is_the_organisation_that_pays() -> None:
    foreman = {"seat": "FOREMAN", "name": "麻大贵", "group": "foreman", "role": "paying"}
    terms = settled(parties=[*party(), foreman], labour={"status": LabourStatus.CONTINUES.value})
    clause, _ = SHIPPED.fill(SHIPPED.clauses["labour-continues"], terms)
    assert "麻大贵" not in clause.text


class TestDamage:
    """Libraries that are none are refused before anybody reads them."""

    def test_the_shipped_files_are_read(self) -> None:
        assert isinstance(read(*self.files()), Library)

    @pytest.mark.parametrize(
        ("which", "old", "new", "said"),
        [
            ("clauses", "{period}", "{nobody}", "asks for what is not in the terms: nobody"),
            ("clauses", 'when = "owed"', 'when = "sometimes"', "sometimes"),
            (
                "clauses",
                "本人持身份证",
                "包工头持身份证",
                "account-change is not what was recorded of version 1",
            ),
            ("clauses", 'id = "tax"', 'id = "proof"', "twice"),
            ("clauses", "heading_en =", "heading_fr =", "heading_fr"),
            ("clauses", "version = 1", "version = 0", "version"),
            ("clauses", "[[clauses]]", "[clauses", "at line"),
            ("templates", '"reckoning-days"', '"reckoning-hours"', "do not exist: reckoning-hours"),
            ("templates", '"proof",', '"proof", "proof",', "a clause twice"),
            ("templates", 'dispute = "severance"', 'dispute = "divorce"', "divorce"),
            ("templates", 'title = "劳动争议调解协议书"', 'title = "协议"', "not what was recorded"),
            ("recorded", "tax.1 =", "tax.2 =", "tax is not what was recorded of version 1"),
            ("recorded", "[templates]", "[others]", "others"),
        ],
    )
    def test_what_does_not_fit_is_named(self, which: str, old: str, new: str, said: str) -> None:
        files = dict(zip(("clauses", "templates", "recorded"), self.files(), strict=True))
        assert old in files[which]
        with pytest.raises(Damaged, match=said):
            read(**{**files, which: files[which].replace(old, new)})

    def files(self) -> list[str]:
        folder: Path = texts.FOLDER
        return [(folder / f"{name}.toml").read_text("utf-8") for name in ("clauses", "templates", "recorded")]
