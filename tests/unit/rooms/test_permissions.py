"""The table of who may ask for what: complete, and held to for every row."""

from decimal import Decimal
from typing import get_args

import pytest

from rooms import commands, decide
from rooms.agreement.terms import Account
from rooms.channel import JOINT
from rooms.commands import Adjourn, Command, End
from rooms.equipment import DeviceState, Equipment, Hearing, Network
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, DeviceId, EntryId, ItemId, LineId, NoteId, PaperId, SeatId, SettlementId, StayId
from rooms.minutes import Colleague, Question, Reply, Section
from rooms.participant import MediaKind, Pass, Standing
from rooms.performance import Way
from rooms.permissions import ROWS, Row, check
from rooms.recording import Kept, RecordingRule
from rooms.roles import HOSTS, RECORD_KEEPERS, Role
from rooms.serving import Carrier, Purpose
from rooms.state import SessionState
from rooms.utterance import Utterance
from tests.unit.rooms.scene import EMPLOYER, START, Scene, building_site, demonstration, seat

OTHER = {
    "scan": "5c" * 32,
    "pages": 1,
    "device": DeviceId("d"),
    "kind": MediaKind.AUDIO,
    "given": True,
    "on": True,
    "equipment": Equipment(DeviceState.WORKS, DeviceState.WORKS, Hearing.UNKNOWN, Network.DIRECT),
    "stay": StayId("s"),
    "text": "t",
    "who": SeatId("w4"),
    "note": NoteId("n"),
    "item": ItemId("i"),
    "source": "worker",
    "wording": "w",
    "side": "worker",
    "name": "彭先生",
    "group": EMPLOYER,
    "what": Pass.LINK,
    "agreed": True,
    "rule": RecordingRule.CONSENTING,
    "into": JOINT,
    "kept": Kept(
        "k", SeatId("w4"), StayId("s"), StayId("r"), MediaKind.AUDIO, START, 1, 2, "a", 3, "b", False
    ),
    "utterance": Utterance(
        "u", SeatId("w4"), StayId("s"), StayId("r"), (SeatId("w4"),), START, 1, "t", "e", "m"
    ),
    "by": "account",
    "reason": "r",
    "to": SeatId("comediator"),
    "section": Section.OTHER,
    "line": LineId("l"),
    "version": 1,
    "colleague": Colleague("a", "向晓梅"),
    "question": Question.RIGHTS,
    "reply": Reply.YES,
    "digest": "00",
    "words": "w",
    "terms": {},
    "id": SettlementId("s"),
    "base": 1,
    "papers": (),
    "until": START,
    "paper": PaperId("p"),
    "frozen": "00",
    "clause": "c",
    "readings": (),
    "before": "00",
    "evidence": {},
    "payment": "p",
    "part": 0,
    "amount": Decimal(1),
    "day": START.date(),
    "way": Way.BANK,
    "claim": EntryId("e"),
    "entry": EntryId("e"),
    "days": 3,
    "how": Carrier.QR,
    "purpose": Purpose.COPY,
    "service": "s",
    "account": Account(holder="h", bank="b", number="62220"),
    "added": seat("new", Role.PARTY, EMPLOYER),
}


def make(kind: type[Command], who: str) -> Command:
    needed = [name for name in kind.__dataclass_fields__ if name in OTHER]
    return kind(seat=SeatId(who), **{name: OTHER[name] for name in needed})  # type: ignore[arg-type]


def test_every_command_has_a_row_and_a_handler() -> None:
    assert set(ROWS) == set(decide._HANDLERS) == set(get_args(Command))


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "name", ["w4", "interpreter", "agent", "mediator", "comediator", "clerk", "observer", "expert"]
)
def test_who_may_not_ask_is_refused_whatever_they_name(kind: type[Command], name: str) -> None:
    scene = building_site()
    row = ROWS[kind]
    refused = check(scene.state, make(kind, name))
    if scene.person(name).seat.role not in row.roles:
        assert refused is not None
        assert refused.code is ErrorCode.FORBIDDEN
    elif SessionState.OPEN in row.sessions:
        assert refused is None


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_the_system_asks_only_for_what_nobody_else_does(kind: type[Command]) -> None:
    refused = check(demonstration().state, make(kind, SYSTEM))
    assert (refused is None) == ROWS[kind].system


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("session", SessionState)
def test_each_state_of_the_session_has_its_commands(kind: type[Command], session: SessionState) -> None:
    row = ROWS[kind]
    name = SYSTEM if row.system else "mediator" if row.roles <= RECORD_KEEPERS else "worker"
    scene = _in(session)
    refused = check(scene.state, make(kind, name))
    if session not in row.sessions:
        assert refused is not None
        assert refused.code in {ErrorCode.ENDED, ErrorCode.ADJOURNED, ErrorCode.NOT_ADJOURNED}
    else:
        assert refused is None


def _in(session: SessionState) -> Scene:
    scene = demonstration()
    if session is SessionState.ADJOURNED:
        scene.do(Adjourn(SeatId("mediator")))
    if session is SessionState.ENDED:
        scene.do(End(SeatId("mediator")))
    return scene


def test_whatever_only_hosts_may_ask_needs_an_admitted_host() -> None:
    leading = [row for row in ROWS.values() if row.roles and row.roles <= HOSTS]
    assert len(leading) == 38
    assert all(row.standings == {Standing.ADMITTED} for row in leading)


def test_time_and_restarts_are_the_systems_alone() -> None:
    for kind in (commands.Tick, commands.Restart, commands.AddSeat):
        assert isinstance(ROWS[kind], Row)
        assert ROWS[kind].roles == frozenset()
