"""Signatures drawn by hand: what is taken as one, and what the stamp made of it looks like."""

import copy
import math
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from server.outcomes.papers import slots, strokes
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.strokes import StrokeFault, UnfitStrokes, read, stamp
from tests.unit.server.outcomes.papers import looking
from tests.unit.server.outcomes.papers.samples import MADE, drawing

LABEL = "2026年11月22日 17:30　龙建军"


def fault(sent: object) -> StrokeFault:
    with pytest.raises(UnfitStrokes) as raised:
        read(sent)
    return raised.value.fault


def line(*points: tuple[float, float], width: float = 340.0, height: float = 200.0) -> dict[str, Any]:
    spots = [{"x": x, "y": y, "time": 1_000 + at, "pressure": 0.5} for at, (x, y) in enumerate(points)]
    return {"width": width, "height": height, "strokes": [{"points": spots}]}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "strokes",
        {},
        {"width": 340, "height": 200},
        {"width": 340, "height": 200, "strokes": None},
        {"width": 340, "height": 200, "strokes": {"points": []}},
        {"width": 340, "height": 200, "strokes": ["x"]},
        {"width": 340, "height": 200, "strokes": [{}]},
        {"width": 340, "height": 200, "strokes": [{"points": [[1, 2, 3]]}]},
    ],
)
def test_what_has_another_shape_is_malformed(sent: object) -> None:
    assert fault(sent) is StrokeFault.MALFORMED


@pytest.mark.parametrize("name", ["x", "y", "time", "pressure"])
@pytest.mark.parametrize("value", [None, "1", True, math.nan, math.inf, -math.inf, 10**400, [1], {}])
def test_a_coordinate_that_is_no_number_is_malformed(name: str, value: object) -> None:
    sent = drawing()
    sent["strokes"][3]["points"][5][name] = value
    assert fault(sent) is StrokeFault.MALFORMED


@pytest.mark.parametrize(
    ("name", "value"), [("time", -1), ("time", 2**53), ("pressure", -0.1), ("pressure", 1.1)]
)
def test_times_and_pressures_are_in_bounds(name: str, value: float) -> None:
    sent = drawing()
    sent["strokes"][0]["points"][0][name] = value
    assert fault(sent) is StrokeFault.MALFORMED


@pytest.mark.parametrize("side", ["width", "height"])
@pytest.mark.parametrize("value", [0, -1, 49, 10_001, math.nan, math.inf, None])
def test_a_canvas_has_a_size_that_screens_have(side: str, value: object) -> None:
    assert fault(drawing() | {side: value}) is StrokeFault.MALFORMED


def test_rubbing_out_is_not_part_of_signing() -> None:
    sent = drawing()
    sent["strokes"][1]["compositeOperation"] = "destination-out"
    assert fault(sent) is StrokeFault.MALFORMED


@pytest.mark.parametrize(("x", "y"), [(-40, 50), (380, 50), (50, -30), (50, 230), (1e300, 50)])
def test_a_point_far_off_the_canvas_is_outside(x: float, y: float) -> None:
    assert fault(line((20, 20), (x, y), (300, 150))) is StrokeFault.OUTSIDE


def test_a_finger_may_slide_over_the_edge() -> None:
    assert read(line((20, 20), (355, 100), (300, 210)))


def test_more_strokes_or_points_than_a_name_has_are_too_many() -> None:
    stroke = {"points": [{"x": 1, "y": 1, "time": 1, "pressure": 0}]}
    assert fault(drawing() | {"strokes": [stroke] * 201}) is StrokeFault.TOO_MANY
    assert fault(drawing() | {"strokes": [{"points": stroke["points"] * 20_001}]}) is StrokeFault.TOO_MANY


def test_time_does_not_go_backwards_within_a_stroke_or_from_one_to_the_next() -> None:
    within, between = drawing(), drawing()
    within["strokes"][2]["points"][4]["time"] -= 50
    between["strokes"][2], between["strokes"][3] = between["strokes"][3], between["strokes"][2]
    assert (fault(within), fault(between)) == (StrokeFault.BACKWARDS, StrokeFault.BACKWARDS)


@pytest.mark.parametrize(
    "sent",
    [
        {"width": 340, "height": 200, "strokes": []},
        {"width": 340, "height": 200, "strokes": [{"points": []}]},
        line((170, 100)),
        line((170, 100), (171, 101), (170, 102)),
        line((20, 20), (60, 40)),
        line(*[(170 + at % 2, 100) for at in range(500)]),
    ],
    ids=["nothing", "no points", "a dot", "a speck", "a short stroke", "a blot"],
)
def test_a_dot_is_no_signature(sent: dict[str, Any]) -> None:
    assert fault(sent) is StrokeFault.TOO_SMALL


def test_one_straight_stroke_is_a_name() -> None:
    """一 is one."""
    assert read(line((60, 100), (280, 96)))


def test_a_field_blackened_all_over_is_no_name() -> None:
    assert fault(line(*[(at % 2 * 340, at % 200) for at in range(1_000)])) is StrokeFault.TOO_LONG


def test_colours_and_widths_do_not_matter() -> None:
    plain = drawing()
    plain["strokes"] = [{"points": stroke["points"]} for stroke in plain["strokes"]]
    assert read(plain) == read(drawing())


def test_one_drawing_has_one_encoding() -> None:
    again = copy.deepcopy(drawing())
    again["strokes"].insert(2, {"points": []})
    again["strokes"][0] = dict(reversed(again["strokes"][0].items()))
    assert read(again).canonical() == read(drawing()).canonical()
    assert b"." not in read(drawing()).canonical()


