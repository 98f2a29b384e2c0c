"""Packets of one voice: their order, their times, and up to where they are needed."""

from recordings.transcription.line import LATEST, Line
from recordings.transcription.phrases import Phrase, Phrases
from recordings.transcription.work import Heard, LineId
from tests.speech import opus_of
from tests.unit.recordings.transcription.sounds import Loud, silence

BEGUN = 1000.0


def packets(count: int | None = None, first: int = 0, timestamp: int = 0) -> list[Heard]:
    """The first sentence as it is sent; `timestamp` of its beginning."""
    return [
        Heard(first + index, (timestamp + 960 * index) % 2**32, payload, BEGUN + 0.02 * index)
        for index, payload in enumerate(opus_of(1)[:count])
    ]


def line() -> Line:
    return Line(LineId(1), Phrases(Loud()))


def taken(one: Line, every: list[Heard]) -> list[Phrase]:
    ended = [phrase for heard in every for phrase in one.take(heard)]
    return [*ended, *one.flush()]


def test_packets_out_of_order_and_twice_are_put_in_order() -> None:
    expected = taken(line(), packets())
    shuffled = packets()
    for index in range(0, len(shuffled) - 4, 4):
        shuffled[index], shuffled[index + 3] = shuffled[index + 3], shuffled[index]
    # The very first packet says where a voice begins.
    shuffled.sort(key=lambda heard: heard.number > 0)
    found = taken(line(), [*shuffled[:50], *shuffled[40:]])
    assert [phrase.start for phrase in found] == [phrase.start for phrase in expected]
    assert [phrase.samples for phrase in found] == [phrase.samples for phrase in expected]


def test_one_that_is_missing_is_waited_for_and_then_given_up_without_moving_what_follows() -> None:
    every = packets(200)
    lost = [heard for heard in every if heard.number not in (120, 121)]
    whole, holed = taken(line(), every), taken(line(), lost)
    assert [phrase.start for phrase in holed] == [phrase.start for phrase in whole]
    assert abs(len(holed[-1].samples) - len(whole[-1].samples)) < 1000
    waits = line()
    for heard in lost[: 120 + LATEST]:
        waits.take(heard)
    assert waits.settled < 120


def test_timestamps_wrap_and_times_do_not() -> None:
    plain, wrapped = line(), line()
    expected = taken(plain, packets())
    found = taken(wrapped, packets(timestamp=2**32 - 960 * 100))
    assert [phrase.start for phrase in found] == [phrase.start for phrase in expected]
    assert wrapped.words(found[0], "", final=True).began == plain.words(expected[0], "", final=True).began


def test_words_were_said_when_they_were_captured_by_the_senders_clock_if_it_is_told() -> None:
    heard = line()
    [phrase] = taken(heard, packets())
    arrived = heard.words(phrase, "好", final=True).began
    assert abs(arrived - BEGUN - phrase.start / 16_000) < 0.001
    heard.clock(0, BEGUN - 0.4)
    assert abs(heard.words(phrase, "好", final=True).began - (arrived - 0.4)) < 0.001


def test_nobody_dates_their_words_later_than_they_arrived() -> None:
    heard = line()
    [phrase] = taken(heard, packets())
    arrived = heard.words(phrase, "好", final=True).began
    heard.clock(0, BEGUN + 60)
    assert heard.words(phrase, "好", final=True).began == arrived


def test_a_hole_in_the_sound_ends_what_was_being_said() -> None:
    every = packets(150)
    later = [Heard(h.number, h.timestamp + 48_000, h.payload, h.at + 1) for h in packets(300)[150:]]
    ended = taken(line(), [*every, *later])
    assert len(ended) == 2
    assert ended[1].start > ended[0].start + len(ended[0].samples) + 10_000


def test_what_is_being_said_is_needed_and_what_is_over_is_not() -> None:
    heard = line()
    assert heard.settled == -1
    for one in packets(200):
        heard.take(one)
    assert 0 < heard.settled < 150
    heard.flush()
    assert heard.settled == 199


def test_a_damaged_packet_harms_no_other() -> None:
    every = packets()
    every[150] = Heard(150, 960 * 150, b"\xff" * 7, BEGUN + 3)
    assert len(taken(line(), every)) == 1


def test_the_parts_of_one_phrase_bear_one_name_and_the_next_another() -> None:
    heard = line()
    part, whole = Phrase(0, silence(1)), Phrase(0, silence(2))
    first = heard.words(part, "今", final=False)
    assert heard.told_at == 1.0
    assert heard.words(whole, "今天", final=True).id == first.id
    assert heard.told_at == 0.0
    assert heard.words(part, "明", final=False).id != first.id
