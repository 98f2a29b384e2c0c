"""The HTTP application: every route, and what every answer has in common."""

from typing import Final

from aiohttp import web

from server import forwarded, observe, security
from server.api import health
from server.api import messages as message_states
from server.api import pages as photographs
from server.assets import bundles, files
from server.auth.door import Door
from server.config import SELF_SIGNED, Settings
from server.dossier.keepsake import Keepsakes
from server.pages import (
    account,
    accounts,
    agreements,
    cases,
    documents,
    group,
    handing,
    link,
    logs,
    outage,
    packs,
    papers,
    payments,
    receipt,
    room,
    scans,
    setup,
    signin,
    signing,
    staff,
    verify,
)
from server.pages.context import DOOR, KEEPSAKES, SETTINGS, TEMPLATES
from server.pages.templates import environment
from server.storage import Store
from signaling.media.plane import Plane
from signaling.metrics import Metrics
from signaling.transport import Transport

MAX_BODY: Final = 64 * 1024
ROUTES: Final = (
    *(page.routes for page in (link, staff, room, receipt, signin, setup, account, accounts, logs, verify)),
    *(page.routes for page in cases.PAGES),
    *(
        page.routes
        for page in (agreements, papers, scans, payments, handing, signing, documents, packs, group)
    ),
    photographs.routes,
    message_states.routes,
)


def application(
    settings: Settings,
    store: Store,
    door: Door,
    transport: Transport,
    plane: Plane,
    metrics: Metrics,
) -> web.Application:
    """The HTTP application."""
    app = web.Application(
        middlewares=[
            forwarded.middleware(settings.proxies, settings.public_url),
            security.same_origin(settings.public_url),
            outage.middleware,
        ],
        client_max_size=MAX_BODY,
    )
    app[SETTINGS] = settings
    app[DOOR] = door
    app[KEEPSAKES] = Keepsakes(store)
    app[TEMPLATES] = environment()
    app[health.READY] = {"log": store.check, "media": _media_check(plane)}
    app.add_routes(health.routes(metrics, plane.collector))
    for routes in ROUTES:
        app.add_routes(routes)
    bundles.make_all()
    app.router.add_get(f"{files.prefix()}{bundles.FOLDER}/{{name}}", bundles.answer)
    for prefix in (files.prefix(), files.PLAIN):
        app.router.add_static(prefix, files.FOLDER, append_version=False)
    transport.sio.attach(app)
    app.on_response_prepare.append(security.headers(settings.secure and settings.tls != SELF_SIGNED))
    return app


def _media_check(plane: Plane) -> health.Check:
    async def check() -> None:
        try:
            await plane.check()
        except RuntimeError as error:
            raise observe.CheckFailed from error

    return check
