"""Media: whether datagrams arrive at the addresses that browsers are told, and whether the kernel holds enough."""

import contextlib
import errno
import re
import secrets
import select
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning
from server.media import media_config
from server.tls import own_addresses
from signaling.media.config import Address, candidates
from signaling.media.socket import BUFFER

_SUBJECT: Final = "media port"
_BUFFERS: Final = "kernel buffers"
_PROBES: Final = 20
_WITHIN: Final = 1.5
_COUNTED: Final = re.compile(rb"^yuntiao_media_(?:strangers|malformed)_total (\S+)", re.MULTILINE)
_FORCE: Final = {socket.SO_RCVBUF: 33, socket.SO_SNDBUF: 32}
"""SO_RCVBUFFORCE and SO_SNDBUFFORCE: what the service asks for first (socket(7))."""
_INSIDE: Final = "let the packet filter of this machine pass it"
_OUTSIDE: Final = (
    "a router may only refuse its own people this way: join from another network; if nothing is heard there, forward "
    "this UDP port and open it in the packet filter"
)


def examine_media(settings: Settings) -> list[Finding]:
    """Sends datagrams to every advertised address and looks whether they arrive."""
    config = media_config(settings)
    with contextlib.ExitStack() as stack:
        try:
            held = [stack.enter_context(_bound(address)) for address in config.bind]
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return _beside_the_service(settings, candidates(config, config.bind))
            said = f"{settings.udp_port} cannot be had ({error.strerror})"
            return [fault(_SUBJECT, said, "see to YUNTIAO_UDP_HOSTS and YUNTIAO_UDP_PORT")]
        bound = [(host, one.getsockname()[1]) for (host, _), one in zip(config.bind, held, strict=True)]
        told = candidates(config, bound)
        return [_judged(address, _arrives(address, held)) for address in told] + _private(settings, told)


def _beside_the_service(settings: Settings, told: Sequence[Address]) -> list[Finding]:
    """The port is taken. By the service? Then its own counters tell what arrives."""
    if _counted(settings) is None:
        said = f"{settings.udp_port} is taken, and no service with these settings answers on this machine's loopback"
        advice = "if it is the service's, stop it and ask again; else choose another YUNTIAO_UDP_PORT"
        return [warning(_SUBJECT, said, advice)]
    return [_judged(address, _is_counted(address, settings)) for address in told] + _private(settings, told)


def _judged(address: Address, arrived: bool) -> Finding:
    host, port = address
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if arrived:
        return ok(_SUBJECT, f"datagrams reach UDP {where}")
    if host in own_addresses() or ip_address(host).is_loopback:
        return fault(_SUBJECT, f"no datagram reaches UDP {where}, an address of this machine", _INSIDE)
    return warning(_SUBJECT, f"no datagram that this machine sends reaches UDP {where}", _OUTSIDE)


def _private(settings: Settings, told: Sequence[Address]) -> list[Finding]:
    if not settings.production or any(ip_address(host).is_global for host, _ in told):
        return []
    said = "no advertised address is public: only people of this network hear each other"
    return [warning(_SUBJECT, said, "set YUNTIAO_ADVERTISE to the public address")]


@contextlib.contextmanager
def _bound(address: Address) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as made:
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.setblocking(False)
        yield made


def _send(address: Address, datagrams: Sequence[bytes]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender, contextlib.suppress(OSError):
        for datagram in datagrams:
            sender.sendto(datagram, address)


def _arrives(address: Address, held: Sequence[socket.socket]) -> bool:
    token = secrets.token_bytes(32)
    _send(address, [token] * _PROBES)
    until = time.monotonic() + _WITHIN
    while (left := until - time.monotonic()) > 0:
        for ready in select.select(held, [], [], left)[0]:
            if ready.recv(64) == token:
                return True
    return False


def _is_counted(address: Address, settings: Settings) -> bool:
    """Whether the service counts our datagrams; they look like RTP, and those of strangers are few."""
    before = _counted(settings)
    _send(address, [b"\x80\x60" + secrets.token_bytes(30) for _ in range(_PROBES)])
    until = time.monotonic() + _WITHIN
    while before is not None and time.monotonic() < until:
        now = _counted(settings)
        if now is not None and now >= before + _PROBES:
            return True
        time.sleep(0.05)
    return False


def _counted(settings: Settings) -> float | None:
    """Datagrams that the running service dropped so far; None when it does not tell."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE  # our own service, on loopback
    scheme = "https" if settings.tls_wanted else "http"
    address = f"{scheme}://127.0.0.1:{settings.port}/metrics"
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    try:
        with direct.open(address, timeout=_WITHIN) as answer:
            return sum(map(float, _COUNTED.findall(answer.read()))) if answer.status == 200 else None
    except (OSError, ValueError):
        return None


def examine_buffers(_settings: Settings) -> list[Finding]:
    """Whether the service will get the buffers that hold media through a busy moment."""
    small = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for option, name in ((socket.SO_RCVBUF, "rmem_max"), (socket.SO_SNDBUF, "wmem_max")):
            probe.setsockopt(socket.SOL_SOCKET, option, BUFFER)
            with contextlib.suppress(PermissionError):
                probe.setsockopt(socket.SOL_SOCKET, _FORCE[option], BUFFER)
            # The kernel doubles what was asked for (socket(7)).
            if probe.getsockopt(socket.SOL_SOCKET, option) < 2 * BUFFER:
                small.append(f"net.core.{name}={BUFFER}")
    if not small:
        return [ok(_BUFFERS, f"{BUFFER >> 20} MiB each way")]
    said = "too small: packets are lost while the machine is busy"
    return [warning(_BUFFERS, said, f"sysctl -w {' '.join(small)}, or give the service CAP_NET_ADMIN")]
