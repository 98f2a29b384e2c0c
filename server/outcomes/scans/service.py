"""Scans of stamped papers outside the room: taken in, shown beside the paper, declined, or signed for.

The certificate in the organisation's place is the mediator's who compared: nobody of the organisation did anything that
a signature could be made of. Field, reason, certificate and verdict say so.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from rooms import policy
from rooms.answer import Refused
from rooms.canonical import JSON, digest
from rooms.commands import OfferScan, SignByScan
from rooms.errors import ErrorCode
from rooms.ids import PaperId, RoomId, SeatId
from rooms.moments import beijing_day, stamp
from rooms.settlement import Layout, Paper, Scan
from rooms.state import RoomState
from server.outcomes import evidence
from server.outcomes.evidence import Circumstances
from server.outcomes.making import refusal
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.scans.reading import ScanFault, UnfitScan
from server.outcomes.scans.scanner import Scanner
from server.outcomes.signing.document import Signatory
from server.outcomes.signing.workshop import Workshop
from server.outcomes.trouble import Trouble
from server.outcomes.trying import tried
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import NotThere, Vault
from server.pictures.shelf import ShelfUnavailable
from signaling.actor import RoomActor

DECLARED: Final = "我已将该纸质盖章扫描件与定稿逐页核对：页数和内容一致，所盖公章可以辨认。"
"""What a host declares, in the document's language."""

_TRIES: Final = 4
_FAILURES: Final = (MissingGlyphs, Trouble, ShelfUnavailable, NotThere)


@dataclass(frozen=True, slots=True)
class Comparing:
    """A host took the scan with this digest for the paper, for whom, and how they asked."""

    seat: SeatId
    who: SeatId
    scan: str
    where: Circumstances


class Scans:
    """Every method raises StorageUnavailable when storage fails; then nothing was acknowledged."""

    def __init__(
        self,
        vault: Vault,
        workshop: Workshop,
        typesetter: Typesetter,
        clock: Callable[[], datetime],
        layout: Callable[[RoomState, Paper], Layout],
        turns: defaultdict[PaperId, asyncio.Lock],
        signed: Callable[[RoomState, PaperId], None],
    ) -> None:
        """``turns``: whoever signs a paper holds its lock; ``signed``: told of each that was."""
        self._vault, self._workshop, self._typesetter = vault, workshop, typesetter
        self._clock, self._layout, self._turns, self._told = clock, layout, turns, signed
        self._scanner = Scanner()

    # -- taken in

    async def offer(
        self, actor: RoomActor, id: PaperId, seat: SeatId, who: SeatId, frozen: str, files: Sequence[bytes]
    ) -> Mapping[str, JSON] | Refused:
        """The scan's digest and pages. Refused as the room would, SCAN_UNFIT, SIGNING_UNAVAILABLE."""
        refused = tried(actor.state, OfferScan(seat, id, who, frozen, "", 1), self._clock())
        paper = policy.paper_of(actor.state, seat, id)
        if refused is not None or paper is None:
            return refused or Refused(ErrorCode.NOT_FOUND)
        room = actor.state.room
        try:
            original = await self._vault.get(room, paper.frozen)
            taken = await self._scanner.take(files, original)
            known = await self._vault.has(room, sha256(taken.pdf).hexdigest())
            kept = await self._vault.put(room, taken.pdf)
        except UnfitScan as unfit:
            return _unfit(unfit)
        except _FAILURES as trouble:
            return refusal(trouble)
        outcome = await actor.submit(OfferScan(seat, id, who, frozen, kept, taken.pages))
        if isinstance(outcome, Refused):
            if not known:
                await self._vault.refused(room, [kept], outcome)
            return outcome
        return {"scan": kept, "pages": taken.pages}

    # -- looked at

    async def document(self, room: RoomId, digest: str) -> bytes | None:
        """What is kept: a scan, or a paper as it was frozen."""
        try:
            return await self._vault.get(room, digest)
        except NotThere:
            return None

    async def picture(self, room: RoomId, digest: str, number: int) -> bytes | Refused:
        """A page of it as a JPEG file."""
        try:
            return await self._scanner.picture(await self._vault.get(room, digest), number)
        except UnfitScan as unfit:
            missing = unfit.fault is ScanFault.PAGES
            return Refused(ErrorCode.NOT_FOUND) if missing else _unfit(unfit)
        except _FAILURES as trouble:
            return refusal(trouble)

    # -- signed for

    async def sign(self, actor: RoomActor, id: PaperId, comparing: Comparing) -> Mapping[str, JSON] | Refused:
        """When it was signed. Refused as the room would, SIGNING_UNAVAILABLE: then nothing is lost."""
        outcome: Mapping[str, JSON] | Refused = Refused(ErrorCode.BUSY)
        async with self._turns[id]:
            for _ in range(_TRIES):
                fit = self._fit(actor, id, comparing)
                if isinstance(fit, Refused):
                    return fit
                try:
                    outcome = await self._once(actor, *fit, comparing)
                except _FAILURES as trouble:
                    return refusal(trouble)
                if not isinstance(outcome, Refused):
                    self._told(actor.state, id)
                    return outcome
                if outcome.code is not ErrorCode.PAPER_CHANGED:
                    return outcome
        return outcome

    def _fit(self, actor: RoomActor, id: PaperId, comparing: Comparing) -> tuple[Paper, Scan] | Refused:
        paper = policy.paper_of(actor.state, comparing.seat, id)
        if paper is None:
            return Refused(ErrorCode.NOT_FOUND)
        command = SignByScan(
            comparing.seat, id, comparing.who, comparing.scan, paper.digest, paper.digest, {}
        )
        refused = tried(actor.state, command, self._clock())
        if refused is not None:
            return refused
        scan = paper.signers[comparing.who].scan
        return Refused(ErrorCode.SCAN_CHANGED) if scan is None else (paper, scan)

    async def _once(
        self, actor: RoomActor, paper: Paper, scan: Scan, comparing: Comparing
    ) -> Mapping[str, JSON] | Refused:
        state, now = actor.state, self._clock()
        host, signer = state.people[comparing.seat].seat, state.people[comparing.who].seat
        record = evidence.of_scan(host, signer, paper, scan, DECLARED, comparing.where, now)
        look = await self._typesetter.scanned(host.name, scan.digest, f"{beijing_day(now):%Y-%m-%d}", now)
        octets = await self._vault.get(state.room, paper.digest)
        by = Signatory(host.name, host.id, host.role.value, digest(record), scan=scan.digest)
        places = {place.seat: place.fields for place in self._layout(state, paper).places}
        for field in places[signer.id]:
            octets = (await self._workshop.sign(octets, field, by, look, paper.frozen)).pdf
        kept = await self._vault.put(state.room, octets)
        command = SignByScan(host.id, paper.id, signer.id, scan.digest, paper.digest, kept, record)
        outcome = await actor.submit(command)
        if isinstance(outcome, Refused):
            await self._vault.refused(state.room, [kept], outcome)
            return outcome
        return {"signed": stamp(now)}

    def close(self) -> None:
        self._scanner.close()


def _unfit(unfit: UnfitScan) -> Refused:
    return Refused(ErrorCode.SCAN_UNFIT, {"fault": unfit.fault.value})
