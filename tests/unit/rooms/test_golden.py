"""A log that the first release wrote is read by every later one, and leads to the same room."""

import json
from pathlib import Path

from rooms.archive.folding import past
from rooms.canonical import digest
from rooms.channel import JOINT
from rooms.effects.minutes import as_read
from rooms.events import KINDS, MinutesRead, RecordingRestarted, RecordingStarted, decode, encode
from rooms.ids import ChannelId, SeatId
from rooms.participant import MediaKind
from rooms.policy import Take, due, papers, routes
from rooms.recording import RecordingRule
from rooms.room import RoomState, replay
from rooms.state import SessionState

GOLDEN = Path(__file__).parent / "golden"


LINES = (GOLDEN / "0.1.jsonl").read_text("utf-8").splitlines()
SECOND = (GOLDEN / "0.2.jsonl").read_text("utf-8").splitlines()
THIRD = (GOLDEN / "0.3.jsonl").read_text("utf-8").splitlines()
FOURTH = (GOLDEN / "0.4.jsonl").read_text("utf-8").splitlines()
MINUTES = (GOLDEN / "0.4.minutes.jsonl").read_text("utf-8").splitlines()
"""Of the same release: a room of whose joint talk there is a record."""
FIFTH = (GOLDEN / "0.5.jsonl").read_text("utf-8").splitlines()
SIXTH = (GOLDEN / "0.6.jsonl").read_text("utf-8").splitlines()
SEVENTH = (GOLDEN / "0.7.jsonl").read_text("utf-8").splitlines()
OPENED = (GOLDEN / "0.7.group.jsonl").read_text("utf-8").splitlines()
"""Of the same release: a paper that was given out."""
SERVING = (GOLDEN / "0.7.serving.jsonl").read_text("utf-8").splitlines()
"""Of the same release: a paper that went out."""
DOCUMENTS = (GOLDEN / "0.7.documents.jsonl").read_text("utf-8").splitlines()
"""Of the same release: notices of which one is sealed and one void, and a receipt."""
PERFORMANCE = (GOLDEN / "0.7.performance.jsonl").read_text("utf-8").splitlines()
"""Of the same release: of what was agreed a part is paid."""
SCANS = (GOLDEN / "0.7.scans.jsonl").read_text("utf-8").splitlines()
"""Of the same release: of two scans of a stamped paper one was sent back and one taken."""


def rebuilt(lines: list[str]) -> RoomState:
    return replay(decode(json.loads(line)) for line in lines)


def test_a_log_of_the_first_release_is_read_and_written_again_as_it_was() -> None:
    for line in LINES:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_of_the_first_release_leads_to_the_same_places_words_and_routes() -> None:
    state = rebuilt(LINES[:-1])
    expected = json.loads((GOLDEN / "0.1.room.json").read_text("utf-8"))
    assert {name: person.channel for name, person in state.people.items()} == expected["channels"]
    read = {name: [message.text for message in inbox] for name, inbox in state.inboxes.items()}
    assert read == expected["read"]
    heard = sorted([r.source, r.target] for r in routes(state) if r.kind is MediaKind.AUDIO)
    assert heard == expected["heard"]


def test_a_log_of_the_first_release_knows_that_the_session_ended() -> None:
    assert rebuilt(LINES).status.session is SessionState.ENDED


def test_a_log_of_the_second_is_read_and_written_again_as_it_was() -> None:
    for line in SECOND:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_of_the_third_is_read_and_written_again_as_it_was() -> None:
    for line in THIRD:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_of_the_fourth_is_read_and_written_again_as_it_was() -> None:
    for line in FOURTH + MINUTES:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_with_words_is_read_and_written_again_as_it_was() -> None:
    for line in SIXTH:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_with_settlements_is_read_and_written_again_as_it_was() -> None:
    for line in SEVENTH + OPENED:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_with_settlements_leads_to_what_was_signed_and_what_was_void() -> None:
    sealed, void = rebuilt(SEVENTH).settlements.values()
    assert (sealed.state.value, len(sealed.versions), sealed.frozen) == ("sealed", 2, 2)
    (paper,) = sealed.papers.values()
    assert paper.complete
    assert (paper.sealed is not None, paper.digest) == (True, "sealed")
    assert [said.text for said in sealed.comments] == ["日期改到六月"]
    assert (void.state.value, void.void.reason if void.void else None) == ("void", "重新约定")


