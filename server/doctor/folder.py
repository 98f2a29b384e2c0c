"""The data folder: whose it is, what is in it, how much fits."""

import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.store import KEY_FILE, PASSPHRASE

_SUBJECT: Final = "data folder"
_DISK: Final = "disk space"
_KEYS: Final = "keys"
GIB: Final = 1 << 30
LITTLE, TOO_LITTLE = 5 * GIB, 1 * GIB
"""An hour of a recorded session takes about 0.5 GiB."""


def examine_folder(settings: Settings) -> list[Finding]:
    """Rights of the folder and its key file; nothing is made that is not there."""
    folder = settings.data.absolute()
    if not folder.exists():
        return [ok(_SUBJECT, f"{folder} is not there yet; the first start makes it")]
    if not folder.is_dir():
        return [fault(_SUBJECT, f"{folder} is no folder", "name another one with --data")]
    if owner := another_owner(folder):
        # What this user may do says nothing, and files that it would leave behind could stop the service.
        return [
            warning(_SUBJECT, f"{folder} is the user {owner}'s", f"ask again as that user: sudo -u {owner} …")
        ]
    return [_rights(folder), *_keys(folder)]


def another_owner(path: Path) -> str:
    """The name or number of the user whose it is, empty when that is the present one."""
    if not path.exists() or path.stat().st_uid == os.geteuid():
        return ""
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def _rights(folder: Path) -> Finding:
    mode = stat.S_IMODE(folder.stat().st_mode)
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        advice = (
            "let the user who runs the service own it (chown), and look whether the disk is read-only or full"
        )
        return fault(_SUBJECT, f"{folder} cannot be written ({error.strerror})", advice)
    if mode & 0o077:
        return warning(_SUBJECT, f"others may look into {folder}", f"chmod 700 {folder}")
    return ok(_SUBJECT, f"{folder} can be written, and by nobody else")


def _keys(folder: Path) -> list[Finding]:
    file = folder / KEY_FILE
    if not file.exists():
        if any(folder.glob("*.sqlite3")):
            lost = "there is a database, but no key file: nothing that was said can be read"
            return [fault(_KEYS, lost, f"bring {file} back from the backup before the next start")]
        return []
    try:
        FileKeys.open(file, os.environ.get(PASSPHRASE))
    except KeysUnavailable as error:
        return [fault(_KEYS, str(error), f"see to {file} and to {PASSPHRASE}")]
    return [ok(_KEYS, "the key file can be read, and by nobody else")]


def examine_disk(settings: Settings) -> list[Finding]:
    """Room for what is to come."""
    folder = settings.data.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / GIB:.1f} GiB free"
    if free < TOO_LITTLE:
        return [fault(_DISK, said, "make room: a full disk refuses everything that anybody does in a room")]
    if free < LITTLE:
        return [warning(_DISK, said, "make room soon")]
    return [ok(_DISK, said)]
