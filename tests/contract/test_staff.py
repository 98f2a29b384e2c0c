"""Accounts of the staff, kept: how one signs in, what is used up, what locks, and that all of it is in the log."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Connection, text

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import Right, StaffRole
from server.staff import log
from server.staff.account import FATAL_CODES, Account, AccountId, Factor, Standing
from server.staff.accounts import Actor
from server.staff.desk import Desk, open_desk
from server.staff.log import Deed, Entry
from server.staff.passkeys import Site
from server.staff.sessions import Opened, SignedIn
from server.staff.setting_up import Chosen, Offer, SetUp
from server.staff.signing_in import Halfway, Visitor
from server.storage.store import Store
from tests.authenticator import Authenticator
from tests.contract.given import NOW

SITE = Site("https://mediation.example", "云调解中心")
HOME = Visitor("198.51.100.7", "chrome windows")
PHONE = Visitor("198.51.100.8", "safari ios")
PASSWORD = "blue kettle under rain"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Colleague:
    """Somebody with an account: password and authenticator."""

    name: str
    id: AccountId
    secret: str
    recovery_codes: tuple[str, ...]
    token: str


@dataclass
class Office:
    """The services, and people who use them as the pages do."""

    desk: Desk
    store: Store
    clock: Clock

    async def invite(self, role: StaffRole = StaffRole.MEDIATOR) -> tuple[str, str]:
        name = f"田秀英 {secrets.token_hex(4)}"
        link = await self.desk.accounts.invite(name, role)
        assert isinstance(link, str)
        return name, link

    async def set_up(self, role: StaffRole = StaffRole.MEDIATOR) -> Colleague:
        name, link = await self.invite(role)
        offer = await self.desk.setting_up.offer(link, PASSWORD, SITE)
        assert isinstance(offer, Offer)
        chosen = Chosen(PASSWORD, self.code(offer.secret))
        done = await self.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, HOME)
        assert isinstance(done, SetUp)
        self.clock.wait(seconds=90)  # the next code of the authenticator
        opened = done.opened
        return Colleague(name, opened.account.id, offer.secret, done.recovery_codes, opened.token)

    async def set_up_with_passkey(self) -> tuple[AccountId, Authenticator]:
        _, link = await self.invite()
        offer = await self.desk.setting_up.offer(link, None, SITE)
        assert isinstance(offer, Offer)
        phone = Authenticator(SITE.origin)
        chosen = Chosen(credential=phone.create(offer.options))
        done = await self.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, PHONE)
        assert isinstance(done, SetUp)
        assert done.recovery_codes == ()
        return done.opened.account.id, phone

    def code(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(self.clock.now)

    async def halfway(self, colleague: Colleague) -> str:
        half = await self.desk.signing_in.password(colleague.name, PASSWORD, HOME)
        assert isinstance(half, Halfway)
        return half.ceremony

    async def sign_in(self, colleague: Colleague) -> SignedIn:
        opened = await self.desk.signing_in.code(
            await self.halfway(colleague), self.code(colleague.secret), HOME
        )
        assert isinstance(opened, Opened)
        return await self.who(opened.token)

    async def who(self, token: str) -> SignedIn:
        found = await self.desk.sessions.identify(token)
        assert found is not None
        return found

    async def with_passkey(self, phone: Authenticator) -> Opened | Refused:
        asked = await self.desk.signing_in.ask_for_passkey(SITE)
        return await self.desk.signing_in.passkey(asked.ceremony, phone.get(asked.options), SITE, PHONE)

    async def account(self, id_: AccountId) -> Account:
        (found,) = [account for account in await self.desk.accounts.all() if account.id == id_]
        return found

    async def log(self, account: AccountId | None) -> list[Entry]:
        def read(connection: Connection) -> list[Entry]:
            return [entry for entry in log.read(connection, self.store.keys) if entry.account == account]

        return await self.store.database.read(read)

    async def deeds(self, account: AccountId) -> list[Deed]:
        return [entry.deed for entry in await self.log(account)]


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    clock = Clock()
    # Every test has keys of its own, and with them a log of its own.
    await store.database.write(_begin_anew)
    with open_desk(store, clock=clock) as desk:
        yield Office(desk, store, clock)


def _begin_anew(connection: Connection) -> None:
    """PostgreSQL is shared by tests that have other keys: what they sealed cannot be read."""
    if connection.dialect.name == "postgresql":
        tables = (
            "staff_accounts, staff_links, staff_recovery_codes, staff_passkeys, staff_sessions, staff_log"
        )
        connection.execute(text("ALTER TABLE staff_log DISABLE TRIGGER USER"))
        connection.execute(text(f"TRUNCATE {tables}, staff_tries, staff_spent"))
        connection.execute(text("ALTER TABLE staff_log ENABLE TRIGGER USER"))


def _code(answer: object) -> ErrorCode:
    assert isinstance(answer, Refused), answer
    return answer.code


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
        assert _code(answer) is ErrorCode.SETUP_LINK_INVALID
    assert await office.deeds(invited.id) == [Deed.INVITED, Deed.SET_UP]


async def test_a_link_goes_out_of_date_after_a_day_and_a_forged_one_is_none(office: Office) -> None:
    _, link = await office.invite()
    office.clock.wait(hours=23, minutes=59)
    assert isinstance(await office.desk.setting_up.look(link), Account)
    office.clock.wait(minutes=1)
    for token in (link, link[:-1], "", "\udc80", "x" * 5000):
        assert _code(await office.desk.setting_up.look(token)) is ErrorCode.SETUP_LINK_INVALID
        assert (
            _code(await office.desk.setting_up.offer(token, PASSWORD, SITE)) is ErrorCode.SETUP_LINK_INVALID
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
    assert [_code(answer) for answer in refused] == [
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


async def test_one_signs_in_by_password_and_code_and_the_code_is_used_up(office: Office) -> None:
    colleague = await office.set_up()
    token, code = await office.halfway(colleague), office.code(colleague.secret)
    assert isinstance(await office.desk.signing_in.code(token, code, HOME), Opened)
    again = await office.halfway(colleague)
    assert _code(await office.desk.signing_in.code(again, code, HOME)) is ErrorCode.SECOND_FACTOR_WRONG
    office.clock.wait(seconds=60)
    fresh = office.code(colleague.secret)
    assert _code(await office.desk.signing_in.code(token, fresh, HOME)) is ErrorCode.SIGN_IN_LAPSED
    assert isinstance(await office.desk.signing_in.code(again, fresh, HOME), Opened)


async def test_the_password_just_given_is_forgotten_after_five_minutes(office: Office) -> None:
    colleague = await office.set_up()
    token = await office.halfway(colleague)
    office.clock.wait(minutes=5)
    code = office.code(colleague.secret)
    assert _code(await office.desk.signing_in.code(token, code, HOME)) is ErrorCode.SIGN_IN_LAPSED


async def test_a_recovery_code_opens_once(office: Office) -> None:
    colleague = await office.set_up()
    written = colleague.recovery_codes[3].lower().replace("-", " ")
    token = await office.halfway(colleague)
    assert isinstance(await office.desk.signing_in.recovery(token, written, HOME), Opened)
    again = await office.desk.signing_in.recovery(await office.halfway(colleague), written, HOME)
    assert _code(again) is ErrorCode.SECOND_FACTOR_WRONG


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
    assert _code(refused) is ErrorCode.TOO_MANY_TRIES
    assert isinstance(await office.desk.signing_in.password(colleague.name, PASSWORD, PHONE), Halfway)


async def test_one_address_that_tries_many_names_waits(office: Office) -> None:
    codes = [
        _code(await office.desk.signing_in.password(f"nobody {number}", "a wrong kettle", HOME))
        for number in range(32)
    ]
    assert codes == [ErrorCode.SIGN_IN_WRONG] * 31 + [ErrorCode.TOO_MANY_TRIES]


async def test_wrong_codes_behind_the_right_password_lock_the_account_until_a_reset(office: Office) -> None:
    colleague = await office.set_up()
    token = await office.halfway(colleague)
    codes = [_code(await office.desk.signing_in.code(token, "000000", HOME)) for _ in range(FATAL_CODES)]
    assert codes == [ErrorCode.SECOND_FACTOR_WRONG] * (FATAL_CODES - 1) + [ErrorCode.ACCOUNT_LOCKED]
    right = await office.desk.signing_in.code(token, office.code(colleague.secret), HOME)
    assert _code(right) is ErrorCode.ACCOUNT_LOCKED
    again = await office.desk.signing_in.password(colleague.name, PASSWORD, PHONE)
    assert _code(again) is ErrorCode.ACCOUNT_LOCKED
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
    assert _code(await office.with_passkey(phone)) is ErrorCode.PASSKEY_REFUSED
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
    assert _code(again) is ErrorCode.PASSKEY_REFUSED


async def test_a_passkey_for_another_site_or_without_a_finger_is_refused(office: Office) -> None:
    _, link = await office.invite()
    offer = await office.desk.setting_up.offer(link, None, SITE)
    assert isinstance(offer, Offer)
    for phone in (Authenticator("https://evil.example"), Authenticator(SITE.origin, verifies=False)):
        chosen = Chosen(credential=phone.create(offer.options))
        answer = await office.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, PHONE)
        assert _code(answer) is ErrorCode.PASSKEY_REFUSED
    assert _code(await office.with_passkey(Authenticator(SITE.origin))) is ErrorCode.PASSKEY_REFUSED


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


async def test_a_reset_takes_every_way_in_and_every_session(office: Office) -> None:
    colleague = await office.set_up()
    link = await office.desk.accounts.reset(colleague.id)
    assert isinstance(link, str)
    assert await office.desk.sessions.identify(colleague.token) is None
    answer = await office.desk.signing_in.password(colleague.name, PASSWORD, HOME)
    assert _code(answer) is ErrorCode.SIGN_IN_WRONG
    newer = await office.desk.accounts.reset(colleague.id)
    assert isinstance(newer, str)
    assert _code(await office.desk.setting_up.look(link)) is ErrorCode.SETUP_LINK_INVALID
    assert isinstance(await office.desk.setting_up.look(newer), Account)


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


async def test_an_administrator_changes_others_and_never_the_own_account_nor_the_last(office: Office) -> None:
    chief, clerk = await office.set_up(StaffRole.ADMINISTRATOR), await office.set_up(StaffRole.CLERK)
    accounts, by = office.desk.accounts, Actor(chief.id, HOME.address)
    for answer in (
        await accounts.disable(chief.id, by),
        await accounts.set_role(chief.id, StaffRole.SUPERVISOR, by),
        await accounts.reset(chief.id, by),
    ):
        assert _code(answer) is ErrorCode.OWN_ACCOUNT
    assert _code(await accounts.disable(chief.id)) is ErrorCode.LAST_ADMINISTRATOR
    assert _code(await accounts.set_role(chief.id, StaffRole.CLERK)) is ErrorCode.LAST_ADMINISTRATOR
    assert _code(await accounts.disable(AccountId("nobody"), by)) is ErrorCode.ACCOUNT_UNKNOWN
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
        assert _code(answer) is ErrorCode.NAME_TAKEN
    assert _code(await office.desk.accounts.invite(" ", StaffRole.CLERK)) is ErrorCode.NAME_UNFIT


async def test_the_first_administrator_gets_a_new_link_at_each_start_until_one_was_used(
    office: Office,
) -> None:
    first, second = await office.desk.accounts.first_link(), await office.desk.accounts.first_link()
    assert first is not None
    assert second is not None
    assert _code(await office.desk.setting_up.look(first)) is ErrorCode.SETUP_LINK_INVALID
    invited = await office.desk.setting_up.look(second)
    assert isinstance(invited, Account)
    assert invited.role is StaffRole.ADMINISTRATOR
    offer = await office.desk.setting_up.offer(second, PASSWORD, SITE)
    assert isinstance(offer, Offer)
    chosen = Chosen(PASSWORD, office.code(offer.secret))
    assert isinstance(await office.desk.setting_up.finish(second, offer.ceremony, chosen, SITE, HOME), SetUp)
    assert await office.desk.accounts.first_link() is None


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
        assert _code(answer) is ErrorCode.SIGN_IN_AGAIN


async def test_a_new_password_ends_the_other_sessions(office: Office) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    weak = await office.desk.factors.set_password(who, "password1234", HOME)
    assert _code(weak) is ErrorCode.PASSWORD_UNFIT
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
    assert _code(wrong) is ErrorCode.SECOND_FACTOR_WRONG
    assert await office.desk.factors.set_totp(who, offer.ceremony, office.code(offer.secret), HOME) is None
    office.clock.wait(seconds=60)
    token = await office.halfway(colleague)
    old = await office.desk.signing_in.code(token, office.code(colleague.secret), HOME)
    assert _code(old) is ErrorCode.SECOND_FACTOR_WRONG
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
    assert _code(again) is ErrorCode.PASSKEY_REFUSED
    assert isinstance(await office.with_passkey(phone), Opened)
    present = await factors.of(who)
    assert present.recovery_codes_left == 10
    assert await factors.remove_passkey(who, present.passkeys[0].id_hash, HOME) is None
    assert _code(await office.with_passkey(phone)) is ErrorCode.PASSKEY_REFUSED
    id_, own = await office.set_up_with_passkey()
    opened = await office.with_passkey(own)
    assert isinstance(opened, Opened)
    only = await office.who(opened.token)
    (kept,) = (await factors.of(only)).passkeys
    assert _code(await factors.remove_passkey(only, kept.id_hash, HOME)) is ErrorCode.LAST_FACTOR
    assert _code(await factors.renew_recovery_codes(only, HOME)) is ErrorCode.FORBIDDEN
    assert len(await factors.set_password(only, PASSWORD, HOME)) == 10  # type: ignore[arg-type]
    assert id_ == only.account.id


async def test_new_recovery_codes_end_the_old_ones(office: Office) -> None:
    colleague = await office.set_up()
    who = await office.sign_in(colleague)
    fresh = await office.desk.factors.renew_recovery_codes(who, HOME)
    assert isinstance(fresh, tuple)
    token = await office.halfway(colleague)
    old = await office.desk.signing_in.recovery(token, colleague.recovery_codes[0], HOME)
    assert _code(old) is ErrorCode.SECOND_FACTOR_WRONG
    assert isinstance(await office.desk.signing_in.recovery(token, fresh[0], HOME), Opened)


async def test_the_log_is_appended_to_only_and_a_change_in_it_shows(office: Office) -> None:
    colleague = await office.set_up()
    for change in ("DELETE FROM staff_log", "UPDATE staff_log SET body = body"):
        with pytest.raises(Exception, match="append-only"):
            await office.store.database.write(lambda connection, sql=change: connection.execute(text(sql)))

    def swap(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER staff_log_unchanged"))
        else:
            connection.execute(text("ALTER TABLE staff_log DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE staff_log SET commitment = hash WHERE seq = 1"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE staff_log ENABLE TRIGGER USER"))

    await office.store.database.write(swap)
    with pytest.raises(log.LogBroken, match="entry 1 "):
        await office.log(colleague.id)


async def test_no_name_password_secret_token_or_address_is_in_any_row(office: Office) -> None:
    colleague = await office.set_up()
    half = await office.halfway(colleague)
    await office.desk.signing_in.recovery(half, colleague.recovery_codes[0], HOME)

    def everything(connection: Connection) -> bytes:
        tables = ("accounts", "links", "recovery_codes", "passkeys", "sessions", "tries", "spent", "log")
        rows = [row for name in tables for row in connection.execute(text(f"SELECT * FROM staff_{name}"))]
        return b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in rows
            for value in row
        )

    kept = await office.store.database.read(everything)
    assert kept
    secrets_told = (colleague.name, PASSWORD, "argon2", colleague.secret, colleague.token, HOME.address)
    for secret in (*secrets_told, *colleague.recovery_codes):
        assert secret.encode() not in kept, secret
