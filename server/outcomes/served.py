"""What became of a sealed paper on its way to somebody, for the service receipt (送达回证). Pure.

The paper's log knows when it was given to be sent; whether it was sent, and arrived, is the gateway's word.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from rooms.ids import SeatId
from rooms.serving import Carrier, Purpose, Service
from rooms.settlement import Paper
from server.messages.message import MessageState, Progress
from server.outcomes.papers.forms.service_receipt import Step

METHODS: Final = {
    Carrier.MESSAGE: "短信链接",
    Carrier.QR: "二维码或者链接",
    Carrier.PRINT: "打印件",
}
"""As they stand in a document."""
_DONE: Final = {
    Carrier.MESSAGE: "已提交短信发送",
    Carrier.QR: "已出示二维码或者链接",
    Carrier.PRINT: "当面交付打印件",
}
"""What whoever served it did."""
_SENT: Final = "已发送"
_ENDED: Final = {MessageState.DELIVERED: "已到达", MessageState.FAILED: "发送失败"}
_OPENED: Final = "已打开（凭验证码）"


def told_by(service: str) -> str:
    """The word of the message by which it went out (`Message.once`)."""
    return f"link {service}"


def steps(paper: Paper, seat: SeatId, number: str, messages: Mapping[str, Progress]) -> tuple[Step, ...]:
    """What the paper's own log says of its going out to this person, in the order of time; ``number``: the paper's;
    ``messages``: how far those are by which it went, by the service's id.
    """
    found = [step for one in paper.served for step in _steps(one, seat, number, messages.get(one.id))]
    return tuple(sorted(found, key=lambda step: step.at))


def _steps(one: Service, seat: SeatId, number: str, message: Progress | None) -> Iterator[Step]:
    if one.who != seat or one.purpose is not Purpose.COPY:
        return
    proof = f"{number} {METHODS[one.how]}"
    yield Step(_DONE[one.how], one.at, proof)
    if message is not None and message.sent is not None:
        yield Step(_SENT, message.sent, proof)
    if message is not None and message.ended is not None and message.state in _ENDED:
        yield Step(_ENDED[message.state], message.ended, proof)
    if one.opened is not None:
        yield Step(_OPENED, one.opened, proof)
