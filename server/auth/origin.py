"""Where a try comes from, kept so that it can be counted and not read."""

import ipaddress
from typing import Final

from server.storage.keys import Keys

ORIGIN_BYTES: Final = 16
ANYWHERE: Final = b""


def origin(keys: Keys, link: str, address: str) -> bytes:
    """A keyed hash of the client's address for this link: the same address on another link looks different."""
    return keys.keyed_hash("origin", f"{link}\0{_network(address)}".encode())[:ORIGIN_BYTES]


def _network(address: str) -> str:
    """One subscriber has a whole /64 of IPv6 (RFC 6177), so that counts as one address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
