"""The verdict over a signed document: pure, offline, at any time; finds what ``pdfsig`` passes over.

Every moment at which something must have counted is proved by a timestamp: a signature's certificate at the signature's
own, the timestamps' certificates at the one over the whole document, and that one's now.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel, SignatureStatus
from pyhanko_certvalidator import ValidationContext

from server.outcomes.pki.kind import PERSONAL, Kind, kind_of
from server.outcomes.signing.document import FREEZE, FieldKind
from server.outcomes.verification import reading
from server.outcomes.verification.exact import is_exact
from server.outcomes.verification.metadata import said
from server.outcomes.verification.reading import Document, Unreadable, end_of, is_freeze, is_timestamp
from server.outcomes.verification.trust import Store, Trust, fault_of, store_of
from server.outcomes.verification.verdict import Fault, FaultKind, Signature, Verdict, refused

EVIDENCE: Final = re.compile(r"SHA-256 ([0-9a-f]{64})\Z")


def verify(
    octets: bytes,
    roots: Sequence[bytes] | None,
    *,
    lists: Iterable[bytes] = (),
    now: datetime | None = None,
) -> Verdict:
    """What the document is worth.

    ``roots``: the certificates (DER) that are trusted; None: those that the document itself names, whose fingerprint
    somebody must then compare. ``lists``: revocation lists (DER) beside those in the document. Takes what memory and
    time a file makes a parser take: see ``apart`` for files of strangers.
    """
    try:
        return asyncio.run(judged(octets, roots, lists, now or datetime.now(UTC)))
    except Unreadable as error:
        return refused(error.kind, error.detail)


async def judged(
    octets: bytes, roots: Sequence[bytes] | None, lists: Iterable[bytes], now: datetime
) -> Verdict:
    """As ``verify``, within an event loop; raises Unreadable."""
    document = reading.opened(octets)
    if not document.signatures:
        raise Unreadable(FaultKind.NOT_SIGNED)
    try:
        return await _Judging(document, roots, tuple(lists), now).verdict()
    except (Unreadable, asyncio.CancelledError):
        raise
    except MemoryError:
        raise Unreadable(FaultKind.TOO_LARGE, "memory") from None
    except Exception as error:  # a parser over hostile input: nothing narrower would be all of it
        raise Unreadable(FaultKind.MALFORMED, type(error).__name__) from error


class _Judging:
    def __init__(
        self, document: Document, roots: Sequence[bytes] | None, lists: tuple[bytes, ...], now: datetime
    ) -> None:
        self._document, self._now = document, now
        self._store: Store = store_of(document.reader)
        self._pinned = roots is not None
        self._roots = tuple(self._store.roots if roots is None else roots)
        self._trust = Trust(
            self._roots, self._store.certificates, (*self._store.lists, *lists), self._store.there
        )
        self._faults: list[Fault] = []
        self._root = b""
        self._archived = _archived(document)

    async def verdict(self) -> Verdict:
        found = [await self._signature(signature) for signature in self._document.signatures]
        self._form()
        self._said()
        self._ending()
        open_ = tuple(
            field.name for field in self._document.fields if field.kind is not None and not field.filled
        )
        self._faults += [Fault(FaultKind.OPEN, name) for name in open_]
        return Verdict(
            tuple(_told(self._faults)),
            tuple(each for each in found if each is not None),
            open_,
            self._document.frozen,
            x509.load_der_x509_certificate(self._root).fingerprint(SHA256()).hex() if self._root else "",
            self._pinned,
            self._archived,
        )

    async def _signature(self, signature: EmbeddedPdfSignature) -> Signature | None:
        """One signature: its faults, and what it says of itself; None for a timestamp over the document."""
        name = str(signature.field_name)
        before = len(self._faults)
        if is_timestamp(signature):
            await self._document_timestamp(signature, name)
            return None
        at = _stamped(signature)
        trusted = await async_validate_pdf_signature(
            signature,
            self._trust.at(at or self._now, signature.signer_cert, ours=True),
            self._stamper(signature),
        )
        self._integrity(signature, trusted, name)
        if at is None:
            self._fault(FaultKind.NO_TIMESTAMP, name)
        elif trusted.timestamp_validity is not None:
            stamp = trusted.timestamp_validity
            if not (stamp.intact and stamp.valid):
                self._fault(FaultKind.TIMESTAMP, name)
            elif not stamp.trusted:
                self._fault(fault_of(stamp), name, "timestamp")
            elif _kind(stamp.signing_cert.dump()) not in {Kind.TIMESTAMP, None}:
                self._fault(FaultKind.TIMESTAMP, name, "certificate")
        own = x509.load_der_x509_certificate(trusted.signing_cert.dump())
        kind = kind_of(own)
        self._place(name, kind)
        problems = tuple(dict.fromkeys(fault.kind for fault in self._faults[before:]))
        return _signature(signature, name, own, kind, at, problems)

    async def _document_timestamp(self, signature: EmbeddedPdfSignature, name: str) -> None:
        last = signature is self._document.signatures[-1]
        moment = self._now if last else self._archived or self._now
        own = signature.signer_cert
        trust = self._trust.at(moment, own, ours=_kind(own.dump()) is Kind.TIMESTAMP, newest=last)
        trusted = await async_validate_pdf_timestamp(signature, trust)
        self._integrity(signature, trusted, name)
        path = trusted.validation_path
        above = [] if path is None else path.iter_certs(include_root=False)
        if any(self._trust.is_revoked(each, moment) for each in above):
            self._fault(FaultKind.REVOKED, name)
        if _kind(trusted.signing_cert.dump()) not in {Kind.TIMESTAMP, None}:
            self._fault(FaultKind.TIMESTAMP, name, "certificate")

    def _stamper(self, signature: EmbeddedPdfSignature) -> ValidationContext:
        """For the timestamp over a signature."""
        for data in extract_tst_data_iter(signature.signer_info, signed=False):
            own = extract_certs_for_validation(data).signer_cert
            ours = _kind(own.dump()) is Kind.TIMESTAMP
            return self._trust.at(self._archived or self._now, own, ours=ours)
        return self._trust.at(self._now, signature.signer_cert, ours=True)

    def _integrity(self, signature: EmbeddedPdfSignature, found: SignatureStatus, name: str) -> None:
        """That it is a signature of these octets, by somebody who is trusted, with nothing after it that matters."""
        last = signature is self._document.signatures[-1]
        if not found.intact:
            self._fault(FaultKind.CHANGED, name)
        elif not found.valid:
            self._fault(FaultKind.SIGNATURE, name)
        elif not found.trusted:
            self._fault(fault_of(found), name)
        self._octets(signature, found, name)
        path = found.validation_path
        needed = [] if path is None else [each.dump() for each in path.iter_certs(include_root=True)]
        if needed:
            self._root = self._root or needed[0]
        stamps = _stamp_certificates(signature)
        if last and needed and not is_exact(self._document.octets, signature, {*needed, *stamps}):
            self._fault(FaultKind.UNCOVERED, name, "the signature's own octets")

    def _octets(self, signature: EmbeddedPdfSignature, found: Any, name: str) -> None:
        """Which octets it covers, and whether what came after them is what may come."""
        coverage = found.coverage
        if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            self._fault(FaultKind.UNCOVERED, name)
            return
        if signature is self._document.signatures[-1] and coverage is not SignatureCoverageLevel.ENTIRE_FILE:
            self._fault(FaultKind.APPENDED, name)
        kept = is_timestamp(signature) or found.docmdp_ok
        if not isinstance(found.diff_result, DiffResult) or not kept:
            self._fault(FaultKind.REPAINTED, name)

    def _place(self, name: str, kind: Kind | None) -> None:
        """That it is signed by the kind of certificate that the field waits for."""
        field = self._document.field(name)
        expected = frozenset() if field is None or field.kind is None else field.kind.certificates
        if name == FREEZE:
            expected = frozenset({Kind.FREEZING})
        if not expected:
            self._fault(FaultKind.ADDED_FIELD, name)
        elif kind not in expected:
            self._fault(FaultKind.WRONG_CERTIFICATE, name, "" if kind is None else kind.value)

    def _form(self) -> None:
        """The order: frozen first, for nothing but signatures; one seal, the last of them; then archive timestamps."""
        first = self._document.signatures[0]
        if not is_freeze(first) or first.docmdp_level is not MDPPerm.FILL_FORMS or not _certifies(first):
            self._fault(FaultKind.NOT_FROZEN)
        seals = [field for field in self._document.fields if field.kind is FieldKind.SEAL]
        if len(seals) > 1:
            self._fault(FaultKind.SECOND_SEAL, seals[-1].name)
        names = [str(each.field_name) for each in self._document.signatures if not is_timestamp(each)]
        sealed = [place for place, name in enumerate(names) if name in {field.name for field in seals}]
        if len(sealed) == 1 and sealed[0] != len(names) - 1:
            self._fault(FaultKind.OUT_OF_ORDER, names[sealed[0]])
        if sealed and any(
            not field.filled and field.kind not in {None, FieldKind.SEAL} for field in self._document.fields
        ):
            self._fault(FaultKind.OUT_OF_ORDER, names[sealed[0]])
        if not seals:
            self._fault(FaultKind.NOT_FROZEN, detail="no place for a seal")

    def _said(self) -> None:
        """Readers show a title above the page: what the file says of itself is what was frozen."""
        end = end_of(self._document.signatures[0])
        frozen = PdfFileReader(BytesIO(self._document.octets[:end]), strict=True)
        if said(self._document.reader) != said(frozen):
            self._fault(FaultKind.REPAINTED, detail="what the file says of itself")

    def _ending(self) -> None:
        """What is sealed has what is needed to check it in decades, and a timestamp over all of that."""
        signed = {field.kind for field in self._document.fields if field.filled}
        if FieldKind.SEAL not in signed:
            return
        if not is_timestamp(self._document.signatures[-1]):
            self._fault(FaultKind.NO_ARCHIVE)
        elif not self._store.there:
            self._fault(FaultKind.LIST_MISSING)

    def _fault(self, kind: FaultKind, where: str = "", detail: str = "") -> None:
        self._faults.append(Fault(kind, where, detail))


def _archived(document: Document) -> datetime | None:
    """When the newest timestamp over the whole was made, as it says."""
    last = document.signatures[-1]
    if not is_timestamp(last):
        return None
    return _moment(last.signed_data)


def _stamped(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the signature's timestamp says; None without one."""
    found = list(extract_tst_data_iter(signature.signer_info, signed=False))
    return _moment(found[0]) if len(found) == 1 else None


