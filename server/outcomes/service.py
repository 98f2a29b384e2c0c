"""Settlement agreements, and other documents, outside the room: papers are drawn up, signed, sealed and given out.

What counts is the room's to say. Every step is made first, on octets, and kept; then the room is asked to take it,
under its one order of things; what it refuses came to nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from weakref import WeakValueDictionary

import structlog

from rooms import policy
from rooms.acts import acts
from rooms.agreement.checking import check, refused
from rooms.agreement.findings import Severity
from rooms.answer import Refused
from rooms.canonical import JSON, digest
from rooms.commands import FreezeSettlement, SealPaper, SignPaper
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, PaperId, RoomId, SeatId, SettlementId
from rooms.moments import beijing_day, stamp
from rooms.places import mates
from rooms.ports import JournalUnavailable
from rooms.roles import HOSTS, RECORD_KEEPERS
from rooms.room import Accepted
from rooms.settlement import Layout, NewPaper, Paper, Settlement, SettlementState
from rooms.state import RoomState
from server.auth.access import Access, Admission
from server.cases.repository import Cases, new_id
from server.outcomes import drawing_up, evidence
from server.outcomes.documents.issuing import Documents, Told
from server.outcomes.evidence import Act, Circumstances
from server.outcomes.making import Maker, kind, refusal
from server.outcomes.numbering import paper_number, settlement_number
from server.outcomes.papers import strokes
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.rendering import PaperTooLarge
from server.outcomes.papers.strokes import Strokes, UnfitStrokes
from server.outcomes.scans.service import Scans
from server.outcomes.signing.document import Signatory
from server.outcomes.signing.workshop import Workshop
from server.outcomes.standing import unsealed
from server.outcomes.trouble import Trouble
from server.outcomes.trying import tried
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import NotThere, Vault, unsure
from server.pictures.shelf import ShelfUnavailable
from signaling.actor import RoomActor
from signaling.registry import RoomElsewhere

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


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who has proved who they are, and what was kept of it: the code that was used, strokes, the act."""

    room: RoomId
    admission: Admission | None = None
    kept: tuple[str, ...] = ()


