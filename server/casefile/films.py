"""Films of recordings: one MP4 for people without a player of tracks, made beside the service one at a time.

A film lies sealed in a folder of its own, beside a note with its key. It is made of certain files, and whoever asks for
it must be granted every one of them at that moment; the note is sealed under the keys of them all, so that with any of
those the film is destroyed too.
"""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import structlog

from recordings.film.script import Film, Missing, Script, Shot
from recordings.film.studio import FilmFailed, make
from recordings.playback.reading import Reader
from recordings.playback.timeline import timeline
from recordings.segment import SegmentId
from recordings.storage import Storage
from recordings.vault.cipher import KEY
from server.casefile.files import Playable
from server.storage.sealing import Sealer, Unreadable, derive, place

MOST_WAITING: Final = 8

log = structlog.get_logger()


class Stage(StrEnum):
    """How far a film is."""

    NONE = "none"
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """`share`: of what is to be done, 0 to 1; `missing`: how many files could not be read to their end; `wanting`: it
    is made again for whoever asks for it.
    """

    stage: Stage
    share: float = 0.0
    missing: int = 0
    wanting: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A film that can be read: what it holds, what opens it, and where it lies. `key` stays inside the service."""

    film: Film
    reader: Reader
    path: Path
    key: bytes = field(repr=False)


class Films:
    """Who may ask is for the caller to have asked: of each of the files that are given here."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        """`storage`: of the recordings; also reads what lies in the folder."""
        self._storage, self._folder = storage, folder
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._progress: dict[str, Progress] = {}
        self._one = asyncio.Lock()

    async def of(self, playables: Sequence[Playable]) -> Progress:
        """How far the film of these files is."""
        name = _name(playables)
        if name in self._progress:
            return self._progress[name]
        made = await self.made(playables)
        if made is None:
            return Progress(Stage.NONE)
        return Progress(Stage.DONE, 1.0, len(made.film.missing), made.film.wanting)

    async def begin(self, playables: Sequence[Playable]) -> bool:
        """Makes it, unless it is there, with all that the storage has, or being made; whether it will be there."""
        name = _name(playables)
        made = await self.made(playables)
        if name in self._jobs or (made is not None and not made.film.wanting):
            return True
        if len(self._jobs) >= MOST_WAITING:
            return False
        self._progress[name] = Progress(Stage.MAKING)
        self._jobs[name] = task = asyncio.create_task(self._make(name, tuple(playables)), name="film")
        task.add_done_callback(lambda _: self._jobs.pop(name, None))
        return True

    async def made(self, playables: Sequence[Playable]) -> Made | None:
        """The film of just these files, if there is one."""
        name = _name(playables)
        if name in self._jobs:
            return None
        try:
            note = await asyncio.to_thread(self._note(name).read_bytes)
            told = json.loads(_sealer(playables).open(note, _place(name)))
        except (FileNotFoundError, Unreadable):
            return None
        film = _film(told)
        key = bytes.fromhex(told["key"])
        return Made(film, Reader(self._storage, name, key, film.length), self._folder / name, key)

    async def finished(self, playables: Sequence[Playable]) -> Made | None:
        """Returns when it is not being made any more: the film, if there is one."""
        job = self._jobs.get(_name(playables))
        if job is not None:
            await asyncio.wait([job])
        return await self.made(playables)

    async def close(self) -> None:
        """What is being made is given up; whoever wants it asks again."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _make(self, name: str, playables: tuple[Playable, ...]) -> None:
        try:
            async with self._one:
                await self._cut(name, playables)
        except asyncio.CancelledError:
            self._progress.pop(name, None)
            raise
        except (FilmFailed, OSError) as error:
            log.warning("film_failed", reason=type(error).__name__)
            self._progress[name] = Progress(Stage.FAILED)

    async def _cut(self, name: str, playables: tuple[Playable, ...]) -> None:
        line = timeline((each.segment, each.finished) for each in playables)
        by_id = {each.segment.id: each for each in playables}
        shots = tuple(
            Shot(lane, by_id[lane.segment.id].key, by_id[lane.segment.id].finished.length)
            for lane in line.lanes
        )
        key = secrets.token_bytes(KEY)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

        def progress(share: float) -> None:
            self._progress[name] = Progress(Stage.MAKING, share)

        film = await make(Script(shots, line.seconds), self._storage, self._folder / name, key, progress)
        note = _sealer(playables).seal(json.dumps(_told(film, key)).encode(), _place(name))
        await asyncio.to_thread(self._note(name).write_bytes, note)
        self._progress.pop(name, None)

    def _note(self, name: str) -> Path:
        return self._folder / f"{name}.note"


def _name(playables: Sequence[Playable]) -> str:
    """Of the files that it is made of: who may see fewer of them has another film."""
    ids = "\0".join(sorted(each.segment.id for each in playables))
    return hashlib.sha256(b"yuntiao/film\0" + ids.encode()).hexdigest()[:32]


def _sealer(playables: Sequence[Playable]) -> Sealer:
    keys = b"".join(each.key for each in sorted(playables, key=lambda each: each.segment.id))
    return Sealer(derive(hashlib.sha256(keys).digest(), "film"))


def _place(name: str) -> bytes:
    return place("film", name)


def _told(film: Film, key: bytes) -> dict[str, Any]:
    return {
        "key": key.hex(),
        "length": film.length,
        "digest": film.digest.hex(),
        "plain_length": film.plain_length,
        "plain_digest": film.plain_digest.hex(),
        "seconds": film.seconds,
        "missing": [[missing.segment, missing.since, missing.reason] for missing in film.missing],
    }


def _film(told: dict[str, Any]) -> Film:
    return Film(
        told["length"],
        bytes.fromhex(told["digest"]),
        told["plain_length"],
        bytes.fromhex(told["plain_digest"]),
        told["seconds"],
        tuple(Missing(SegmentId(segment), since, reason) for segment, since, reason in told["missing"]),
    )
