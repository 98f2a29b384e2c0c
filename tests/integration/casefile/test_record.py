"""The record of a session on its page: to whom it is shown, and with what was struck and corrected."""

from __future__ import annotations

import re
from datetime import timedelta

from rooms.commands import ConfirmMinutes, CorrectLine, ReadBack, StrikeLine, WriteLine
from rooms.ids import LineId
from rooms.minutes import Section
from rooms.rights import StaffRole
from tests.held import Held, held
from tests.integration.casefile.archive import Archive

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
