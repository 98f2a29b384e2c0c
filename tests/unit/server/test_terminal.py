"""What others wrote disturbs no terminal."""

from server.terminal import LONGEST, shown


def test_what_steers_a_terminal_is_told_as_its_number() -> None:
    assert shown("协议\x1b[2J\n.pdf") == "协议\\x1b[2J\\x0a.pdf"


def test_no_more_is_told_than_can_be_taken_in() -> None:
    assert len(shown("\x07" * LONGEST)) == LONGEST
