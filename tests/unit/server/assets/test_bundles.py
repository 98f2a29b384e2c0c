"""What the pages are given: everything that they need, and nothing that is not theirs."""

import gzip
import re
from pathlib import Path

import pytest

from server.assets import bundles, files

ALL = (*bundles.SHEETS, *bundles.SCRIPTS, *(path.name for path in bundles.LIBRARIES))
TEMPLATES = Path(__file__).resolve().parents[4] / "server" / "templates"


def parts(name: str) -> set[str]:
    """The modules of a script."""
    return set(re.findall(r"^// (\S+\.js)$", bundles.made(name).plain.decode(), re.MULTILINE))


@pytest.mark.parametrize("name", ALL)
def test_packed_and_plain_are_the_same(name: str) -> None:
    bundle = bundles.made(name)
    assert gzip.decompress(bundle.packed) == bundle.plain
    assert len(bundle.packed) < len(bundle.plain)


def test_a_party_is_given_the_room_and_only_hosts_and_the_clerk_a_desk() -> None:
    room = {path.relative_to(files.FOLDER).as_posix() for path in files.FOLDER.glob("room/**/*.js")}
    entries = {"room/host.js", "room/clerk.js", "room/party.js"}
    console = {name for name in room if name.startswith("room/console/")}
    beside = set(bundles.WORKER) - {"room/stay-gate.js"}
    assert {name for name in parts("room.js") if name.startswith("room/")} == (
        room - console - beside - (entries - {"room/party.js"})
    )
    assert {name for name in parts("host.js") if name.startswith("room/")} == (
        room - beside - (entries - {"room/host.js"}) - {"room/console/clerk.js"}
    )
    of_the_clerk = {name.removeprefix("room/console/") for name in parts("clerk.js") if name in console}
    assert not of_the_clerk & {"host.js", "roster.js", "moves.js", "ledger.js", "notes.js", "cards.js"}


def test_every_style_sheet_is_in_some_page() -> None:
    sheets = {path.stem for path in (files.FOLDER / "css").glob("*.css")}
    assert sheets == {
        "tokens",
        "base",
        "forced",
        *(name for names in bundles.SHEETS.values() for name in names),
    }


def test_the_templates_ask_for_bundles_that_there_are() -> None:
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    asked = set(re.findall(r'"/static/bundle/([\w.-]+)"', text))
    own = {
        "paper.js",
        "signin.js",
        "setup.js",
        "account.js",
        "accounts.js",
        "cases.js",
        "case.js",
        "session.js",
    }
    assert asked == {"link.js", "staff.js"} | own


def test_what_is_fetched_ahead_of_the_room_is_there() -> None:
    for address in bundles.ROOM:
        name = address.removeprefix(files.PLAIN)
        bundle = name.removeprefix(f"{bundles.FOLDER}/")
        assert (bundle in ALL) if bundle != name else (files.FOLDER / name).is_file()
    assert not any("host" in address or "console" in address for address in bundles.ROOM)
