"""Events as JSON: written once, read for ever."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import effects, events, settlement
from rooms.agreement.terms import Account
from rooms.canonical import JSON
from rooms.channel import JOINT, NEUTRAL, Group, Stay
from rooms.consent import ConsentKind
from rooms.document import DocumentKind
from rooms.equipment import DeviceState, Equipment, Hearing, Network
from rooms.events import KINDS, UnknownEvent, decode, encode
from rooms.ids import (
    SYSTEM,
    ActId,
    ChannelId,
    DeviceId,
    DocumentId,
    EntryId,
    GroupId,
    ItemId,
    LineId,
    MessageId,
    NoteId,
    PaperId,
    RoomId,
    SeatId,
    SettlementId,
    SourceId,
    StayId,
)
from rooms.ledger import Proposal
from rooms.minutes import Colleague, Question, Reply, Section
from rooms.pages import Page
from rooms.participant import Authority, MediaKind, Pass, Scope, Seat
from rooms.performance import Way
from rooms.recording import Kept, RecordingRule
from rooms.roles import Role
from rooms.serving import Carrier, Purpose
from rooms.settlement import Layout, NewPaper, Places
from rooms.state import Phase, Rules
from rooms.utterance import TextSource, Utterance
from tests.unit.rooms.scene import START

MOMENTS = st.integers(0, 10**12).map(lambda number: START + timedelta(milliseconds=number))
WORDS = st.text(max_size=8)
AMOUNTS = st.decimals(0, 10**9, places=2) | st.none()
AUTHORITIES = st.builds(Authority, WORDS, st.sampled_from(Scope), AMOUNTS, MOMENTS | st.none())
SEATS = st.builds(
    Seat,
    WORDS,
    WORDS,
    WORDS,
    st.sampled_from(Role),
    WORDS | st.none(),
    WORDS | st.none(),
    AUTHORITIES | st.none(),
)
VALUES: st.SearchStrategy[Mapping[str, JSON]] = st.dictionaries(
    WORDS, st.integers() | WORDS | st.none(), max_size=2
)
CAUSES = st.none() | st.builds(events.Cause, WORDS, WORDS, WORDS, VALUES)
PAGES = st.builds(Page, WORDS, WORDS, WORDS, st.integers(1, 9), st.integers(1, 9))

EQUIPMENT = st.builds(
    Equipment,
    st.sampled_from(DeviceState),
    st.sampled_from(DeviceState),
    st.sampled_from(Hearing),
    st.sampled_from(Network),
    st.integers(0, 9) | st.none(),
    st.booleans(),
)

NAMES = st.lists(WORDS, max_size=2).map(tuple)
LAYOUTS = st.builds(
    Layout,
    st.lists(st.builds(settlement.Section, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    st.lists(st.builds(Places, WORDS, NAMES), max_size=2).map(tuple),
    WORDS,
)
PAPERS = st.builds(
    NewPaper,
    WORDS,
    WORDS,
    NAMES,
    NAMES,
    WORDS | st.none(),
    NAMES,
    LAYOUTS | st.none(),
    st.dates() | st.none(),
)

STRATEGIES = {
    datetime: MOMENTS,
    datetime | None: MOMENTS | st.none(),
    events.Cause | None: CAUSES,
    str: WORDS,
    str | None: WORDS | st.none(),
    int: st.integers(0, 99),
    bool: st.booleans(),
    RoomId: WORDS,
    SeatId: WORDS,
    SeatId | None: WORDS | st.none(),
    StayId: WORDS,
    StayId | None: WORDS | st.none(),
    ChannelId: WORDS,
    DeviceId: WORDS,
    MessageId: WORDS,
    ItemId: WORDS,
    GroupId: WORDS,
    NoteId: WORDS,
    LineId: WORDS,
    SettlementId: WORDS,
    SettlementId | None: WORDS | st.none(),
    Proposal | None: st.none() | st.builds(Proposal, WORDS, st.integers(1, 99)),
    ActId: WORDS,
    DocumentId: WORDS,
    DocumentKind: st.sampled_from(DocumentKind),
    NewPaper: PAPERS,
    Account: st.builds(Account, holder=WORDS, bank=WORDS, number=WORDS),
    PaperId: WORDS,
    EntryId: WORDS,
    EntryId | None: WORDS | st.none(),
    Decimal: st.decimals(0, 10**10, places=2),
    date: st.dates(),
    Way: st.sampled_from(Way),
    SourceId | None: WORDS | st.none(),
    Section: st.sampled_from(Section),
    Question: st.sampled_from(Question),
    Reply: st.sampled_from(Reply),
    Colleague | None: st.none() | st.builds(Colleague, WORDS, WORDS),
    Mapping[str, JSON]: VALUES,
    Equipment: EQUIPMENT,
    ConsentKind: st.sampled_from(ConsentKind),
    MediaKind: st.sampled_from(MediaKind),
    Carrier: st.sampled_from(Carrier),
    Purpose: st.sampled_from(Purpose),
    RecordingRule: st.sampled_from(RecordingRule),
    Pass: st.sampled_from(Pass),
    Phase: st.sampled_from(Phase),
    Seat: SEATS,
    Kept: st.builds(
        Kept,
        *(WORDS,) * 4,
        st.sampled_from(MediaKind),
        MOMENTS,
        *(st.integers(0, 2**40),) * 2,
        WORDS,
        st.integers(0, 2**40),
        WORDS,
        st.booleans(),
    ),
    Utterance: st.builds(
        Utterance,
        *(WORDS,) * 4,
        st.lists(WORDS, max_size=3).map(tuple),
        MOMENTS,
        st.integers(0, 2**40),
        *(WORDS,) * 3,
        st.sampled_from(TextSource),
    ),
    Rules: st.builds(
        Rules, st.integers(0, 99), st.frozensets(st.sampled_from(ConsentKind)), st.sampled_from(RecordingRule)
    ),
    tuple[Group, ...]: st.lists(st.builds(Group, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    tuple[Seat, ...]: st.lists(SEATS, max_size=3).map(tuple),
    tuple[SeatId, ...]: st.lists(WORDS, max_size=3).map(tuple),
    tuple[NewPaper, ...]: st.lists(PAPERS, max_size=2).map(tuple),
    tuple[Page, ...]: st.lists(PAGES, max_size=2).map(tuple),
    tuple[Stay, ...]: st.lists(st.builds(Stay, WORDS, WORDS, WORDS, MOMENTS), max_size=3).map(tuple),
}


def _events() -> st.SearchStrategy[events.Event]:
    return st.one_of(
        st.builds(kind, **{field.name: STRATEGIES[field.type] for field in fields(kind)})
        for kind in KINDS.values()
    )


@given(_events())
def test_every_event_is_read_as_it_was_written(event: events.Event) -> None:
    assert decode(json.loads(json.dumps(encode(event)))) == event


@given(_events())
def test_what_is_written_names_its_version_and_kind_and_holds_no_null_of_ours(event: events.Event) -> None:
    written = encode(event)
    assert written["v"] == 1
    assert KINDS[str(written["kind"])] is type(event)
    assert None not in written.values()


def test_the_written_form_stays_as_the_first_release_wrote_it() -> None:
    event = events.ChatPosted(
        at=START,
        cause=events.Cause(SeatId("w"), "key", "00", {"id": "m"}),
        id=MessageId("m"),
        seat=SeatId("w"),
        stay=StayId("s"),
        into=ChannelId("group:worker"),
        text="工资",
        to_hosts=False,
        readers=(SeatId("w"), SeatId("x")),
    )
    assert encode(event) == {
        "v": 1,
        "kind": "chat_posted",
        "at": "2026-03-02T01:30:00.000Z",
        "cause": {"seat": "w", "key": "key", "digest": "00", "value": {"id": "m"}},
        "id": "m",
        "seat": "w",
        "stay": "s",
        "into": "group:worker",
        "text": "工资",
        "to_hosts": False,
        "readers": ["w", "x"],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kind": "unheard_of"},
        {"kind": 1},
        {"at": "yesterday"},
        {"at": 5},
        {"on": 1},
        {"on": None},
        {"media": "smell"},
        {"more": "fields"},
        {"cause": []},
        {"cause": {"seat": "w", "key": "k", "digest": "d", "value": 1}},
    ],
)
def test_what_cannot_be_read_is_not_guessed(change: dict[str, JSON]) -> None:
    written = encode(events.MediaSet(at=START, seat=SeatId("w"), media=MediaKind.AUDIO, on=True))
    with pytest.raises(UnknownEvent):
        decode(written | change)


@pytest.mark.parametrize("ceiling", ["much", 5])
def test_an_amount_that_is_none_is_not_read(ceiling: JSON) -> None:
    seat = Seat(
        SeatId("w"), "w", "w", Role.PARTY, GroupId("g"), None, Authority("p", Scope.SPECIAL, Decimal(1))
    )
    written = encode(events.SeatAdded(at=START, seat=seat))
    assert isinstance(written["seat"], dict)
    authority = {**written["seat"]["authority"], "ceiling": ceiling}
    with pytest.raises(UnknownEvent):
        decode({**written, "seat": {**written["seat"], "authority": authority}})


def test_every_event_but_the_first_has_an_effect() -> None:
    assert set(effects._EFFECTS) == set(get_args(events.Event)) - {events.RoomOpened}


def test_no_field_of_an_event_hides_its_version_or_kind() -> None:
    assert not {field.name for kind in KINDS.values() for field in fields(kind)} & {"v", "kind"}


def test_each_event_is_in_the_chain_of_those_who_may_know_it() -> None:
    w = SeatId("w")
    assert events.SessionEnded(at=START).channel == events.JointUnhosted(at=START).channel == JOINT
    assert events.AskedAlone(at=START, seat=w).channel == events.Moved(at=START, stays=()).channel == NEUTRAL
    assert events.ConsentSet(at=START, seat=w, consent=ConsentKind.ONLINE, given=True).channel == "lobby:w"
    assert events.NoteDeleted(at=START, seat=w, id=NoteId("n")).channel == "notes:w"
    refused = events.ItemRefused(at=START, seat=w, item=ItemId("i"), source=ChannelId("group:worker"))
    assert refused.channel == "ledger:group:worker"
    confirmed = events.MinutesConfirmed(at=START, seat=w, digest="00")
    assert confirmed.channel == "minutes"
    assert events.Noted(at=START, seat=SYSTEM).channel == "lobby:system"
    apart = events.RecordingStopped(at=START, into=ChannelId("private:w"), seat=None)
    assert apart.channel == "tape:private:w"
    assert events.RecordingStopped(at=START, into=JOINT, seat=None).channel == JOINT


def test_only_presence_does_not_last() -> None:
    assert {kind for kind in KINDS.values() if not kind.durable} == {events.Connected, events.Disconnected}
