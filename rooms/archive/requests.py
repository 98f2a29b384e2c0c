"""The life of a bundle that was asked for on the pages, as a table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rooms.archive.profiles import APPROVED, Profile
from rooms.errors import ErrorCode
from rooms.rights import Right, StaffRole, fault


class Stage(StrEnum):
    ASKED = "asked"
    """Waits for somebody else's approval."""
    REFUSED = "refused"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"
    """Deleted, fetched or not: its time was over, or it was withdrawn."""


class Step(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    FINISH = "finish"
    FAIL = "fail"
    LAPSE = "lapse"


STAGES: Final[Mapping[tuple[Stage, Step], Stage]] = {
    (Stage.ASKED, Step.APPROVE): Stage.MAKING,
    (Stage.ASKED, Step.REFUSE): Stage.REFUSED,
    (Stage.MAKING, Step.FINISH): Stage.READY,
    (Stage.MAKING, Step.FAIL): Stage.FAILED,
    **{(stage, Step.LAPSE): Stage.GONE for stage in (Stage.ASKED, Stage.REFUSED, Stage.READY, Stage.FAILED)},
}
"""What is not here cannot happen."""


def first(profile: Profile) -> Stage:
    """Where a request begins: with its approval, or being made at once."""
    return Stage.ASKED if profile in APPROVED else Stage.MAKING


def after(stage: Stage, step: Step) -> Stage | None:
    """What becomes of a request; None where that is not possible."""
    return STAGES.get((stage, step))


def verdict_fault(role: StaffRole, by: str, asker: str, reason: str | None) -> ErrorCode | None:
    """Why somebody may not approve or refuse a bundle, or None: nobody decides what they asked for themselves."""
    code = fault(role, Right.APPROVE_EXPORT, reason)
    if code is None and by == asker:
        return ErrorCode.FORBIDDEN
    return code
