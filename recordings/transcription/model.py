"""A model's files, and the one digest that stands for all of them."""

from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from recordings.transcription.engine import ModelFault

MODELS: Final = ("model.int8.onnx", "model.onnx")
"""The first that is there is taken."""
TOKENS: Final = "tokens.txt"
DETECTOR: Final = "silero_vad.onnx"
"""Tells speech from silence, if it is there; else the level of the sound does."""


def files(folder: Path) -> list[Path]:
    """What of a folder is used; raises ModelFault."""
    if not folder.is_dir():
        raise ModelFault(f"there is no folder {folder.name}")
    model = next((folder / name for name in MODELS if (folder / name).is_file()), None)
    tokens = folder / TOKENS
    if model is None or not tokens.is_file():
        raise ModelFault(f"a model is {' or '.join(MODELS)}, and {TOKENS}")
    detector = folder / DETECTOR
    return [model, tokens, *([detector] if detector.is_file() else [])]


def digest(folder: Path) -> str:
    """SHA-256 of the lines `<SHA-256 of the file>  <name>`, as `sha256sum` prints them; raises ModelFault."""
    lines = []
    for path in files(folder):
        try:
            with path.open("rb") as file:
                lines.append(f"{file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
        except OSError as error:
            raise ModelFault(f"{path.name} cannot be read: {error.strerror}") from error
    return sha256("".join(lines).encode()).hexdigest()


def checked(folder: Path, expected: str) -> str:
    """The digest; raises ModelFault when another is expected."""
    found = digest(folder)
    if expected and found != expected.lower():
        raise ModelFault(f"the model is another than the one that was set: its digest is {found}")
    return found
