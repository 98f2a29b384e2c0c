"""A host's private notes: the author alone is shown them."""

from typing import Any

from rooms.commands import Adjourn, DeleteNote, End, Leave, WriteNote
from rooms.errors import ErrorCode
from rooms.ids import NoteId, SeatId
from rooms.moments import stamp
from rooms.notes import NOTE_LIMIT, NOTES_LIMIT
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

MEDIATOR, COMEDIATOR = SeatId("mediator"), SeatId("comediator")


def write(scene: Scene, text: str, note: str | None = None, host: SeatId = MEDIATOR) -> NoteId:
    return NoteId(str(scene.do(WriteNote(host, text, NoteId(note) if note else None)).value["id"]))


def notes(scene: Scene, host: str = "mediator") -> dict[str, Any]:
    shown: Any = scene.view(host)["notes"]
    return dict(shown)


def test_nobody_else_is_shown_or_sent_anything_of_a_note() -> None:
    scene = building_site()
    others = {name: scene.view(name) for name in scene.channels() if name != "mediator"}
    note = write(scene, "底线八万")
    assert notes(scene) == {note: {"text": "底线八万", "at": stamp(scene.state.at)}}
    assert {name: scene.view(name) for name in others} == others
    assert notes(scene, "comediator") == {}


def test_a_note_is_written_anew_and_says_when() -> None:
    scene = demonstration()
    note = write(scene, "底线八万")
    at = notes(scene)[note]["at"]
    assert write(scene, "底线八万五", note) == note
    assert notes(scene)[note] == {"text": "底线八万五", "at": at, "edited": stamp(scene.state.at)}
    assert scene.do(WriteNote(MEDIATOR, " 底线八万五 ", note)).events == ()


def test_a_deleted_note_is_shown_no_more_and_the_log_keeps_it() -> None:
    scene = demonstration()
    note = write(scene, "写错了")
    scene.do(DeleteNote(MEDIATOR, note))
    assert notes(scene) == {}
    assert scene.refused(DeleteNote(MEDIATOR, note)) is ErrorCode.NOT_FOUND
    assert scene.refused(WriteNote(MEDIATOR, "又来了", note)) is ErrorCode.NOT_FOUND
    kept = [event for event in scene.log if event.channel == "notes:mediator"]
    assert len(kept) == 2
    assert "写错了" in str(kept[0])


def test_another_hosts_note_is_as_unknown_as_none() -> None:
    scene = building_site()
    note = write(scene, "底线八万")
    for unknown in (note, NoteId("none")):
        assert scene.refused(WriteNote(COMEDIATOR, "我改", unknown)) is ErrorCode.NOT_FOUND
        assert scene.refused(DeleteNote(COMEDIATOR, unknown)) is ErrorCode.NOT_FOUND


def test_notes_are_kept_through_an_adjournment_and_shown_only_to_who_leads() -> None:
    scene = demonstration()
    write(scene, "底线八万")
    scene.do(Adjourn(MEDIATOR))
    write(scene, "下次带工资条")
    assert len(notes(scene)) == 2
    scene.do(Leave(MEDIATOR))
    assert "notes" not in scene.view("mediator")
    scene.enter("mediator")
    assert len(notes(scene)) == 2
    scene.do(End(MEDIATOR))
    assert "底线" not in text_of(scene.view("mediator"))


def test_notes_have_limits_and_authors_who_lead() -> None:
    scene = demonstration()
    assert scene.refused(WriteNote(MEDIATOR, "字" * (NOTE_LIMIT + 1))) is ErrorCode.TOO_LARGE
    assert scene.refused(WriteNote(MEDIATOR, "  ")) is ErrorCode.BAD_MESSAGE
    assert scene.refused(WriteNote(SeatId("clerk"), "记录")) is ErrorCode.FORBIDDEN
    for number in range(NOTES_LIMIT):
        last = write(scene, f"第{number}条")
    assert scene.refused(WriteNote(MEDIATOR, "再一条")) is ErrorCode.TOO_MANY
    assert write(scene, "改一条", last) == last
