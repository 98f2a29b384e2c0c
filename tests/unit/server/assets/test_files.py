"""Pages name their files by what is in them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.assets import files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "static").mkdir()
    (tmp_path / "makers").mkdir()
    (tmp_path / "static" / "a.js").write_text("1")
    monkeypatch.setattr(files, "FOLDER", tmp_path / "static")
    monkeypatch.setattr(files, "_MAKERS", tmp_path / "makers")
    files.prefix.cache_clear()
    yield tmp_path
    files.prefix.cache_clear()


def test_the_address_changes_with_any_content_any_name_and_the_way_of_bundling(folder: Path) -> None:
    seen = set()
    for change in (
        lambda: None,
        lambda: (folder / "static" / "a.js").write_text("2"),
        lambda: (folder / "static" / "b.js").touch(),
        lambda: (folder / "makers" / "bundling.py").write_text("3"),
    ):
        change()
        files.prefix.cache_clear()
        seen.add(files.prefix())
    assert len(seen) == 4
    assert all(re.fullmatch(r"/static/[0-9a-f]{12}/", prefix) for prefix in seen)


def test_a_page_asks_for_the_files_of_this_version() -> None:
    page = '<script src="/static/bundle/link.js"></script><p>&#34;/static/ said somebody</p>'
    assert files.versioned(page) == page.replace('"/static/', f'"{files.prefix()}')
