"""Whatever is done to a bundle is found and named: first what never was one, then what was one."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rooms.canonical import canonical
from server.dossier import bag, container, statement
from server.dossier.checking import listing
from server.dossier.checking.fault import FaultKind
from server.dossier.checking.told import verdict
from server.storage import chain
from server.storage.anchors import head_content, head_message
from server.storage.merkle import HiddenTree
from tests.integration.dossier.taken_apart import (
    check,
    folder,
    kinds,
    members,
    own_key,
    put_together,
    signed_anew,
    with_files,
)

CHAT = "data/session-1/chat.txt"
LOG = "data/session-1/log/joint.json"
RECEIPT = "data/session-1/log/joint.receipt.json"
RECORDING = "data/session-1/recordings/001-key-worker-audio.webm"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bundle.zip"


@pytest.mark.parametrize(
    "octets",
    [b"", b"PK", b"\x00" * 100_000, b"%PDF-1.7", b"PK\x05\x06" + b"\x00" * 18, b"PK\x05\x06" + b"\xff" * 18,
     b"PK\x03\x04" + b"\xff" * 500],
    ids=["nothing", "two octets", "zeroes", "a document", "an empty zip", "an end of large numbers", "no header"],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_in_a_line(path: Path, octets: bytes) -> None:
    path.write_bytes(octets)
    faults, told = verdict(path, None)
    assert faults
    assert all("\n" not in line for line in told)


def zipped(write: Callable[[zipfile.ZipFile], object], kind: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as zip_:
        write(zip_)
    return made.getvalue()


def test_a_bomb_is_not_unpacked(path: Path, joint: bytes) -> None:
    name = folder(joint)

    def write(zip_: zipfile.ZipFile) -> None:
        for member, octets in members(joint).items():
            zip_.writestr(f"{name}/{member}", b"\x00" * 400_000_000 if member == CHAT else octets)

    octets = zipped(write, zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    began = time.monotonic()
    faults = kinds(check(path, octets))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (FaultKind.UNREADABLE, CHAT) in faults
    assert peak < 100_000_000
    assert time.monotonic() - began < 10


def test_members_that_share_their_octets_are_not_read_over_and_over(path: Path) -> None:
    octets = b"x" * 1_000_000
    member = container.Member("a/b", len(octets), 0)
    records = container.ending([member])[:-22] * 5000
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 5000, 5000, len(records), len(octets) + 33, 0)
    assert {fault.kind for fault in check(path, container.header(member) + octets + records + end)} == {
        FaultKind.TOO_MUCH
    }


def test_a_directory_of_a_million_members_is_not_read(path: Path) -> None:
    end = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 10**9, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert kinds(check(path, end + locator + tail)) == {(FaultKind.TOO_MUCH, "")}


def record(name: bytes, size: int = 0, offset: int = 0) -> bytes:
    """A directory's record with 64 bits of size and offset."""
    extra = struct.pack("<HHQQ", 1, 16, size, offset)
    return (
        container.CENTRAL.pack(
            container.CENTRAL_MARK, 0, 45, 0x0800, 0, 0, 33, 0, 0, container.MOST_32, len(name), len(extra),
            0, 0, 0, 0o100644 << 16, container.MOST_32,
        )
        + name
        + extra
    )  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "directory"),
    [
        (b"", record(b"\xff" * 30_000)),
        (b"", record(b"a/b", 2**64 - 1)),
        (container.header(container.Member("a/b", 2**63, 0)), record(b"a/b", 2**63)),
        (container.header(container.Member("a/b", 2**61, 0)), record(b"a/b", 2**61) + record(b"a/c")),
        (b"", record(b"a/statement.json", 0, 2**64 - 1)),
    ],
    ids=["a name that grows", "64 bits of size", "63 bits of size", "behind every disk", "64 bits of offset"],
)
def test_numbers_that_no_file_can_have_are_told_in_a_line(path: Path, begin: bytes, directory: bytes) -> None:
    count = directory.count(container.CENTRAL_MARK)
    end = container.END.pack(container.END_MARK, 0, 0, count, count, len(directory), len(begin), 0)
    path.write_bytes(begin + directory + end)
    faults, told = verdict(path, None)
    assert faults
    assert all("\n" not in line for line in told)


