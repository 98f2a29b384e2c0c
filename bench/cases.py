"""`python -m bench.cases DATA COUNT` makes demonstration cases: a line of JSON each, as `yuntiao demo` does."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from server import config
from server.cases.demo import make_demo
from server.storage.store import open_store


async def _make(data: Path, count: int) -> None:
    async with open_store(config.settings(data=data)) as store:
        for _ in range(count):
            print(json.dumps(await make_demo(store), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    asyncio.run(_make(Path(sys.argv[1]), int(sys.argv[2])))
