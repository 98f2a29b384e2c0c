"""Recording: a host begins and ends it; outside the joint channel everybody in it must agree there and then."""

from rooms import events
from rooms.answer import Refused
from rooms.channel import JOINT, ChannelKind, kind_of
from rooms.commands import AgreeRecording, ChooseRule, KeepSegment, Record, RestartRecording, Utter
from rooms.consent import ConsentKind
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.participant import Person
from rooms.places import mates
from rooms.utterance import well_formed

RECORDED = frozenset({ChannelKind.JOINT, ChannelKind.GROUP, ChannelKind.PRIVATE})
"""Where a talk is one of the mediation's: not a lobby, and not what mediators say among themselves."""


def record(turn: Turn, command: Record) -> Answer:
    stay = turn.stay(command.seat, command.stay)
    if isinstance(stay, Refused):
        return stay
    channel = stay.channel
    if kind_of(channel) not in RECORDED:
        return Refused(ErrorCode.NOT_HERE)
    running = channel in turn.state.recordings
    if command.on and not running:
        turn.emit(
            events.RecordingStarted(
                at=turn.at, into=channel, id=turn.recording_id(), seat=command.seat, stay=stay.id
            )
        )
    elif running and not command.on:
        turn.emit(events.RecordingStopped(at=turn.at, into=channel, seat=command.seat))
    return DONE


def restart(turn: Turn, command: RestartRecording) -> Answer:
    """Whoever agreed has agreed to this: the recording goes on under another id, and so in other files."""
    stay = turn.stay(command.seat, command.stay)
    if isinstance(stay, Refused):
        return stay
    channel = stay.channel
    if channel in turn.state.recordings:
        turn.emit(
            events.RecordingRestarted(at=turn.at, into=channel, id=turn.recording_id(), seat=command.seat)
        )
    return DONE


def choose(turn: Turn, command: ChooseRule) -> Answer:
    stay = turn.stay(command.seat, command.stay)
    if isinstance(stay, Refused):
        return stay
    if stay.channel != JOINT:
        return Refused(ErrorCode.NOT_HERE)
    if JOINT in turn.state.recordings:
        return Refused(ErrorCode.RECORDED_NOW)
    if command.rule is not turn.state.rules.recording:
        turn.emit(events.RecordingRuleChosen(at=turn.at, into=JOINT, seat=command.seat, rule=command.rule))
    return DONE


def agree(turn: Turn, command: AgreeRecording) -> Answer:
    """A device has one page: its answer is that of all who sit at it."""
    person = turn.state.people[command.seat]
    stay = turn.stay(command.seat, command.stay)
    if isinstance(stay, Refused):
        return stay
    channel = stay.channel
    recording = turn.state.recordings.get(channel)
    if channel != JOINT and not command.agreed:
        decline(turn, person)
        return DONE
    if channel == JOINT or recording is None:
        return Refused(ErrorCode.NOT_ASKED)
    for mate in mates(turn.state, person.id):
        if not mate.consents.get(ConsentKind.CAUCUS_RECORDING):
            kind = ConsentKind.CAUCUS_RECORDING
            turn.emit(events.ConsentSet(at=turn.at, seat=mate.id, consent=kind, given=True))
        if mate.stay is not None and recording.agreed.get(mate.id) != mate.stay.id:
            turn.emit(events.RecordingAgreed(at=turn.at, into=channel, seat=mate.id, stay=mate.stay.id))
    return DONE


def decline(turn: Turn, person: Person) -> None:
    """One "no" ends the recording of the separate talk in which that person is."""
    channel = person.channel
    if channel is not None and channel != JOINT and channel in turn.state.recordings:
        turn.emit(events.RecordingDeclined(at=turn.at, into=channel, seat=person.id))


def keep(turn: Turn, command: KeepSegment) -> Answer:
    turn.emit(events.SegmentKept(at=turn.at, into=command.into, kept=command.kept))
    return DONE


def utter(turn: Turn, command: Utter) -> Answer:
    """Only what could be put into words at some time becomes part of the record, however late it comes, and once."""
    if not well_formed(command.utterance):
        return Refused(ErrorCode.BAD_MESSAGE)
    if command.utterance.voice(command.into) not in turn.state.voices:
        return Refused(ErrorCode.FORBIDDEN)
    known = turn.state.captions.get(command.into, ())
    if any(caption.utterance.id == command.utterance.id for caption in known):
        return DONE
    turn.emit(events.Uttered(at=turn.at, into=command.into, utterance=command.utterance))
    return DONE
