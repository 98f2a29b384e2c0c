"""Who is speaking."""

from signaling.media.levels import SpeechMeter

SPEECH, SILENCE = 30, 90
VOICE_FLAG = 0x80


def heard(meter: SpeechMeter, octet: int, seconds: float, since: float = 0.0) -> float:
    """Twenty milliseconds a packet, an update each 200 ms; returns the moment of the last."""
    now = since
    for _ in range(round(seconds / 0.2)):
        for _ in range(10):
            meter.add(octet)
        now += 0.2
        meter.update(now)
    return now


def test_nobody_speaks_at_first() -> None:
    meter = SpeechMeter()
    assert not meter.speaking
    assert meter.spoke == 0.0


def test_speech_is_found_within_half_a_second_with_and_without_the_voice_flag() -> None:
    for flag in (0, VOICE_FLAG):
        meter = SpeechMeter()
        end = heard(meter, SPEECH | flag, 0.4)
        assert meter.speaking
        assert meter.spoke == end


def test_a_cough_is_not_speech() -> None:
    meter = SpeechMeter()
    for octet in [SPEECH] * 10 + [SILENCE] * 20:
        meter.add(octet)
    meter.update(0.6)
    assert not meter.speaking


def test_a_pause_between_words_does_not_end_it() -> None:
    meter = SpeechMeter()
    end = heard(meter, SPEECH, 2.0)
    heard(meter, SILENCE, 0.4, end)
    assert meter.speaking


def test_silence_ends_it_and_the_moment_stays() -> None:
    meter = SpeechMeter()
    end = heard(meter, SPEECH, 2.0)
    heard(meter, SILENCE, 2.0, end)
    assert not meter.speaking
    assert end <= meter.spoke < end + 1


def test_somebody_who_stops_sending_stops_speaking() -> None:
    meter = SpeechMeter()
    end = heard(meter, SPEECH, 2.0)
    changes = [meter.update(end + 0.2 * step) for step in range(1, 11)]
    assert changes.count(True) == 1
    assert not meter.speaking


def test_a_change_is_told_once() -> None:
    meter = SpeechMeter()
    changes = []
    for step in range(10):
        for _ in range(10):
            meter.add(SPEECH)
        changes.append(meter.update(step * 0.2))
    assert changes.count(True) == 1
