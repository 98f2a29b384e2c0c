"""Values as JSON and back, strictly: the types of the fields, with the bounds noted on them, are the only schema.

Nothing is guessed: an unknown field, a number where text belongs, one character too many is said with its place.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from rooms.canonical import JSON
from rooms.moments import parse, stamp


class Fault(StrEnum):
    """Why something written is no such value."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_KIND = "wrong_kind"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    BAD_CHARACTER = "bad_character"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    NOT_A_CHOICE = "not_a_choice"
    NOT_OF_THIS_BASIS = "not_of_this_basis"
    TWICE = "twice"
    ONE_SEAT_TWO_PARTIES = "one_seat_two_parties"
    """An authority is for one principal, and a seat has one: whoever acts for two has a seat for each."""
    NO_SUCH_PARTY = "no_such_party"


class Malformed(ValueError):
    """`where` is the path of the offending value, such as `payments[2].instalments[0].due`."""

    def __init__(self, fault: Fault, where: str) -> None:
        super().__init__(f"{where or 'the whole'}: {fault}")
        self.fault = fault
        self.where = where


@dataclass(frozen=True, slots=True)
class Text:
    """So many characters. `lines`: it may have several lines. `plain`: ASCII letters, digits and `-_.:` only."""

    most: int
    least: int = 1
    lines: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal with at most so many places. `fixed`: it is written with all of them."""

    places: int
    most: Decimal
    least: Decimal = Decimal(0)
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Many:
    most: int
    least: int = 0


Write = Callable[[Any], Any]
Read = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class _Codec:
    write: Write
    read: Read


def write(value: Any) -> dict[str, JSON]:
    """The one JSON object of a dataclass's value: what is None or an empty tuple is left out."""
    kind: Any = type(value)
    written: dict[str, JSON] = _codec(kind).write(value)
    return written


def read(kind: type, written: object) -> Any:
    """The value of that kind; raises Malformed."""
    return _codec(kind).read(written, "")


_LONGEST = Text(200)
_LARGEST = Number(2, Decimal(10) ** 10, fixed=True)
_DECIMAL = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]*", re.ASCII)
_JOINERS = "\u200c\u200d"
"""Scripts of several peoples of China need them within a word; no other invisible character has business here."""


@cache
def _codec(hint: Any, bound: Any = None) -> _Codec:
    hint = getattr(hint, "__supertype__", hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _codec(*arguments[:2])
    if origin in (Union, UnionType):
        inner = next(argument for argument in arguments if argument is not NoneType)
        return _codec(inner)
    if origin is tuple:
        return _sequence(_codec(arguments[0]), bound)
    if is_dataclass(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda member: member.value, _choice(hint))
    return _plain(hint, bound)


def _plain(hint: Any, bound: Any) -> _Codec:
    if hint is str:
        return _Codec(lambda value: value, _text(bound or _LONGEST))
    if hint is Decimal:
        return _number(bound or _LARGEST)
    if hint is int:
        return _Codec(lambda value: value, _whole(bound))
    if hint is datetime:
        return _Codec(stamp, _moment)
    if hint is date:
        return _Codec(date.isoformat, _day)
    return _Codec(lambda value: value, lambda value, where: _exactly(bool, value, where))


def _exactly(kind: type, value: object, where: str) -> Any:
    if type(value) is not kind:
        raise Malformed(Fault.WRONG_KIND, where)
    return value


def _text(bound: Text) -> Read:
    def read(value: Any, where: str) -> str:
        text = unicodedata.normalize("NFC", _exactly(str, value, where)).strip()
        if len(text) < bound.least:
            raise Malformed(Fault.EMPTY, where)
        if len(text) > bound.most:
            raise Malformed(Fault.TOO_LONG, where)
        if not _legible(text, bound.lines) or (bound.plain and not _PLAIN.fullmatch(text)):
            raise Malformed(Fault.BAD_CHARACTER, where)
        return text

    return read


def _legible(text: str, lines: bool) -> bool:
    """Whether everything in it can be seen: what cannot would let a text say one thing and show another."""
    allowed = _JOINERS + "\n" * lines
    return all(unicodedata.category(sign)[0] != "C" or sign in allowed for sign in text) and not (
        set(text) & {"\u2028", "\u2029"}
    )


def _number(bound: Number) -> _Codec:
    def read(value: Any, where: str) -> Decimal:
        text = _exactly(str, value, where)
        if not _DECIMAL.fullmatch(text):
            raise Malformed(Fault.NOT_A_NUMBER, where)
        number = Decimal(text)
        if number != round(number, bound.places) or not bound.least <= number <= bound.most:
            raise Malformed(Fault.OUT_OF_RANGE, where)
        return number

    def write(value: Decimal) -> str:
        shown = f"{value:.{bound.places}f}"
        shown = shown if bound.fixed or not bound.places else shown.rstrip("0").rstrip(".")
        return shown.removeprefix("-") if value == 0 else shown

    return _Codec(write, read)


def _whole(bound: Whole) -> Read:
    def read(value: Any, where: str) -> int:
        number: int = _exactly(int, value, where)
        if not bound.least <= number <= bound.most:
            raise Malformed(Fault.OUT_OF_RANGE, where)
        return number

    return read


def _day(value: Any, where: str) -> date:
    text = _exactly(str, value, where)
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise Malformed(Fault.NOT_A_DATE, where) from None


def _moment(value: Any, where: str) -> datetime:
    try:
        return parse(_exactly(str, value, where))
    except Malformed:
        raise
    except ValueError:
        raise Malformed(Fault.NOT_A_DATE, where) from None


def _choice(kind: type[Enum]) -> Read:
    def read(value: Any, where: str) -> Enum:
        text = _exactly(str, value, where)
        try:
            return kind(text)
        except ValueError:
            raise Malformed(Fault.NOT_A_CHOICE, where) from None

    return read


def _sequence(item: _Codec, bound: Many) -> _Codec:
    def read(value: Any, where: str) -> tuple[Any, ...]:
        items: Any = value
        if not isinstance(items, list | tuple):
            raise Malformed(Fault.WRONG_KIND, where)
        if len(items) < bound.least:
            raise Malformed(Fault.EMPTY, where)
        if len(items) > bound.most:
            raise Malformed(Fault.TOO_MANY, where)
        return tuple(item.read(each, f"{where}[{number}]") for number, each in enumerate(items))

    return _Codec(lambda values: [item.write(each) for each in values], read)


def _record(kind: Any) -> _Codec:
    """A dataclass as an object. A field with a default may be absent, or null, which is the same."""
    hints = get_type_hints(kind, include_extras=True)
    codecs = {field.name: _codec(hints[field.name]) for field in fields(kind)}
    needed = [field.name for field in fields(kind) if field.default is MISSING]

    def write(value: Any) -> dict[str, JSON]:
        given = ((name, getattr(value, name), codec) for name, codec in codecs.items())
        return {name: codec.write(found) for name, found, codec in given if found is not None and found != ()}

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            raise Malformed(Fault.WRONG_KIND, where)
        if not codecs.keys() >= value.keys():
            raise Malformed(Fault.UNKNOWN_FIELD, where)
        at = f"{where}." if where else ""
        given = {name: codec for name, codec in codecs.items() if value.get(name) is not None}
        for name in needed:
            if name not in given:
                raise Malformed(Fault.MISSING, at + name)
        return kind(**{name: codec.read(value[name], at + name) for name, codec in given.items()})

    return _Codec(write, read)
