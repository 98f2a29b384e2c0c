"""Whom a request comes from when proxies stand in front: their word counts, nobody else's.

``X-Forwarded-For`` is a list to which each proxy appends whom it saw; what a client sent stands to the left and may be
invented. So it is read from the right, and no further than proxies of ours have written it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from multidict import CIMultiDict, CIMultiDictProxy

from server.config import Network

FOR: Final = "X-Forwarded-For"
PROTO: Final = "X-Forwarded-Proto"
HOST: Final = "X-Forwarded-Host"
_SCHEMES: Final = frozenset({"http", "https"})
_HOST_FORM: Final = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_LONGEST_HOST: Final = 261
"""Octets: a name of 253 (RFC 1035 §2.3.4), brackets, colon and port."""
_MOST_HOPS: Final = 16
Headers = CIMultiDictProxy[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a request's origin; None: as the connection itself says."""

    address: str
    scheme: str | None = None
    host: str | None = None


def visit(peer: str, headers: Headers, proxies: Sequence[Network]) -> Visit:
    """What trusted proxies say of a request that came from ``peer``; the bare peer where nobody is trusted."""
    if not is_trusted(peer, proxies):
        return Visit(peer)
    scheme = _last(headers, PROTO).lower()
    host = _last(headers, HOST)
    return Visit(
        _client(peer, headers, proxies),
        scheme if scheme in _SCHEMES else None,
        host if _is_host(host) else None,
    )


def is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    """Whether the address is of one of our proxies; a name or anything else never is."""
    found = _address(address)
    return found is not None and any(found in network for network in proxies)


def _client(peer: str, headers: Headers, proxies: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours; at garbage, the proxy that passed it on."""
    client = peer
    for hop in reversed(_listed(headers, FOR)[-_MOST_HOPS:]):
        if not is_trusted(client, proxies):
            break
        found = _address(hop)
        if found is None:
            break
        client = str(found)
    return client


def _listed(headers: Headers, name: str) -> list[str]:
    return [part.strip() for line in headers.getall(name, []) for part in line.split(",")]


def _last(headers: Headers, name: str) -> str:
    """The nearest proxy's word."""
    return next(reversed(_listed(headers, name)), "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without a port; IPv4 that came as IPv6 is IPv4."""
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        found = ip_address(host)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped or (None if found.scope_id else found)
    return found


def _is_host(text: str) -> bool:
    """A name or address with or without a port (RFC 9110 §7.2) and with nothing else around it."""
    return len(text) <= _LONGEST_HOST and _HOST_FORM.fullmatch(text) is not None


def middleware(proxies: Sequence[Network], public_url: str) -> Middleware:
    """Show handlers ``remote``, ``scheme`` and ``host`` of the client, not of the proxy.

    The headers stay as they are: ``/metrics`` refuses whatever passed a proxy. With a public address the host is
    known, and no header changes it.
    """

    @web.middleware
    async def show(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not proxies or not is_trusted(request.remote or "", proxies):
            return await handler(request)
        told = visit(request.remote or "", request.headers, proxies)
        changed: dict[str, Any] = {"remote": told.address}
        if told.scheme is not None:
            changed["scheme"] = told.scheme
        if told.host is not None and not public_url:
            changed["host"] = told.host
            headers = CIMultiDict(request.headers)
            headers["Host"] = told.host  # Socket.IO compares a page's origin with the header
            changed["headers"] = headers
        return await handler(request.clone(**changed))

    return show
