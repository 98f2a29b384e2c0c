"""A film out of its tracks, moment by moment: of each, no more is in memory than what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import av

from recordings.film.encoding import Codecs, Mp4
from recordings.film.footage import Footage, Unusable
from recordings.film.grid import Scene, Source, Tile, scenes, tiles
from recordings.film.pictures import Canvas, Pictures
from recordings.film.script import Missing, Script, Shot
from recordings.film.sound import BLOCK, Mixer, Voice
from recordings.segment import SegmentId
from recordings.vault.sealed import ReadAt

EARLY: Final = 0.2
"""Seconds before its turn that a track is opened."""

Open: TypeAlias = Callable[[SegmentId], ReadAt]
"""How a sealed file is read."""


def cut(
    script: Script, open_: Open, file: Any, progress: Callable[[float], None], codecs: Codecs | None = None
) -> tuple[Missing, ...]:
    """Writes the MP4; tells how far it is, 0 to 1. Raises OSError when the file cannot be written; what is wrong with a
    track costs that track alone.
    """
    table = _Table(script, open_)
    pictures = max(1, round(script.seconds * script.rate))
    with Mp4(file, (script.width, script.height), script.rate, codecs) as mp4:
        canvas = Canvas(script.width, script.height)
        stage = _Stage(canvas, scenes(shot.lane for shot in script.shots), script)
        mixer = Mixer(_most_at_once([shot for shot in script.shots if not shot.lane.segment.pictures]))
        blocks = 0
        for number in range(pictures):
            moment = number / script.rate
            table.turn(moment)
            # A picture is shown from the moment on that is nearest to its own.
            stage.set(moment, table.pictures(moment + 0.5 / script.rate))
            mp4.show(number, canvas.frame())
            while blocks * BLOCK < (number + 1) / script.rate:
                for frame in mixer.mix(blocks, table.voices(blocks)):
                    mp4.sound(frame)
                blocks += 1
            progress((number + 1) / pictures)
    table.close()
    return tuple(table.missing)


class _Table:
    """The tracks that are open at the moment."""

    def __init__(self, script: Script, open_: Open) -> None:
        self._waiting = sorted(script.shots, key=lambda shot: shot.lane.begin, reverse=True)
        self._open = open_
        self._playing: list[tuple[Footage, Pictures | Voice]] = []
        self.missing: list[Missing] = []

    def turn(self, moment: float) -> None:
        """Takes up what begins and lets go of what has ended."""
        for footage, part in list(self._playing):
            if footage.shot.lane.end + BLOCK < moment:
                self._end(footage, part)
        while self._waiting and self._waiting[-1].lane.begin <= moment + EARLY:
            shot = self._waiting.pop()
            try:
                footage = Footage(shot, self._open(shot.lane.segment.id))
                part = Pictures(footage) if shot.lane.segment.pictures else Voice(footage)
                self._playing.append((footage, part))
            except Unusable as unusable:
                self._lost(shot, shot.lane.begin, unusable)

    def pictures(self, moment: float) -> dict[Source, av.VideoFrame]:
        """What is shown of each that is there."""
        shown: dict[Source, av.VideoFrame] = {}
        for footage, part in list(self._playing):
            if isinstance(part, Pictures):
                segment = footage.shot.lane.segment
                try:
                    frame = part.at(moment)
                except Unusable as unusable:
                    self._end(footage, part)
                    self._lost(footage.shot, moment, unusable)
                else:
                    if frame is not None:
                        shown[segment.seat, segment.kind] = frame
        return shown

    def voices(self, number: int) -> list[bytes]:
        """A block of each that is there."""
        heard = []
        for footage, part in list(self._playing):
            if isinstance(part, Voice):
                try:
                    heard.append(part.block(number))
                except Unusable as unusable:
                    self._end(footage, part)
                    self._lost(footage.shot, number * BLOCK, unusable)
        return heard

    def close(self) -> None:
        """The film is over."""
        for footage, _ in self._playing:
            footage.close()

    def _end(self, footage: Footage, part: Pictures | Voice) -> None:
        self._playing.remove((footage, part))
        footage.close()

    def _lost(self, shot: Shot, moment: float, unusable: Unusable) -> None:
        self.missing.append(Missing(shot.lane.segment.id, moment, unusable.reason))


class _Stage:
    """Who is where on the canvas; drawn again only where something is new."""

    def __init__(self, canvas: Canvas, following: Sequence[Scene], script: Script) -> None:
        self._canvas, self._size = canvas, (script.width, script.height)
        self._following: Iterator[Scene] = iter(following)
        self._next = next(self._following, None)
        self._places: dict[Source, Tile] = {}
        self._drawn: dict[Source, av.VideoFrame] = {}

    def set(self, moment: float, shown: dict[Source, av.VideoFrame]) -> None:
        """As it is at a moment."""
        while self._next is not None and self._next.since <= moment:
            self._canvas.darken(Tile(0, 0, *self._size))
            sources = self._next.sources
            self._places = dict(zip(sources, tiles(len(sources), *self._size), strict=True))
            self._drawn.clear()
            self._next = next(self._following, None)
        for source, tile in self._places.items():
            frame, before = shown.get(source), self._drawn.get(source)
            if frame is None and before is not None:
                self._canvas.darken(tile)
                del self._drawn[source]
            elif frame is not None and frame is not before:
                if before is None or (before.width, before.height) != (frame.width, frame.height):
                    self._canvas.darken(tile)
                self._canvas.show(tile, frame)
                self._drawn[source] = frame


def _most_at_once(shots: Sequence[Shot]) -> int:
    """Tracks that are open together at some moment."""
    changes = [(shot.lane.begin - EARLY, 1) for shot in shots]
    changes += [(shot.lane.end + 2 * BLOCK + EARLY, -1) for shot in shots]
    most = count = 0
    for _, change in sorted(changes, key=lambda one: (one[0], -one[1])):
        count += change
        most = max(most, count)
    return most
