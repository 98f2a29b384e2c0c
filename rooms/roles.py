"""The roles people have in a room, and what follows from a role alone."""

from enum import StrEnum


class Role(StrEnum):
    PARTY = "party"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    MEDIATOR = "mediator"
    CO_MEDIATOR = "co_mediator"
    CLERK = "clerk"
    OBSERVER = "observer"
    EXPERT = "expert"


HOSTS = frozenset({Role.MEDIATOR, Role.CO_MEDIATOR})
"""Who leads the session. Hosts sign in as staff, so they never wait in the lobby."""

GUESTS = frozenset({Role.CLERK, Role.OBSERVER, Role.EXPERT})
"""Whom a host may bring along into a channel, if they belong to no group."""

PUBLISHERS = frozenset(Role) - {Role.OBSERVER}
"""Who may be seen, heard and read. An observer only receives."""

STAFF = HOSTS | {Role.CLERK}
"""Who acts for the centre: the consents of the parties do not concern them."""
