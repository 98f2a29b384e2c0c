"""How long a session lasts, and what is kept of a browser's name."""

from datetime import UTC, datetime, timedelta

import pytest

from server.staff.account import AccountId
from server.staff.lifetime import Limits, Session, device_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIMITS = Limits(idle=timedelta(minutes=30), longest=timedelta(hours=12))


def session(seen: timedelta = timedelta(), ended: datetime | None = None) -> Session:
    return Session("s", AccountId("a"), "chrome windows", START, START + seen, ended)


def test_a_session_ends_when_nobody_was_there_for_half_an_hour() -> None:
    assert session().lives(START + timedelta(minutes=29, seconds=59), LIMITS)
    assert not session().lives(START + timedelta(minutes=30), LIMITS)
    assert session(timedelta(hours=1)).lives(START + timedelta(minutes=89), LIMITS)


def test_a_session_ends_after_twelve_hours_however_busy_it_is() -> None:
    busy = session(timedelta(hours=11, minutes=59))
    assert busy.lives(START + timedelta(hours=11, minutes=59, seconds=59), LIMITS)
    assert not busy.lives(START + timedelta(hours=12), LIMITS)


def test_a_session_that_was_ended_is_over() -> None:
    assert not session(ended=START).lives(START, LIMITS)


def test_a_session_is_fresh_for_five_minutes_and_not_before_it_began() -> None:
    assert session().fresh(START + timedelta(minutes=5))
    assert not session().fresh(START + timedelta(minutes=5, seconds=1))
    assert not session().fresh(START - timedelta(seconds=1))


def test_being_seen_is_noted_once_a_minute() -> None:
    assert not session().to_be_noted(START + timedelta(seconds=59))
    assert session().to_be_noted(START + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36", "chrome windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "edge windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.5 Safari/605.1.15", "safari mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "safari ios"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile MicroMessenger/8.0", "wechat android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "firefox linux"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114.0 Mobile", "chrome harmony"),
        ("curl/8", "other other"),
        ("", "other other"),
    ],
)
def test_a_browser_is_kept_in_two_words(agent: str, device: str) -> None:
    assert device_of(agent) == device
