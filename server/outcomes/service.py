"""Settlement agreements outside the room: papers are drawn up, signed, sealed and given out.

What counts is the room's to say. Every step is made first, on octets, and kept; then the room is asked to take it,
under its one order of things; what it refuses came to nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import structlog

from rooms import policy
from rooms.agreement.checking import check, refused
from rooms.agreement.findings import Severity
from rooms.answer import Refused
from rooms.canonical import JSON, digest
from rooms.commands import Command, FreezeSettlement, SealPaper, SignPaper
from rooms.context import Context, moment
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, PaperId, RoomId, SeatId, SettlementId
from rooms.moments import beijing_day, stamp
from rooms.places import mates
from rooms.roles import HOSTS
from rooms.room import Accepted, handle
from rooms.settlement import NewPaper, Paper, Settlement, SettlementState
from rooms.state import RoomState
from server.auth.access import Access
from server.cases.repository import new_id
from server.outcomes import drawing_up, evidence
from server.outcomes.drawing_up import Drawn
from server.outcomes.evidence import Circumstances
from server.outcomes.papers import strokes
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.rendering import PaperTooLarge
from server.outcomes.papers.strokes import Strokes, UnfitStrokes
from server.outcomes.signing.document import Opening, Signatory
from server.outcomes.signing.workshop import Workshop
from server.outcomes.trouble import Trouble
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import NotThere, Vault
from server.pictures.shelf import ShelfUnavailable
from signaling.actor import RoomActor

log = structlog.get_logger()

CONSENT: Final = "我已逐条阅读并理解本文书的内容，自愿签署，同意以电子签名方式签署。"
"""What one signs with, in the document's language."""

LONGEST: Final = 60
"""Days in which a paper can be signed at most."""

_TRIES: Final = 4
"""How often somebody signs anew because another was sooner."""

_RETRY: Final = 10.0
"""Seconds until a seal that could not be set is tried again."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks to sign, on which device, and how they say who they are."""

    seat: SeatId
    who: SeatId
    frozen: str
    code: str
    address: str
    where: Circumstances


