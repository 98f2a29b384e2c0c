"""Who tries the service out has an authority at once; in production somebody makes it."""

from pathlib import Path

from server.config import Settings
from server.main import serving
from server.outcomes.pki.folder import Folder


async def started(data: Path, **more: bool) -> Folder:
    async with serving(Settings(data=data, port=0, udp_port=0, **more)):
        return Folder(data)


async def test_the_first_start_makes_one_to_try_and_the_next_keeps_it(tmp_path: Path) -> None:
    made = (await started(tmp_path)).read()
    assert (await started(tmp_path)).read() == made
    assert made.organisation == Settings().centre


async def test_in_production_none_is_made(tmp_path: Path) -> None:
    assert not (await started(tmp_path, production=True)).exists
