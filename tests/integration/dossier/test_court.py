"""What a court is given, and what never reaches one: what was conceded in mediation is used against nobody."""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path

import pytest

from rooms.archive.profiles import Artefact, Profile
from server.dossier import bag
from server.dossier.order import Order
from server.i18n import Language, catalogue
from tests.integration.dossier.conftest import BY, bundle
from tests.integration.dossier.orders import LETTER, ORDERED, court
from tests.integration.dossier.story import BROADCAST, CONCESSION, FACT, JOINT_WORDS, OBJECTION, STATEMENT
from tests.integration.dossier.taken_apart import check, everything, members


def test_a_court_is_given_nothing_that_was_not_ordered(agreed: Path) -> None:
    found = members(bundle(agreed, court()))
    told_ = b"\n".join(found.values()).decode(errors="replace")
    for hidden in (JOINT_WORDS, BROADCAST, "工资条", CONCESSION, OBJECTION):
        assert hidden not in told_
    assert found["data/request/letter.pdf"] == LETTER
    assert {path for path in found if path.startswith("data/session-")} == {
        "data/session-1/heads/session.json",
        *(f"data/session-1/{name}" for name in ("record.txt", "record.en.txt", "record.json")),
        *(f"data/session-1/{name}" for name in ("undisputed.txt", "undisputed.en.txt", "undisputed.json")),
    }
    stated = json.loads(found[bag.STATEMENT])
    assert stated["request"] == {"number": "（2026）湘3101民初7号", "sender": "吉首市人民法院"}
    assert stated["approved_by"] == {"name": "石主任", "office": "supervisor"}


def test_a_court_s_record_is_what_was_read_without_the_proposals_and_no_gap_tells_of_them(
    agreed: Path,
) -> None:
    found = members(bundle(agreed, court()))
    read = found["data/session-1/record.txt"].decode()
    assert f"1. {STATEMENT}" in read
    assert f"2. {FACT}" in read
    for name, line in zip(("name-worker", "name-employer"), read.splitlines()[-2:], strict=True):
        assert name in line, "who confirmed it"
    facts = found["data/session-1/undisputed.txt"].decode()
    assert f"1. {FACT}" in facts
    assert STATEMENT not in facts


@pytest.mark.parametrize("ordered", [frozenset(), ORDERED])
def test_no_court_is_given_the_sealed_record_nor_a_word_that_tells_of_it(
    agreed: Path, tmp_path: Path, ordered: frozenset[Artefact]
) -> None:
    """It holds what was conceded and objected. A digest of it, or a gap where it stood, would tell too."""
    whole = members(bundle(agreed, Order(Profile.JOINT, BY, "归档")))
    sealed = whole["data/session-1/documents/001-record.pdf"]
    reading = json.loads(whole["data/session-1/record.json"])["readings"][-1]["digest"]
    octets = bundle(agreed, court(ordered))
    everywhere = everything(octets)
    for hidden in (CONCESSION, OBJECTION, "-record.pdf", hashlib.sha256(sealed).hexdigest(), reading):
        assert hidden.encode() not in everywhere
    assert check(tmp_path / "case.zip", octets) == []


def test_a_court_is_told_what_of_the_record_is_left_out_and_not_how_often_it_was_read(agreed: Path) -> None:
    found = members(bundle(agreed, court()))
    told = json.loads(found["data/session-1/record.json"])
    assert told.keys() == {"read", "content", "confirmed"}
    assert told["content"]["left_out"] == ["objections", "proposals"]
    readme, read = found["README.html"].decode(), found["data/session-1/record.txt"].decode()
    for language in Language:
        assert catalogue(language)("bundle.court_text") in html.unescape(readme)
    for left_out in ("form.section_proposals", "form.section_objections"):
        assert catalogue(Language.CHINESE)(left_out) in read


def test_what_a_side_says_is_not_right_goes_out_as_undisputed_to_nobody(data: Path) -> None:
    """In this session the employer has objected, and nothing was read back since."""
    given = members(bundle(data, court()))
    assert FACT.encode() not in b"".join(given.values())
    assert (
        catalogue(Language.CHINESE)("form.section_undisputed") in given["data/session-1/record.txt"].decode()
    )
    for found in (given, members(bundle(data, Order(Profile.JOINT, BY, "归档")))):
        assert not any("undisputed" in path for path in found)


def test_a_court_is_given_what_was_ordered_by_name(agreed: Path) -> None:
    found = members(bundle(agreed, court(frozenset({Artefact.CHAT}))))
    assert JOINT_WORDS in found["data/session-1/chat.txt"].decode()
    assert not any("recordings" in path or "log" in path for path in found)
