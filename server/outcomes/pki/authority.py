"""The centre's authority: root → issuer → what freezes, seals and stamps, and a certificate for each signature.

These are the centre's own certificates, not a licensed authority's: a document says so, and whoever verifies it
compares the root's fingerprint with the centre by another way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from server.outcomes.pki import certificates
from server.outcomes.pki.certificates import Holder, Revoked
from server.outcomes.pki.folder import Entry, Folder, Register
from server.outcomes.pki.kind import LASTING, Kind
from server.outcomes.pki.ports import KeyCover
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import FileKeys, KeysUnavailable

ROOT_KEYS: Final = "root.json"
"""The key file of the root alone, under a passphrase of its own: to be kept elsewhere until it is needed."""
ROOT_LIST_TERM: Final = timedelta(days=3 * 365)
"""Only who has the root's passphrase can renew that list."""
LIST_TERM: Final = timedelta(days=30)
RENEW_AFTER: Final = timedelta(days=1)
"""The issuers' lists are renewed as they are used."""

Clock = Callable[[], datetime]


def now_utc() -> datetime:
    return datetime.now(UTC)


def root_cover(data: Path, passphrase: str | None) -> FileKeys:
    """What the root's key is put away under; raises Trouble. Made where there is no authority yet."""
    folder = Folder(data)
    file = folder.path / ROOT_KEYS
    if folder.exists and not file.exists():
        raise Trouble(TroubleKind.KEY_MISSING, ROOT_KEYS)
    try:
        return FileKeys.open(file, passphrase)
    except KeysUnavailable as error:
        raise Trouble(TroubleKind.KEY_UNREADABLE, ROOT_KEYS) from error


class Authority:
    """What has been set up, with the keys that are used every day. Sees by itself what a command has changed."""

    def __init__(self, folder: Folder, cover: KeyCover, clock: Clock = now_utc) -> None:
        self._folder, self._cover, self._clock = folder, cover, clock
        self._version = folder.version()
        self.register = folder.read()
        self._keys: dict[str, Holder] = {}

    @classmethod
    def open(cls, data: Path, cover: KeyCover, clock: Clock = now_utc) -> Self:
        """Raises Trouble."""
        return cls(Folder(data), cover, clock)

    def look_again(self) -> bool:
        """Reads the register when it has changed; whether it has. Raises Trouble."""
        version = self._folder.version()
        if version == self._version:
            return False
        self._version, self.register = version, self._folder.read()
        return True

    @property
    def root(self) -> x509.Certificate:
        return self.register.current(Kind.ROOT).certificate

    def chain(self, kind: Kind) -> list[x509.Certificate]:
        """The certificate in use, then its issuer's."""
        entry = self.register.current(kind)
        return [entry.certificate, self._issuer_of(entry)]

    def holder(self, kind: Kind) -> Holder:
        """A certificate in use with its key; raises Trouble."""
        return self._opened(self.register.current(kind))

    def take_keys(self, kinds: Iterable[Kind]) -> None:
        """Has the keys of these, and of all who issued, from now on in memory; raises Trouble.

        Where a key is put away elsewhere this blocks, and no event loop may run around it.
        """
        used = [self.register.current(kind) for kind in kinds]
        for entry in (*self.register.all_of(Kind.ISSUER), *used):
            self._opened(entry)

    def for_person(self, kind: Kind, name: str, seat: str, role: str) -> Holder:
        """A certificate for one signature, with a key that is kept nowhere; raises Trouble."""
        try:
            subject = certificates.subject(self.register.organisation, name, number=seat, title=role)
        except ValueError:
            raise Trouble(TroubleKind.BAD_NAME) from None
        key = certificates.new_key(kind)
        above = self.holder(Kind.ISSUER)
        return Holder(certificates.issued(kind, subject, key.public_key(), above, self._clock()), key)

    def lists(self) -> list[bytes]:
        """The lists of what is revoked, in DER, of the root and of every issuer; renewed where they are old.

        Raises Trouble.
        """
        now = self._clock()
        found = []
        for entry in (*self.register.all_of(Kind.ROOT), *self.register.all_of(Kind.ISSUER)):
            octets = list_of(self._folder, entry)
            listed = None if octets is None else x509.load_der_x509_crl(octets)
            if entry.kind is Kind.ISSUER and (
                listed is None or now - listed.last_update_utc > RENEW_AFTER or now < listed.last_update_utc
            ):
                self._renew(entry)
                octets = list_of(self._folder, entry)
            elif listed is None or listed.next_update_utc is None or listed.next_update_utc < now:
                raise Trouble(TroubleKind.LIST_EXPIRED, entry.serial)
            assert octets is not None
            found.append(octets)
        return found

    def _renew(self, entry: Entry) -> None:
        with self._folder.locked():
            register = self._folder.read()
            self._folder.write(issue_list(self._folder, register, self._opened(entry), entry, self._clock()))
        self.look_again()

    def _opened(self, entry: Entry) -> Holder:
        held = self._keys.get(entry.serial)
        if held is None:
            key = self._folder.key(entry, self._cover)
            held = self._keys[entry.serial] = Holder(entry.certificate, key)
        return held

    def _issuer_of(self, entry: Entry) -> x509.Certificate:
        for each in self.register.all_of(Kind.ISSUER):
            if each.certificate.subject == entry.certificate.issuer and _above(
                each.certificate, entry.certificate
            ):
                return each.certificate
        raise Trouble(TroubleKind.AUTHORITY_DAMAGED, f"nobody issued {entry.serial}")


