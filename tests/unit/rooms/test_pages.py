"""Photographs of documents: carried by messages, read by whoever may read the message."""

import json
from dataclasses import replace

from rooms import policy
from rooms.answer import Accepted, Refused
from rooms.commands import Say
from rooms.errors import ErrorCode
from rooms.events import ChatPosted, decode, encode
from rooms.ids import PageId
from rooms.pages import PAGES_LIMIT, Page
from tests.unit.rooms.scene import Scene, demonstration


def page(name: str) -> Page:
    return Page(PageId(name), "0" * 64, "the-key", 1200, 1600)


def show(scene: Scene, name: str, *names: str, text: str = "") -> Accepted | Refused:
    pages = tuple(map(page, names))
    return scene.handle(Say(scene.person(name).id, scene.stay(name), text, pages))


def posted(scene: Scene, name: str, *names: str) -> None:
    pages = tuple(map(page, names))
    scene.do(Say(scene.person(name).id, scene.stay(name), "", pages))


def may_open(scene: Scene, page_id: str) -> set[str]:
    return {
        str(person.id)
        for person in scene.state.people.values()
        if policy.page(scene.state, person.id, PageId(page_id)) is not None
    }


def test_a_page_is_open_to_whoever_reads_its_message_and_to_nobody_else() -> None:
    scene = demonstration()
    posted(scene, "worker", "all")
    scene.separate()
    posted(scene, "worker", "mine")
    scene.meet("worker")
    posted(scene, "worker", "secret")
    scene.rejoin()
    assert may_open(scene, "all") == {"worker", "employer", "mediator", "clerk"}
    assert may_open(scene, "mine") == {"worker"}
    assert may_open(scene, "secret") == {"worker", "mediator"}
    assert may_open(scene, "unheard of") == set()


def test_a_view_names_pages_and_their_sizes_and_never_their_keys() -> None:
    scene = demonstration()
    posted(scene, "worker", "p1", "p2")
    (message,) = scene.view("employer")["messages"].values()
    assert message["pages"] == [
        {"id": "p1", "width": 1200, "height": 1600},
        {"id": "p2", "width": 1200, "height": 1600},
    ]
    assert "the-key" not in json.dumps([scene.view(name) for name in ("worker", "employer", "mediator")])


def test_a_message_without_text_needs_a_page() -> None:
    scene = demonstration()
    assert isinstance(show(scene, "worker", "p1"), Accepted)
    assert show(scene, "worker") == Refused(ErrorCode.BAD_MESSAGE)


def test_a_page_is_shown_once() -> None:
    scene = demonstration()
    posted(scene, "worker", "p1")
    assert show(scene, "worker", "p1") == Refused(ErrorCode.NOT_FOUND)
    assert show(scene, "employer", "p1") == Refused(ErrorCode.NOT_FOUND)
    assert show(scene, "worker", "p2", "p2") == Refused(ErrorCode.NOT_FOUND)


def test_a_message_has_so_many_pages_and_no_more() -> None:
    scene = demonstration()
    many = [f"p{number}" for number in range(PAGES_LIMIT + 1)]
    assert show(scene, "worker", *many) == Refused(ErrorCode.TOO_LARGE, {"limit": PAGES_LIMIT})
    assert isinstance(show(scene, "worker", *many[1:]), Accepted)


def test_a_page_typed_for_a_former_stay_goes_nowhere() -> None:
    scene = demonstration()
    command = Say(scene.person("worker").id, scene.stay("worker"), "", (page("p1"),))
    scene.separate()
    assert scene.refused(command) is ErrorCode.STALE_STAY
    assert may_open(scene, "p1") == set()


def test_a_message_without_pages_is_kept_as_before_there_were_any() -> None:
    scene = demonstration()
    scene.say("worker", "没有图")
    event = next(event for event in scene.log if isinstance(event, ChatPosted))
    written = encode(event)
    assert "pages" not in written
    assert decode(written) == event
    with_page = replace(event, pages=(page("p1"),))
    assert decode(json.loads(json.dumps(encode(with_page)))) == with_page
