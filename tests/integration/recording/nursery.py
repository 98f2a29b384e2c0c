"""Processes that record, to be killed: forked from one that has everything loaded, so that each begins at once.

Each line on standard input is a trial: the data folder, the room, a file for what came when, and "live" if the room
is live first and recording begins when a file beside that one, named `.go`, is there. The answer is the process's id.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from recordings.frame import Frame
from recordings.recorder import ROOM, Recorder
from recordings.storage import Folder, Storage
from rooms.channel import JOINT
from rooms.ids import RECORDER, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Take
from server.config import Settings
from server.record.index import SegmentIndex
from server.security import own_origin
from server.storage.store import Store, open_store
from signaling.cluster import InProcessLease
from signaling.media.config import MediaConfig
from signaling.media.plane import Plane
from signaling.metrics import Metrics
from signaling.registry import Registry
from signaling.transport import Transport
from tests.e2e.until import equals, until

SOURCES: Final = {"worker": MediaKind.AUDIO, "mediator": MediaKind.CAMERA}
PACKET: Final = 0.02
"""Seconds between two packets of speech."""
PICTURE_EACH: Final = 5
"""Packets of speech in the time of a picture."""
LIVE, GO = ".live", ".go"
"""The room is live; recording may begin."""
_WHOLE: Final = b"\x10"
"""A payload descriptor (RFC 7741 section 4.2): a picture begins here."""


@contextlib.asynccontextmanager
async def recording(
    store: Store, folder: Path, storage: Storage | None = None, live: RoomId | None = None, room: int = ROOM
) -> AsyncIterator[Recorder]:
    """A recorder as the service has one, beside nobody's connections; `live`: a room that is; `room`: octets."""
    plane = Plane(MediaConfig(bind=()))
    lease = InProcessLease(store.journal.newest_term)
    transport = Transport(own_origin(""))
    registry = Registry(store.journal, lease, plane, Metrics(), transport, lambda _seat: [])
    kept = storage or Folder(folder / "kept")
    recorder = Recorder(folder, SegmentIndex(store, registry.actor), kept, room=room)
    await recorder.start()
    if live is not None:
        await registry.actor(live)
    try:
        yield recorder
    finally:
        await registry.stop()
        await recorder.close()


async def _record(
    data: Path, room: RoomId, counter: int, media: dict[MediaKind, list[Frame]], go: Path | None
) -> None:
    """For ever, in the pace of real packets. Of each a line is written: its number, when it came (monotonic seconds),
    and since which of them what comes goes to the spools (-1: not yet).
    """
    async with (
        open_store(Settings(data=data)) as store,
        recording(store, data / "recordings", live=room if go else None) as recorder,
    ):
        if go is not None:
            go.with_suffix(LIVE).touch()
            await until(lambda: asyncio.to_thread(go.exists), equals(True), "it may begin", 60)
        began = time.monotonic()
        tracks = {
            kind: recorder.open(
                room, Take(SeatId(seat), StayId("s"), RECORDER, StayId("r"), kind, JOINT), began
            )
            for seat, kind in SOURCES.items()
        }
        ready = -1
        for number in range(1 << 20):
            await asyncio.sleep(max(0.0, began + number * PACKET - time.monotonic()))
            now = time.monotonic()
            speech = media[MediaKind.AUDIO][number % len(media[MediaKind.AUDIO])]
            tracks[MediaKind.AUDIO].take(number, number * 960, False, speech.data, now)
            if number % PICTURE_EACH == 0:
                place = number // PICTURE_EACH
                pictures = media[MediaKind.CAMERA]
                picture = pictures[place % len(pictures)]
                tracks[MediaKind.CAMERA].take(place, place * 9000, True, _WHOLE + picture.data, now)
            if ready < 0 and all(one.begun for one in recorder.health(room).tracks):
                ready = number
            os.write(counter, f"{number + 1} {now} {ready}\n".encode())


def main(media_file: str) -> None:
    """Until standard input ends."""
    media = pickle.loads(Path(media_file).read_bytes())
    for line in sys.stdin:
        data, room, counter, live = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            file = os.open(counter, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            go = Path(counter).with_suffix(GO) if live else None
            asyncio.run(_record(Path(data), RoomId(room), file, media, go))
            os._exit(0)
        print(pid, flush=True)
        # Nobody is waited for: whoever asked for it kills it.


if __name__ == "__main__":
    main(sys.argv[1])
