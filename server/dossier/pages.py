"""The pages inside a bundle, for whoever opens it without knowing of us: what it is, and what is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import jinja2

from rooms.archive.profiles import Profile
from server.dossier import bag
from server.dossier.gathering import Gathered
from server.dossier.papers import pretty
from server.dossier.source import Measured
from server.i18n import Language, catalogue

FOLDER: Final = Path(__file__).resolve().parent / "templates"
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the index (卷内目录). ``path`` is seen from the index's own folder."""

    number: int
    kind: str
    path: str
    size: str
    octets: int
    sha256: str


def index(
    gathered: Gathered, measured: Sequence[Measured], made: datetime, centre: str
) -> Iterator[tuple[str, bytes]]:
    """The index for people and for machines."""
    rows = [
        Row(number, part.kind.value, part.path, _size(found.size), found.size, found.sha256)
        for number, (part, found) in enumerate(zip(gathered.parts, measured, strict=True), 1)
    ]
    yield bag.INDEX, _page("index.html", rows=rows, **_facts(gathered, made, centre))
    told = [
        {"number": row.number, "kind": row.kind, "path": row.path, "octets": row.octets, "sha256": row.sha256}
        for row in rows
    ]
    yield bag.INDEX_JSON, pretty({"case_no": gathered.case.number, "files": told})


def readme(gathered: Gathered, fingerprint: str, made: datetime, centre: str) -> bytes:
    commands = (
        f"openssl pkeyutl -verify -pubin -inkey {bag.PUBLIC_KEY} -rawin -in {bag.STATEMENT}"
        f" -sigfile {bag.SIGNATURE}"
    )
    return _page("readme.html", fingerprint=fingerprint, openssl=commands, **_facts(gathered, made, centre))


def _facts(gathered: Gathered, made: datetime, centre: str) -> dict[str, object]:
    order = gathered.order
    return {
        "case_no": gathered.case.number,
        "title": gathered.case.title,
        "profile": order.profile.value,
        "court": order.profile is Profile.COURT,
        "party": gathered.party_name,
        "reason": order.reason,
        "by": order.by,
        "approved_by": order.approved_by,
        "request": order.request,
        "made": _time(made),
        "centre": centre,
        "kinds": list(dict.fromkeys(part.kind.value for part in gathered.parts)),
        "sessions": [
            (each.number, _time(each.opened), _time(each.ended) if each.ended else "")
            for each in gathered.sittings
        ],
    }


def _page(name: str, **values: object) -> bytes:
    texts = [(language, catalogue(language)) for language in Language]
    return _templates().get_template(name).render(texts=texts, **values).encode()


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _size(octets: int) -> str:
    size, unit = float(octets), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
