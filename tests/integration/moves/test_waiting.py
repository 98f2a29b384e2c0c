"""What a side's media connection carries while the mediator is with the other: nothing that tells of it."""

import asyncio

from aiortc import rtp

from tests.integration.conftest import Called
from tests.integration.voice import more_was_said

KEY_FRAME_REQUEST = 1


async def test_a_side_that_waits_receives_no_packet_no_report_and_no_request(call: Called) -> None:
    cast = await call()
    await cast.apart("worker", "employer", "mediator")
    worker, employer, mediator = await cast.voices("worker", "employer", "mediator")
    await more_was_said(worker, employer, mediator, packets_each=30)
    employer.forget()
    employer.peer.feedback.clear()
    for _ in range(2):
        await mediator.guest.do("visit", side="worker")
        await asyncio.gather(worker.hears(mediator), mediator.hears(worker))
        await mediator.guest.do("meet", who=worker.seat)
        await asyncio.gather(worker.hears(mediator), mediator.hears(worker))
        await mediator.guest.do("visit", side="neutral")
        worker.forget()
        mediator.forget()
        await more_was_said(worker, employer, mediator)
    assert not employer.peer.received
    reports = [
        item for item in employer.peer.feedback if isinstance(item, rtp.RtcpSrPacket | rtp.RtcpByePacket)
    ]
    assert not reports
    requests = [
        item
        for item in employer.peer.feedback
        if isinstance(item, rtp.RtcpPsfbPacket) and item.fmt == KEY_FRAME_REQUEST
    ]
    assert not requests
