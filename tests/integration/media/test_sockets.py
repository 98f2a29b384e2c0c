"""The sockets: answers leave from the address that was asked, bundles arrive as single datagrams."""

import ctypes
import errno
import socket
from collections.abc import AsyncIterator

import pytest

from rooms.participant import MediaKind
from signaling.media import socket as media_socket
from signaling.media.config import MediaConfig
from signaling.media.plane import Plane
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


@pytest.fixture
async def wildcard() -> AsyncIterator[Plane]:
    """A plane on every address of the machine, advertising two of them."""
    running = Plane(
        MediaConfig(bind=(("0.0.0.0", 0), ("::", 0)), advertise=("127.0.0.2", "::1"))  # one after the other
    )
    await running.start()
    yield running
    await running.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_answers_leave_from_the_address_that_was_asked(wildcard: Plane, host: str) -> None:
    """A browser takes nothing from another address than the one it sent to."""
    stage = Stage(wildcard, kinds=(MediaKind.AUDIO, MediaKind.CAMERA))
    worker, employer = MediaPeer("worker", host=host), MediaPeer("employer", host=host)
    for peer in (worker, employer):
        peer.association.accepts_only_its_target = True
    await stage.enter(worker, employer)
    async with worker.talking():
        await employer.until(lambda: employer.sources() == {("worker", "audio"), ("worker", "camera")})
        for _ in range(10):
            worker.show(parts=8)  # many packets of one size: a bundle
        number = worker.label("camera").number
        await employer.until(lambda: max(item.number for item in employer.labels()) > number)
    await stage.close()


async def test_a_bundle_arrives_as_the_datagrams_it_was_made_of(wildcard: Plane) -> None:
    stage = Stage(wildcard)
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(worker, employer)
    worker.show(parts=40)
    await employer.until(lambda: len(employer.received) == 40)
    assert [packet.label.number for packet in employer.received if packet.label] == list(range(40))
    await stage.close()


async def test_where_the_kernel_does_not_cut_datagrams_leave_singly(
    wildcard: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on interfaces without checksum offload on older kernels (EIO)."""
    stage = Stage(wildcard)
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(worker, employer)
    real = media_socket._sendmmsg
    refused = 0

    def refuse_bundles(fd: int, address: int, count: int, flags: int) -> int:
        nonlocal refused
        parts = ctypes.c_uint64.from_address(address + 24).value
        if parts > 1:
            refused += 1
            ctypes.set_errno(errno.EIO)
            return -1
        sent: int = real(fd, address, 1, flags)
        return sent

    monkeypatch.setattr(media_socket, "_sendmmsg", refuse_bundles)
    for _ in range(3):
        worker.show(parts=10)
    await employer.until(lambda: len(employer.received) == 30)
    assert sorted(packet.label.number for packet in employer.received if packet.label) == list(range(30))
    assert refused >= 1
    await stage.close()


def test_an_address_that_cannot_be_bound_leaves_no_socket_behind() -> None:
    with pytest.raises(OSError, match="assign"):
        media_socket.Link(("203.0.113.7", 0))


def test_the_kernel_is_asked_for_large_buffers() -> None:
    link = media_socket.Link(("127.0.0.1", 0))
    receiving, sending = link.buffers()
    assert receiving >= 200_000
    assert sending >= 200_000
    assert link.family == socket.AF_INET
    link.close()


async def test_what_the_kernel_does_not_take_is_counted_and_nothing_waits(
    wildcard: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(wildcard)
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(worker, employer)
    worker.show(parts=3)
    await employer.until(lambda: len(employer.received) == 3)

    def full(_fd: int, _address: int, _count: int, _flags: int) -> int:
        ctypes.set_errno(errno.EAGAIN)
        return -1

    with monkeypatch.context() as patched:
        patched.setattr(media_socket, "_sendmmsg", full)
        worker.show(parts=5)
        await worker.association.check()
    worker.show(parts=2)
    await employer.until(lambda: len(employer.received) == 5)
    assert wildcard.stats()["unsent"] == 5
    await stage.close()
