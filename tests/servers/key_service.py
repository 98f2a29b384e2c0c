"""A key service as ``server.outcomes.pki.remote`` describes it, honest or not as it is told."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

HONEST: Final = "honest"
TOKEN: Final = "nobody else knows it"
PREHASHED: Final = ec.ECDSA(Prehashed(SHA256()))
"""How a key signs what it is given only the digest of."""


@dataclass
class KeyService:
    """``way``: how it answers from now on; see ``answer``. ``sign``: over a digest, with the seal's key."""

    url: str = ""
    way: str = HONEST
    asked: list[str] = field(default_factory=list)
    certificates: Sequence[bytes] = ()
    sign: Callable[[bytes], bytes] = bytes
    _cipher: AESGCM = field(default_factory=lambda: AESGCM(bytes(32)), repr=False)

    def answer(self, token: str | None, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        question = json.loads(body)
        self.asked.append(question["do"])
        if token != f"Bearer {TOKEN}":
            return 401, b"{}"
        match self.way:
            case "down":
                return 503, b"later"
            case "refuses":
                return 403, b"{}"
            case "page":
                return 200, b"<h1>sign in</h1>"
            case "endless":
                return 200, b" " * 1_000_000
            case "nothing":
                return 200, b'{"v": 1}'
        told = self._told(question)
        if told is None:
            return 422, b"{}"
        if self.way == "more":
            told["and"] = "more"
        if self.way == "other version":
            told["v"] = 2
        if self.way == "no octets":
            told = {name: "%" if isinstance(value, str) else value for name, value in told.items()}
        return 200, json.dumps(told).encode()

    def _told(self, question: dict[str, Any]) -> dict[str, Any] | None:
        given = {
            name: base64.b64decode(question.get(name, ""))
            for name in ("plain", "wrapped", "context", "digest")
        }
        match question["do"]:
            case "certificates":
                return {"v": 1, "certificates": [_text(each) for each in self.certificates]}
            case "sign":
                return {"v": 1, "signature": _text(self.sign(given["digest"]))}
            case "wrap":
                nonce = bytes(12)
                return {
                    "v": 1,
                    "wrapped": _text(self._cipher.encrypt(nonce, given["plain"], given["context"])),
                }
            case _:
                try:
                    plain = self._cipher.decrypt(bytes(12), given["wrapped"], given["context"])
                except (InvalidTag, ValueError):
                    return None
                return {"v": 1, "plain": _text(plain)}


@contextmanager
def key_service() -> Iterator[KeyService]:
    """Answering on loopback; gone with the test."""
    service = KeyService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, told = service.answer(self.headers["Authorization"], body)
            if service.way == "elsewhere":
                self.send_response(307)
                self.send_header("Location", service.url + "again")
                told = b""
            else:
                self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        service.url = f"http://127.0.0.1:{server.server_port}/"
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
