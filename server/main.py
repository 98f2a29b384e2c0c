"""The composition root: the only place that chooses adapters and joins the parts."""

import asyncio
import contextlib
import hashlib
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web

from recordings.recorder import Recorder
from recordings.space import MEBIBYTE
from recordings.storage import Folder, Storage, at
from recordings.transcription.engines import sherpa
from recordings.transcription.transcriber import Model, Transcriber
from rooms.ids import PaperId, SeatId
from rooms.ports import Lease
from server import garbage, i18n, observe, security, tls
from server.application import application
from server.auth.access import Access
from server.auth.door import Door
from server.auth.papers import PaperAccess
from server.casefile.files import CaseFiles
from server.casefile.films import Films
from server.casefile.openings import Openings
from server.casefile.readers import Readers
from server.cases.repository import Cases
from server.config import Settings
from server.dossier.bundles import Bundles
from server.dossier.source import Places
from server.media import media_config
from server.messages.gateway import HttpGateway
from server.messages.outbox import Outbox
from server.outcomes.pki import authority
from server.outcomes.reminding import Reminders
from server.outcomes.service import Outcomes
from server.outcomes.serving import Serving
from server.outcomes.signing import means
from server.outcomes.signing.workshop import Workshop
from server.outcomes.trouble import Trouble
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import PAPERS, Vault
from server.outcomes.verification.examiner import Examiner
from server.pages.context import (
    ALBUM,
    BUNDLES,
    DESK,
    EXAMINER,
    FILES,
    FILMS,
    FINDER,
    OPENINGS,
    OUTBOX,
    OUTCOMES,
    READERS,
    ROOMS,
    SERVING,
    STORAGE,
)
from server.pictures.album import Album
from server.pictures.shelf import FolderShelf
from server.record.index import SegmentIndex
from server.record.shelf import Shelf
from server.record.words import WordsRegister
from server.search.finder import Finder
from server.search.indexing import Indexer
from server.staff.accounts import Accounts
from server.staff.commands import SET_UP
from server.staff.desk import open_desk
from server.staff.lifetime import Limits
from server.staff.sessions import Clock, hashed_origin, utc_now
from server.storage import Store, open_store
from server.storage.anchoring import keep_anchored
from server.timestamp.authority import HttpAuthority, roots_in
from server.timestamp.stamping import Stamping
from signaling.cluster import InProcessLease, RedisLease
from signaling.gateway import Gateway
from signaling.media.config import ice_servers
from signaling.media.plane import Plane
from signaling.metrics import Metrics
from signaling.registry import Registry
from signaling.transport import Transport
from signaling.watch import Watch

SWITCH_INTERVAL: Final = 0.0001
"""Seconds after which a thread must let another run: the writer thread must not wait 5 ms for the packet loop."""

log = structlog.get_logger()


