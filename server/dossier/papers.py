"""What was written and said, as texts: for people (both languages in one), for machines, and beside the recordings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from rooms.archive.past import Line, LineKind, Past, Residence, Track
from rooms.canonical import JSON
from rooms.ids import SeatId
from rooms.moments import stamp
from rooms.participant import MediaKind
from server.foreign import in_line
from server.i18n import Language, catalogue

_HOUR: Final = 3_600_000
_MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True)
class Filed:
    """A track, and the file of the bundle that holds it; "" for one whose key was destroyed."""

    track: Track
    path: str


def both(key: str, **params: object) -> str:
    """A text in Chinese and English."""
    return " / ".join(catalogue(language)(key, **params) for language in Language)


def session_json(past: Past, files: Sequence[Filed]) -> bytes:
    """What kind of session it was, who was in it when, and which file is whose."""
    return pretty(
        {
            "room": past.room,
            "opened": stamp(past.opened),
            "ended": None if past.ended is None else stamp(past.ended),
            "people": [_person(past, seat) for seat in past.seats],
            "presence": [_stay(stay) for stay in past.residences],
            "recordings": [_recording(past, filed) for filed in files],
        }
    )


def chat_json(past: Past, pictures: Mapping[str, str]) -> bytes:
    """``pictures``: the file of each photographed page, by its id."""
    return pretty([_message(past, line, pictures) for line in _written(past)])


def chat_text(past: Past, pictures: Mapping[str, str]) -> bytes:
    return _lines(
        f"{stamp(line.at)}  {_who(past, line)}: {_shown(line.text)}"
        + "".join(f"\n    [{pictures[page.id]}]" for page in line.pages if page.id in pictures)
        for line in _written(past)
    )


def transcript_json(past: Past, files: Sequence[Filed]) -> bytes:
    return pretty([_told(past, line, files) for line in past.lines])


def transcript_text(past: Past) -> bytes:
    return _lines(_sentence(past, line) for line in past.lines)


def captions(past: Past, filed: Filed) -> bytes | None:
    """WebVTT for one track of speech; None where nothing of it was put into words."""
    said = [line for line in past.lines if line.kind is LineKind.SAID and _covers(filed.track, line)]
    if filed.track.kept.media is not MediaKind.AUDIO or not said:
        return None
    cues = [f"WEBVTT\n\nNOTE {both('bundle.machine_text')}"]
    for line in said:
        begin = _offset(filed.track, line)
        words = _shown(line.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_clock(begin)} --> {_clock(begin + max(line.milliseconds, 1))}\n{words}")
    return ("\n\n".join(cues) + "\n").encode()


def no_film() -> bytes:
    """Stands where a film would."""
    return _lines([catalogue(language)("bundle.no_film") for language in Language])


def pretty(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _written(past: Past) -> list[Line]:
    return [line for line in past.lines if line.kind is LineKind.WRITTEN]


def _person(past: Past, seat: SeatId) -> dict[str, JSON]:
    found = past.seats[seat]
    told: dict[str, JSON] = {
        "seat": seat, "person": found.person, "name": found.name, "role": found.role.value,
    }  # fmt: skip
    return told if found.group is None else {**told, "group": found.group}


def _stay(stay: Residence) -> dict[str, JSON]:
    until = None if stay.until is None else stamp(stay.until)
    return {"seat": stay.seat, "stay": stay.stay, "since": stamp(stay.since), "until": until}


def _recording(past: Past, filed: Filed) -> dict[str, JSON]:
    kept = filed.track.kept
    return {
        "id": kept.id,
        "file": filed.path or None,
        "seat": kept.seat,
        "stay": kept.stay,
        "kind": kept.media.value,
        "began": stamp(kept.began),
        "milliseconds": kept.milliseconds,
        "octets": kept.plain_length,
        "sha256": kept.plain_digest,
        "torn": kept.torn,
    }


def _message(past: Past, line: Line, pictures: Mapping[str, str]) -> dict[str, JSON]:
    told: dict[str, JSON] = {
        "id": line.id,
        "at": stamp(line.at),
        "by": [_person(past, seat) for seat in line.seats if seat in past.seats],
        "text": line.text,
    }
    pages = [pictures[page.id] for page in line.pages if page.id in pictures]
    return {**told, "photographs": pages} if line.pages else told


def _told(past: Past, line: Line, files: Sequence[Filed]) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": line.kind.value, "at": stamp(line.at)}
    if line.seats:
        told["by"] = [past.seats[seat].name for seat in line.seats if seat in past.seats]
    if line.what is not None:
        told["what"] = line.what.value
    if line.text:
        told["text"] = line.text
    if line.kind is LineKind.SAID:
        told |= {"machine": True, "milliseconds": line.milliseconds, "stay": line.stay}
    places = [
        {"file": filed.path, "milliseconds": _offset(filed.track, line)}
        for filed in files
        if filed.path and _covers(filed.track, line)
    ]
    return {**told, "recordings": places} if places else told


def _sentence(past: Past, line: Line) -> str:
    who = _who(past, line)
    if line.what is not None:
        what = both(f"bundle.happened.{line.what.value}")
        return f"{stamp(line.at)}  [{what}{': ' + who if who else ''}]"
    mark = f" ({both('bundle.machine')})" if line.kind is LineKind.SAID else ""
    return f"{stamp(line.at)}  {who}{mark}: {_shown(line.text)}"


def _who(past: Past, line: Line) -> str:
    """Whoever it was; of several who share a device it is one of them."""
    names = [past.seats[seat] for seat in line.seats if seat in past.seats]
    told = ", ".join(f"{in_line(seat.name)} ({both(f'role.{seat.role.value}')})" for seat in names)
    return f"{both('bundle.one_of')} {told}" if len(names) > 1 and line.what is None else told


def _shown(text: str) -> str:
    return "\n    ".join(in_line(part) for part in text.split("\n"))


def _lines(lines: Any) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _covers(track: Track, line: Line) -> bool:
    kept = track.kept
    end = kept.began + timedelta(milliseconds=kept.milliseconds)
    mine = kept.stay == line.stay if line.stay is not None else kept.seat in line.seats
    return line.what is None and kept.seat in line.seats and mine and kept.began <= line.at <= end


def _offset(track: Track, line: Line) -> int:
    return max(0, (line.at - track.kept.began) // timedelta(milliseconds=1))


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds % _HOUR, _MINUTE)
    return f"{milliseconds // _HOUR:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
