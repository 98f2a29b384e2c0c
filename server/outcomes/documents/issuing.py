"""Documents are made and issued; what counts is the room's to say."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from rooms.acts import papers
from rooms.answer import Refused
from rooms.canonical import JSON
from rooms.commands import IssueDocument
from rooms.document import DocumentKind
from rooms.errors import ErrorCode
from rooms.ids import PaperId, RoomId, SeatId
from rooms.moments import beijing_day
from rooms.serving import Carrier
from rooms.state import RoomState
from server.cases.repository import Cases, new_id
from server.messages.message import Progress
from server.outcomes.documents.asked import Asked, Given, Unfit
from server.outcomes.documents.offering import FORMS, offered, outlook, subjects, why
from server.outcomes.making import Maker, Sheet
from server.outcomes.numbering import document_number, paper_number
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.served import told_by
from signaling.actor import RoomActor

Told = Callable[[RoomId, Collection[str]], Awaitable[Mapping[str, Progress]]]
"""How far messages are, by their words (`Outbox.told`)."""


class Documents:
    """Every method raises StorageUnavailable when storage fails; then nothing was acknowledged."""

    def __init__(
        self,
        maker: Maker,
        cases: Cases,
        centre: str,
        address: Callable[[PaperId], str],
        clock: Callable[[], datetime],
        hidden: Callable[[RoomState, SeatId], Awaitable[frozenset[PaperId]]],
        told: Told,
    ) -> None:
        """``address``: at which a paper can be checked; ``hidden``: the papers that may be shown to nobody now."""
        self._hidden, self._told = hidden, told
        self._maker, self._cases = maker, cases
        self._centre, self._address, self._clock = centre, address, clock
        self._turns: defaultdict[RoomId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._accepted: dict[RoomId, date] = {}

    async def offered(self, actor: RoomActor, seat: SeatId) -> Mapping[str, JSON]:
        """As `offering.outlook`."""
        return outlook(await self._asked(actor, seat))

    async def issue(
        self, actor: RoomActor, seat: SeatId, kind: DocumentKind, sent: object
    ) -> Mapping[str, JSON] | Refused:
        """Its papers. Refused as the room would, BAD_MESSAGE, DOCUMENT_CLOSED, DETAILS_UNFIT, GLYPHS_MISSING,
        PAPER_TOO_LARGE, SIGNING_UNAVAILABLE. One at a time in a room: no two have one number.
        """
        try:
            given = msgspec.convert(sent, FORMS[kind].given)
        except msgspec.ValidationError:
            return Refused(ErrorCode.BAD_MESSAGE)
        async with self._turns[actor.state.room]:
            asked = await self._asked(actor, seat)
            about = _about(asked, kind, given)
            if isinstance(about, Refused):
                return about
            try:
                sheets = FORMS[kind].sheets(asked, about, given)
            except Unfit as unfit:
                return Refused(ErrorCode.DETAILS_UNFIT, {"fields": [*unfit.fields]})
            return await self._issued(actor, asked, kind, about, given, sheets)

    async def _issued(
        self,
        actor: RoomActor,
        asked: Asked,
        kind: DocumentKind,
        about: str | None,
        given: Given,
        sheets: Sequence[Sheet],
    ) -> Mapping[str, JSON] | Refused:
        now = asked.now
        numbered = self._numbered(asked.state, sheets, asked.today)
        made = await self._maker.make(asked.state, numbered, now)
        if isinstance(made, Refused):
            return made
        last = FORMS[kind].last(asked, about)
        until = now + timedelta(days=given.days)
        if last is not None:
            until = min(until, last.until)
        outcome = await actor.submit(IssueDocument(asked.seat, kind, tuple(made), until, about))
        if isinstance(outcome, Refused):
            await self._maker.refused(asked.state.room, made, outcome)
            return outcome
        return {"papers": [new.id for new in made]}

    def _numbered(
        self, state: RoomState, sheets: Sequence[Sheet], today: date
    ) -> list[tuple[PaperId, Sheet, Imprint]]:
        own, found = document_number(state), []
        for place, sheet in enumerate(sheets, 1):
            id = PaperId(new_id())
            name = paper_number(own, place, len(sheets))
            found.append((id, sheet, Imprint(self._centre, name, state.case_no, self._address(id), today)))
        return found

    async def _asked(self, actor: RoomActor, seat: SeatId) -> Asked:
        accepted, now = await self._taken_on(actor.state.room), self._clock()
        hidden = await self._hidden(actor.state, seat)
        messages = await self._messages(actor.state)
        return Asked(actor.state, seat, self._centre, accepted or beijing_day(now), now, hidden, messages)

    async def _messages(self, state: RoomState) -> Mapping[str, Progress]:
        words = {
            told_by(one.id): one.id
            for paper in papers(state)
            for one in paper.served
            if one.how is Carrier.MESSAGE
        }
        if not words:
            return {}
        return {words[word]: how for word, how in (await self._told(state.room, words)).items()}

    async def _taken_on(self, room: RoomId) -> date | None:
        """The day on which the case was begun here."""
        if room not in self._accepted:
            session = await self._cases.session(room)
            case = None if session is None else await self._cases.case(session.case)
            if case is None:
                return None
            self._accepted[room] = beijing_day(case.created_at)
        return self._accepted[room]


def _about(asked: Asked, kind: DocumentKind, given: Given) -> str | Refused | None:
    """What it is about: as said, or the only one there is. Somebody else's is as unknown as none."""
    form = FORMS[kind]
    found = subjects(asked, kind)
    if given.about is not None and given.about not in found:
        return Refused(ErrorCode.NOT_FOUND)
    if not found:
        theirs = any(one["kind"] == kind for one in offered(asked))
        closed = Refused(ErrorCode.DOCUMENT_CLOSED, {"why": [form.none.value]})
        return closed if theirs else Refused(ErrorCode.FORBIDDEN)
    free = [each for each in found if not why(asked, kind, each)]
    chosen = [given.about] if given.about is not None else (free or found)
    if len(chosen) > 1:
        return Refused(ErrorCode.DETAILS_UNFIT, {"fields": ["about"]})
    against = why(asked, kind, chosen[0])
    if against:
        return Refused(ErrorCode.DOCUMENT_CLOSED, {"why": [reason.value for reason in against]})
    return chosen[0]
