"""Canonical bytes of JSON values: RFC 8785 for what the log holds (no floating point numbers)."""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

JSON: TypeAlias = bool | int | str | Sequence["JSON"] | Mapping[str, "JSON"] | None

MAX_INTEGER = 2**53 - 1
"""RFC 8785 section 3.2.2.3: numbers are IEEE 754 doubles, so larger integers have no exact form."""

_text = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value: JSON) -> bytes:
    """The one UTF-8 encoding of the value.

    Raises:
        TypeError: a float, or another type that is not in our subset of JSON.
        ValueError: an integer beyond 2^53, or text that is not valid Unicode.
    """
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts).encode()


def digest(value: JSON) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def _write(value: object, write: Callable[[str], None]) -> None:
    # bool before int: True is an int too
    if isinstance(value, str):
        write(_text(str(value)))
    elif value is None or value is True or value is False:
        write({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("integer beyond the exact range of a double")
        write(str(value))
    elif isinstance(value, Mapping):
        _write_object(value, write)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            write("," if number else "[")
            _write(item, write)
        write("]" if value else "[]")
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form")


def _write_object(value: Mapping[object, object], write: Callable[[str], None]) -> None:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("a key must be a string")
    keys = sorted(map(str, value), key=lambda key: key.encode("utf-16-be"))  # RFC 8785 section 3.2.3
    for number, key in enumerate(keys):
        write("," if number else "{")
        write(_text(key))
        write(":")
        _write(value[key], write)
    write("}" if keys else "{}")