def test_of_a_bomb_that_lies_about_its_size_one_octet_is_unpacked() -> None:
    """The directory says that nothing is in it, whoever asks for it that it is endless."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(bytes(1_000_000)) + packer.flush()
    member = container.header(container.Member("a/b", 0, 0)) + packed
    entry = listing.Entry("a/b", 0, len(packed), 0, zlib.DEFLATED, 0, 0, 0)
    assert b"".join(listing.read(io.BytesIO(member), entry, 10**15)) == b"\x00"


def test_the_time_of_looking_at_members_grows_with_their_number_alone(path: Path, joint: bytes) -> None:
    """As many as may be would take minutes else."""
    stated = statement.read(members(joint)[bag.STATEMENT])

    def seconds(count: int) -> float:
        files = [statement.File(f"data/{place}", "chat", 0, "") for place in range(count)]
        said = statement.text(msgspec.structs.replace(stated, files=files))
        octets = put_together("a", [*((each.path, b"") for each in files), (bag.STATEMENT, said)])
        began = time.process_time()
        assert check(path, octets)
        return time.process_time() - began

    assert seconds(8_000) < 8 * seconds(2_000)


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\b"])
def test_a_name_that_leads_outside_is_named(path: Path, joint: bytes, name: str) -> None:
    found = list(members(joint).items())
    octets = put_together(folder(joint), found)
    assert octets == joint
    forged = zipped(
        lambda zip_: [
            *(zip_.writestr(f"{folder(joint)}/{member}", octets) for member, octets in found),
            zip_.writestr(name, b"x"),
        ]
    )
    assert (FaultKind.UNSAFE_NAME, name) in kinds(check(path, forged))


def test_a_link_and_an_encrypted_member_are_named(path: Path, joint: bytes) -> None:
    link = zipfile.ZipInfo(f"{folder(joint)}/{CHAT}")
    link.external_attr = 0o120777 << 16

    def write(zip_: zipfile.ZipFile) -> None:
        for member, octets in members(joint).items():
            zip_.writestr(link if member == CHAT else f"{folder(joint)}/{member}", octets)

    octets = bytearray(zipped(write))
    assert FaultKind.LINK in {fault.kind for fault in check(path, bytes(octets))}
    at = octets.rfind(b"PK\x01\x02")
    octets[at + 8] |= 1
    assert FaultKind.ENCRYPTED in {fault.kind for fault in check(path, bytes(octets))}


def test_a_name_cannot_disturb_the_terminal(path: Path, joint: bytes) -> None:
    path.write_bytes(with_files(joint, {"data/\x1b[2Jx\n.txt": b"x"}))
    _, told = verdict(path, None)
    assert not any("\x1b" in line or "\n" in line for line in told)


def test_a_bundle_that_was_left_alone_is_good(path: Path, joint: bytes, mine: bytes) -> None:
    for octets in (joint, mine):
        assert check(path, octets) == []


def test_every_octet_that_is_no_member_s_counts(path: Path, joint: bytes) -> None:
    """All of them: headers, directory, end."""
    for at in structural(joint):
        octets = bytearray(joint)
        octets[at] ^= 0x01 if at % 2 else 0x80
        assert check(path, bytes(octets)), at


def test_any_octet_of_any_member_counts(path: Path, joint: bytes) -> None:
    chosen = random.Random(7)
    for at, size, name in spans(joint):
        for place in {at, at + size - 1, *(at + chosen.randrange(size) for _ in range(8))}:
            octets = bytearray(joint)
            octets[place] ^= 1 << chosen.randrange(8)
            assert any(name in fault.where for fault in check(path, bytes(octets))), (name, place - at)


def test_every_octet_of_the_signature_and_its_key_counts(path: Path, joint: bytes) -> None:
    for at, size, name in spans(joint):
        if name in {bag.SIGNATURE, bag.PUBLIC_KEY, bag.DECLARATION}:
            for place in range(at, at + size):
                octets = bytearray(joint)
                octets[place] ^= 0x20
                assert check(path, bytes(octets)), (name, place - at)


def spans(octets: bytes) -> list[tuple[int, int, str]]:
    """Where each member's octets are."""
    found, at = [], 0
    for path, each in members(octets).items():
        at += len(container.header(container.Member(f"{folder(octets)}/{path}", len(each), 0)))
        found.append((at, len(each), path))
        at += len(each)
    return found


