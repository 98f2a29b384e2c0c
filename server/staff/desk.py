"""Everything that is done with accounts, put together for the pages."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from server.staff.accounts import Accounts
from server.staff.demonstrations import Demonstrations
from server.staff.factors import Factors
from server.staff.hashing import Passwords
from server.staff.lifetime import Limits
from server.staff.reading import LogReader
from server.staff.sessions import Clock, Sessions, utc_now
from server.staff.setting_up import SettingUp
from server.staff.signing_in import SigningIn
from server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of the staff's accounts."""

    accounts: Accounts
    signing_in: SigningIn
    setting_up: SettingUp
    sessions: Sessions
    factors: Factors
    demonstrations: Demonstrations
    log: LogReader


@contextlib.contextmanager
def open_desk(
    store: Store, limits: Limits | None = None, *, clock: Clock = utc_now, demonstrations: bool = True
) -> Iterator[Desk]:
    """The services on a store; ends their worker process in the end.

    ``demonstrations``: whether accounts of demonstrations are signed in.
    """
    with contextlib.closing(Passwords()) as passwords:
        yield Desk(
            Accounts(store, clock=clock),
            SigningIn(store, passwords, clock=clock),
            SettingUp(store, passwords, clock=clock),
            Sessions(store, limits or Limits(), clock=clock, demonstrations=demonstrations),
            Factors(store, passwords, clock=clock),
            Demonstrations(store, clock=clock),
            LogReader(store),
        )
