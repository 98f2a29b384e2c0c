"""What is kept of how a signature was made (电子签名法 13): who, by what check, having read what, when, and where.

It lies in the log, in the paper's own chain; the signature in the paper holds its digest. The strokes are kept beside
the log, sealed, under theirs.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rooms.canonical import JSON, canonical
from rooms.ids import PaperId, SeatId
from rooms.moments import stamp
from rooms.participant import Seat
from rooms.settlement import Paper, Scan
from server.outcomes.papers.strokes import Strokes

FORM = 2
_AGENT = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of the request. ``origin``: where from, as a keyed hash; ``checked``: how it was proved who they are."""

    device: str
    origin: str
    agent: str
    checked: str


@dataclass(frozen=True, slots=True)
class Act:
    """One hand for many papers: who draws it, on which device, and what for. Its digest says all of it, so that the
    same strokes are good for this list and for no other.
    """

    seat: SeatId
    device: str
    strokes: str
    papers: Mapping[PaperId, str]

    def canonical(self) -> bytes:
        """Where it is kept, its name is the digest of this."""
        papers: dict[str, JSON] = {str(id): frozen for id, frozen in self.papers.items()}
        device = sha256(self.device.encode()).hexdigest()
        return canonical(
            {"act": FORM, "seat": self.seat, "device": device, "strokes": self.strokes, "papers": papers}
        )

    @property
    def digest(self) -> str:
        return sha256(self.canonical()).hexdigest()


def record(
    seat: Seat,
    paper: Paper,
    strokes: Strokes,
    consent: str,
    where: Circumstances,
    at: datetime,
    act: Act | None = None,
) -> dict[str, JSON]:
    """The record. ``consent``: the words that they signed with; ``act``: where it is one of many signed at once."""
    points = [point for stroke in strokes.strokes for point in stroke]
    return {
        "form": FORM,
        "nonce": secrets.token_urlsafe(16),
        "at": stamp(at),
        "seat": seat.id,
        "name": seat.name,
        "role": seat.role.value,
        "paper": paper.id,
        "frozen": paper.frozen,
        "before": paper.digest,
        "read": _read(paper, seat.id),
        "consent": consent,
        "checked": where.checked,
        "device": sha256(where.device.encode()).hexdigest(),
        "origin": where.origin,
        "agent": where.agent[:_AGENT],
        **({} if act is None else {"act": {"digest": act.digest, "papers": len(act.papers)}}),
        "strokes": {
            "digest": sha256(strokes.canonical()).hexdigest(),
            "strokes": len(strokes.strokes),
            "points": len(points),
            "milliseconds": points[-1].time - points[0].time,
        },
    }


def of_scan(
    host: Seat, signer: Seat, paper: Paper, scan: Scan, words: str, where: Circumstances, at: datetime
) -> dict[str, JSON]:
    """The record of a host's comparing. ``words``: what they declared of the scan, page by page."""
    return {
        "form": FORM,
        "how": "scan",
        "nonce": secrets.token_urlsafe(16),
        "at": stamp(at),
        "seat": signer.id,
        "name": signer.name,
        "role": signer.role.value,
        "paper": paper.id,
        "frozen": paper.frozen,
        "before": paper.digest,
        "scan": {
            "digest": scan.digest,
            "pages": scan.pages,
            "at": stamp(scan.at),
            "handed_in_by": scan.by,
        },
        "compared": {
            "seat": host.id,
            "name": host.name,
            "role": host.role.value,
            "pages": [*range(1, scan.pages + 1)],
            "words": words,
        },
        "checked": where.checked,
        "device": sha256(where.device.encode()).hexdigest(),
        "origin": where.origin,
        "agent": where.agent[:_AGENT],
    }


def _read(paper: Paper, seat: SeatId) -> list[JSON]:
    """Each clause in the order of the page, when it was confirmed, and the recording in which that can be heard."""
    found: list[JSON] = []
    for clause in paper.clauses:
        if (back := paper.signers[seat].read.get(clause)) is not None:
            heard = {} if back.recording is None else {"recording": back.recording}
            found.append({"clause": clause, "at": stamp(back.at), **heard})
    return found
