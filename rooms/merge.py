"""JSON Merge Patch (RFC 7396) between views. Views hold no null: null in a patch means *gone*."""

from collections.abc import Mapping
from typing import TypeAlias

from rooms.canonical import JSON

Patch: TypeAlias = dict[str, JSON]


def diff(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> Patch | None:
    """The patch that makes the one from the other, or None if they are equal."""
    patch: Patch = {key: None for key in before if key not in after}
    for key, new in after.items():
        if key not in before:
            patch[key] = new
            continue
        old = before[key]
        if old is new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            inner = diff(old, new)
            if inner is not None:
                patch[key] = inner
        elif old != new or type(old) is not type(new):
            patch[key] = new
    return patch or None


def fold(view: Mapping[str, JSON], patch: Mapping[str, JSON]) -> dict[str, JSON]:
    """The view after the patch; neither is changed (RFC 7396 section 2)."""
    after = dict(view)
    for key, new in patch.items():
        if new is None:
            after.pop(key, None)
        elif isinstance(new, Mapping):
            old = after.get(key)
            after[key] = fold(old if isinstance(old, Mapping) else {}, new)
        else:
            after[key] = new
    return after