def _moved(sent: dict[str, Any]) -> None:
    sent["strokes"][0]["points"][0]["x"] += 0.01


def _later(sent: dict[str, Any]) -> None:
    sent["strokes"][-1]["points"][-1]["time"] += 1


def _pressed(sent: dict[str, Any]) -> None:
    sent["strokes"][0]["points"][0]["pressure"] += 0.01


def _joined(sent: dict[str, Any]) -> None:
    second = sent["strokes"].pop(1)
    sent["strokes"][0]["points"] += second["points"]


def _on_another_canvas(sent: dict[str, Any]) -> None:
    sent["width"] += 1


@pytest.mark.parametrize("change", [_moved, _later, _pressed, _joined, _on_another_canvas])
def test_whatever_is_otherwise_has_another_encoding(change: Callable[[dict[str, Any]], None]) -> None:
    sent = drawing()
    change(sent)
    assert read(sent).canonical() != read(drawing()).canonical()


def test_the_stamp_is_one_page_as_large_as_its_place() -> None:
    with pypdfium2.PdfDocument(stamp(read(drawing()), LABEL, MADE)) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(
            (slots.SIGNATURE_WIDTH, slots.SIGNATURE_HEIGHT), abs=0.01
        )


def test_the_drawing_fills_its_part_of_the_stamp_and_the_label_the_other() -> None:
    scale = 4.0
    drawn = looking.picture(stamp(read(drawing()), LABEL, MADE), 0, scale)
    split = round(slots.DRAWING_HEIGHT * scale)
    name = looking.ink(drawn.crop((0, 0, drawn.width, split)))
    label = looking.ink(drawn.crop((0, split, drawn.width, drawn.height)))
    assert name is not None
    assert label is not None
    least = 1.0 * slots.MILLIMETRE * scale
    assert min(name[0], name[1], drawn.width - name[2], split - name[3]) > least
    assert name[3] - name[1] > 0.7 * split
    assert label[0] >= slots.DATE_BEGINS * scale - 1
    assert label[2] < drawn.width


@pytest.mark.parametrize(
    ("sent", "proportion"),
    [
        (line((10, 100), (330, 100)), 50.0),
        (line((170, 10), (170, 190)), 0.05),
        (line((20, 20), (320, 120), (20, 120), (320, 20)), 3.0),
    ],
    ids=["level", "upright", "crossed"],
)
def test_every_drawing_stays_within_the_stamp_in_its_own_proportions(
    sent: dict[str, Any], proportion: float
) -> None:
    scale = 8.0
    drawn = looking.picture(stamp(read(sent), "", MADE), 0, scale)
    left, top, right, bottom = looking.ink(drawn) or (0.0, 0.0, 0.0, 0.0)
    assert 0 < left < right < drawn.width
    assert 0 < top < bottom < slots.DRAWING_HEIGHT * scale
    breadth = 1.4 * scale
    if 1 < proportion < 10:
        assert (right - left - breadth) / (bottom - top - breadth) == pytest.approx(proportion, rel=0.1)
    else:
        assert (right - left > bottom - top) == (proportion > 1)


def test_its_ground_is_transparent_and_its_lines_are_curves() -> None:
    with pypdfium2.PdfDocument(stamp(read(drawing()), "", MADE)) as document:
        page = document[0]
        clear = page.render(scale=2, fill_color=(0, 255, 0, 255)).to_pil().convert("RGB")
        kinds = {found.type for found in page.get_objects(max_depth=5)}
    assert clear.getpixel((1, 1)) == (0, 255, 0)
    assert pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds


def test_a_harder_touch_draws_a_broader_line() -> None:
    def darkness(pressure: float) -> int:
        sent = line((40, 100), (300, 100))
        for spot in sent["strokes"][0]["points"]:
            spot["pressure"] = pressure
        grey = looking.picture(stamp(read(sent), "", MADE), 0, 4).convert("L")
        return sum(count for shade, count in enumerate(grey.histogram()) if shade < 128)

    assert darkness(0.1) < darkness(0.0) < darkness(1.0)


def test_the_same_drawing_gives_the_same_stamp() -> None:
    assert stamp(read(drawing()), LABEL, MADE) == stamp(read(drawing()), LABEL, MADE)
    assert stamp(read(drawing(2)), LABEL, MADE) != stamp(read(drawing()), LABEL, MADE)


def test_a_long_label_is_set_smaller_and_nothing_of_it_is_lost() -> None:
    label = "2026年11月22日 17:30　" + "古丽巴哈尔·阿卜杜热合曼" * 3
    pdf = stamp(read(drawing()), label, MADE)
    assert looking.said(pdf) == "".join(label.split())
    drawn = looking.picture(pdf, 0, 4)
    assert (looking.ink(drawn) or (0, 0, 0, 0))[2] < drawn.width


def test_a_label_is_text_and_must_have_glyphs() -> None:
    assert looking.said(stamp(read(drawing()), "#panic() $x$", MADE)) == "#panic()$x$"
    with pytest.raises(MissingGlyphs):
        stamp(read(drawing()), "𠀀", MADE)


def test_the_largest_drawing_makes_no_large_stamp() -> None:
    points = [
        (170 + 160 * math.sin(at / 40), 100 + 90 * math.cos(at / 37)) for at in range(strokes.MOST_POINTS)
    ]
    sent = line(*points)
    kept = read(sent | {"strokes": [{"points": sent["strokes"][0]["points"][:12_000]}]})
    assert len(stamp(kept, LABEL, MADE)) < 80_000
