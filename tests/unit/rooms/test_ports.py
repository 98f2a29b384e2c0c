"""The ports: what a failing adapter may tell."""

from rooms.ports import Fenced, JournalUnavailable


def test_a_room_lost_to_another_process_and_a_failed_storage_are_told_apart() -> None:
    assert not issubclass(Fenced, JournalUnavailable)
    assert not issubclass(JournalUnavailable, Fenced)
