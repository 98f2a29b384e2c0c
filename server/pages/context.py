"""What page handlers find in the application."""

from typing import Final

import jinja2
from aiohttp import web

from server.auth.door import Door
from server.config import Settings
from server.storage import Store
from signaling.registry import Registry

SETTINGS: Final = web.AppKey("settings", Settings)
STORE: Final = web.AppKey("store", Store)
DOOR: Final = web.AppKey("door", Door)
REGISTRY: Final = web.AppKey("registry", Registry)
TEMPLATES: Final = web.AppKey("templates", jinja2.Environment)
