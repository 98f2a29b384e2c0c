"""The press with what the settings name, opened in the process that signs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from server.outcomes.pki.authority import Authority, now_utc
from server.outcomes.pki.kind import LASTING, Kind
from server.outcomes.pki.local import LocalTimeStamper
from server.outcomes.pki.ports import Signer, TimeStamper
from server.outcomes.pki.remote import RemoteSigner, RemoteTimeStamper
from server.outcomes.signing.means import Means, cover_of, service_of
from server.outcomes.signing.press import RESERVED, RESERVED_FOR_OTHERS, Press
from server.outcomes.signing.stamping import Stamping
from server.timestamp.authority import roots_in


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
        kinds = (Kind.FREEZING, Kind.TIMESTAMP) if self._means.seal_elsewhere else LASTING
        self._authority.take_keys(kinds)
        stamper, roots = self._stamper()
        seal: Signer | None = None
        if self._means.seal_elsewhere:
            seal = RemoteSigner(service_of(self._means), "seal")
        own = self._authority.root
        trusted = [each.public_bytes(Encoding.DER) for each in dict.fromkeys((own, *roots))]
        stamping = Stamping(stamper, roots, self._clock)
        elsewhere = self._means.timestamp_url or self._means.seal_elsewhere
        reserved = RESERVED_FOR_OTHERS if elsewhere else RESERVED
        return Press(self._authority, stamping, trusted, self._clock, seal, reserved)

    def _stamper(self) -> tuple[TimeStamper, list[Certificate]]:
        if self._means.timestamp_url:
            roots = roots_in(Path(self._means.timestamp_roots))
            return RemoteTimeStamper(self._means.timestamp_url), roots
        above = self._authority.chain(Kind.TIMESTAMP)[1:]
        own = LocalTimeStamper(self._authority.holder(Kind.TIMESTAMP), above, self._clock)
        return own, [self._authority.root]
