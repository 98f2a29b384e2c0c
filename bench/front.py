"""A TCP forwarder before the service, as a reverse proxy is: people reach the loopback service by its address."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bench.namespaces import SERVICE_ADDRESS, Namespace

_CHUNK = 65536


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError), contextlib.closing(target):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()


class _Front:
    def __init__(self, namespace: Namespace, port: int) -> None:
        self._namespace, self._port = namespace, port
        self.tasks: set[asyncio.Task[None]] = set()

    def accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(near, back))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        connection = self._namespace.socket()
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self._port))
        far, forth = await asyncio.open_connection(sock=connection)
        await asyncio.gather(_pump(near, forth), _pump(far, back))


@contextlib.asynccontextmanager
async def front(namespace: Namespace, port: int) -> AsyncIterator[str]:
    """The URL at which people reach what listens on the loopback `port` inside."""
    made = _Front(namespace, port)
    listening = namespace.socket()
    listening.bind((SERVICE_ADDRESS, port))
    server = await asyncio.start_server(made.accept, sock=listening)
    try:
        yield f"http://{SERVICE_ADDRESS}:{port}"
    finally:
        server.close()
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)
