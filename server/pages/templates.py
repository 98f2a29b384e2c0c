"""The pages' templates."""

from pathlib import Path
from typing import Any, Final

import jinja2
from aiohttp import web

from server import i18n
from server.pages.context import TEMPLATES

FOLDER: Final = Path(__file__).resolve().parent.parent / "templates"


def environment() -> jinja2.Environment:
    """Templates with everything escaped and nothing undefined."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(request: web.Request, name: str, status: int = 200, **values: Any) -> web.Response:
    """A page in the language that the person asked for."""
    lang = i18n.negotiate(request.headers.get("Accept-Language", ""), request.query.get("lang"))
    template = request.app[TEMPLATES].get_template(name)
    body = template.render(lang=lang, t=i18n.catalogue(lang), **values)
    return web.Response(text=body, content_type="text/html", status=status)
