"""A Caddy with the file that is shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.tls_certificate import Pair
from tests.servers.adapted import adapted
from tests.servers.process import accepts, ended, free_port, started


@contextmanager
def caddy(folder: Path, upstream: int, pair: Pair) -> Iterator[int]:
    """Yields the port of HTTPS, before the service at the port ``upstream``."""
    port, plain = free_port(), free_port()
    site = adapted(
        "Caddyfile",
        {
            "\n{\n": "\n{\n\tadmin off\n\tauto_https disable_redirects\n"
            f"\tstorage file_system {folder}/storage\n\thttp_port {plain}\n\thttps_port {port}\n",
            "mediation.example.org {": f"https://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n"
            f"\ttls {pair.certificate} {pair.key}",
            "reverse_proxy 127.0.0.1:8080": f"reverse_proxy 127.0.0.1:{upstream}",
        },
    )
    file = folder / "Caddyfile"
    file.write_text(site)
    command = ["env", f"HOME={folder}", "caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    process = started(command, folder / "caddy.log", lambda: accepts(port))
    try:
        yield port
    finally:
        ended(process)
