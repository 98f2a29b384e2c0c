"""Settings: from the command line and from environment variables named ``YUNTIAO_…``, read once at start."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "YUNTIAO_"
SELF_SIGNED: Final = "self-signed"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_TRUE: Final = {"1", "true", "yes", "on"}
_FALSE: Final = {"0", "false", "no", "off", ""}


class SettingError(ValueError):
    """A setting has a value that cannot be; the message names the setting and what it wants."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between deployments. Ports are 1-65535, except 0: any free one."""

    host: str = "127.0.0.1"
    port: int = 8080
    udp_hosts: tuple[str, ...] = ()
    """Addresses that media is received on; empty: that of ``host``, or all of them when that is loopback."""
    udp_port: int = 40000
    advertise: tuple[str, ...] = ()
    """Addresses written into answers, where they differ from the bound ones."""
    data: Path = Path("data")
    database: str = ""
    """SQLAlchemy address of the database; empty: SQLite in the data folder."""
    recordings: str = ""
    """Address of the bucket in which finished recordings are kept (``s3://bucket/prefix``; the rest as AWS's tools
    have it: AWS_ENDPOINT, AWS_ACCESS_KEY_ID, …); empty: the data folder."""
    speech_model: str = ""
    """Folder of a speech model (SenseVoice: model.onnx or model.int8.onnx, tokens.txt; silero_vad.onnx where there is
    one); empty: nothing is put into words."""
    speech_digest: str = ""
    """What ``yuntiao speech check`` said of that model: any other is refused. Empty: none is."""
    spool_megabytes: int = 20_480
    """How much recordings may take on this machine until they are where they are kept; then the newest is lost, with an
    alarm. The disk's last 256 MiB are left to the log in any case."""
    redis: str = ""
    """Address of the Redis that leases rooms to processes; empty: this process has them all."""
    stun: tuple[str, ...] = ()
    """``stun:`` addresses that browsers are told."""
    turn: tuple[str, ...] = ()
    """``turn:`` and ``turns:`` addresses."""
    turn_secret: str = field(default="", repr=False)
    """coturn's shared secret; without it ``turn_user`` and ``turn_password`` are used."""
    turn_user: str = ""
    turn_password: str = field(default="", repr=False)
    tls: str = ""
    """``self-signed``: HTTPS with a certificate of our own making, to try on a local network."""
    tls_cert: str = ""
    """PEM file of the certificate with its chain; with it and ``tls_key`` the service speaks HTTPS itself."""
    tls_key: str = ""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks whose ``X-Forwarded-For``, ``-Proto`` and ``-Host`` are believed."""
    public_url: str = ""
    """The address people see, when a proxy stands in front."""
    centre: str = "云调解中心"
    """The centre's name on its pages."""
    telephone: str = ""
    """The centre's number, for whoever wonders whether a link is a fraud, and when nothing else works."""
    production: bool = False
    simulcast: bool = True
    demo_links: bool = True
    """Whether staff links of demonstration cases sign in; never in production."""
    staff_idle_minutes: int = 30
    """After so long without a request a colleague must sign in again."""
    staff_session_hours: int = 12
    """After so long in any case."""
    timestamp_url: str = ""
    """Address of a timestamping authority (RFC 3161); empty: nobody is asked."""
    timestamp_roots: str = ""
    """PEM file of the certificates that vouch for it."""
    key_service: str = ""
    """Address of a service that keeps what private keys are put away under, and the seal's key (see
    ``server.outcomes.pki.remote``); empty: the key file in the data folder."""
    seal_elsewhere: bool = False
    """Whether the key service sets the centre's seal; else its key is in the data folder."""
    remind_days: tuple[str, ...] = ("3",)
    """How many days before a payment that was agreed is due both sides are reminded of it; when it is overdue they
    always are."""
    message_url: str = ""
    """Address of the centre's gateway for short messages (see ``server.messages.gateway``); empty: none are sent, links
    and codes are handed over by people."""
    message_secret: str = field(default="", repr=False)
    """What it and we share to know each other's words."""
    copy_days: int = 30
    """For so long a link to a copy of a document opens."""
    log_format: str = "json"

    @property
    def demo_allowed(self) -> bool:
        """Demonstration links are off in production whatever else is set."""
        return self.demo_links and not self.production

    @property
    def secure(self) -> bool:
        """Whether cookies are marked Secure: everywhere but on plain loopback."""
        return self.tls_wanted or self.public_url.startswith("https:") or not is_loopback(self.host)

    @property
    def tls_wanted(self) -> bool:
        """Whether the service speaks HTTPS itself."""
        return bool(self.tls or self.tls_cert)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """``trusted_proxies`` as networks; raises ValueError."""
        return tuple(ipaddress.ip_network(text, strict=False) for text in self.trusted_proxies)

    @property
    def reminders(self) -> tuple[int, ...]:
        """``remind_days`` as numbers; raises ValueError."""
        days = tuple(int(text) for text in self.remind_days if text.isascii() and text.isdigit())
        if len(days) != len(self.remind_days) or any(day > 90 for day in days):
            raise ValueError("no numbers of days")
        return days

    @property
    def database_url(self) -> str:
        """The database's address with the default filled in."""
        return self.database or f"sqlite:///{self.data / 'yuntiao.sqlite3'}"


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine's own address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether ``host`` is an IP address, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _may_hear_numbers(url: str) -> bool:
    """Encrypted, or on this machine."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return bool(parts.hostname) and (plain or parts.scheme == "https")


def settings(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Settings from ``environment`` with what was ``given`` on the command line on top; raises SettingError."""
    env = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for name, default in _defaults().items():
        text = env.get(PREFIX + name.upper())
        if text is not None:
            values[name] = _parse(name, text, default)
    values.update({name: value for name, value in given.items() if value is not None})
    found = Settings(**values)  # type: ignore[arg-type]
    _check(found)
    return found


