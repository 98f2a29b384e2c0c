"""The typesetter: a template of ours and data go in, PDF/A-3u comes out."""

import json
import threading
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import typst

from server.outcomes.papers import glyphs

STANDARD: Final = "a-3u"
"""PDF/A (ISO 19005-3): carries files, and every character of it can be looked up and copied."""


@cache
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FOLDER])


class Press:
    """One template, kept warm. It knows the two typefaces and its own folder, nothing else of this machine."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._in_use = threading.Lock()

    def print(self, data: dict[str, Any], made: datetime) -> tuple[bytes, list[dict[str, Any]]]:
        """The file, and what the template tells of it: the values that it labels `<told>`."""
        with self._in_use:  # a question is answered from what was set last
            pdf = self._compiler.compile(
                sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
                format="pdf",
                pdf_standards=[STANDARD],
                timestamp=int(made.timestamp()),
                pdf_tags=False,  # a quarter of the file; who cannot see has the terms read aloud in the room
            )
            told = json.loads(self._compiler.query("<told>", field="value"))
        assert isinstance(pdf, bytes)
        return pdf, told

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(
            self._template, root=self._template.parent, font_paths=_typefaces(), ignore_system_fonts=True
        )
