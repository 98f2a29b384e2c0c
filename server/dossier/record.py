"""The record of a session as files of a bundle: all of it for the centre, else what was read back."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rooms.archive import record as written
from rooms.archive import released
from rooms.archive.past import Past
from rooms.archive.profiles import Artefact, Profile
from rooms.archive.readout import read_out
from rooms.canonical import JSON
from rooms.ids import SeatId
from rooms.minutes import Reading
from rooms.moments import stamp
from server.dossier.papers import pretty
from server.i18n import Language, catalogue

File = tuple[str, Artefact, bytes]
_SUFFIX: Final = {Language.CHINESE: "", Language.ENGLISH: ".en"}


def parts(
    folder: str, past: Past, profile: Profile, party: SeatId | None, wanted: frozenset[Artefact]
) -> Iterator[File]:
    """Path, kind and content of each file. ``past``: as its reader may read it, not yet cut to the profile."""
    reading = released.released(past, profile, party)
    agreed = released.agreed(past.minutes, past.seats)
    if Artefact.RECORD in wanted:
        if profile is Profile.JOINT:
            yield from _whole(folder, past)
        elif reading is not None:
            content = released.record(reading, profile, agreed=agreed)
            who = _confirmed(reading, profile, party)
            yield from _read(f"{folder}/record", Artefact.RECORD, reading, content, who, profile)
    if Artefact.UNDISPUTED in wanted and reading is not None and agreed:
        facts = released.undisputed(reading)
        if facts["sections"]:
            yield from _read(f"{folder}/undisputed", Artefact.UNDISPUTED, reading, facts, [], profile)


def _whole(folder: str, past: Past) -> Iterator[File]:
    """With what was struck and corrected, by whom, when and why."""
    if not (past.minutes.lines or past.minutes.answers):
        return
    for language, suffix in _SUFFIX.items():
        words = catalogue(language).part("form", "role")
        yield f"{folder}/record{suffix}.txt", Artefact.RECORD, written.text(past, words, stamp).encode()
    yield f"{folder}/record.json", Artefact.RECORD, pretty(written.structured(past))


def _read(
    path: str,
    kind: Artefact,
    reading: Reading,
    content: Mapping[str, Any],
    confirmed: list[tuple[str, str]],
    profile: Profile,
) -> Iterator[File]:
    for language, suffix in _SUFFIX.items():
        words = catalogue(language).part("form", "role")
        lines = [words["form.confirmed"].format(name=who, time=when, text="") for who, when in confirmed]
        text = read_out(content, words, stamp) + "".join(f"{line}\n" for line in lines)
        yield f"{path}{suffix}.txt", kind, text.encode()
    told: dict[str, JSON] = {
        **released.named(reading, profile),
        "read": stamp(reading.at),
        "content": dict(content),
        "confirmed": [{"name": who, "at": when} for who, when in confirmed],
    }
    yield f"{path}.json", kind, pretty(told)


def _confirmed(reading: Reading, profile: Profile, party: SeatId | None) -> list[tuple[str, str]]:
    """Who says that it is right, and when; in a party's copy only they themselves."""
    last = {said.seat: said for said in reading.responses}
    return [
        (said.name, stamp(said.at))
        for seat, said in last.items()
        if said.objection is None and (profile is not Profile.PARTY or seat == party)
    ]
