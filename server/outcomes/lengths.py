"""Keeps asn1crypto from taking a length that ends in 0x80 for an indefinite one (its issue 249, open in 1.5.1).

Of 256 structures one has such a length, and is then written anew from its parts: what takes half a minute for a
signature with its certificates, as each part writes its own parts several times. What was read is given back as it was
read instead.
"""

from collections.abc import Callable
from typing import Any, Final

from asn1crypto import core

_CLASSES: Final = (core.Asn1Value, core.Choice, core.Primitive, core.Sequence, core.SequenceOf)
_LONG_TAG: Final = 0x1F
"""A tag that goes on in the octets after it (X.690, 8.1.2.4)."""


def mend() -> None:
    """Once for a process, before anything is read."""
    for each in _CLASSES:
        if not getattr(each.dump, "mended", False):
            each.dump = _mended(each.dump)


def is_long(header: bytes) -> bool:
    """Whether the header has a length of several octets, the last of which is 0x80 (X.690, 8.1.3.5)."""
    return len(header) > 2 and header[-1:] == b"\x80" and header[0] & _LONG_TAG != _LONG_TAG


def _mended(dump: Callable[..., bytes]) -> Callable[..., bytes]:
    def mended(self: Any, force: bool = False) -> bytes:
        header = self._header
        if not force and header is not None and is_long(header):
            contents = self.contents
            if self._header is header:  # else something in it was changed, and the header went with it
                return bytes(header + contents + self._trailer)
        return dump(self, force)

    mended.mended = True  # type: ignore[attr-defined]
    return mended
