"""How one signs in, what is used up, what slows a guesser, and what locks."""

import pytest

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server.staff.account import FATAL_CODES, Factor, Standing
from server.staff.log import Deed
from server.staff.sessions import Opened
from server.staff.setting_up import Chosen, Offer, SetUp
from server.staff.signing_in import Halfway
from tests.authenticator import Authenticator
from tests.contract.staff.office import HOME, PASSWORD, PHONE, SITE, Office, code_of


async def test_one_signs_in_by_password_and_code_and_the_code_is_used_up(office: Office) -> None:
    colleague = await office.set_up()
    token, code = await office.halfway(colleague), office.code(colleague.secret)
    assert isinstance(await office.desk.signing_in.code(token, code, HOME), Opened)
    again = await office.halfway(colleague)
    assert code_of(await office.desk.signing_in.code(again, code, HOME)) is ErrorCode.SECOND_FACTOR_WRONG
    office.clock.wait(seconds=60)
    fresh = office.code(colleague.secret)
    assert code_of(await office.desk.signing_in.code(token, fresh, HOME)) is ErrorCode.SIGN_IN_LAPSED
    assert isinstance(await office.desk.signing_in.code(again, fresh, HOME), Opened)


async def test_the_password_just_given_is_forgotten_after_five_minutes(office: Office) -> None:
    colleague = await office.set_up()
    token = await office.halfway(colleague)
    office.clock.wait(minutes=5)
    code = office.code(colleague.secret)
    assert code_of(await office.desk.signing_in.code(token, code, HOME)) is ErrorCode.SIGN_IN_LAPSED


async def test_a_recovery_code_opens_once(office: Office) -> None:
    colleague = await office.set_up()
    written = colleague.recovery_codes[3].lower().replace("-", " ")
    token = await office.halfway(colleague)
    assert isinstance(await office.desk.signing_in.recovery(token, written, HOME), Opened)
    again = await office.desk.signing_in.recovery(await office.halfway(colleague), written, HOME)
    assert code_of(again) is ErrorCode.SECOND_FACTOR_WRONG


async def test_who_is_not_there_and_who_gives_a_wrong_password_are_told_the_same(office: Office) -> None:
    colleague = await office.set_up()
    invited, _ = await office.invite()
    disabled = await office.set_up()
    await office.desk.accounts.disable(disabled.id)
    answers = [
        await office.desk.signing_in.password(colleague.name, "another kettle in rain", HOME),
        await office.desk.signing_in.password("nobody at all", PASSWORD, HOME),
        await office.desk.signing_in.password(invited, PASSWORD, HOME),
        await office.desk.signing_in.password(disabled.name, PASSWORD, HOME),
        await office.desk.signing_in.password("\udc80", "\udc80", HOME),
    ]
    assert answers == [Refused(ErrorCode.SIGN_IN_WRONG)] * len(answers)


@pytest.mark.parametrize("there", [True, False])
async def test_whoever_guesses_waits_longer_and_longer_whether_the_account_is_there_or_not(
    office: Office, there: bool
) -> None:
    name = (await office.set_up()).name if there else "nobody at all"
    waits = []
    for _ in range(12):
        answer = await office.desk.signing_in.password(name, "a wrong kettle", HOME)
        assert isinstance(answer, Refused)
        if answer.code is ErrorCode.TOO_MANY_TRIES:
            waits.append(answer.params["retry_after"])
            office.clock.wait(seconds=answer.params["retry_after"])
    assert waits == [1, 2, 4, 8]


async def test_during_a_wait_the_right_password_is_not_looked_at_and_another_address_does_not_wait(
    office: Office,
) -> None:
    colleague = await office.set_up()
    for _ in range(4):
        await office.desk.signing_in.password(colleague.name, "a wrong kettle", HOME)
    refused = await office.desk.signing_in.password(colleague.name, PASSWORD, HOME)
    assert code_of(refused) is ErrorCode.TOO_MANY_TRIES
    assert isinstance(await office.desk.signing_in.password(colleague.name, PASSWORD, PHONE), Halfway)


async def test_one_address_that_tries_many_names_waits(office: Office) -> None:
    codes = [
        code_of(await office.desk.signing_in.password(f"nobody {number}", "a wrong kettle", HOME))
        for number in range(32)
    ]
    assert codes == [ErrorCode.SIGN_IN_WRONG] * 31 + [ErrorCode.TOO_MANY_TRIES]


