"""The calendar entry keeps to RFC 5545 and tells nothing to whoever looks over a shoulder."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from server.pages.icalendar import Entry, document

CHINA = timezone(timedelta(hours=8))


def entry(summary: str = "网上调解", description: str = "请打开链接") -> Entry:
    starts = datetime(2026, 12, 31, 7, 30, tzinfo=CHINA)
    return Entry("ab12", starts, datetime(2026, 11, 1, tzinfo=UTC), summary, description)


def unfolded(made: bytes) -> list[str]:
    return made.replace(b"\r\n ", b"").decode().split("\r\n")


def test_times_are_in_utc_over_the_change_of_a_day() -> None:
    lines = unfolded(document(entry()))
    assert "DTSTART:20261230T233000Z" in lines
    assert "DTSTAMP:20261101T000000Z" in lines


def test_every_line_ends_with_crlf_and_has_at_most_75_octets() -> None:
    made = document(entry("吉首市劳动人事争议云调解中心请您参加网上调解" * 5, "x" * 300))
    assert made.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert max(len(line) for line in made.split(b"\r\n")) == 75


def test_a_fold_cuts_no_character_in_two_and_unfolds_to_the_same() -> None:
    summary = "调解" * 60
    made = document(entry(summary))
    for line in made.split(b"\r\n"):
        line.decode()
    assert f"SUMMARY:{summary}" in unfolded(made)


@pytest.mark.parametrize(
    ("text", "written"),
    [("a,b;c", r"a\,b\;c"), ("back\\slash", r"back\\slash"), ("two\r\nlines\n", r"two\nlines\n")],
)
def test_what_has_a_meaning_in_the_format_is_escaped(text: str, written: str) -> None:
    assert f"SUMMARY:{written}" in unfolded(document(entry(text)))


@pytest.mark.parametrize("control", ["\r", "\x00", "\x7f", "\u2028"])
def test_a_control_character_makes_no_line_of_its_own(control: str) -> None:
    lines = unfolded(document(entry(f"a{control}ATTACH:x")))
    assert "SUMMARY:aATTACH:x" in lines
