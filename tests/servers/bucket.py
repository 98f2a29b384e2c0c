"""A server that speaks S3, with one bucket."""

from __future__ import annotations

import secrets
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import accepts, ended, free_port, started

NAME = "records"


@dataclass(frozen=True)
class Served:
    """`endpoint`: where it answers."""

    endpoint: str

    def url(self) -> str:
        """Of an empty part of the bucket, as the setting has it."""
        return f"s3://{NAME}/{secrets.token_hex(8)}"

    def environment(self, endpoint: str = "") -> dict[str, str]:
        """As AWS's own tools are told where to go; `endpoint`: of something that stands in front."""
        return {
            "AWS_ENDPOINT": endpoint or self.endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }


@contextmanager
def bucket() -> Iterator[Served]:
    """An empty bucket, gone with the test."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        process = started(command, Path(folder, "moto.log"), lambda: accepts(port))
        try:
            served = Served(f"http://127.0.0.1:{port}")
            urllib.request.urlopen(urllib.request.Request(f"{served.endpoint}/{NAME}", method="PUT")).close()
            yield served
        finally:
            ended(process)
