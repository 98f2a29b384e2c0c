"""Papers go out: links by which they are signed on any device, or fetched; by a message, a picture, or in print.

That a paper went out is in its log only when there is something that went: first the link is there, and the message
waits to be sent; then the room is asked to take it.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rooms import policy
from rooms.acts import act
from rooms.answer import Refused
from rooms.commands import OpenPaper, ServePaper
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.participant import Standing
from rooms.roles import RECORD_KEEPERS
from rooms.serving import Carrier, Purpose
from rooms.settlement import Paper
from rooms.state import RoomState
from server.auth.access import Access
from server.auth.links import LinkKind
from server.auth.papers import Opened, PaperAccess, PaperLink
from server.cases.repository import new_id
from server.i18n import Language
from server.messages.message import Message, MessageId, MessageKind
from server.messages.outbox import Outbox
from server.outcomes.served import told_by
from server.outcomes.trying import tried
from server.outcomes.vault import unsure
from server.storage.faults import StorageUnavailable
from signaling.actor import RoomActor

PATHS: Final = {LinkKind.SIGN: "/sign", LinkKind.COPY: "/copy"}
"""Of the page that a link opens. The token stands behind a #: browsers send it to no server, and no log has it."""
_KINDS: Final = {Purpose.SIGN: LinkKind.SIGN, Purpose.COPY: LinkKind.COPY}
_TOLD: Final = {Purpose.SIGN: MessageKind.SIGN, Purpose.COPY: MessageKind.COPY}
HELD: Final = timedelta(seconds=60)
"""For so long a message waits for the room's word; a service that is killed in between sends it then."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go out: to whom, how, what for. ``base``: the address that people see of this service."""

    seat: SeatId
    paper: PaperId
    who: SeatId
    how: Carrier
    purpose: Purpose
    base: str
    language: Language = Language.CHINESE


@dataclass(frozen=True, slots=True)
class WentOut:
    """``link`` is not there for a printed copy, nor ``message`` where none was sent."""

    link: str | None = None
    expires: datetime | None = None
    message: MessageId | None = None


