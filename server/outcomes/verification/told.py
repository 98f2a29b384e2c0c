"""What ``yuntiao verify FILE.pdf`` prints: in Chinese and English, a line each."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from rooms.moments import stamp, whole
from server.dossier.papers import both
from server.outcomes.verification.examiner import Examiner
from server.outcomes.verification.verdict import LARGEST, Fault, FaultKind, Signature, State, Verdict, refused
from server.terminal import shown

_TEXTS = {FaultKind.SIGNATURE: "signature_wrong"}
"""Where a fault's code is that of another text."""


def verdict(path: Path, root: Path | None, lists: Sequence[Path]) -> tuple[bool, list[str]]:
    """Whether it is whole, and what is to be told; raises OSError, and ValueError for a root that is none."""
    roots = None if root is None else _certificates(root.read_bytes())
    revoked = [_list(each.read_bytes()) for each in lists]
    if path.stat().st_size > LARGEST:
        found = refused(FaultKind.TOO_LARGE)
    else:
        found = asyncio.run(_examined(path.read_bytes(), roots, revoked))
    return found.state is State.WHOLE, lines(found)


def lines(found: Verdict) -> list[str]:
    """The verdict, what is wrong, who signed, and whom all of it leads to."""
    told = [_headline(found), *map(line, found.faults), *map(_signature, found.signatures)]
    if found.archived is not None:
        told.append(both("verify.document.archived", at=stamp(whole(found.archived))))
    if found.root:
        told.append(both("verify.document.root", fingerprint=found.root))
        told.append(both("verify.document.pinned" if found.pinned else "verify.document.unpinned"))
    return told


def text_of(fault: Fault) -> str:
    """The id of what a fault means in words."""
    return f"verify.document.{_TEXTS.get(fault.kind, fault.kind.value)}"


def line(fault: Fault) -> str:
    """``repainted  worker_1: …``"""
    where = f"  {shown(fault.where)}" if fault.where else ""
    detail = f" ({shown(fault.detail)})" if fault.detail else ""
    return f"{fault.kind.value}{where}: {both(text_of(fault))}{detail}"


def _headline(found: Verdict) -> str:
    match found.state:
        case State.WHOLE:
            return both("verify.document.good")
        case State.UNFINISHED:
            return both("verify.document.unfinished")
        case State.BROKEN:
            return both("verify.document.bad", count=len(found.faults))


def _signature(signature: Signature) -> str:
    names = {"freezing": "frozen", "mediator": "mediator", "scan": "scanned", "seal": "seal"}
    what = both(f"verify.document.{names.get(signature.kind, 'party')}")
    at = "?" if signature.at is None else stamp(whole(signature.at))
    name = shown(" ".join(filter(None, (signature.name, signature.role))))
    return f"{shown(signature.field)}: {what}, {name}, {at}"


async def _examined(octets: bytes, roots: list[bytes] | None, lists: list[bytes]) -> Verdict:
    examiner = Examiner()
    try:
        return await examiner.examine(octets, roots, lists)
    finally:
        examiner.close()


def _certificates(octets: bytes) -> list[bytes]:
    try:
        found = x509.load_pem_x509_certificates(octets)
    except ValueError:
        raise ValueError("--root wants certificates (PEM)") from None
    return [each.public_bytes(Encoding.DER) for each in found]


def _list(octets: bytes) -> bytes:
    try:
        load = x509.load_pem_x509_crl if octets.startswith(b"-----") else x509.load_der_x509_crl
        return load(octets).public_bytes(Encoding.DER)
    except ValueError:
        raise ValueError("--crl wants a list of revoked certificates (DER or PEM)") from None
