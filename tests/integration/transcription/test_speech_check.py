"""`yuntiao speech check`: whether the model that is set can be used, told to an operator."""

import shutil
from pathlib import Path

import pytest

from recordings.transcription.model import digest
from tests.integration.command import Answer, run_yuntiao
from tests.speech import MODEL, SENTENCES, error_rate


def check(*options: str, **settings: str) -> Answer:
    return run_yuntiao("speech", "check", *options, **settings)


def test_a_good_model_is_described_and_puts_a_file_into_words() -> None:
    told = check("--wav", str(MODEL / "s1.wav"), speech_model=str(MODEL), speech_digest=digest(MODEL))
    assert told.status == 0, told.errors
    lines = dict(line.split(maxsplit=1) for line in told.output.splitlines())
    assert lines["engine"].startswith("sense-voice")
    assert lines["digest"] == f"{digest(MODEL)} (as set)"
    assert error_rate([(SENTENCES[0], lines["text"])]) < 0.25


def test_a_model_that_is_not_pinned_is_said_to_be_so() -> None:
    told = check("--model", str(MODEL))
    assert told.status == 0
    assert "YUNTIAO_SPEECH_DIGEST" in told.output


def test_without_a_model_captions_are_off() -> None:
    told = check()
    assert (told.status, told.output) == (1, "")
    assert "YUNTIAO_SPEECH_MODEL" in told.errors


def test_another_model_than_the_one_that_was_set_is_a_fault() -> None:
    told = check(speech_model=str(MODEL), speech_digest="0" * 64)
    assert told.status == 1
    assert digest(MODEL) in told.errors


@pytest.mark.parametrize("content", [b"", b"no model at all"])
def test_a_damaged_model_is_a_fault_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    shutil.copy(MODEL / "tokens.txt", tmp_path)
    (tmp_path / "model.onnx").write_bytes(content)
    told = check("--model", str(tmp_path))
    assert told.status == 1
    assert "Traceback" not in told.errors


@pytest.mark.parametrize("content", [b"", b"RIFF no sound"])
def test_a_file_that_is_no_such_sound_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sound.wav").write_bytes(content)
    told = check("--model", str(MODEL), "--wav", str(tmp_path / "sound.wav"))
    assert told.status == 2
    assert "sound.wav" in told.errors
    assert "Traceback" not in told.errors


def test_a_digest_that_is_none_is_a_setting_that_cannot_be() -> None:
    assert check(speech_model=str(MODEL), speech_digest="abc").status == 2