def structural(octets: bytes) -> list[int]:
    inside = {place for at, size, _ in spans(octets) for place in range(at, at + size)}
    return [place for place in range(len(octets)) if place not in inside]


@pytest.mark.parametrize("cut", [1, 22, 300, 5_000, 100_000])
def test_what_is_cut_off_is_told(path: Path, joint: bytes, cut: int) -> None:
    assert FaultKind.TRUNCATED in {fault.kind for fault in check(path, joint[:-cut])}


@pytest.mark.parametrize("where", ["before", "behind", "comment", "between"])
def test_what_is_put_around_or_between_is_told(path: Path, joint: bytes, where: str) -> None:
    at = spans(joint)[3][0] + spans(joint)[3][1]
    octets = {
        "before": b"x" * 10 + joint,
        "behind": joint + b"x",
        "comment": joint[:-2] + b"\x05\x00hello",
        "between": joint[:at] + b"x" * 7 + joint[at:],
    }[where]
    assert FaultKind.CONTAINER in {fault.kind for fault in check(path, octets)}


def test_what_was_unpacked_and_packed_again_is_told_and_its_members_are_still_looked_at(
    path: Path, joint: bytes
) -> None:
    def write(zip_: zipfile.ZipFile) -> None:
        for member, octets in members(joint).items():
            zip_.writestr(f"{folder(joint)}/{member}", octets + b" " if member == CHAT else octets)

    found = kinds(check(path, zipped(write, zipfile.ZIP_DEFLATED)))
    assert {kind for kind, where in found if where != CHAT} == {FaultKind.CONTAINER}
    assert (FaultKind.CHANGED, CHAT) in found


def test_an_edit_a_loss_and_an_addition_are_each_named(path: Path, joint: bytes) -> None:
    edited = with_files(joint, {CHAT: b"nothing was said", RECORDING: None, "data/extra.txt": b"x"})
    assert {
        (FaultKind.CHANGED, CHAT),
        (FaultKind.MISSING, RECORDING),
        (FaultKind.ADDED, "data/extra.txt"),
    } <= kinds(check(path, edited))


def test_two_files_that_were_exchanged_are_named(path: Path, joint: bytes) -> None:
    found = members(joint)
    swapped = with_files(joint, {CHAT: found[RECORDING], RECORDING: found[CHAT]})
    assert {(FaultKind.SWAPPED, CHAT), (FaultKind.SWAPPED, RECORDING)} <= kinds(check(path, swapped))


def test_another_order_is_named(path: Path, joint: bytes) -> None:
    found = list(members(joint).items())
    found[5], found[6] = found[6], found[5]
    assert (FaultKind.REORDERED, found[5][0]) in kinds(check(path, put_together(folder(joint), found)))


def test_a_member_that_is_there_twice_is_named(path: Path, joint: bytes) -> None:
    found = [*members(joint).items(), (CHAT, b"another")]
    name = f"{folder(joint)}/{CHAT}"
    assert (FaultKind.DUPLICATE, name) in kinds(check(path, put_together(folder(joint), found)))


def test_another_name_of_the_folder_is_named(path: Path, joint: bytes) -> None:
    forged = put_together("another-case", list(members(joint).items()))
    assert (FaultKind.CHANGED, "another-case/") in kinds(check(path, forged))


def test_a_statement_that_was_touched_or_taken_out_is_named(path: Path, joint: bytes) -> None:
    said = members(joint)[bag.STATEMENT].replace("归档".encode(), "销毁".encode())
    assert (FaultKind.SIGNATURE, bag.SIGNATURE) in kinds(
        check(path, with_files(joint, {bag.STATEMENT: said}))
    )
    for broken in (None, b"{}", b"[" * 100_000, b"\xff"):
        faults = kinds(check(path, with_files(joint, {bag.STATEMENT: broken})))
        assert (FaultKind.STATEMENT, bag.STATEMENT) in faults


