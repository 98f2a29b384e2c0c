"""A configuration as it is shipped, with this test's ports and files in place of an installation's."""

from collections.abc import Mapping
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def adapted(name: str, places: Mapping[str, str]) -> str:
    """The shipped file with each of the places replaced; one that is not there any more is an error."""
    text = (DEPLOY / name).read_text("utf-8")
    for shipped, own in places.items():
        assert shipped in text, f"{name} has no {shipped!r}"
        text = text.replace(shipped, own)
    return text
