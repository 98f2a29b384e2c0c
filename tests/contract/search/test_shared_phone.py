"""A file on which several may be heard, because they sat at one phone, is kept from readers with each of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from recordings.finishing import Finished
from recordings.segment import Segment, SegmentId
from recordings.storage import Folder
from rooms.archive.past import Track
from rooms.archive.profiles import Profile
from rooms.channel import JOINT
from rooms.commands import AdmitAll, End, KeepSegment, Record, SetConsent
from rooms.consent import ConsentKind
from rooms.ids import SYSTEM, RoomId, SeatId
from rooms.rights import StaffRole
from server.casefile.files import CaseFiles
from server.dossier.gathering import Gathering
from server.dossier.order import Asker, Order
from server.outcomes.vault import vault_in
from server.pictures.shelf import FolderShelf
from server.record import segments
from server.retention.running import Places
from server.retention.service import Retention
from server.search.finder import Finder
from server.search.indexing import Indexer
from server.storage.store import Store
from tests.contract.retention.archive import AFTER_ALL, SUPERVISOR
from tests.contract.search.story import MEDIATOR, PEOPLE, Told, account, keep, taped
from tests.unit.rooms.scene import START, Scene

CLERK = account(StaffRole.CLERK)
FILE = SegmentId("file")


@pytest.fixture
def retention(store: Store, tmp_path: Path) -> Retention:
    places = Places(Folder(tmp_path / "recordings" / "kept"), FolderShelf(tmp_path / "pages"), tmp_path)
    return Retention(store, places, clock=lambda: AFTER_ALL)


@pytest.fixture
def files(store: Store) -> CaseFiles:
    return CaseFiles(store, clock=lambda: START + timedelta(minutes=10))


@pytest.fixture
async def told(store: Store) -> Told:
    """The witness sits at the worker's phone, and the joint talk is recorded: one file of both."""
    scene = Scene(*PEOPLE)
    scene.enter("mediator", "W1", "AGENT")
    scene.enter("WITNESS", share="W1")
    scene.do(AdmitAll(MEDIATOR))
    for name in ("W1", "AGENT", "WITNESS"):
        scene.do(SetConsent(SeatId(name), ConsentKind.RECORDING, True))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    file = taped(scene)
    scene.wait(60)
    scene.do(End(MEDIATOR))
    scene.do(KeepSegment(SYSTEM, JOINT, file))
    told = await keep(store, scene)
    await Indexer(store).catch_up()
    return told


async def kept_by_the_recorder(store: Store, room: RoomId, track: Track) -> None:
    kept = track.kept
    segment = Segment(
        SegmentId(kept.id),
        room,
        kept.seat,
        kept.stay,
        kept.recording,
        track.channel,
        kept.media,
        kept.began,
        "f",
    )
    finished = Finished(kept.length, b"a", kept.plain_length, b"b", 1, kept.milliseconds, (), kept.torn)

    def write(connection: Connection) -> None:
        segments.begin(connection, store.keyring, segment, bytes(32))
        segments.keep(connection, store.keyring, segment, finished)

    await store.database.write(write)


@pytest.mark.parametrize("who", ["W1", "WITNESS"])
async def test_a_file_on_which_two_may_be_heard_is_only_stored_for_either(
    store: Store, told: Told, files: CaseFiles, retention: Retention, tmp_path: Path, who: str
) -> None:
    opened = await files.session(CLERK, told.room)
    assert opened is not None
    await kept_by_the_recorder(store, told.room, opened.past.tracks[0])
    order = Order(Profile.JOINT, Asker("甲", "clerk"), "归档")
    gathering = Gathering(store, files, vault_in(store, tmp_path))

    async def ways() -> dict[str, bool]:
        """By which the file is reached: what is listed, what is downloaded and filmed, played, and in a bundle."""
        opened = await files.session(CLERK, told.room)
        assert opened is not None
        gathered = await gathering.gather(CLERK, told.case.number, order)
        return {
            "listed": bool(opened.past.tracks),
            "taken": bool(await files.tracks(opened)),
            "played": await files.track(CLERK, told.room, FILE) is not None,
            "bundled": any(part.path.endswith(".webm") for part in gathered.parts),
        }

    assert set((await ways()).values()) == {True}
    assert await retention.restrict(told.case.id, told.seats[who], SUPERVISOR, "本人要求删除") is None
    assert set((await ways()).values()) == {False}
    assert await retention.unrestrict(told.case.id, told.seats[who], SUPERVISOR, "撤回") is None
    assert set((await ways()).values()) == {True}


@pytest.fixture
async def finder(store: Store, files: CaseFiles) -> AsyncIterator[Finder]:
    finder = Finder(store, files, clock=lambda: START + timedelta(minutes=10))
    yield finder
    finder.close()


async def test_what_the_index_keeps_of_a_file_tells_who_sat_at_its_phone(
    store: Store, told: Told, finder: Finder
) -> None:
    def read(connection: Connection) -> list[Track]:
        seen = finder._files.seen(connection, CLERK, told.room)
        assert seen is not None
        return list(finder._told(connection, seen).tracks)

    (track,) = await store.database.read(read)
    assert track.seats == {told.seats["W1"], told.seats["WITNESS"]}
