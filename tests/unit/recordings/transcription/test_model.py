"""A model's files and their digest."""

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from recordings.transcription.engine import ModelFault
from recordings.transcription.model import checked, digest, files


def made(folder: Path, **contents: str) -> Path:
    for name, content in contents.items():
        (folder / name.replace("__", ".")).write_text(content)
    return folder


def test_a_folder_without_a_model_is_none(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path, made(tmp_path, model__onnx="m")):
        with pytest.raises(ModelFault):
            files(folder)


def test_the_small_model_is_taken_and_a_detector_if_there_is_one(tmp_path: Path) -> None:
    made(tmp_path, model__onnx="m", model__int8__onnx="i", tokens__txt="t", readme__md="r")
    assert [path.name for path in files(tmp_path)] == ["model.int8.onnx", "tokens.txt"]
    made(tmp_path, silero_vad__onnx="s")
    assert [path.name for path in files(tmp_path)][2:] == ["silero_vad.onnx"]


def test_the_digest_is_what_an_operator_gets_without_us(tmp_path: Path) -> None:
    made(tmp_path, model__onnx="m", tokens__txt="t")
    told = subprocess.run(
        ["sha256sum", "model.onnx", "tokens.txt"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert digest(tmp_path) == sha256(told).hexdigest()


def test_another_model_than_the_one_that_was_set_is_refused(tmp_path: Path) -> None:
    made(tmp_path, model__onnx="m", tokens__txt="t")
    expected = digest(tmp_path)
    assert checked(tmp_path, expected.upper()) == checked(tmp_path, "") == expected
    made(tmp_path, tokens__txt="T")
    with pytest.raises(ModelFault, match="another than"):
        checked(tmp_path, expected)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    made(tmp_path, tokens__txt="t")
    (tmp_path / "model.onnx").symlink_to("/proc/self/mem")
    with pytest.raises(ModelFault, match=r"model\.onnx"):
        digest(tmp_path)
