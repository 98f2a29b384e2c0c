"""A document's way: frozen, signed by each, sealed. Nothing that is not right is given back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import crl
from asn1crypto import x509 as asn1
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from server.outcomes.pki import authority
from server.outcomes.pki.authority import Authority
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalSigner, LocalTimeStamper
from server.outcomes.signing.document import FieldKind, Opening, Signatory
from server.outcomes.signing.press import Press
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.reading import opened as looked_into
from server.outcomes.verification.verdict import FaultKind, State
from server.outcomes.verification.verifying import verify
from tests.integration.outcomes.papers import (
    CENTRE,
    EVIDENCE,
    OPENINGS,
    PARTIES,
    Office,
    Steps,
    as_mediator,
    drawn,
    opened,
    went,
    who,
)

LATER = timedelta(days=3653)


def trouble(caught: pytest.ExceptionInfo[Trouble]) -> TroubleKind:
    return caught.value.kind


def test_what_everybody_signed_and_the_centre_sealed_is_whole(office: Office, steps: Steps) -> None:
    verdict = verify(steps.sealed, [office.root])
    assert (verdict.state, verdict.faults, verdict.open) == (State.WHOLE, (), ())
    assert [each.field for each in verdict.signatures] == ["freeze", *PARTIES, "mediator", "seal"]
    assert [each.kind for each in verdict.signatures] == [
        "freezing", "party", "party", "party", "mediator", "seal"]  # fmt: skip
    worker = verdict.signatures[1]
    assert (worker.name, worker.role, worker.seat) == ("龙建军", "申请人", "seat_worker_1")
    assert worker.evidence == EVIDENCE
    assert all(
        each.at and abs(each.at - datetime.now(UTC)) < timedelta(hours=1) for each in verdict.signatures
    )
    assert verdict.signatures[-1].name == CENTRE
    assert verdict.frozen == sha256(steps.frozen).hexdigest()
    assert len(steps.sealed) < 400_000


def test_each_step_adds_to_what_was_there(steps: Steps) -> None:
    way = [steps.frozen, *steps.signed.values(), steps.sealed]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(way))


def test_half_signed_never_passes_for_whole(office: Office, steps: Steps) -> None:
    everybody = [*PARTIES, "mediator", "seal"]
    for signed, pdf in enumerate((steps.frozen, *steps.signed.values())):
        verdict = verify(pdf, [office.root])
        assert verdict.state is State.UNFINISHED
        assert list(verdict.open) == everybody[signed:]
        assert {fault.kind for fault in verdict.faults} == {FaultKind.OPEN}


def test_ten_years_later_it_still_holds(office: Office, steps: Steps) -> None:
    verdict = verify(steps.sealed, [office.root], now=datetime.now(UTC) + LATER)
    assert verdict.state is State.WHOLE


def test_in_fifty_years_the_archive_timestamp_is_over(office: Office, steps: Steps) -> None:
    verdict = verify(steps.sealed, [office.root], now=datetime.now(UTC) + 5 * LATER)
    assert {(fault.kind, fault.where) for fault in verdict.faults} == {(FaultKind.EXPIRED, "archive")}


def test_without_a_root_the_document_names_its_own(office: Office, steps: Steps) -> None:
    verdict = verify(steps.sealed, None)
    assert verdict.state is State.WHOLE
    assert not verdict.pinned
    assert verdict.root == authority.fingerprint(office.authority.root)


async def test_a_field_is_signed_once(press: Press, steps: Steps, stamp: bytes) -> None:
    with pytest.raises(Trouble) as caught:
        await press.sign(steps.signed["worker_1"], "worker_1", who("worker_1"), stamp)
    assert trouble(caught) is TroubleKind.FIELD_TAKEN


async def test_there_is_one_seal(press: Press, steps: Steps, stamp: bytes) -> None:
    with pytest.raises(Trouble) as caught:
        await press.seal(steps.sealed, "seal", stamp)
    assert trouble(caught) is TroubleKind.FIELD_TAKEN
    twice = (*OPENINGS, Opening("seal_2", 1, (380, 200, 480, 300), FieldKind.SEAL))
    with pytest.raises(Trouble) as caught:
        await press.freeze(drawn("= 协议"), twice)
    assert trouble(caught) is TroubleKind.BAD_PLACES


async def test_nobody_signs_out_of_turn_or_in_a_field_of_another(
    press: Press, steps: Steps, stamp: bytes
) -> None:
    one = steps.signed["worker_1"]
    for work, kind in (
        (press.sign(one, "mediator", who("mediator"), stamp), TroubleKind.NOT_ITS_TURN),
        (press.seal(one, "seal", stamp), TroubleKind.NOT_ITS_TURN),
        (press.sign(one, "worker_2", as_mediator("worker_2"), stamp), TroubleKind.FIELD_OF_ANOTHER),
        (press.sign(one, "seal", who("employer"), stamp), TroubleKind.FIELD_OF_ANOTHER),
        (press.sign(one, "freeze", who("employer"), stamp), TroubleKind.FIELD_UNKNOWN),
        (press.sign(one, "nobody", who("employer"), stamp), TroubleKind.FIELD_UNKNOWN),
    ):
        with pytest.raises(Trouble) as caught:
            await work
        assert trouble(caught) is kind


async def test_a_superseded_version_is_not_signed(press: Press, steps: Steps, stamp: bytes) -> None:
    newer = await press.freeze(drawn("= 调解协议书（第二稿）"), OPENINGS)
    wanted = sha256(newer).hexdigest()
    with pytest.raises(Trouble) as caught:
        await press.sign(steps.frozen, "worker_1", who("worker_1"), stamp, wanted)
    assert trouble(caught) is TroubleKind.SUPERSEDED
    assert (await press.sign(newer, "worker_1", who("worker_1"), stamp, wanted)).pdf.startswith(newer)


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "长" * 65}, {"role": "一\n二"}, {"evidence": "5A" * 32}, {"evidence": ""}],
)
async def test_what_fits_into_no_certificate_is_refused(
    press: Press, steps: Steps, stamp: bytes, changes: dict[str, str]
) -> None:
    with pytest.raises(Trouble) as caught:
        await press.sign(steps.frozen, "worker_1", replace(who("worker_1"), **changes), stamp)
    assert trouble(caught) is TroubleKind.BAD_NAME


@pytest.mark.parametrize("bad", [b"", b"\x89PNG", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 200_000])
async def test_a_stamp_that_is_none_is_refused(press: Press, steps: Steps, bad: bytes) -> None:
    with pytest.raises(Trouble) as caught:
        await press.sign(steps.frozen, "worker_1", who("worker_1"), bad)
    assert trouble(caught) is TroubleKind.BAD_STAMP


async def test_a_stamp_of_two_pages_is_refused(press: Press, steps: Steps) -> None:
    with pytest.raises(Trouble) as caught:
        await press.sign(steps.frozen, "worker_1", who("worker_1"), drawn("两页"))
    assert trouble(caught) is TroubleKind.BAD_STAMP


@pytest.mark.parametrize("bad", [b"", b"no document", b"%PDF-1.7\n%%EOF\n"])
async def test_what_is_no_document_is_neither_frozen_nor_signed(
    press: Press, stamp: bytes, bad: bytes
) -> None:
    for work in (press.freeze(bad, OPENINGS), press.sign(bad, "worker_1", who("worker_1"), stamp)):
        with pytest.raises(Trouble) as caught:
            await work
        assert trouble(caught) is TroubleKind.NOT_A_DOCUMENT


@pytest.mark.parametrize(
    "openings",
    [
        OPENINGS[:4],
        (*OPENINGS, OPENINGS[0]),
        (*OPENINGS, Opening("freeze", 0, (0, 0, 9, 9), FieldKind.PARTY)),
        (*OPENINGS, Opening("名字", 0, (0, 0, 9, 9), FieldKind.PARTY)),
        (*OPENINGS, Opening("a.b", 0, (0, 0, 9, 9), FieldKind.PARTY)),
        (*OPENINGS, Opening("nowhere", 7, (0, 0, 9, 9), FieldKind.PARTY)),
    ],
    ids=["no seal", "twice", "freeze", "chinese", "dotted", "page"],
)
async def test_places_that_cannot_be_are_refused(
    press: Press, paper: bytes, openings: tuple[Opening, ...]
) -> None:
    with pytest.raises(Trouble) as caught:
        await press.freeze(paper, openings)
    assert trouble(caught) is TroubleKind.BAD_PLACES


async def test_what_was_tampered_with_is_not_signed_further(press: Press, steps: Steps, stamp: bytes) -> None:
    pdf = bytearray(steps.signed["worker_1"])
    pdf[200] ^= 1
    with pytest.raises(Trouble) as caught:
        await press.sign(bytes(pdf), "worker_2", who("worker_2"), stamp)
    assert trouble(caught) in {TroubleKind.NOT_AS_EXPECTED, TroubleKind.NOT_A_DOCUMENT}


# -- the time-stamper


class Down:
    async def stamp(self, request: bytes) -> bytes:
        raise Trouble(TroubleKind.TIMESTAMPER_DOWN)


async def test_signing_waits_while_the_time_stamper_is_down(
    office: Office, press: Press, steps: Steps, stamp: bytes
) -> None:
    with pytest.raises(Trouble) as caught:
        await office.press(Down()).sign(steps.frozen, "worker_1", who("worker_1"), stamp)
    assert trouble(caught) is TroubleKind.TIMESTAMPER_DOWN
    assert caught.value.kind.retryable
    assert (await press.sign(steps.frozen, "worker_1", who("worker_1"), stamp)).pdf


class Otherwise:
    """Honest, but for another request than the one that came, or by another clock."""

    def __init__(self, office: Office, way: str) -> None:
        opened = office.authority
        kind = Kind.SEAL if way == "certificate" else Kind.TIMESTAMP
        late = timedelta(hours=1) if way == "time" else timedelta()
        self._way = way
        self._first = b""
        self._own = LocalTimeStamper(
            opened.holder(kind), opened.chain(kind)[1:], lambda: datetime.now(UTC) - late
        )

    async def stamp(self, request: bytes) -> bytes:
        if self._way == "replayed":
            self._first = self._first or await self._own.stamp(request)
            return self._first
        if self._way == "garbage":
            return b"\x30\x03\x02\x01\x00"
        return await self._own.stamp(request)


@pytest.mark.parametrize("way", ["time", "certificate", "garbage"])
async def test_a_time_stamper_that_lies_is_refused(
    office: Office, steps: Steps, stamp: bytes, way: str
) -> None:
    with pytest.raises(Trouble) as caught:
        await office.press(Otherwise(office, way)).sign(steps.frozen, "worker_1", who("worker_1"), stamp)
    assert trouble(caught) is TroubleKind.TIMESTAMPER_LIED
    assert not caught.value.kind.retryable


async def test_a_timestamp_of_something_else_is_refused(office: Office, steps: Steps, stamp: bytes) -> None:
    press = office.press(Otherwise(office, "replayed"))
    first = await press.sign(steps.frozen, "worker_1", who("worker_1"), stamp)
    with pytest.raises(Trouble) as caught:
        await press.sign(first.pdf, "worker_2", who("worker_2"), stamp)
    assert trouble(caught) is TroubleKind.TIMESTAMPER_LIED


# -- the keys


async def test_the_longest_names_fit(tmp_path: Path, paper: bytes, stamp: bytes) -> None:
    longest = opened(tmp_path / "long", "长" * 64)
    press = longest.press()
    frozen = await press.freeze(paper, OPENINGS)
    signed = await press.sign(frozen, "worker_1", Signatory("名" * 64, "s" * 64, "代" * 64, EVIDENCE), stamp)
    assert signed.pdf.startswith(frozen)


@pytest.mark.parametrize("years", [0, 10])
async def test_pyhanko_by_itself_finds_every_signature_right_for_decades(
    own_office: Office, paper: bytes, stamp: bytes, years: int
) -> None:
    steps = await went(own_office.press(), paper, stamp)
    now = datetime.now(UTC) + timedelta(days=365 * years, minutes=1)
    above = authority.root_cover(own_office.data, "只有主任知道")
    authority.renew_lists(own_office.data, own_office.keys, above, now)
    lists = Authority.open(own_office.data, own_office.keys, lambda: now).lists()
    newest = [CRLContainer(crl.CertificateList.load(each)) for each in lists]
    trust = SimpleTrustManager.build([asn1.Certificate.load(own_office.root)])
    checked = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require"))
    policy = CertValidationPolicySpec(trust_manager=trust, revinfo_policy=checked)
    known = LocalKnowledge(known_crls=newest)
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=policy, local_knowledge=known)
    )
    timing = ValidationTimingInfo(now, now, point_in_time_validation=True)
    frozen, worker, *_, seal, _ = looked_into(steps.sealed).signatures
    for own in (frozen, worker, seal):
        result = await ades_lta_validation(own, spec, timing_info=timing)
        assert result.ades_subindic is AdESPassed.OK, (own.field_name, result.failure_msg)


async def test_the_seal_is_not_set_with_another_kind_of_certificate(
    office: Office, steps: Steps, stamp: bytes
) -> None:
    opened = office.authority
    freezing = LocalSigner(opened.holder(Kind.FREEZING), opened.chain(Kind.FREEZING)[1:])
    with pytest.raises(Trouble) as caught:
        await office.press(seal=freezing).seal(steps.signed["mediator"], "seal", stamp)
    assert trouble(caught) is TroubleKind.NOT_AS_EXPECTED
    assert "wrong_certificate seal" in str(caught.value)


def test_every_kind_has_a_certificate_of_its_own(office: Office) -> None:
    serials = {entry.serial for entry in office.authority.register.entries}
    assert len(serials) == 5
