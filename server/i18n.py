"""The texts of pages and scripts: gettext catalogues, read as they are at start.

A message's id names its place and meaning (``room.mute``), not its text: Chinese, which is written first, and
English stand side by side, and a hole in either is found by a test and by ``load`` rather than by a reader. Texts
carry their parameters in braces: ``{name}``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.pofile import read_po

from server.foreign import in_line

FOLDER: Final = Path(__file__).resolve().parent / "locale"


class Language(StrEnum):
    """A language of the pages, as its BCP 47 tag; the first is the default."""

    CHINESE = "zh-CN"
    ENGLISH = "en"

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, for the page's ``dir``."""
        return direction(self.value)


class CatalogueError(Exception):
    """The catalogues do not fit each other; the message lists the ids."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language. Called with an id it gives the text, with parameters filled in."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of ``key``; raises KeyError for an unknown id or a parameter that is missing."""
        text = self.texts[key]
        return (
            text.format_map({name: self._shown(value) for name, value in params.items()}) if params else text
        )

    def foreign(self, text: str) -> str:
        """What somebody wrote, to stand within a line of ours."""
        return in_line(text, from_right=self.language.direction == "rtl")

    def part(self, *prefixes: str) -> dict[str, str]:
        """The texts whose id begins with one of ``prefixes`` and a dot: what a page's script needs."""
        wanted = tuple(prefix + "." for prefix in prefixes)
        return {key: text for key, text in self.texts.items() if key.startswith(wanted)}

    def error(self, code: str) -> str:
        """What an error code means, in plain words; an unknown code gets the words for that."""
        return self.texts.get(f"error.{code}") or self.texts["error.unknown"]

    def _shown(self, value: object) -> object:
        return self.foreign(value) if isinstance(value, str) else value


def negotiate(accept_language: str | None, query: str | None = None) -> Language:
    """The reader's language: the one asked for in the address, else the browser's preferred, else Chinese."""
    for tag in [query or "", *_preferred(accept_language or "")]:
        for language in Language:
            if _primary(tag) == _primary(language):
                return language
    return Language.CHINESE


def direction(tag: str) -> str:
    """Which way a language is written: ``ltr`` or ``rtl``."""
    return Locale.parse(tag, sep="-").text_direction


@cache
def catalogue(language: Language | str) -> Catalogue:
    """The catalogue of ``language``; raises ValueError for a language that we do not have."""
    known = Language(language)
    path = FOLDER / known.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=known.replace("-", "_"), abort_invalid=True)
    return Catalogue(known, {str(entry.id): str(entry.string) for entry in catalog if entry.id})


def load() -> None:
    """Read every catalogue, so that a fault in one stops the start; raises CatalogueError."""
    first, *others = (catalogue(language) for language in Language)
    for other in others:
        if odd := first.texts.keys() ^ other.texts.keys():
            names = ", ".join(sorted(odd))
            raise CatalogueError(f"not in both {first.language} and {other.language}: {names}")


def _preferred(accept_language: str) -> Iterator[str]:
    """Language tags by descending weight (RFC 9110, section 12.5.4); those of weight 0 are left out."""
    weighted = []
    for place, item in enumerate(accept_language.split(",")[:_MAX_TAGS]):
        tag, _, parameter = item.partition(";")
        weight = _weight(parameter.strip())
        if weight > 0:
            weighted.append((-weight, place, tag.strip()))
    return (tag for _, _, tag in sorted(weighted))


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


_MAX_TAGS: Final = 20
