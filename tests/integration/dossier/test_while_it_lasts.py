"""A bundle that is made while its session goes on is of one moment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from rooms import events
from rooms.archive.profiles import Profile
from rooms.channel import JOINT
from rooms.ids import MessageId, RoomId, StayId
from rooms.utterance import Utterance
from server.casefile.files import CaseFiles, Opened
from server.dossier import console, making
from server.dossier.checking.fault import FaultKind
from server.dossier.gathering import Gathering
from server.dossier.order import Order
from server.dossier.source import Places
from server.outcomes.vault import vault_in
from server.staff.account import Account
from server.storage.store import Store
from tests.integration.dossier.conftest import AT, BY, NUMBER, bundle
from tests.integration.dossier.story import WORKER, Told
from tests.integration.dossier.taken_apart import check, kinds, members, own_key, signed_anew


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


async def test_what_was_said_is_told_again_as_the_log_has_it(fresh: Told, tmp_path: Path) -> None:
    path, store = tmp_path / "bundle.zip", fresh.store
    log = await store.journal.load(fresh.room)
    kept = next(event.kept for event in log if isinstance(event, events.SegmentKept) and event.into == JOINT)
    began = [kept.began + timedelta(seconds=place) for place in range(3)]
    words = [
        Utterance(
            f"said-{at}",
            kept.seat,
            kept.stay,
            kept.recording,
            (kept.seat,),
            at,
            900,
            text,
            "engine",
            "0" * 64,
        )
        for at, text in zip(began, ["工资: 三万", "", "一共\n三个月"], strict=True)
    ]
    said = [events.Uttered(at=AT, into=JOINT, utterance=one) for one in words]
    await store.journal.append(fresh.room, await store.journal.newest_term(fresh.room), said)
    octets = await asyncio.to_thread(bundle, fresh.data, Order(Profile.JOINT, BY, "归档"))
    assert check(path, octets) == []
    file = "data/session-1/transcript.json"
    told = json.loads(members(octets)[file])
    lines = [line for line in told if line["kind"] == "said"]
    assert len(lines) == 3
    place = [lines[0]["recordings"][0] | {"milliseconds": 7}]
    for changed in ([], [lines[0] | {"milliseconds": 1}], [lines[0] | {"recordings": place}]):
        others = [line for line in told if line is not lines[0]]
        forged = signed_anew(octets, {file: json.dumps([*others, *changed]).encode()}, own_key(fresh.data))
        assert (FaultKind.CONTRADICTION, file) in kinds(check(path, forged))
