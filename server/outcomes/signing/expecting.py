"""What must be true of a document after each step; whatever else is found, nothing is given back."""

import re
from hashlib import sha256
from typing import Final

from server.outcomes.signing.document import FREEZE, Signatory
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.verdict import UNFINISHED, FaultKind, Signature, State, Verdict

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def written_on(who: Signatory) -> str:
    """The reason in the signature: a sentence for people, with the evidence's digest at its end; raises Trouble."""
    if not _DIGEST.fullmatch(who.evidence):
        raise Trouble(TroubleKind.BAD_NAME, "evidence")
    if who.scan:
        return _on_scan(who)
    return f"阅读并确认后签署 signed after reading; evidence SHA-256 {who.evidence}"


def _on_scan(who: Signatory) -> str:
    """It must not be taken for a signature of the organisation."""
    if not _DIGEST.fullmatch(who.scan):
        raise Trouble(TroubleKind.BAD_NAME, "scan")
    return (
        "纸质盖章扫描件，由调解员核对，不是该单位的电子签名 paper stamped and scanned, compared by the mediator; "
        f"no electronic signature of the organisation; scan SHA-256 {who.scan}; evidence SHA-256 {who.evidence}"
    )


def expect(verdict: Verdict, made: bytes, before: bytes, name: str, serial: str) -> None:
    """``before``: what was signed, of which nothing may be changed; raises Trouble."""
    if not made.startswith(before):
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, "what was there before")
    bad = [fault for fault in verdict.faults if fault.kind not in UNFINISHED]
    if any(fault.kind is FaultKind.REVOKED for fault in bad):
        raise Trouble(TroubleKind.REVOKED)
    if bad:
        told = ", ".join(f"{fault.kind.value} {fault.where}".strip() for fault in bad[:5])
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, told)
    own: list[Signature] = [each for each in verdict.signatures if each.field == name]
    if (
        len(own) != 1
        or own[0].serial != serial
        or verdict.signatures[-1].field != name
        or name in verdict.open
    ):
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, "whose signature")
    if name == FREEZE and verdict.frozen != sha256(made).hexdigest():
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, "more than was frozen")
    no_archive = any(fault.kind is FaultKind.NO_ARCHIVE for fault in verdict.faults)
    if (not verdict.open and verdict.state is not State.WHOLE) or no_archive:
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, "no archive timestamp")
