"""Findings in words: what is wrong, what to do about it, and the article that it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rooms.agreement.findings import Code, Finding, Severity
from server.i18n import Catalogue
from server.outcomes.library.articles import cite

TEXTS: Final[Mapping[Code, str]] = {code: f"finding.{code.value}" for code in Code}
"""The id of each finding's text; its parameters are those of the code."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding for a reader. `article` and `words` None: it rests on no article, or that is not quoted."""

    severity: Severity
    where: str
    text: str
    article: str | None
    words: str | None


def told(finding: Finding, texts: Catalogue) -> Told:
    """What somebody reads who speaks that language; the law's own words stay Chinese."""
    citation = None if finding.article is None else cite(finding.article)
    return Told(
        severity=finding.severity,
        where=finding.where,
        text=texts(TEXTS[finding.code], **finding.params),
        article=None if citation is None else citation.told(texts.language),
        words=None if citation is None else citation.words,
    )
