"""A receipt that a person kept."""

from dataclasses import dataclass, field

from server.dossier import proof
from server.dossier.checking import sense
from server.dossier.checking.fault import Fault, FaultKind
from server.dossier.proof import Kept, Malformed
from server.storage.keys import signed_by
from server.storage.receipts import Confirmation, Receipt

MOST: int = 4 * 1024 * 1024


@dataclass(slots=True)
class Verdict:
    faults: list[Fault] = field(default_factory=list)
    kept: Kept | None = None
    key: bytes = b""
    at: str = ""
    """Of the confirmation."""


def check(octets: bytes, pinned: bytes | None = None) -> Verdict:
    """Every fault of a receipt."""
    try:
        kept, confirmation, heads, key, signature = proof.read_kept(octets)
        unsigned = proof.unsigned(octets)
    except Malformed:
        return Verdict([Fault(FaultKind.RECEIPT)])
    verdict = Verdict(kept=kept, key=key)
    if proof.signed_text(unsigned, signature) != octets:
        verdict.faults.append(Fault(FaultKind.CHANGED))
    if not signed_by(key, signature, proof.message(unsigned)):
        verdict.faults.append(Fault(FaultKind.SIGNATURE))
    if pinned is not None and key != pinned:
        verdict.faults.append(Fault(FaultKind.WRONG_KEY))
    proofs: list[tuple[str, Receipt | Confirmation]] = [("confirmation", confirmation)]
    proofs += [(f"heads/{place}", head) for place, head in enumerate(heads, 1)]
    for where, proved in proofs:
        if proved.public_key != key:
            verdict.faults.append(Fault(FaultKind.WRONG_KEY, where))
        if not sense.holds(proved) or (proved.case, proved.room) != (confirmation.case, confirmation.room):
            verdict.faults.append(Fault(FaultKind.RECEIPT, where))
    verdict.faults += sense.forked(proofs)
    try:
        verdict.at = proof.time_of(confirmation)
    except Malformed:
        verdict.faults.append(Fault(FaultKind.RECEIPT, "confirmation"))
    return verdict
