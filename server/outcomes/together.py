"""One hand for many papers: whoever pays, or mediates, a group's settlement reads what is alike once and the list of
what is not, proves who they are once, draws once, and each paper gets a signature of its own.

Each by itself: what cannot be signed is said of that paper, and holds up no other. The same act sent again, by the
same device, goes on where it stopped.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from rooms.answer import Refused
from rooms.canonical import JSON
from rooms.errors import ErrorCode
from rooms.ids import PaperId
from server.outcomes.evidence import Act
from server.outcomes.papers import strokes
from server.outcomes.papers.strokes import UnfitStrokes
from server.outcomes.service import Asking, Outcomes
from signaling.actor import RoomActor

Answers = Mapping[PaperId, Mapping[str, JSON] | Refused]


async def sign(
    outcomes: Outcomes, actor: RoomActor, asking: Asking, papers: Mapping[PaperId, str], sent: object
) -> Answers | Refused:
    """Of each paper when it was signed, or why not. ``papers``: the digest of each as it was read; that of ``asking``
    is not looked at. Refused as a whole as the code is, STROKES_UNFIT, STROKES_USED, SIGNING_UNAVAILABLE.
    """
    try:
        drawing = strokes.read(sent)
    except UnfitStrokes as unfit:
        return Refused(ErrorCode.STROKES_UNFIT, {"fault": unfit.fault.value})
    asked = {id: replace(asking, frozen=frozen) for id, frozen in papers.items()}
    first = {id: outcomes.fit(actor, id, each) for id, each in asked.items()}
    answers: dict[PaperId, Mapping[str, JSON] | Refused] = {
        id: found for id, found in first.items() if isinstance(found, Refused)
    }
    if len(answers) == len(papers):
        return answers
    drawn = sha256(drawing.canonical()).hexdigest()
    act = Act(asking.who, asking.where.device, drawn, papers)
    # One at a time: what is sent again while the first try fails must not sign with strokes that are taken back.
    async with outcomes.acts.setdefault(act.digest, asyncio.Lock()):
        hand = await outcomes.hand(actor, asking, drawing, act)
        if isinstance(hand, Refused):
            return hand
        for id in asked:
            if id in answers:
                continue
            async with outcomes.turns[id]:
                answers[id] = await outcomes.signed(actor, id, asked[id], drawing, act)
        refusals = [answer for answer in answers.values() if isinstance(answer, Refused)]
        if len(refusals) == len(answers):
            await outcomes.take_back(hand, refusals)
    return answers
