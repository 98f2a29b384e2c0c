"""The table of articles: what law, which number, in what words."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec

from rooms.agreement.articles import Article
from server.i18n import Language

PATH: Final = Path(__file__).with_name("articles.toml")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"\S")]


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`document`: the number under which it was issued, where that helps to find it. `words` None: not quoted.
    `checked`: looked up in the text of the law; if not, it is from memory.
    """

    law: Line
    en: Line
    number: Line
    checked: bool
    document: Line | None = None
    words: Line | None = None

    def told(self, language: Language) -> str:
        """The law's title and the number, in a reader's language; the title in Chinese is what can be looked up."""
        document = f"（{self.document}）" if self.document else ""
        name = f"《{self.law}》{document}{self.number}"
        return name if language is Language.CHINESE else f"{self.en} ({name})"


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each article must be there."""

    version: int
    articles: dict[Article, Citation]


@cache
def table() -> Table:
    """The table that is shipped; raises as `read` does."""
    return read(PATH.read_text("utf-8"))


def read(text: str) -> Table:
    """A table as somebody wrote it.

    Raises:
        msgspec.ValidationError, tomllib.TOMLDecodeError, KeyError: it is none, or not whole.
    """
    found = msgspec.convert(tomllib.loads(text), Table)
    if missing := set(Article) - found.articles.keys():
        raise KeyError(", ".join(sorted(missing)))
    return found


def cite(article: Article) -> Citation:
    """What an article is."""
    return table().articles[article]
