"""What is wrong with a track costs the film that track, and is told; what is wrong with the disk costs the film."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from recordings.film.script import Film, Missing, Script, Shot
from recordings.film.studio import FilmFailed, make
from recordings.storage import Folder, StorageUnavailable
from recordings.vault.sealed import CHUNK, SealedWriter
from rooms.participant import MediaKind
from tests.integration.film.conftest import FILM_KEY
from tests.integration.film.takes import Take, plain, script, take, tone
from tests.integration.film.watched import Watched, names

Shoot = Callable[[Script], Awaitable[tuple[Film, Watched]]]
CAMERA, AUDIO = MediaKind.CAMERA, MediaKind.AUDIO


@pytest.fixture
def good(kept: Path, storage: Folder) -> Take:
    return take(kept, "good", tone(440, 4), AUDIO, 0)


def whole(film: Film, seen: Watched) -> bool:
    """The rest was made."""
    return seen.heard(0.2, 3.8) == {440} and film.seconds > 3.9


def missing(film: Film) -> dict[str, str]:
    return {one.segment: one.reason for one in film.missing}


async def test_a_track_that_is_not_there_is_named_and_the_rest_is_made(
    kept: Path, good: Take, shoot: Shoot
) -> None:
    gone = take(kept, "gone", plain("red", 3), CAMERA, 1)
    (kept / "gone").unlink()
    film, seen = await shoot(script(good, gone))
    assert film.missing == (Missing(gone.segment.id, pytest.approx(1, abs=0.1), "storage"),)
    assert whole(film, seen)


@pytest.mark.parametrize("how", ["first octet", "header", "cut", "another key", "another file"])
async def test_a_track_that_was_changed_is_named_and_the_rest_is_made(
    kept: Path, good: Take, shoot: Shoot, how: str
) -> None:
    bad = take(kept, "bad", tone(1240, 4), AUDIO, 0)
    octets = bytearray((kept / "bad").read_bytes())
    order = script(good, bad)
    match how:
        case "first octet":
            octets[60] ^= 1
        case "header":
            octets[0] ^= 1
        case "cut":
            del octets[-100:]
        case "another file":
            octets[:] = (kept / "good").read_bytes()
        case "another key":
            shots = tuple(
                replace(shot, key=b"x" * 32) if shot.lane.segment.id == "bad" else shot
                for shot in order.shots
            )
            order = replace(order, shots=shots)
    (kept / "bad").write_bytes(octets)
    film, seen = await shoot(order)
    assert missing(film) == {"bad": "damaged"}
    assert whole(film, seen)


async def test_a_track_that_is_damaged_in_the_middle_is_in_the_film_up_to_there(
    kept: Path, good: Take, shoot: Shoot
) -> None:
    long = take(kept, "long", tone(1240, 60), AUDIO, 0)
    assert long.finished.length > 6 * CHUNK
    octets = bytearray((kept / "long").read_bytes())
    octets[5 * (CHUNK + 16)] ^= 1
    (kept / "long").write_bytes(octets)
    film, seen = await shoot(script(good, long))
    (lost,) = film.missing
    assert (lost.segment, lost.reason) == ("long", "damaged")
    assert 5 < lost.since < 55
    assert 1240 in seen.heard(1, 2)
    assert seen.heard(lost.since + 0.5, 59) == set()


async def test_what_no_player_can_read_is_named(kept: Path, good: Take, shoot: Shoot) -> None:
    noise = take(kept, "noise", tone(1240, 4), AUDIO, 0)
    stored = bytearray(4096)

    def keep(at: int, octets: bytes) -> None:
        stored[at : at + len(octets)] = octets

    writer = SealedWriter(noise.key, keep)
    writer.write(b"no film at all " * 20)
    writer.finish()
    length = 40 + 300 + 16
    (kept / "noise").write_bytes(stored[:length])
    order = script(good, noise)
    shots = tuple(
        Shot(shot.lane, shot.key, length) if shot.lane.segment.id == "noise" else shot for shot in order.shots
    )
    film, seen = await shoot(replace(order, shots=shots))
    assert missing(film) == {"noise": "unreadable"}
    assert whole(film, seen)


class Silent(Folder):
    """Fails for one name."""

    async def read(self, name: str, offset: int, size: int) -> bytes:
        if name == "bad":
            raise StorageUnavailable("503")
        return await super().read(name, offset, size)


async def test_a_storage_that_refuses_one_track_costs_that_one(
    kept: Path, good: Take, tmp_path: Path
) -> None:
    bad = take(kept, "bad", tone(1240, 4), AUDIO, 0)
    film = await make(script(good, bad), Silent(kept), tmp_path / "film", FILM_KEY, lambda _share: None)
    assert missing(film) == {"bad": "storage"}


async def test_a_full_disk_is_said_and_leaves_nothing(good: Take, storage: Folder, tmp_path: Path) -> None:
    (tmp_path / "film.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        await make(script(good), storage, tmp_path / "film", FILM_KEY, lambda _share: None)
    assert names(tmp_path) == ["recordings"]


async def test_who_cancels_leaves_no_process_and_nothing_on_the_disk(
    kept: Path, storage: Folder, tmp_path: Path
) -> None:
    long = script(take(kept, "long", tone(440, 60), AUDIO, 0), size=(1280, 720))
    begun = asyncio.Event()
    task = asyncio.create_task(make(long, storage, tmp_path / "film", FILM_KEY, lambda _share: begun.set()))
    await begun.wait()
    (child,) = _films()
    assert child.nice() == 19
    assert (tmp_path / "film.part").exists()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not child.is_running()
    assert names(tmp_path) == ["recordings"]


async def test_a_process_that_is_killed_is_said_and_the_next_try_makes_the_film(
    kept: Path, storage: Folder, tmp_path: Path
) -> None:
    order = script(take(kept, "long", tone(440, 30), AUDIO, 0))

    def kill(_share: float) -> None:
        for child in _films():
            with contextlib.suppress(psutil.NoSuchProcess):
                child.send_signal(signal.SIGKILL)

    with pytest.raises(FilmFailed):
        await make(order, storage, tmp_path / "film", FILM_KEY, kill)
    assert names(tmp_path) == ["recordings"]
    film = await make(order, storage, tmp_path / "film", FILM_KEY, lambda _share: None)
    assert film.seconds > 29


def test_a_service_that_is_killed_takes_the_process_and_what_it_wrote_with_it(
    kept: Path, storage: Folder, tmp_path: Path
) -> None:
    order = script(take(kept, "long", tone(440, 120), AUDIO, 0), size=(1280, 720))
    read, write = os.pipe()
    service = os.fork()
    if service == 0:
        try:
            asyncio.run(
                make(
                    order, storage, tmp_path / "film", FILM_KEY, lambda _share: os.write(write, b".") and None
                )
            )
        finally:
            os._exit(1)
    os.close(write)
    assert os.read(read, 1) == b"."
    (child,) = _films(psutil.Process(service))
    os.kill(service, signal.SIGKILL)
    os.waitpid(service, 0)
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()
    assert names(tmp_path) == ["recordings"]


def _films(parent: psutil.Process | None = None) -> list[psutil.Process]:
    """Processes that make one."""
    return [child for child in (parent or psutil.Process()).children() if _makes_one(child)]


def _makes_one(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # it has ended, perhaps just now
        return False