def test_who_signs_anew_with_a_key_of_their_own_is_betrayed_by_the_log(path: Path, joint: bytes) -> None:
    forged = signed_anew(joint, {CHAT: b"I agree to everything"}, Ed25519PrivateKey.generate())
    assert {
        (FaultKind.WRONG_KEY, RECEIPT),
        (FaultKind.WRONG_KEY, "data/session-1/heads/session.json"),
    } <= kinds(check(path, forged))


def test_a_key_that_is_not_the_one_that_was_asked_for_is_named(path: Path, joint: bytes, mine: bytes) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert kinds(check(path, joint, other)) == {(FaultKind.WRONG_KEY, bag.PUBLIC_KEY)}
    own = bytes.fromhex(json.loads(members(mine)[bag.STATEMENT])["public_key"])
    assert check(path, joint, own) == []


def edited(log: dict[str, object], how: str) -> None:
    entries = log["entries"]
    assert isinstance(entries, list)
    match how:
        case "edit":
            entries[1]["content"] = entries[1]["content"].replace("五千", "一千")
        case "drop":
            del entries[1]
        case "cut":
            entries.pop()
        case "swap":
            entries[1], entries[2] = entries[2], entries[1]
        case "twice":
            entries.append(entries[-1])
        case "another channel":
            log["channel"] = "group:worker"
        case "salt":
            entries[0]["salt"] = "00" * 16


@pytest.mark.parametrize("how", ["edit", "drop", "cut", "swap", "twice", "another channel", "salt"])
def test_even_who_holds_the_signing_key_cannot_change_the_log(
    path: Path, joint: bytes, data: Path, how: str
) -> None:
    """The log was confirmed when it was written: signing the bundle anew does not help."""
    log = json.loads(members(joint)[LOG])
    edited(log, how)
    text = json.dumps(log, ensure_ascii=False).encode()
    assert (FaultKind.CHAIN, LOG) in kinds(check(path, signed_anew(joint, {LOG: text}, own_key(data))))


def test_nor_say_in_a_paper_what_the_log_does_not_say(path: Path, joint: bytes, data: Path) -> None:
    chat = "data/session-1/chat.json"
    said = json.loads(members(joint)[chat])
    said[0]["text"] = "我什么都不要了"
    forged = signed_anew(joint, {chat: json.dumps(said).encode(), RECORDING: b"another voice"}, own_key(data))
    assert kinds(check(path, forged)) == {
        (FaultKind.CONTRADICTION, chat),
        (FaultKind.CONTRADICTION, CHAT),
        (FaultKind.CONTRADICTION, RECORDING),
    }


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("chat.json", "photographs/001.jpg", "photographs/002.jpg"),
        ("chat.txt", "先付五千", "先付一千"),
        (
            "chat.txt",
            "今天到这里\n",
            "今天到这里\n2026-03-02T01:35:00.000Z  name-worker (当事人 / party): 我同意\n",
        ),
        ("chat.txt", "    [session-1/photographs/001.jpg]\n", ""),
        ("transcript.txt", "先付五千", "先付一千"),
        ("transcript.json", "先付五千", "先付一千"),
        ("transcript.json", "01:30:00.014Z", "01:30:00.015Z"),
        ("recordings.json", '"milliseconds": 5000', '"milliseconds": 1'),
        ("recordings.json", '"seat": "worker",\n   "stay"', '"seat": "employer",\n   "stay"'),
    ],
)
def test_nor_tell_again_otherwise_what_the_log_tells(
    path: Path, joint: bytes, data: Path, name: str, before: str, after: str
) -> None:
    file = f"data/session-1/{name}"
    octets = members(joint)[file]
    assert before.encode() in octets
    forged = {file: octets.replace(before.encode(), after.encode())}
    assert (FaultKind.CONTRADICTION, file) in kinds(check(path, signed_anew(joint, forged, own_key(data))))


