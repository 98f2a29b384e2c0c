"""With what is signed, as the settings name it: opened anew in the process that signs."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from server.outcomes.pki.authority import Authority, now_utc
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalTimeStamper
from server.outcomes.pki.ports import KeyCover, Signer, TimeStamper
from server.outcomes.pki.remote import RemoteCover, RemoteSigner, RemoteTimeStamper, Service
from server.outcomes.signing.press import Press
from server.outcomes.signing.stamping import Stamping
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.store import KEY_FILE, PASSPHRASE
from server.timestamp.authority import roots_in

TOKEN = "YUNTIAO_KEY_SERVICE_TOKEN"  # noqa: S105 - the name, not the thing
"""Names the environment variable with what the key service knows us by."""


@dataclass(frozen=True, slots=True)
class Means:
    """``timestamp_url``, ``timestamp_roots``: another time-stamper than the centre's own.

    ``key_service``: address of who holds the key-encryption key, and, with ``seal_elsewhere``, the seal's key.
    """

    data: Path
    timestamp_url: str = ""
    timestamp_roots: str = ""
    key_service: str = ""
    seal_elsewhere: bool = False


class Bench:
    """A press that notices when the authority was changed by a command."""

    def __init__(self, means: Means, clock: Callable[[], datetime] = now_utc) -> None:
        self._means, self._clock = means, clock
        self._authority = Authority.open(means.data, cover_of(means), clock)
        self._press = self._made()

    def press(self) -> Press:
        """Raises Trouble."""
        if self._authority.look_again():
            self._press = self._made()
        return self._press

    def _made(self) -> Press:
        stamper, roots = self._stamper()
        seal: Signer | None = None
        if self._means.seal_elsewhere:
            seal = RemoteSigner(service_of(self._means), "seal")
        own = self._authority.root
        trusted = [each.public_bytes(Encoding.DER) for each in dict.fromkeys((own, *roots))]
        stamping = Stamping(stamper, roots, self._clock)
        return Press(self._authority, stamping, trusted, self._clock, seal)

    def _stamper(self) -> tuple[TimeStamper, list[Certificate]]:
        if self._means.timestamp_url:
            roots = roots_in(Path(self._means.timestamp_roots))
            return RemoteTimeStamper(self._means.timestamp_url), roots
        above = self._authority.chain(Kind.TIMESTAMP)[1:]
        own = LocalTimeStamper(self._authority.holder(Kind.TIMESTAMP), above, self._clock)
        return own, [self._authority.root]


def cover_of(means: Means) -> KeyCover:
    """What private keys are put away under; raises Trouble. Made at the first call, as the key file is."""
    if means.key_service:
        return RemoteCover(service_of(means))
    try:
        return FileKeys.open(means.data / KEY_FILE, os.environ.get(PASSPHRASE))
    except KeysUnavailable as error:
        raise Trouble(TroubleKind.KEY_UNREADABLE, str(error)) from error


def service_of(means: Means) -> Service:
    """Raises Trouble for an address that is neither HTTPS nor this machine."""
    return Service(means.key_service, os.environ.get(TOKEN, ""))
