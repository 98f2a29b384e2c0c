"""What a person is given to keep at the end: theirs alone, on their own device, and proved by itself."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from rooms.archive.profiles import Profile
from rooms.ids import SeatId
from server.dossier import proof
from server.dossier.checking import receipt
from server.dossier.checking.fault import FaultKind
from server.dossier.checking.told import verdict
from server.dossier.keepsake import Keepsakes
from server.dossier.order import Order
from server.storage.receipts import Confirmation
from tests.integration.command import yuntiao
from tests.integration.conftest import Called
from tests.integration.dossier.conftest import BY, bundle
from tests.integration.dossier.story import OTHER_SECRET, SECRET, Told
from tests.integration.dossier.taken_apart import members


async def keepsake(fresh: Told, name: str) -> bytes:
    found = await Keepsakes(fresh.store).of(fresh.room, SeatId(name))
    assert found is not None
    return found.octets


async def test_a_receipt_is_of_the_session_s_end_whatever_staff_do_later(fresh: Told) -> None:
    before = await keepsake(fresh, "worker")
    await asyncio.to_thread(bundle, fresh.data, Order(Profile.JOINT, BY, "归档"))
    assert await keepsake(fresh, "worker") == before


async def test_nor_do_the_receipts_of_a_party_s_copy_tell_of_an_earlier_one(fresh: Told) -> None:
    def receipts() -> dict[str, bytes]:
        copy = bundle(fresh.data, Order(Profile.PARTY, BY, "本人申请", party="key-worker"))
        return {path: octets for path, octets in members(copy).items() if "/receipts/" in path}

    before = await asyncio.to_thread(receipts)
    assert before
    assert await asyncio.to_thread(receipts) == before


@pytest.mark.parametrize("octets", [b"{", b"{}", b"{" * 200_000, b'{"v":1}', b"{\xff}", b'{"a":' * 50_000])
def test_what_is_no_receipt_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(octets)
    faults, told = verdict(path, None)
    assert [fault.kind for fault in faults] == [FaultKind.RECEIPT]
    assert len(told) == 2
    path.write_bytes(b"{" + b" " * receipt.MOST)
    assert [fault.kind for fault in verdict(path, None)[0]] == [FaultKind.TOO_MUCH]


async def test_a_receipt_is_verified_by_itself(fresh: Told, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    octets = await keepsake(fresh, "worker")
    path.write_bytes(octets)
    done = await yuntiao("verify", path)
    assert done.status == 0, done
    _, confirmation, *_ = proof.read_kept(octets)
    assert json.loads(confirmation.content)["at"] in done.output


async def test_any_octet_of_a_receipt_counts(fresh: Told) -> None:
    octets = await keepsake(fresh, "worker")
    assert receipt.check(octets).faults == []
    for at in range(len(octets)):
        changed = bytearray(octets)
        changed[at] ^= 1 << at % 7
        assert receipt.check(bytes(changed)).faults, at
    for longer in (octets + b" ", octets + b"\n", octets[:-1], b" " + octets):
        assert receipt.check(longer).faults


@pytest.mark.parametrize("content", ["", "7", "[]", "{}", '"at"', "[" * 100_000])
async def test_a_confirmation_that_says_no_time_is_told_and_stops_nothing(fresh: Told, content: str) -> None:
    kept = proof.unsigned(await keepsake(fresh, "worker"))
    kept["confirmation"]["content"] = content
    forged = proof.signed_text(kept, fresh.store.keys.sign(proof.message(kept)))
    assert FaultKind.RECEIPT in {fault.kind for fault in receipt.check(forged).faults}


async def test_each_holds_the_heads_of_their_own_talks_and_nothing_of_the_others(fresh: Told) -> None:
    worker, employer = await keepsake(fresh, "worker"), await keepsake(fresh, "employer")
    channels = [[head["channel"] for head in json.loads(octets)["heads"]] for octets in (worker, employer)]
    assert channels == [["group:worker", "joint", "tape:group:worker"], ["group:employer", "joint"]]
    assert b"group:employer" not in worker
    assert b"group:worker" not in employer
    for octets in (worker, employer):
        assert SECRET.encode() not in octets
        assert OTHER_SECRET.encode() not in octets


async def test_a_receipt_of_one_session_does_not_vouch_for_another(fresh: Told) -> None:
    kept = proof.unsigned(await keepsake(fresh, "worker"))
    kept["heads"][0]["room"] = "another room"
    forged = proof.signed_text(kept, fresh.store.keys.sign(proof.message(kept)))
    assert FaultKind.RECEIPT in {fault.kind for fault in receipt.check(forged).faults}


async def test_the_session_s_confirmation_binds_what_a_person_was_not_shown(fresh: Told) -> None:
    """It is the root over the heads of all channels: one later entry anywhere, and it is another."""
    _, before, *_ = proof.read_kept(await keepsake(fresh, "nobody"))
    assert isinstance(before, Confirmation)
    assert json.loads(before.content).keys() == {"v", "kind", "room", "at", "root", "leaves"}
    assert json.loads(before.content)["leaves"] == 64


async def test_only_the_bound_device_gets_it_and_only_after_the_end(call: Called, tmp_path: Path) -> None:
    cast = await call()
    await cast.together("mediator", "worker", "employer")
    await cast["worker"].do("say", stay=cast["worker"].stay, text="人都到齐了")
    path = f"/room/{cast.seat('worker')}/receipt"
    worker, stranger = cast["worker"].device.http, cast.device().http
    async with worker.get(path) as early:
        assert early.status == 404
    await cast["mediator"].do("end")
    async with stranger.get(path) as other, stranger.get(path + ".json") as file:
        assert other.status == file.status == 403
    async with cast["employer"].device.http.get(path + ".json") as other:
        assert other.status == 403
    async with worker.get(path) as page:
        assert page.status == 200
        text = await page.text()
        assert 'data-testid="receipt-download"' in text
        assert "人都到齐了" not in text
    async with worker.get(path + ".json") as file:
        kept = tmp_path / "receipt.json"
        kept.write_bytes(await file.read())
        assert "attachment" in file.headers["Content-Disposition"]
        assert file.headers["Cache-Control"] == "no-store"
    assert verdict(kept, None)[0] == []
    assert [head["channel"] for head in json.loads(kept.read_bytes())["heads"]] == ["joint"]
