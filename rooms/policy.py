"""Who hears, sees and reads whom: the only authority on it.

Everything that leaves the server is either a media route or a part of a view; both are computed from
the functions here. In doubt the answer is no.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rooms.channel import JOINT, NEUTRAL, ChannelKind, kind_of, of_group, private
from rooms.chat import Message
from rooms.consent import ConsentKind
from rooms.ids import (
    RECORDER,
    TRANSCRIBER,
    ChannelId,
    ItemId,
    NoteId,
    PageId,
    PaperId,
    SeatId,
    SettlementId,
    SourceId,
    StayId,
)
from rooms.ledger import Item, ItemState
from rooms.minutes import CONFIRMERS, READERS, Minutes, Reading
from rooms.notes import Note
from rooms.pages import Page
from rooms.participant import MediaKind, Person, Standing
from rooms.places import mates
from rooms.recording import RecordingRule
from rooms.roles import POWERS, RECORD_KEEPERS
from rooms.settlement import Comment, Paper, Settlement
from rooms.state import RoomState, SessionState
from rooms.utterance import Caption, Voice


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


def of_one_group(one: Person, other: Person) -> bool:
    """Whether both are of the same side; who is neutral is of nobody's."""
    return one.group is not None and one.group == other.group


def takes_part(person: Person) -> bool:
    """Whether one is in a channel where one's role hears and reads others; nobody does in a lobby."""
    return person.stay is not None and kind_of(person.stay.channel) in POWERS[person.seat.role].channels


def stays(state: RoomState) -> Mapping[SeatId, StayId]:
    """The present stay of everybody who has one."""
    return {person.id: person.stay.id for person in state.people.values() if person.stay}


def may_be_shown(person: Person) -> bool:
    """Whether there is anything to show it on: who is present by telephone reads nothing, later neither."""
    return person.stay is not None and not person.telephone


def new_readers(state: RoomState, author: Person) -> tuple[tuple[SeatId, ...], bool]:
    """Who reads what the author writes now, and whether that is the hosts only, wherever they are."""
    if author.channel == JOINT and state.status.unhosted:
        device = {mate.id for mate in mates(state, author.id)}
        return tuple(p.id for p in state.people.values() if p.host or p.id in device), True
    here = (p for p in state.people.values() if p.channel == author.channel)
    return tuple(p.id for p in here if may_be_shown(p)), False


def audiences(state: RoomState) -> dict[ChannelId, tuple[SeatId, ...]]:
    """Who is told what a host says to all: everybody present, in the channel where each is, the lobby too."""
    told: dict[ChannelId, tuple[SeatId, ...]] = {}
    for person in state.people.values():
        if person.stay is not None and may_be_shown(person):
            channel = person.stay.channel
            told[channel] = (*told.get(channel, ()), person.id)
    return told


def may_read(state: RoomState, seat: SeatId, message: Message) -> bool:
    """Whether a message that was posted may be shown now.

    Its readers were fixed when it was posted; a host who came to a group's channel later has gained
    what was written there before. Who is not admitted, perhaps on another device than then, reads
    only what was said within the present stay.
    """
    if state.status.session is SessionState.ENDED:
        return False
    person = state.people[seat]
    if person.standing is Standing.ADMITTED:
        gained = not message.to_all and message.number < caught_up(state, seat, message.channel)
        return seat in message.readers or gained
    if person.standing is not Standing.WAITING or person.stay is None:
        return False
    return (
        seat in message.readers and message.channel == person.stay.channel and message.at > person.stay.since
    )


def captions(state: RoomState, seat: SeatId) -> tuple[Caption, ...]:
    """What was said in the channel in which one is, since one came: the newest of it."""
    person = state.people[seat]
    if person.stay is None:
        return ()
    here = state.captions.get(person.stay.channel, ())
    return tuple(one for one in here if may_follow(person, person.stay.channel, one.utterance.began))


def may_follow(person: Person, channel: ChannelId, began: datetime) -> bool:
    """Whether one may read words whose saying began at that moment in that channel: one was there, and still is."""
    stay = person.stay
    if stay is None or stay.channel != channel or person.telephone:
        return False
    return takes_part(person) and stay.since <= began