class Outcomes:
    """Every method raises StorageUnavailable when storage fails; then nothing was acknowledged."""

    def __init__(
        self,
        vault: Vault,
        access: Access,
        workshop: Workshop,
        typesetter: Typesetter,
        centre: str,
        address: Callable[[PaperId], str],
        clock: Callable[[], datetime],
        origin: Callable[[str], str],
    ) -> None:
        """``address``: at which a paper can be checked; ``origin``: a client's address as evidence keeps it."""
        self._vault, self._access, self._workshop, self._typesetter = vault, access, workshop, typesetter
        self._centre, self._address, self._clock = centre, address, clock
        self.now, self.origin = clock, origin
        self._turns: defaultdict[PaperId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sealing: dict[PaperId, asyncio.Task[None]] = {}

    # -- papers are made

    async def freeze(
        self, actor: RoomActor, seat: SeatId, id: SettlementId, base: int, days: int
    ) -> Mapping[str, JSON] | Refused:
        """Its papers. Refused as the room would, FINDINGS, GLYPHS_MISSING, PAPER_TOO_LARGE, SIGNING_UNAVAILABLE."""
        state, now = actor.state, self._clock()
        settlement = policy.settlements(state, seat).get(id) if policy.may_lead(state, seat) else None
        if settlement is None:
            return Refused(ErrorCode.NOT_FOUND)
        if not 0 < days <= LONGEST:
            return Refused(ErrorCode.BAD_MESSAGE)
        agreement = settlement.latest.agreement
        findings = check(agreement, drawing_up.facts(state, settlement, agreement, now))
        if refused(findings):
            codes = [found.code.value for found in findings if found.severity is Severity.REFUSE]
            return Refused(ErrorCode.FINDINGS, {"findings": [*dict.fromkeys(codes)]})
        made = await self._drawn_up(actor, seat, settlement, now)
        if isinstance(made, Refused):
            return made
        command = FreezeSettlement(seat, id, base, tuple(made), now + timedelta(days=days))
        outcome = await actor.submit(command)
        if isinstance(outcome, Refused):
            for new in made:
                await self._vault.discard(state.room, new.digest)
            return outcome
        return {"papers": [new.id for new in made]}

    async def _drawn_up(
        self, actor: RoomActor, host: SeatId, settlement: Settlement, now: datetime
    ) -> list[NewPaper] | Refused:
        state, agreement = actor.state, settlement.latest.agreement
        count = max(len(agreement.workers), 1)
        ids = [PaperId(new_id()) for _ in range(count)]
        numbers = [
            (self._number(state, settlement, place, count), self._address(id))
            for place, id in enumerate(ids, 1)
        ]
        try:
            drawn = drawing_up.papers(state, agreement, host, self._centre, numbers, now)
            return [await self._frozen(state, id, one, now) for id, one in zip(ids, drawn, strict=True)]
        except MissingGlyphs as missing:
            return Refused(ErrorCode.GLYPHS_MISSING, {"characters": " ".join(missing.characters)})
        except PaperTooLarge as large:
            return Refused(ErrorCode.PAPER_TOO_LARGE, {"limit": large.limit})
        except (Trouble, ShelfUnavailable) as trouble:
            return _unavailable(trouble)

    def _number(self, state: RoomState, settlement: Settlement, place: int, count: int) -> str:
        """Of a paper: the case's, which settlement of the room it is, and which of its papers."""
        own = list(state.settlements).index(settlement.id) + 1
        return f"{state.case_no}-{own}" if count == 1 else f"{state.case_no}-{own}-{place}"

    async def _frozen(self, state: RoomState, id: PaperId, drawn: Drawn, now: datetime) -> NewPaper:
        rendered = await self._typesetter.render(drawn.paper, now)
        openings = [
            Opening(place.name, place.page - 1, place.box, drawing_up.kind_of(state, drawn, place.name))
            for place in rendered.places
        ]
        octets = await self._workshop.freeze(rendered.pdf, openings)
        kept = await self._vault.put(state.room, octets)
        clauses = tuple(clause.id for clause in drawn.clauses)
        return NewPaper(id, kept, clauses, tuple(drawn.fields), drawn.worker)

    # -- papers are read

    async def withheld(self, room: RoomId, paper: Paper) -> bool:
        """Whether it may be shown to nobody now, because somebody on it asked that it be deleted."""
        return await self._vault.withheld(room, paper.signers)

    async def document(self, room: RoomId, paper: Paper) -> bytes | None:
        """As it is now, with the signatures so far."""
        try:
            return await self._vault.get(room, paper.digest)
        except NotThere:
            return None

    def clauses(self, state: RoomState, paper: Paper) -> list[dict[str, JSON]]:
        """What is read back, as it stands on the paper."""
        drawn = self._again(state, paper)
        return [
            {"id": clause.id, "number": number, "heading": clause.heading, "text": clause.text}
            for number, clause in enumerate(drawn.clauses, 1)
        ]

    def _again(self, state: RoomState, paper: Paper) -> Drawn:
        """What the paper says; its imprint is not asked for."""
        settlement = state.settlements[paper.settlement]
        agreement = settlement.versions[(settlement.frozen or 0) - 1].agreement
        host = next(seat for seat in paper.signers if state.people[seat].seat.role in HOSTS)
        imprint = Imprint(self._centre, "", state.case_no, "", beijing_day(state.at))
        return drawing_up.drawn(state, agreement, host, paper.worker, imprint)

    # -- papers are signed

    async def sign(
        self, actor: RoomActor, id: PaperId, asking: Asking, sent: object
    ) -> Mapping[str, JSON] | Refused:
        """When it was signed. Refused as the room would, and as the code is, STROKES_UNFIT, STROKES_USED,
        SIGNING_UNAVAILABLE: then nothing was used up.
        """
        try:
            drawing = strokes.read(sent)
        except UnfitStrokes as unfit:
            return Refused(ErrorCode.STROKES_UNFIT, {"fault": unfit.fault.value})
        async with self._turns[id]:
            first = self._fit(actor, id, asking)
            if isinstance(first, Refused):
                return first
            if await self._vault.has(actor.state.room, sha256(drawing.canonical()).hexdigest()):
                return Refused(ErrorCode.STROKES_USED)
            return await self._proved(actor, id, asking, drawing)

    def _fit(self, actor: RoomActor, id: PaperId, asking: Asking) -> Paper | Refused:
        """Whether the room would take a signature now: asked before a code is used up."""
        state = actor.state
        paper = policy.paper_of(state, asking.seat, id)
        if paper is None or asking.who not in {asking.seat, *(mate.id for mate in mates(state, asking.seat))}:
            return Refused(ErrorCode.NOT_FOUND)
        if asking.frozen != paper.frozen:
            return Refused(ErrorCode.PAPER_CHANGED)
        outcome = _tried(state, SignPaper(asking.who, id, paper.digest, paper.digest, {}), self._clock())
        return outcome if isinstance(outcome, Refused) else paper

    async def _proved(
        self, actor: RoomActor, id: PaperId, asking: Asking, drawing: Strokes
    ) -> Mapping[str, JSON] | Refused:
        room, hosts = actor.state.room, actor.state.people[asking.who].seat.role in HOSTS
        admission = None
        if not hosts:
            found = await self._access.prove(room, asking.who, asking.code, asking.address)
            if isinstance(found, Refused):
                return found
            admission = found
        outcome = await self._signed(actor, id, asking, drawing)
        if isinstance(outcome, Refused) and admission is not None:
            await self._access.give_back(admission)
        return outcome

    async def _signed(
        self, actor: RoomActor, id: PaperId, asking: Asking, drawing: Strokes
    ) -> Mapping[str, JSON] | Refused:
        """Signs the octets as they are; anew when somebody in another process was sooner."""
        outcome: Mapping[str, JSON] | Refused = Refused(ErrorCode.BUSY)
        for _ in range(_TRIES):
            paper = self._fit(actor, id, asking)
            if isinstance(paper, Refused):
                return paper
            try:
                outcome = await self._once(actor, paper, asking, drawing)
            except (Trouble, ShelfUnavailable, NotThere) as trouble:
                return _unavailable(trouble)
            except MissingGlyphs as missing:
                return Refused(ErrorCode.GLYPHS_MISSING, {"characters": " ".join(missing.characters)})
            if not isinstance(outcome, Refused):
                self.seal_soon(actor, id)
                return outcome
            if outcome.code is not ErrorCode.PAPER_CHANGED:
                return outcome
        return outcome

    async def _once(
        self, actor: RoomActor, paper: Paper, asking: Asking, drawing: Strokes
    ) -> Mapping[str, JSON] | Refused:
        state, now = actor.state, self._clock()
        seat = state.people[asking.who].seat
        record = evidence.record(seat, paper, drawing, CONSENT, asking.where, now)
        look = await self._typesetter.stamp(drawing, f"{beijing_day(now):%Y-%m-%d}", now)
        octets = await self._vault.get(state.room, paper.digest)
        who = Signatory(seat.name, seat.id, seat.role.value, digest(record), seat.role in HOSTS)
        for field in self._again(state, paper).fields[seat.id]:
            octets = (await self._workshop.sign(octets, field, who, look, paper.frozen)).pdf
        kept = await self._vault.put(state.room, octets)
        drawn = await self._vault.put(state.room, drawing.canonical())
        outcome = await actor.submit(SignPaper(seat.id, paper.id, paper.digest, kept, record))
        if isinstance(outcome, Refused):
            for orphan in (kept, drawn):
                await self._vault.discard(state.room, orphan)
            return outcome
        return {"signed": stamp(now)}

    # -- papers are sealed

    def seal_soon(self, actor: RoomActor, id: PaperId) -> None:
        """Sets the seal when every hand is on it; while that cannot be done, again and again."""
        paper = _paper(actor.state, id)
        if paper is not None and paper.complete and paper.sealed is None and id not in self._sealing:
            task = self._sealing[id] = asyncio.create_task(self._seal(actor, id), name="seal")
            task.add_done_callback(lambda _: self._sealing.pop(id, None))

    async def _seal(self, actor: RoomActor, id: PaperId) -> None:
        while not actor.fenced.is_set():
            paper = _paper(actor.state, id)
            if paper is None or paper.sealed is not None:
                return
            async with self._turns[id]:
                try:
                    octets = await self._vault.get(actor.state.room, paper.digest)
                    now = self._clock()
                    look = await self._typesetter.seal(self._centre, f"{beijing_day(now):%Y-%m-%d}", now)
                    field = self._again(actor.state, paper).seal
                    sealed = await self._workshop.seal(octets, field, look, paper.frozen)
                    kept = await self._vault.put(actor.state.room, sealed)
                    outcome = await actor.submit(SealPaper(SYSTEM, id, paper.digest, kept))
                except (Trouble, ShelfUnavailable, NotThere) as trouble:
                    log.warning("not_sealed", error=_kind(trouble))
                else:
                    if isinstance(outcome, Accepted):
                        return
                    await self._vault.discard(actor.state.room, kept)
            await asyncio.sleep(_RETRY)

    def close(self) -> None:
        """What waits for its seal gets it when somebody opens the paper again."""
        for task in list(self._sealing.values()):
            task.cancel()
        self._workshop.close()
        self._typesetter.close()


def _paper(state: RoomState, id: PaperId) -> Paper | None:
    live = (one for one in state.settlements.values() if one.state is SettlementState.SIGNING)
    return next((one.papers[id] for one in live if id in one.papers), None)


def _tried(state: RoomState, command: Command, now: datetime) -> Any:
    """What the room would answer."""
    return handle(state, command, Context(moment(state, now), bytes(16)))


def _unavailable(trouble: Exception) -> Refused:
    log.warning("signing_unavailable", error=_kind(trouble))
    return Refused(ErrorCode.SIGNING_UNAVAILABLE)


def _kind(trouble: Exception) -> str:
    return trouble.kind.value if isinstance(trouble, Trouble) else type(trouble).__name__
