"""The services of the staff's accounts, and colleagues who use them as the pages do."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import Connection

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server.staff import log
from server.staff.account import Account, AccountId
from server.staff.desk import Desk
from server.staff.log import Deed, Entry
from server.staff.passkeys import Site
from server.staff.sessions import Opened, SignedIn
from server.staff.setting_up import Chosen, Offer, SetUp
from server.staff.signing_in import Halfway, Visitor
from server.storage.store import Store
from tests.authenticator import Authenticator
from tests.contract.given import NOW

SITE = Site("https://mediation.example", "云调解中心")
HOME = Visitor("198.51.100.7", "chrome windows")
PHONE = Visitor("198.51.100.8", "safari ios")
PASSWORD = "blue kettle under rain"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Colleague:
    """Somebody with an account: password and authenticator."""

    name: str
    id: AccountId
    secret: str
    recovery_codes: tuple[str, ...]
    token: str


@dataclass
class Office:
    """The services, and people who use them as the pages do."""

    desk: Desk
    store: Store
    clock: Clock

    async def invite(self, role: StaffRole = StaffRole.MEDIATOR) -> tuple[str, str]:
        name = f"田秀英 {secrets.token_hex(4)}"
        link = await self.desk.accounts.invite(name, role)
        assert isinstance(link, str)
        return name, link

    async def set_up(self, role: StaffRole = StaffRole.MEDIATOR) -> Colleague:
        name, link = await self.invite(role)
        offer = await self.desk.setting_up.offer(link, PASSWORD, SITE)
        assert isinstance(offer, Offer)
        chosen = Chosen(PASSWORD, self.code(offer.secret))
        done = await self.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, HOME)
        assert isinstance(done, SetUp)
        self.clock.wait(seconds=90)  # the next code of the authenticator
        opened = done.opened
        return Colleague(name, opened.account.id, offer.secret, done.recovery_codes, opened.token)

    async def set_up_with_passkey(self) -> tuple[AccountId, Authenticator]:
        _, link = await self.invite()
        offer = await self.desk.setting_up.offer(link, None, SITE)
        assert isinstance(offer, Offer)
        phone = Authenticator(SITE.origin)
        chosen = Chosen(credential=phone.create(offer.options))
        done = await self.desk.setting_up.finish(link, offer.ceremony, chosen, SITE, PHONE)
        assert isinstance(done, SetUp)
        assert done.recovery_codes == ()
        return done.opened.account.id, phone

    def code(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(self.clock.now)

    async def halfway(self, colleague: Colleague) -> str:
        half = await self.desk.signing_in.password(colleague.name, PASSWORD, HOME)
        assert isinstance(half, Halfway)
        return half.ceremony

    async def sign_in(self, colleague: Colleague) -> SignedIn:
        opened = await self.desk.signing_in.code(
            await self.halfway(colleague), self.code(colleague.secret), HOME
        )
        assert isinstance(opened, Opened)
        return await self.who(opened.token)

    async def who(self, token: str) -> SignedIn:
        found = await self.desk.sessions.identify(token)
        assert found is not None
        return found

    async def with_passkey(self, phone: Authenticator) -> Opened | Refused:
        asked = await self.desk.signing_in.ask_for_passkey(SITE)
        return await self.desk.signing_in.passkey(asked.ceremony, phone.get(asked.options), SITE, PHONE)

    async def account(self, id_: AccountId) -> Account:
        (found,) = [account for account in await self.desk.accounts.all() if account.id == id_]
        return found

    async def log(self, account: AccountId | None) -> list[Entry]:
        def read(connection: Connection) -> list[Entry]:
            return [entry for entry in log.read(connection, self.store.keys) if entry.account == account]

        return await self.store.database.read(read)

    async def deeds(self, account: AccountId) -> list[Deed]:
        return [entry.deed for entry in await self.log(account)]


def code_of(answer: object) -> ErrorCode:
    assert isinstance(answer, Refused), answer
    return answer.code
