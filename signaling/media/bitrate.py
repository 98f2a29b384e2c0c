"""How much a publisher should send, from what its subscribers' lines carry."""

from __future__ import annotations

_LIFETIME = 5.0
"""Seconds. It is said anew several times a second; who fell silent has left or hears nothing at all."""
_MATTERS = 0.1
"""A change of less is not told: encoders need a moment for each."""


class PublisherCap:
    """The most that a publisher of video should send: the least of what its subscribers have room for."""

    __slots__ = ("_rooms", "_told")

    def __init__(self) -> None:
        self._rooms: dict[str, tuple[int, float]] = {}
        self._told: int | None = None

    def heard(self, subscriber: str, bitrate: int, now: float) -> None:
        """A subscriber's line has room for so much of this publisher, bit/s."""
        self._rooms[subscriber] = (bitrate, now)

    def forget(self, subscriber: str) -> None:
        """The subscriber no longer receives this publisher, or its line is no limit."""
        self._rooms.pop(subscriber, None)

    def value(self, now: float) -> int | None:
        """bit/s, None = as much as it likes."""
        return min((bitrate for bitrate, at in self._rooms.values() if now - at <= _LIFETIME), default=None)

    def told(self, now: float) -> int | None:
        """The value to tell the publisher: it follows `value` where that has changed enough to matter."""
        value, told = self.value(now), self._told
        if value is None or told is None or abs(value - told) > _MATTERS * told:
            self._told = value
        return self._told
