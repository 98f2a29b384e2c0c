"""Papers that are signed and fetched by link: a phone without a seat, and how it comes to its link and code."""

from __future__ import annotations

from typing import Any

from tests.integration.agreements.signing import PARTS, done, drawn, frozen
from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.guest import Device


class Phone:
    """A browser that opened a link: it knows the token, and has no seat."""

    def __init__(self, url: str, link: str = "", address: str = "127.0.0.1") -> None:
        self.device = Device(url, address)
        self.token = link.partition("#")[2]
        self.seat = self.paper = ""

    async def look(self) -> Any:
        return await self.device.post("/paper/look", {"token": self.token})

    async def open(self, code: str) -> None:
        told = await self.device.post("/paper/open", {"token": self.token, "code": code})
        self.seat, self.paper = told["seat"], told["paper"]

    async def ask(self, method: str, path: str = "", data: object = None) -> tuple[int, Any]:
        address = f"/paper/{self.seat}/papers/{self.paper}{path}"
        headers = {"Origin": self.device.url}
        async with self.device.http.request(method, address, json=data, headers=headers) as answer:
            body = await answer.read()
            return answer.status, await answer.json() if answer.content_type == "application/json" else body

    async def done(self, method: str, path: str = "", data: object = None) -> Any:
        status, answer = await self.ask(method, path, data)
        assert status == 200, answer
        return answer

    async def read(self) -> str:
        told = await self.done("GET", "/clauses")
        for clause in told["clauses"]:
            await self.done("POST", "/confirm", {"frozen": told["frozen"], "clause": clause["id"]})
        return str(told["frozen"])

    async def sign(self, code: str, **more: object) -> tuple[int, Any]:
        told = await self.done("GET", "/clauses")
        given = {"who": self.seat, "frozen": told["frozen"], "code": code, **drawn(), **more}
        return await self.ask("POST", "/sign", given)


async def linked(cast: Cast, paper: str, name: str, by: str = "mediator") -> str:
    who = cast.case.people[name].seat
    told = await done(cast[by], "POST", f"/papers/{paper}/links", {"who": who})
    return str(told["link"])


async def code_of(cast: Cast, paper: str, name: str) -> str:
    who = cast.case.people[name].seat
    told = await done(cast["mediator"], "POST", f"/papers/{paper}/codes", {"who": who})
    return str(told["code"])


async def begun(call: Called, **more: object) -> tuple[Cast, str]:
    """A paper is frozen, and everybody is there."""
    cast = await call(PARTS, **more)
    await cast.together("mediator", "worker", "employer")
    return cast, await frozen(cast)
