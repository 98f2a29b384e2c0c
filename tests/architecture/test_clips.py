"""Every clip speaks the present text: who hears a page hears what who reads it reads."""

import pytest

from server import spoken
from server.i18n import Language, catalogue

MOST = 80_000
"""Bytes of a clip: half a minute, soon fetched on a weak line."""


@pytest.mark.parametrize("language", Language)
def test_a_changed_text_keeps_no_old_clip(language: Language) -> None:
    wanted = {key: spoken.digest(text) for key, text in spoken.texts(catalogue(language)).items()}
    assert spoken.manifest()[language] == wanted, "tools/speak makes the clips anew"


@pytest.mark.parametrize("language", Language)
def test_each_text_has_a_small_clip_in_each_form_and_there_are_no_others(language: Language) -> None:
    wanted = {
        spoken.path(language, key, form) for key in spoken.texts(catalogue(language)) for form in spoken.FORMS
    }
    found = set((spoken.FOLDER / language).iterdir())
    assert found == wanted
    for path in found:
        content = path.read_bytes()
        assert 1000 < len(content) < MOST, path
        assert content.startswith(b"OggS") if path.suffix == ".ogg" else content[4:8] == b"ftyp", path


def test_what_is_said_into_an_ear_and_what_is_consented_to_can_be_heard() -> None:
    texts = spoken.texts(catalogue(Language.CHINESE))
    for sentence in ("here_only", "here_side", "away", "joint", "lobby"):
        assert f"spoken.{sentence}" in texts
    assert {key for key in texts if key.startswith("consent.")} == {
        key for key in catalogue(Language.CHINESE).texts if key.startswith("consent.")
    }
    assert not any("{" in text for text in texts.values())
