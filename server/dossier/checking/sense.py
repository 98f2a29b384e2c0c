"""What the files of a bundle say of each other: logs lead to signed heads, and nothing contradicts them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cryptography.x509 import load_pem_x509_certificates

from server.dossier import bag, proof
from server.dossier.checking import retold
from server.dossier.checking.fault import Fault, FaultKind
from server.dossier.proof import Malformed
from server.dossier.statement import Statement
from server.storage import chain
from server.storage.anchors import head_message
from server.storage.chains import Chain
from server.storage.receipts import Confirmation, Receipt
from server.timestamp.authority import Refused as NoTimestamp
from server.timestamp.authority import check as check_stamp

Text = Callable[[str], bytes | None]
_LOG = "/log/joint.json"
_CONFIRMED = ("/heads/session.json", "/heads/ended.json")
_STAMP = "/heads/ended.tsr"
_MOST_PATH = 64


def check(stated: Statement, text: Text, digests: Mapping[str, str]) -> Iterator[Fault]:
    """``text`` gives a file of the bundle, ``digests`` what every file really has."""
    paths = [file.path for file in stated.files if file.path in digests]
    key = stated.public_key
    for path in paths:
        if path.endswith(_CONFIRMED):
            yield from _confirmed(path, text(path), key)
        elif path.endswith(_STAMP):
            yield from _stamped(path, text)
        elif _is_receipt(path):
            yield from _received(path, text(path), key)
        elif path.endswith(_LOG):
            yield from _log(path, text, key, digests)
    proofs = ((path, _proved(path, text)) for path in paths)
    yield from forked((path, proved) for path, proved in proofs if proved is not None)


def forked(proofs: Iterable[tuple[str, Receipt | Confirmation]]) -> Iterator[Fault]:
    """Each place of a case's chain holds one entry, whichever file tells of it or of the one behind it."""
    known: dict[tuple[str, int], bytes] = {}
    for where, proved in proofs:
        for seq, hash_ in ((proved.seq, proved.hash), (proved.seq - 1, proved.previous)):
            if known.setdefault((proved.case, seq), hash_) != hash_:
                yield Fault(FaultKind.CONTRADICTION, where, f"entry {seq} of the case")


def _proved(path: str, text: Text) -> Receipt | Confirmation | None:
    """What a file proves of the case's chain; of one that cannot be read it was told already."""
    try:
        if path.endswith(_CONFIRMED):
            return proof.read_confirmation(text(path) or b"")
        return proof.read_receipt(text(path) or b"") if _is_receipt(path) else None
    except Malformed:
        return None


def _is_receipt(path: str) -> bool:
    return path.endswith(".receipt.json") or "/receipts/" in path


def _confirmed(path: str, octets: bytes | None, key: str) -> Iterator[Fault]:
    try:
        confirmation = proof.read_confirmation(octets or b"")
    except Malformed:
        yield Fault(FaultKind.RECEIPT, path)
        return
    yield from _own_key(path, confirmation.public_key, key)
    if not holds(confirmation):
        yield Fault(FaultKind.RECEIPT, path)


def _stamped(path: str, text: Text) -> Iterator[Fault]:
    """The timestamp is one of the session's last confirmation, and whoever it should be vouches for it."""
    folder = path.removesuffix(_STAMP) + "/heads"
    try:
        confirmation = proof.read_confirmation(text(f"{folder}/ended.json") or b"")
        roots = load_pem_x509_certificates(text(f"{folder}/authority.pem") or b"")
        message = head_message(confirmation.case, confirmation.seq, confirmation.hash)
        check_stamp(text(path) or b"", message, roots)
        if text(f"{folder}/ended.head") != message:
            yield Fault(FaultKind.CONTRADICTION, f"{folder}/ended.head")
    except (ValueError, NoTimestamp):
        yield Fault(FaultKind.TIMESTAMP, path)


def _received(path: str, octets: bytes | None, key: str) -> Iterator[Fault]:
    try:
        receipt = proof.read_receipt(octets or b"")
    except Malformed:
        yield Fault(FaultKind.RECEIPT, path)
        return
    yield from _own_key(path, receipt.public_key, key)
    if not holds(receipt):
        yield Fault(FaultKind.RECEIPT, path)


def _own_key(path: str, found: bytes, key: str) -> Iterator[Fault]:
    if found.hex() != key:
        yield Fault(FaultKind.WRONG_KEY, path)


