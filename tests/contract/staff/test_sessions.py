"""Sessions end by themselves or are ended, and rights are those of the moment."""

from rooms.errors import ErrorCode
from rooms.rights import Right, StaffRole
from server.staff.log import Deed
from server.staff.sessions import Opened
from server.staff.signing_in import Visitor
from tests.contract.staff.office import HOME, Office


async def test_a_session_ends_after_half_an_hour_alone_and_after_twelve_hours_in_any_case(
    office: Office,
) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    office.clock.wait(minutes=29)
    again = await office.desk.signing_in.code(
        await office.halfway(colleague), office.code(colleague.secret), HOME
    )
    assert isinstance(again, Opened)
    assert len(await office.desk.sessions.of(who)) == 2
    for _ in range(28):
        office.clock.wait(minutes=25)
        assert await office.desk.sessions.identify(again.token) is not None
    office.clock.wait(minutes=21)
    assert await office.desk.sessions.identify(again.token) is None
    idle = await office.sign_in(colleague)
    office.clock.wait(minutes=31)
    assert await office.desk.sessions.of(idle) == []


async def test_one_ends_a_session_of_ones_own_or_all_others_and_nobody_elses(office: Office) -> None:
    colleague, other = await office.set_up(), await office.set_up()
    one, two = await office.sign_in(other), await office.who(other.token)
    mine = await office.who(colleague.token)
    assert await office.desk.sessions.revoke(mine, one.session.id, HOME.address) == 0
    assert await office.desk.sessions.revoke(one, two.session.id, HOME.address) == 1
    assert await office.desk.sessions.identify(other.token) is None
    office.clock.wait(seconds=60)
    third = await office.sign_in(other)
    assert await office.desk.sessions.revoke(third, None, HOME.address) == 1
    assert [session.id for session in await office.desk.sessions.of(third)] == [third.session.id]
    assert (await office.deeds(other.id)).count(Deed.SESSIONS_REVOKED) == 2
    await office.desk.sessions.sign_out(third, HOME.address)
    assert await office.desk.sessions.of(third) == []


async def test_signing_in_again_ends_what_the_browser_had(office: Office) -> None:
    colleague = await office.set_up()
    known = Visitor(HOME.address, HOME.device, colleague.token)
    opened = await office.desk.signing_in.code(
        await office.halfway(colleague), office.code(colleague.secret), known
    )
    assert isinstance(opened, Opened)
    assert await office.desk.sessions.identify(colleague.token) is None


async def test_a_role_that_was_taken_away_is_gone_at_the_next_request(office: Office) -> None:
    clerk = await office.set_up(StaffRole.CLERK)
    who = await office.who(clerk.token)
    assert await office.desk.sessions.may(who, Right.LIST_CASES, None, HOME.address) is None
    assert await office.desk.accounts.set_role(clerk.id, StaffRole.AUDITOR) is None
    who = await office.who(clerk.token)
    assert await office.desk.sessions.may(who, Right.LIST_CASES, None, HOME.address) is ErrorCode.FORBIDDEN


async def test_what_needs_a_reason_is_logged_with_it_and_what_is_forbidden_too(office: Office) -> None:
    supervisor = await office.set_up(StaffRole.SUPERVISOR)
    who, may = await office.who(supervisor.token), office.desk.sessions.may
    assert await may(who, Right.BREAK_GLASS, " ", HOME.address) is ErrorCode.REASON_NEEDED
    assert await may(who, Right.BREAK_GLASS, "投诉核查", HOME.address) is None
    assert await may(who, Right.MANAGE_ACCOUNTS, None, HOME.address) is ErrorCode.FORBIDDEN
    *_, used, refused = await office.log(supervisor.id)
    assert (used.deed, dict(used.detail)) == (
        Deed.RIGHT_USED,
        {"right": "break_glass", "reason": "投诉核查"},
    )
    assert (refused.deed, dict(refused.detail)) == (Deed.RIGHT_REFUSED, {"right": "manage_accounts"})
    assert used.origin
    assert HOME.address not in used.origin
