"""A gateway for short messages as ``server.messages.gateway`` describes it, honest or not as it is told."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

SECRET: Final = "nobody else knows it"


@dataclass
class Gateway:
    """``way``: how it answers from now on; see ``answer``. ``sent``: what it has sent, by id: each once."""

    url: str = ""
    way: str = "honest"
    asked: list[str] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    go_on: threading.Event = field(default_factory=threading.Event, repr=False)

    def answer(self, headers: Any, body: bytes) -> tuple[int, bytes] | None:
        """Status and body; None: the line breaks."""
        if headers["X-Yuntiao-Signature"] != signature(headers["X-Yuntiao-Time"], body):
            return 401, b"{}"
        told = json.loads(body)
        id_ = headers["Idempotency-Key"]
        assert id_ == told["id"]
        self.asked.append(id_)
        match self.way:
            case "down":
                return 503, b"later"
            case "busy":
                return 429, b"{}"
            case "refuses":
                return 422, b"{}"
            case "page":
                return 200, b"<h1>sign in</h1>"
            case "endless":
                return 200, b" " * 1_000_000
            case "moved":
                return 302, b""
            case "another":
                return 200, b'{"id": "other", "state": "sent"}'
            case "queued":
                return 200, json.dumps({"id": id_, "state": "queued"}).encode()
            case "slow":
                self.go_on.wait(30)
        self.sent.setdefault(id_, told)
        if self.way == "breaks":
            return None
        state = self.way if self.way in ("delivered", "failed") else "sent"
        return 200, json.dumps({"id": id_, "state": state}).encode()

    def texts(self, kind: str) -> list[str]:
        """What people were told, in its order."""
        return [str(told["text"]) for told in self.sent.values() if told["kind"] == kind]


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


def signature(time: str, body: bytes) -> str:
    return hmac.new(SECRET.encode(), time.encode() + b"." + body, sha256).hexdigest()


@contextmanager
def gateway() -> Iterator[Gateway]:
    """One that answers on this machine."""
    own = Gateway()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = own.answer(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            if told is None:
                self.close_connection = True
                return
            status, body = told
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", own.url)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = _Server(("127.0.0.1", 0), Answering)
    own.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield own
    finally:
        own.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