def test_a_log_of_papers_given_out_leads_to_who_opened_theirs() -> None:
    (paper,) = list(rebuilt(OPENED).settlements.values())[-1].papers.values()
    assert {seat for seat, signer in paper.signers.items() if signer.opened} == {"worker"}


def test_a_log_of_what_went_out_is_read_and_written_again_as_it_was() -> None:
    for line in SERVING:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_of_what_went_out_leads_to_whom_how_and_who_opened_it() -> None:
    (settlement,) = rebuilt(SERVING).settlements.values()
    (paper,) = settlement.papers.values()
    assert [(one.who, one.how.value, one.opened is not None) for one in paper.served] == [
        ("worker", "message", True),
        ("employer", "print", False),
    ]


def test_a_log_with_documents_leads_to_what_each_may_have() -> None:
    for line in DOCUMENTS:
        assert encode(decode(json.loads(line))) == json.loads(line)
    state = rebuilt(DOCUMENTS)
    notice, receipt = state.documents.values()
    assert (notice.state.value, notice.void.reason if notice.void else None) == ("void", "地址错了")
    assert (receipt.state.value, receipt.about) == ("signing", "worker")
    assert set(papers(state, SeatId("worker"))) == {"to-worker", "receipt"}
    assert set(papers(state, SeatId("employer"))) == set()


def test_a_log_with_payments_leads_to_what_is_left_of_each() -> None:
    for line in PERFORMANCE:
        assert encode(decode(json.loads(line))) == json.loads(line)
    state = rebuilt(PERFORMANCE)
    (settlement,) = state.settlements.values()
    (paper,) = settlement.papers.values()
    rows = due(state, paper)
    assert [(str(row.left), row.state().value) for row in rows] == [("0.00", "paid"), ("10000.00", "due")]
    assert [receipt.session for receipt in paper.performance.receipts.values()] == [True, False, False]
    assert len(paper.performance.reminders) == 1


def test_a_log_of_the_fifth_is_read_and_written_again_as_it_was() -> None:
    for line in FIFTH:
        assert encode(decode(json.loads(line))) == json.loads(line)


def test_a_log_of_the_fifth_leads_to_the_rule_that_was_chosen_and_to_new_files() -> None:
    state = rebuilt(FIFTH)
    assert state.rules.recording is RecordingRule.CONSENTING
    events = [json.loads(line) for line in FIFTH]
    first, last = (
        next(event["id"] for event in events if event["kind"] == kind)
        for kind in ("recording_started", "recording_restarted")
    )
    assert first != last == state.recordings[ChannelId("joint")].id


def test_the_logs_know_every_event_that_lasts() -> None:
    every = (
        LINES
        + SECOND
        + THIRD
        + FOURTH
        + FIFTH
        + SIXTH
        + SEVENTH
        + MINUTES
        + DOCUMENTS
        + PERFORMANCE
        + SERVING
        + OPENED
        + SCANS
    )
    assert {json.loads(line)["kind"] for line in every} == {
        name for name, kind in KINDS.items() if kind.durable
    }


