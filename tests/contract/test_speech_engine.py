"""What every engine and every detector keeps to, whatever model is behind it."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import pytest

from recordings.transcription.engine import FRAME, RATE, Detector, Engine, Samples
from recordings.transcription.engines import sherpa
from recordings.transcription.level import LevelDetector
from tests.integration.transcription.engines import Counting
from tests.speech import MODEL, SENTENCES, error_rate, samples_of

SPEECH: Samples = array("f", [sample / 32768 for sample in array("h", samples_of(2))])
SILENCE: Samples = array("f", bytes(4 * RATE))


@pytest.fixture(scope="module", params=["sense-voice", "counting"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return sherpa.load(MODEL)[0] if request.param == "sense-voice" else Counting()


@pytest.fixture(params=[LevelDetector])
def detector(request: pytest.FixtureRequest) -> Callable[[], Detector]:
    made: Callable[[], Detector] = request.param
    return made


def test_an_engine_has_a_name_and_the_same_speech_gives_the_same_words(engine: Engine) -> None:
    assert engine.name
    assert engine.text(SPEECH) == engine.text(SPEECH) != ""


@pytest.mark.parametrize("samples", [array("f"), array("f", [0.5]), SILENCE, array("f", [2.0, -2.0] * RATE)])
def test_an_engine_bears_whatever_is_heard(engine: Engine, samples: Samples) -> None:
    assert isinstance(engine.text(samples), str)


def test_what_was_heard_before_does_not_change_what_is_heard(engine: Engine) -> None:
    alone = engine.text(SPEECH)
    engine.text(SILENCE)
    assert engine.text(SPEECH) == alone


def test_an_engine_does_not_change_what_it_is_given(engine: Engine) -> None:
    given = array("f", SPEECH)
    engine.text(given)
    assert given == SPEECH


def test_sense_voice_understands_a_sentence() -> None:
    assert error_rate([(SENTENCES[1], sherpa.load(MODEL)[0].text(SPEECH))]) < 0.25


def test_a_detector_hears_speech_and_not_the_silence_around_it(detector: Callable[[], Detector]) -> None:
    one = detector()
    whole = array("f", SILENCE)
    whole.extend(SPEECH)
    found = [one.voiced(whole[at : at + FRAME]) for at in range(0, len(whole) - FRAME, FRAME)]
    before, after = found[: RATE // FRAME], found[-(RATE // 2 // FRAME) :]
    assert not any(before)
    assert not any(after)
    assert sum(found) * FRAME / RATE > 2


def test_after_a_reset_a_detector_hears_as_if_it_were_new(detector: Callable[[], Detector]) -> None:
    used, frames = detector(), [SPEECH[at : at + FRAME] for at in range(0, 4 * RATE, FRAME)]
    first = [used.voiced(frame) for frame in frames]
    used.reset()
    assert [used.voiced(frame) for frame in frames] == first
