"""Whatever people write, a paper either is set as it should or names what cannot be printed."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from server.outcomes.papers.glyphs import MissingGlyphs, coverage
from server.outcomes.papers.paper import Align, Clause, Fields, Paper, PaperKind, Paragraph, Slot, Table
from server.outcomes.papers.rendering import render
from tests.unit.server.outcomes.papers import looking
from tests.unit.server.outcomes.papers.samples import MADE

anything = st.text(max_size=80)
# a mark stands on the letter before it, at the beginning of a line before that line
letters = [chr(code) for code in sorted(coverage()) if not unicodedata.category(chr(code)).startswith("M")]
printable = st.text(st.sampled_from(letters), max_size=120)


def paper(text: str) -> Paper:
    blocks = (
        Paragraph(text, lead=text),
        Fields(((text, text),)),
        Table((text, "乙"), ((text, text),), (Align.LEFT, Align.RIGHT), ("", text), text),
        Clause("c", text, text),
    )
    slots = (Slot("a", text, text),)
    return Paper(PaperKind.AGREEMENT, text, text, text, blocks, slots, "https://yuntiao.example/v/7Q4K")


@settings(deadline=None, max_examples=40)
@given(anything)
def test_any_text_is_printed_or_refused_by_naming_its_characters(text: str) -> None:
    try:
        rendered = render(paper(text), MADE)
    except MissingGlyphs as error:
        assert error.characters
        assert all(character[0] in text for character in error.characters)
    else:
        assert rendered.pages >= 1


@settings(deadline=None, max_examples=40)
@given(printable)
def test_what_the_typefaces_have_is_printed_within_the_margins(text: str) -> None:
    rendered = render(paper(text), MADE)
    for number in range(rendered.pages):
        assert looking.beyond_the_margins(rendered.pdf, number) == []