def test_nor_show_another_photograph(path: Path, joint: bytes, data: Path) -> None:
    forged = signed_anew(
        joint, {"data/session-1/photographs/001.jpg": b"\xff\xd8\xff another"}, own_key(data)
    )
    assert kinds(check(path, forged)) == {(FaultKind.CONTRADICTION, "data/session-1/chat.json")}


@pytest.mark.parametrize(
    "strange", [None, 7, "x", [], {}, [7], [[]], [{}], [{"id": []}], {"recordings": [{"id": {}}]}]
)
def test_a_paper_of_another_shape_is_named_and_stops_nothing(
    path: Path, joint: bytes, data: Path, strange: object
) -> None:
    """Who has the key may sign anything: it must be told, not thrown back at the reader."""
    log = json.loads(members(joint)[LOG])
    for entry in log["entries"]:
        content = json.loads(entry["content"])
        changed = {name: strange for name in ("id", "kept") if name in content}
        entry["content"] = json.dumps({**content, **changed})
    forged = {
        LOG: json.dumps(log).encode(),
        "data/session-1/chat.json": json.dumps(strange).encode(),
        "data/session-1/recordings.json": json.dumps(strange).encode(),
    }
    assert (FaultKind.CHAIN, LOG) in kinds(check(path, signed_anew(joint, forged, own_key(data))))


def test_nor_confirm_another_head(path: Path, joint: bytes, data: Path) -> None:
    receipt = json.loads(members(joint)[RECEIPT])
    for field, value in (
        ("size", 1),
        ("path", []),
        ("path", ["00" * 32] * 5000),
        ("content", "{}"),
        ("seq", 9),
    ):
        text = json.dumps({**receipt, field: value}).encode()
        forged = signed_anew(joint, {RECEIPT: text}, own_key(data))
        assert (FaultKind.RECEIPT, RECEIPT) in kinds(check(path, forged)), field


def test_two_entries_at_one_place_of_the_case_s_chain_are_told(path: Path, joint: bytes, data: Path) -> None:
    """Who holds the key confirms another log; the session's own confirmation tells of the first."""
    names = [CHAT, "data/session-1/transcript.json", "data/session-1/transcript.txt"]
    retold = {name: members(joint)[name].replace("先付五千".encode(), "先付一千".encode()) for name in names}
    forged = signed_anew(joint, retold | forked(joint, own_key(data)), own_key(data))
    session = "data/session-1/heads/session.json"
    places = {each.where for each in check(path, forged) if each.kind is FaultKind.CONTRADICTION}
    assert places & {RECEIPT, session}
    assert places <= {RECEIPT, session}


def forked(joint: bytes, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """Something else in the log and in what was said, and a receipt of it where the true one's entry is."""
    found, chat = members(joint), "data/session-1/chat.json"
    log, receipt, said = (json.loads(found[name]) for name in (LOG, RECEIPT, chat))
    for message in said:
        message["text"] = message["text"].replace("五千", "一千")
    head = chain.genesis(log["case"], log["room"], log["channel"])
    for entry in log["entries"]:
        entry["content"] = entry["content"].replace("五千", "一千")
        head = chain.link(head, chain.commitment(bytes.fromhex(entry["salt"]), entry["content"].encode()))
        entry["hash"] = head.hex()
    size = len(log["entries"])
    tree = HiddenTree(b"s" * 32, {"0": head_content(log["room"], log["channel"], size, head)})
    proof = tree.proof("0")
    content = canonical({**json.loads(receipt["content"]), "root": tree.root.hex(), "leaves": tree.width})
    committed = chain.commitment(bytes.fromhex(receipt["salt"]), content)
    linked = chain.link(bytes.fromhex(receipt["previous"]), committed)
    receipt |= {
        "content": content.decode(),
        "signature": key.sign(head_message(receipt["case"], receipt["seq"], linked)).hex(),
        "head": head.hex(),
        "leaf_salt": proof.salt.hex(),
        "index": proof.index,
        "path": [each.hex() for each in proof.path],
    }
    told = {LOG: log, RECEIPT: receipt, chat: said}
    return {name: json.dumps(each, ensure_ascii=False).encode() for name, each in told.items()}
