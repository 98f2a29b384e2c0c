"""What is asked of the room's documents, and what they then say."""

from datetime import timedelta
from typing import Any

from rooms.ids import SeatId
from server.outcomes.documents import failure
from server.outcomes.documents.asked import Asked
from server.outcomes.drawing_up import Drawn
from server.outcomes.papers.forms.failure import Ending
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.paper import texts
from tests.unit.rooms.papers import MEDIATOR
from tests.unit.rooms.scene import START, Scene

IMPRINT = Imprint("调解中心", "1号", "吉劳调〔2026〕1号", "/v/1", START.date())


def asked(scene: Scene, seat: SeatId = MEDIATOR, later: timedelta = timedelta(0)) -> Asked:
    return Asked(scene.state, seat, "调解中心", START.date(), scene.state.at + later)


def said(drawn: Drawn) -> str:
    return "".join(text for block in drawn.paper.blocks for text in texts(block))


def notice(**more: Any) -> failure.Details:
    given: dict[str, Any] = {"ending": Ending.NO_AGREEMENT, "commission": "仲裁委", "unknown": "日期不明"}
    return failure.Details(**given | more)
