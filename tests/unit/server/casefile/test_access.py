"""Who looked: the list tells nobody what the rest of the page does not."""

from dataclasses import replace
from datetime import timedelta

from rooms.commands import BreakGlass
from rooms.ids import SYSTEM
from server.casefile.access import shown
from server.staff.account import AccountId
from server.staff.log import Deed, Entry
from tests.unit.rooms.past import HOST, OTHER_CLERK
from tests.unit.rooms.scene import START
from tests.unit.server.casefile.recorded import seen_by, session

OWN, OTHER = AccountId("own"), AccountId("other")


def entry(deed: Deed, by: AccountId = OTHER, minutes: int = 0, **detail: str) -> Entry:
    return Entry(START + timedelta(minutes=minutes), deed, by, by, "", detail, "case")


def test_what_tells_of_a_recording_is_shown_to_who_knows_of_it_and_to_who_did_it() -> None:
    scene = session()
    host, clerk = seen_by(HOST, scene), seen_by(OTHER_CLERK, scene)
    apart = next(each for each in host.recorded if each.channel.startswith("private"))
    played = entry(Deed.PLAYED, recording=apart.id, room=host.room)
    assert shown([played], [host], OWN) == (played,)
    assert shown([played], [clerk], OWN) == ()
    assert shown([replace(played, by=OWN)], [clerk], OWN) == (replace(played, by=OWN),)


def test_that_separate_talks_were_opened_is_shown_to_those_who_are_told_of_it() -> None:
    scene = session()
    scene.do(BreakGlass(SYSTEM, "account-s", "石主任", "举报"))
    host, clerk = seen_by(HOST, scene), seen_by(OTHER_CLERK, scene)
    broken = entry(Deed.GLASS_BROKEN, room=host.room, reason="举报")
    assert shown([broken], [host], OWN) == (broken,)
    assert shown([broken], [clerk], OWN) == ()


def test_the_latest_comes_first() -> None:
    entries = [entry(Deed.LOOKED, minutes=minutes) for minutes in range(3)]
    assert shown(entries, [], OWN) == tuple(reversed(entries))
