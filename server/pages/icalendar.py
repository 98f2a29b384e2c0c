"""A session as an entry for a calendar (iCalendar, RFC 5545).

A calendar shows on locked screens and is shared in families: the entry names no person and no case, and carries no
link, so that whoever reads it cannot come in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

MEDIA_TYPE: Final = "text/calendar"
_LINE: Final = 75
"""Octets of a line without its end (section 3.1)."""
_DURATION: Final = "PT2H"
"""Nobody knows when a session ends; without an end calendars draw no length at all."""
_REMINDER: Final = "-PT30M"


@dataclass(frozen=True, slots=True)
class Entry:
    """``uid`` is the same whenever the entry of the same session is made: a calendar then replaces the older one."""

    uid: str
    starts: datetime
    made: datetime
    summary: str
    description: str


def document(entry: Entry) -> bytes:
    """The entry as a file; times in UTC, lines folded and ended by CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yuntiao//Yuntiao//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.uid)}",
        f"DTSTAMP:{_utc(entry.made)}",
        f"DTSTART:{_utc(entry.starts)}",
        f"DURATION:{_DURATION}",
        f"SUMMARY:{_escaped(entry.summary)}",
        f"DESCRIPTION:{_escaped(entry.description)}",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{_REMINDER}",
        f"DESCRIPTION:{_escaped(entry.summary)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Text by section 3.3.11; control characters, which it forbids, are left out."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(letter for letter in text if letter.isprintable())


def _folded(line: str) -> bytes:
    """No line longer than 75 octets, and no character cut in two."""
    folded: list[bytes] = [b""]
    for letter in line:
        octets = letter.encode()
        # A continuation begins with a space, which counts.
        if len(folded[-1]) + len(octets) > _LINE:
            folded.append(b" ")
        folded[-1] += octets
    return b"\r\n".join(folded)
