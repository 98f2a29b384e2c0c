"""A run that is killed between destroying keys and deleting files: nothing is readable, and the next one ends it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from recordings.storage import Folder
from server.config import Settings
from server.pictures.shelf import FolderShelf
from server.retention.running import Places
from server.retention.terms import Kind
from server.storage.store import open_store
from tests.contract.retention.archive import SUPERVISOR, Archive
from tests.e2e.until import equals, until
from tests.integration.command import yuntiao
from tests.integration.running import YUNTIAO


@asynccontextmanager
async def a_storage_that_never_answers() -> AsyncIterator[str]:
    async def listen(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        for writer in held:
            writer.close()
        server.close()


async def test_killed_between_keys_and_files_the_next_run_finishes_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_store(Settings(data=data)) as store, a_storage_that_never_answers() as endpoint:
        places = Places(Folder(data / "recordings" / "kept"), FolderShelf(data / "pages"), data)
        archive = Archive(store, places)
        whole = await archive.whole()
        for kind in Kind:
            await archive.retention.set_term(kind, 6, SUPERVISOR, "规定")
        environment = os.environ | {
            "YUNTIAO_RECORDINGS": "s3://bucket",
            "AWS_ENDPOINT": endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        run = ("retention", "run", "--data", str(data))
        process = await asyncio.create_subprocess_exec(YUNTIAO, *run, env=environment)
        await until(archive.wrapped_keys, equals(set()), "no key is left", 60)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        assert all(archive.kept(track).exists() for track in whole.tracks)
        done = {one.erasure.kind for one in await archive.retention.certificates()}
        assert not done & {Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE}
        status, told, errors = await yuntiao(*run)
        assert (status, errors) == (0, "")
        assert "recordings_joint" in told
        assert not any(archive.kept(track).exists() for track in whole.tracks)
        kinds = [one.erasure.kind for one in await archive.retention.certificates()]
        assert sorted(kinds) == sorted({*Kind} - {Kind.RECORD, Kind.DOCUMENTS, Kind.ACCESS_LOG})
        certificates = tmp_path / "certificates"
        await yuntiao("retention", "certificates", "-o", str(certificates), "--data", str(data))
        key = store.keys.public_key.hex()
        assert (await yuntiao("retention", "verify", str(certificates), "--key", key))[0] == 0
        assert (await yuntiao("retention", "verify", str(certificates), "--key", "00" * 32))[0] == 1
        lines = certificates.read_text()
        certificates.write_text(lines.replace('"months":6', '"months":7', 1))
        status, told, errors = await yuntiao("retention", "verify", str(certificates))
        assert (status, told.count("holds"), errors.count("signature")) == (1, 4, 1)
