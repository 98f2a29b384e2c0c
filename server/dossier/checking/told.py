"""What ``yuntiao verify`` prints: in Chinese and English, a line each."""

from collections.abc import Sequence
from pathlib import Path

from server.dossier import statement
from server.dossier.checking import bundle, receipt
from server.dossier.checking.fault import Fault, FaultKind
from server.dossier.papers import both

_BRACE = b"{"


def verdict(path: Path, pinned: bytes | None) -> tuple[list[Fault], list[str]]:
    """The faults, and what is to be told; raises OSError."""
    with path.open("rb") as file:
        begins = file.read(1)
    faults, facts = _receipt(path, pinned) if begins == _BRACE else _bundle(path, pinned)
    if faults:
        return faults, [both("verify.bad", count=len(faults)), *map(line, faults), *facts]
    return faults, facts


def line(fault: Fault) -> str:
    """``changed  data/session-1/chat.txt: …``"""
    where = f"  {fault.where}" if fault.where else ""
    detail = f" ({fault.detail})" if fault.detail else ""
    return f"{fault.kind.value}{where}: {both(f'verify.{fault.kind.value}')}{detail}"


def _bundle(path: Path, pinned: bytes | None) -> tuple[list[Fault], list[str]]:
    found = bundle.check(path, pinned)
    faults = list(bundle.told(found.faults))
    stated = found.statement
    if faults or stated is None:
        return faults or [Fault(FaultKind.NOT_A_BUNDLE)], []
    return faults, [
        both("verify.good"),
        both("verify.case", case_no=stated.case_no, count=len(stated.files)),
        both("verify.made", made=stated.made, name=stated.by.name),
        *_signed(found.key, pinned),
    ]


def _receipt(path: Path, pinned: bytes | None) -> tuple[list[Fault], list[str]]:
    if path.stat().st_size > receipt.MOST:
        return [Fault(FaultKind.TOO_MUCH)], []
    found = receipt.check(path.read_bytes(), pinned)
    if found.faults or found.kept is None:
        return found.faults, []
    return [], [
        both("verify.good_receipt"),
        both("verify.confirmed", at=found.at),
        *_signed(found.key, pinned),
    ]


def _signed(key: bytes, pinned: bytes | None) -> Sequence[str]:
    told = both("verify.signed_by", fingerprint=statement.fingerprint(key))
    return [told, both("verify.unpinned" if pinned is None else "verify.pinned")]
