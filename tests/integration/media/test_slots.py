"""More people than slots: screens first, then who speaks; and the client is told before anything changes."""

import asyncio

from rooms.ids import RoomId, SeatId
from rooms.participant import MediaKind
from signaling.media.plane import Plane, WireTable
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


async def test_who_speaks_gets_a_slot_and_the_client_is_told_first(plane: Plane) -> None:
    stage = Stage(plane, kinds=(MediaKind.AUDIO, MediaKind.CAMERA))
    mediator = MediaPeer("mediator", video_slots=1)
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(mediator, worker, employer)
    told: asyncio.Queue[tuple[RoomId, SeatId, WireTable]] = asyncio.Queue()
    plane.on_slots = lambda *change: told.put_nowait(change)
    video = next(
        mid
        for mid, line in (mediator.remote.lines if mediator.remote else {}).items()
        if line.kind == "video" and line.direction == "sendonly"
    )
    shown = plane.table(stage.room, mediator.seat)[video]
    assert shown is not None
    quiet, speaker = (worker, employer) if shown["seat"] == "worker" else (employer, worker)
    quiet.senders["audio"].level = 127
    speaker.senders["audio"].level = 20
    async with quiet.talking(), speaker.talking():
        room, seat, table = await asyncio.wait_for(told.get(), 8)
        before = len(mediator.in_slot(video))
        assert (room, seat) == (stage.room, mediator.seat)
        assert table[video] == {"seat": speaker.seat, "kind": "camera"}
        await mediator.until(lambda: len(mediator.in_slot(video)) > before + 10)
    seen = [packet.label.seat for packet in mediator.in_slot(video) if packet.label]
    assert seen == [quiet.seat] * before + [speaker.seat] * (len(seen) - before), "never mixed"
    await stage.close()


async def test_a_screen_goes_before_cameras(plane: Plane) -> None:
    stage = Stage(plane)
    mediator, worker = MediaPeer("mediator", video_slots=1), MediaPeer("worker")
    await stage.enter(mediator, worker)
    carried = [item for item in plane.table(stage.room, mediator.seat).values() if item]
    assert {"seat": "worker", "kind": "screen"} in carried
    assert {"seat": "worker", "kind": "camera"} not in carried
    async with worker.talking(("camera", "screen")):
        await mediator.until(lambda: mediator.sources() == {("worker", "screen")})
    await stage.close()
