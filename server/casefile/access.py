"""Who did what with a case: what of the staff's log about it one who reads it may know."""

from collections.abc import Iterable

from rooms.archive.past import Opening, Past
from server.staff.account import AccountId
from server.staff.log import Deed, Entry


def shown(entries: Iterable[Entry], granted: Iterable[Past], reader: AccountId) -> tuple[Entry, ...]:
    """The latest first. What tells of a recording is shown to those who know of that recording, and that separate talks
    were opened to those who are told of it: else the list would tell what the rest of the page does not.
    """
    pasts = tuple(granted)
    recordings = {recorded.id for past in pasts for recorded in past.recorded}
    opened = {past.room for past in pasts if past.openings}

    def may_know(entry: Entry) -> bool:
        if entry.by == reader:
            return True
        if entry.deed is Deed.GLASS_BROKEN:
            return entry.detail.get("room") in opened
        return "recording" not in entry.detail or entry.detail["recording"] in recordings

    return tuple(reversed([entry for entry in entries if may_know(entry)]))


def openings(granted: Past) -> tuple[Opening, ...]:
    """Each once, however many talks were opened by it."""
    return tuple({opening.at: opening for opening in granted.openings}.values())
