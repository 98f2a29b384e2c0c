"""A bundle's members, to be changed and put together again as a forger would."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.dossier import bag, container, statement
from server.dossier.checking import bundle
from server.dossier.checking.fault import Fault, FaultKind
from server.dossier.container import Member


def members(octets: bytes) -> dict[str, bytes]:
    """By path below the bag's own folder, in their order."""
    with zipfile.ZipFile(io.BytesIO(octets)) as zip_:
        return {info.filename.partition("/")[2]: zip_.read(info) for info in zip_.infolist()}


def folder(octets: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as zip_:
        return zip_.namelist()[0].partition("/")[0]


def put_together(name: str, files: list[tuple[str, bytes]]) -> bytes:
    """The zip file in our own form: only what is in it tells."""
    written = bytearray()
    listed = [(Member(f"{name}/{path}", len(octets), zlib.crc32(octets)), [octets]) for path, octets in files]
    container.write(listed, written.extend)
    return bytes(written)


def with_files(octets: bytes, new: dict[str, bytes | None]) -> bytes:
    """Some members changed, added, or (None) left out."""
    found: dict[str, bytes | None] = {**members(octets), **new}
    return put_together(folder(octets), [(path, each) for path, each in found.items() if each is not None])


def signed_anew(octets: bytes, new: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """Members changed, and everything that depends on them made anew, under another key."""
    files = {**members(octets), **new}
    payload = [path for path in files if path.startswith(bag.PAYLOAD)]
    files[bag.MANIFEST] = bag.manifest([(path, digest(files[path])) for path in payload])
    stated = statement.read(files[bag.STATEMENT])
    public = key.public_key().public_bytes_raw()
    again = [
        statement.File(file.path, file.kind, len(files[file.path]), digest(files[file.path]))
        for file in stated.files
    ]
    told = {field: getattr(stated, field) for field in stated.__struct_fields__}
    told |= {"files": again, "public_key": public.hex(), "fingerprint": statement.fingerprint(public)}
    files[bag.STATEMENT] = statement.text(statement.Statement(**told))
    files[bag.SIGNATURE] = key.sign(files[bag.STATEMENT])
    files[bag.PUBLIC_KEY] = statement.pem(public)
    tags = [*bag.FIRST, bag.STATEMENT, bag.SIGNATURE, bag.PUBLIC_KEY]
    files[bag.TAG_MANIFEST] = bag.manifest([(path, digest(files[path])) for path in tags])
    return put_together(folder(octets), list(files.items()))


def digest(octets: bytes) -> str:
    return bag.measured("", octets).sha256


def check(path: Path, octets: bytes, pinned: bytes | None = None) -> list[Fault]:
    path.write_bytes(octets)
    return bundle.check(path, pinned).faults


def kinds(faults: list[Fault]) -> set[tuple[FaultKind, str]]:
    return {(fault.kind, fault.where) for fault in faults}


def everything(octets: bytes) -> bytes:
    """The file as it is, its members, and what is in strings within strings."""
    texts = b"\n".join(members(octets).values())
    return octets + texts + texts.replace(b'\\"', b'"') + texts.decode(errors="replace").encode("utf-16-le")


def own_key(data: Path) -> Ed25519PrivateKey:
    """The installation's, as only its operator has it."""
    from server.storage.keys import FileKeys

    return FileKeys.open(data / "keys.json")._signing
