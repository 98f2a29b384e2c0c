"""What every kind of document looks at, and what every one of them is: a form that may be open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from rooms.ids import PaperId, SeatId
from rooms.moments import beijing_day
from rooms.participant import Person, Standing
from rooms.roles import HOSTS
from rooms.settlement import Paper, Settlement
from rooms.state import RoomState
from server.cases.limits import Deadline
from server.messages.message import Progress
from server.outcomes.making import Sheet

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Maybe = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=500)]
DAYS = 14


class Why(StrEnum):
    """Why a document cannot be issued now; the texts are in the catalogues."""

    ALREADY_ISSUED = "already_issued"
    NO_AGREEMENT = "no_agreement"
    AGREEMENT_PENDING = "agreement_pending"
    AGREED = "agreed"
    NO_PARTIES = "no_parties"
    NO_MEDIATOR = "no_mediator"
    NOTHING_READ = "nothing_read"
    READ_ANEW = "read_anew"
    NOTHING_TO_SERVE = "nothing_to_serve"
    TOO_LATE = "too_late"
    RELATION_CONFIRMED = "relation_confirmed"
    NOTHING_OVERDUE = "nothing_overdue"
    NO_EMPLOYER = "no_employer"
    OTHER_SUMS = "other_sums"
    ENFORCEABLE = "enforceable"


class Unfit(Exception):
    """What was given of these fields cannot stand on the document."""

    def __init__(self, *fields: str) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What whoever issues it says besides. `about`: see `rooms.document.Document`, to be said where there are several;
    `days`: in which it can be signed.
    """

    about: Id | None = None
    days: Annotated[int, Meta(ge=1, le=60)] = DAYS


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, in which room, and when; `accepted`: when the case was; `hidden`: papers that are stored only;
    `messages`: how far those are by which papers went out, by the service's id.
    """

    state: RoomState
    seat: SeatId
    centre: str
    accepted: date
    now: datetime
    hidden: frozenset[PaperId] = frozenset()
    messages: Mapping[str, Progress] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return beijing_day(self.now)

    @property
    def host(self) -> Person | None:
        """Who signs for those who led: whoever asks if they did, else who has the lead, else any of them."""
        people = self.state.people
        lead = self.state.status.lead
        order = [people[self.seat], *([people[lead]] if lead is not None else []), *people.values()]
        hosts = [one for one in order if one.seat.role in HOSTS and one.standing is not Standing.REMOVED]
        led = [one for one in hosts if one.id in self.state.minutes.attendees]
        return next(iter(led or hosts), None)

    def agreed(self, about: str | None) -> tuple[Settlement, Paper]:
        """The sealed paper of an agreement, and what it is of; raises KeyError."""
        id = PaperId(about or "")
        for settlement in self.state.settlements.values():
            if id in self._sealed(settlement):
                return settlement, settlement.papers[id]
        raise KeyError(id)

    def sealed(self) -> list[str]:
        """Every sealed paper of an agreement."""
        return [id for one in self.state.settlements.values() for id in self._sealed(one)]

    def _sealed(self, one: Settlement) -> list[PaperId]:
        return [id for id, paper in one.papers.items() if paper.sealed is not None and id not in self.hidden]


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of document. `needs`: the fields that a page asks for; `subjects`: what it can be about (None: nothing
    else than the case), whoever asks; `none`: what is missing where there is no subject; `why`: what stands against one
    about this; `last`: until when it may be asked for. `sheets` raises Unfit.
    """

    given: type[Given]
    needs: tuple[str, ...]
    none: Why
    subjects: Callable[[Asked], Sequence[str | None]]
    why: Callable[[Asked, str | None], Sequence[Why]]
    sheets: Callable[[Asked, str | None, Any], Sequence[Sheet]]
    last: Callable[[Asked, str | None], Deadline | None] = lambda asked, about: None
