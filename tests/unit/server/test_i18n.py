"""Every text exists in both languages, and readers get the language they asked for."""

import re
from pathlib import Path

import pytest

from rooms.archive.past import Happened
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.rights import Right, StaffRole
from rooms.roles import Role
from server import i18n
from server.i18n import Language, catalogue, negotiate
from server.outcomes.documents.asked import Why
from server.staff.account import Factor, Standing
from server.staff.lifetime import Browser, System
from server.staff.log import Deed
from server.staff.password import Unfit

ROOT = Path(__file__).parents[3]
SCRIPTS = [path for path in ROOT.glob("static/**/*.js") if "vendor" not in path.parts]
PAGES = [
    *SCRIPTS,
    *ROOT.glob("server/**/*.html"),
    *ROOT.glob("server/pages/*.py"),
    *ROOT.glob("rooms/archive/*.py"),
]
COMMANDS = list(ROOT.glob("server/**/*.py"))
NAMED = re.compile(r"""["'`]([a-z]+\.[a-z0-9_.]+)["'`]""")
BUILT = re.compile(r"""["'`]([a-z]+\.[a-z0-9_.]*)(?:\$?\{|["']\s*[+~])""")


def holes(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.fixture(scope="module")
def pages() -> str:
    return "\n".join(page.read_text("utf-8") for page in PAGES)


def test_both_languages_have_the_same_texts() -> None:
    i18n.load()


def test_a_text_has_the_same_parameters_in_both_languages() -> None:
    chinese, english = (catalogue(language).texts for language in Language)
    assert {key: holes(text) for key, text in chinese.items()} == {
        key: holes(text) for key, text in english.items()
    }


def test_no_text_is_empty() -> None:
    for language in Language:
        assert [key for key, text in catalogue(language).texts.items() if not text.strip()] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_code_is_told_in_words(code: ErrorCode, language: Language) -> None:
    assert f"error.{code}" in catalogue(language).texts


def test_an_error_code_that_nobody_knows_still_gets_words() -> None:
    assert catalogue("en").error("no_such_code") == catalogue("en")("error.unknown")


@pytest.mark.parametrize(
    "key", [*(f"role.{role}" for role in Role), *(f"consent.{kind}" for kind in ConsentKind)]
)
def test_every_role_and_consent_has_words(key: str) -> None:
    assert key in catalogue("zh-CN").texts


@pytest.mark.parametrize(
    "key",
    [
        *(f"{area}.{role}" for area in ("post", "duty") for role in StaffRole),
        *(f"standing.{standing}" for standing in Standing),
        *(f"factor.{factor}" for factor in Factor),
        *(f"browser.{browser}" for browser in Browser),
        *(f"system.{system}" for system in System),
        *(f"refusal.{why}" for why in Unfit),
        *(f"deed.{deed}" for deed in Deed),
        *(f"right.{right}" for right in Right),
        *(f"happened.{what}" for what in Happened),
        *(f"document.why_{why}" for why in Why),
    ],
)
def test_whatever_an_account_is_and_has_there_are_words_for_it(key: str) -> None:
    assert key in catalogue("zh-CN").texts


def test_every_text_that_a_page_names_exists(pages: str) -> None:
    texts = catalogue("zh-CN").texts
    areas = {key.partition(".")[0] for key in texts}
    named = {
        key
        for key in NAMED.findall(pages)
        if key.partition(".")[0] in areas and not key.endswith((".", "_", ".pdf"))
    }
    named -= {template.name for template in PAGES}
    assert named - texts.keys() == set()


def test_no_text_is_left_that_nobody_names(pages: str) -> None:
    everything = "\n".join([pages, *(path.read_text("utf-8") for path in COMMANDS)])
    built = tuple({"error.", "bye.", *BUILT.findall(everything)})
    named = set(NAMED.findall(everything))
    assert [key for key in catalogue("zh-CN").texts if key not in named and not key.startswith(built)] == []


@pytest.mark.parametrize(
    ("header", "query", "language"),
    [
        (None, None, Language.CHINESE),
        ("", "", Language.CHINESE),
        ("zh-TW,en;q=0.5", None, Language.CHINESE),
        ("en-GB,zh;q=0.9", None, Language.ENGLISH),
        ("fr;q=1, en;q=0.8, zh;q=0.9", None, Language.CHINESE),
        ("fr", None, Language.CHINESE),
        ("en;q=0", None, Language.CHINESE),
        ("en;q=high", None, Language.CHINESE),
        ("zh", "en", Language.ENGLISH),
        ("en", "zh-CN", Language.CHINESE),
        ("en", "<script>", Language.ENGLISH),
    ],
)
def test_the_reader_gets_the_language_asked_for(
    header: str | None, query: str | None, language: Language
) -> None:
    assert negotiate(header, query) is language


def test_a_parameter_is_filled_in_and_a_missing_one_is_an_error() -> None:
    assert catalogue("en")("room.since", time="14:05", minutes=3) == "since 14:05, 3 min"
    with pytest.raises(KeyError):
        catalogue("en")("room.since", time="14:05")
    with pytest.raises(KeyError):
        catalogue("en")("no.such.text")


def test_a_script_gets_only_the_parts_it_needs() -> None:
    part = catalogue("en").part("error", "link")
    assert {key.partition(".")[0] for key in part} == {"error", "link"}