def initialise(data: Path, organisation: str, cover: KeyCover, above: KeyCover, now: datetime) -> Register:
    """A new authority; raises Trouble, ValueError (a name that fits into no certificate), FileExistsError."""
    folder = Folder(data)
    with folder.locked():
        if folder.exists:
            raise FileExistsError(folder.path)
        key = certificates.new_key(Kind.ROOT)
        root = Holder(certificates.root(organisation, key, now), key)
        entry = Entry(Kind.ROOT, root.certificate)
        folder.keep_key(entry, key, above)
        register = Register(organisation, (entry,))
        register = issue_list(folder, register, root, entry, now)
        register, issuer = _with_new(folder, register, Kind.ISSUER, root, cover, now)
        register = issue_list(folder, register, issuer, register.entries[-1], now)
        for kind in LASTING:
            register, _ = _with_new(folder, register, kind, issuer, cover, now)
        folder.write(register)
    return register


def ensure(data: Path, organisation: str, cover: KeyCover, now: datetime) -> bool:
    """A new authority, its root under no passphrase, where there is none: for trying, not for production.

    Whether one was made. Raises Trouble, ValueError.
    """
    if Folder(data).exists:
        return False
    try:
        initialise(data, organisation, cover, root_cover(data, None), now)
    except FileExistsError:
        return False
    return True


def rotate(data: Path, kind: Kind, cover: KeyCover, above: KeyCover | None, now: datetime) -> Entry:
    """Another key from now on. A new issuer wants the root's key, and new certificates below it are then made too.

    Raises Trouble.
    """
    folder = Folder(data)
    with folder.locked():
        register = folder.read()
        if kind is Kind.ISSUER:
            assert above is not None
            root = _holder(folder, register, Kind.ROOT, above)
            register, issuer = _with_new(folder, register, kind, root, cover, now)
            register = issue_list(folder, register, issuer, register.entries[-1], now)
        else:
            issuer = _holder(folder, register, Kind.ISSUER, cover)
        for each in LASTING if kind is Kind.ISSUER else (kind,):
            register, _ = _with_new(folder, register, each, issuer, cover, now)
        folder.write(register)
    return register.current(kind)


def revoke(
    data: Path,
    serial: int,
    reason: x509.ReasonFlags,
    cover: KeyCover,
    above: KeyCover | None,
    now: datetime,
) -> Register:
    """A certificate counts no longer, from now on. A signature's is in no register: any number is put on the lists.

    ``above``: what the root's key is put away under; wanted for an issuer. Raises Trouble.
    """
    folder = Folder(data)
    with folder.locked():
        register = folder.read()
        if all(each.serial != serial for each in register.revoked):
            added = Revoked(serial, now.replace(microsecond=0), reason)
            register = replace(register, revoked=(*register.revoked, added))
        _check_above(register, serial, above)
        folder.write(register)  # first: no list that is issued from now on leaves it out
        register = _lists_again(folder, register, cover, above, now)
        folder.write(register)
    return register


def renew_lists(data: Path, cover: KeyCover, above: KeyCover | None, now: datetime) -> None:
    """Issues the issuers' lists anew, and the root's when ``above`` is there; raises Trouble."""
    folder = Folder(data)
    with folder.locked():
        folder.write(_lists_again(folder, folder.read(), cover, above, now))


def issue_list(folder: Folder, register: Register, above: Holder, entry: Entry, now: datetime) -> Register:
    """Writes the list of one that certifies; the register with its number."""
    term = ROOT_LIST_TERM if entry.kind is Kind.ROOT else LIST_TERM
    number = register.lists + 1
    made = certificates.revocation_list(above, number, register.revoked, now, term)
    folder.put(_list_name(entry), made.public_bytes(Encoding.DER))
    return replace(register, lists=number)


def list_of(folder: Folder, entry: Entry) -> bytes | None:
    """The newest list of what one that certifies has revoked, in DER; None where it is missing."""
    file = folder.path / _list_name(entry)
    return file.read_bytes() if file.exists() else None


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, as it is compared by people."""
    return certificate.fingerprint(SHA256()).hex()


def pem(found: Sequence[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in found)


def _check_above(register: Register, serial: int, above: KeyCover | None) -> None:
    issuers = register.all_of(Kind.ISSUER)
    if above is None and any(each.certificate.serial_number == serial for each in issuers):
        raise Trouble(TroubleKind.KEY_MISSING, "the root's key revokes an issuer")


def _lists_again(
    folder: Folder,
    register: Register,
    cover: KeyCover,
    above: KeyCover | None,
    now: datetime,
) -> Register:
    covers = [(entry, cover) for entry in register.all_of(Kind.ISSUER)]
    if above is not None:
        covers += [(entry, above) for entry in register.all_of(Kind.ROOT)]
    for entry, each in covers:
        held = Holder(entry.certificate, folder.key(entry, each))
        register = issue_list(folder, register, held, entry, now)
    return register


def _with_new(
    folder: Folder, register: Register, kind: Kind, above: Holder, cover: KeyCover, now: datetime
) -> tuple[Register, Holder]:
    key = certificates.new_key(kind)
    count = len(register.all_of(kind)) + 1
    name = certificates.subject(register.organisation, f"Yuntiao {kind.value.capitalize()} {count}")
    if kind is Kind.SEAL:  # the name that readers of the document are shown
        name = certificates.subject(register.organisation, register.organisation, number=f"seal-{count}")
    held = Holder(certificates.issued(kind, name, key.public_key(), above, now), key)
    entry = Entry(kind, held.certificate)
    folder.keep_key(entry, key, cover)
    return register.with_entry(entry), held


def _holder(folder: Folder, register: Register, kind: Kind, cover: KeyCover) -> Holder:
    entry = register.current(kind)
    return Holder(entry.certificate, folder.key(entry, cover))


def _list_name(entry: Entry) -> str:
    return f"lists/{entry.serial}.crl"


def _above(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
