"""Transport-wide congestion control, the receiver (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

from __future__ import annotations

from bisect import bisect_left

from signaling.media.transport_feedback import write_transport_feedback, write_unbroken_feedback

_MOST_ARRIVALS = 350
"""In one packet, which with its losses has at most 20 + 2 × 350 octets and 2 for each 7 of 1,350 statuses."""
_MOST_LOSSES = 1000
"""Told in one call. Who skips more numbers is not losing packets; and filling in is work that a peer
causes."""
_MOST_LATE = 8
"""Packets about late arrivals in one call."""
_LARGEST_STEP = 8_000_000
"""Microseconds that one delta can span (2^15 × 250 µs), rounded down."""


class TransportWideReceiver:
    """Remembers when which transport-wide number arrived; one for each peer."""

    __slots__ = ("_arrivals", "_feedbacks", "_next", "_sender")

    def __init__(self, sender: int) -> None:
        """`sender` is our RTCP SSRC towards this peer."""
        self._sender = sender
        self._arrivals: list[tuple[int, float]] = []
        self._next: int | None = None
        self._feedbacks = 0

    def add(self, number: int, now: float) -> None:
        """A packet with this 16 bit number arrived (monotonic seconds). Hot: an append, nothing else."""
        self._arrivals.append((number, now))

    def feedback(self, media: int) -> list[bytes]:
        """RTCP packets about everything since the last call, mostly one; [] when nothing came.

        Each is below 1,200 octets. `media` is the SSRC of any stream that the peer sends.
        """
        if not self._arrivals:
            return []
        usual = self._usual(media)
        if usual is not None:
            return [usual]
        times = self._unwrapped()
        self._arrivals = []
        numbers = sorted(times)
        start = numbers[0] if self._next is None else self._next
        fresh = bisect_left(numbers, start)
        late, numbers = numbers[:fresh], numbers[fresh:]
        runs: list[tuple[int, list[int | None]]] = []
        if late:
            # What lies between late packets was told before, and must not be told again as lost.
            runs += _runs(late, times, late[0], 0)[-_MOST_LATE:]
        if numbers:
            runs += _runs(numbers, times, start, _MOST_LOSSES)
            self._next = numbers[-1] + 1
        return [self._packet(media, base, arrivals) for base, arrivals in runs]

    def _usual(self, media: int) -> bytes | None:
        """The same for what nearly always is the case: all came, in order, close to one another. Else None."""
        arrivals, expected = self._arrivals, self._next
        count = len(arrivals)
        if expected is None or count > _MOST_ARRIVALS:
            return None
        number = expected & 0xFFFF
        reference = int(arrivals[0][1] * 1_000_000) // 64_000
        before = reference * 256
        deltas = bytearray()
        for arrived, moment in arrivals:
            tick = int(moment * 1_000_000) // 250
            if arrived != number or not 0 <= tick - before <= 255:
                return None
            deltas.append(tick - before)
            number = number + 1 & 0xFFFF
            before = tick
        packet = write_unbroken_feedback(self._sender, media, expected, self._feedbacks, reference, deltas)
        self._feedbacks = self._feedbacks + 1 & 0xFF
        self._next = expected + count
        self._arrivals = []
        return packet

    def _unwrapped(self) -> dict[int, int]:
        """{extended number: microseconds}; of a repeated number the first arrival counts."""
        times: dict[int, int] = {}
        first = self._arrivals[0][0]
        highest = (first + 0x10000 if self._next is None else self._next) - 1
        for number, moment in self._arrivals:
            extended = highest + ((number - highest + 0x8000 & 0xFFFF) - 0x8000)
            if extended > highest:
                highest = extended
            if extended not in times:
                times[extended] = int(moment * 1_000_000)
        return times

    def _packet(self, media: int, base: int, arrivals: list[int | None]) -> bytes:
        packet = write_transport_feedback(self._sender, media, base, self._feedbacks, arrivals)
        self._feedbacks = self._feedbacks + 1 & 0xFF
        return packet


def _runs(
    numbers: list[int], times: dict[int, int], expected: int, losses: int
) -> list[tuple[int, list[int | None]]]:
    """Cuts ascending numbers into what one packet can say: (first number, arrivals from it on).

    Numbers missing from `expected` on are told as lost, `losses` of them at the most; a gap beyond is left
    out.
    """
    runs: list[tuple[int, list[int | None]]] = []
    current: list[int | None] = []
    base, received = expected, 0
    before = times[numbers[0]]
    for number in numbers:
        time, missing = times[number], number - expected
        skipped = missing > losses
        if skipped or received == _MOST_ARRIVALS or abs(time - before) > _LARGEST_STEP:
            if current:
                runs.append((base, current))
            base, current, received = number if skipped else expected, [], 0
        if missing and not skipped:
            current += [None] * missing
            losses -= missing
        current.append(time)
        received += 1
        expected, before = number + 1, time
    runs.append((base, current))
    return runs
