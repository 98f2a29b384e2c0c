"""A coturn with the configuration that is shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.tls_certificate import kept
from tests.servers.adapted import adapted
from tests.servers.process import accepts, ended, free_port, started

SECRET = "a secret of this test"


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
    process = started(
        command, folder / "coturn.log", lambda: accepts(relay.port, host) and accepts(relay.tls_port, host)
    )
    try:
        yield relay
    finally:
        ended(process)
