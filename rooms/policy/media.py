"""Which media flow, to people, to the recorder and to the transcriber."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rooms.channel import JOINT
from rooms.consent import ConsentKind
from rooms.ids import (
    RECORDER,
    TRANSCRIBER,
    ChannelId,
    SeatId,
    StayId,
)
from rooms.participant import MediaKind, Person
from rooms.places import mates
from rooms.policy.presence import may_lead, of_one_group, takes_part
from rooms.recording import RecordingRule
from rooms.roles import POWERS
from rooms.state import RoomState, SessionState
from rooms.utterance import Voice


@dataclass(frozen=True, slots=True)
class Route:
    """Media of one kind from one seat to another, within one stay of each."""

    source: SeatId
    source_stay: StayId
    target: SeatId
    target_stay: StayId
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class Tapped(Route):
    """Media to the service itself, whose stay in a channel is a recording."""

    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Take(Tapped):
    """To the recorder."""


@dataclass(frozen=True, slots=True)
class Dictation(Tapped):
    """Speech to the transcriber. `speakers`: who sits at the device; when that changes, it is another dictation."""

    speakers: tuple[SeatId, ...]

    @property
    def voice(self) -> Voice:
        return Voice(self.source, self.source_stay, self.target_stay, self.channel, self.speakers)


def routes(state: RoomState) -> frozenset[Route]:
    """The complete set of media routes, those to the recorder and to the transcriber among them.

    It depends on `state.people`, `state.status` and `state.recordings` alone: while these are the same
    objects, so are the routes (the rule for recording does not change while it counts). Who is online does not
    matter.
    """
    if state.status.session is not SessionState.OPEN:
        return frozenset()
    between = frozenset(_routes(state))
    takes = frozenset(_takes(state, between))
    return between.union(takes, _dictations(state, takes))


def _routes(state: RoomState) -> Iterator[Route]:
    devices = [(p, p.stay) for p in state.people.values() if p.stay and p.primary == p.id]
    for source, source_stay in devices:
        for target, target_stay in devices:
            if source is not target and may_hear(state, target, source):
                for kind in source.media:
                    yield Route(source.id, source_stay.id, target.id, target_stay.id, kind)


def _takes(state: RoomState, between: frozenset[Route]) -> Iterator[Take]:
    """What somebody receives at this moment and may be recorded: nobody is recorded who speaks to no one."""
    recorded = {channel: recorded_in(state, channel) for channel in state.recordings}
    for source, stay, kind in {(route.source, route.source_stay, route.kind) for route in between}:
        channel = state.people[source].channel
        if channel is not None and source in recorded.get(channel, ()):
            yield Take(source, stay, RECORDER, state.recordings[channel].id, kind, channel)


def _dictations(state: RoomState, takes: Collection[Take]) -> Iterator[Dictation]:
    """What is recorded and may be put into words besides: what a machine heard can be held against the sound."""
    consented = {channel: _transcribable(state, channel) for channel in state.recordings}
    for take in takes:
        if take.kind is MediaKind.AUDIO and take.source in consented[take.channel]:
            speakers = tuple(mate.id for mate in mates(state, take.source))
            yield Dictation(
                take.source,
                take.source_stay,
                TRANSCRIBER,
                take.target_stay,
                MediaKind.AUDIO,
                take.channel,
                speakers,
            )


def voices(state: RoomState) -> frozenset[Voice]:
    """What may be put into words at this moment."""
    if not state.recordings:
        return frozenset()
    return frozenset(route.voice for route in routes(state) if isinstance(route, Dictation))


def recorded_in(state: RoomState, channel: ChannelId) -> frozenset[SeatId]:
    """Whose media may be recorded in a channel that a host records.

    One voice is on many tracks: so it is everybody or nobody, unless the rule for the joint talk is each for
    themselves. While the joint channel is without a host each side is among itself: nobody is recorded.
    """
    return _consenting(state, channel, ConsentKind.RECORDING)


def recording_of(state: RoomState, seat: SeatId) -> StayId | None:
    """The recording of the joint talk, if one can be heard on it now. Of a talk apart nothing is told elsewhere."""
    recording = state.recordings.get(JOINT)
    here = state.people[seat].channel == JOINT and seat in recorded_in(state, JOINT)
    return recording.id if recording is not None and here else None


def transcribed_in(state: RoomState, channel: ChannelId) -> frozenset[SeatId]:
    """Whose speech may be put into words in a channel that a host records: nobody's who may not be recorded.

    The rule is that of recording, with the consent to transcription; whoever agrees that a separate talk is recorded
    agrees to both.
    """
    return recorded_in(state, channel) & _transcribable(state, channel)


def _transcribable(state: RoomState, channel: ChannelId) -> frozenset[SeatId]:
    return _consenting(state, channel, ConsentKind.TRANSCRIPTION)


def _consenting(state: RoomState, channel: ChannelId, kind: ConsentKind) -> frozenset[SeatId]:
    """`kind`: whose consent counts in the joint talk."""
    here = _voices(state, channel)
    if channel == JOINT and state.status.unhosted:
        return frozenset()
    lacking = _lacking(state, channel, here, kind)
    if not lacking:
        return frozenset(person.id for person in here)
    if channel != JOINT or state.rules.recording is RecordingRule.EVERYONE:
        return frozenset()
    refused = {state.people[seat].primary for seat in lacking}
    return frozenset(person.id for person in here if person.primary not in refused)


def takes(state: RoomState) -> frozenset[Take]:
    """The routes to the recorder."""
    return frozenset(route for route in routes(state) if isinstance(route, Take))


def watches(state: RoomState, seat: SeatId) -> ChannelId | None:
    """The channel of whose recording a host is told how it does: the one in which they are now, if it is recorded."""
    channel = state.people[seat].channel if may_lead(state, seat) else None
    return channel if channel in state.recordings else None


def lacking_consent(
    state: RoomState, channel: ChannelId, kind: ConsentKind = ConsentKind.RECORDING
) -> frozenset[SeatId]:
    """Who in a channel that a host records has not agreed to it, or to `kind` in the joint talk."""
    return _lacking(state, channel, _voices(state, channel), kind)


def _lacking(
    state: RoomState, channel: ChannelId, here: Collection[Person], kind: ConsentKind
) -> frozenset[SeatId]:
    return frozenset(person.id for person in here if not _agrees(state, channel, person, kind))


def _voices(state: RoomState, channel: ChannelId) -> list[Person]:
    """Everybody in the channel: who only listens hears it recorded, and has a say."""
    return [person for person in state.people.values() if person.channel == channel and takes_part(person)]


def _agrees(state: RoomState, channel: ChannelId, person: Person, kind: ConsentKind) -> bool:
    """Staff are recorded as part of their office; a caller by telephone has been shown nothing to agree to."""
    if POWERS[person.seat.role].staff:
        return True
    if person.telephone or person.stay is None:
        return False
    if channel == JOINT:
        return person.consents.get(kind, False)
    asked = state.recordings[channel]
    consents = person.consents.get(ConsentKind.CAUCUS_RECORDING, False)
    return consents and asked.agreed.get(person.id) == person.stay.id


def may_hear(state: RoomState, listener: Person, speaker: Person) -> bool:
    """Whether media may flow between two devices: within a channel in which both may take part.

    In a joint channel without a host only within a group.
    """
    if speaker.channel != listener.channel or not takes_part(speaker) or not takes_part(listener):
        return False
    if speaker.telephone or listener.telephone:
        return False
    if speaker.channel == JOINT and state.status.unhosted and not of_one_group(speaker, listener):
        return False
    return POWERS[speaker.seat.role].publishes
