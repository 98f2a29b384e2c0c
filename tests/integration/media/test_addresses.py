"""Connectivity checks and ICE restarts: who may say where media goes."""

import pytest
from aioice import stun

from signaling.media.plane import NegotiationError
from tests.integration.media.conftest import Cast
from tests.integration.media.stranger import Stranger
from tests.peers import description
from tests.peers.description import Local
from tests.peers.stage import Stage


async def test_a_restart_keeps_the_association_and_moves_media_to_the_new_address(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer")
    assert worker.remote is not None
    async with worker.talking(), employer.talking():
        await worker.until(lambda: ("employer", "camera") in worker.sources())
        handshake, before = worker.association.handshake_datagrams, worker.association.address
        version = worker.remote.version
        await worker.restart(stage.plane)
        count, heard = len(worker.received), len(employer.received)
        await worker.until(lambda: len(worker.received) > count + 50)
        await employer.until(lambda: len(employer.received) > heard + 50)
    assert worker.association.address != before
    assert worker.association.handshake_datagrams == handshake
    assert worker.remote.version == version + 1
    assert worker.association.unauthentic == employer.association.unauthentic == 0


async def test_the_old_credentials_hold_until_the_new_ones_nominate(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    link, remote = worker.association, worker.remote
    assert remote is not None
    local = Local("freshfrag", "f" * 24, link.fingerprint, worker._sources)
    offer = description.offer(local, 12, 6)
    answer = description.read_answer(await stage.plane.restart(stage.room, worker.seat, offer, 1))
    assert (answer.ufrag, answer.password) != (remote.ufrag, remote.password)
    await link.check()
    async with employer.talking(("audio",)):
        await worker.until(lambda: bool(worker.received))
    old = link.make_check()
    link.use(answer, "freshfrag", "f" * 24)
    await link.check(nominate=False)
    await link.check()
    refused = stage.plane.stats()["checks_refused"]
    link.send(bytes(old))
    await link.check()
    assert stage.plane.stats()["checks_refused"] == refused + 1


async def test_a_late_restart_is_refused_and_a_repeated_one_gets_the_same_answer(
    stage: Stage, cast: Cast
) -> None:
    worker, _ = await cast("worker", "employer")

    def offer(ufrag: str) -> str:
        link = worker.association
        return description.offer(Local(ufrag, ufrag * 6, link.fingerprint, worker._sources), 12, 6)

    second = await stage.plane.restart(stage.room, worker.seat, offer("second"), 2)
    assert await stage.plane.restart(stage.room, worker.seat, offer("second"), 2) == second
    for number in (1, 2):
        with pytest.raises(NegotiationError) as refused:
            await stage.plane.restart(stage.room, worker.seat, offer("other"), number)
        assert refused.value.code == "restart_stale"


async def test_a_restart_without_a_connection_asks_for_a_new_one(stage: Stage, cast: Cast) -> None:
    worker, _ = await cast("worker", "employer")
    stage.plane.leave(stage.room, worker.seat)
    with pytest.raises(NegotiationError) as refused:
        await worker.restart(stage.plane)
    assert refused.value.code == "restart_stale"


async def test_a_restart_with_another_certificate_is_refused(stage: Stage, cast: Cast) -> None:
    worker, _ = await cast("worker", "employer")
    local = Local("freshfrag", "f" * 24, ("sha-256", ":".join(["CD"] * 32)), worker._sources)
    with pytest.raises(NegotiationError) as refused:
        await stage.plane.restart(stage.room, worker.seat, description.offer(local, 12, 6), 1)
    assert (refused.value.code, refused.value.params["what"]) == (
        "sdp_unsupported",
        "restart with another certificate",
    )


async def test_a_replayed_check_does_not_divert_media(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    with Stranger(worker) as stranger:
        async with employer.talking(("audio",)):
            await worker.until(lambda: bool(worker.received))
            for _ in range(3):
                for check in worker.association.checks:
                    stranger.send(check)
            count = len(worker.received)
            await worker.until(lambda: len(worker.received) > count + 20)
        assert stranger.received() == []
    assert stage.plane.stats()["diversions_refused"] >= 3


async def test_a_check_with_a_wrong_password_or_name_gets_silence(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    link = worker.association
    wrong_password = link.make_check(password="x" * 24)
    wrong_peer = link.make_check()
    wrong_peer.attributes["USERNAME"] = f"{worker.remote.ufrag}:somebody"  # type: ignore[union-attr]
    wrong_peer.add_message_integrity(worker.remote.password.encode())  # type: ignore[union-attr]
    nobody = link.make_check()
    nobody.attributes["USERNAME"] = f"nobody:{link.ufrag}"
    nobody.add_message_integrity(worker.remote.password.encode())  # type: ignore[union-attr]
    with Stranger(worker) as stranger:
        for check in (wrong_password, wrong_peer, nobody):
            stranger.send(bytes(check))
        await link.check()
        assert stranger.received() == []
    assert stage.plane.stats()["checks_refused"] == 3
    async with employer.talking(("audio",)):
        await worker.until(lambda: len(worker.received) > 5)


async def test_a_check_that_does_not_nominate_moves_nothing(stage: Stage, cast: Cast) -> None:
    """Browsers check every pair of addresses."""
    worker, employer = await cast("worker", "employer")
    with Stranger(worker) as elsewhere:
        elsewhere.send(bytes(worker.association.make_check(nominate=False)))
        async with employer.talking(("audio",)):
            await worker.until(lambda: len(worker.received) > 10)
        answers = elsewhere.received()
    assert [stun.parse_message(data).message_class for data in answers] == [stun.Class.RESPONSE]


async def test_media_follows_a_new_nomination_without_a_restart(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    await worker.association.rebind()
    await worker.association.check()
    async with employer.talking(("audio",)), worker.talking(("audio",)):
        await worker.until(lambda: len(worker.received) > 10)
        await employer.until(lambda: len(employer.received) > 10)


async def test_a_controlled_browser_is_told_that_roles_conflict(cast: Cast) -> None:
    worker, _ = await cast("worker", "employer")
    check = worker.association.make_check()
    del check.attributes["ICE-CONTROLLING"]
    check.attributes["ICE-CONTROLLED"] = 1
    check.add_message_integrity(worker.remote.password.encode())  # type: ignore[union-attr]
    with Stranger(worker) as stranger:
        stranger.send(bytes(check))
        await worker.association.check()
        answers = [stun.parse_message(data) for data in stranger.received()]
    assert [answer.error_code for answer in answers] == [487]


async def test_media_from_an_address_that_was_not_checked_is_ignored(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    uplink = worker.association.uplink
    caught = uplink.tap = []
    uplink.down = True
    worker.say()
    uplink.down = False
    with Stranger(worker) as stranger:
        stranger.send(caught[0])
        await worker.association.check()
        await employer.association.check()
        assert stage.plane.stats()["strangers"] == 1
        assert not employer.received
    worker.association.send(caught[0])
    await employer.until(lambda: len(employer.received) == 1)


async def test_a_peer_has_a_bounded_number_of_addresses(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    strangers = [Stranger(worker) for _ in range(40)]
    try:
        for stranger in strangers:
            stranger.send(bytes(worker.association.make_check(nominate=False)))
            await worker.association.check()
        peer = stage.plane._peer(stage.room, worker.seat)
        assert peer is not None
        assert len(peer.ice.paths) == 16
        async with employer.talking(("audio",)):
            await worker.until(lambda: len(worker.received) > 5)
    finally:
        for stranger in strangers:
            stranger.close()