def listeners(state: RoomState, voice: Voice, began: datetime) -> frozenset[SeatId]:
    """Who may be shown what is just being said, if it may still be put into words: none, if not."""
    if voice not in voices(state):
        return frozenset()
    return frozenset(p.id for p in state.people.values() if may_follow(p, voice.channel, began))


def page(state: RoomState, seat: SeatId, wanted: PageId) -> Page | None:
    """The page, if the message that carries it may be shown now."""
    message = state.pages.get(wanted)
    if message is None or seat not in state.people or not may_read(state, seat, message):
        return None
    return next(found for found in message.pages if found.id == wanted)


def caught_up(state: RoomState, seat: SeatId, channel: ChannelId) -> int:
    """Up to which message, counted within a group's channel, a host has been given its history."""
    return state.marks.get(seat, {}).get(channel, 0)


def readers(state: RoomState, message: Message) -> frozenset[SeatId]:
    """Everybody who may be shown the message now."""
    return frozenset(seat for seat in state.people if may_read(state, seat, message))


def unread(state: RoomState, host: Person, channel: ChannelId) -> int:
    """How many messages of a group's channel a host could not read yet; none while in it."""
    if host.channel == channel or channel not in state.logs:
        return 0
    return len(state.logs[channel]) - caught_up(state, host.id, channel)


def may_see_person(viewer: Person, other: Person) -> bool:
    """Whether one knows that the other is here: within one channel only."""
    return viewer is not other and viewer.stay is not None and viewer.channel == other.channel


def may_see_authority(viewer: Person, other: Person) -> bool:
    """Hosts, the same group, and everybody in the joint channel see in whose name one acts."""
    if viewer.host or other.channel == JOINT:
        return True
    return of_one_group(viewer, other)


def may_lead(state: RoomState, seat: SeatId) -> bool:
    """Whether this is a host in the session: sees the roster, asks what only hosts may ask."""
    person = state.people.get(seat)
    return (
        person is not None
        and person.host
        and person.standing is Standing.ADMITTED
        and state.status.session is not SessionState.ENDED
    )


def may_hand_over(state: RoomState, seat: SeatId) -> bool:
    """Whether a host may say who leads: whoever does, or anybody else while they are not online."""
    lead = state.status.lead
    return lead is None or lead == seat or not state.people[lead].online


def notes(state: RoomState, seat: SeatId) -> Mapping[NoteId, Note]:
    """The private notes that a host may be shown: their own, while they lead."""
    return state.notes.get(seat, {}) if may_lead(state, seat) else {}


def ledger(state: RoomState, seat: SeatId) -> Mapping[ItemId, Item]:
    """The disclosure ledger: every item for whoever leads, none for anybody else."""
    return state.ledger if may_lead(state, seat) else {}


def asked(state: RoomState, seat: SeatId) -> Mapping[ItemId, Item]:
    """What one was asked to let be conveyed, and what has become of it."""
    person = state.people[seat]
    if person.standing is not Standing.ADMITTED or person.telephone:
        return {}
    return {item.id: item for item in state.ledger.values() if _may_be_asked(state, person, item)}


_TOLD = frozenset({ItemState.ASKED, ItemState.CONVEYABLE, ItemState.REFUSED, ItemState.CONVEYED})


def _may_be_asked(state: RoomState, person: Person, item: Item) -> bool:
    """Only the speaker, in a channel of their own: in private, or in their group's.

    What was heard in private is not shown on a device that others share, but for their interpreter.
    """
    if item.speaker != person.id or item.state not in _TOLD:
        return False
    if person.channel != private(person.id) and (
        not person.group or person.channel != of_group(person.group)
    ):
        return False
    alone = all(mate is person or mate.seat.interprets == person.id for mate in mates(state, person.id))
    return alone or kind_of(item.channel) is ChannelKind.GROUP


def may_convey(state: RoomState, host: Person, item: Item) -> bool:
    """Whether a host may say it here and now: to somebody of the side consented to, in its channel."""
    if item.state is not ItemState.CONVEYABLE or item.side is None or host.channel != of_group(item.side):
        return False
    return any(p.group == item.side and p.channel == host.channel for p in state.people.values())


