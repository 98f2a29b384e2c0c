"""The pages can be turned round for a language written from right to left: nothing is said to be left or right."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts)
SIDES = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b|translateX|\brotate\("
)
FOUR = re.compile(r"(?:margin|padding|inset|border-width|border-color|border-style)\s*:\s*([^;{}]+);")
CORNERS = re.compile(r"border-radius\s*:\s*([^;{}]+);")
VALUE = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")
POINTING = {"i-leave"}
"""Symbols that point to where one goes; the others are pictures of things, which do not turn round with the text."""


def rules(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_knows_start_and_end_only(sheet: Path) -> None:
    assert SIDES.findall(rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_what_is_said_of_four_sides_says_the_same_of_left_and_right(sheet: Path) -> None:
    for said in FOUR.findall(rules(sheet)):
        sides = VALUE.findall(said)
        # Where a screen is cut out for a camera does not turn round with the text.
        assert len(sides) < 4 or sides[1].replace("right", "left") == sides[3], said
    for said in CORNERS.findall(rules(sheet)):
        corners = VALUE.findall(said)
        assert len(corners) < 4 or (corners[0], corners[2]) == (corners[1], corners[3]), said


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_places_nothing_left_or_right(script: Path) -> None:
    assert not re.search(r"\.style\.(?:left|right|margin(?:Left|Right))", script.read_text("utf-8"))


def test_a_symbol_that_points_is_mirrored() -> None:
    sheet = (ROOT / "static/css/base.css").read_text("utf-8")
    mirrored = re.search(
        r'\[dir="rtl"\] \.icon:has\(> use:is\(([^{]*)\)\) \{\s*transform: scaleX\(-1\);', sheet
    )
    assert mirrored is not None
    assert set(re.findall(r'"#([\w-]+)"', mirrored[1])) == POINTING
    symbols = (ROOT / "server/templates/icons.html").read_text("utf-8")
    assert all(f'id="{name}"' in symbols for name in POINTING)
