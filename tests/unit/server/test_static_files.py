"""Pages name their files by what is in them, and tell ahead what the room needs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import static_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "a.js").write_text("1")
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    static_files.prefix.cache_clear()
    yield tmp_path
    static_files.prefix.cache_clear()


def test_the_address_changes_with_any_content_and_any_name(folder: Path) -> None:
    seen = set()
    for change in (
        lambda: None,
        lambda: (folder / "a.js").write_text("2"),
        lambda: (folder / "b.js").touch(),
    ):
        change()
        static_files.prefix.cache_clear()
        seen.add(static_files.prefix())
    assert len(seen) == 3
    assert all(re.fullmatch(r"/static/[0-9a-f]{12}/", prefix) for prefix in seen)


def test_a_page_asks_for_the_files_of_this_version() -> None:
    page = '<script src="/static/link.js"></script><p>&#34;/static/ said somebody</p>'
    assert static_files.versioned(page) == page.replace('"/static/', f'"{static_files.prefix()}')


def test_what_the_room_needs_is_there_and_complete() -> None:
    files = static_files.room_files()
    assert len(set(files)) == len(files)
    names = [file.removeprefix(static_files.PLAIN) for file in files]
    assert all((static_files.FOLDER / name).is_file() for name in names)
    room = {
        path.relative_to(static_files.FOLDER).as_posix() for path in static_files.FOLDER.glob("room/**/*.js")
    }
    everybodys = {name for name in room if not name.startswith("room/console/")}
    assert everybodys == {name for name in names if name.startswith("room/")}
    assert {"words.js", "css/room.css", "vendor/socket.io.esm.min.js"} < set(names)


def test_a_host_fetches_the_console_and_nobody_else_does() -> None:
    head = (static_files.ROOM_TEMPLATE.parent / "host_head.html").read_text("utf-8")
    listed = re.search(r"set modules = \[([^\]]*)\]", head)
    assert listed is not None
    console = {f"console/{path.stem}" for path in (static_files.FOLDER / "room" / "console").glob("*.js")}
    assert console == set(re.findall(r'"([^"]+)"', listed[1]))
    assert not any("/console" in file or "/host" in file for file in static_files.room_files())
