"""A host's word to all: once in each channel, and nothing in it tells of another."""

from rooms.channel import lobby
from rooms.chat import TEXT_LIMIT
from rooms.commands import Broadcast, Leave
from rooms.errors import ErrorCode
from rooms.events import Announced
from rooms.ids import SeatId
from rooms.policy import may_read, unread
from rooms.room import Accepted
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration, text_of

MEDIATOR = SeatId("mediator")


def tell(scene: Scene, text: str = "十分钟后继续") -> str:
    return str(scene.do(Broadcast(MEDIATOR, text)).value["id"])


def test_everybody_reads_it_once_wherever_they_are() -> None:
    scene = building_site()
    scene.separate()
    scene.other_device("w5")
    scene.meet("w4", host="comediator")
    scene.visit("employer")
    tell(scene)
    where = {name: scene.view(name)["place"]["channel"] for name in scene.channels()}
    assert set(where.values()) == {"worker", "employer", "contractor", "lobby", "private", "neutral"}
    for name, channel in where.items():
        (message,) = scene.view(name)["messages"].values()
        assert (message["channel"], message["text"], message["to_all"]) == (channel, "十分钟后继续", True)
        assert message["name"] == "name-mediator"


def test_the_copies_share_nothing_but_their_author_time_and_words() -> None:
    scene = building_site()
    scene.separate()
    tell(scene)
    copies = {name: next(iter(scene.view(name)["messages"])) for name in ("w4", "w5", "agent", "contractor")}
    assert copies["w4"] == copies["w5"]
    assert len(set(copies.values())) == 3
    told = [event for event in scene.log if isinstance(event, Announced)]
    assert {event.channel for event in told} == {event.into for event in told} >= {"group:worker", "neutral"}
    assert "agent" not in text_of(scene.view("w4"))
    assert "employer" not in text_of(scene.view("w4")["messages"])


def test_what_one_gets_is_the_same_however_many_others_get_it() -> None:
    few, many = demonstration(), demonstration()
    for scene in (few, many):
        scene.separate()
        scene.visit("worker")
    few.do(Leave(SeatId("employer")))
    few.count, few.now = 100, few.now.replace(year=2027)
    many.count, many.now = 100, few.now
    for scene in (few, many):
        tell(scene)
    assert few.view("worker") == many.view("worker")


def test_the_answer_names_the_copy_where_the_host_is() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    assert tell(scene) in scene.view("worker")["messages"]
    assert tell(scene) in scene.view("mediator")["messages"]


def test_it_counts_as_unread_for_no_host_and_nobody_catches_up_with_it() -> None:
    scene = building_site()
    scene.separate()
    scene.say("agent", "an offer")
    tell(scene)
    for host in ("mediator", "comediator"):
        assert unread(scene.state, scene.person(host), scene.person("agent").channel) == 1  # type: ignore[arg-type]
    scene.visit("employer")
    assert scene.reads("mediator") == ["an offer", "十分钟后继续"]
    copy = next(iter(scene.state.inboxes[SeatId("agent")].newest(1)))
    assert copy.to_all
    assert not may_read(scene.state, MEDIATOR, copy)


def test_who_comes_later_and_who_has_left_read_nothing_of_it() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.do(Leave(SeatId("worker")))
    tell(scene)
    scene.enter("worker", "employer")
    scene.admit("worker", "employer")
    assert scene.reads("worker") == scene.reads("employer") == []


def test_whoever_waits_and_enters_anew_reads_it_no_more_until_admitted() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    tell(scene)
    assert scene.reads("worker") == ["十分钟后继续"]
    scene.other_device("worker")
    assert scene.reads("worker") == []


def test_only_hosts_may_and_only_with_words() -> None:
    scene = demonstration()
    for name in ("worker", "clerk"):
        assert scene.refused(Broadcast(SeatId(name), "大家好")) is ErrorCode.FORBIDDEN
    assert scene.refused(Broadcast(MEDIATOR, " \n ")) is ErrorCode.BAD_MESSAGE
    assert scene.refused(Broadcast(MEDIATOR, "字" * (TEXT_LIMIT + 1))) is ErrorCode.TOO_LARGE


def test_what_tells_a_repeated_order_is_kept_with_its_sender_alone() -> None:
    """It is made of the whole order: in a copy one could guess from it who else was told."""
    scene = building_site()
    scene.separate()
    order = Broadcast(MEDIATOR, "十分钟后继续")
    told = scene.do(order, key="k1")
    assert [event.channel for event in told.events if event.cause] == [lobby(MEDIATOR)]
    assert len([event for event in told.events if isinstance(event, Announced)]) > 3
    assert scene.handle(order, key="k1") == Accepted((), told.value)
