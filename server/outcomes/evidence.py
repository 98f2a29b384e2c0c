"""What is kept of how a signature was made (电子签名法 13): who, by what check, having read what, when, and where.

It lies in the log, in the paper's own chain; the signature in the paper holds its digest. The strokes are kept beside
the log, sealed, under theirs.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rooms.canonical import JSON
from rooms.moments import stamp
from rooms.participant import Seat
from rooms.settlement import Paper
from server.outcomes.papers.strokes import Strokes

FORM = 1
_AGENT = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of the request. ``origin``: where from, as a keyed hash; ``checked``: how it was proved who they are."""

    device: str
    origin: str
    agent: str
    checked: str


def record(
    seat: Seat, paper: Paper, strokes: Strokes, consent: str, where: Circumstances, at: datetime
) -> dict[str, JSON]:
    """The record. ``consent``: the words that they signed with."""
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
        "read": [clause for clause in paper.clauses if clause in paper.signers[seat.id].read],
        "consent": consent,
        "checked": where.checked,
        "device": sha256(where.device.encode()).hexdigest(),
        "origin": where.origin,
        "agent": where.agent[:_AGENT],
        "strokes": {
            "digest": sha256(strokes.canonical()).hexdigest(),
            "strokes": len(strokes.strokes),
            "points": len(points),
            "milliseconds": points[-1].time - points[0].time,
        },
    }
