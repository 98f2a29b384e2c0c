"""The centre's authority: whether documents can be signed, and for how long yet."""

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning
from server.doctor.folder import another_owner
from server.outcomes.pki.authority import ROOT_KEYS, list_of
from server.outcomes.pki.folder import Folder, Register
from server.outcomes.pki.kind import LASTING, Kind
from server.outcomes.signing.means import Means, cover_of
from server.outcomes.trouble import Trouble
from server.storage.store import KEY_FILE

_SUBJECT: Final = "authority"
_SOON: Final = timedelta(days=120)


def examine_authority(settings: Settings) -> list[Finding]:
    """Its keys, the root's key file and the root's list; nothing is made that is not there."""
    folder = Folder(settings.data)
    if another_owner(settings.data.absolute()):
        return []  # said of the folder already
    if not folder.exists:
        if not settings.production:
            return [ok(_SUBJECT, "there is none yet; the first start makes one to try")]
        return [warning(_SUBJECT, "there is none: nothing can be signed", "make it: yuntiao pki init")]
    try:
        register = folder.read()
        if settings.key_service or (settings.data / KEY_FILE).exists():
            cover = cover_of(Means(settings.data, key_service=settings.key_service))
            for kind in (Kind.ISSUER, *LASTING):
                if kind is not Kind.SEAL or not settings.seal_elsewhere:
                    folder.key(register.current(kind), cover)
        return [_root_key(settings, folder), _root_list(folder, register)]
    except Trouble as trouble:
        return [fault(_SUBJECT, str(trouble), f"bring {folder.path} back from the backup")]


def _root_key(settings: Settings, folder: Folder) -> Finding:
    if settings.production and (folder.path / ROOT_KEYS).exists():
        return warning(
            _SUBJECT,
            "the root's key file lies on this machine",
            f"keep {folder.path / ROOT_KEYS} elsewhere; it is wanted for a new issuer and the root's list only",
        )
    return ok(_SUBJECT, "the keys that sign can be used")


def _root_list(folder: Folder, register: Register) -> Finding:
    octets = list_of(folder, register.current(Kind.ROOT))
    ends = None if octets is None else x509.load_der_x509_crl(octets).next_update_utc
    now = datetime.now(UTC)
    advice = "renew it with the root's key file: yuntiao pki renew"
    if ends is None or ends < now:
        return fault(_SUBJECT, "the root's list of what is revoked is over: nothing can be signed", advice)
    if ends < now + _SOON:
        return warning(_SUBJECT, f"the root's list of what is revoked ends {ends:%Y-%m-%d}", advice)
    return ok(_SUBJECT, f"the root's list of what is revoked holds until {ends:%Y-%m-%d}")
