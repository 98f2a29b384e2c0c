"""What is left of a session for those who may read it when its case is closed."""

from __future__ import annotations

from datetime import timedelta

from recordings.storage import Folder
from rooms.channel import JOINT, of_group
from rooms.rights import StaffRole
from rooms.room import replay
from server.casefile.files import CaseFiles
from server.cases import rows as case_rows
from server.pictures.shelf import FolderShelf
from server.retention import running
from server.retention.service import Report, Retention
from server.staff.account import Account, AccountId, Standing
from server.staff.accounts import Actor
from server.storage.tables import EPOCH
from tests.integration.dossier.conftest import AT
from tests.integration.dossier.story import MEDIATOR, Told
from tests.unit.rooms.scene import WORKERS


async def test_a_recording_to_which_all_agreed_is_still_found_when_the_chat_beside_it_is_gone(
    fresh: Told,
) -> None:
    host = Account(AccountId("host"), "田秀英", StaffRole.MEDIATOR, Standing.ACTIVE, EPOCH)
    await fresh.store.database.write(lambda connection: case_rows.give_seat(connection, MEDIATOR, host.id))

    async def found() -> set[str]:
        opened = await CaseFiles(fresh.store).session(host, fresh.room)
        assert opened is not None
        return {track.channel for track in opened.past.tracks}

    assert await found() == {JOINT, of_group(WORKERS)}
    places = running.Places(
        Folder(fresh.data / "recordings" / "kept"), FolderShelf(fresh.data / "pages"), fresh.data
    )
    retention = Retention(fresh.store, places, clock=lambda: AT + timedelta(hours=1))
    report = await retention.close(fresh.case.id, Actor(AccountId("s"), ""), "结案")
    assert isinstance(report, Report)
    assert {trace.id for one in report.certificates for trace in one.erasure.segments} == set()
    assert replay(await fresh.store.journal.load(fresh.room)).taped_apart, "a supervisor can break the glass"
    assert await found() == {JOINT, of_group(WORKERS)}
