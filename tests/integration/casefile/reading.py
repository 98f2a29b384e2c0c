"""What a case's page says to a colleague, and what must never be on it."""

from __future__ import annotations

import re

from tests.held import GROUPS, SECRET
from tests.integration.casefile.archive import Archive
from tests.integration.staff.colleague import Colleague

JOINT, GROUP, PRIVATE = "joint", "worker", "private"


def rows(page: str) -> list[str]:
    """The channels of the recordings on a case's page."""
    return re.findall(r'data-testid="recording-row" data-channel="(\w+)"', page)


def recordings(page: str) -> dict[str, str]:
    """Which recording is played, by channel."""
    found = re.findall(r'data-testid="stretch" data-stretch="([^"]+)" data-channel="(\w+)"', page)
    return {channel: recording for recording, channel in found}


async def page(colleague: Colleague, path: str) -> str:
    status, text = await colleague.get(path)
    assert status == 200, text
    return text


def private_traces(archive: Archive) -> list[str]:
    """All that would tell of the separate talks: words, recordings, channels, files."""
    talk = archive.talk
    apart = [id_ for place, id_ in talk.files.items() if not place.startswith("joint")]
    channels = [f"group:{GROUPS[0].id}", f"private:{talk.seats['worker']}"]
    return [SECRET, *apart, *channels]