def test_a_log_of_the_second_release_leads_to_what_hosts_had_on_their_desks() -> None:
    state = rebuilt(SECOND)
    assert {person.id for person in state.people.values() if person.overheard} == {"w4"}
    told = state.people[SeatId("w4")].equipment
    assert told is not None
    assert (told.camera.value, told.hearing.value, told.round_trip) == ("denied", "headphones", 120)
    spent = state.attention[ChannelId("group:worker")]
    assert (spent.total.seconds, spent.since) == (420, None)
    assert {person.id for person in state.people.values() if person.telephone} == {"w5"}
    assert state.status.lead == "comediator"
    notes = {host: [note.text for note in own.values()] for host, own in state.notes.items()}
    assert notes == {"mediator": ["底线八万五"], "comediator": []}
    items = {item.wording: item.state.value for item in state.ledger.values()}
    assert items == {"可以分期付款": "conveyed", "家里有病人": "refused", "想换个岗位": "withdrawn"}
    to_all = [message for message in state.inboxes[SeatId("agent")] if message.to_all]
    assert [message.text for message in to_all] == ["十分钟后继续"]


def test_a_log_of_the_third_release_leads_to_what_was_recorded() -> None:
    state = rebuilt(THIRD)
    assert state.rules.recording is RecordingRule.CONSENTING
    assert {channel: recording.host for channel, recording in state.recordings.items()} == {
        "joint": "mediator",
        "private:worker": "mediator",
    }
    taken = {(take.source, take.channel) for take in routes(state) if isinstance(take, Take)}
    assert taken == {("worker", "private:worker"), ("mediator", "private:worker")}


def test_a_log_of_the_fourth_release_leads_to_what_was_opened_afterwards() -> None:
    found = past(decode(json.loads(line)) for line in FOURTH)
    assert [(opening.channel, opening.name) for opening in found.openings] == [("group:worker", "督导甲")]
    assert rebuilt(FOURTH).taped_apart == {"group:worker"}


def test_a_recording_whose_beginning_went_with_its_talk_in_a_fourth_log_is_no_fault_in_what_follows() -> None:
    log = [decode(json.loads(line)) for line in FOURTH]
    left = [event for event in log if not (isinstance(event, RecordingStarted) and event.into != JOINT)]
    assert len(left) < len(log)
    begun = next(event for event in log if event not in left)
    again = RecordingRestarted(at=log[-1].at, into=begun.into, id=begun.id, seat=begun.seat)
    assert replay([*left, again]).taped_apart == frozenset()
    assert past([*left, again]).lines


def test_a_log_with_words_leads_to_what_was_said() -> None:
    state = rebuilt(SIXTH)
    said = {
        channel: [
            (one.utterance.speakers, one.utterance.text, one.utterance.source.value) for one in captions
        ]
        for channel, captions in state.captions.items()
    }
    assert said == {
        "joint": [
            (("worker",), "三天内付四万五千块", "machine"),
            (("employer",), "", "nobody"),
        ],
        "group:worker": [(("worker",), "底线是四万", "machine")],
    }


def test_a_log_of_the_fourth_release_leads_to_the_record_and_to_what_was_read_of_it() -> None:
    minutes = rebuilt(MINUTES).minutes
    assert [(line.wording.text, line.struck is None) for line in minutes.lines.values()] == [
        ("拖欠三个月工资", True),
        ("重复的一条", False),
        ("欠薪三万元", True),
    ]
    assert [digest(reading.content) for reading in minutes.readings] == [
        reading.digest for reading in minutes.readings
    ]
    assert [said.objection for reading in minutes.readings for said in reading.responses] == [
        "应该是三个月",
        None,
        None,
    ]


def test_what_was_read_then_would_be_read_the_same_today() -> None:
    for number, line in enumerate(MINUTES):
        event = decode(json.loads(line))
        if isinstance(event, MinutesRead):
            assert as_read(rebuilt(MINUTES[:number])) == event.content


def test_a_log_with_scans_leads_to_who_compared_the_one_that_stands_for_a_signature() -> None:
    (settlement,) = rebuilt(SCANS).settlements.values()
    (paper,) = settlement.papers.values()
    signer = paper.signers[SeatId("employer")]
    assert signer.signature is not None
    assert signer.signature.scan is not None
    assert (signer.signature.compared, signer.signature.scan.digest) == ("mediator", "6d" * 32)
    assert signer.declined is None
