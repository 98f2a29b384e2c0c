"""What is done to a document, from octets to octets: in the child process, one thing at a time.

pyHanko signs without policing itself: what it made is looked at with the eyes of a stranger before it is given back.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from asn1crypto import crl
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathValidationError

from server.outcomes.pki.authority import Authority
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalSigner
from server.outcomes.pki.ports import Signer
from server.outcomes.signing.appearance import stamped_with
from server.outcomes.signing.document import FREEZE, KIND, FieldKind, Opening, Signatory, Signed
from server.outcomes.signing.expecting import expect, written_on
from server.outcomes.signing.signer import PortSigner
from server.outcomes.signing.stamping import Stamping
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification import reading
from server.outcomes.verification.reading import Document, Unreadable
from server.outcomes.verification.verdict import Verdict, refused
from server.outcomes.verification.verifying import judged

RESERVED: Final = 12 * 1024
"""Hexadecimal digits for a signature with its certificates and timestamp; the longest names need 11,000. Every reader
reads all of them, every time."""
RESERVED_FOR_OTHERS: Final = 24 * 1024
"""Where somebody else stamps or seals: their keys and chains may be longer."""
_WHERE: Final = "云调 Yuntiao"
_ARCHIVE: Final = "archive"


class Press:
    """``seal``: who holds the seal's key, None for the authority's own folder.

    Whatever it is to make, it raises Trouble when it makes nothing.
    """

    def __init__(
        self,
        authority: Authority,
        stamping: Stamping,
        roots: Sequence[bytes],
        clock: Callable[[], datetime],
        seal: Signer | None = None,
        reserved: int = RESERVED,
    ) -> None:
        self._authority, self._stamping, self._clock = authority, stamping, clock
        self._roots, self._seal, self._reserved = roots, seal, reserved

    async def freeze(self, pdf: bytes, openings: Sequence[Opening]) -> bytes:
        """Every place for a signature, and a signature that allows nothing else from now on. Raises Trouble, BAD_PLACES
        for openings of which no fields can be made.
        """
        _check_places(openings)
        writer = _writer(pdf)
        try:
            for opening in openings:
                _open(writer, opening)
        except (ValueError, IndexError, KeyError, PdfError) as error:
            raise Trouble(TroubleKind.BAD_PLACES, type(error).__name__) from error
        metadata = _metadata(
            FREEZE, "文本冻结 text frozen", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS
        )
        signer = await PortSigner.over(self._local(Kind.FREEZING))
        made = await self._signed(writer, metadata, signer, None)
        await self._looked_over(made, b"", FREEZE, signer)
        return made

    async def sign(
        self, pdf: bytes, name: str, who: Signatory, stamp: bytes, frozen: str | None = None
    ) -> Signed:
        """One person's signature. ``frozen``: the SHA-256 that the document must have had when it was frozen. Raises
        Trouble, NOT_ITS_TURN for a mediator before the parties.
        """
        kind = FieldKind.MEDIATOR if who.mediator else FieldKind.PARTY
        document = self._to_be_signed(pdf, name, kind, frozen)
        if who.mediator and any(
            field.kind is FieldKind.PARTY and not field.filled for field in document.fields
        ):
            raise Trouble(TroubleKind.NOT_ITS_TURN, "parties first")
        reason = written_on(who)
        holder = self._authority.for_person(who.kind, who.name, who.seat, who.role)
        above = [self._authority.register.current(Kind.ISSUER).certificate]
        signer = await PortSigner.over(LocalSigner(holder, above))
        metadata = _metadata(name, reason, name=who.name)
        made = await self._signed(_writer(pdf), metadata, signer, stamp)
        verdict = await self._looked_over(made, pdf, name, signer)
        at = next(each.at for each in verdict.signatures if each.field == name)
        assert at is not None
        return Signed(made, at, f"{holder.certificate.serial_number:x}")

    async def seal(self, pdf: bytes, name: str, stamp: bytes, frozen: str | None = None) -> bytes:
        """The centre's seal, when everybody has signed; with all that is needed to check it in decades. Raises Trouble,
        NOT_ITS_TURN while a signature is missing.
        """
        document = self._to_be_signed(pdf, name, FieldKind.SEAL, frozen)
        waited_for = {FieldKind.PARTY, FieldKind.MEDIATOR}
        if any(field.kind in waited_for and not field.filled for field in document.fields):
            raise Trouble(TroubleKind.NOT_ITS_TURN, "people first")
        root = self._authority.root.public_bytes(Encoding.DER)
        signer = await PortSigner.over(self._seal or self._local(Kind.SEAL), root)
        metadata = _metadata(
            name,
            "加盖印章 sealed by the centre",
            embed_validation_info=True,
            use_pades_lta=True,
            validation_context=self._context(),
            timestamp_field_name=_ARCHIVE,
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_NEXT_TS
            ),
        )
        made = await self._signed(_writer(pdf), metadata, signer, stamp)
        await self._looked_over(made, pdf, name, signer)
        return made

    async def check(self, pdf: bytes) -> Verdict:
        """By our own root, and our newest lists."""
        try:
            return await judged(pdf, self._roots, self._authority.lists(), self._clock())
        except Unreadable as error:
            return refused(error.kind, error.detail)

    def _local(self, kind: Kind) -> LocalSigner:
        return LocalSigner(self._authority.holder(kind), self._authority.chain(kind)[1:])

    def _to_be_signed(self, pdf: bytes, name: str, kind: FieldKind, frozen: str | None) -> Document:
        try:
            document = reading.opened(pdf)
        except Unreadable as error:
            raise Trouble(TroubleKind.NOT_A_DOCUMENT, error.kind.value) from error
        if frozen is not None and frozen != document.frozen:
            raise Trouble(TroubleKind.SUPERSEDED)
        field = document.field(name)
        if field is None or field.kind is None:
            raise Trouble(TroubleKind.FIELD_UNKNOWN)
        if field.filled:
            raise Trouble(TroubleKind.FIELD_TAKEN)
        if field.kind is not kind:
            raise Trouble(TroubleKind.FIELD_OF_ANOTHER)
        return document

    async def _signed(
        self,
        writer: IncrementalPdfFileWriter,
        metadata: PdfSignatureMetadata,
        signer: PortSigner,
        stamp: bytes | None,
    ) -> bytes:
        style = None if stamp is None else stamped_with(stamp)
        press = PdfSigner(metadata, signer, timestamper=self._stamping, stamp_style=style)
        try:
            made = await press.async_sign_pdf(
                writer, bytes_reserved=self._reserved, existing_fields_only=metadata.field_name != FREEZE
            )
        except (PathValidationError, PdfError, ValueError) as error:
            raise Trouble(TroubleKind.NOT_AS_EXPECTED, type(error).__name__) from error
        return bytes(made.getbuffer())

    def _context(self) -> ValidationContext:
        chains = [*self._authority.chain(Kind.SEAL), *self._authority.chain(Kind.TIMESTAMP)]
        return ValidationContext(
            trust_roots=[asn1.Certificate.load(each) for each in self._roots],
            other_certs=[asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in chains],
            crls=[crl.CertificateList.load(each) for each in self._authority.lists()],
            moment=self._clock().astimezone(UTC),
            allow_fetching=False,
        )

    async def _looked_over(self, made: bytes, before: bytes, name: str, signer: PortSigner) -> Verdict:
        verdict = await self.check(made)
        expect(verdict, made, before, name, signer.serial)
        return verdict


def _metadata(field: str, reason: str, **more: object) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        location=_WHERE,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        **more,  # type: ignore[arg-type]
    )


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except Exception as error:  # whatever a parser may raise
        raise Trouble(TroubleKind.NOT_A_DOCUMENT, type(error).__name__) from error


def _check_places(openings: Sequence[Opening]) -> None:
    names = [opening.name for opening in openings]
    seals = [opening for opening in openings if opening.kind is FieldKind.SEAL]
    taken = {FREEZE, _ARCHIVE}
    if len(set(names)) != len(names) or taken & set(names) or len(seals) != 1:
        raise Trouble(TroubleKind.BAD_PLACES, "names")
    if not all(name.isascii() and name.replace("_", "").isalnum() for name in names):
        raise Trouble(TroubleKind.BAD_PLACES, "names")


def _open(writer: IncrementalPdfFileWriter, opening: Opening) -> None:
    """An empty field that says whose it is."""
    seals = opening.kind is FieldKind.SEAL
    spec = SigFieldSpec(
        opening.name,
        on_page=opening.page,
        box=tuple(round(each) for each in opening.box),  # type: ignore[arg-type]
        readable_field_name=opening.label or opening.name,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if seals else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if seals else None,
    )
    append_signature_field(writer, spec)
    _, _, reference = next(enumerate_sig_fields(writer, with_name=opening.name))
    field = reference.get_object()
    field[NameObject(KIND)] = NameObject(f"/{opening.kind.value}")
    field[NameObject("/TU")] = pdf_string(opening.label or opening.name)
    writer.update_container(field)
