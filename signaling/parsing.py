"""A message out of decoded JSON: sized, of a known kind, and of that kind's strict type, or a fault with a code."""

from datetime import UTC, datetime
from typing import Any, Final, TypeVar, get_args

import msgspec

from rooms.errors import ErrorCode
from signaling.messages import Action
from signaling.wire import MAX_LARGE_BYTES, MAX_MESSAGE_BYTES, Malformed, Wire

_MAX_DEPTH: Final = 8
_LARGE: Final = "draft_settlement"
_ACTION: Final[Any] = Action
_ACTION_TYPES: Final = frozenset(str(kind.__struct_config__.tag) for kind in get_args(Action))

T = TypeVar("T", bound=Wire)


def read(kind: type[T], data: object, limit: int = MAX_MESSAGE_BYTES) -> T:
    """One message of ``kind`` from decoded JSON.

    Raises Malformed with TOO_LARGE (over ``limit`` bytes of JSON) or BAD_MESSAGE (``where``: the path of the fault).
    """
    _check_size(data, limit)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise Malformed(ErrorCode.BAD_MESSAGE, where=_where(str(error))) from None


def read_action(data: object) -> Action:
    """One ``do`` message.

    Raises Malformed: UNKNOWN_MESSAGE for a ``type`` that is none of ours, else as ``read``.
    """
    kind = data.get("type") if isinstance(data, dict) else None
    _check_size(data, MAX_LARGE_BYTES if kind == _LARGE else MAX_MESSAGE_BYTES)
    if not isinstance(data, dict) or not isinstance(kind, str):
        raise Malformed(ErrorCode.BAD_MESSAGE, where="$.type")
    if kind not in _ACTION_TYPES:
        raise Malformed(ErrorCode.UNKNOWN_MESSAGE)
    try:
        action: Action = msgspec.convert(data, _ACTION)
    except msgspec.ValidationError as error:
        raise Malformed(ErrorCode.BAD_MESSAGE, where=_where(str(error))) from None
    return action


def read_time(text: str | None) -> datetime | None:
    """An ISO 8601 time with zone, in UTC; raises Malformed."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # at either end of the calendar UTC may lie beyond it
        pass
    raise Malformed(ErrorCode.BAD_MESSAGE, where="$.until")


def _check_size(data: object, limit: int) -> None:
    if _weight(data, limit, depth=0) > limit:
        raise Malformed(ErrorCode.TOO_LARGE, limit=limit)


def _weight(data: object, limit: int, depth: int) -> int:
    """About the bytes of ``data`` as JSON; anything nested deeper than messages are counts as too heavy."""
    if depth > _MAX_DEPTH:
        return limit + 1
    match data:
        case str():
            return 2 + (len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass")))
        case dict():
            return sum(
                2 + _weight(key, limit, depth + 1) + _weight(value, limit, depth + 1)
                for key, value in data.items()
            )
        case list():
            return sum(1 + _weight(value, limit, depth + 1) for value in data)
        case bytes():
            return len(data)
        case _:
            return 8


def _where(message: str) -> str:
    """The JSON path out of msgspec's message: the message itself may quote what a person typed."""
    _, found, path = message.rpartition(" - at `")
    return path.rstrip("`") if found else "$"