class Serving:
    """Every method raises StorageUnavailable when storage fails; then the log says of nothing that it went out."""

    def __init__(
        self,
        papers: PaperAccess,
        access: Access,
        outbox: Outbox,
        copies_last: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self.papers, self.outbox = papers, outbox
        self._access, self._lasts, self._clock = access, copies_last, clock

    # -- out

    async def go(self, actor: RoomActor, wanted: Wanted) -> WentOut | Refused:
        """Refused as the room would, TOO_MANY, MESSAGES_OFF, NUMBER_NEEDED: then nothing went out."""
        refused = self._refused(actor.state, wanted) or await self._unwritable(wanted)
        if refused is not None:
            return refused
        if wanted.how is Carrier.PRINT:
            outcome = await actor.submit(_command(wanted, new_id()))
            return outcome if isinstance(outcome, Refused) else WentOut()
        kind, expires = _KINDS[wanted.purpose], self._expires(actor.state, wanted)
        made = await self.papers.make(actor.state.room, wanted.who, wanted.paper, kind, expires)
        if isinstance(made, Refused):
            return made
        id_, token = made
        link = f"{wanted.base}{PATHS[kind]}#{token}"
        sent = await self._told(wanted, link, id_)
        if isinstance(sent, Refused):
            await self.papers.revoke(id_)
            return sent
        outcome = await actor.submit(_command(wanted, id_))
        if isinstance(outcome, Refused):
            await self._stopped(id_, sent, outcome)
            return outcome
        if sent is not None:
            # It went out: where this fails the message goes when it has been held long enough.
            with contextlib.suppress(StorageUnavailable):
                await self.outbox.release(sent)
        return WentOut(link, expires, sent)

    async def _stopped(self, link: str, sent: MessageId | None, because: Refused) -> None:
        """Where nobody knows, the log may name it, and its message goes; a link that it does not name leads nowhere."""
        if unsure(because):
            return
        await self.papers.revoke(link)
        if sent is not None:
            await self.outbox.withdraw(sent)

    def _refused(self, state: RoomState, wanted: Wanted) -> Refused | None:
        """What the room would say: asked before there is a link."""
        return tried(state, _command(wanted, "tried"), self._clock())

    async def _unwritable(self, wanted: Wanted) -> Refused | None:
        if wanted.how is not Carrier.MESSAGE:
            return None
        if not self.outbox.sends:
            return Refused(ErrorCode.MESSAGES_OFF)
        known = await self.outbox.number_ending(wanted.who)
        return None if known else Refused(ErrorCode.NUMBER_NEEDED)

    def _expires(self, state: RoomState, wanted: Wanted) -> datetime:
        """With the time to sign; a copy's by the settings."""
        paper = policy.paper_of(state, wanted.seat, wanted.paper)
        if wanted.purpose is Purpose.SIGN and paper is not None:
            return paper.until
        return self._clock() + self._lasts

    async def _told(self, wanted: Wanted, link: str, id_: str) -> MessageId | Refused | None:
        if wanted.how is not Carrier.MESSAGE:
            return None
        params = {"link": link}
        return await self.outbox.send(
            Message(_TOLD[wanted.purpose], wanted.who, params, wanted.language, once=told_by(id_), held=HELD)
        )

    # -- codes

    async def code_by_message(self, token: str, language: Language) -> str | Refused:
        """A code to the person's own number; the last digits of it. Refused with what ``links.fault`` says, TOO_MANY,
        MESSAGES_OFF, NUMBER_NEEDED.
        """
        found = await self.papers.look(token)
        if isinstance(found, Refused):
            return found
        if not self.outbox.sends:
            return Refused(ErrorCode.MESSAGES_OFF)
        ending = await self.outbox.number_ending(found.seat)
        if ending is None:
            return Refused(ErrorCode.NUMBER_NEEDED)
        made = await self.papers.further_code(token)
        if isinstance(made, Refused):
            return made
        link, digits, until = made
        sent = await self.outbox.send(
            Message(MessageKind.CODE, link.seat, {"code": digits}, language, until=until)
        )
        return sent if isinstance(sent, Refused) else ending

    async def code_to_tell(
        self, actor: RoomActor, seat: SeatId, paper: PaperId, who: SeatId
    ) -> str | Refused:
        """A fresh code for a host to tell somebody to whom the paper may go out. Refused with NOT_FOUND."""
        shown = policy.paper_of(actor.state, seat, paper)
        if shown is None or not policy.may_be_served(actor.state, who, shown):
            return Refused(ErrorCode.NOT_FOUND)
        digits = await self._access.issue_code(actor.state.room, who)
        return Refused(ErrorCode.NOT_FOUND) if digits is None else digits

    # -- opened

    async def open(self, actor: RoomActor, token: str, code: str, address: str) -> Opened | Refused:
        """A device is let in to a paper; nothing is used up when the room refuses."""
        opened = await self.papers.open(token, code, address)
        if isinstance(opened, Refused):
            return opened
        if opened.link.kind is LinkKind.SIGN:
            refused = await self.first_opened(actor, opened.link)
            if refused is not None:
                await self.papers.undo(opened)
                return refused
        return opened

    async def first_opened(self, actor: RoomActor, link: PaperLink) -> Refused | None:
        """The log says when what went out was opened first."""
        outcome = await actor.submit(OpenPaper(link.seat, link.paper, link.id))
        return outcome if isinstance(outcome, Refused) else None


def closed(state: RoomState, link: PaperLink) -> ErrorCode | None:
    """Why a link that still opens leads nowhere now; None when it leads there. Nothing of how far the paper is."""
    person = state.people.get(link.seat)
    if person is None or person.standing is Standing.REMOVED:
        return ErrorCode.LINK_REVOKED
    named = policy.paper_of(state, link.seat, link.paper)
    if named is not None and not _went_out(named, link):
        return ErrorCode.LINK_INVALID
    paper = reached(state, link)
    if paper is None:
        return ErrorCode.NOT_HERE if person.standing is Standing.WAITING else ErrorCode.PAPER_VOID
    of = act(state, paper.act)
    return ErrorCode.PAPER_VOID if of.void is not None and paper.sealed is None else None


def reached(state: RoomState, link: PaperLink) -> Paper | None:
    """The paper that the link leads to, if its person may have it now by such a link."""
    paper = policy.paper_of(state, link.seat, link.paper)
    if paper is None or not policy.may_be_served(state, link.seat, paper) or not _went_out(paper, link):
        return None
    if link.kind is LinkKind.COPY:
        return paper if paper.sealed is not None else None
    # Staff prove by their account who they are; no link does.
    return None if state.people[link.seat].seat.role in RECORD_KEEPERS else paper


def _went_out(paper: Paper, link: PaperLink) -> bool:
    """Whether the log says so: of what it does not tell of, nothing is shown."""
    return any(one.id == link.id and one.who == link.seat for one in paper.served)


def _command(wanted: Wanted, service: str) -> ServePaper:
    return ServePaper(wanted.seat, wanted.paper, wanted.who, wanted.how, wanted.purpose, service)
