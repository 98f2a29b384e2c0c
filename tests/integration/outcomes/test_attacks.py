"""What an attacker does to a document is seen, whatever ``pdfsig`` says."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509

from server.outcomes.pki import authority
from server.outcomes.pki.authority import now_utc
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalTimeStamper
from server.outcomes.signing.press import Press
from server.outcomes.signing.stamping import Stamping
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.examiner import Examiner
from server.outcomes.verification.reading import opened
from server.outcomes.verification.verdict import LARGEST, FaultKind, State, Verdict
from server.outcomes.verification.verifying import verify
from tests.integration.outcomes import attacks
from tests.integration.outcomes.attacks import seen
from tests.integration.outcomes.papers import PARTIES, Office, Steps, drawn, went, who
from tests.integration.outcomes.papers import opened as new_office

EACH = 1
"""Changed octets in each part of the document."""


def kinds(verdict: Verdict) -> set[FaultKind]:
    return {fault.kind for fault in verdict.faults}


def stamping(office: Office) -> Stamping:
    own = office.authority
    stamper = LocalTimeStamper(own.holder(Kind.TIMESTAMP), own.chain(Kind.TIMESTAMP)[1:])
    return Stamping(stamper, [own.root], now_utc)


# -- the octets


def test_a_changed_octet_anywhere_is_seen(office: Office, steps: Steps) -> None:
    chance = random.Random(7)
    root = [office.root]
    for place in attacks.octets_of_each_part(steps.sealed, chance, EACH):
        changed = bytearray(steps.sealed)
        changed[place] ^= 1 << chance.randrange(8)
        assert verify(bytes(changed), root).state is State.BROKEN, f"octet {place}"


def test_a_changed_octet_in_the_last_signature_itself_is_seen(office: Office, steps: Steps) -> None:
    places = attacks.in_the_last_signature(steps.sealed)
    chance = random.Random(11)
    for place in [*chance.sample(places[:3400], 30), places[0], places[-1], places[-2]]:
        changed = bytearray(steps.sealed)
        changed[place] = ord("a") if changed[place] != ord("a") else ord("b")
        assert verify(bytes(changed), [office.root]).state is State.BROKEN, f"octet {place}"


@pytest.mark.parametrize("more", [b"\n", b"%", b"\0" * 100, b"\n%%EOF\n"])
def test_what_is_appended_is_seen(office: Office, steps: Steps, more: bytes) -> None:
    assert verify(steps.sealed + more, [office.root]).state is State.BROKEN


def test_every_shorter_beginning_is_unfinished_or_broken(office: Office, steps: Steps) -> None:
    ends = {len(steps.frozen), *map(len, steps.signed.values())}
    chance = random.Random(3)
    for length in [*ends, *(chance.randrange(len(steps.sealed)) for _ in range(10))]:
        verdict = verify(steps.sealed[:length], [office.root])
        assert verdict.state is (State.UNFINISHED if length in ends else State.BROKEN)


# -- the pages


@pytest.mark.parametrize("attack", [attacks.overpainted, attacks.swapped])
def test_an_increment_that_shows_something_else_is_seen(office: Office, steps: Steps, attack: object) -> None:
    assert callable(attack)
    for pdf in (steps.sealed, steps.signed["worker_2"], steps.frozen):
        assert FaultKind.REPAINTED in kinds(verify(attack(pdf), [office.root]))


async def test_a_page_painted_over_between_two_signatures_is_not_signed(
    office: Office, press: Press, steps: Steps, stamp: bytes
) -> None:
    forged = attacks.overpainted(steps.signed["worker_1"])
    with pytest.raises(Trouble) as caught:
        await press.sign(forged, "worker_2", who("worker_2"), stamp)
    assert caught.value.kind is TroubleKind.NOT_AS_EXPECTED
    holder = office.authority.for_person(Kind.PARTY, "石秀英", "seat", "申请人")
    further = await attacks.signed_by(office, forged, "worker_2", holder, stamped=stamping(office))
    assert FaultKind.REPAINTED in kinds(await seen(further, [office.root]))


def test_a_signature_that_is_made_to_look_otherwise_is_seen(office: Office, steps: Steps) -> None:
    forged = attacks.reworn(steps.signed["worker_2"], "worker_1", "worker_2")
    assert FaultKind.REPAINTED in kinds(verify(forged, [office.root]))


# -- the signatures


async def test_a_signature_of_another_document_is_seen(
    office: Office, press: Press, steps: Steps, stamp: bytes
) -> None:
    other = await went(press, drawn("= 调解协议书\n另一件。"), stamp)
    forged = attacks.lifted(other.signed["worker_1"], steps.signed["worker_1"], "worker_1")
    verdict = await seen(forged, [office.root])
    assert verdict.state is State.BROKEN
    assert FaultKind.CHANGED in kinds(verdict)


@pytest.mark.parametrize("field", ["seal", "worker_1", "freeze"])
def test_a_signature_that_was_taken_out_is_seen(office: Office, steps: Steps, field: str) -> None:
    assert verify(attacks.stripped(steps.sealed, field), [office.root]).state is State.BROKEN


async def test_a_seal_beside_the_seal_is_seen(office: Office, steps: Steps) -> None:
    seal = office.authority.holder(Kind.SEAL)
    for pdf in (steps.sealed, steps.signed["mediator"]):
        forged = await attacks.signed_by(office, pdf, "seal_2", seal, stamped=stamping(office))
        verdict = await seen(forged, [office.root])
        assert FaultKind.ADDED_FIELD in kinds(verdict)
        assert (FaultKind.REPAINTED in kinds(verdict)) is (pdf is steps.sealed)


async def test_a_persons_certificate_is_no_seal(office: Office, steps: Steps) -> None:
    person = office.authority.for_person(Kind.PARTY, "向华", "seat", "被申请人")
    pdf = steps.signed["mediator"]
    forged = await attacks.signed_by(office, pdf, "seal", person, stamped=stamping(office))
    verdict = await seen(forged, [office.root])
    assert (FaultKind.WRONG_CERTIFICATE, "seal") in {(each.kind, each.where) for each in verdict.faults}


async def test_a_seal_before_everybody_has_signed_is_seen(office: Office, steps: Steps) -> None:
    seal = office.authority.holder(Kind.SEAL)
    pdf = steps.signed["worker_1"]
    forged = await attacks.signed_by(office, pdf, "seal", seal, stamped=stamping(office))
    verdict = await seen(forged, [office.root])
    assert verdict.state is State.BROKEN
    assert FaultKind.OUT_OF_ORDER in kinds(verdict)


async def test_a_signature_without_a_timestamp_is_seen(office: Office, steps: Steps) -> None:
    person = office.authority.for_person(Kind.PARTY, "龙建军", "seat", "申请人")
    forged = await attacks.signed_by(office, steps.frozen, "worker_1", person, stamped=None)
    assert FaultKind.NO_TIMESTAMP in kinds(await seen(forged, [office.root]))


def test_a_document_that_was_never_frozen_is_none(office: Office, paper: bytes) -> None:
    assert kinds(verify(paper, [office.root])) == {FaultKind.NOT_SIGNED}


# -- whom the certificates are from


async def test_an_authority_of_the_same_name_is_another(
    office: Office, own_office: Office, steps: Steps, paper: bytes, stamp: bytes
) -> None:
    forged = await went(own_office.press(), paper, stamp)
    assert (await seen(forged.sealed, [own_office.root])).state is State.WHOLE
    assert FaultKind.UNTRUSTED in kinds(await seen(forged.sealed, [office.root]))
    assert (await seen(forged.sealed, None)).root != authority.fingerprint(office.authority.root)


async def test_a_certificate_revoked_before_is_seen_and_one_revoked_after_is_no_matter(
    own_office: Office, paper: bytes, stamp: bytes
) -> None:
    at = datetime.now(UTC)
    steps = await went(own_office.press(), paper, stamp)
    seal = own_office.authority.holder(Kind.SEAL).certificate.serial_number
    worker = int((await seen(steps.sealed, None)).signatures[1].serial, 16)
    reason = x509.ReasonFlags.key_compromise
    for serial in (seal, worker):
        authority.revoke(own_office.data, serial, reason, own_office.keys, None, at + timedelta(hours=1))
    lists = own_office.authority.lists()
    later = at + timedelta(hours=2)
    assert (await seen(steps.sealed, [own_office.root], lists=lists, now=later)).state is State.WHOLE
    clock = lambda: later  # noqa: E731
    with pytest.raises(Trouble) as caught:
        await own_office.press(clock=clock).seal(steps.signed["mediator"], "seal", stamp)
    assert caught.value.kind is TroubleKind.REVOKED


async def test_a_certificate_that_was_revoked_when_it_signed_does_not_count(
    own_office: Office, paper: bytes, stamp: bytes
) -> None:
    steps = await went(own_office.press(), paper, stamp)
    worker = int((await seen(steps.sealed, None)).signatures[1].serial, 16)
    before = datetime.now(UTC) - timedelta(days=1)
    authority.revoke(own_office.data, worker, x509.ReasonFlags.unspecified, own_office.keys, None, before)
    authority.renew_lists(own_office.data, own_office.keys, None, datetime.now(UTC))
    verdict = await seen(steps.sealed, [own_office.root], lists=own_office.authority.lists())
    assert (FaultKind.REVOKED, "worker_1") in {(each.kind, each.where) for each in verdict.faults}


async def test_a_time_stampers_key_that_was_lost_is_told(
    own_office: Office, paper: bytes, stamp: bytes
) -> None:
    steps = await went(own_office.press(), paper, stamp)
    serial = own_office.authority.holder(Kind.TIMESTAMP).certificate.serial_number
    now = datetime.now(UTC)
    authority.revoke(own_office.data, serial, x509.ReasonFlags.key_compromise, own_office.keys, None, now)
    later = now + timedelta(minutes=5)
    verdict = await seen(steps.sealed, [own_office.root], lists=own_office.authority.lists(), now=later)
    assert (FaultKind.REVOKED, "archive") in {(each.kind, each.where) for each in verdict.faults}


# -- other people's tools


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of it, with our root among those that it trusts not: it checks the octets alone."""
    (folder / "it.pdf").write_bytes(pdf)
    tool = shutil.which("pdfsig")
    assert tool
    command = [tool, "-nocert", str(folder / "it.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(folder)})
    return done.stdout


def test_pdfsig_agrees_on_what_is_right_and_passes_over_a_page_that_was_painted_over(
    office: Office, steps: Steps, tmp_path: Path
) -> None:
    right = pdfsig(steps.sealed, tmp_path)
    count = len(PARTIES) + 3
    assert right.count("Signature is Valid") == count
    assert "Total document signed" in right
    assert verify(steps.sealed, [office.root]).state is State.WHOLE
    forged = attacks.overpainted(steps.sealed)
    assert pdfsig(forged, tmp_path).count("Signature is Valid") == count
    assert verify(forged, [office.root]).state is State.BROKEN
    changed = bytearray(steps.sealed)
    changed[500] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(changed), tmp_path)


def openssl(folder: Path, *arguments: str) -> bool:
    tool = shutil.which("openssl")
    assert tool
    done = subprocess.run([tool, *arguments], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def test_openssl_finds_every_signature_and_timestamp_right(
    office: Office, steps: Steps, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_bytes(authority.pem([office.authority.root]))
    for own in opened(steps.sealed).signatures:
        _, length, start, rest = (int(each) for each in own.byte_range)
        content = steps.sealed[:length] + steps.sealed[start : start + rest]
        (tmp_path / "content").write_bytes(content)
        contents = cms.ContentInfo.load(own.pkcs7_content)
        (tmp_path / "signature").write_bytes(contents.dump())
        issuer = office.authority.register.current(Kind.ISSUER).certificate
        (tmp_path / "issuer.pem").write_bytes(authority.pem([issuer]))
        if own.field_name == "archive":
            command = ["ts", "-verify", "-token_in", "-in", "signature"]
            command += ["-CAfile", "root.pem", "-untrusted", "issuer.pem"]
        else:
            command = [
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "signature",
                "-content",
                "content",
            ]
            command += ["-CAfile", "root.pem", "-purpose", "any", "-out", "out"]
        extra = ["-data", "content"] if own.field_name == "archive" else []
        assert openssl(tmp_path, *command, *extra), own.field_name
        (tmp_path / "content").write_bytes(content[:-1] + b"x")
        assert not openssl(tmp_path, *command, *extra), own.field_name


# -- files that are meant to do harm


def bomb() -> bytes:
    """A table of objects that unpacks to a gigabyte and a half."""
    packer = zlib.compressobj(9)
    piece = b"\0" * (1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(1500)) + packer.flush()
    head = b"%PDF-1.7\n"
    told = f"<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(packed)}>>".encode()
    body = b"1 0 obj\n" + told + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return head + body + f"startxref\n{len(head)}\n%%EOF\n".encode()


def loop(paper: bytes) -> bytes:
    """A version that comes before itself."""
    at = int(paper.rpartition(b"startxref")[2].split()[0])
    return (
        paper
        + f"\nxref\n0 0\ntrailer\n<</Size 40/Root 31 0 R/Prev {len(paper) + 1}>>\n".encode()
        + (f"startxref\n{len(paper) + 1}\n%%EOF\n%{at}".encode())
    )


def nested() -> bytes:
    deep = b"[" * 200_000
    return (
        b"%PDF-1.7\n1 0 obj\n"
        + deep
        + b"\nendobj\nxref\n0 1\ntrailer\n<</Root 1 0 R/Size 2/X "
        + deep
        + (b">>\nstartxref\n400030\n%%EOF\n")
    )


async def test_files_that_are_meant_to_do_harm_are_refused_in_time(office: Office, steps: Steps) -> None:
    versions = steps.sealed + b"\nstartxref\n0\n%%EOF" * 1000
    examiner = Examiner(patience=20.0)
    try:
        for name, octets, codes in (
            ("empty", b"", {FaultKind.NOT_A_PDF}),
            ("no pdf", b"PK\3\4" * 100, {FaultKind.NOT_A_PDF}),
            ("huge", b"%PDF-1.7\n" + bytes(LARGEST), {FaultKind.TOO_LARGE}),
            ("versions", versions, {FaultKind.TOO_LARGE}),
            ("bomb", bomb(), {FaultKind.TOO_LARGE, FaultKind.MALFORMED}),
            ("loop", loop(steps.frozen), {FaultKind.TOO_LARGE, FaultKind.MALFORMED}),
            ("nested", nested(), {FaultKind.TOO_LARGE, FaultKind.MALFORMED}),
            ("cut", steps.sealed[:30_000], {FaultKind.MALFORMED}),
        ):
            began = time.monotonic()
            verdict = await examiner.examine(octets, [office.root])
            assert kinds(verdict) <= codes, name
            assert verdict.faults, name
            assert time.monotonic() - began < 40, name
        assert (await examiner.examine(steps.sealed, [office.root])).state is State.WHOLE
    finally:
        examiner.close()


def test_another_centres_document_leads_to_another_root(tmp_path: Path, steps: Steps) -> None:
    other = new_office(tmp_path / "other", "另一个中心")
    assert FaultKind.UNTRUSTED in kinds(verify(steps.sealed, [other.root]))
