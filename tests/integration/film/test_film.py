"""A film shows who was there where and when, and sounds as it did; decoded as any player does it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from recordings.film.script import Film, Script
from recordings.film.studio import make
from recordings.storage import Folder
from recordings.vault.sealed import SealedReader
from rooms.participant import MediaKind
from tests.integration.film.conftest import FILM_KEY
from tests.integration.film.takes import plain, script, take, tone
from tests.integration.film.watched import Watched, names

Shoot = Callable[[Script], Awaitable[tuple[Film, Watched]]]
CAMERA, AUDIO = MediaKind.CAMERA, MediaKind.AUDIO


async def test_three_people_are_beside_each_other_and_heard_when_they_spoke(
    kept: Path, storage: Folder, shoot: Shoot
) -> None:
    takes = [
        take(kept, "worker picture", plain("red", 6), CAMERA, 0, "worker"),
        take(kept, "employer picture", plain("green", 6), CAMERA, 0.05, "employer"),
        take(kept, "mediator picture", plain("blue", 6), CAMERA, 0.1, "mediator"),
        take(kept, "worker voice", tone(440, 6, 1, 3), AUDIO, 0, "worker"),
        take(kept, "employer voice", tone(1240, 6, 2, 4), AUDIO, 0, "employer"),
        take(kept, "mediator voice", tone(2480, 6, 5, 6), AUDIO, 0, "mediator"),
    ]
    film, seen = await shoot(script(*takes))
    assert film.missing == ()
    assert film.seconds == pytest.approx(6.05, abs=0.1)
    assert seen.times[-1] == pytest.approx(6, abs=0.15)
    assert len(seen.sound) / 48_000 == pytest.approx(6.05, abs=0.1)
    assert seen.codecs == ("h264", "aac")
    assert [seen.colour(3, x, y) for x, y in ((0.25, 0.25), (0.75, 0.25), (0.5, 0.75))] == [
        "red",
        "green",
        "blue",
    ]
    assert [seen.colour(3, x, 0.75) for x in (0.1, 0.9)] == ["black", "black"]
    spans = [(0.2, 0.9), (1.1, 1.9), (2.1, 2.9), (3.1, 3.9), (4.1, 4.9), (5.1, 5.8)]
    assert [seen.heard(*span) for span in spans] == [set(), {440}, {440, 1240}, {1240}, set(), {2480}]


async def test_who_joins_appears_who_leaves_disappears_and_a_pause_is_dark_and_silent(
    kept: Path, storage: Folder, shoot: Shoot
) -> None:
    takes = [
        take(kept, "first", plain("red", 2), CAMERA, 0, "worker"),
        take(kept, "again", plain("red", 2), CAMERA, 8, "worker"),
        take(kept, "other", plain("blue", 1), CAMERA, 1, "employer"),
        take(kept, "voice", tone(440, 2), AUDIO, 8, "worker"),
    ]
    _, seen = await shoot(script(*takes))
    assert [seen.colour(0.5, x, 0.5) for x in (0.25, 0.75)] == ["red", "red"]
    assert [seen.colour(1.5, x, 0.5) for x in (0.25, 0.75)] == ["red", "blue"]
    assert [seen.colour(4, x, 0.5) for x in (0.25, 0.75)] == ["black", "black"]
    assert [seen.colour(9, x, 0.5) for x in (0.25, 0.75)] == ["red", "red"]
    assert (seen.heard(0.1, 7.9), seen.heard(8.2, 9.8)) == (set(), {440})


@pytest.mark.parametrize("ppm", [0.0, 5000.0])
async def test_a_flash_and_a_beep_of_different_devices_are_within_eighty_milliseconds(
    kept: Path, storage: Folder, shoot: Shoot, ppm: float
) -> None:
    """5,000 ppm over eleven seconds is what 100 ppm are over nine minutes; between two marks they are as far apart."""
    takes = [
        take(kept, "picture", plain("red", 12, flash=10.0), CAMERA, 1, "worker", ppm),
        take(kept, "voice", tone(1240, 13, 11.0 * (1 - 0.005), 12), AUDIO, 0, "employer", -ppm),
    ]
    _, seen = await shoot(script(*takes))
    flash = next(at for at, colour in seen.changes(0.5, 0.5) if colour == "white")
    truth = 1 + 10 / (1 + ppm * 1e-6)
    assert flash == pytest.approx(truth, abs=0.06)
    beep = 11.0 * (1 - 0.005) / (1 - ppm * 1e-6)
    assert seen.beeps(1240) - beep == pytest.approx(flash - truth, abs=0.08)


async def test_a_camera_that_shows_nothing_new_goes_dark_and_a_screen_stays(
    kept: Path, storage: Folder, shoot: Shoot
) -> None:
    def still(colour: str) -> list:
        frames = plain(colour, 1)
        last = frames[-1]
        return [*frames, type(last)(last.at + 90_000 * 9, last.key, last.data)]

    takes = [
        take(kept, "camera", still("red"), CAMERA, 0, "worker"),
        take(kept, "screen", still("blue"), MediaKind.SCREEN, 0, "worker"),
    ]
    _, seen = await shoot(script(*takes))
    assert [seen.colour(4, x, 0.5) for x in (0.25, 0.75)] == ["blue", "red"]
    assert [seen.colour(8, x, 0.5) for x in (0.25, 0.75)] == ["blue", "black"]


async def test_only_voices_make_a_film_too(kept: Path, storage: Folder, shoot: Shoot) -> None:
    film, seen = await shoot(script(take(kept, "voice", tone(440, 2), AUDIO, 0)))
    assert (seen.colour(1, 0.5, 0.5), seen.heard(0.2, 1.8), film.missing) == ("black", {440}, ())


async def test_what_is_on_the_disk_is_sealed_and_told_of_with_both_digests(
    kept: Path, storage: Folder, shoot: Shoot, tmp_path: Path
) -> None:
    film, _ = await shoot(script(take(kept, "voice", tone(440, 2), AUDIO, 0)))
    stored = (tmp_path / "film").read_bytes()
    assert (len(stored), hashlib.sha256(stored).digest()) == (film.length, film.digest)
    octets = b"".join(SealedReader(FILM_KEY, lambda at, size: stored[at : at + size], film.length).chunks())
    assert (len(octets), hashlib.sha256(octets).digest()) == (film.plain_length, film.plain_digest)
    assert b"moov" in octets
    assert b"moov" not in stored
    assert names(tmp_path) == ["film", "recordings"]
    assert (tmp_path / "film").stat().st_mode & 0o077 == 0


async def test_progress_rises_to_one(kept: Path, storage: Folder, tmp_path: Path) -> None:
    told: list[float] = []
    await make(
        script(take(kept, "voice", tone(440, 2), AUDIO, 0)), storage, tmp_path / "film", FILM_KEY, told.append
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 10
