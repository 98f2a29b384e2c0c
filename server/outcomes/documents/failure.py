"""调解不成通知书, to each party one."""

from datetime import date
from enum import StrEnum
from functools import partial

from rooms.settlement import LIVE, SettlementState
from rooms.state import RoomState
from server.cases.limits import Limit, deadline
from server.outcomes.documents.addressees import Addressee, addressees, matter, names
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Line, Maybe, Text, Unfit, Why
from server.outcomes.drawing_up import Drawn
from server.outcomes.making import Sheet
from server.outcomes.papers.forms import failure as form
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.forms.wording import day
from server.outcomes.undisputed import undisputed


class Since(StrEnum):
    """What the time to apply is counted from."""

    KNOWN = "known"
    ENDED = "ended"


_SINCE = {Since.KNOWN: "您知道或者应当知道权利被侵害之日", Since.ENDED: "劳动关系终止之日"}


class Details(Given, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`commission` and how it is reached; `since`: the day from which the year is counted, and what happened on it; or
    `unknown`: why no day can be told.
    """

    ending: form.Ending
    commission: Line
    address: Maybe = ""
    telephone: Maybe = ""
    online: Maybe = ""
    since: date | None = None
    counted: Since = Since.KNOWN
    unknown: Text = ""


def _why(asked: Asked, about: str | None) -> list[Why]:
    states = {one.state for one in asked.state.settlements.values()}
    found = {
        Why.NO_PARTIES: not addressees(asked.state),
        Why.NO_MEDIATOR: asked.host is None,
        Why.AGREEMENT_PENDING: bool(states.intersection(LIVE)),
        Why.AGREED: SettlementState.SEALED in states or _all_agreed(asked.state),
    }
    return [why for why, so in found.items() if so]


def _without(state: RoomState) -> list[Addressee]:
    """Those for whom there is no agreement: of a group's, whoever's paper was sealed has theirs, whatever became of
    the others'.
    """
    papers = [paper for one in state.settlements.values() for paper in one.papers.values()]
    agreed = {paper.worker for paper in papers if paper.sealed is not None}
    return [one for one in addressees(state) if not one.works or agreed.isdisjoint(one.seats)]


def _all_agreed(state: RoomState) -> bool:
    return any(one.works for one in addressees(state)) and not any(one.works for one in _without(state))


def _sheets(asked: Asked, about: str | None, given: Details) -> list[Sheet]:
    if (given.since is None) == (not given.unknown.strip()) or (given.since or asked.today) > asked.today:
        raise Unfit("since", "unknown")
    return [partial(_drawn, asked, given, one) for one in _without(asked.state)]


def _drawn(asked: Asked, given: Details, to: Addressee, imprint: Imprint) -> Drawn:
    host, parties = asked.host, _without(asked.state)
    assert host is not None
    last_day, why = _last_day(asked, given)
    paper = form.failure(
        form.Failure(
            imprint=imprint,
            to=to.name,
            applicants=names(parties, works=True),
            respondents=names(parties, works=False),
            matter=matter(asked.state),
            accepted=asked.accepted,
            ended=asked.today,
            ending=given.ending,
            facts=undisputed(asked.state),
            commission=form.Commission(given.commission, given.address, given.telephone, given.online),
            last_day=last_day,
            last_day_why=why,
            mediator=host.seat.name,
        )
    )
    return Drawn(paper, None, {host.id: ("mediator",)}, "centre", to.seats, sections(paper), last_day)


def _last_day(asked: Asked, given: Details) -> tuple[date | None, str]:
    """A day that is over helps nobody: then the paper says that it depends on more than the calendar."""
    if given.since is None:
        return None, given.unknown.strip()
    counted = f"自{_SINCE[given.counted]}{day(given.since)}起算一年"
    safe = deadline(Limit.ARBITRATION, given.since).safe
    if safe < asked.today:
        return None, f"{counted}已经届满，是否有时效中止、中断的情形需要核实"
    return safe, counted


FORM = Form(
    given=Details,
    needs=("ending", "commission", "address", "telephone", "online", "since", "counted", "unknown"),
    none=Why.NO_PARTIES,
    subjects=lambda asked: [None],
    why=_why,
    sheets=_sheets,
)
