"""The roles people have in a room, and what follows from a role alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rooms.channel import ChannelKind


class Role(StrEnum):
    PARTY = "party"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    MEDIATOR = "mediator"
    CO_MEDIATOR = "co_mediator"
    CLERK = "clerk"
    OBSERVER = "observer"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role may do.

    `channels` are those in which one takes part: hears, and may be heard and read if one
    `publishes`. The lobby is none of them, each is alone there. `apart` is where somebody of no
    group belongs while the groups are apart.
    """

    channels: frozenset[ChannelKind]
    apart: ChannelKind = ChannelKind.LOBBY
    leads: bool = False
    staff: bool = False
    publishes: bool = True
    comes_along: bool = False


_OF_A_SIDE = Powers(frozenset({ChannelKind.JOINT, ChannelKind.GROUP, ChannelKind.PRIVATE}))
_EVERYWHERE = frozenset(ChannelKind) - {ChannelKind.LOBBY}
_HOST = Powers(_EVERYWHERE, apart=ChannelKind.NEUTRAL, leads=True, staff=True)

POWERS: Mapping[Role, Powers] = {
    Role.PARTY: _OF_A_SIDE,
    Role.REPRESENTATIVE: _OF_A_SIDE,
    Role.INTERPRETER: Powers(_EVERYWHERE),
    Role.MEDIATOR: _HOST,
    Role.CO_MEDIATOR: _HOST,
    Role.CLERK: Powers(_EVERYWHERE, apart=ChannelKind.NEUTRAL, staff=True, comes_along=True),
    Role.OBSERVER: Powers(_EVERYWHERE, publishes=False, comes_along=True),
    Role.EXPERT: Powers(_EVERYWHERE, comes_along=True),
}

HOSTS = frozenset(role for role, powers in POWERS.items() if powers.leads)
"""Who leads the session. Hosts sign in as staff, so they never wait in the lobby."""

PUBLISHERS = frozenset(role for role, powers in POWERS.items() if powers.publishes)
"""Who may be seen, heard and read. An observer only receives."""

SIGNERS = HOSTS | {Role.PARTY, Role.REPRESENTATIVE}
"""Whose hands are on a settlement agreement."""

RECORD_KEEPERS = HOSTS | {Role.CLERK}
"""Who writes the record of the joint talk."""

ATTESTERS = SIGNERS | {Role.INTERPRETER, Role.CLERK}
"""Whose hands are on any paper: the record is signed by all who were there, but not by who only watched."""