def holds(proved: Receipt | Confirmation) -> bool:
    """Whether it is what was signed, whatever it says."""
    if isinstance(proved, Receipt) and len(proved.proof.path) > _MOST_PATH:
        return False
    try:
        return proved.holds()
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return False


def _log(path: str, text: Text, key: str, digests: Mapping[str, str]) -> Iterator[Fault]:
    try:
        log, told = proof.read_log(text(path) or b"")
        receipt = proof.read_receipt(text(path.removesuffix(".json") + ".receipt.json") or b"")
    except Malformed:
        yield Fault(FaultKind.CHAIN, path)
        return
    yield from _links(path, log, told)
    place = (log.case, log.room, log.channel, len(log.entries), log.head)
    if place != (receipt.case, receipt.room, receipt.channel, receipt.size, receipt.head):
        yield Fault(FaultKind.CHAIN, path, "head")
    folder = path.removesuffix(_LOG)
    yield from _vouched(folder, log, text)
    contents = [content for entry in log.entries if (content := _object(entry.content)) is not None]
    yield from _recordings(folder, contents, text, digests)
    yield from _messages(folder, contents, text)
    yield from retold.check(folder, contents, text, digests)


def _vouched(folder: str, log: Chain, text: Text) -> Iterator[Fault]:
    """Where there is a timestamp it is one of this log: what was stamped confirms a head of it."""
    ended = text(f"{folder}/heads/ended.json")
    if ended is None:
        return
    path = f"{folder}/log/joint.stamped.receipt.json"
    try:
        stamped, receipt = proof.read_confirmation(ended), proof.read_receipt(text(path) or b"")
    except Malformed:
        yield Fault(FaultKind.TIMESTAMP, path)
        return
    first = Chain(log.case, log.room, log.channel, log.entries[: receipt.size])
    if (receipt.case, receipt.seq, receipt.hash) != (stamped.case, stamped.seq, stamped.hash) or (
        (receipt.room, receipt.channel, receipt.size, receipt.head)
        != (first.room, first.channel, len(first.entries), first.head)
    ):
        yield Fault(FaultKind.TIMESTAMP, path)


def _links(path: str, log: Chain, told: list[bytes]) -> Iterator[Fault]:
    """Names the first entry that does not follow."""
    head = chain.genesis(log.case, log.room, log.channel)
    for place, (entry, hash_) in enumerate(zip(log.entries, told, strict=True)):
        head = chain.link(head, chain.commitment(entry.salt, entry.content))
        if head != hash_:
            yield Fault(FaultKind.CHAIN, path, f"entry {place}")
            return


def _recordings(
    folder: str, contents: list[dict[str, Any]], text: Text, digests: Mapping[str, str]
) -> Iterator[Fault]:
    """Each file has the digest that the log has held since it was recorded."""
    path = f"{folder}/recordings.json"
    kept: list[Any] = [content.get("kept") for content in contents if content.get("kind") == "segment_kept"]
    try:
        proven = {each["id"]: each["plain_digest"] for each in kept}
        listed = [
            (each["id"], each.get("file")) for each in (_object(text(path)) or {}).get("recordings", [])
        ]
        contradicted = [
            bag.PAYLOAD + str(file)
            for id_, file in listed
            if file is not None and proven.get(id_) != digests.get(bag.PAYLOAD + str(file))
        ]
    except (KeyError, TypeError, AttributeError):  # another's words: of any shape
        contradicted = [path]
    for each in contradicted:
        yield Fault(FaultKind.CONTRADICTION, each)


def _messages(folder: str, contents: list[dict[str, Any]], text: Text) -> Iterator[Fault]:
    """Each message is in the log, word for word, and none of the log's is left out."""
    path = f"{folder}/chat.json"
    octets = text(path)
    if octets is None:
        return
    try:
        posted = {
            content["id"]: content.get("text")
            for content in contents
            if content.get("kind") in ("chat_posted", "announced")
        }
        told = {message["id"]: message["text"] for message in json.loads(octets)}
    except (ValueError, KeyError, TypeError, RecursionError):
        yield Fault(FaultKind.CONTRADICTION, path)
        return
    if told != posted:
        yield Fault(FaultKind.CONTRADICTION, path)


def _object(octets: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(octets or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
