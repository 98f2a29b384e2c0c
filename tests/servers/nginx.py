"""An nginx with the site that is shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.tls_certificate import Pair
from tests.servers.adapted import adapted
from tests.servers.process import accepts, ended, free_port, started

AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder: Path, upstream: int, pair: Pair, user: str = "") -> Iterator[int]:
    """Yields the port of HTTPS, before the service at the port ``upstream``. ``user``: see nginx's `user`."""
    port, plain = free_port(), free_port()
    site = adapted(
        "nginx.conf",
        {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen [::]:80;": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "/etc/ssl/mediation/fullchain.pem": str(pair.certificate),
            "/etc/ssl/mediation/privkey.pem": str(pair.key),
            "/var/log/nginx": str(folder),
            "server 127.0.0.1:8080;": f"server 127.0.0.1:{upstream};",
            "mediation.example.org": "127.0.0.1",
        },
    )
    (folder / "site.conf").write_text(site)
    (folder / "yuntiao-proxy.conf").write_text(adapted("yuntiao-proxy.conf", {}))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=f"user {user};" if user else ""))
    command = ["nginx", "-e", str(folder / "nginx.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = started(command, folder / "output.log", lambda: accepts(port))
    try:
        yield port
    finally:
        ended(process)
