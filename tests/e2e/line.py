"""A line between one person and the service that a test can cut, mend and move to another address.

Everything passes through one forwarder of TCP (the pages and their socket) and one of UDP (the media).
What a cut line swallows is swallowed silently, as by a network: no connection is closed, nobody is told.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

Address = tuple[str, int]
QUEUE = 0.4
"""Seconds that a narrow line keeps packets, as mobile networks do."""
IP_AND_UDP = 28


class Datagrams(asyncio.DatagramProtocol):
    """One end of the UDP forwarder; hands what it receives to the other side while the line is whole."""

    def __init__(self, line: "Line") -> None:
        self._line = line
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Address) -> None:
        self._line.carry(self, data, address)

    def send(self, data: bytes, address: Address) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(data, address)


class Line:
    """Whole at first. ``port`` and ``udp_port`` are where the person's side connects to."""

    def __init__(self, service: int, media: int) -> None:
        self.port = self.udp_port = 0
        self._service, self._media = service, media
        self._whole = asyncio.Event()
        self._whole.set()
        self._generation = 0
        self._person: Address | None = None
        self._near = Datagrams(self)
        self._far = Datagrams(self)
        self._tasks: set[asyncio.Task[None]] = set()
        self.rate: float | None = None
        """bit/s of media towards the person; what would wait longer than QUEUE is lost."""
        self._free_at = 0.0

    async def open(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self._near, local_addr=("127.0.0.1", 0))
        await self._connect_far()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, family=socket.AF_INET)
        assert self._near.transport is not None
        self.udp_port = self._near.transport.get_extra_info("sockname")[1]
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for end in (self._near, self._far):
            if end.transport is not None:
                end.transport.close()

    def cut(self) -> None:
        """Nothing passes any more, either way."""
        self._whole.clear()

    async def mend(self) -> None:
        """Passes again, from the same address; what was swallowed stays lost."""
        self._whole.set()

    async def move(self) -> None:
        """Whole again, but from another address: connections of before are dead without knowing it."""
        self._generation += 1
        assert self._far.transport is not None
        self._far.transport.close()
        await self._connect_far()
        self._whole.set()

    async def _connect_far(self) -> None:
        self._far = Datagrams(self)
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self._far, local_addr=("127.0.0.1", 0))

    def carry(self, end: Datagrams, data: bytes, address: Address) -> None:
        if not self._whole.is_set():
            return
        if end is self._near:
            self._person = address
            self._far.send(data, ("127.0.0.1", self._media))
        elif end is self._far and self._person is not None:
            self._narrow(data, self._person)

    def _narrow(self, data: bytes, person: Address) -> None:
        """Through the narrowest place on the way, with its queue."""
        if self.rate is None:
            self._near.send(data, person)
            return
        loop = asyncio.get_running_loop()
        begins = max(loop.time(), self._free_at)
        if begins - loop.time() > QUEUE:
            return
        self._free_at = begins + 8 * (len(data) + IP_AND_UDP) / self.rate
        loop.call_at(self._free_at, self._near.send, data, person)

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.closing(back):
            await self._whole.wait()
            far, forth = await asyncio.open_connection("127.0.0.1", self._service)
            with contextlib.closing(forth):
                born = self._generation
                await asyncio.gather(self._pump(near, forth, born), self._pump(far, back, born))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, born: int) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                await self._whole.wait()
                if born != self._generation:
                    await asyncio.Event().wait()  # a dead connection: silent for good
                target.write(data)
                await target.drain()
        target.close()


@asynccontextmanager
async def line(service: int, media: int) -> AsyncIterator[Line]:
    """A line to the service's port and its UDP port."""
    made = Line(service, media)
    server = await made.open()
    try:
        yield made
    finally:
        server.close()
        await made.close()
