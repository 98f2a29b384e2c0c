"""What leaves the house in which bundle: one table of profiles, what is in each, and whose word each part needs.

Concessions made in mediation may not be used against the party later: a court is given what
was agreed, of the record what `released.record` lets go, and the undisputed facts. What was said on the way there goes
out only where the court ordered exactly that, and a supervisor approved exactly that. In doubt the answer is no.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from rooms.archive.past import LineKind, Past
from rooms.channel import JOINT
from rooms.ids import SeatId
from rooms.rights import Right


class Profile(StrEnum):
    JOINT = "joint"
    """Everything of the joint talk: for the centre's own archive."""
    COURT = "court"
    """At a court's or arbitration commission's written request."""
    PARTY = "party"
    """What one party may keep."""


class Artefact(StrEnum):
    """The kinds of things that a bundle may hold, in the order of its index."""

    AGREEMENT = "agreement"
    RECORD = "record"
    UNDISPUTED = "undisputed"
    DOCUMENTS = "documents"
    """Notices, receipts, applications."""
    RECORDINGS = "recordings"
    FILM = "film"
    TRANSCRIPT = "transcript"
    CHAT = "chat"
    PHOTOGRAPHS = "photographs"
    LOG = "log"
    HEADS = "heads"
    """That the case's chain was thus at that time: tells of no channel."""
    RECEIPTS = "receipts"
    """The heads to which one party is entitled."""
    REQUEST = "request"
    """The letter for which the bundle was made."""


CONTENTS: Final[Mapping[Profile, Mapping[Artefact, Right]]] = {
    Profile.JOINT: {
        artefact: Right.EXPORT
        for artefact in Artefact
        if artefact not in {Artefact.RECEIPTS, Artefact.REQUEST}
    },
    Profile.COURT: {
        Artefact.AGREEMENT: Right.EXPORT,
        Artefact.RECORD: Right.EXPORT,
        Artefact.UNDISPUTED: Right.EXPORT,
        Artefact.HEADS: Right.EXPORT,
        Artefact.REQUEST: Right.EXPORT,
        Artefact.RECORDINGS: Right.APPROVE_EXPORT,
        Artefact.FILM: Right.APPROVE_EXPORT,
        Artefact.TRANSCRIPT: Right.APPROVE_EXPORT,
        Artefact.CHAT: Right.APPROVE_EXPORT,
        Artefact.PHOTOGRAPHS: Right.APPROVE_EXPORT,
        Artefact.LOG: Right.APPROVE_EXPORT,
    },
    Profile.PARTY: {
        Artefact.AGREEMENT: Right.EXPORT,
        Artefact.RECORD: Right.EXPORT,
        Artefact.DOCUMENTS: Right.EXPORT,
        Artefact.CHAT: Right.EXPORT,
        Artefact.PHOTOGRAPHS: Right.EXPORT,
        Artefact.HEADS: Right.EXPORT,
        Artefact.RECEIPTS: Right.EXPORT,
    },
}
"""What is not here is in no such bundle. What needs APPROVE_EXPORT is in it only where it was ordered by name.

A party's copy has no recordings, not even of their own voice, in which others are heard; and no log, whose entries tell
of more than a party was shown (stays, readers, how many entries there are).
"""

APPROVED: Final = frozenset({Profile.COURT})
"""Bundles that go out only once somebody else has approved them."""


class NotOrderable(ValueError):
    """Nobody's order puts that into such a bundle."""


def orderable(profile: Profile) -> tuple[Artefact, ...]:
    """What may be ordered besides what is in it anyway."""
    return tuple(kind for kind, right in CONTENTS[profile].items() if right is Right.APPROVE_EXPORT)


def contents(profile: Profile, ordered: frozenset[Artefact] = frozenset()) -> frozenset[Artefact]:
    """What such a bundle holds; raises NotOrderable."""
    if not ordered <= set(orderable(profile)):
        raise NotOrderable
    own = {kind for kind, right in CONTENTS[profile].items() if right is Right.EXPORT}
    return frozenset(own | ordered)


def sealed(profile: Profile, kinds: frozenset[Artefact]) -> frozenset[Artefact]:
    """Of these the kinds whose sealed documents go along. The record's says all that was read: no court is given it."""
    return kinds - {Artefact.RECORD} if profile is Profile.COURT else kinds


def cut(past: Past, profile: Profile, party: SeatId | None = None) -> Past:
    """The joint talk alone out of what its reader may read; for a party's copy, what that seat received of it.

    Of separate talks nothing is left, not even where the reader sat in them.
    """
    lines = tuple(line for line in past.lines if line.channel == JOINT and not line.to_hosts)
    tracks = tuple(track for track in past.tracks if track.channel == JOINT)
    stays = tuple(stay for stay in past.residences if stay.channel == JOINT)
    recorded = tuple(stretch for stretch in past.recorded if stretch.channel == JOINT)
    if profile is Profile.PARTY:
        written = (line for line in lines if line.kind is LineKind.WRITTEN)
        lines = tuple(line for line in written if party is not None and party in line.readers)
        tracks, stays, recorded = (), (), ()
    known = {seat for line in lines for seat in line.seats}
    known |= {track.kept.seat for track in tracks} | {stay.seat for stay in stays}
    return replace(
        past,
        lines=lines,
        tracks=tracks,
        residences=stays,
        recorded=recorded,
        openings=(),
        seats={seat: found for seat, found in past.seats.items() if seat in known or seat == party},
    )
