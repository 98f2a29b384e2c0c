"""A bundle that is made while its session goes on is of one moment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from rooms import events
from rooms.archive.profiles import Profile
from rooms.channel import JOINT
from rooms.ids import MessageId, RoomId, StayId
from server.casefile.files import CaseFiles, Opened
from server.dossier import console, making
from server.dossier.gathering import Gathering
from server.dossier.order import Order
from server.dossier.source import Places
from server.outcomes.vault import vault_in
from server.staff.account import Account
from server.storage.store import Store
from tests.integration.dossier.conftest import AT, BY, NUMBER
from tests.integration.dossier.story import WORKER, Told
from tests.integration.dossier.taken_apart import check, members


class Busy(CaseFiles):
    """Somebody says something before each step of whoever gathers, and behind it; the anchors are set anew, too."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._own, self._number = store, 0

    async def session(
        self, account: Account, room: RoomId, sizes: Mapping[str, int] | None = None
    ) -> Opened | None:
        await self._says(room)
        try:
            return await super().session(account, room, sizes)
        finally:
            await self._says(room)

    async def _says(self, room: RoomId) -> None:
        self._number += 1
        said = events.ChatPosted(at=AT, id=MessageId(f"late-{self._number}"), seat=WORKER, stay=StayId("stay"),
                                 into=JOINT, text="等一下", to_hosts=False, readers=(WORKER,))  # fmt: skip
        await self._own.journal.append(room, await self._own.journal.newest_term(room), [said])
        await self._own.journal.anchor(room)


@pytest.mark.parametrize(
    "order",
    [Order(Profile.JOINT, BY, "归档"), Order(Profile.PARTY, BY, "本人申请", party="key-worker")],
    ids=["joint", "party"],
)
async def test_what_is_said_while_a_bundle_is_made_does_not_make_it_contradict_itself(
    fresh: Told, tmp_path: Path, order: Order
) -> None:
    store, places, written = fresh.store, Places(fresh.data), bytearray()
    gathering = Gathering(store, Busy(store), vault_in(store, fresh.data))
    gathered = await gathering.gather(console.OPERATOR, NUMBER, order)
    measured = await asyncio.to_thread(making.measure, gathered.parts, places)
    sealed = making.sign(
        gathered, measured, made=AT, centre="", public_key=store.keys.public_key, signed=store.keys.sign
    )
    await asyncio.to_thread(making.write, sealed, places, written.extend)
    assert check(tmp_path / "bundle.zip", bytes(written)) == []
    found = members(bytes(written))
    assert not [path for path, octets in found.items() if "等一下".encode() in octets]
    session = json.loads(found["data/session-1/heads/session.json"])
    if order.profile is Profile.JOINT:
        assert session["seq"] == json.loads(found["data/session-1/log/joint.receipt.json"])["seq"]
