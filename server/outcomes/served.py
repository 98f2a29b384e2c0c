"""What became of a sealed paper on its way to somebody, for the service receipt (送达回证). Pure."""

from collections.abc import Iterator
from typing import Final

from rooms.ids import SeatId
from rooms.serving import Carrier, Purpose
from rooms.settlement import Paper
from server.outcomes.papers.forms.service_receipt import Step

METHODS: Final = {
    Carrier.MESSAGE: "短信链接",
    Carrier.QR: "二维码或者链接",
    Carrier.PRINT: "打印件",
}
"""As they stand in a document."""
_SENT: Final = "已发送"
_HANDED: Final = "当面交付打印件"
_OPENED: Final = "已打开（凭验证码）"


def steps(paper: Paper, seat: SeatId, number: str) -> tuple[Step, ...]:
    """What the paper's own log says of its going out to this person, in the order of time; ``number``: the paper's."""
    return tuple(sorted(_steps(paper, seat, number), key=lambda step: step.at))


def _steps(paper: Paper, seat: SeatId, number: str) -> Iterator[Step]:
    for one in paper.served:
        if one.who != seat or one.purpose is not Purpose.COPY:
            continue
        proof = f"{number} {METHODS[one.how]}"
        yield Step(_HANDED if one.how is Carrier.PRINT else _SENT, one.at, proof)
        if one.opened is not None:
            yield Step(_OPENED, one.opened, proof)
