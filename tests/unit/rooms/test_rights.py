"""The table of what staff may do: complete, and its duties separated in every row."""

import pytest

from rooms.errors import ErrorCode
from rooms.rights import CASEWORK, REASONED, RIGHTS, SEPARATED, Right, StaffRole, fault

LOGS = {Right.READ_ACCESS_LOG, Right.READ_TECHNICAL_LOG}


def who_may(right: Right) -> set[StaffRole]:
    return {role for role in StaffRole if right in RIGHTS[role]}


def test_every_role_has_a_row_and_every_right_somebody_who_may_use_it() -> None:
    assert set(RIGHTS) == set(StaffRole)
    assert all(who_may(right) for right in Right)


@pytest.mark.parametrize("role", StaffRole)
def test_no_role_has_both_sides_of_a_separated_duty(role: StaffRole) -> None:
    for one, other in SEPARATED:
        assert not (RIGHTS[role] & one and RIGHTS[role] & other)


def test_an_administrator_manages_accounts_and_touches_no_case() -> None:
    assert who_may(Right.MANAGE_ACCOUNTS) == {StaffRole.ADMINISTRATOR}
    assert not RIGHTS[StaffRole.ADMINISTRATOR] & CASEWORK


def test_an_auditor_reads_logs_and_nothing_else_and_nobody_else_reads_the_access_log() -> None:
    assert RIGHTS[StaffRole.AUDITOR] == LOGS
    assert who_may(Right.READ_ACCESS_LOG) == {StaffRole.AUDITOR}


def test_only_a_supervisor_breaks_glass_and_approves_and_exports_nothing() -> None:
    assert who_may(Right.BREAK_GLASS) == who_may(Right.APPROVE_EXPORT) == {StaffRole.SUPERVISOR}
    assert Right.EXPORT not in RIGHTS[StaffRole.SUPERVISOR]


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("right", Right)
def test_what_is_not_in_the_row_is_forbidden_whatever_the_reason(role: StaffRole, right: Right) -> None:
    answer = fault(role, right, "调解协议确认，法院来函")
    assert answer is (None if right in RIGHTS[role] else ErrorCode.FORBIDDEN)


@pytest.mark.parametrize("right", Right)
def test_where_a_reason_is_due_a_blank_one_is_none(right: Right) -> None:
    (role, *_) = who_may(right)
    for reason in (None, "", " \n\u3000"):
        assert fault(role, right, reason) is (ErrorCode.REASON_NEEDED if right in REASONED else None)


def test_nobody_learns_that_a_reason_would_help_who_may_not_at_all() -> None:
    assert fault(StaffRole.AUDITOR, Right.BREAK_GLASS) is ErrorCode.FORBIDDEN


def test_a_reason_is_due_for_what_leaves_the_house_or_opens_what_is_private() -> None:
    assert {Right.DOWNLOAD, Right.EXPORT, Right.BREAK_GLASS, Right.APPROVE_EXPORT} <= REASONED
