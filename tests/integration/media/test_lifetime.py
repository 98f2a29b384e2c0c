"""How long a connection lives: silence is told of, then forgiven, then final."""

import time

import pytest

from signaling.media.peer import FORGOTTEN_AFTER, LOST_AFTER, PeerState
from tests.integration.media.conftest import Cast
from tests.peers.stage import Stage


async def test_a_silent_connection_is_lost_and_comes_back_with_its_next_packet(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer")
    told: list[tuple[str, PeerState]] = []
    stage.plane.on_state = lambda _room, seat, state: told.append((seat, state))
    now = time.monotonic()
    employer_peer = stage.plane._peer(stage.room, employer.seat)
    assert employer_peer is not None
    employer_peer.seen = now + LOST_AFTER
    stage.plane._look(now + LOST_AFTER + 1)
    assert told == [("worker", PeerState.LOST)]
    await worker.association.check()
    stage.plane._look(time.monotonic())
    assert told == [("worker", PeerState.LOST), ("worker", PeerState.LIVE)]


async def test_an_association_is_kept_for_a_restart_and_then_forgotten(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    silent = stage.plane._peer(stage.room, employer.seat)
    assert silent is not None
    stage.plane._look(silent.seen + FORGOTTEN_AFTER - 1)
    assert stage.plane.stats()["connections"] == 2
    silent.seen -= 1
    await worker.restart(stage.plane)
    stage.plane._look(silent.seen + FORGOTTEN_AFTER + 0.001)
    assert stage.plane.stats()["connections"] == 1, "the worker was heard of since"
    assert stage.plane.state(stage.room, employer.seat) is PeerState.LOST
    assert stage.plane.table(stage.room, employer.seat), "the seat keeps its slots for the next connection"


async def test_nothing_of_a_connection_is_kept_when_its_room_is_closed(stage: Stage, cast: Cast) -> None:
    await cast("worker", "employer")
    stage.plane.close_room(stage.room)
    loop = stage.plane._loop
    assert loop.by_ufrag == {}
    assert [link.paths for link in loop.links] == [{}, {}]
    assert list(stage.plane._duties.peers()) == []
    assert stage.plane._states == {}


async def test_the_figures_are_read_by_prometheus(stage: Stage, cast: Cast) -> None:
    await cast("worker", "employer")
    samples = {
        sample.name: sample.value for metric in stage.plane.collector.collect() for sample in metric.samples
    }
    assert samples["yuntiao_media_connections_live"] == 2
    assert samples["yuntiao_media_handshakes_total"] == 2
    assert not [name for name in samples if "worker" in name]


async def test_a_plane_that_does_not_run_says_so(stage: Stage) -> None:
    await stage.plane.check()
    await stage.plane.close()
    with pytest.raises(RuntimeError):
        await stage.plane.check()