async def test_an_office_that_signs_in_all_day_does_not_remember_its_mistakes_for_ever(
    office: Office,
) -> None:
    colleague = await office.set_up()
    for number in range(31):
        await office.desk.signing_in.password(f"nobody {number}", "a wrong kettle", HOME)
    refused = await office.desk.signing_in.password(colleague.name, PASSWORD, HOME)
    assert code_of(refused) is ErrorCode.TOO_MANY_TRIES
    for _ in range(2):
        office.clock.wait(minutes=31)
        await office.halfway(colleague)
    for number in range(31):
        refused = await office.desk.signing_in.password(f"nobody {number}", "a wrong kettle", HOME)
        assert code_of(refused) is ErrorCode.SIGN_IN_WRONG


async def test_wrong_codes_behind_the_right_password_lock_the_account_until_a_reset(office: Office) -> None:
    colleague = await office.set_up()
    token = await office.halfway(colleague)
    codes = [code_of(await office.desk.signing_in.code(token, "000000", HOME)) for _ in range(FATAL_CODES)]
    assert codes == [ErrorCode.SECOND_FACTOR_WRONG] * (FATAL_CODES - 1) + [ErrorCode.ACCOUNT_LOCKED]
    right = await office.desk.signing_in.code(token, office.code(colleague.secret), HOME)
    assert code_of(right) is ErrorCode.ACCOUNT_LOCKED
    again = await office.desk.signing_in.password(colleague.name, PASSWORD, PHONE)
    assert code_of(again) is ErrorCode.ACCOUNT_LOCKED
    assert await office.desk.sessions.identify(colleague.token) is None
    assert Deed.LOCKED in await office.deeds(colleague.id)
    link = await office.desk.accounts.reset(colleague.id)
    assert isinstance(link, str)
    account = await office.account(colleague.id)
    assert (account.standing, account.factors, account.wrong_codes) == (Standing.INVITED, frozenset(), 0)


async def test_a_right_code_forgives_the_wrong_ones_before_it(office: Office) -> None:
    colleague = await office.set_up()
    for _ in range(2):
        token = await office.halfway(colleague)
        for _ in range(FATAL_CODES - 1):
            await office.desk.signing_in.code(token, "000000", HOME)
        opened = await office.desk.signing_in.code(token, office.code(colleague.secret), HOME)
        assert isinstance(opened, Opened)
        office.clock.wait(seconds=90)


async def test_a_passkey_alone_is_enough(office: Office) -> None:
    id_, phone = await office.set_up_with_passkey()
    opened = await office.with_passkey(phone)
    assert isinstance(opened, Opened)
    who = await office.who(opened.token)
    assert (who.account.id, who.account.factors) == (id_, {Factor.PASSKEY})


async def test_a_copy_of_a_passkey_whose_counter_stands_still_is_refused(office: Office) -> None:
    id_, phone = await office.set_up_with_passkey()
    assert isinstance(await office.with_passkey(phone), Opened)
    phone.count = 0
    assert code_of(await office.with_passkey(phone)) is ErrorCode.PASSKEY_REFUSED
    assert (await office.deeds(id_))[-1] is Deed.FAILED


async def test_an_answer_is_good_once_even_without_a_counter(office: Office) -> None:
    _, link = await office.invite()
    phone = Authenticator(SITE.origin, counting=False)
    offer = await office.desk.setting_up.offer(link, None, SITE)
    assert isinstance(offer, Offer)
    chosen = Chosen(credential=phone.create(offer.options))
    assert isinstance(await office.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, PHONE), SetUp)
    asked = await office.desk.signing_in.ask_for_passkey(SITE)
    answer = phone.get(asked.options)
    assert isinstance(await office.desk.signing_in.passkey(asked.ceremony, answer, SITE, PHONE), Opened)
    again = await office.desk.signing_in.passkey(asked.ceremony, answer, SITE, PHONE)
    assert code_of(again) is ErrorCode.PASSKEY_REFUSED


async def test_a_passkey_for_another_site_or_without_a_finger_is_refused(office: Office) -> None:
    _, link = await office.invite()
    offer = await office.desk.setting_up.offer(link, None, SITE)
    assert isinstance(offer, Offer)
    for phone in (Authenticator("https://evil.example"), Authenticator(SITE.origin, verifies=False)):
        chosen = Chosen(credential=phone.create(offer.options))
        answer = await office.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, PHONE)
        assert code_of(answer) is ErrorCode.PASSKEY_REFUSED
    assert code_of(await office.with_passkey(Authenticator(SITE.origin))) is ErrorCode.PASSKEY_REFUSED
