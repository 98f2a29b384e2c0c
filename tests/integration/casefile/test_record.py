"""The record of a session on its page: to whom it is shown, and with what was struck and corrected."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from rooms.commands import ConfirmMinutes, CorrectLine, ReadBack, StrikeLine, WriteLine
from rooms.ids import LineId
from rooms.minutes import Section
from rooms.rights import StaffRole
from tests.held import Held, held
from tests.integration.casefile.archive import Archive
from tests.integration.guest import Refused

FIRST, CORRECTED, STRUCK, REASON = "拖欠两个月工资", "拖欠三个月工资", "重复的一条", "与上一条重复"


async def with_a_record(archive: Archive) -> Held:
    """Another session, recorded, of whose joint talk there is a record."""
    at = archive.talk.now - timedelta(hours=5)
    talk = await held(archive.store, archive.talk.data, at, number="吉劳调〔2026〕88号")
    clerk, worker = talk.seats["clerk"], talk.seats["worker"]
    talk.record()
    await talk.keep("worker", seconds=5)
    talk.wait(2)
    talk.do(WriteLine(clerk, Section.STATEMENTS, FIRST, speaker=worker))
    line = LineId(next(iter(talk.state.minutes.lines)))
    talk.wait(2)
    talk.do(CorrectLine(clerk, line, 1, CORRECTED, worker))
    talk.do(WriteLine(clerk, Section.OTHER, STRUCK))
    talk.do(StrikeLine(clerk, LineId(list(talk.state.minutes.lines)[-1]), 1, REASON))
    talk.do(ReadBack(clerk))
    talk.do(ConfirmMinutes(worker, worker, talk.state.minutes.readings[-1].digest))
    await talk.end()
    return talk


async def test_a_clerk_reads_it_with_what_was_struck_and_corrected_and_goes_to_the_sound(
    archive: Archive,
) -> None:
    talk = await with_a_record(archive)
    clerk = await archive.employed(StaffRole.CLERK)
    _, page = await clerk.get(f"/cases/{talk.case.number}/sessions/{talk.room}")
    for text in (FIRST, CORRECTED, STRUCK, REASON, "向晓梅"):
        assert text in page
    lines = re.findall(r'data-testid="record-line" data-struck="(\w+)" data-at="\d+"( data-stretch=)?', page)
    assert lines == [("false", " data-stretch="), ("true", " data-stretch=")]
    assert page.count('data-testid="record-reading"') == 1


async def test_a_session_without_a_record_shows_none_and_a_stranger_none_at_all(archive: Archive) -> None:
    talk = await with_a_record(archive)
    clerk, stranger = await archive.employed(StaffRole.CLERK), await archive.employed(StaffRole.MEDIATOR)
    assert 'data-testid="session-record"' not in (await clerk.get(archive.session_path))[1]
    for colleague in (stranger, await archive.employed(StaffRole.AUDITOR)):
        _, page = await colleague.get(f"/cases/{talk.case.number}/sessions/{talk.room}")
        assert CORRECTED not in page


async def test_a_clerk_corrects_a_line_afterwards_for_a_reason_and_the_former_wording_stays(
    archive: Archive,
) -> None:
    talk = await with_a_record(archive)
    clerk = await archive.employed(StaffRole.CLERK)
    session = f"/cases/{talk.case.number}/sessions/{talk.room}"
    line = LineId(next(iter(talk.state.minutes.lines)))
    path, later = f"{session}/record/{line}", "拖欠三个半月工资"
    for version, reason, code in ((2, " ", "reason_needed"), (1, "听录音核对", "line_changed")):
        with pytest.raises(Refused, match=f"^{code}"):
            await clerk.post(path, version=version, text=later, reason=reason)
    with pytest.raises(Refused, match=r"^not_found"):
        await clerk.post(f"{session}/record/none", version=1, text=later, reason="听录音核对")
    await clerk.post(path, version=2, text=later, reason="听录音核对")
    _, page = await clerk.get(session)
    for text in (FIRST, CORRECTED, later, "听录音核对", clerk.name):
        assert text in page
    await clerk.post(path, version=3, text=None, reason="不属于这次谈话")
    _, page = await clerk.get(session)
    assert len(re.findall(r'data-testid="record-line" data-struck="true"', page)) == 2
    _, seen = await clerk.get(f"/cases/{talk.case.number}/access")
    assert seen.count('data-deed="record_corrected"') == 2


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.CLERK])
async def test_nobody_else_corrects_a_record(archive: Archive, role: StaffRole) -> None:
    talk = await with_a_record(archive)
    colleague = await archive.employed(role)
    line = next(iter(talk.state.minutes.lines))
    with pytest.raises(Refused, match=r"^forbidden"):
        await colleague.post(
            f"/cases/{talk.case.number}/sessions/{talk.room}/record/{line}",
            version=2,
            text="别的",
            reason="没有",
        )
