"""The names in the pages that integrators drive the product by (PROTOCOL.md) are all there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK_PAGE = ("consent", "code", "enter")
ROOM = (
    "devices-ok", "room", "tile", "chat-input", "chat-send", "chat-message", "mute", "camera", "leave",
    "lobby-entry", "admit", "admit-all", "separate", "visit", "rejoin", "end-session",
    "recording-indicator", "record",
)  # fmt: skip
OUTCOME = (
    "agreement-edit", "agreement-freeze", "agreement", "sign-open", "sign-confirm", "sign-pad", "sign-code",
    "sign-submit", "agreement-download", "agreement-verify",
)  # fmt: skip
STAFF = ("case-search", "case-row", "recording-row", "play", "player", "transcript-line", "bundle-download")
ATTRIBUTES = ("channel", "state", "person", "side", "case")


def pages() -> str:
    scripts = [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]
    templates = (ROOT / "server" / "templates").rglob("*.html")
    return "\n".join(path.read_text("utf-8") for path in [*scripts, *templates])


@pytest.mark.parametrize("name", [*LINK_PAGE, *ROOM, *OUTCOME, *STAFF])
def test_a_test_id_of_the_contract_is_in_a_page(name: str) -> None:
    assert re.search(rf"""(?<=["'`]){re.escape(name)}(?=["'`])""", pages())


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_of_the_contract_is_in_a_page(name: str) -> None:
    assert re.search(rf"data-{name}\b|dataset\.{name}\b", pages())
