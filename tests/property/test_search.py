"""What is found is what is granted and said so, whoever asks, whatever happened: judged by looking at every line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.archive.folding import past
from rooms.archive.past import Line, LineKind, Opening, Past
from rooms.archive.reading import Reader, granted, sees_case
from rooms.channel import JOINT, NEUTRAL, tape_of
from rooms.ids import ChannelId, LineId, RoomId, SeatId
from rooms.minutes import Hand, Section, Wording
from rooms.minutes import Line as MinutesLine
from rooms.rights import RIGHTS, Right, StaffRole
from rooms.state import SessionState
from server.cases.case import Case, CaseId, Session
from server.search.matching import about, days_of, match
from server.search.memory import Asker, Memory, Placed
from server.search.parts import Part, bare, join, pack, split, unpack
from server.search.plain import plain, runs
from server.search.question import ask
from server.search.shelf import Shelf
from server.search.shelves import shelves
from tests.property.sessions import played

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ROOM = RoomId("room")
CASE = Case(CaseId("case"), "吉劳调〔2026〕1号", "欠薪", (), False, NOW)
SESSION = Session(ROOM, CASE.id, SessionState.ENDED, NOW)
SEEDS = pytest.mark.parametrize("seed", range(settings.default.max_examples))


def remembered(seed: int) -> Past:
    """A session in which much happened, much of which was also heard by a machine, and the glass was broken."""
    session, random = played(seed), Random(seed)
    told = past(event for event in session.log if event.durable)
    stays = [stay for stay in told.residences if not stay.channel.startswith("lobby")]
    heard = tuple(
        Line(
            LineKind.SAID,
            stay.channel,
            stay.since,
            (stay.seat,),
            stay.stay,
            f"u{n}",
            f"听见第{n}句",
            None,
            400,
        )
        for n, stay in enumerate(random.sample(stays, min(6, len(stays))))
    )
    apart = sorted({line.channel for line in heard} - {JOINT})[:1]
    openings = tuple(
        Opening(channel, "supervisor", "督导甲", "核实", NOW, NOW + timedelta(hours=1)) for channel in apart
    )
    wording = Wording("双方确认工资是按天算的", stays[0].seat, Hand("书记员"), NOW)
    record = MinutesLine(LineId("record"), Section.UNDISPUTED, NOW, None, (wording,))
    return bare(
        replace(
            told,
            lines=(*told.lines, *heard),
            openings=(*told.openings, *openings),
            minutes=replace(told.minutes, lines={**told.minutes.lines, record.id: record}),
        )
    )


def readers(told: Past) -> list[Reader]:
    some = [Reader(f"account {seat}", StaffRole.MEDIATOR, frozenset({seat})) for seat in told.seats]
    pair = Reader("pair", StaffRole.CLERK, frozenset(list(told.seats)[:2]))
    plainly = [Reader(role.value, role) for role in StaffRole]
    return [*some, pair, *plainly, Reader("supervisor", StaffRole.SUPERVISOR)]


def asker(reader: Reader, at: datetime) -> Asker:
    own = {str(ROOM): frozenset(map(str, reader.seats))} if reader.seats else {}
    return Asker(
        reader.account,
        sees_case(Reader(reader.account, reader.role)),
        sees_case(Reader(reader.account, reader.role, frozenset({SeatId("")}))),
        Right.BREAK_GLASS in RIGHTS[reader.role],
        False,
        own,
        at,
    )


def kept(told: Past) -> dict[ChannelId, Part]:
    return {chain: unpack(pack(part), Part) for chain, part in split(told).items()}


def everything(told: Past) -> tuple[object, ...]:
    lines = sorted(told.lines, key=str)
    rest = (told.residences, told.tracks, told.recorded, told.openings)
    return lines, told.minutes, dict(told.seats), *(sorted(each, key=str) for each in rest)  # type: ignore[call-overload]


@SEEDS
def test_the_parts_together_grant_everybody_what_the_log_grants_them(seed: int) -> None:
    told = remembered(seed)
    again = join(ROOM, kept(told).values())
    assert again is not None
    for reader in readers(told):
        for at in (NOW, NOW + timedelta(hours=2)):
            assert everything(granted(again, reader, at)) == everything(granted(told, reader, at))


@SEEDS
def test_of_an_old_log_what_is_told_of_recordings_goes_with_the_talk(seed: int) -> None:
    told = remembered(seed)
    talks = {track.channel for track in told.tracks} | {opening.channel for opening in told.openings}
    for talk in talks - {JOINT, NEUTRAL}:
        parts = split(told, {talk})
        assert tape_of(talk) not in parts
        left = join(ROOM, (part for chain, part in parts.items() if chain != talk))
        assert left is not None
        kept_of = (*left.tracks, *left.recorded, *left.openings)
        assert talk not in {each.channel for each in kept_of}


@SEEDS
def test_without_a_channels_part_nothing_that_was_said_there_is_left(seed: int) -> None:
    told = remembered(seed)
    for erased in split(told):
        left = join(ROOM, (part for chain, part in kept(told).items() if chain != erased))
        if erased == NEUTRAL:
            assert left is None
            continue
        assert left is not None
        assert not [line for line in left.lines if line.text and line.channel == erased and not line.to_hosts]


@SEEDS
def test_what_is_found_is_what_is_granted_and_says_so(seed: int) -> None:
    told = remembered(seed)
    memory = Memory()
    shelved = [shelf for each in shelves(told, {}).values() for shelf in unpack(pack(each), list[Shelf])]
    days = frozenset(days_of(SESSION))
    memory.put([Placed(ROOM, CASE.id, about(CASE), NOW, days, tuple(shelved))])
    again = join(ROOM, kept(told).values())
    assert again is not None
    for reader in readers(told):
        may = granted(told, reader, NOW)
        seen = sees_case(reader)
        for words in _words(told):
            question = ask(f"“{words}”")
            said = {line.id for line in may.lines if plain(words) in plain(line.text)}
            said |= {line.id for line in may.minutes.standing if plain(words) in plain(line.wording.text)}
            named = {seat.id for seat in may.seats.values() if plain(words) in plain(seat.name)}
            suggested = memory.look(asker(reader, NOW), question, 0, 10)
            assert bool(suggested) == (seen and bool(said or named)), (reader, words)
            hit = match(question, CASE, SESSION, granted(again, reader, NOW), {})
            found = {spoken.line.id for spoken in hit.lines} if hit else set()
            assert found <= said
            assert len(found) + (hit.more if hit else 0) == len(said)
            assert {seat.id for seat in hit.people} == named if hit else not (said or named)


def _words(told: Past) -> Iterable[str]:
    texts = {line.text for line in told.lines if line.text}
    texts |= {line.wording.text for line in told.minutes.standing}
    return texts | {seat.name for seat in told.seats.values()}


@given(st.text(max_size=40), st.text(min_size=1, max_size=3))
def test_what_is_marked_says_what_was_looked_for(text: str, words: str) -> None:
    wanted = plain(words)
    pieces = runs(text, frozenset({wanted}))
    assert "".join(piece for piece, _ in pieces) == text
    marked = "".join(piece for piece, found in pieces if found)
    assert bool(marked) == (bool(wanted) and wanted in plain(text))


@given(st.text(max_size=40))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_question(text: str) -> None:
    for term in ask(text).terms:
        assert term.words
