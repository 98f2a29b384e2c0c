"""Every finding is told in both languages, with what to do and the article that it rests on."""

import re
from typing import Any

import pytest

from rooms.agreement.articles import Article
from rooms.agreement.checking import check
from rooms.agreement.findings import GROUNDS, Code, Finding, Severity
from rooms.agreement.shape import Fault
from server.i18n import Language, catalogue
from server.outcomes.findings import TEXTS, told
from server.outcomes.library import articles
from tests.unit.rooms.agreement.settled import known, party, payment, settled


@pytest.mark.parametrize("language", Language)
def test_every_code_has_words(language: Language) -> None:
    texts = catalogue(language).texts
    assert TEXTS.keys() == set(Code)
    assert {*TEXTS.values(), *(f"unfit.{fault.value}" for fault in Fault)} <= texts.keys()


@pytest.mark.parametrize("language", Language)
def test_what_is_found_fits_its_text(language: Language) -> None:
    """Terms in which as much as possible is wrong: each finding brings the parameters that its text asks for."""
    texts = catalogue(language)
    for wrong in _wrong():
        for finding in check(settled(**wrong), known(authorities={})):
            words = told(finding, texts)
            assert not re.search(r"[{}]", words.text)
            assert set(re.findall(r"\{(\w+)\}", texts.texts[TEXTS[finding.code]])) == finding.params.keys()


def _wrong() -> list[dict[str, Any]]:
    undated = [{"amount": "1.00", "due": "2027-01-02"}, {"amount": "1.00", "due": "2026-01-02"}]
    authority = {
        "principal": "龙建军",
        "scope": "general",
        "ceiling": "1.00",
        "expires": "2026-01-01T00:00:00.000Z",
    }
    agent = {"seat": "AGENT", "name": "彭志强", "authority": authority}
    return [
        {"copies": 1, "payments": payment(instalments=undated), "breach": {"penalty": "9999.00"}},
        {"parties": party(1, agent=agent), "requests": [{"by": "WORKER", "text": "工资", "amount": "1.00"}]},
        {"requests": [{"by": "WORKER", "text": "工资", "amount": "99999.00"}]},
        {
            "wages": [
                {
                    "id": "r",
                    "worker": "WORKER",
                    "basis": "amount",
                    "amount": {"value": "1"},
                    "paid": {"value": "9"},
                }
            ]
        },
        {"clauses": [{"id": "c", "heading": "约定", "text": "另付7元"}]},
    ]


def test_a_finding_is_told_with_its_article() -> None:
    finding = Finding(Code.INSURANCE_WAIVED, "insurance.statement")
    chinese, english = (told(finding, catalogue(language)) for language in Language)
    assert chinese.article is not None
    assert chinese.article.endswith("的解释（二）》（法释〔2025〕12号）第十九条")
    assert english.article is not None
    assert english.article.startswith("Supreme People's Court")
    assert chinese.words == english.words
    assert chinese.severity is Severity.REFUSE
    assert "社会保险" in chinese.text


def test_what_rests_on_arithmetic_names_no_article() -> None:
    words = told(Finding(Code.AMOUNT_NOTHING, "payments[0].amount"), catalogue("zh-CN"))
    assert (words.article, words.words) == (None, None)


def test_every_article_is_in_the_table() -> None:
    found = articles.table().articles
    assert found.keys() == set(Article)
    assert {article for _, article in GROUNDS.values() if article} <= found.keys()


@pytest.mark.parametrize(
    "text",
    [
        "version = 1\n[articles.no_such]\nlaw = 'a'\nen = 'a'\nnumber = '1'\nchecked = true\n",
        "version = 1\n[articles.payment_order]\nlaw = ''\nen = 'a'\nnumber = '1'\nchecked = true\n",
        "version = 1\n[articles.payment_order]\nlaw = 'a'\nen = 'a'\nnumber = '1'\n",
        "version = 1\n[articles.payment_order]\nlaw = 'a'\nen = 'a'\nnumber = '1'\nchecked = true\n",
        "version = 1\n[articles\n",
    ],
)
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        articles.read(text)
