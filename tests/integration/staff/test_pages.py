"""Accounts over HTTP: setting up, signing in, one's own account, the administrator's page, and all that is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.rights import StaffRole
from server.staff.account import FATAL_CODES
from tests.integration.guest import Refused
from tests.integration.staff.colleague import PASSWORD
from tests.integration.staff.house import House, house_of
from tests.servers.process import free_port


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_of(tmp_path) as made:
        yield made


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=rf"^{code} ")


async def test_somebody_sets_an_account_up_and_signs_in_again_with_the_next_code(house: House) -> None:
    colleague, link = await house.invited(StaffRole.CLERK)
    status, page = await colleague.get(link)
    assert status == 200
    assert colleague.name in page
    await colleague.set_up(link)
    assert len(colleague.recovery_codes) == 10
    assert await colleague.is_signed_in()
    house.clock.wait(seconds=60)
    again = house.elsewhere(colleague)
    assert not await again.is_signed_in()
    await again.sign_in()
    assert await again.is_signed_in()


async def test_a_robot_that_previews_the_link_uses_nothing_up(house: House) -> None:
    colleague, link = await house.invited(StaffRole.CLERK)
    robot = house.browser()
    for method in ("GET", "HEAD") * 5:
        async with robot.http.request(method, link) as answer:
            assert answer.status == 200
            assert not answer.cookies
    await colleague.set_up(link)


async def test_used_expired_and_forged_links_get_the_same_answer(house: House) -> None:
    colleague, used = await house.invited(StaffRole.CLERK)
    await colleague.set_up(used)
    _, expired = await house.invited(StaffRole.CLERK)
    house.clock.wait(hours=24)
    pages = {await colleague.get(link) for link in (used, expired, "/setup/forged", "/setup/%00")}
    assert len(pages) == 1
    ((status, page),) = pages
    assert status == 404
    assert 'data-code="setup_link_invalid"' in page
    for link in (used, expired, "/setup/forged"):
        with refused("setup_link_invalid"):
            await colleague.post(f"{link}/offer", password=PASSWORD)


async def test_a_weak_password_is_refused_with_what_is_wrong_with_it(house: House) -> None:
    colleague, link = await house.invited(StaffRole.CLERK)
    own = f"{colleague.name}{colleague.name}2026"
    for password, why in (("short", {"why": "short", "limit": 12}), (own, {"why": "name"})):
        with refused("password_unfit") as told:
            await colleague.post(f"{link}/offer", password=password)
        assert told.value.params == why


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(house: House) -> None:
    colleague = await house.employed()
    answers = set()
    for name, password in ((colleague.name, "a wrong kettle"), ("nobody", "a wrong kettle"), ("nobody", "")):
        with refused("sign_in_wrong") as told:
            await colleague.post("/signin/password", name=name, password=password)
        answers.add((told.value.status, str(told.value)))
    assert len(answers) == 1


async def test_whoever_guesses_is_told_how_long_to_wait(house: House) -> None:
    colleague = house.elsewhere(await house.employed())
    for _ in range(4):
        with refused("sign_in_wrong"):
            await colleague.give_password("a wrong kettle")
    with refused("too_many_tries") as told:
        await colleague.give_password()
    assert (told.value.status, told.value.params) == (429, {"retry_after": 1})
    house.clock.wait(seconds=1)
    await colleague.give_password()


async def test_ten_wrong_codes_lock_the_account_and_end_its_sessions(house: House) -> None:
    colleague = await house.employed()
    thief = house.elsewhere(colleague)
    ceremony = await thief.give_password()
    for _ in range(FATAL_CODES - 1):
        with refused("second_factor_wrong"):
            await thief.post("/signin/code", ceremony=ceremony, code="000000")
    with refused("account_locked"):
        await thief.post("/signin/code", ceremony=ceremony, code="000000")
    assert not await colleague.is_signed_in()
    with refused("account_locked"):
        await colleague.give_password()


async def test_a_code_that_was_used_is_worth_nothing(house: House) -> None:
    colleague = await house.employed()
    await colleague.sign_in()
    with refused("second_factor_wrong"):
        await colleague.sign_in()
    house.clock.wait(seconds=60)
    await colleague.sign_in()


async def test_a_recovery_code_is_worth_one_sign_in(house: House) -> None:
    colleague = house.elsewhere(await house.employed())
    code = colleague.recovery_codes[0]
    await colleague.post("/signin/recovery", ceremony=await colleague.give_password(), code=code)
    assert await colleague.is_signed_in()
    with refused("second_factor_wrong"):
        await colleague.post("/signin/recovery", ceremony=await colleague.give_password(), code=code)


async def test_a_passkey_alone_sets_up_and_signs_in(house: House) -> None:
    colleague, link = await house.invited(StaffRole.MEDIATOR)
    phone = await colleague.set_up_with_passkey(link)
    again = house.elsewhere(colleague)
    await again.sign_in_with(phone)
    assert await again.is_signed_in()
    phone.count = 0
    with refused("passkey_refused"):
        await again.sign_in_with(phone)


async def test_a_passkey_of_another_origin_is_refused(house: House) -> None:
    colleague, link = await house.invited(StaffRole.MEDIATOR)
    phone = await colleague.set_up_with_passkey(link)
    phone.origin = "https://evil.example"
    with refused("passkey_refused"):
        await colleague.sign_in_with(phone)


async def test_the_cookie_is_for_the_browser_alone_and_ends_with_the_session(house: House) -> None:
    colleague, link = await house.invited(StaffRole.MEDIATOR)
    offer = await colleague.post(f"{link}/offer", password=PASSWORD)
    colleague.secret = offer["secret"]
    form = {"ceremony": offer["ceremony"], "password": PASSWORD, "code": colleague.code()}
    async with colleague.device.http.post(link, json=form) as answer:
        cookie = answer.cookies["yt_staff"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", str(12 * 3600))
    await colleague.post("/signout")
    assert not list(colleague.device.http.cookie_jar)
    stolen = house.browser(Cookie=f"yt_staff={cookie.value}")
    async with stolen.http.get("/account", allow_redirects=False) as answer:
        assert answer.status == 303


async def test_behind_tls_the_cookie_travels_only_by_tls_and_passkeys_are_for_the_public_address(
    tmp_path: Path,
) -> None:
    proxied = {"public_url": "https://mediation.example", "trusted_proxies": ("127.0.0.1",)}
    port = free_port()
    async with house_of(tmp_path, **proxied, port=port) as house:
        house.url = f"http://127.0.0.1:{port}"
        colleague, link = await house.invited(StaffRole.MEDIATOR)
        outside = {"Host": "mediation.example", "Origin": "https://mediation.example"}
        async with colleague.device.http.post(
            f"{link}/offer", json={"password": None}, headers=outside
        ) as answer:
            offer = await answer.json()
        assert offer["options"]["rp"]["id"] == "mediation.example"
        async with colleague.device.http.post(
            f"{link}/offer", json={"password": PASSWORD}, headers=outside
        ) as answer:
            offer = await answer.json()
        colleague.secret = offer["secret"]
        form = {"ceremony": offer["ceremony"], "password": PASSWORD, "code": colleague.code()}
        async with colleague.device.http.post(link, json=form, headers=outside) as answer:
            assert answer.cookies["yt_staff"]["secure"]


async def test_who_was_away_for_half_an_hour_signs_in_again(house: House) -> None:
    colleague = await house.employed()
    house.clock.wait(minutes=28)
    assert await colleague.is_signed_in()
    house.clock.wait(minutes=29)
    assert await colleague.is_signed_in()
    house.clock.wait(minutes=30)
    assert await colleague.get("/account") == (303, "/signin?next=/account")
    with refused("not_signed_in") as told:
        await colleague.post("/account/recovery")
    assert told.value.status == 401


async def test_the_settings_say_how_long_a_session_lasts(tmp_path: Path) -> None:
    async with house_of(tmp_path, staff_idle_minutes=10, staff_session_hours=1) as house:
        colleague = await house.employed()
        for _ in range(11):
            house.clock.wait(minutes=5)
            assert await colleague.is_signed_in()
        house.clock.wait(minutes=4)
        assert not await colleague.is_signed_in()
        await colleague.sign_in()
        house.clock.wait(minutes=10)
        assert not await colleague.is_signed_in()


async def test_a_session_is_ended_from_another_browser(house: House) -> None:
    colleague = await house.employed()
    lost = house.elsewhere(colleague)
    await lost.sign_in()
    _, page = await colleague.get("/account")
    sessions = re.findall(r'data-session="([^"]+)"', page)
    assert len(sessions) == 2
    with refused("not_found"):
        await colleague.post("/account/sessions", session="another")
    assert await colleague.post("/account/sessions", session=None) == {"ended": 1}
    assert await colleague.is_signed_in()
    assert not await lost.is_signed_in()


async def test_factors_change_only_just_after_signing_in(house: House) -> None:
    colleague = await house.employed()
    house.clock.wait(minutes=6)
    for path, body in (
        ("/account/password", {"password": "green kettle under snow"}),
        ("/account/offer", {}),
        ("/account/recovery", {}),
        ("/account/passkeys/remove", {"passkey": "0" * 64}),
    ):
        with refused("sign_in_again"):
            await colleague.post(path, **body)
    status, _ = await colleague.get("/signin?again&next=/account")
    assert status == 200
    await colleague.sign_in()
    assert len((await colleague.post("/account/recovery"))["recovery_codes"]) == 10
    assert await colleague.post("/account/password", password="green kettle under snow") == {
        "recovery_codes": []
    }
    offer = await colleague.post("/account/offer")
    colleague.secret = offer["secret"]
    await colleague.post("/account/totp", ceremony=offer["ceremony"], code=colleague.code())


async def test_an_administrator_invites_resets_disables_and_gives_roles(house: House) -> None:
    chief = await house.employed(StaffRole.ADMINISTRATOR)
    told = await chief.post("/accounts", name="向晓梅", role="clerk")
    assert told["link"].startswith(f"{house.url}/setup/")
    clerk = house.colleague("向晓梅")
    await clerk.set_up(told["link"].removeprefix(house.url))
    with refused("name_taken"):
        await chief.post("/accounts", name="向晓梅", role="clerk")
    with refused("name_unfit"):
        await chief.post("/accounts", name="x", role="clerk")
    with refused("bad_message"):
        await chief.post("/accounts", name="石头", role="king")
    _, page = await chief.get("/accounts")
    ids = dict(
        zip(
            re.findall(r'data-person="([^"]+)"', page),
            re.findall(r'data-account="([^"]+)"', page),
            strict=True,
        )
    )
    path = f"/accounts/{ids['向晓梅']}"
    assert await chief.post(f"{path}/role", role="auditor") == {}
    assert await clerk.is_signed_in()
    assert await chief.post(f"{path}/disable") == {}
    assert not await clerk.is_signed_in()
    house.clock.wait(seconds=60)
    with refused("sign_in_wrong"):
        await clerk.sign_in()
    link = (await chief.post(f"{path}/reset"))["link"]
    await clerk.set_up(link.removeprefix(house.url))
    own = f"/accounts/{ids[chief.name]}"
    for what in ("reset", "disable"):
        with refused("own_account"):
            await chief.post(f"{own}/{what}")
    with refused("account_unknown"):
        await chief.post("/accounts/nobody/disable")


@pytest.mark.parametrize("role", set(StaffRole) - {StaffRole.ADMINISTRATOR})
async def test_nobody_else_manages_accounts(house: House, role: StaffRole) -> None:
    colleague = await house.employed(role)
    status, page = await colleague.get("/accounts")
    assert status == 403
    assert 'data-code="forbidden"' in page
    assert "/accounts" not in (await colleague.get("/account"))[1]
    for path, body in (
        ("/accounts", {"name": "石头", "role": "administrator"}),
        ("/accounts/x/reset", {}),
        ("/accounts/x/disable", {}),
        ("/accounts/x/role", {"role": "administrator"}),
    ):
        with refused("forbidden") as told:
            await colleague.post(path, **body)
        assert told.value.status == 403


async def test_who_is_not_signed_in_is_sent_to_the_way_in_and_back_and_never_to_another_site(
    house: House,
) -> None:
    nobody = house.colleague("nobody")
    assert await nobody.get("/accounts") == (303, "/signin?next=/accounts")
    for onward in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a%0d",
    ):
        _, page = await nobody.get(f"/signin?next={onward}")
        assert 'data-onward="/account"' in page
        assert "evil" not in page
    colleague = await house.employed()
    assert await colleague.get("/signin?next=/accounts") == (303, "/accounts")


POSTS = [
    "/signin/password",
    "/signin/code",
    "/signin/recovery",
    "/signin/passkey",
    "/setup/x",
    "/setup/x/offer",
]
BODIES = [b"", b"[]", b"null", b'{"name": 1}', b'{"admin": true}', b"[" * 50_000, bytes(range(256))]


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_that_is_none_is_refused(house: House, path: str) -> None:
    device = house.browser()
    for body in BODIES:
        async with device.http.post(path, data=body) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, "bad_message"), body[:20]


async def test_another_sites_page_signs_nobody_in_or_out(house: House) -> None:
    colleague = await house.employed()
    for path in ("/signin/password", "/signout", "/account/recovery", "/accounts"):
        async with colleague.device.http.post(
            path, json={}, headers={"Origin": "https://evil.example"}
        ) as answer:
            assert answer.status == 403
    assert await colleague.is_signed_in()
