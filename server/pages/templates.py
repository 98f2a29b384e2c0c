"""The pages' templates."""

from pathlib import Path
from typing import Any, Final

import jinja2
from aiohttp import web

from rooms.errors import ErrorCode
from server import i18n
from server.assets import bundles, files
from server.pages.context import SETTINGS, TEMPLATES

FOLDER: Final = Path(__file__).resolve().parent.parent / "templates"
LANGUAGE_COOKIE: Final = "yt_lang"
YEAR: Final = 365 * 24 * 3600


def environment() -> jinja2.Environment:
    """Templates with everything escaped and nothing undefined."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["room_files"] = bundles.ROOM
    made.globals["room_libraries"] = [path.name for path in bundles.LIBRARIES]
    return made


def language(request: web.Request) -> i18n.Language:
    """The language asked for here, else the one asked for before, else the browser's."""
    wanted = request.query.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return i18n.negotiate(request.headers.get("Accept-Language"), wanted)


def render(request: web.Request, name: str, status: int = 200, **values: Any) -> web.Response:
    """A page in the reader's language."""
    lang = language(request)
    template = request.app[TEMPLATES].get_template(name)
    body = template.render(lang=lang.value, t=i18n.catalogue(lang), **values)
    response = web.Response(text=files.versioned(body), content_type="text/html", status=status)
    if "lang" in request.query:
        secure = request.app[SETTINGS].secure or request.secure
        response.set_cookie(
            LANGUAGE_COOKIE, lang.value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure
        )
    return response


def problem(request: web.Request, code: ErrorCode, status: int) -> web.Response:
    """What cannot be shown, and why, in plain words."""
    telephone = request.app[SETTINGS].telephone
    return render(request, "problem.html", status=status, code=code.value, telephone=telephone)
