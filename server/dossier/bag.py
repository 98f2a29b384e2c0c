"""A bundle as a bag (RFC 8493): which files stand where, in which order, and the ones that tell of the others."""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from server.dossier.source import Measured

BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
README: Final = "README.html"
STATEMENT: Final = "statement.json"
SIGNATURE: Final = "statement.sig"
PUBLIC_KEY: Final = "public-key.pem"
PAYLOAD: Final = "data/"
INDEX: Final = PAYLOAD + "index.html"
INDEX_JSON: Final = PAYLOAD + "index.json"

FIRST: Final = (DECLARATION, INFO, MANIFEST, README)
LAST: Final = (STATEMENT, SIGNATURE, PUBLIC_KEY, TAG_MANIFEST)
"""What stands before and behind the payload. The last four are not in the statement: they follow from it."""

_UNFIT: Final = re.compile(r"[^\w〔〕-]+")
_LONGEST: Final = 80


def folder(case_no: str, made: datetime) -> str:
    """The bag's own name: the one folder that the zip file holds."""
    plain = _UNFIT.sub("-", unicodedata.normalize("NFC", case_no)).strip("-")[:_LONGEST]
    return f"{plain or 'case'}-{made:%Y%m%dT%H%M%SZ}"


def measured(path: str, octets: bytes) -> Measured:
    return Measured(path, len(octets), hashlib.sha256(octets).hexdigest(), zlib.crc32(octets))


def manifest(files: Sequence[tuple[str, str]]) -> bytes:
    """Digest and path of each file, in their order."""
    return "".join(f"{digest}  {path}\n" for path, digest in files).encode()


def info(case_no: str, centre: str, made: datetime, software: str, sizes: Sequence[int]) -> bytes:
    octets = sum(sizes)
    fields = {
        "Source-Organization": centre,
        "External-Identifier": case_no,
        "Bagging-Date": f"{made:%Y-%m-%d}",
        "Bag-Software-Agent": software,
        "Payload-Oxum": f"{octets}.{len(sizes)}",
    }
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields.items()).encode()
