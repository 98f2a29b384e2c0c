"""A socket that belongs to nobody in the room."""

import socket
from types import TracebackType
from typing import Self

from tests.peers.peer import MediaPeer


class Stranger:
    """Sends to the plane that `peer` talks to."""

    def __init__(self, peer: MediaPeer) -> None:
        assert peer.remote is not None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect(peer.remote.candidates[0])

    def send(self, data: bytes) -> None:
        self._socket.send(data)

    def received(self) -> list[bytes]:
        """What has arrived since the last call."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(2048))
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()
