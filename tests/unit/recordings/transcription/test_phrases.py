"""One voice, cut into what is said between two pauses."""

from itertools import pairwise

import pytest

from recordings.transcription.engine import RATE, Samples
from recordings.transcription.phrases import LONGEST, PAUSE, Phrase, Phrases
from tests.unit.recordings.transcription.sounds import Loud, silence, together, tone


def heard(sound: Samples, step: int = 320) -> tuple[list[Phrase], Phrases]:
    phrases = Phrases(Loud())
    ended = []
    for start in range(0, len(sound), step):
        ended += phrases.feed(start, sound[start : start + step])
    return ended, phrases


def seconds(phrase: Phrase) -> float:
    return len(phrase.samples) / RATE


def test_two_sentences_are_two_phrases_at_their_places() -> None:
    sound = together(silence(1), tone(1.5), silence(0.8), tone(1), silence(0.8))
    first, second = heard(sound)[0]
    assert first.start / RATE == pytest.approx(0.75, abs=0.1)
    assert second.start / RATE == pytest.approx(3.05, abs=0.1)
    assert seconds(first) == pytest.approx(1.5 + 0.25 + PAUSE, abs=0.1)


def test_a_breath_does_not_part_a_sentence() -> None:
    assert len(heard(together(tone(1), silence(0.3), tone(1), silence(1)))[0]) == 1


def test_a_phrase_holds_its_very_samples() -> None:
    sound = together(silence(0.5), tone(1), silence(1))
    [phrase] = heard(sound)[0]
    assert phrase.samples == sound[phrase.start : phrase.start + len(phrase.samples)]


def test_a_cough_is_nothing() -> None:
    assert heard(together(silence(1), tone(0.15), silence(1)))[0] == []


def test_who_never_pauses_is_cut_and_nothing_is_lost_between() -> None:
    ended, phrases = heard(tone(30))
    assert [seconds(phrase) for phrase in ended] == pytest.approx([LONGEST] * 2, abs=0.1)
    last = phrases.flush()
    assert last is not None
    every = [*ended, last]
    for one, after in pairwise(every):
        assert after.start - (one.start + len(one.samples)) <= 0.15 * RATE


def test_in_a_long_sentence_a_short_pause_is_enough() -> None:
    ended, _ = heard(together(tone(9), silence(0.35), tone(1), silence(1)))
    assert len(ended) == 2


def test_what_is_being_said_can_be_looked_at_before_it_ends() -> None:
    _, phrases = heard(together(silence(1), tone(1)))
    assert phrases.open_since is not None
    so_far = phrases.so_far()
    assert so_far is not None
    assert seconds(so_far) == pytest.approx(phrases.seconds) == pytest.approx(1.2, abs=0.1)


def test_in_silence_nothing_is_being_said() -> None:
    _, phrases = heard(silence(1))
    assert (phrases.open_since, phrases.seconds, phrases.so_far(), phrases.flush()) == (None, 0.0, None, None)


def test_after_a_flush_places_are_what_they_are_told_to_be() -> None:
    detector = Loud()
    phrases = Phrases(detector)
    phrases.feed(0, tone(1))
    assert phrases.flush() is not None
    assert detector.resets == 1
    phrases.feed(10 * RATE, tone(1))
    after = phrases.flush()
    assert after is not None
    assert after.start == 10 * RATE
