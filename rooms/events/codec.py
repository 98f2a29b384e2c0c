"""Events as JSON and back. The field types of the events are the only schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rooms.canonical import JSON
from rooms.events import kinds
from rooms.moments import parse, stamp

VERSION = 1

Write = Callable[[Any], Any]
Read = Callable[[Any], Any]


class UnknownEvent(ValueError):
    """The log holds something that this version cannot read."""


@dataclass(frozen=True, slots=True)
class _Codec:
    write: Write
    read: Read


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise UnknownEvent(f"{kind.__name__} expected")
        return value

    return read


@cache
def _codec(hint: Any) -> _Codec:
    hint = getattr(hint, "__supertype__", hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if NoneType not in arguments:  # ids of two kinds: alike in a log
            return _codec(arguments[0])
        return _optional(next(argument for argument in arguments if argument is not NoneType))
    if origin is tuple:
        return _sequence(_codec(arguments[0]), tuple)
    if origin is frozenset:
        return _sequence(_codec(arguments[0]), frozenset)
    if hint in (str, int, bool):
        return _Codec(_same, _exactly(hint))
    if hint is datetime:
        return _Codec(stamp, parse)
    if hint is date:
        return _Codec(date.isoformat, lambda value: date.fromisoformat(_exactly(str)(value)))
    if hint is Decimal:
        return _Codec(str, lambda value: Decimal(_exactly(str)(value)))
    if is_dataclass(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda member: member.value, hint)
    return _Codec(_same, _exactly(dict))


def _optional(hint: Any) -> _Codec:
    inner = _codec(hint)
    return _Codec(
        lambda value: None if value is None else inner.write(value),
        lambda value: None if value is None else inner.read(value),
    )


def _sequence(item: _Codec, collect: type) -> _Codec:
    def write(values: Any) -> JSON:
        return [item.write(value) for value in (sorted(values) if collect is frozenset else values)]

    return _Codec(write, lambda values: collect(map(item.read, _exactly(list)(values))))


def _record(kind: Any) -> _Codec:
    """A dataclass as an object. A field that is None is left out; so is one that has its default, if that is an empty
    tuple or a member of an enumeration, which is how a field is added later: older logs do not have it.
    """
    hints = get_type_hints(kind)
    codecs = {field.name: _codec(hints[field.name]) for field in fields(kind)}
    later = {
        field.name: field.default
        for field in fields(kind)
        if field.default == () or isinstance(field.default, Enum)
    }

    def write(value: Any) -> JSON:
        present = ((name, getattr(value, name), codec) for name, codec in codecs.items())
        return {
            name: codec.write(given)
            for name, given, codec in present
            if given is not None and (name not in later or given != later[name])
        }

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping) or not codecs.keys() >= value.keys():
            raise UnknownEvent(f"{kind.__name__} expected")
        present = ((name, codec) for name, codec in codecs.items() if name in value or name not in later)
        return kind(**{name: codec.read(value.get(name)) for name, codec in present})

    return _Codec(write, read)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


KINDS: Mapping[str, type[kinds.Event]] = {_snake(kind.__name__): kind for kind in get_args(kinds.Event)}
_NAMES = {kind: name for name, kind in KINDS.items()}
_CODECS = {name: _record(kind) for name, kind in KINDS.items()}


def encode(event: kinds.Event) -> dict[str, JSON]:
    """The event as a JSON object, `v` its version and `kind` its name."""
    name = _NAMES[type(event)]
    return {"v": VERSION, "kind": name, **_CODECS[name].write(event)}


def decode(written: Mapping[str, JSON]) -> kinds.Event:
    """The event that `encode` wrote.

    Raises:
        UnknownEvent: it is of another version, of no known kind, or damaged.
    """
    record = dict(written)
    version, kind = record.pop("v", None), record.pop("kind", None)
    if version != VERSION or not isinstance(kind, str) or kind not in KINDS:
        raise UnknownEvent(f"event {kind!r} of version {version!r}")
    try:
        event: kinds.Event = _CODECS[kind].read(record)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise UnknownEvent(f"event {kind!r}: {error}") from error
    return event
