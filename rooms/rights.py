"""What staff may do outside the room: one table of roles and rights, asked by every page and every command.

Duties are separated (GB/T 22239-2019, level 3, 8.1.10: administrator, operator, auditor): whoever gives rights sees no
case, whoever reads what was done does nothing else, and who exports does not approve the export. A right is
necessary, not sufficient: of which case it is used is asked of that case. In doubt the answer is no.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rooms.errors import ErrorCode


class StaffRole(StrEnum):
    """What an account is for. An account has one role, so that duties cannot meet in it."""

    MEDIATOR = "mediator"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    HOST = "host"
    LIST_CASES = "list_cases"
    LIST_RECORDINGS = "list_recordings"
    SEE_ACCESS = "see_access"
    """Who looked at a case, and why."""
    PLAY = "play"
    DOWNLOAD = "download"
    EXPORT = "export"
    WRITE_RECORD = "write_record"
    CORRECT_RECORD = "correct_record"
    BREAK_GLASS = "break_glass"
    """Open a private recording that nobody else may open."""
    APPROVE_EXPORT = "approve_export"
    """Let an export for a court go out."""
    LEGAL_HOLD = "legal_hold"
    RETENTION = "retention"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_ACCESS_LOG = "read_access_log"
    READ_TECHNICAL_LOG = "read_technical_log"


_LOGS: Final = frozenset({Right.READ_ACCESS_LOG, Right.READ_TECHNICAL_LOG})

CASEWORK: Final = frozenset(Right) - _LOGS - {Right.MANAGE_ACCOUNTS}
"""Rights that show or change what belongs to a case."""

RIGHTS: Final[Mapping[StaffRole, frozenset[Right]]] = {
    StaffRole.MEDIATOR: frozenset(
        {Right.HOST, Right.LIST_CASES, Right.LIST_RECORDINGS, Right.PLAY, Right.WRITE_RECORD}
    ),
    StaffRole.CLERK: frozenset(
        {
            Right.LIST_CASES,
            Right.LIST_RECORDINGS,
            Right.SEE_ACCESS,
            Right.PLAY,
            Right.DOWNLOAD,
            Right.EXPORT,
            Right.WRITE_RECORD,
            Right.CORRECT_RECORD,
        }
    ),
    StaffRole.SUPERVISOR: frozenset(
        {
            Right.LIST_CASES,
            Right.LIST_RECORDINGS,
            Right.SEE_ACCESS,
            Right.PLAY,
            Right.BREAK_GLASS,
            Right.APPROVE_EXPORT,
            Right.LEGAL_HOLD,
            Right.RETENTION,
        }
    ),
    StaffRole.ADMINISTRATOR: frozenset({Right.MANAGE_ACCOUNTS, Right.READ_TECHNICAL_LOG}),
    StaffRole.AUDITOR: _LOGS,
}

SEPARATED: Final[tuple[tuple[frozenset[Right], frozenset[Right]], ...]] = (
    (frozenset({Right.MANAGE_ACCOUNTS}), CASEWORK),
    (frozenset({Right.READ_ACCESS_LOG}), frozenset(Right) - _LOGS),
    (frozenset({Right.EXPORT}), frozenset({Right.APPROVE_EXPORT})),
    (frozenset({Right.HOST, Right.WRITE_RECORD, Right.CORRECT_RECORD}), frozenset({Right.BREAK_GLASS})),
)
"""Pairs of duties of which one role has at most one side."""

REASONED: Final = frozenset(
    {
        Right.DOWNLOAD,
        Right.EXPORT,
        Right.CORRECT_RECORD,
        Right.BREAK_GLASS,
        Right.APPROVE_EXPORT,
        Right.LEGAL_HOLD,
        Right.RETENTION,
    }
)
"""Rights for whose use a reason is written down: what leaves the house, is changed or erased, or breaks the rule."""


def fault(role: StaffRole, right: Right, reason: str | None = None) -> ErrorCode | None:
    """Why a role may not use a right now, or None: FORBIDDEN, or REASON_NEEDED where a reason is missing or blank."""
    if right not in RIGHTS[role]:
        return ErrorCode.FORBIDDEN
    if right in REASONED and not (reason or "").strip():
        return ErrorCode.REASON_NEEDED
    return None
