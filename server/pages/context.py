"""What page handlers find in the application."""

from typing import Final

import jinja2
from aiohttp import web

from recordings.storage import Storage
from server.auth.door import Door
from server.casefile.files import CaseFiles
from server.casefile.films import Films
from server.casefile.openings import Openings
from server.casefile.readers import Readers
from server.config import Settings
from server.dossier.bundles import Bundles
from server.dossier.keepsake import Keepsakes
from server.messages.outbox import Outbox
from server.outcomes.service import Outcomes
from server.outcomes.serving import Serving
from server.outcomes.verification.examiner import Examiner
from server.pictures.album import Album
from server.search.finder import Finder
from server.staff.desk import Desk
from signaling.registry import Registry

SETTINGS: Final = web.AppKey("settings", Settings)
ROOMS: Final = web.AppKey("rooms", Registry)
DESK: Final = web.AppKey("desk", Desk)
FILES: Final = web.AppKey("files", CaseFiles)
FILMS: Final = web.AppKey("films", Films)
FINDER: Final = web.AppKey("finder", Finder)
OPENINGS: Final = web.AppKey("openings", Openings)
READERS: Final = web.AppKey("readers", Readers)
BUNDLES: Final = web.AppKey("bundles", Bundles)
STORAGE: Final = web.AppKey("storage", Storage)
DOOR: Final = web.AppKey("door", Door)
TEMPLATES: Final = web.AppKey("templates", jinja2.Environment)
ALBUM: Final = web.AppKey("album", Album)
OUTBOX: Final = web.AppKey("outbox", Outbox)
OUTCOMES: Final = web.AppKey("outcomes", Outcomes)
EXAMINER: Final = web.AppKey("examiner", Examiner)
SERVING: Final = web.AppKey("serving", Serving)
KEEPSAKES: Final = web.AppKey("keepsakes", Keepsakes)
