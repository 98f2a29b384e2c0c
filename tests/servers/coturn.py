"""A coturn with the configuration that is shipped."""

import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.tls_certificate import kept
from tests.servers.adapted import adapted
from tests.servers.process import accepts, ended, free_port, started

SECRET = "a secret of this test"
_ALLOCATE = struct.Struct(">HHI12s")
"""A request's header: method, length, magic cookie, transaction (RFC 8489 §5)."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Where it listens: the address of this host that is not loopback, which coturn refuses as a peer."""

    host: str
    port: int
    tls_port: int
    certificate: Path

    def url(self, transport: str) -> str:
        """For `iceServers`."""
        return f"turn:{self.host}:{self.port}?transport={transport}"

    @property
    def tls_url(self) -> str:
        return f"turns:{self.host}:{self.tls_port}?transport=tcp"


@contextmanager
def coturn(folder: Path, host: str, media: str, *, careless: bool = False) -> Iterator[Relay]:
    """Yields a relay on ``host`` that may reach the address ``media``; a careless one reaches others too."""
    pair = kept(folder, {host})
    relay = Relay(host, free_port(), free_port(), pair.certificate)
    text = adapted(
        "turnserver.conf",
        {
            "static-auth-secret=SECRET": f"static-auth-secret={SECRET}",
            "realm=NAME": "realm=test",
            "allowed-peer-ip=MEDIA-ADDRESS": f"allowed-peer-ip={media}",
            "listening-ip=OWN-ADDRESS": f"listening-ip={host}",
            "relay-ip=OWN-ADDRESS": f"relay-ip={host}",
            "listening-port=3478": f"listening-port={relay.port}",
            "tls-listening-port=5349": f"tls-listening-port={relay.tls_port}",
            "cert=/etc/turnserver/fullchain.pem": f"cert={pair.certificate}",
            "pkey=/etc/turnserver/privkey.pem": f"pkey={pair.key}",
        },
    )
    if careless:
        text = "\n".join(line for line in text.splitlines() if not line.startswith("denied-peer-ip="))
    file = folder / "turnserver.conf"
    file.write_text(text)
    command = ["turnserver", "-c", str(file), f"--pidfile={folder / 'pid'}", f"--userdb={folder / 'users'}"]
    ports = (relay.port, relay.tls_port)
    process = started(
        command,
        folder / "coturn.log",
        lambda: all(accepts(port, host) for port in ports) and answers(relay.port, host),
    )
    try:
        yield relay
    finally:
        ended(process)


def answers(port: int, host: str) -> bool:
    """Whether datagrams are answered there, which begins apart from connections: any answer to an Allocate is one."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.settimeout(0.5)
        probe.connect((host, port))
        try:
            probe.send(_ALLOCATE.pack(0x0003, 0, 0x2112A442, secrets.token_bytes(12)))
            return bool(probe.recv(2048))
        except OSError:
            return False
