"""Whom a certificate is from, and whether it counted at a moment: from what the document carries, without a network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from server.outcomes.verification.verdict import FaultKind

_MOST: Final = 64


@lru_cache(maxsize=_MOST)
def certificate(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)


@lru_cache(maxsize=_MOST)
def revocation_list(der: bytes) -> crl.CertificateList:
    return crl.CertificateList.load(der)


@dataclass(frozen=True, slots=True)
class Store:
    """Certificates and lists (DER) that the document carries for whoever looks at it later."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    there: bool = False

    @property
    def roots(self) -> tuple[bytes, ...]:
        """Those that nobody above vouches for."""
        return tuple(each for each in self.certificates if certificate(each).self_signed in {"maybe", "yes"})


def store_of(reader: PdfFileReader) -> Store:
    """May raise what a parser raises."""
    try:
        found = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Store()
    certificates = tuple(each.dump() for each in found.load_certs())
    return Store(certificates, tuple(each.get_object().data for each in found.crls), there=True)


@dataclass(frozen=True, slots=True)
class Trust:
    """``roots``: whom we believe; ``lists``: what says who was revoked. All DER.

    ``archived``: it carries what is needed to check it in decades, and must.
    """

    roots: Sequence[bytes]
    others: Sequence[bytes]
    lists: Sequence[bytes]
    archived: bool
    _contexts: dict[tuple[datetime, bool], ValidationContext] = field(default_factory=dict)
    """Each remembers the certificates that it has looked at: one time-stamper's is in every signature."""

    def at(
        self, moment: datetime, whose: x509.Certificate, *, ours: bool, newest: bool = False
    ) -> ValidationContext:
        """For the certificate ``whose``; lists that were issued later count too: they tell since when one is revoked.

        ``ours``: of a kind of ours, whose lists must be there; of other time-stampers they need not.
        ``newest``: the timestamp over everything, of which nothing in the document can tell. Lists handed in may.
        """
        required = self._is_listed(moment, whose) or (ours and self.archived and not newest)
        if (known := self._contexts.get((moment, required))) is not None:
            return known
        made = self._contexts[moment, required] = ValidationContext(
            trust_roots=[certificate(each) for each in self.roots],
            other_certs=[certificate(each) for each in self.others],
            crls=[revocation_list(each) for each in self.lists],
            moment=moment,
            allow_fetching=False,
            revocation_mode="require" if required else "soft-fail",
            retroactive_revinfo=True,
        )
        return made

    def is_revoked(self, whose: x509.Certificate, moment: datetime) -> bool:
        """Whether any list names it, however old: what is revoked stays so when its list is over."""
        return any(
            listed["user_certificate"].native == whose.serial_number
            and listed["revocation_date"].native <= moment
            for each in map(revocation_list, self.lists)
            if each["tbs_cert_list"]["issuer"] == whose.issuer
            for listed in each["tbs_cert_list"]["revoked_certificates"] or ()
        )

    def _is_listed(self, moment: datetime, whose: x509.Certificate) -> bool:
        """Whether the lists tell of it and of those above it, at that moment."""
        until: dict[bytes, datetime] = {}
        for each in map(revocation_list, self.lists):
            told = each["tbs_cert_list"]
            issuer, ends = told["issuer"].dump(), told["next_update"].native
            until[issuer] = max(until.get(issuer, ends), ends)
        return whose.issuer.dump() in until and all(ends >= moment for ends in until.values())


_FAULTS: Final[dict[AdESSubIndic, FaultKind]] = {
    AdESFailure.REVOKED: FaultKind.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE: FaultKind.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: FaultKind.REVOKED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: FaultKind.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: FaultKind.EXPIRED,
    AdESIndeterminate.EXPIRED: FaultKind.EXPIRED,
    AdESIndeterminate.TRY_LATER: FaultKind.LIST_MISSING,
    AdESIndeterminate.NO_POE: FaultKind.LIST_MISSING,
    AdESFailure.HASH_FAILURE: FaultKind.CHANGED,
    AdESFailure.SIG_CRYPTO_FAILURE: FaultKind.SIGNATURE,
}


def fault_of(found: SignatureStatus) -> FaultKind:
    """What to tell of a certificate that is not trusted."""
    problem, since = found.trust_problem_indic, found.error_time_horizon
    if problem is AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE and since is not None:
        return FaultKind.EXPIRED  # one above it
    return FaultKind.UNTRUSTED if problem is None else _FAULTS.get(problem, FaultKind.UNTRUSTED)
