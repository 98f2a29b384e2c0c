"""Text that somebody gives: normalised, and refused when nothing is left or it is too long."""

from rooms.answer import Refused
from rooms.chat import normalise
from rooms.errors import ErrorCode


def worded(text: str, limit: int, *, empty: bool = False) -> str | Refused:
    """The text as it will be kept; `limit` in characters, `empty` if there may be none."""
    text = normalise(text)
    if not text and not empty:
        return Refused(ErrorCode.BAD_MESSAGE)
    if len(text) > limit:
        return Refused(ErrorCode.TOO_LARGE, {"limit": limit})
    return text


def reasoned(text: str, limit: int) -> str | Refused:
    """The same of a reason; without one it is refused with REASON_NEEDED."""
    reason = worded(text, limit, empty=True)
    return Refused(ErrorCode.REASON_NEEDED) if reason == "" else reason
