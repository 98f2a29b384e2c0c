"""Everybody who is there is in the picture, as large as it allows, whole and undistorted."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.film.grid import Scene, Tile, scenes, tiles, within
from recordings.playback.timeline import Lane
from recordings.segment import Segment, SegmentId
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind


def lane(seat: str, begin: float, end: float, kind: MediaKind = MediaKind.CAMERA) -> Lane:
    ids = SegmentId(f"{seat}{begin}"), RoomId("r"), SeatId(seat), StayId("s"), StayId("r")
    segment = Segment(*ids, JOINT, kind, datetime(2026, 3, 2, tzinfo=UTC), "f")
    return Lane(segment, ((0.0, begin), (end - begin, end)))


@given(st.integers(0, 30), st.sampled_from([(1280, 720), (320, 180), (720, 1280), (640, 480)]))
def test_tiles_are_inside_apart_and_even(count: int, size: tuple[int, int]) -> None:
    placed = tiles(count, *size)
    assert len(placed) == count
    for tile in placed:
        assert all(value % 2 == 0 for value in (tile.x, tile.y, tile.width, tile.height))
        assert tile.width > 0
        assert tile.height > 0
        assert 0 <= tile.x <= size[0] - tile.width
        assert 0 <= tile.y <= size[1] - tile.height
    for one, other in itertools.combinations(placed, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 2), (4, 2), (5, 3), (9, 3)])
def test_as_many_are_beside_each_other_as_make_them_largest(count: int, columns: int) -> None:
    assert len({tile.y for tile in tiles(count, 1280, 720)}) == -(-count // columns)


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_a_picture_is_whole_in_its_tile(width: int, height: int) -> None:
    tile = Tile(20, 40, 320, 180)
    place = within(tile, width, height)
    assert tile.x <= place.x <= place.x + place.width <= tile.x + tile.width
    assert tile.y <= place.y <= place.y + place.height <= tile.y + tile.height
    if 0.2 < width / height < 5:
        assert place.width / place.height == pytest.approx(width / height, rel=0.1)


def test_scenes_change_when_somebody_comes_or_goes_and_not_when_a_connection_breaks_for_a_moment() -> None:
    worker, employer = (SeatId("w"), MediaKind.CAMERA), (SeatId("e"), MediaKind.CAMERA)
    screen = SeatId("e"), MediaKind.SCREEN
    found = scenes(
        [
            lane("w", 0, 10),
            lane("w", 12, 30),
            lane("e", 5, 20),
            lane("e", 24, 30),
            lane("e", 26, 28, MediaKind.SCREEN),
            lane("m", 0, 60, MediaKind.AUDIO),
        ]
    )
    assert found == [
        Scene(0, (worker,)),
        Scene(5, (worker, employer)),
        Scene(20, (worker,)),
        Scene(24, (worker, employer)),
        Scene(26, (screen, worker, employer)),
        Scene(28, (worker, employer)),
        Scene(30, ()),
    ]


def test_a_talk_without_pictures_has_one_dark_scene() -> None:
    assert scenes([lane("w", 0, 10, MediaKind.AUDIO)]) == [Scene(0.0, ())]