class Outcomes:
    """Every method raises StorageUnavailable when storage fails; then nothing was acknowledged."""

    def __init__(
        self,
        vault: Vault,
        access: Access,
        cases: Cases,
        workshop: Workshop,
        typesetter: Typesetter,
        centre: str,
        address: Callable[[PaperId], str],
        clock: Callable[[], datetime],
        origin: Callable[[str], str],
        told: Told,
        find: Callable[[RoomId], Awaitable[RoomActor]],
    ) -> None:
        """``address``: at which a paper can be checked; ``origin``: a client's address as evidence keeps it; ``told``:
        how far messages are; ``find``: the live room, or RoomElsewhere.
        """
        self._vault, self._access, self._workshop, self._typesetter = vault, access, workshop, typesetter
        self._centre, self._address, self._clock = centre, address, clock
        self.now, self.origin, self._find = clock, origin, find
        self._maker = Maker(vault, workshop, typesetter)
        self.documents = Documents(self._maker, cases, centre, address, clock, self.hidden, told)
        self._keeping = asyncio.Lock()
        self.turns: defaultdict[PaperId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.acts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._sealing: dict[PaperId, asyncio.Task[None]] = {}
        self.scans = Scans(vault, workshop, typesetter, clock, self._layout, self.turns, self.seal_soon)

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
        if settlement.latest.number != base:
            return Refused(ErrorCode.VERSION_CHANGED, {"version": settlement.latest.number})
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
            await self._maker.refused(state.room, made, outcome)
            return outcome
        return {"papers": [new.id for new in made]}

    async def _drawn_up(
        self, actor: RoomActor, host: SeatId, settlement: Settlement, now: datetime
    ) -> list[NewPaper] | Refused:
        state, agreement = actor.state, settlement.latest.agreement
        count = max(len(agreement.workers), 1)
        ids = [PaperId(new_id()) for _ in range(count)]
        common = settlement_number(state, settlement)
        numbers = [(paper_number(common, place, count), self._address(id)) for place, id in enumerate(ids, 1)]
        made: list[NewPaper] = []
        try:
            drawn = drawing_up.papers(state, agreement, host, self._centre, numbers, common, now)
            for id, one in zip(ids, drawn, strict=True):
                made.append(await self._maker.frozen(state, id, one, now))
        except (MissingGlyphs, PaperTooLarge, Trouble, ShelfUnavailable) as trouble:
            await self._maker.discard(state.room, made)
            return refusal(trouble)
        return made

    # -- papers are read

    async def withheld(self, room: RoomId, paper: Paper) -> bool:
        """Whether it may be shown to nobody now, because somebody on it asked that it be deleted."""
        return await self._vault.withheld(room, policy.whose(paper))

    async def hidden(self, state: RoomState, seat: SeatId) -> frozenset[PaperId]:
        """Of the papers that this person may have, those that are withheld."""
        own = policy.papers(state, seat).values()
        return frozenset([paper.id for paper in own if await self.withheld(state.room, paper)])

    async def document(self, room: RoomId, paper: Paper) -> bytes | None:
        """As it is now, with the signatures so far."""
        try:
            return await self._vault.get(room, paper.digest)
        except NotThere:
            return None

    def clauses(self, state: RoomState, paper: Paper) -> list[dict[str, JSON]]:
        """What is read back, as it stands on the paper."""
        return [
            {"id": section.id, "number": place, "heading": section.heading, "text": section.text}
            for place, section in enumerate(self._layout(state, paper).sections, 1)
        ]

    def _layout(self, state: RoomState, paper: Paper) -> Layout:
        """Of a settlement's paper drawn again from what was frozen; its imprint is not asked for."""
        if paper.layout is not None:
            return paper.layout
        settlement = state.settlements[SettlementId(paper.act)]
        agreement = settlement.settled.agreement
        host = next(seat for seat in paper.signers if state.people[seat].seat.role in RECORD_KEEPERS)
        imprint = Imprint(self._centre, "", state.case_no, "", beijing_day(state.at))
        common = settlement_number(state, settlement)
        return drawing_up.drawn(state, agreement, host, paper.worker, imprint, common).layout

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
        async with self.turns[id]:
            first = self.fit(actor, id, asking)
            if isinstance(first, Refused):
                return first
            return await self._proved(actor, id, asking, drawing)

    def fit(self, actor: RoomActor, id: PaperId, asking: Asking) -> Paper | Refused:
        """Whether the room would take a signature now: asked before a code is used up."""
        state = actor.state
        paper = policy.paper_of(state, asking.seat, id)
        if paper is None or asking.who not in {asking.seat, *(mate.id for mate in mates(state, asking.seat))}:
            return Refused(ErrorCode.NOT_FOUND)
        if asking.frozen != paper.frozen:
            return Refused(ErrorCode.PAPER_CHANGED)
        why = tried(state, SignPaper(asking.who, id, paper.digest, paper.digest, {}), self._clock())
        return paper if why is None else why

    async def _proved(
        self, actor: RoomActor, id: PaperId, asking: Asking, drawing: Strokes
    ) -> Mapping[str, JSON] | Refused:
        hand = await self.hand(actor, asking, drawing)
        if isinstance(hand, Refused):
            return hand
        outcome = await self.signed(actor, id, asking, drawing)
        if isinstance(outcome, Refused):
            await self.take_back(hand, [outcome])
        return outcome

    async def hand(
        self, actor: RoomActor, asking: Asking, drawing: Strokes, act: Act | None = None
    ) -> Hand | Refused:
        """Proves whose it is, and keeps the strokes: nobody signs with them again. Only ``act``, begun before on the
        same device with the same strokes for the same papers, goes on with them, and asks for no further code.
        """
        room, drawn = actor.state.room, sha256(drawing.canonical()).hexdigest()
        used = await self._vault.has(room, drawn)
        if used and act is not None and await self._vault.has(room, act.digest):
            return Hand(room)
        if used:
            return Refused(ErrorCode.STROKES_USED)
        admission = None
        if actor.state.people[asking.who].seat.role not in RECORD_KEEPERS:
            found = await self._access.prove(room, asking.who, asking.code, asking.address)
            if isinstance(found, Refused):
                return found
            admission = found
        # The strokes last: without them nothing is used up.
        wanted = [*([] if act is None else [act.canonical()]), drawing.canonical()]
        kept: list[str] = []
        try:
            async with self._keeping:
                if await self._vault.has(room, drawn):  # somebody was sooner with the same
                    await self.take_back(Hand(room, admission))
                    return Refused(ErrorCode.STROKES_USED)
                for each in wanted:
                    kept.append(await self._vault.put(room, each))
                return Hand(room, admission, tuple(kept))
        except ShelfUnavailable as trouble:
            await self.take_back(Hand(room, admission, tuple(kept)))
            return refusal(trouble)

    async def take_back(self, hand: Hand, because: Iterable[Refused] = ()) -> None:
        """It came to nothing, and can be given again; where nobody knows, what was kept stays: the log may name it."""
        if not any(unsure(refused) for refused in because):
            for kept in hand.kept:
                await self._vault.discard(hand.room, kept)
        if hand.admission is not None:
            await self._access.give_back(hand.admission)

    async def signed(
        self, actor: RoomActor, id: PaperId, asking: Asking, drawing: Strokes, act: Act | None = None
    ) -> Mapping[str, JSON] | Refused:
        """Signs the octets as they are; anew when somebody in another process was sooner."""
        outcome: Mapping[str, JSON] | Refused = Refused(ErrorCode.BUSY)
        for _ in range(_TRIES):
            paper = self.fit(actor, id, asking)
            if isinstance(paper, Refused):
                return paper
            try:
                outcome = await self._once(actor, paper, asking, drawing, act)
            except (MissingGlyphs, Trouble, ShelfUnavailable, NotThere) as trouble:
                return refusal(trouble)
            if not isinstance(outcome, Refused):
                self.seal_soon(actor.state, id)
                return outcome
            if outcome.code is not ErrorCode.PAPER_CHANGED:
                return outcome
        return outcome

    async def _once(
        self, actor: RoomActor, paper: Paper, asking: Asking, drawing: Strokes, act: Act | None
    ) -> Mapping[str, JSON] | Refused:
        state, now = actor.state, self._clock()
        seat = state.people[asking.who].seat
        record = evidence.record(seat, paper, drawing, CONSENT, asking.where, now, act)
        look = await self._typesetter.stamp(drawing, f"{beijing_day(now):%Y-%m-%d}", now)
        octets = await self._vault.get(state.room, paper.digest)
        who = Signatory(seat.name, seat.id, seat.role.value, digest(record), seat.role in HOSTS)
        places = {place.seat: place.fields for place in self._layout(state, paper).places}
        for field in places[seat.id]:
            octets = (await self._workshop.sign(octets, field, who, look, paper.frozen)).pdf
        kept = await self._vault.put(state.room, octets)
        outcome = await actor.submit(SignPaper(seat.id, paper.id, paper.digest, kept, record))
        if isinstance(outcome, Refused):
            await self._vault.refused(state.room, [kept], outcome)
            return outcome
        return {"signed": stamp(now)}

    # -- papers are sealed

    def seal_soon(self, state: RoomState, id: PaperId) -> None:
        """Sets the seal when every hand is on it; while that cannot be done, again and again."""
        if id in unsealed(state) and id not in self._sealing:
            task = self._sealing[id] = asyncio.create_task(self._seal(state.room, id), name="seal")
            task.add_done_callback(lambda _: self._sealing.pop(id, None))

    async def _seal(self, room: RoomId, id: PaperId) -> None:
        """Until it is on. When another process leads the room, that one finds what waits (see ``Reminders``)."""
        while True:
            try:
                if await self._sealed(await self._find(room), id):
                    return
            except RoomElsewhere:
                return
            except (Trouble, ShelfUnavailable, NotThere, JournalUnavailable, MissingGlyphs) as trouble:
                log.warning("not_sealed", error=kind(trouble))
            await asyncio.sleep(_RETRY)

    async def _sealed(self, actor: RoomActor, id: PaperId) -> bool:
        """Whether nothing is left to do."""
        paper = _paper(actor.state, id)
        if paper is None or paper.sealed is not None:
            return True
        async with self.turns[id]:
            octets = await self._vault.get(actor.state.room, paper.digest)
            now = self._clock()
            look = await self._typesetter.seal(self._centre, f"{beijing_day(now):%Y-%m-%d}", now)
            field = self._layout(actor.state, paper).seal
            sealed = await self._workshop.seal(octets, field, look, paper.frozen)
            kept = await self._vault.put(actor.state.room, sealed)
            outcome = await actor.submit(SealPaper(SYSTEM, id, paper.digest, kept))
        if isinstance(outcome, Accepted):
            return True
        await self._vault.refused(actor.state.room, [kept], outcome)
        return False

    def close(self) -> None:
        """What waits for its seal gets it when somebody opens the paper again."""
        for task in list(self._sealing.values()):
            task.cancel()
        self.scans.close()
        self._workshop.close()
        self._typesetter.close()


def _paper(state: RoomState, id: PaperId) -> Paper | None:
    live = (one for one in acts(state) if one.state is SettlementState.SIGNING)
    return next((one.papers[id] for one in live if id in one.papers), None)
