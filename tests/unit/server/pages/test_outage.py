"""Whatever goes wrong while a page is made, a person gets a page with words."""

import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from rooms.ports import JournalUnavailable
from server.config import Settings
from server.pages.context import SETTINGS, TEMPLATES
from server.pages.outage import middleware
from server.pages.templates import environment


async def answer(raised: Exception, method: str = "GET", path: str = "/j/token") -> web.StreamResponse:
    app = web.Application()
    app[SETTINGS] = Settings()
    app[TEMPLATES] = environment()

    async def handler(request: web.Request) -> web.StreamResponse:
        raise raised

    return await middleware(make_mocked_request(method, path, app=app), handler)


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (JournalUnavailable(), 503, "not_saved"),
        (web.HTTPNotFound(), 404, "not_found"),
        (ZeroDivisionError("龙建军"), 500, "internal"),
        (KeyError("token"), 500, "internal"),
    ],
)
async def test_a_reader_gets_a_page_and_a_script_gets_a_code(
    raised: Exception, status: int, code: str
) -> None:
    page = await answer(raised)
    assert isinstance(page, web.Response)
    assert page.status == status
    assert f'data-code="{code}"' in (page.text or "")
    assert "龙建军" not in (page.text or "")
    refusal = await answer(raised, "POST")
    assert isinstance(refusal, web.Response)
    told: dict[str, Any] = json.loads(refusal.body)  # type: ignore[arg-type]
    assert (refusal.status, told) == (status, {"code": code, "params": {}})


@pytest.mark.parametrize(
    ("raised", "path"),
    [
        (web.HTTPSeeOther("/room/seat"), "/j/token"),
        (web.HTTPMethodNotAllowed("PUT", ["GET"]), "/j/token"),
        (web.HTTPNotFound(), "/static/nothing.js"),
        (ConnectionResetError(), "/j/token"),
    ],
)
async def test_what_is_no_fault_of_a_page_is_left_to_the_library(raised: Exception, path: str) -> None:
    with pytest.raises(type(raised)):
        await answer(raised, path=path)
