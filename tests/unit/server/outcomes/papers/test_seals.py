"""The impression of a seal."""

import pypdfium2
import pytest

from server.outcomes.papers import seals, slots
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.seals import impression
from tests.unit.server.outcomes.papers import looking
from tests.unit.server.outcomes.papers.samples import CENTRE, MADE


def test_a_name_without_glyphs_makes_no_seal() -> None:
    with pytest.raises(MissingGlyphs):
        impression("𠀀中心", "", MADE)


@pytest.mark.parametrize(
    "name", ["", "中", CENTRE, "中" * seals.LONGEST, "中" * 200, "#panic() $x$", "A" * 40]
)
def test_every_name_stays_within_the_circle_that_a_seal_has(name: str) -> None:
    pdf = impression(name, "2026年11月22日", MADE)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx((slots.SEAL, slots.SEAL), abs=0.01)
    drawn = looking.picture(pdf, 0, 4)
    corner = round(drawn.width * 0.13)
    for x in (0, drawn.width - corner):
        for y in (0, drawn.height - corner):
            assert looking.ink(drawn.crop((x, y, x + corner, y + corner))) is None
    assert looking.overprinted(pdf, 0) == []


def test_it_says_whose_it_is_when_and_that_it_is_electronic() -> None:
    pdf = impression(CENTRE, "2026年11月22日", MADE)
    printed = [character for character, _ in looking.characters(pdf, 0)]
    assert "".join(sorted(printed)) == "".join(sorted(f"{CENTRE}电子印章2026年11月22日"))
    assert len(pdf) < 20_000
    assert impression(CENTRE, "2026年11月22日", MADE) == pdf