def _moment(signed_data: Any) -> datetime | None:
    told = signed_data["encap_content_info"]["content"].parsed
    moment = told["gen_time"].native
    return moment if isinstance(moment, datetime) else None


def _stamp_certificates(signature: EmbeddedPdfSignature) -> list[bytes]:
    return [
        each.dump()
        for data in extract_tst_data_iter(signature.signer_info, signed=False)
        for each in data["certificates"]
    ]


def _certifies(signature: EmbeddedPdfSignature) -> bool:
    """That the document's own catalogue names it as the certifying one (ISO 32000-1, 12.8.4)."""
    try:
        certified = signature.reader.root["/Perms"].raw_get("/DocMDP")
        own = signature.sig_field.raw_get("/V")
        return bool(certified.reference == own.reference)
    except (KeyError, AttributeError):
        return False


def _kind(der: bytes) -> Kind | None:
    return kind_of(x509.load_der_x509_certificate(der))


def _signature(
    signature: EmbeddedPdfSignature,
    field: str,
    own: x509.Certificate,
    kind: Kind | None,
    at: datetime | None,
    problems: tuple[FaultKind, ...],
) -> Signature:
    reason = EVIDENCE.search(str(signature.sig_object.get("/Reason", "")))
    return Signature(
        field,
        kind.value if kind else "",
        _part(own, NameOID.COMMON_NAME),
        _part(own, NameOID.TITLE),
        _part(own, NameOID.USER_ID) if kind in PERSONAL else "",
        at,
        f"{own.serial_number:x}",
        reason[1] if reason else "",
        problems,
    )


def _part(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if len(found) == 1 else ""


def _told(faults: Iterable[Fault]) -> list[Fault]:
    """In the order of their kinds, each once."""
    rank = {kind: place for place, kind in enumerate(FaultKind)}
    return sorted(dict.fromkeys(faults), key=lambda fault: rank[fault.kind])
