"""How a try is judged."""

from datetime import UTC, datetime, timedelta

from rooms.ids import SeatId
from server.auth.codes import DIGITS, Code, Verdict, judge, new_code, normal
from server.auth.limits import FATAL_FAILURES, Tally

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CODE = Code("code", SeatId("seat"), b"right", reusable=False, issued_at=NOW)
DEMONSTRATION = Code("demo", SeatId("seat"), b"printed", reusable=True, issued_at=NOW)


def tried(value: bytes, *alive: Code, here: Tally | None = None, anywhere: Tally | None = None) -> Verdict:
    return judge(alive, value, here=here or Tally(), anywhere=anywhere or Tally(), now=NOW).verdict


def test_right_and_wrong() -> None:
    assert tried(b"right", CODE) is Verdict.RIGHT
    assert tried(b"wrong", CODE) is Verdict.WRONG


def test_any_living_code_may_be_right() -> None:
    assert tried(b"printed", CODE, DEMONSTRATION) is Verdict.RIGHT
    assert tried(b"right", CODE, DEMONSTRATION) is Verdict.RIGHT


def test_without_a_living_code_a_fresh_one_is_needed_however_often_somebody_failed() -> None:
    assert tried(b"right", here=Tally(100, NOW)) is Verdict.NONE_LIVES


def test_during_a_wait_right_and_wrong_look_the_same() -> None:
    judgements = {
        judge([CODE], value, here=Tally(5, NOW), anywhere=Tally(5, NOW), now=NOW)
        for value in (b"right", b"wrong")
    }
    assert {judgement.verdict for judgement in judgements} == {Verdict.TOO_SOON}
    assert len(judgements) == 1


def test_a_demonstration_code_makes_everybody_wait_for_everybody() -> None:
    assert tried(b"printed", DEMONSTRATION, anywhere=Tally(50, NOW)) is Verdict.TOO_SOON
    assert tried(b"right", CODE, anywhere=Tally(50, NOW)) is Verdict.RIGHT


def test_a_code_lives_until_it_is_used_dead_or_out_of_date() -> None:
    def lives(**changes: object) -> bool:
        return Code("code", SeatId("seat"), b"", reusable=False, issued_at=NOW, **changes).lives(NOW)

    assert lives()
    assert lives(expires_at=NOW + timedelta(seconds=1))
    assert not lives(expires_at=NOW)
    assert not lives(used_at=NOW)
    assert not lives(dead_at=NOW)


def test_a_demonstration_code_can_be_used_again_and_does_not_die_of_failures() -> None:
    used = Code("demo", SeatId("seat"), b"", reusable=True, issued_at=NOW, used_at=NOW, failures=1000)
    assert used.lives(NOW)
    assert not used.dies_next


def test_the_last_failure_is_known_before_it_happens() -> None:
    nearly = Code("code", SeatId("seat"), b"", reusable=False, issued_at=NOW, failures=FATAL_FAILURES - 1)
    assert nearly.dies_next
    assert not CODE.dies_next


def test_a_code_is_six_digits_and_read_as_it_was_meant() -> None:
    code = new_code()
    assert len(code) == DIGITS
    assert code.isdecimal()
    assert normal(" １２３－４５６\t") == "123456"
    assert normal("12 34‑56") == "123456"
    assert len(normal("9" * 10_000)) <= 64
