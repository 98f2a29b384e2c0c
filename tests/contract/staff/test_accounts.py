"""What administrators do, and what they cannot do to themselves."""

from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server.staff.account import Account, AccountId, Standing
from server.staff.accounts import Actor
from server.staff.setting_up import Chosen, Offer, SetUp
from tests.contract.staff.office import HOME, PASSWORD, SITE, Office, code_of


async def test_a_reset_takes_every_way_in_and_every_session(office: Office) -> None:
    colleague = await office.set_up()
    link = await office.desk.accounts.reset(colleague.id)
    assert isinstance(link, str)
    assert await office.desk.sessions.identify(colleague.token) is None
    answer = await office.desk.signing_in.password(colleague.name, PASSWORD, HOME)
    assert code_of(answer) is ErrorCode.SIGN_IN_WRONG
    newer = await office.desk.accounts.reset(colleague.id)
    assert isinstance(newer, str)
    assert code_of(await office.desk.setting_up.look(link)) is ErrorCode.SETUP_LINK_INVALID
    assert isinstance(await office.desk.setting_up.look(newer), Account)


async def test_an_administrator_changes_others_and_never_the_own_account_nor_the_last(office: Office) -> None:
    chief, clerk = await office.set_up(StaffRole.ADMINISTRATOR), await office.set_up(StaffRole.CLERK)
    accounts, by = office.desk.accounts, Actor(chief.id, HOME.address)
    for answer in (
        await accounts.disable(chief.id, by),
        await accounts.set_role(chief.id, StaffRole.SUPERVISOR, by),
        await accounts.reset(chief.id, by),
    ):
        assert code_of(answer) is ErrorCode.OWN_ACCOUNT
    assert code_of(await accounts.disable(chief.id)) is ErrorCode.LAST_ADMINISTRATOR
    assert code_of(await accounts.set_role(chief.id, StaffRole.CLERK)) is ErrorCode.LAST_ADMINISTRATOR
    assert code_of(await accounts.disable(AccountId("nobody"), by)) is ErrorCode.ACCOUNT_UNKNOWN
    await office.set_up(StaffRole.ADMINISTRATOR)
    assert await accounts.set_role(chief.id, StaffRole.CLERK) is None
    assert await accounts.disable(clerk.id, by) is None
    assert (await office.account(clerk.id)).standing is Standing.DISABLED
    assert await office.desk.sessions.identify(clerk.token) is None
    assert (await office.log(clerk.id))[-1].by == chief.id


async def test_a_name_is_given_once_whatever_its_capitals(office: Office) -> None:
    name, _ = await office.invite()
    for twin in (name, name.upper()):
        answer = await office.desk.accounts.invite(twin, StaffRole.CLERK)
        assert code_of(answer) is ErrorCode.NAME_TAKEN
    assert code_of(await office.desk.accounts.invite(" ", StaffRole.CLERK)) is ErrorCode.NAME_UNFIT


async def test_the_first_administrator_gets_a_new_link_at_each_start_until_one_was_used(
    office: Office,
) -> None:
    first, second = await office.desk.accounts.first_link(), await office.desk.accounts.first_link()
    assert first is not None
    assert second is not None
    assert code_of(await office.desk.setting_up.look(first)) is ErrorCode.SETUP_LINK_INVALID
    invited = await office.desk.setting_up.look(second)
    assert isinstance(invited, Account)
    assert invited.role is StaffRole.ADMINISTRATOR
    offer = await office.desk.setting_up.offer(second, PASSWORD, SITE)
    assert isinstance(offer, Offer)
    chosen = Chosen(PASSWORD, office.code(offer.secret))
    assert isinstance(await office.desk.setting_up.finish(second, offer.ceremony, chosen, SITE, HOME), SetUp)
    assert await office.desk.accounts.first_link() is None
