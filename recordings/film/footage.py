"""A sealed track, opened and decoded as a film goes on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self, TypeVar

import av

from recordings.film.script import Shot
from recordings.storage import StorageUnavailable
from recordings.vault.cipher import Damaged
from recordings.vault.sealed import CHUNK, ReadAt, SealedReader

AHEAD: Final = 4 * CHUNK
"""Octets that are fetched together."""

T = TypeVar("T", av.VideoFrame, av.AudioFrame)


class Unusable(Exception):
    """A track that cannot be read from here on; `reason` as in Missing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Footage:
    """One track. Every method raises Unusable."""

    def __init__(self, shot: Shot, read_at: ReadAt) -> None:
        self.shot = shot
        self._file = _Plain(shot, read_at)
        try:
            self._container = av.open(self._file, "r", format="matroska", buffer_size=CHUNK)
            (self._stream,) = self._container.streams
            self._stream.codec_context.thread_count = 1
        except Exception as error:
            raise _unusable(error, self._file.fault) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more is asked of it."""
        self._container.close()

    def frames(self, kind: type[T]) -> Iterator[tuple[float, T]]:
        """Seconds of the track, and what is there. A frame that cannot be decoded is left out."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except Exception as error:
                raise _unusable(error, self._file.fault) from error
            if self._file.fault is not None:
                # The demuxer takes it for the end.
                raise _unusable(self._file.fault, None)
            if packet is None:
                return
            try:
                decoded = packet.decode()
            except av.FFmpegError:
                continue
            for frame in decoded:
                if isinstance(frame, kind) and frame.time is not None:
                    yield frame.time, frame


class _Plain(io.RawIOBase):
    """What is in the sealed file; opened a few chunks at a time."""

    def __init__(self, shot: Shot, read_at: ReadAt) -> None:
        self._shot, self._read_at = shot, read_at
        self._reader: SealedReader | None = None
        self._at = self._begin = 0
        self._ahead = b""
        self.fault: Exception | None = None
        """Why the last reading failed."""

    def readable(self) -> bool:
        """It is nothing but that."""
        return True

    def seekable(self) -> bool:
        """Anywhere."""
        return True

    def tell(self) -> int:
        """Octets from the beginning."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See RawIOBase."""
        self._at = offset + (0, self._at, self._opened().size)[whence]
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """See RawIOBase; raises Damaged, StorageUnavailable, OSError."""
        behind = self._at - self._begin
        if not 0 <= behind < len(self._ahead):
            self._begin, behind = self._at // CHUNK * CHUNK, self._at % CHUNK
            try:
                self._ahead = self._opened().read(self._begin, AHEAD)
            except Exception as error:
                self.fault = error
                raise
        piece = self._ahead[behind:] if size < 0 else self._ahead[behind : behind + size]
        self._at += len(piece)
        return piece

    def _opened(self) -> SealedReader:
        if self._reader is None:
            self._reader = SealedReader(self._shot.key, self._read_at, self._shot.length)
        return self._reader


def _unusable(error: Exception, fault: Exception | None) -> Unusable:
    match fault or error:
        case Damaged():
            return Unusable("damaged")
        case StorageUnavailable():
            return Unusable("storage")
        case _:
            return Unusable("unreadable")
