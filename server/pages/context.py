"""What page handlers find in the application."""

from typing import Final

import jinja2
from aiohttp import web

from server.auth.door import Door
from server.config import Settings
from signaling.registry import Registry

SETTINGS: Final = web.AppKey("settings", Settings)
ROOMS: Final = web.AppKey("rooms", Registry)
DOOR: Final = web.AppKey("door", Door)
TEMPLATES: Final = web.AppKey("templates", jinja2.Environment)
