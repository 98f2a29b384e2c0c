"""Speech told from silence by its level."""

from recordings.transcription.level import LevelDetector
from tests.unit.recordings.transcription.sounds import frames, mixed, noise, silence, together, tone


def judged(sound: "object") -> list[bool]:
    detector = LevelDetector()
    return [detector.voiced(frame) for frame in frames(sound)]  # type: ignore[arg-type]


def test_silence_is_silence_and_a_voice_is_heard_at_once() -> None:
    found = judged(together(silence(1), tone(1), silence(1)))
    assert not any(found[:30])
    assert all(found[34:60])
    assert not any(found[70:])


def test_a_whisper_above_a_silent_room_is_heard() -> None:
    assert any(judged(together(silence(2), tone(1, -45))))


def test_the_noise_of_a_room_becomes_silence_and_who_speaks_in_it_is_heard() -> None:
    room = noise(8, -40)
    found = judged(room)
    assert not any(found[-100:])
    spoken = together(silence(6), tone(2, -24))
    found = judged(mixed(room, spoken))
    assert not any(found[130:185])
    assert all(found[195:])


def test_a_long_sentence_with_its_pauses_of_breath_does_not_become_silence() -> None:
    breath = together(tone(1.2), silence(0.1))
    found = judged(together(*[breath] * 8))
    assert sum(found) > 0.85 * len(found)


def test_after_a_reset_nothing_of_the_former_room_counts() -> None:
    detector = LevelDetector()
    for frame in frames(noise(8, -30)):
        detector.voiced(frame)
    quiet = frames(tone(0.2, -35))
    assert not any(detector.voiced(frame) for frame in quiet)
    detector.reset()
    assert any(detector.voiced(frame) for frame in quiet)
