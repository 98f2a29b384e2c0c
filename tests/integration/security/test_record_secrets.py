"""What was told in a separate talk, looked for in everything that is made of a session afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recordings.storage import Folder
from rooms.archive.folding import past
from rooms.archive.profiles import Artefact, Profile
from rooms.channel import JOINT
from rooms.commands import Utter
from rooms.ids import SYSTEM
from rooms.rights import StaffRole
from rooms.utterance import Utterance, Voice
from server.backup.making import Source, make
from server.cases.repository import new_id
from server.config import Settings
from server.dossier import console
from server.dossier.order import Asker, Order, Request
from server.search.indexing import Indexer
from tests.held import SECRET
from tests.integration.casefile.archive import Archive, archive_of
from tests.integration.dossier.taken_apart import members
from tests.integration.search.searching import search
from tests.integration.security.spellings import forms

SPOKEN = "其实七千五也行"
TOGETHER = "公司先付五千"
PASSPHRASE = "escrow: two people hold it"
CLERK = Asker("向晓梅", "clerk")
LETTER = Request("（2026）湘3101民初7号", "吉首市人民法院", b"%PDF-1.7", "pdf")


@dataclass
class Planted:
    """A service on a session in whose separate talks something was written, heard by a machine and recorded."""

    archive: Archive
    data: Path

    @property
    def apart(self) -> list[Voice]:
        return [voice for voice in self.archive.talk.state.voices if voice.channel != JOINT]

    @property
    def words(self) -> list[str]:
        return [SECRET, SPOKEN]

    @property
    def traces(self) -> list[str]:
        """Words, files, stays, recordings and channels: whatever tells that there was anything."""
        files = [id_ for place, id_ in self.archive.talk.files.items() if not place.startswith(JOINT)]
        places = {text for voice in self.apart for text in (voice.stay, voice.recording, voice.channel)}
        return [*self.words, *files, *places]


@pytest.fixture
async def planted(tmp_path: Path) -> AsyncIterator[Planted]:
    async with archive_of(tmp_path) as archive:
        made = Planted(archive, tmp_path)
        begun = {
            each.id: each.since for each in past(await archive.store.journal.load(archive.talk.room)).recorded
        }
        for voice in made.apart:
            said = _said(voice, begun[voice.recording] + timedelta(seconds=2))
            archive.talk.do(Utter(SYSTEM, voice.channel, said))
        await archive.talk.save()
        await Indexer(archive.store).catch_up()
        yield made


def _said(voice: Voice, at: datetime) -> Utterance:
    return Utterance(
        new_id()[:22],
        voice.seat,
        voice.stay,
        voice.recording,
        voice.speakers,
        at,
        900,
        SPOKEN,
        "engine",
        "0" * 64,
    )


@pytest.mark.parametrize("role", StaffRole)
async def test_no_page_and_no_answer_of_the_staff_s_tells_of_it(planted: Planted, role: StaffRole) -> None:
    """Of no role: a mediator who was not there is nobody's exception."""
    archive = planted.archive
    colleague = await archive.employed(role)
    told = []
    for path in ("/cases", archive.case_path, archive.session_path, f"{archive.case_path}/access", "/logs"):
        told.append((await colleague.get(path))[1])
    for words in (*planted.words, TOGETHER, "七千五", archive.talk.case.number):
        told.append((await search(colleague, words))[1].replace(words, ""))
    for place in archive.talk.files:
        status, answer = await colleague.get(archive.track(place))
        told.append(answer)
        assert status != 200, "nothing is played without the player"
    for text in told:
        assert not [trace for trace in planted.traces if trace in text]
    if role is StaffRole.CLERK:
        assert TOGETHER in told[2], "the page that was looked at is the right one"


async def test_who_was_there_reads_what_a_machine_heard_there(planted: Planted) -> None:
    host = await planted.archive.employed(StaffRole.MEDIATOR, seat="mediator")
    _, page = await host.get(planted.archive.session_path)
    assert SECRET in page
    assert SPOKEN in page


@pytest.mark.parametrize("profile", ["joint", "court", "employer"])
async def test_no_bundle_holds_it(planted: Planted, profile: str) -> None:
    everything = frozenset(
        {
            Artefact.CHAT,
            Artefact.RECORDINGS,
            Artefact.LOG,
            Artefact.TRANSCRIPT,
            Artefact.PHOTOGRAPHS,
        }
    )
    order = {
        "joint": Order(Profile.JOINT, CLERK, "归档"),
        "court": Order(
            Profile.COURT,
            CLERK,
            "法院调取",
            everything,
            request=LETTER,
            approved_by=Asker("石主任", "supervisor"),
        ),
        "employer": Order(Profile.PARTY, CLERK, "本人申请", party="employer"),
    }[profile]
    made = bytearray()
    await asyncio.to_thread(
        console.exported,
        Settings(data=planted.data),
        planted.archive.talk.case.number,
        order,
        datetime.now(UTC),
        made.extend,
        filmed=False,
    )
    whole = bytes(made) + b"\n".join(members(bytes(made)).values())
    assert TOGETHER.encode() in whole, "the bundle that was searched is the right one"
    for trace in planted.traces:
        for form in forms(trace):
            assert form not in whole, trace


async def test_nothing_that_is_kept_can_be_read_without_the_keys(planted: Planted) -> None:
    """The database, its write-ahead log, the index of words, recordings, and a backup of all of it."""
    host = await planted.archive.employed(StaffRole.MEDIATOR, seat="mediator")
    await search(host, SPOKEN)
    backup = planted.data / "backup"
    kept = Folder(planted.data / "recordings" / "kept")
    await make(Source(planted.archive.store, kept, planted.data, None), backup, PASSPHRASE, datetime.now(UTC))
    files = [path for path in planted.data.rglob("*") if path.is_file() and path.name != "keys.json"]
    octets = b"".join(path.read_bytes() for path in files)
    assert planted.archive.talk.case.number.encode() in octets, (
        "the files that were searched are the right ones"
    )
    for words in planted.words:
        for form in forms(words):
            assert form not in octets, words


async def test_neither_figures_nor_the_service_s_own_words_tell_of_it(
    planted: Planted, capfd: pytest.CaptureFixture[str]
) -> None:
    clerk = await planted.archive.employed(StaffRole.CLERK)
    for words in planted.words:
        await search(clerk, words)
    told = [(await clerk.get(path))[1] for path in ("/metrics", "/healthz", "/readyz")]
    assert "yuntiao_" in told[0]
    assert "yuntiao_recordings_waiting_seconds" in told[0], (
        "a storage that takes nothing is told to operators"
    )
    captured = capfd.readouterr()
    for text in (*told, captured.out, captured.err):
        assert not [trace for trace in planted.traces if trace in text]
