"""Accounts are set up by a one-time link."""

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server.staff.account import Account, Standing
from server.staff.log import Deed
from server.staff.setting_up import Chosen, Offer, SetUp
from tests.contract.staff.office import HOME, PASSWORD, SITE, Office, code_of


async def test_a_link_sets_an_account_up_once(office: Office) -> None:
    name, link = await office.invite(StaffRole.CLERK)
    invited = await office.desk.setting_up.look(link)
    assert isinstance(invited, Account)
    assert (invited.name, invited.role, invited.standing) == (name, StaffRole.CLERK, Standing.INVITED)
    offer = await office.desk.setting_up.offer(link, PASSWORD, SITE)
    assert isinstance(offer, Offer)
    chosen = Chosen(PASSWORD, office.code(offer.secret))
    done = await office.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, HOME)
    assert isinstance(done, SetUp)
    assert len(set(done.recovery_codes)) == 10
    assert (await office.who(done.opened.token)).account.standing is Standing.ACTIVE
    again = await office.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, HOME)
    for answer in (again, await office.desk.setting_up.look(link)):
        assert code_of(answer) is ErrorCode.SETUP_LINK_INVALID
    assert await office.deeds(invited.id) == [Deed.INVITED, Deed.SET_UP]


async def test_a_link_goes_out_of_date_after_a_day_and_a_forged_one_is_none(office: Office) -> None:
    _, link = await office.invite()
    office.clock.wait(hours=23, minutes=59)
    assert isinstance(await office.desk.setting_up.look(link), Account)
    office.clock.wait(minutes=1)
    for token in (link, link[:-1], "", "\udc80", "x" * 5000):
        assert code_of(await office.desk.setting_up.look(token)) is ErrorCode.SETUP_LINK_INVALID
        assert (
            code_of(await office.desk.setting_up.offer(token, PASSWORD, SITE)) is ErrorCode.SETUP_LINK_INVALID
        )


async def test_a_password_alone_sets_nothing_up_and_a_wrong_code_uses_nothing_up(office: Office) -> None:
    _, link = await office.invite()
    finish = office.desk.setting_up.finish
    offer = await office.desk.setting_up.offer(link, PASSWORD, SITE)
    assert isinstance(offer, Offer)
    refused = [
        await finish(link, offer.ceremony, Chosen(PASSWORD), SITE, HOME),
        await finish(link, offer.ceremony, Chosen(PASSWORD, "000000"), SITE, HOME),
        await finish(link, offer.ceremony, Chosen("password1234", "000000"), SITE, HOME),
        await finish(link, "forged", Chosen(PASSWORD, office.code(offer.secret)), SITE, HOME),
        await finish(link, offer.ceremony, Chosen(None, office.code(offer.secret)), SITE, HOME),
        await finish(link, offer.ceremony, Chosen(credential={"rawId": "AAAA"}), SITE, HOME),
    ]
    assert [code_of(answer) for answer in refused] == [
        ErrorCode.LAST_FACTOR,
        ErrorCode.SECOND_FACTOR_WRONG,
        ErrorCode.PASSWORD_UNFIT,
        ErrorCode.SIGN_IN_LAPSED,
        ErrorCode.LAST_FACTOR,
        ErrorCode.PASSKEY_REFUSED,
    ]
    done = await finish(link, offer.ceremony, Chosen(PASSWORD, office.code(offer.secret)), SITE, HOME)
    assert isinstance(done, SetUp)


async def test_a_weak_password_is_refused_before_the_authenticator_is_shown(office: Office) -> None:
    name, link = await office.invite()
    answer = await office.desk.setting_up.offer(link, f"{name}2026", SITE)
    assert answer == Refused(ErrorCode.PASSWORD_UNFIT, {"why": "name"})
