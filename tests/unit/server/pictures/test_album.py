"""Pages on their way: handed in by one seat, sealed on the shelf, opened as they were."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from rooms.ids import PageId, RoomId, SeatId
from server.pictures import album as module
from server.pictures.album import HANDED_IN, Album, TooManyAtOnce
from server.pictures.shelf import FolderShelf, ShelfUnavailable
from tests.unit.server.pictures.photographs import photograph

ROOM, WORKER, EMPLOYER = RoomId("room"), SeatId("worker"), SeatId("employer")


@pytest.fixture
def album(tmp_path: Path) -> Iterator[Album]:
    album = Album(FolderShelf(tmp_path / "pages"))
    yield album
    album.close()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_a_page_is_opened_as_it_was_kept(album: Album) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    opened = Image.open(io.BytesIO(await album.open(ROOM, page)))
    assert (opened.format, opened.size) == ("JPEG", (page.width, page.height))


async def test_on_the_disk_nothing_of_it_can_be_read(album: Album, tmp_path: Path) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    (path,) = files(tmp_path)
    assert b"JFIF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert page.key.encode() not in path.read_bytes()


async def test_only_the_seat_that_handed_it_in_can_show_it(album: Album) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    assert album.handed_in(ROOM, WORKER, page.id) == page
    assert album.handed_in(ROOM, EMPLOYER, page.id) is None
    assert album.handed_in(RoomId("other"), WORKER, page.id) is None


async def test_a_page_that_a_message_carries_is_not_on_its_way_any_more(album: Album) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    album.shown(ROOM, WORKER, [page])
    album.shown(ROOM, EMPLOYER, [page])
    assert album.handed_in(ROOM, WORKER, page.id) is None
    assert await album.open(ROOM, page)


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "another's"])
async def test_a_page_that_is_not_as_it_was_is_not_shown(album: Album, tmp_path: Path, damage: str) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    (path,) = files(tmp_path)
    if damage == "flipped":
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    elif damage == "cut":
        path.write_bytes(b"")
    elif damage == "gone":
        path.unlink()
    else:
        other = await album.hand_in(ROOM, EMPLOYER, photograph(40))
        path.write_bytes(path.with_name(other.id).read_bytes())
    with pytest.raises(ShelfUnavailable):
        await album.open(ROOM, page)


async def test_a_picture_put_in_the_place_of_another_under_its_key_is_not_what_was_confirmed(
    album: Album,
) -> None:
    page = await album.hand_in(ROOM, WORKER, photograph())
    with pytest.raises(ShelfUnavailable):
        await album.open(ROOM, replace(page, digest="0" * 64))


async def test_who_hands_in_and_never_shows_fills_no_disk(album: Album, tmp_path: Path) -> None:
    pages = [await album.hand_in(ROOM, WORKER, photograph()) for _ in range(HANDED_IN + 3)]
    assert len(files(tmp_path)) == HANDED_IN
    assert album.handed_in(ROOM, WORKER, pages[2].id) is None
    assert album.handed_in(ROOM, WORKER, pages[3].id) == pages[3]


async def test_seats_that_came_and_went_are_forgotten(
    album: Album, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SEATS", 2)
    for number in range(4):
        await album.hand_in(ROOM, SeatId(f"seat-{number}"), photograph())
    assert len(files(tmp_path)) == 2


async def test_a_seat_hands_in_one_after_the_other_and_all_together_not_too_many(album: Album) -> None:
    with album.receiving(ROOM, WORKER):
        with pytest.raises(TooManyAtOnce), album.receiving(ROOM, WORKER):
            pass
        with album.receiving(ROOM, EMPLOYER):
            pass
    with album.receiving(ROOM, WORKER):
        pass


async def test_a_full_disk_refuses_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file where the folder should be")
    album = Album(FolderShelf(tmp_path / "pages"))
    with pytest.raises(ShelfUnavailable):
        await album.hand_in(ROOM, WORKER, photograph())
    assert album.handed_in(ROOM, WORKER, PageId("any")) is None
    album.close()


@pytest.mark.parametrize("name", ["../keys", "..", "a/b", "", "x" * 65])
async def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    shelf = FolderShelf(tmp_path / "pages")
    for call in (
        lambda: shelf.get(ROOM, PageId(name)),
        lambda: shelf.put(RoomId(name), PageId("page"), b"x"),
    ):
        with pytest.raises(ShelfUnavailable):
            await asyncio.to_thread(call)
