"""With what is signed, as the settings name it."""

import os
from dataclasses import dataclass
from pathlib import Path

from server.outcomes.pki.ports import KeyCover
from server.outcomes.pki.remote import RemoteCover, Service
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.store import KEY_FILE, PASSPHRASE

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
