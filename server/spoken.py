"""Which fixed texts can be heard, and the clips that speak them.

A clip belongs to a text, not to a place: `static/audio/<language>/<id>.ogg` (Opus) and `.m4a` (AAC, for Safari before
18.4). The manifest has the digest of the text that each speaks, so that a changed text cannot keep an old clip.
`tools/speak` makes them; nothing at run time speaks.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from server.i18n import Catalogue, Language

FOLDER: Final = Path(__file__).resolve().parent.parent / "static" / "audio"
MANIFEST: Final = FOLDER / "manifest.json"
FORMS: Final = ("ogg", "m4a")
_FAMILIES: Final = ("spoken.", "consent.", "without.", "link.kept_", "waiting.")
_OTHERS: Final = ("link.required", "link.optional", "link.fraud_money", "link.privacy")
_FOR_HOSTS: Final = ("waiting.host_",)
_LABELS: Final = ("waiting.write",)


def texts(catalogue: Catalogue) -> dict[str, str]:
    """What is spoken, by id: only texts without parameters are always the same."""
    return {key: text for key, text in catalogue.texts.items() if _is_spoken(key) and "{" not in text}


def _is_spoken(key: str) -> bool:
    if key in _LABELS or key.startswith(_FOR_HOSTS):
        return False
    return key in _OTHERS or key.startswith(_FAMILIES)


def digest(text: str) -> str:
    """Stands for a text in the manifest."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def manifest() -> dict[str, Mapping[str, str]]:
    """The digest of what each clip speaks, by language and id."""
    found: dict[str, Mapping[str, str]] = json.loads(MANIFEST.read_text("utf-8"))
    return found


def path(language: Language, key: str, form: str) -> Path:
    """Where a clip is."""
    return FOLDER / language.value / f"{key}.{form}"
