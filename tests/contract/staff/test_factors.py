"""One changes one's own factors, just after signing in."""

from rooms.errors import ErrorCode
from server.staff.sessions import Opened
from server.staff.setting_up import Offer
from server.staff.signing_in import Halfway
from tests.authenticator import Authenticator
from tests.contract.staff.office import HOME, PASSWORD, SITE, Office, code_of


async def test_factors_are_changed_only_by_who_signed_in_just_now(office: Office) -> None:
    colleague = await office.set_up()
    who, factors = await office.sign_in(colleague), office.desk.factors
    office.clock.wait(minutes=5, seconds=1)
    for answer in (
        await factors.set_password(who, "green kettle under snow", HOME),
        await factors.offer(who, SITE),
        await factors.set_totp(who, "", "", HOME),
        await factors.add_passkey(who, "", {}, SITE, HOME),
        await factors.remove_passkey(who, b"", HOME),
        await factors.renew_recovery_codes(who, HOME),
    ):
        assert code_of(answer) is ErrorCode.SIGN_IN_AGAIN


async def test_a_new_password_ends_the_other_sessions(office: Office) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    weak = await office.desk.factors.set_password(who, "password1234", HOME)
    assert code_of(weak) is ErrorCode.PASSWORD_UNFIT
    assert await office.desk.factors.set_password(who, "green kettle under snow", HOME) == ()
    assert await office.desk.sessions.identify(colleague.token) is None
    assert [session.id for session in await office.desk.sessions.of(who)] == [who.session.id]
    assert isinstance(
        await office.desk.signing_in.password(colleague.name, "green kettle under snow", HOME), Halfway
    )


async def test_another_authenticator_takes_the_place_of_the_one_before(office: Office) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    offer = await office.desk.factors.offer(who, SITE)
    assert isinstance(offer, Offer)
    wrong = await office.desk.factors.set_totp(who, offer.ceremony, "000000", HOME)
    assert code_of(wrong) is ErrorCode.SECOND_FACTOR_WRONG
    assert await office.desk.factors.set_totp(who, offer.ceremony, office.code(offer.secret), HOME) is None
    office.clock.wait(seconds=60)
    token = await office.halfway(colleague)
    old = await office.desk.signing_in.code(token, office.code(colleague.secret), HOME)
    assert code_of(old) is ErrorCode.SECOND_FACTOR_WRONG
    new = await office.desk.signing_in.code(token, office.code(offer.secret), HOME)
    assert isinstance(new, Opened)


async def test_a_passkey_is_added_and_removed_but_not_the_last_way_in(office: Office) -> None:
    colleague = await office.set_up()
    who, factors = await office.sign_in(colleague), office.desk.factors
    offer = await factors.offer(who, SITE)
    assert isinstance(offer, Offer)
    phone = Authenticator(SITE.origin)
    credential = phone.create(offer.options)
    assert await factors.add_passkey(who, offer.ceremony, credential, SITE, HOME) is None
    again = await factors.add_passkey(who, offer.ceremony, credential, SITE, HOME)
    assert code_of(again) is ErrorCode.PASSKEY_REFUSED
    assert isinstance(await office.with_passkey(phone), Opened)
    present = await factors.of(who)
    assert present.recovery_codes_left == 10
    assert await factors.remove_passkey(who, present.passkeys[0].id_hash, HOME) is None
    assert code_of(await office.with_passkey(phone)) is ErrorCode.PASSKEY_REFUSED
    id_, own = await office.set_up_with_passkey()
    opened = await office.with_passkey(own)
    assert isinstance(opened, Opened)
    only = await office.who(opened.token)
    (kept,) = (await factors.of(only)).passkeys
    assert code_of(await factors.remove_passkey(only, kept.id_hash, HOME)) is ErrorCode.LAST_FACTOR
    assert code_of(await factors.renew_recovery_codes(only, HOME)) is ErrorCode.FORBIDDEN
    assert len(await factors.set_password(only, PASSWORD, HOME)) == 10  # type: ignore[arg-type]
    assert id_ == only.account.id


async def test_new_recovery_codes_end_the_old_ones(office: Office) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    fresh = await office.desk.factors.renew_recovery_codes(who, HOME)
    assert isinstance(fresh, tuple)
    token = await office.halfway(colleague)
    old = await office.desk.signing_in.recovery(token, colleague.recovery_codes[0], HOME)
    assert code_of(old) is ErrorCode.SECOND_FACTOR_WRONG
    assert isinstance(await office.desk.signing_in.recovery(token, fresh[0], HOME), Opened)
