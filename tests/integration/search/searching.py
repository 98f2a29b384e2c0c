"""What a colleague searches for, and the lines that they are shown."""

from __future__ import annotations

import html
import re

from tests.integration.staff.colleague import Colleague

JOINT = "交学费"


async def search(who: Colleague, words: str, **more: str) -> tuple[int, str]:
    headers = {"Origin": who.device.url}
    sent = {"q": words, **more}
    async with who.device.http.post("/cases", data=sent, headers=headers, allow_redirects=False) as answer:
        assert words not in answer.headers.get("Location", "")
        return answer.status, html.unescape(await answer.text())


def lines(page: str) -> list[str]:
    texts = re.findall(r'<span class="text">(.*?)</span></span>', page, re.S)
    return [re.sub(r"<[^>]+>", "", text) for text in texts]
