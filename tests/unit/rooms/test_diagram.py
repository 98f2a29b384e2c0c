"""The page of tables and diagrams says what the tables say."""

from pathlib import Path

from rooms.diagram import document

PAGE = Path(__file__).resolve().parents[3] / "docs" / "transitions.md"


def test_the_page_has_not_drifted_from_the_tables() -> None:
    assert PAGE.read_text("utf-8") == document()