def _check(found: Settings) -> None:
    """What no single value shows; raises SettingError."""
    if found.tls not in {"", SELF_SIGNED}:
        raise SettingError(f"{PREFIX}TLS wants {SELF_SIGNED}, or nothing")
    if bool(found.tls_cert) != bool(found.tls_key):
        raise SettingError(f"{PREFIX}TLS_CERT and {PREFIX}TLS_KEY want each other")
    if found.tls and found.tls_cert:
        raise SettingError(f"{PREFIX}TLS and {PREFIX}TLS_CERT exclude each other")
    if found.recordings and not found.recordings.startswith("s3://"):
        raise SettingError(f"{PREFIX}RECORDINGS wants s3://bucket/prefix, or nothing")
    if bool(found.timestamp_url) != bool(found.timestamp_roots):
        raise SettingError(f"{PREFIX}TIMESTAMP_URL and {PREFIX}TIMESTAMP_ROOTS want each other")
    if found.seal_elsewhere and not found.key_service:
        raise SettingError(f"{PREFIX}SEAL_ELSEWHERE wants {PREFIX}KEY_SERVICE")
    if found.speech_digest and not re.fullmatch("[0-9a-fA-F]{64}", found.speech_digest):
        raise SettingError(f"{PREFIX}SPEECH_DIGEST wants the 64 digits that yuntiao speech check prints")
    if found.message_url and not _may_hear_numbers(found.message_url):
        raise SettingError(f"{PREFIX}MESSAGE_URL wants https, or this machine")
    if bool(found.message_url) != bool(found.message_secret):
        raise SettingError(f"{PREFIX}MESSAGE_URL and {PREFIX}MESSAGE_SECRET want each other")
    for name in ("copy_days", "staff_idle_minutes", "staff_session_hours", "spool_megabytes"):
        if getattr(found, name) < 1:
            raise SettingError(f"{PREFIX}{name.upper()} wants 1 or more")
    try:
        _ = found.reminders
    except ValueError:
        raise SettingError(f"{PREFIX}REMIND_DAYS wants numbers from 0 to 90") from None
    try:
        _ = found.proxies
    except ValueError:
        raise SettingError(f"{PREFIX}TRUSTED_PROXIES wants addresses or networks, no names") from None


def _defaults() -> dict[str, object]:
    blank = Settings()
    return {name: getattr(blank, name) for name in Settings.__dataclass_fields__}


def _parse(name: str, text: str, default: object) -> object:
    match default:
        case bool():
            return _boolean(name, text)
        case int():
            return _integer(name, text)
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case Path():
            return Path(text)
        case _:
            return text


def _boolean(name: str, text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise SettingError(f"{PREFIX}{name.upper()} wants true or false")


def _integer(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise SettingError(f"{PREFIX}{name.upper()} wants a whole number")
    return int(text)
