"""Old lists, strangers' time-stampers, uploads and full disks: what they do not do to documents and hands."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields
from pyhanko.sign.signers import PdfTimeStamper

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import PaperId, RoomId, SeatId
from rooms.roles import Role
from server.auth.access import Access
from server.cases.demo import make_demo
from server.cases.repository import Cases
from server.config import Settings
from server.messages.outbox import Outbox
from server.outcomes import together
from server.outcomes.evidence import Circumstances
from server.outcomes.papers import strokes
from server.outcomes.pki import authority
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.remote import RemoteTimeStamper
from server.outcomes.scans.reading import UnfitScan, taken
from server.outcomes.service import Asking, Outcomes
from server.outcomes.signing.means import Means
from server.outcomes.signing.press import RESERVED_FOR_OTHERS
from server.outcomes.signing.stamping import Stamping
from server.outcomes.signing.workshop import Workshop
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import PAPERS, Vault
from server.outcomes.verification.examiner import Examiner
from server.outcomes.verification.verdict import FaultKind, State, Verdict
from server.outcomes.verification.verifying import verify
from server.pages import verify as verify_page
from server.pages.context import SETTINGS, TEMPLATES
from server.pages.templates import environment
from server.pictures.shelf import FolderShelf, ShelfUnavailable
from server.storage.store import open_store
from signaling.registry import RoomElsewhere
from tests.integration.agreements.signing import drawn as drawing
from tests.integration.outcomes.papers import OPENINGS, PARTIES, Office, Steps, went, who
from tests.servers.timestamper import timestamper
from tests.unit.server.outcomes.scans.files import pdf as plain


async def seen(pdf: bytes, roots: list[bytes] | None, **more: Any) -> Verdict:
    return await asyncio.to_thread(partial(verify, pdf, roots, **more))


# -- lists


@pytest.mark.parametrize("days", [1, 31, 400])
async def test_a_revoked_time_stamper_is_told_however_old_the_list_is(
    own_office: Office, paper: bytes, stamp: bytes, days: int
) -> None:
    steps = await went(own_office.press(), paper, stamp)
    serial = own_office.authority.holder(Kind.TIMESTAMP).certificate.serial_number
    now = datetime.now(UTC)
    authority.revoke(own_office.data, serial, x509.ReasonFlags.key_compromise, own_office.keys, None, now)
    lists = own_office.authority.lists()
    verdict = await seen(steps.sealed, [own_office.root], lists=lists, now=now + timedelta(days=days))
    assert (FaultKind.REVOKED, "archive") in {(each.kind, each.where) for each in verdict.faults}


# -- whoever hands something in


def slow() -> bytes:
    """An array of sixteen million numbers: within the limit, and half a minute's work."""
    head = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 2/X["
    return head + b"0 " * 16_000_000 + b"]>>\nstartxref\n9\n%%EOF\n"


async def test_what_somebody_else_hands_in_makes_no_document_worthless(office: Office, steps: Steps) -> None:
    examiner = Examiner(patience=5.0)
    try:
        assert (await examiner.examine(steps.sealed, [office.root])).state is State.WHOLE
        hostile = asyncio.create_task(examiner.examine(slow(), [office.root]))
        honest = asyncio.create_task(examiner.examine(steps.sealed, [office.root]))
        assert (await hostile).state is State.BROKEN
        assert (await honest).state is State.WHOLE
    finally:
        examiner.close()


# -- the page for everybody


@contextlib.asynccontextmanager
async def page_of(settings: Settings) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app[SETTINGS], app[TEMPLATES] = settings, environment()
    app[verify_page.EXAMINER] = examiner = Examiner()
    app.add_routes(verify_page.routes)
    try:
        async with TestClient(TestServer(app)) as client:
            yield client
    finally:
        examiner.close()


async def state(client: TestClient[web.Request, web.Application], octets: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("file", octets, filename="agreement.pdf", content_type="application/pdf")
    async with client.post("/verify", data=form) as answer:
        return (await answer.text()).partition('data-state="')[2].partition('"')[0]


async def test_the_centres_own_page_knows_the_time_stamper_that_the_settings_name(
    own_office: Office, paper: bytes, stamp: bytes, tmp_path: Path
) -> None:
    with timestamper() as other:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(other.root_pem)
        workshop = Workshop(Means(own_office.data, other.url, str(roots)))
        try:
            current = await workshop.freeze(paper, OPENINGS)
            for field in (*PARTIES, "mediator"):
                current = (await workshop.sign(current, field, who(field), stamp)).pdf
            sealed = await workshop.seal(current, "seal", stamp)
            assert (await workshop.check(sealed)).state is State.WHOLE
        finally:
            workshop.close()
        settings = Settings(data=own_office.data, timestamp_url=other.url, timestamp_roots=str(roots))
    async with page_of(settings) as client:
        assert await state(client, sealed) == "whole"


async def test_of_uploads_to_the_page_for_everybody_no_more_are_held_than_may(own_office: Office) -> None:
    go_on = asyncio.Event()
    held = 24

    async def body() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        yield bytes(1 << 20)
        await go_on.wait()
        yield b"\r\n--b--\r\n"

    async with page_of(Settings(data=own_office.data)) as client:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}

        async def hands_in() -> int:
            async with client.post("/verify", data=body(), headers=headers) as answer:
                return answer.status

        waiting = {asyncio.create_task(hands_in()) for _ in range(held)}
        async with asyncio.timeout(20):
            for answered in itertools.islice(asyncio.as_completed(waiting), held - verify_page.AT_ONCE):
                assert await answered == 503
        assert sum(task.done() for task in waiting) == held - verify_page.AT_ONCE
        go_on.set()
        assert 503 not in await asyncio.gather(*(task for task in waiting if not task.done()))


# -- hands


class Room(Outcomes):
    """The first try finds the time-stamper down, the second does not. Hands and what they keep are the real ones."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.begun, self.go_on, self.tries = asyncio.Event(), asyncio.Event(), 0

    def fit(self, actor: Any, id: PaperId, asking: Asking) -> Any:
        return SimpleNamespace(id=id)

    async def signed(self, *_: Any) -> Any:
        self.tries += 1
        if self.tries > 1:
            return {"signed": "now"}
        self.begun.set()
        await self.go_on.wait()
        return Refused(ErrorCode.SIGNING_UNAVAILABLE)


def now() -> datetime:
    return datetime.now(UTC)


async def nowhere(room: RoomId) -> Any:
    raise RoomElsewhere("no room is led here")


def outcomes(store: Any, data: Path, shelf: FolderShelf | None = None) -> Room:
    vault = Vault(store, shelf or FolderShelf(data / PAPERS))
    made = (vault, Access(store), Cases(store), Workshop(Means(data)), Typesetter(), "中心")
    return Room(*made, str, now, str, Outbox(store, None, "中心").told, nowhere)


def host(room: RoomId) -> Any:
    person = SimpleNamespace(seat=SimpleNamespace(role=Role.MEDIATOR))
    return SimpleNamespace(state=SimpleNamespace(room=room, people={SeatId("m"): person}))


ASKING = Asking(SeatId("m"), SeatId("m"), "", "", "127.0.0.1", Circumstances("device", "", "", "account"))


async def test_an_act_that_is_sent_again_while_it_fails_keeps_its_strokes(tmp_path: Path) -> None:
    async with open_store(Settings(data=tmp_path)) as store:
        room, sent = RoomId((await make_demo(store))["session"]), drawing()
        one, papers = outcomes(store, tmp_path), {PaperId("p"): "f"}
        sign = partial(together.sign, one, host(room), ASKING, papers, sent)
        first = asyncio.create_task(sign())
        await one.begun.wait()  # the strokes are kept, the first try is under way
        again = asyncio.create_task(sign())
        one.go_on.set()
        came = await asyncio.gather(first, again)
        assert any(not isinstance(answer, Refused) for each in came for answer in each.values())
        digest = sha256(strokes.read(sent).canonical()).hexdigest()
        assert await one._vault.has(room, digest), "a signature names strokes that are kept no more"


class Full(FolderShelf):
    """The disk is full at the second file."""

    puts = 0

    def put(self, *given: Any) -> None:
        self.puts += 1
        if self.puts == 2:
            raise ShelfUnavailable("No space left on device")
        super().put(*given)


async def test_a_hand_that_could_not_be_kept_can_be_given_again(tmp_path: Path) -> None:
    async with open_store(Settings(data=tmp_path)) as store:
        room, sent = RoomId((await make_demo(store))["session"]), drawing()
        one, papers = outcomes(store, tmp_path, Full(tmp_path / PAPERS)), {PaperId("p"): "f"}
        one.tries = 1
        sign = partial(together.sign, one, host(room), ASKING, papers, sent)
        assert await sign() == Refused(ErrorCode.SIGNING_UNAVAILABLE)
        again = await sign()
        assert not isinstance(again, Refused), again


# -- scans


def test_a_scan_too_narrow_to_be_looked_at_is_not_taken_in() -> None:
    written = io.BytesIO()
    Image.new("RGB", (2400, 190)).save(written, "JPEG")
    with pytest.raises(UnfitScan):
        taken([written.getvalue()], plain(1))


# -- what is appended


def titled(writer: IncrementalPdfFileWriter) -> None:
    told = DictionaryObject({NameObject("/Title"): TextStringObject("撤回通知书")})
    writer.set_info(writer.add_object(told))


def scripted(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("later", on_page=0, box=(0, 0, 0, 0)))
    _, _, reference = next(enumerate_sig_fields(writer, with_name="later"))
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    field = reference.get_object()
    field[NameObject("/AA")] = DictionaryObject({NameObject("/PO"): script})
    writer.update_container(field)


@pytest.mark.parametrize("change", [titled, scripted])
async def test_who_has_a_timestamp_from_anybodys_stamper_changes_nothing_with_it(
    office: Office, steps: Steps, change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    """A public time-stamper, whose root is trusted as the settings name it, stamps for everybody."""
    with timestamper() as other:
        stamping = Stamping(RemoteTimeStamper(other.url), [other.root], authority.now_utc)
        writer = IncrementalPdfFileWriter(io.BytesIO(steps.sealed))
        change(writer)
        made = await PdfTimeStamper(stamping, field_name="later").async_timestamp_pdf(
            writer, "sha256", bytes_reserved=RESERVED_FOR_OTHERS
        )
    roots = [office.root, other.root.public_bytes(Encoding.DER)]
    verdict = await seen(bytes(made.getbuffer()), roots)
    assert verdict.state is State.BROKEN
