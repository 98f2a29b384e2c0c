"""What somebody sends, held back until something else has happened."""

from collections.abc import Awaitable, Callable

from aiohttp.streams import AsyncStreamIterator


class HeldBack:
    """The payload of a request, for ``make_mocked_request``: its octets come when ``meanwhile`` is over."""

    def __init__(self, octets: bytes, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._octets, self._meanwhile = octets, meanwhile

    async def readany(self) -> bytes:
        octets, self._octets = self._octets, b""
        if octets:
            await self._meanwhile()
        return octets

    def set_read_chunk_size(self, _: int) -> None:
        """All of it comes at once."""

    def iter_any(self) -> AsyncStreamIterator[bytes]:
        return AsyncStreamIterator(self.readany)
