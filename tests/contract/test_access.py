"""Links, codes and devices, kept: what opens, what is used up, what slows a guesser but not the person."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, RoomId, SeatId
from rooms.roles import Role
from server.auth.access import Access, Admission, Invitation
from server.auth.limits import FATAL_FAILURES
from server.auth.links import LinkKind
from server.cases.case import Invited
from server.cases.repository import Cases
from server.storage.store import Store
from tests.contract.given import NOW, a_case, a_room, a_seat

HOME, CAFE, ABROAD = "198.51.100.7", "203.0.113.9", "2001:db8:1:2::1"
WRONG = "no code"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Scene:
    """A room with a worker, and a link and a code for that seat."""

    access: Access
    clock: Clock
    room: RoomId
    seat: SeatId
    other: SeatId
    token: str = ""
    code: str = ""
    refusals: list[Refused] = field(default_factory=list)

    async def tries(self, code: str, address: str = HOME) -> Admission | Refused:
        return await self.access.present(self.token, code, address)

    async def fails(self, times: int, address: str = HOME) -> list[ErrorCode]:
        return [_code(await self.tries(WRONG, address)) for _ in range(times)]


@pytest.fixture
async def scene(store: Store) -> Scene:
    clock = Clock()
    access = Access(store, clock=clock)
    worker = a_seat("worker", "龙建军", Role.PARTY, "worker")
    mediator = a_seat("mediator", "田秀英", Role.MEDIATOR)
    room = await a_room(store, [Invited(worker, "13907430521"), Invited(mediator)])
    made = Scene(access, clock, room, worker.id, mediator.id)
    made.token = await access.issue_link(worker.id, LinkKind.PARTY)
    made.code = await access.issue_code(room, worker.id) or ""
    return made


def _code(answer: object) -> ErrorCode:
    assert isinstance(answer, Refused)
    return answer.code


def _retry_after(answer: object) -> int:
    assert isinstance(answer, Refused)
    assert answer.code is ErrorCode.TOO_MANY_TRIES
    seconds = answer.params["retry_after"]
    assert isinstance(seconds, int)
    return seconds


async def test_a_link_leads_to_its_seat_and_looking_uses_nothing_up(scene: Scene) -> None:
    for _ in range(5):
        found = await scene.access.look(scene.token, LinkKind.PARTY)
        assert isinstance(found, Invitation)
        assert found.invited.seat.name == "龙建军"
        assert found.invited.telephone == "13907430521"
        assert found.session.id == scene.room
        assert found.case.title == "追索劳动报酬"
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_forged_and_unknown_links_are_the_same(scene: Scene) -> None:
    changed = scene.token[:-1] + ("A" if scene.token[-1] != "A" else "B")
    forged = [changed, "", "x" * 10_000, "\udc80", "/../etc", "null\0"]
    answers = [await scene.access.look(token, LinkKind.PARTY) for token in forged]
    answers += [await scene.access.present(token, scene.code, HOME) for token in forged]
    answers += [await scene.access.sign_in(token) for token in forged]
    assert answers == [Refused(ErrorCode.LINK_INVALID)] * len(answers)


async def test_a_party_link_does_not_sign_in_staff_nor_a_staff_link_a_party(scene: Scene) -> None:
    staff = await scene.access.issue_link(scene.other, LinkKind.STAFF)
    assert _code(await scene.access.sign_in(scene.token)) is ErrorCode.LINK_INVALID
    assert _code(await scene.access.present(staff, scene.code, HOME)) is ErrorCode.LINK_INVALID
    assert _code(await scene.access.look(staff, LinkKind.PARTY)) is ErrorCode.LINK_INVALID


async def test_a_revoked_link_says_so_and_its_device_is_out(scene: Scene) -> None:
    bound = await scene.access.bind(scene.seat)
    await scene.access.revoke(scene.seat)
    assert _code(await scene.access.look(scene.token, LinkKind.PARTY)) is ErrorCode.LINK_REVOKED
    assert _code(await scene.tries(scene.code)) is ErrorCode.LINK_REVOKED
    assert await scene.access.identify(scene.seat, bound.secret) is None


async def test_a_new_link_ends_the_former_ones_and_leaves_code_and_device(scene: Scene) -> None:
    former, bound = scene.token, await scene.access.bind(scene.seat)
    fresh = await scene.access.replace_link(scene.room, scene.seat)
    assert fresh is not None
    assert _code(await scene.access.look(former, LinkKind.PARTY)) is ErrorCode.LINK_REVOKED
    assert _code(await scene.tries(scene.code)) is ErrorCode.LINK_REVOKED
    assert await scene.access.identify(scene.seat, bound.secret) is not None
    scene.token = fresh
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_a_link_is_replaced_for_a_seat_of_the_room_only(scene: Scene, store: Store) -> None:
    elsewhere = await a_room(store)
    assert await scene.access.replace_link(elsewhere, scene.seat) is None
    assert await scene.access.replace_link(scene.room, SeatId("nobody")) is None
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_an_expired_link_says_so(scene: Scene) -> None:
    scene.token = await scene.access.issue_link(scene.seat, LinkKind.PARTY, NOW + timedelta(hours=1))
    scene.clock.wait(3599)
    assert isinstance(await scene.access.look(scene.token, LinkKind.PARTY), Invitation)
    scene.clock.wait(1)
    assert _code(await scene.access.look(scene.token, LinkKind.PARTY)) is ErrorCode.LINK_EXPIRED
    assert _code(await scene.tries(scene.code)) is ErrorCode.LINK_EXPIRED


async def test_a_code_opens_once(scene: Scene) -> None:
    admission = await scene.tries(scene.code)
    assert isinstance(admission, Admission)
    assert (admission.room, admission.seat) == (scene.room, scene.seat)
    assert _code(await scene.tries(scene.code)) is ErrorCode.CODE_NEEDED


async def test_of_two_who_use_a_code_at_once_one_gets_in(scene: Scene) -> None:
    second = await scene.access.issue_link(scene.seat, LinkKind.PARTY)
    answers = await asyncio.gather(
        *(scene.access.present(token, scene.code, HOME) for token in (scene.token, second, scene.token))
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Admission", "Refused", "Refused"]


async def test_a_code_is_understood_as_it_was_meant(scene: Scene) -> None:
    full_width = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in scene.code)
    assert isinstance(await scene.tries(f" {full_width[:3]} - {full_width[3:]} "), Admission)


async def test_what_the_room_did_not_want_can_be_used_again(scene: Scene) -> None:
    admission = await scene.tries(scene.code)
    assert isinstance(admission, Admission)
    await scene.access.give_back(admission)
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_a_code_of_another_seat_is_wrong(scene: Scene) -> None:
    elsewhere = await scene.access.issue_code(scene.room, scene.other)
    assert elsewhere is not None
    assert _code(await scene.tries(elsewhere)) is ErrorCode.CODE_WRONG


async def test_a_code_goes_out_of_date(scene: Scene) -> None:
    scene.clock.wait(24 * 3600)
    assert _code(await scene.tries(scene.code)) is ErrorCode.CODE_NEEDED


async def test_a_fresh_code_ends_the_former_one(scene: Scene) -> None:
    fresh = await scene.access.issue_code(scene.room, scene.seat)
    assert fresh is not None
    if fresh != scene.code:
        assert _code(await scene.tries(scene.code)) is ErrorCode.CODE_WRONG
    assert isinstance(await scene.tries(fresh), Admission)


async def test_a_code_is_issued_for_a_seat_of_the_room_only(scene: Scene, store: Store) -> None:
    elsewhere = await a_room(store)
    assert await scene.access.issue_code(elsewhere, scene.seat) is None
    assert await scene.access.issue_code(scene.room, SeatId("nobody")) is None
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_whoever_fails_waits_longer_and_longer(scene: Scene) -> None:
    assert await scene.fails(4) == [ErrorCode.CODE_WRONG] * 4
    waits = []
    for _ in range(4):
        waits.append(_retry_after(await scene.tries(WRONG)))
        scene.clock.wait(waits[-1])
        assert await scene.fails(1) == [ErrorCode.CODE_WRONG]
    assert waits == [1, 2, 4, 8]


async def test_during_a_wait_the_right_code_is_not_looked_at_and_no_try_counts(scene: Scene) -> None:
    await scene.fails(4)
    for _ in range(50):
        assert _retry_after(await scene.tries(scene.code)) == 1
    scene.clock.wait(1)
    assert isinstance(await scene.tries(scene.code), Admission)


async def test_the_person_does_not_wait_for_the_failures_of_another(scene: Scene) -> None:
    await scene.fails(4, CAFE)
    assert _retry_after(await scene.tries(WRONG, CAFE)) == 1
    assert isinstance(await scene.tries(scene.code, HOME), Admission)


async def test_a_subscriber_of_ipv6_is_one_address(scene: Scene) -> None:
    for last in range(4):
        await scene.fails(1, f"2001:db8:1:2::{last}")
    assert _retry_after(await scene.tries(WRONG, ABROAD)) == 1


async def test_a_code_dies_of_too_many_failures_from_anywhere_and_the_mediator_makes_a_fresh_one(
    scene: Scene,
) -> None:
    failures = [_code(await scene.tries(WRONG, f"192.0.2.{n}")) for n in range(FATAL_FAILURES)]
    assert failures == [*[ErrorCode.CODE_WRONG] * (FATAL_FAILURES - 1), ErrorCode.CODE_NEEDED]
    assert _code(await scene.tries(scene.code, HOME)) is ErrorCode.CODE_NEEDED
    fresh = await scene.access.issue_code(scene.room, scene.seat)
    assert fresh is not None
    assert isinstance(await scene.tries(fresh, "192.0.2.1"), Admission)


async def test_a_success_forgives_the_failures_before_it(scene: Scene) -> None:
    await scene.fails(3)
    admission = await scene.tries(scene.code)
    assert isinstance(admission, Admission)
    await scene.access.give_back(admission)
    assert await scene.fails(4) == [ErrorCode.CODE_WRONG] * 4


async def test_failures_are_forgotten_after_an_hour(scene: Scene) -> None:
    await scene.fails(4)
    assert _retry_after(await scene.tries(WRONG)) == 1
    scene.clock.wait(3600)
    assert await scene.fails(4) == [ErrorCode.CODE_WRONG] * 4


async def test_a_device_is_known_in_its_seats_role(scene: Scene) -> None:
    bound = await scene.access.bind(scene.seat)
    found = await scene.access.identify(scene.seat, bound.secret)
    assert found is not None
    assert found.role is Role.PARTY


async def test_a_device_speaks_for_its_seat_until_another_takes_over(scene: Scene) -> None:
    first = await scene.access.bind(scene.seat)
    found = await scene.access.identify(scene.seat, first.secret)
    assert found is not None
    assert (found.room, found.seat, found.device) == (scene.room, scene.seat, first.device)
    second = await scene.access.bind(scene.seat)
    assert second.device != first.device
    assert await scene.access.identify(scene.seat, first.secret) is None
    assert await scene.access.identify(scene.seat, second.secret) is not None


async def test_a_secret_speaks_for_no_other_seat(scene: Scene) -> None:
    bound = await scene.access.bind(scene.seat)
    for secret in (bound.secret, "", "x" * 10_000, "\udc80", bound.device):
        assert await scene.access.identify(scene.other, secret) is None


async def test_one_device_may_have_several_seats(scene: Scene) -> None:
    one = await scene.access.bind(scene.seat)
    other = await scene.access.bind(scene.other, one.device)
    assert other.secret != one.secret
    for seat, secret in ((scene.seat, one.secret), (scene.other, other.secret)):
        found = await scene.access.identify(seat, secret)
        assert found is not None
        assert found.device == DeviceId(one.device)


async def test_a_staff_link_signs_in_once_and_in_demonstration_cases_only(scene: Scene, store: Store) -> None:
    real = await scene.access.issue_link(scene.other, LinkKind.STAFF)
    assert _code(await scene.access.sign_in(real)) is ErrorCode.LINK_INVALID
    mediator = a_seat("mediator", "田秀英", Role.MEDIATOR)
    case = await a_case(store, demonstration=True)
    session = await Cases(store).open_session(case, [Invited(mediator)], at=NOW)
    link = await scene.access.issue_link(mediator.id, LinkKind.STAFF)
    assert isinstance(await scene.access.look(link, LinkKind.STAFF), Invitation)
    admission = await scene.access.sign_in(link)
    assert isinstance(admission, Admission)
    assert (admission.room, admission.seat) == (session.id, mediator.id)
    assert _code(await scene.access.sign_in(link)) is ErrorCode.LINK_EXPIRED
    assert isinstance(await scene.access.look(link, LinkKind.STAFF), Invitation)
    await scene.access.give_back(admission)
    assert isinstance(await scene.access.sign_in(link), Admission)