async def run(settings: Settings, announce: Callable[[str], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; ``announce`` is told the address once the service accepts.

    Without it the console is given the link of the first administrator, as long as there is none.
    """
    observe.configure(settings.log_format)
    sys.setswitchinterval(SWITCH_INTERVAL)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(settings) as url:
        invited = [] if announce else await _first_administrator(settings, url)
        print(*tls.told(settings, url), *invited, f"ready {url}", sep="\n", flush=True)
        log.info("ready", url=url)
        if announce is not None:
            await announce(url)
        await stop.wait()
        log.info("stopping")


async def _first_administrator(settings: Settings, url: str) -> list[str]:
    """The line for the console with which an installation begins; nothing once somebody has set an account up."""
    async with open_store(settings) as store:
        token = await Accounts(store).first_link()
    return [f"administrator {url}{SET_UP}{token}"] if token else []


@contextlib.asynccontextmanager
async def serving(settings: Settings, *, clock: Clock = utc_now) -> AsyncIterator[str]:
    """The whole service, running; yields its address. ``clock`` is that of staff accounts, papers and reminders."""
    metrics = Metrics()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings))
        await _with_authority(settings)
        lease = await stack.enter_async_context(_lease(settings, store))
        media = media_config(settings)
        plane = Plane(media)
        await plane.start()
        stack.push_async_callback(plane.close)
        transport = Transport(security.own_origin(settings.public_url))
        registry = Registry(
            store.journal,
            lease,
            plane,
            metrics,
            transport,
            lambda seat: ice_servers(media, _relay_user(seat)),
        )
        storage = storage_of(settings)
        plane.sink = recorder = Recorder(
            settings.data / "recordings",
            SegmentIndex(store, registry.actor),
            storage,
            room=settings.spool_megabytes * MEBIBYTE,
        )
        await recorder.start()
        metrics.recordings_waiting.set_function(lambda: recorder.backlog()[0])
        metrics.recordings_waiting_seconds.set_function(lambda: recorder.backlog()[1])
        transcriber = _transcriber(settings, registry)
        if transcriber is not None:
            plane.ear = transcriber
            transcriber.start()
        door = Door(Access(store), registry)
        album = Album(FolderShelf(settings.data / "pages"))
        stack.callback(album.close)
        plane.on_slots = registry.slots_changed
        plane.on_limits = registry.limits_changed
        registry.start()
        i18n.load()
        case_files = CaseFiles(store, clock=clock)
        finder = Finder(store, case_files, clock=clock)
        stack.callback(finder.close)
        for task in (
            asyncio.create_task(observe.watch_the_loop(metrics), name="loop watch"),
            asyncio.create_task(keep_anchored(store.journal, registry.live), name="anchors"),
            asyncio.create_task(Watch(registry.actors, recorder).keep(), name="recordings watch"),
            asyncio.create_task(garbage.collect(registry.is_quiet), name="garbage"),
            asyncio.create_task(Indexer(store).run(), name="index"),
            asyncio.create_task(finder.keep(), name="search"),
        ):
            stack.callback(task.cancel)
        app = application(settings, store, door, transport, plane, metrics)
        app[ROOMS], app[ALBUM] = registry, album
        app[FILES], app[FINDER], app[OPENINGS] = case_files, finder, Openings(store.keys)
        app[STORAGE] = Shelf(storage, settings.data / "recordings" / "sealed")
        app[READERS] = Readers(app[STORAGE])
        films = settings.data / "recordings" / "films"
        app[FILMS] = Films(Shelf(app[STORAGE], films), films)
        stack.push_async_callback(app[FILMS].close)
        places = Places(settings.data, settings.recordings)
        app[BUNDLES] = dossier = Bundles(store, app[FILES], places, settings.centre, app[FILMS], clock=clock)
        stack.push_async_callback(dossier.close)
        app[DESK] = stack.enter_context(
            open_desk(store, _session_limits(settings), clock=clock, demonstrations=settings.demo_allowed)
        )
        await dossier.start()
        app[OUTBOX] = outbox = _outbox(settings, store)
        if outbox.sends:
            stack.callback(asyncio.create_task(outbox.run(), name="messages").cancel)
        app[OUTCOMES] = outcomes = _outcomes(settings, store, clock, outbox, registry)
        Gateway(transport, registry, plane, door, album, outcomes, metrics)
        reminders = Reminders(store, registry.actor, outbox, outcomes.seal_soon, settings.reminders, clock)
        stack.callback(asyncio.create_task(reminders.run(), name="reminders").cancel)
        lasting = timedelta(days=settings.copy_days)
        app[SERVING] = Serving(PaperAccess(store), Access(store), outbox, lasting, utc_now)
        app[EXAMINER] = examiner = Examiner()
        stack.callback(examiner.close)
        stack.callback(outcomes.close)
        if settings.timestamp_url:
            stack.callback(asyncio.create_task(_stamping(settings, store).run(), name="timestamps").cancel)
        url = await _listen(stack, app, settings)
        # Rooms close first, and with them every open socket: the web server would wait for those.
        stack.push_async_callback(transport.close)
        stack.push_async_callback(recorder.close)
        stack.push_async_callback(registry.stop)
        if transcriber is not None:
            stack.push_async_callback(transcriber.close)
        yield url


async def _with_authority(settings: Settings) -> None:
    """Who tries the service out need not make an authority first; in production ``yuntiao pki init`` does."""
    if settings.production:
        return
    try:
        cover = means.cover_of(means_of(settings))
        await asyncio.to_thread(authority.ensure, settings.data, settings.centre, cover, utc_now())
    except (Trouble, ValueError, OSError) as error:
        log.warning("no_authority", error=type(error).__name__)


def means_of(settings: Settings) -> means.Means:
    """With what documents are signed."""
    return means.Means(
        settings.data,
        settings.timestamp_url,
        settings.timestamp_roots,
        settings.key_service,
        settings.seal_elsewhere,
    )


def _outbox(settings: Settings, store: Store) -> Outbox:
    gateway = HttpGateway(settings.message_url, settings.message_secret) if settings.message_url else None
    return Outbox(store, gateway, settings.centre)


def _outcomes(settings: Settings, store: Store, clock: Clock, outbox: Outbox, registry: Registry) -> Outcomes:
    def address(paper: PaperId) -> str:
        return f"{settings.public_url}/v/{paper}"

    return Outcomes(
        Vault(store, FolderShelf(settings.data / PAPERS)),
        Access(store),
        Cases(store),
        Workshop(means_of(settings)),
        Typesetter(),
        settings.centre,
        address,
        clock,
        partial(hashed_origin, store.keys),
        outbox.told,
        registry.actor,
    )


async def _listen(stack: contextlib.AsyncExitStack, app: web.Application, settings: Settings) -> str:
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    files = tls.pair(settings)
    context = tls.context(files) if files else None
    if files and context:
        stack.callback(asyncio.create_task(tls.keep_current(context, files), name="certificate").cancel)
    site = web.TCPSite(runner, settings.host, settings.port, ssl_context=context)
    await site.start()
    port = runner.addresses[0][1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url or f"{'https' if context else 'http'}://{host}:{port}"


def _session_limits(settings: Settings) -> Limits:
    idle, longest = settings.staff_idle_minutes, settings.staff_session_hours
    return Limits(timedelta(minutes=idle), timedelta(hours=longest))


def _transcriber(settings: Settings, registry: Registry) -> Transcriber | None:
    """None without a model: then everything else works."""
    if not settings.speech_model:
        return None
    model = Model(sherpa.load, Path(settings.speech_model), settings.speech_digest)
    words = WordsRegister(registry.actor, registry.partly_said)
    transcriber = Transcriber(model, words, on_state=registry.captions_changed)
    registry.captions = lambda: transcriber.ready is not None
    return transcriber


@contextlib.asynccontextmanager
async def _lease(settings: Settings, store: Store) -> AsyncIterator[Lease]:
    if not settings.redis:
        yield InProcessLease(store.journal.newest_term)
        return
    lease = RedisLease(settings.redis, store.journal.newest_term)
    try:
        yield lease
    finally:
        await lease.close()


def _stamping(settings: Settings, store: Store) -> Stamping:
    """Raises ValueError, OSError for a file of certificates that is none."""
    roots = roots_in(Path(settings.timestamp_roots))
    return Stamping(store, HttpAuthority(settings.timestamp_url, roots), roots)


def storage_of(settings: Settings) -> Storage:
    """Where finished recordings are kept; raises ValueError."""
    return at(settings.recordings) if settings.recordings else Folder(settings.data / "recordings" / "kept")


def _relay_user(seat: SeatId) -> str:
    """A name for a TURN server's log that tells it apart from others and does not tell who it is."""
    return hashlib.sha256(seat.encode()).hexdigest()[:12]
