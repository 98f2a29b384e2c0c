"""What hosts do with people and with the session."""

from typing import Annotated

from msgspec import Meta

from signaling.wire import Do, Identifier


class Admit(Do, frozen=True, tag="admit"):
    """Host: let a person in from the lobby."""

    who: Identifier


class AdmitAll(Do, frozen=True, tag="admit_all"):
    """Host: let everybody in who waits."""


class BackToLobby(Do, frozen=True, tag="back_to_lobby"):
    """Host: send a person back to the lobby."""

    who: Identifier


class Remove(Do, frozen=True, tag="remove"):
    """Host: remove a person from the session."""

    who: Identifier


class Telephone(Do, frozen=True, tag="telephone"):
    """Host: a person who did not come by link is present by telephone, or no longer."""

    who: Identifier
    on: bool


class CallIn(Do, frozen=True, tag="call_in"):
    """Host: somebody who has no seat is present by telephone, on a group's side."""

    name: Annotated[str, Meta(max_length=240)]
    group: Identifier


class Mute(Do, frozen=True, tag="mute"):
    """Host: mute a person, who may unmute again."""

    who: Identifier


class Lock(Do, frozen=True, tag="lock"):
    """Host: nobody new may enter, or they may again."""

    on: bool


class Separate(Do, frozen=True, tag="separate"):
    """Host: part the groups, each to its own channel."""


class Visit(Do, frozen=True, tag="visit"):
    """Host: go to a group's channel or to neutral ground."""

    side: Identifier


class Meet(Do, frozen=True, tag="meet"):
    """Host: speak with one person alone."""

    who: Identifier


class Bring(Do, frozen=True, tag="bring"):
    """Host: bring a neutral person into the present channel."""

    who: Identifier


class Rejoin(Do, frozen=True, tag="rejoin"):
    """Host: bring all together again."""


class Adjourn(Do, frozen=True, tag="adjourn"):
    """Host: interrupt the session, if known until when (ISO 8601 with zone)."""

    until: Annotated[str, Meta(max_length=40)] | None = None


class Resume(Do, frozen=True, tag="resume"):
    """Host: go on after an adjournment."""


class End(Do, frozen=True, tag="end"):
    """Host: end the session for good."""


class HandOver(Do, frozen=True, tag="hand_over"):
    """The host who leads, or any other while that one is not online: another host leads."""

    to: Identifier


class ReissueLink(Do, frozen=True, tag="reissue_link"):
    """Host: make a new link for a person; the former ones open nothing more."""

    who: Identifier


class ReissueCode(Do, frozen=True, tag="reissue_code"):
    """Host: make a fresh one-time code for a person, to be told by telephone."""

    who: Identifier
