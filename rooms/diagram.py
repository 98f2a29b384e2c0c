"""The tables of the core as Markdown with Mermaid diagrams, for docs/transitions.md."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from rooms.channel import ChannelKind
from rooms.events import KINDS
from rooms.participant import Standing
from rooms.permissions import ROWS
from rooms.roles import POWERS, Role
from rooms.state import SessionState
from rooms.transitions import DOCUMENTS, HOST_STANDINGS, LEDGER, SESSIONS, SETTLEMENTS, STANDINGS, Step

_NAMES = {kind: name for name, kind in KINDS.items()}

_State = TypeVar("_State", bound=StrEnum)

_TITLE = """# Roles, commands and transitions

Made from the tables in `rooms/roles.py`, `rooms/permissions.py` and `rooms/transitions.py` by
`rooms/diagram.py`; a test compares them."""


def document() -> str:
    """The whole page."""
    parts = [
        _TITLE,
        "## What each role may do",
        _roles(),
        "## Who may ask for what, and when",
        _commands(),
        "## The standing of a person",
        _states(STANDINGS),
        "## The standing of a host",
        _states(HOST_STANDINGS),
        "## An item of the disclosure ledger",
        _states(LEDGER),
        "## A settlement agreement",
        _states(SETTLEMENTS),
        "## Any other document",
        _states(DOCUMENTS),
        "## The session",
        _states(SESSIONS),
    ]
    return "\n\n".join(parts) + "\n"


def _roles() -> str:
    rows = (
        (
            role.value,
            _listed(powers.channels, ChannelKind),
            powers.apart.value,
            *map(_mark, (powers.leads, powers.staff, powers.publishes, powers.comes_along)),
        )
        for role, powers in POWERS.items()
    )
    head = ("role", "takes part in", "apart, of no group", "leads", "staff", "publishes", "can be brought")
    return _table(head, rows)


def _commands() -> str:
    rows = (
        (
            kind.__name__,
            _listed(row.roles, Role) + (" + system" if row.roles and row.system else "") or "system",
            _listed(row.standings, Standing),
            _listed(row.sessions, SessionState),
        )
        for kind, row in ROWS.items()
    )
    return _table(("command", "roles", "standing", "session"), rows)


def _mark(holds: bool) -> str:
    return "yes" if holds else ""


def _listed(members: frozenset[StrEnum], every: type[StrEnum]) -> str:
    if len(members) == len(every):
        return "any"
    return ", ".join(member.value for member in every if member in members)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(head), *(list(row) for row in rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], "|---" * len(cells[0]) + "|", *lines[1:]])


def _states(steps: Mapping[Step, Mapping[_State, _State]]) -> str:
    lines = [
        f"    {before.value} --> {after.value}: {_NAMES[step]}"
        for step, ways in steps.items()
        for before, after in ways.items()
        if before != after
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
