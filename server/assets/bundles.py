"""Each page's style sheets as one file and its modules as one file, made once."""

import functools
import gzip
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from aiohttp import hdrs, web

from server.assets import files, modules

FOLDER: Final = "bundle"
_EVERY_PAGE: Final = ("tokens", "base")
_LAST: Final = ("forced",)
_ROOM: Final = (
    "room",
    "band",
    "stage",
    "check",
    "chat",
    "asked",
    "captions",
    "reading",
    "agreement",
    "scan",
    "signing",
    "handing",
    "documents",
    "payments",
)
SHEETS: Final = {
    "page.css": ("link",),
    "colleague.css": ("link", "colleague"),
    "casefile.css": ("link", "colleague", "casefile"),
    "player.css": ("link", "colleague", "casefile", "player"),
    "paper.css": ("link", "asked", "agreement", "signing", "paper"),
    "room.css": _ROOM,
    "host.css": (*_ROOM, "host", "console", "minutes", "desk"),
}
SCRIPTS: Final = {
    "link.js": "link.js",
    "paper.js": "paper.js",
    "staff.js": "staff.js",
    "signin.js": "colleague/signin.js",
    "setup.js": "colleague/setup.js",
    "account.js": "colleague/account.js",
    "accounts.js": "colleague/accounts.js",
    "cases.js": "casefile/cases.js",
    "case.js": "casefile/case.js",
    "session.js": "casefile/session.js",
    "room.js": "room/party.js",
    "host.js": "room/host.js",
    "clerk.js": "room/clerk.js",
}
LIBRARY: Final = PurePosixPath("vendor/socket.io.esm.min.js")
LIBRARIES: Final = (LIBRARY, PurePosixPath("vendor/signature_pad.min.js"))
"""Stay as they were published, files of their own."""
WORKER: Final = ("room/stay-worker.js", "room/stay-gate.js")
"""What runs beside the room's page, and what it imports."""
ROOM: Final = (
    *(
        f"{files.PLAIN}{FOLDER}/{name}"
        for name in ("room.css", "room.js", *(path.name for path in LIBRARIES))
    ),
    *(files.PLAIN + name for name in WORKER),
)
"""All that a party's room will ask for, as templates write it."""


class Bundle(NamedTuple):
    """A file as it is sent."""

    kind: str
    plain: bytes
    packed: bytes


@functools.cache
def made(name: str) -> Bundle:
    """The bundle of this name. Raises `KeyError` where there is none."""
    if name in SHEETS:
        return _packed("text/css", _sheet(SHEETS[name]))
    library = next((path for path in LIBRARIES if path.name == name), None)
    if library is not None:
        return _packed("text/javascript", _read(library))
    outside = {path: f"{files.prefix()}{FOLDER}/{path.name}" for path in LIBRARIES}
    text = modules.bundle(PurePosixPath(SCRIPTS[name]), _read, files.prefix(), outside)
    return _packed("text/javascript", text)


def _sheet(names: tuple[str, ...]) -> str:
    return "\n".join(_read(PurePosixPath("css", f"{name}.css")) for name in (*_EVERY_PAGE, *names, *_LAST))


def _read(path: PurePosixPath) -> str:
    return (files.FOLDER / path).read_text("utf-8")


def _packed(kind: str, text: str) -> Bundle:
    plain = text.encode()
    return Bundle(kind, plain, gzip.compress(plain, mtime=0))


def make_all() -> None:
    """Ahead of the first question; a module that cannot be bundled stops the start."""
    for name in (*SHEETS, *SCRIPTS, *(path.name for path in LIBRARIES)):
        made(name)


async def answer(request: web.Request) -> web.Response:
    """A bundle, packed for those who can unpack it."""
    try:
        bundle = made(request.match_info["name"])
    except KeyError:
        raise web.HTTPNotFound from None
    packs = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
    headers = {hdrs.VARY: hdrs.ACCEPT_ENCODING} | ({hdrs.CONTENT_ENCODING: "gzip"} if packs else {})
    body = bundle.packed if packs else bundle.plain
    return web.Response(body=body, content_type=bundle.kind, charset="utf-8", headers=headers)
