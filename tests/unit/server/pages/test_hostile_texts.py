"""Whatever a name, a setting or a translation says, a page keeps its elements and attributes, and says it as text."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from rooms.channel import Group
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import GroupId
from rooms.roles import Role
from server import i18n
from server.auth.welcome import Welcome
from server.i18n import Catalogue, Language
from server.pages import inapp
from server.pages.icalendar import Entry, document
from server.pages.templates import environment
from tests.hostile import ALL, DIRECTION, EVERYTHING, UNREADABLE

TEMPLATES = ("link.html", "staff.html", "problem.html", "room.html")
ADDRESSES = {"href", "src", "action", "formaction", "data"}
FORMATTING = re.compile("[\u202a-\u202e\u2066\u2067]")


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, its addresses, and its data blocks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.blocks: list[Any] = []
        self._in_block = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]
        self._in_block = ("type", "application/json") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", ()))
        self._in_block = False

    def handle_data(self, data: str) -> None:
        if self._in_block:
            self.blocks.append(json.loads(data))


def context(foreign: str) -> dict[str, Any]:
    """Everything that any page is made of, with the foreign text in each place a person or a centre may fill."""
    group = Group(GroupId("worker"), foreign, foreign)
    welcome = Welcome(
        foreign, Role.PARTY, group, foreign, foreign, datetime.now(UTC), foreign, (group,), (Role.CLERK,)
    )
    return {
        "welcome": welcome,
        "centre": foreign,
        "telephone": "0743-8222222",
        "host": True,
        "schedule": {"told": foreign, "seconds": 5},
        "app": inapp.inside("MicroMessenger/8"),
        "consents": [(kind.value, True) for kind in ConsentKind],
        "share_candidates": [{"seat": "seat", "name": foreign}],
        "code_needed": True,
        "openings": [foreign],
        "token": "token",
        "address": f"https://{foreign}/j/token",
        "code": ErrorCode.NOT_FOUND.value,
        "config": {"seat": foreign, "lang": "zh-CN"},
    }


def page(name: str, foreign: str, texts: Catalogue) -> Skeleton:
    rendered = environment().get_template(name).render(lang=texts.language.value, t=texts, **context(foreign))
    return Skeleton(rendered)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("text", [EVERYTHING, *DIRECTION, *UNREADABLE], ids=lambda text: ascii(text)[:40])
def test_a_name_adds_nothing_to_a_page(name: str, text: str) -> None:
    texts = i18n.catalogue(Language.CHINESE)
    plain, hostile = page(name, "龙建军", texts), page(name, text, texts)
    assert hostile.elements == plain.elements
    assert hostile.addresses == plain.addresses


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_translation_adds_nothing_to_a_page_and_reaches_its_script_as_it_is(name: str) -> None:
    texts = i18n.catalogue(Language.ENGLISH)
    hole = re.compile(r"[{}]")
    evil = Catalogue(texts.language, dict.fromkeys(texts.texts, hole.sub("", EVERYTHING)))
    plain, hostile = page(name, "x", texts), page(name, "x", evil)
    assert hostile.elements == plain.elements
    assert hostile.addresses == plain.addresses
    words = [block for block in hostile.blocks if isinstance(block, dict) and "error.busy" in block]
    assert len(words) == (name != "problem.html")
    assert all(text == hole.sub("", EVERYTHING) for block in words for text in block.values())


@pytest.mark.parametrize("text", ALL, ids=lambda text: ascii(text)[:40])
def test_a_calendar_entry_has_the_same_lines(text: str) -> None:
    def names(said: str) -> list[str]:
        at = datetime(2026, 12, 1, tzinfo=UTC)
        lines = document(Entry("ab12", at, at, said, said)).replace(b"\r\n ", b"").decode().split("\r\n")
        return [re.split("[:;]", line)[0] for line in lines]

    assert names(text) == names("调解")
    assert not FORMATTING.search(
        document(Entry("ab12", datetime.now(UTC), datetime.now(UTC), text, text)).decode()
    )


def test_the_page_says_which_way_its_language_is_written() -> None:
    assert [language.direction for language in Language] == ["ltr", "ltr"]
    assert [i18n.direction(tag) for tag in ("ar", "ug-CN", "he-IL")] == ["rtl", "rtl", "rtl"]
