"""What was taken from somebody while they asked, is taken."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import Right, StaffRole
from server.config import Settings
from server.pages.accounts import Invitation
from server.pages.cases.play import play
from server.pages.cases.searching import search
from server.pages.context import DESK, SETTINGS
from server.pages.signed_in import COOKIE, asked
from server.staff import rows
from server.staff.setting_up import Chosen, Offer, SetUp
from tests.authenticator import Authenticator
from tests.contract.staff.office import HOME, SITE, Office, code_of
from tests.held_back import HeldBack

BETTER = "green kettle under snow"


async def test_who_was_reset_meanwhile_adds_no_way_in(office: Office) -> None:
    colleague = await office.set_up()
    who, factors = await office.sign_in(colleague), office.desk.factors
    offer = await factors.offer(who, SITE)
    assert isinstance(offer, Offer)
    phone = Authenticator(SITE.origin)
    assert isinstance(await office.desk.accounts.reset(colleague.id), str)
    answer = await factors.add_passkey(who, offer.ceremony, phone.create(offer.options), SITE, HOME)
    assert code_of(answer) is ErrorCode.NOT_SIGNED_IN
    assert not (await factors.of(who)).passkeys


async def test_a_session_that_was_ended_elsewhere_meanwhile_changes_nothing(office: Office) -> None:
    colleague = await office.set_up()
    taken = await office.sign_in(colleague)
    office.clock.wait(seconds=60)
    own = await office.sign_in(colleague)
    assert await office.desk.sessions.revoke(own, taken.session.id, "") == 1
    answer = await office.desk.factors.set_password(taken, BETTER, HOME)
    assert code_of(answer) is ErrorCode.NOT_SIGNED_IN


async def test_who_is_set_up_again_signs_in_with_nothing_of_before(office: Office) -> None:
    id_, phone = await office.set_up_with_passkey()
    (passkey,) = await office.store.database.read(partial(rows.find_passkeys, id_=id_))
    link = await office.desk.accounts.reset(id_)
    assert isinstance(link, str)
    # Whatever the way on which it came back.
    await office.store.database.write(partial(rows.insert_passkey, passkey=passkey))
    begun = await office.desk.setting_up.offer(link, BETTER, SITE)
    assert isinstance(begun, Offer)
    chosen = Chosen(BETTER, office.code(begun.secret))
    assert isinstance(await office.desk.setting_up.finish(link, begun.ceremony, chosen, SITE, HOME), SetUp)
    assert code_of(await office.with_passkey(phone)) is ErrorCode.PASSKEY_REFUSED


async def _asked(request: web.Request) -> object:
    return await asked(request, Invitation, Right.MANAGE_ACCOUNTS)


@pytest.mark.parametrize(
    ("page", "body", "kind"),
    [
        (_asked, b'{"name":"\xe5\x90\x8e\xe9\x97\xa8","role":"administrator"}', "application/json"),
        (play, b'{"stretch":"x"}', "application/json"),
        (search, b"q=%E4%BA%A4%E5%AD%A6%E8%B4%B9", "application/x-www-form-urlencoded"),
    ],
)
async def test_who_was_disabled_while_they_held_their_words_back_is_not_signed_in(
    office: Office, page: Callable[[web.Request], Awaitable[object]], body: bytes, kind: str
) -> None:
    colleague = await office.set_up(StaffRole.ADMINISTRATOR)
    await office.set_up(StaffRole.ADMINISTRATOR)
    app = web.Application()
    app[DESK], app[SETTINGS] = office.desk, Settings()
    held = HeldBack(body, partial(office.desk.accounts.disable, colleague.id))
    headers = {"Cookie": f"{COOKIE}={colleague.token}", "Content-Type": kind}
    answer = await page(make_mocked_request("POST", "/", headers, app=app, payload=cast(Any, held)))
    assert _turned_away(answer)


def _turned_away(answer: object) -> bool:
    """Or sent to the page on which one signs in."""
    if isinstance(answer, web.Response):
        return answer.status in {303, 401}
    return answer == Refused(ErrorCode.NOT_SIGNED_IN)
