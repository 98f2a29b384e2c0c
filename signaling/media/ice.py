"""The ICE-lite agent of one peer (RFC 8445 §2.5): credentials, validated addresses, and the one that media
goes to.

Browsers check every pair of addresses and nominate one. Who knows no password cannot make a check; who
recorded one can only repeat it, and a repetition from another address moves nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signaling.media.metrics import MediaMetrics
from signaling.media.socket import Link, Path
from signaling.media.stun import BindingRequest, respond

if TYPE_CHECKING:
    from signaling.media.peer import Peer

MAX_PATHS = 16
"""Validated addresses of a peer: more than a computer with three networks has candidates."""
MAX_CHECKS = 16_384
"""Remembered transactions of one password: at a check each 2.5 s, 11 hours. Then only a restart moves
media."""


@dataclass(frozen=True, slots=True)
class Credentials:
    ufrag: str
    password: str
    remote_ufrag: str
    seen: set[bytes] = field(default_factory=set)
    """Transactions of checks made with these."""

    @staticmethod
    def fresh(remote_ufrag: str) -> Credentials:
        """128 bit of ufrag, because it finds the peer, and of password (RFC 8839 §5.4 wants 24 and 128)."""
        return Credentials(secrets.token_hex(16), secrets.token_hex(16), remote_ufrag)


class IceLite:
    """`path` is where media goes: the nominated address, before there is one the first that was checked."""

    __slots__ = ("_credentials", "_metrics", "_moved", "_peer", "_register", "_unregister", "path", "paths")

    def __init__(
        self,
        peer: Peer,
        metrics: MediaMetrics,
        register: Callable[[str, Peer], None],
        unregister: Callable[[str], None],
        moved: Callable[[], None],
    ) -> None:
        """`register` and `unregister` tell the packet loop by which ufrags it finds the peer."""
        self._peer, self._metrics = peer, metrics
        self._register, self._unregister, self._moved = register, unregister, moved
        self._credentials: list[Credentials] = []
        """In use, and after a restart the new ones, until the browser nominates with them."""
        self.path: Path | None = None
        self.paths: list[Path] = []

    def offer(self, remote_ufrag: str) -> Credentials:
        """Fresh credentials for the answer to an offer or restart; the nominated ones stay valid beside
        them.
        """
        credentials = Credentials.fresh(remote_ufrag)
        self._retire(self._credentials[1:])
        self._credentials.append(credentials)
        self._register(credentials.ufrag, self._peer)
        return credentials

    def check(self, request: BindingRequest, link: Link, index: int) -> bool:
        """A connectivity check in datagram `index` of `link`. False: forged or a replay; it gets no answer."""
        mine = next((item for item in self._credentials if item.ufrag == request.local_ufrag), None)
        if mine is None or request.remote_ufrag != mine.remote_ufrag:
            self._metrics.checks_refused += 1
            return False
        password = mine.password.encode()
        if not request.verify(password):
            self._metrics.checks_refused += 1
            return False
        known = link.paths.get(link.names[link.keys[index]])
        path = known if known is not None and known.peer is self._peer else None
        repeated = request.transaction in mine.seen or len(mine.seen) >= MAX_CHECKS
        if repeated and path is None:
            self._metrics.diversions_refused += 1
            return False
        self._metrics.checks += 1
        if path is None:
            path = link.path(index, self._peer)
        if not repeated:
            mine.seen.add(request.transaction)
            if not request.role_conflict and not request.unknown:
                self._validate(path)
                self._consider(path, request.use_candidate, mine, link.ancillary(index))
        link.send(path, respond(request, (path.address[0], path.address[1]), password))
        return True

    def forget(self) -> None:
        """Off the socket: nothing that arrives finds the peer any more."""
        self._retire(self._credentials)
        for path in list(self.paths):
            self._drop(path)

    def _validate(self, path: Path) -> None:
        if path in self.paths:
            return
        if len(self.paths) >= MAX_PATHS:
            self._drop(next(item for item in self.paths if item is not self.path))
        self.paths.append(path)
        path.link.paths[path.key] = path

    def _consider(self, path: Path, nominates: bool, mine: Credentials, ancillary: bytes) -> None:
        if self.path is not None and not nominates:
            return
        if nominates and mine is self._credentials[-1]:
            self._retire(self._credentials[:-1])
        if path is self.path and ancillary == path.ancillary:
            return
        path.leave_by(ancillary)
        self.path = path
        self._moved()

    def _retire(self, old: list[Credentials]) -> None:
        for item in old:
            self._unregister(item.ufrag)
        self._credentials = [item for item in self._credentials if item not in old]

    def _drop(self, path: Path) -> None:
        self.paths.remove(path)
        if path.link.paths.get(path.key) is path:
            del path.link.paths[path.key]
