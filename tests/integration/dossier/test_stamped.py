"""A timestamp in a bundle vouches for the log beside it, against whoever holds the installation's key, too."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rooms.archive.profiles import Profile
from rooms.canonical import canonical
from server.dossier.checking.fault import FaultKind
from server.dossier.order import Order
from server.storage import chain
from server.storage.anchors import head_content, head_message
from server.storage.merkle import HiddenTree
from server.timestamp.authority import HttpAuthority
from server.timestamp.stamping import Stamping
from tests.integration.dossier.conftest import BY, bundle
from tests.integration.dossier.story import Told
from tests.integration.dossier.taken_apart import check, kinds, members, own_key, signed_anew
from tests.servers.timestamper import timestamper

CHAT = "data/session-1/chat.json"
ENDED = "data/session-1/heads/ended.json"
LOG = "data/session-1/log/joint.json"
RECEIPT = "data/session-1/log/joint.receipt.json"
SESSION = "data/session-1/heads/session.json"
STAMPED = "data/session-1/log/joint.stamped.receipt.json"


def said_otherwise(octets: bytes, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """What was said in the log is changed, and the end of the case's chain made anew by who holds the key."""
    found = members(octets)
    log, receipt, session = (json.loads(found[name]) for name in (LOG, RECEIPT, SESSION))
    head = chain.genesis(log["case"], log["room"], log["channel"])
    for entry in log["entries"]:
        entry["content"] = entry["content"].replace("先付五千", "先付一千")
        head = chain.link(head, chain.commitment(bytes.fromhex(entry["salt"]), entry["content"].encode()))
        entry["hash"] = head.hex()
    leaf = head_content(log["room"], log["channel"], len(log["entries"]), head)
    proof = (tree := HiddenTree(b"s" * 32, {"0": leaf})).proof("0")
    content = canonical({**json.loads(receipt["content"]), "root": tree.root.hex(), "leaves": tree.width})
    committed = chain.commitment(bytes.fromhex(receipt["salt"]), content)
    linked = chain.link(bytes.fromhex(receipt["previous"]), committed)
    signature = key.sign(head_message(receipt["case"], receipt["seq"], linked))
    entry = {"content": content.decode(), "signature": signature.hex()}
    path = [each.hex() for each in proof.path]
    own = {"head": head.hex(), "leaf_salt": proof.salt.hex(), "index": proof.index, "path": path}
    forged = {LOG: log, RECEIPT: receipt | entry | own, SESSION: session | entry}
    changed = {name: json.dumps(told, ensure_ascii=False).encode() for name, told in forged.items()}
    return {
        name: octets.replace("先付五千".encode(), "先付一千".encode()) for name, octets in found.items()
    } | changed


@pytest.fixture
async def stamped(fresh: Told) -> bytes:
    """Taken out after its end was stamped: the anchor of the bundle itself comes later."""
    with timestamper() as authority:
        await Stamping(fresh.store, HttpAuthority(authority.url, [authority.root]), [authority.root]).look()
    return await asyncio.to_thread(bundle, fresh.data, Order(Profile.JOINT, BY, ""))


async def test_a_stamp_vouches_for_the_log_beside_it(fresh: Told, tmp_path: Path, stamped: bytes) -> None:
    path, key, found = tmp_path / "bundle.zip", own_key(fresh.data), members(stamped)
    assert check(path, stamped) == []
    assert json.loads(found[ENDED])["seq"] < json.loads(found[RECEIPT])["seq"]
    forged = said_otherwise(stamped, key)
    assert kinds(check(path, signed_anew(stamped, forged, key))) == {(FaultKind.TIMESTAMP, STAMPED)}


async def test_nothing_else_stands_for_what_was_stamped(fresh: Told, tmp_path: Path, stamped: bytes) -> None:
    path, key = tmp_path / "bundle.zip", own_key(fresh.data)
    for other in (members(stamped)[RECEIPT], b"{}"):
        forged = {**said_otherwise(stamped, key), STAMPED: other}
        told = kinds(check(path, signed_anew(stamped, forged, key)))
        assert (FaultKind.TIMESTAMP, STAMPED) in told
