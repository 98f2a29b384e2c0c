"""The door of a room: a link and a code (or a device known already) against a seat in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rooms import tenure
from rooms.answer import Refused
from rooms.commands import Enter
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, RoomId, SeatId
from rooms.ports import JournalUnavailable
from rooms.roles import Role
from rooms.state import SessionState
from server.auth import access
from server.auth.access import Access, Admission
from server.auth.links import LinkKind
from server.auth.welcome import Welcome, welcome
from server.cases.repository import new_id
from signaling.gateway import Guest, cookie_name
from signaling.registry import Registry, RoomElsewhere


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the same group who is on this very device."""

    seat: SeatId
    name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link's page shows. ``inside``: this device has the seat, and goes on to the room of ``seat``;
    ``ended``: nobody goes there any more.
    """

    seat: SeatId
    room: RoomId
    inside: bool
    ended: bool
    code_needed: bool
    welcome: Welcome
    share_candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """A device is in: ``secret`` for its cookie (None: it has one), ``shown`` whose room page it opens."""

    seat: SeatId
    shown: SeatId
    secret: str | None


Secrets = Mapping[str, str]
"""The seat cookies that a browser brought, by cookie name."""


class Door:
    """Lets devices in (the gateway's Doorkeeper, and the pages')."""

    def __init__(self, access: Access, registry: Registry) -> None:
        self._access = access
        self._registry = registry

    async def identify(self, seat: SeatId, secret: str) -> Guest | None:
        """See signaling.gateway.Doorkeeper."""
        known = await self._access.identify(seat, secret) if secret else None
        return Guest(known.room, known.seat, known.device) if known else None

    async def role(self, seat: SeatId, secret: str) -> Role | None:
        """In which role a device's secret speaks for a seat; None when it does not."""
        known = await self._access.identify(seat, secret) if secret else None
        return known.role if known else None

    async def fresh_code(self, room: RoomId, seat: SeatId) -> str | None:
        """See signaling.gateway.Doorkeeper."""
        return await self._access.issue_code(room, seat)

    async def fresh_link(self, room: RoomId, seat: SeatId) -> str | None:
        """See signaling.gateway.Doorkeeper."""
        token = await self._access.replace_link(room, seat)
        return None if token is None else f"/j/{token}"

    async def invitation(self, token: str, secrets: Secrets) -> Invitation | ErrorCode:
        """What a party's link leads to; changes nothing."""
        return await self._look(token, LinkKind.PARTY, secrets)

    async def staff_invitation(self, token: str, secrets: Secrets) -> Invitation | ErrorCode:
        """What a staff link leads to; changes nothing. A used one still leads a device inside that has the seat."""
        return await self._look(token, LinkKind.STAFF, secrets)

    async def enter(
        self,
        token: str,
        *,
        code: str,
        consents: frozenset[ConsentKind],
        share_with: SeatId | None,
        secrets: Secrets,
        address: str,
    ) -> Entered | Refused:
        """Take the link's seat; nothing is used up when the room refuses."""
        found = await self._access.look(token, LinkKind.PARTY)
        if isinstance(found, Refused):
            return found
        seat = found.link.seat
        known = await self._known(seat, secrets)
        if known is not None and share_with is None:
            return await self._seat(known, Enter(seat, known.device, consents), known=True)
        device = await self._device(share_with, secrets)
        if device is None:
            return Refused(ErrorCode.NOT_FOUND)
        admission = await self._access.present(token, code, address)
        if isinstance(admission, Refused):
            return admission
        command = Enter(seat, device, consents, share_with)
        return await self._admit(admission, Guest(admission.room, seat, device), command)

    async def sign_in(self, token: str, *, secrets: Secrets, address: str) -> Entered | Refused:
        """Sign in with a demonstration's staff link."""
        admission = await self._access.sign_in(token)
        if isinstance(admission, Refused):
            return admission
        device = DeviceId(new_id())
        guest = Guest(admission.room, admission.seat, device)
        return await self._admit(admission, guest, Enter(admission.seat, device))

    async def sign_in_afterwards(self, token: str) -> Entered | Refused:
        """The same once the session has ended: the link is used up and the device known, and nobody enters."""
        admission = await self._access.sign_in(token)
        if isinstance(admission, Refused):
            return admission
        bound = await self._access.bind(admission.seat)
        return Entered(admission.seat, admission.seat, bound.secret)

    async def _look(self, token: str, kind: LinkKind, secrets: Secrets) -> Invitation | ErrorCode:
        found = await self._access.look(token, kind)
        if isinstance(found, Refused):
            return found.code
        known = await self._known(found.link.seat, secrets)
        shown = await self._shown(known) if known else None
        return Invitation(
            seat=shown or found.link.seat,
            room=found.session.id,
            inside=shown is not None,
            ended=found.session.state is SessionState.ENDED,
            code_needed=known is None,
            welcome=welcome(found.case, found.session, found.people, found.link.seat),
            share_candidates=await self._candidates(found, secrets) if known is None else (),
        )

    async def _known(self, seat: SeatId, secrets: Secrets) -> Guest | None:
        return await self.identify(seat, secrets.get(cookie_name(seat), ""))

    async def _shown(self, guest: Guest) -> SeatId | None:
        """Whose room page a device opens: its primary seat's; None when its time in the room has lapsed."""
        try:
            state = (await self._registry.actor(guest.room)).state
        except (RoomElsewhere, JournalUnavailable):
            return None
        if tenure.lapsed(state, guest.seat, guest.device) is not None:
            return None
        return state.people[guest.seat].primary

    async def _candidates(self, found: access.Invitation, secrets: Secrets) -> tuple[Candidate, ...]:
        mine = found.invited.seat
        others = [
            other.seat
            for other in found.people
            if other.seat.id != mine.id and mine.group is not None and other.seat.group == mine.group
        ]
        known = [(other, await self._known(other.id, secrets)) for other in others]
        return tuple(Candidate(other.id, other.name) for other, guest in known if guest is not None)

    async def _device(self, share_with: SeatId | None, secrets: Secrets) -> DeviceId | None:
        """A device of its own, or the one of the seat that shares; None when this browser does not have that seat."""
        if share_with is None:
            return DeviceId(new_id())
        other = await self._known(share_with, secrets)
        return other.device if other else None

    async def _admit(self, admission: Admission, guest: Guest, command: Enter) -> Entered | Refused:
        outcome = await self._seat(guest, command, known=False)
        if isinstance(outcome, Refused):
            await self._access.give_back(admission)
        return outcome

    async def _seat(self, guest: Guest, command: Enter, *, known: bool) -> Entered | Refused:
        try:
            actor = await self._registry.actor(guest.room)
        except (RoomElsewhere, JournalUnavailable):
            return Refused(ErrorCode.BUSY)
        outcome = await actor.submit(command)
        if isinstance(outcome, Refused):
            return outcome
        # The room knows the device before the device gets its secret: a crash between leaves nobody inside.
        secret = None if known else (await self._access.bind(guest.seat, guest.device)).secret
        return Entered(guest.seat, actor.state.people[guest.seat].primary, secret)