def minutes(state: RoomState, seat: SeatId) -> Minutes | None:
    """The whole record, for those who write it; its drafts are nobody else's."""
    person = state.people[seat]
    writes = person.seat.role in RECORD_KEEPERS and person.standing is Standing.ADMITTED
    return state.minutes if writes and state.status.session is not SessionState.ENDED else None


def may_write_minutes(state: RoomState, seat: SeatId) -> bool:
    """Not out of a talk apart: what is said there is no part of the record, and a slip must not make it one."""
    channel = state.people[seat].channel
    return channel is not None and kind_of(channel) in (ChannelKind.JOINT, ChannelKind.NEUTRAL)


def said_at(state: RoomState, source: SourceId) -> datetime | None:
    """When that was said in the joint talk which a line may be taken from; None of all that was said elsewhere.

    What was written while no host was there is between its author and the hosts. Of what a machine heard only the
    newest can be taken: what is shown.
    """
    heard = (one.utterance for one in state.captions.get(JOINT, ()))
    began = next((one.began for one in heard if one.id == source and one.text), None)
    if began is not None:
        return began
    log = state.logs.get(JOINT, ())
    return next((said.at for said in log if str(said.id) == source and not said.to_hosts), None)


def settlements(state: RoomState, seat: SeatId) -> Mapping[SettlementId, Settlement]:
    """Of which the text may be shown, as far as `agreement.seen` lets it: every one to whoever leads.

    To the others where they are, once it was proposed there; the clerk helps to write what is no secret of a side.
    """
    person = state.people[seat]
    if may_lead(state, seat):
        return state.settlements
    ended = state.status.session is SessionState.ENDED
    if ended or person.standing is not Standing.ADMITTED or person.telephone:
        return {}
    return {one.id: one for one in state.settlements.values() if _before_them(person, one)}


def _before_them(person: Person, settlement: Settlement) -> bool:
    if person.seat.role in RECORD_KEEPERS:
        return settlement.channel in (JOINT, NEUTRAL)
    return settlement.proposed and takes_part(person) and person.channel == settlement.channel


def may_comment(state: RoomState, seat: SeatId, settlement: Settlement) -> bool:
    """In the talk in which it is proposed; while a joint talk has no host the sides do not speak to each other."""
    if state.people[seat].channel != settlement.channel:
        return False
    return settlement.channel != JOINT or not state.status.unhosted


def comments(state: RoomState, seat: SeatId, settlement: Settlement) -> list[Comment]:
    """What was said to it while one was there; to whoever writes it all."""
    writes = state.people[seat].seat.role in RECORD_KEEPERS
    return [said for said in settlement.comments if writes or seat in said.readers]


def papers(state: RoomState, seat: SeatId) -> Mapping[PaperId, Paper]:
    """What waits for a hand or bears it: for its signers wherever they are, also after the session; hosts and clerk."""
    found = (paper for one in state.settlements.values() for paper in one.papers.values())
    return {paper.id: paper for paper in found if _may_have(state, seat, paper)}


def paper_of(state: RoomState, seat: SeatId, wanted: PaperId) -> Paper | None:
    """The paper, if this person may have it now."""
    return papers(state, seat).get(wanted) if seat in state.people else None


def _may_have(state: RoomState, seat: SeatId, paper: Paper) -> bool:
    person = state.people[seat]
    if person.standing in (Standing.WAITING, Standing.REMOVED):
        return False
    if seat in paper.signers or any(mate.id in paper.signers for mate in mates(state, seat)):
        return True
    return person.standing is Standing.ADMITTED and person.seat.role in RECORD_KEEPERS


def reading(state: RoomState, seat: SeatId) -> Reading | None:
    """What was read back last, in the joint talk, on the devices of those to whom it is read."""
    here = any(mate.seat.role in READERS for mate in _before_it(state, seat))
    return state.minutes.latest if here else None


def confirmers(state: RoomState, seat: SeatId) -> list[Person]:
    """Who on this device says for themselves whether what was read is right."""
    return [mate for mate in _before_it(state, seat) if mate.seat.role in CONFIRMERS]


def _before_it(state: RoomState, seat: SeatId) -> list[Person]:
    person = state.people[seat]
    if state.status.session is SessionState.ENDED or person.channel != JOINT or person.telephone:
        return []
    return mates(state, seat)
