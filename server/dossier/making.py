"""A bundle is made in two steps that may run elsewhere (measuring, writing), with the signature between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.dossier import bag, container, pages, statement
from server.dossier.container import Member
from server.dossier.gathering import Gathered, Part
from server.dossier.source import Fetching, Measured, Octets, Places, Source

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A file of the zip file: what is known of it, and where its octets are."""

    measured: Measured
    source: Source


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that only has to be written. ``digest``: of its statement, which names it in the log."""

    folder: str
    files: tuple[File, ...]
    digest: str

    @property
    def length(self) -> int:
        return container.length([_member(self.folder, file.measured) for file in self.files])


def measure(
    parts: Sequence[Part], places: Places, progress: Callable[[float], None] = lambda share: None
) -> list[Measured]:
    """Every part, read whole once; raises SourceUnavailable. ``progress`` is told 0 to 1."""
    fetching, measured = Fetching(places), []
    try:
        for place, part in enumerate(parts, 1):
            measured.append(fetching.measure(bag.PAYLOAD + part.path, part.source))
            progress(place / len(parts))
    finally:
        fetching.close()
    return measured


def sign(
    gathered: Gathered,
    measured: Sequence[Measured],
    *,
    made: datetime,
    centre: str,
    public_key: bytes,
    signed: Sign,
) -> Sealed:
    """Puts what tells of the parts around them."""
    folder = bag.folder(gathered.case.number, made)
    parts = [
        (part.kind.value, File(found, part.source))
        for part, found in zip(gathered.parts, measured, strict=True)
    ]
    index = [_own(path, octets) for path, octets in pages.index(gathered, measured, made, centre)]
    payload = [*(("index", file) for file in index), *parts]
    first = _before(gathered, [file.measured for _, file in payload], made, centre, public_key)
    listed = [*(("tag", file) for file in first), *payload]
    stated = statement.state(
        gathered,
        folder,
        [(kind, file.measured) for kind, file in listed],
        made=made,
        centre=centre,
        key=public_key,
    )
    text = statement.text(stated)
    last = [
        _own(bag.STATEMENT, text),
        _own(bag.SIGNATURE, signed(text)),
        _own(bag.PUBLIC_KEY, statement.pem(public_key)),
    ]
    tags = [(file.measured.path, file.measured.sha256) for file in [*first, *last]]
    last.append(_own(bag.TAG_MANIFEST, bag.manifest(tags)))
    return Sealed(folder, (*(file for _, file in listed), *last), last[0].measured.sha256)


def _before(
    gathered: Gathered, payload: Sequence[Measured], made: datetime, centre: str, public_key: bytes
) -> list[File]:
    """What stands before the payload and tells of it."""
    number, software = gathered.case.number, f"{statement.SYSTEM} {statement.release()}"
    info = bag.info(number, centre, made, software, [file.size for file in payload])
    readme = pages.readme(gathered, statement.fingerprint(public_key), made, centre)
    return [
        _own(bag.DECLARATION, bag.BAGIT),
        _own(bag.INFO, info),
        _own(bag.MANIFEST, bag.manifest([(file.path, file.sha256) for file in payload])),
        _own(bag.README, readme),
    ]


def write(sealed: Sealed, places: Places, out: Callable[[bytes], object]) -> None:
    """The zip file, forwards; raises SourceUnavailable, SourceChanged."""
    fetching = Fetching(places)

    def octets(file: File) -> Iterable[bytes]:
        return fetching.octets(file.source)

    try:
        container.write([(_member(sealed.folder, file.measured), octets(file)) for file in sealed.files], out)
    finally:
        fetching.close()


def _member(folder: str, file: Measured) -> Member:
    return Member(f"{folder}/{file.path}", file.size, file.crc)


def _own(path: str, octets: bytes) -> File:
    return File(bag.measured(path, octets), Octets(octets))
