"""Photographs of documents as devices hand them in, show and fetch them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.integration.guest import Guest, Refused


def photograph(colour: str = "white", side: int = 60) -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    Image.new("RGB", (side, side), colour).save(written, "JPEG", exif=exif)
    return written.getvalue()


async def hand_in(guest: Guest, octets: bytes | None = None, seat: str | None = None) -> dict[str, Any]:
    """Raises Refused."""
    path = f"/room/{seat or guest.seat}/pages"
    sent = {"Origin": guest.device.url}
    body = io.BytesIO(photograph() if octets is None else octets)
    async with guest.device.http.post(path, data=body, headers=sent) as answer:
        told: dict[str, Any] = await answer.json()
        if answer.status != 201:
            raise Refused(told["code"], told["params"], answer.status)
        return told


async def show(guest: Guest, *pages: str, text: str = "", key: str | None = None) -> dict[str, Any]:
    return await guest.do("say", key, stay=guest.stay, text=text, pages=list(pages))


async def fetch(guest: Guest, page: str, seat: str | None = None) -> tuple[int, bytes]:
    async with guest.device.http.get(f"/room/{seat or guest.seat}/pages/{page}") as answer:
        return answer.status, await answer.read()
