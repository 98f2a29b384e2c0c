"""How long a session lasts: pure rules, time is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from server.staff.account import AccountId

FRESH: Final = timedelta(minutes=5)
"""For so long after signing in one may change one's own factors: an open desk is not enough."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last seen: not each request is a write."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session ends by itself."""

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in, without its token."""

    id: str
    account: AccountId
    device: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None

    def lives(self, now: datetime, limits: Limits) -> bool:
        return (
            self.ended_at is None
            and now - self.seen_at < limits.idle
            and now - self.started_at < limits.longest
        )

    def fresh(self, now: datetime) -> bool:
        """Whether the person proved only just now who they are; a clock that was set back proves nothing."""
        return timedelta() <= now - self.started_at <= FRESH

    def to_be_noted(self, now: datetime) -> bool:
        """Whether ``seen_at`` is to be written anew."""
        return now - self.seen_at >= SEEN_EVERY


class Browser(StrEnum):
    """What is kept of a browser's name; the rest of it would tell one person's device from another's."""

    WECHAT = "wechat"
    EDGE = "edge"
    FIREFOX = "firefox"
    CHROME = "chrome"
    SAFARI = "safari"
    OTHER = "other"


class System(StrEnum):
    HARMONY = "harmony"
    ANDROID = "android"
    IOS = "ios"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    OTHER = "other"


# The first that is found counts: each name also stands in the User-Agent of those above it.
_BROWSERS: Final = (
    ("MicroMessenger", Browser.WECHAT),
    ("Edg", Browser.EDGE),
    ("Firefox", Browser.FIREFOX),
    ("Chrome", Browser.CHROME),
    ("Safari", Browser.SAFARI),
)
_SYSTEMS: Final = (
    ("OpenHarmony", System.HARMONY),
    ("Android", System.ANDROID),
    ("iPhone", System.IOS),
    ("iPad", System.IOS),
    ("Windows", System.WINDOWS),
    ("Mac OS", System.MAC),
    ("Linux", System.LINUX),
)


def device_of(user_agent: str) -> str:
    """A browser in two words of a closed set, as ``browser system``."""
    browser = next((found for mark, found in _BROWSERS if mark in user_agent), Browser.OTHER)
    system = next((found for mark, found in _SYSTEMS if mark in user_agent), System.OTHER)
    return f"{browser} {system}"
