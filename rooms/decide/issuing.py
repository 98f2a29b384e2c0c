"""The room's other documents are issued and made void."""

from rooms import events
from rooms.acts import papers as papers_of
from rooms.answer import Refused
from rooms.commands import IssueDocument, VoidDocument
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned
from rooms.document import (
    ADDRESSEES_LIMIT,
    DOCUMENTS_LIMIT,
    FIELDS_LIMIT,
    JOINT_APPLICATIONS,
    REPEATED,
    SECTION_LIMIT,
    DocumentKind,
)
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.policy import may_issue, may_void, paper_of
from rooms.roles import ATTESTERS, HOSTS, RECORD_KEEPERS
from rooms.settlement import CLAUSES_LIMIT, COMMENT_LIMIT, LIVE, Layout, NewPaper, SettlementState
from rooms.state import RoomState


def issue(turn: Turn, command: IssueDocument) -> Answer:
    """What the room cannot know, such as whether there is time to apply, whoever made the papers has looked at."""
    if not may_issue(turn.state, command.seat, command.kind, command.about):
        return Refused(ErrorCode.FORBIDDEN)
    if len(turn.state.documents) >= DOCUMENTS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": DOCUMENTS_LIMIT})
    if issued(turn.state, command.kind, command.about):
        return Refused(ErrorCode.ALREADY_ISSUED)
    if command.kind is DocumentKind.RECORD and not _read_last(turn.state, command.about):
        return Refused(ErrorCode.READ_ANEW)
    if command.until <= turn.at or not _sound(turn.state, command):
        return Refused(ErrorCode.BAD_MESSAGE)
    id = turn.document_id()
    for new in command.papers:
        turn.emit(
            events.DocumentIssued(
                at=turn.at,
                seat=command.seat,
                id=id,
                document=command.kind,
                new=new,
                until=command.until,
                about=command.about,
            )
        )
    return {"id": id}


def issued(state: RoomState, kind: DocumentKind, about: str | None) -> bool:
    """Whether there is one that stands in the way of another."""
    ways = LIVE if kind in REPEATED else (*LIVE, SettlementState.SEALED)
    return any(
        one.kind is kind and one.about == about and one.state in ways for one in state.documents.values()
    )


def _read_last(state: RoomState, digest: str | None) -> bool:
    latest = state.minutes.latest
    return latest is not None and state.minutes.current and latest.digest == digest


def _sound(state: RoomState, command: IssueDocument) -> bool:
    """Papers of their own, each whole, and signed by those whose it is by its kind."""
    taken = {paper.id for paper in papers_of(state)}
    ids = {paper.id for paper in command.papers}
    most = ADDRESSEES_LIMIT if command.kind is DocumentKind.FAILURE else 1
    return (
        0 < len(command.papers) <= most
        and len(ids) == len(command.papers)
        and not ids & taken
        and all(_whole(state, paper) and _by_whom(state, command, paper) for paper in command.papers)
    )


def _whole(state: RoomState, paper: NewPaper) -> bool:
    layout = paper.layout
    return (
        layout is not None
        and 0 < len(paper.clauses) <= CLAUSES_LIMIT
        and paper.clauses == tuple(section.id for section in layout.sections)
        and len(set(paper.clauses)) == len(paper.clauses)
        and all(len(section.text) <= SECTION_LIMIT for section in layout.sections)
        and paper.signers == tuple(place.seat for place in layout.places)
        and _placed(layout)
        and all(seat in state.people for seat in paper.readers)
    )


def _placed(layout: Layout) -> bool:
    """Every field is one person's, and one is the seal's."""
    fields = [layout.seal, *(field for place in layout.places for field in place.fields)]
    return len(set(fields)) == len(fields) and all(
        0 < len(place.fields) <= FIELDS_LIMIT for place in layout.places
    )


def _by_whom(state: RoomState, command: IssueDocument, paper: NewPaper) -> bool:
    signers = set(paper.signers)
    roles = [state.people[seat].seat.role for seat in signers if seat in state.people]
    if len(roles) != len(paper.signers) or not set(roles) <= ATTESTERS:
        return False
    if command.kind in JOINT_APPLICATIONS:
        return signers == _sides(state, command)
    match command.kind:
        case DocumentKind.FAILURE:
            return bool(roles) and set(roles) <= HOSTS
        case DocumentKind.RECORD:
            return bool(HOSTS.intersection(roles))
        case DocumentKind.SERVICE_RECEIPT:
            return len(signers) <= 2 and sum(role in RECORD_KEEPERS for role in roles) == 1
    return signers == {command.seat}


def _sides(state: RoomState, command: IssueDocument) -> set[SeatId]:
    """Both sides of the agreement: all who signed it but those who led."""
    agreed = paper_of(state, command.seat, PaperId(command.about or ""))
    found = agreed.signers if agreed is not None else ()
    return {seat for seat in found if state.people[seat].seat.role not in HOSTS}


def void(turn: Turn, command: VoidDocument) -> Answer:
    """Its papers that are sealed stay what they are."""
    document = turn.state.documents.get(command.id)
    if document is None or not may_void(turn.state, command.seat, document):
        return Refused(ErrorCode.NOT_FOUND)
    reason = reasoned(command.reason, COMMENT_LIMIT)
    if isinstance(reason, Refused):
        return reason
    if document.state not in LIVE:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": document.state.value})
    for paper in document.papers.values():
        if paper.sealed is None:
            turn.emit(
                events.DocumentVoided(
                    at=turn.at, seat=command.seat, id=document.id, paper=paper.id, reason=reason
                )
            )
    return DONE
