"""A sealed document as whoever keeps it has it looked at: by our own verdict, by `pdfsig` and by `openssl`, and once
more with the clock ten years on.
"""

import asyncio
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from server.outcomes.pki.folder import Folder
from server.outcomes.pki.kind import Kind
from server.outcomes.verification.reading import opened
from server.outcomes.verification.verdict import Signature, State
from server.outcomes.verification.verifying import verify
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Person

LATER: Final = timedelta(days=3653)


async def downloaded(person: Person, link: str) -> bytes:
    """What a link on that person's page gives to their device."""
    assert isinstance(person.tab, ChromiumTab)
    page = person.tab.page
    found = page.locator(link).first
    assert await found.get_attribute("download")
    answer = await page.request.get(urljoin(page.url, await found.get_attribute("href") or ""))
    assert answer.ok
    return await answer.body()


async def holds(octets: bytes, data: Path, folder: Path) -> tuple[Signature, ...]:
    """That everybody finds it right, now and in ten years; who signed it. ``data``: the centre's own folder, for its
    root; ``folder``: where other people's tools find the files.
    """
    return await asyncio.to_thread(_holds, octets, data, folder)


def _holds(octets: bytes, data: Path, folder: Path) -> tuple[Signature, ...]:
    entries = Folder(data).read()
    roots = [entry.certificate.public_bytes(Encoding.DER) for entry in entries.all_of(Kind.ROOT)]
    for now in (datetime.now(UTC), datetime.now(UTC) + LATER):
        verdict = verify(octets, roots, now=now)
        assert (verdict.state, verdict.faults) == (State.WHOLE, ()), now
        assert verdict.pinned
    assert _pdfsig(octets, folder) == len(verdict.signatures)
    for name, kind in (("root.pem", Kind.ROOT), ("issuer.pem", Kind.ISSUER)):
        pem = [entry.certificate.public_bytes(Encoding.PEM) for entry in entries.all_of(kind)]
        (folder / name).write_bytes(b"".join(pem))
    stamped = {each.field: each.at for each in verdict.signatures}
    for own in opened(octets).signatures:
        _openssl(octets, own, stamped.get(str(own.field_name)), folder)
    return verdict.signatures


def _pdfsig(octets: bytes, folder: Path) -> int:
    """How many signatures it finds right; a timestamp over the document is nothing that it can look at."""
    (folder / "it.pdf").write_bytes(octets)
    told = _run(folder, "pdfsig", "-nocert", "it.pdf").stdout
    assert b"Total document signed" in told
    return told.count(b"Signature is Valid")


def _openssl(octets: bytes, own: EmbeddedPdfSignature, at: datetime | None, folder: Path) -> None:
    """A signature at the moment that its timestamp proves; the timestamp over everything in ten years."""
    _, length, start, rest = (int(each) for each in own.byte_range)
    (folder / "content").write_bytes(octets[:length] + octets[start : start + rest])
    (folder / "signature").write_bytes(cms.ContentInfo.load(own.pkcs7_content).dump())
    if at is None:
        at = datetime.now(UTC) + LATER
        command = ["ts", "-verify", "-token_in", "-in", "signature", "-data", "content"]
        command += ["-untrusted", "issuer.pem"]
    else:
        command = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "content"]
        command += ["-purpose", "any", "-out", "out"]
    command += ["-CAfile", "root.pem", "-attime", str(int(at.timestamp()))]
    told = _run(folder, "openssl", *command)
    assert told.returncode == 0, told.stderr


def _run(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which(name)
    assert tool
    return subprocess.run([tool, *arguments], cwd=folder, capture_output=True, check=False)
