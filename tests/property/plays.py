"""Random things that people do in a room, as values that fit whatever state the room is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from rooms import commands, policy, views
from rooms.channel import JOINT
from rooms.commands import Command
from rooms.consent import REQUIRED, ConsentKind
from rooms.equipment import DeviceState, Equipment, Hearing, Network
from rooms.ids import SYSTEM, DeviceId, ItemId, LineId, NoteId, PageId, SeatId, SourceId, StayId
from rooms.ledger import ItemState
from rooms.minutes import Question, Reply, Section
from rooms.pages import Page
from rooms.participant import MediaKind, Pass
from rooms.recording import RecordingRule
from rooms.roles import Role
from rooms.state import RoomState
from rooms.utterance import Utterance, Voice
from tests.unit.rooms.scene import AUTHORITY, EMPLOYER, START, WORKERS, seat

# the ids are in capitals so that they are told from roles and channels in any text
CAST = (
    seat("W1", Role.PARTY, WORKERS),
    seat("W2", Role.PARTY, WORKERS),
    seat("W6", Role.PARTY, WORKERS),
    seat("INTERPRETER", Role.INTERPRETER, interprets=SeatId("W6")),
    seat("AGENT", Role.REPRESENTATIVE, EMPLOYER, authority=AUTHORITY),
    seat("MEDIATOR", Role.MEDIATOR),
    seat("COMEDIATOR", Role.CO_MEDIATOR),
    seat("CLERK", Role.CLERK),
    seat("OBSERVER", Role.OBSERVER),
    seat("UNION", Role.OBSERVER, WORKERS),
    seat("EXPERT", Role.EXPERT),
)
NAMES = [member.id for member in CAST]
LATE = seat("LATE", Role.PARTY, EMPLOYER)
HOSTS = [SeatId("MEDIATOR"), SeatId("COMEDIATOR")]
SPEAKERS = NAMES[:3] + NAMES[4:5]
"""Whose words the ledger is mostly about."""
KEEPERS = [*HOSTS, SeatId("CLERK")]
NOT_HOSTS = [name for name in NAMES if name not in HOSTS]


@dataclass(frozen=True)
class Act:
    """Somebody does something, perhaps to somebody, in one way or another."""

    verb: str
    who: SeatId
    whom: SeatId
    way: int

    def command(self, state: RoomState) -> Command:
        """The command of this act in this state: only one's own stay and device are taken from it."""
        return _COMMANDS[self.verb](self, state)


def _own_stay(act: Act, state: RoomState) -> StayId:
    stay = state.people[act.who].stay
    return stay.id if stay and act.way % 4 else StayId("stale")


def _own_note(act: Act, state: RoomState) -> NoteId:
    """One of any host's, mostly of one's own."""
    of = HOSTS[act.way % 2] if act.way % 3 == 0 else act.who
    return next(iter(state.notes.get(of, {})), NoteId("none"))


def _item(act: Act, state: RoomState, wanted: ItemState) -> ItemId:
    """One of those that are shown to whoever acts, of the wanted state if there is one."""
    view = views.view(state, act.who)
    shown: Any = view.get("ledger", view.get("asked", {}))
    fitting = [item for item in shown if shown[item]["state"] == wanted] or list(shown)
    return ItemId(fitting[act.way % len(fitting)] if fitting else "none")


def _line(act: Act, state: RoomState) -> tuple[LineId, int]:
    """A line of the record, mostly in the version in which it is."""
    lines = list(state.minutes.lines.values())
    if not lines:
        return LineId("none"), 1
    line = lines[act.way % len(lines)]
    return line.id, line.version - (act.way % 7 == 0)


def _source(act: Act, state: RoomState) -> SourceId | None:
    """Now and then a message out of any channel."""
    said = [message.id for log in state.logs.values() for message in log]
    return SourceId(said[act.way % len(said)]) if said and act.way % 3 == 0 else None


def _digest(act: Act, state: RoomState) -> str:
    latest = state.minutes.latest
    return latest.digest if latest and act.way % 5 else "stale"


def _write(act: Act, state: RoomState) -> Command:
    speaker = act.whom if act.way % 2 else None
    text = f"line-{act.way}-by-{act.who.lower()}"
    return commands.WriteLine(act.who, _SECTIONS[act.way % 6], text, speaker, _source(act, state), act.way)


def _correct(act: Act, state: RoomState) -> Command:
    text = f"anew-{act.way % 9}-by-{act.who.lower()}"
    return commands.CorrectLine(act.who, *_line(act, state), text, act.whom if act.way % 2 else None)


def _confirm(act: Act, state: RoomState) -> Command:
    who = act.who if act.way % 3 else act.whom
    if act.way % 4 == 0:
        return commands.ObjectToMinutes(act.who, who, _digest(act, state), f"wrong-{act.way % 5}")
    return commands.ConfirmMinutes(act.who, who, _digest(act, state))


def _enter(act: Act, state: RoomState) -> Command:
    device = DeviceId(f"phone-{act.who}" if act.way % 2 else f"other-{act.who}-{act.way}")
    return commands.Enter(act.who, device, REQUIRED)


def _share(act: Act, state: RoomState) -> Command:
    honest = act.way % 4 and state.people[act.whom].group == state.people[act.who].group
    device = state.people[act.whom].device if honest else None
    return commands.Enter(act.who, device or DeviceId("guess"), REQUIRED, act.whom)


def _pages(act: Act) -> tuple[Page, ...]:
    """Some messages carry photographs of their author's; now and then one that was shown already."""
    return tuple(
        Page(PageId(f"page-{act.way + number}-of-{act.who.lower()}"), "digest", "key-of-a-page", 1, 1)
        for number in range(act.way % 3)
    )


def _utter(act: Act, state: RoomState) -> Command:
    """The service puts into words what somebody says, or said in an earlier stay."""
    every = state.voices if act.way % 4 == 0 else policy.voices(state)
    own = [voice for voice in sorted(every) if voice.seat == act.whom]
    stale = Voice(act.whom, StayId("stale"), StayId("stale"), JOINT, (act.whom,))
    voice = own[act.way % len(own)] if own else stale
    said = Utterance(
        f"{act.way}-of-{act.whom.lower()}".rjust(22, "u"),
        voice.seat,
        voice.stay,
        voice.recording,
        voice.speakers,
        max(START + timedelta(seconds=act.way % 400), state.voices.get(voice, START)),
        700,
        f"heard-{act.way}-of-{act.whom.lower()}",
        "engine",
        "0" * 64,
    )
    return commands.Utter(SYSTEM, voice.channel, said)


_SIDES = ("worker", "employer", "contractor", "neutral", "nowhere")
_SECTIONS, _QUESTIONS, _REPLIES = tuple(Section), tuple(Question), tuple(Reply)
_KINDS, _CONSENTS, _STATES = tuple(MediaKind), tuple(ConsentKind), tuple(DeviceState)

_COMMANDS = {
    "enter": _enter,
    "share": _share,
    "guess": lambda act, state: commands.Enter(act.who, DeviceId("guess"), REQUIRED, act.whom),
    "connect": lambda act, state: commands.Connect(act.who),
    "disconnect": lambda act, state: commands.Disconnect(act.who),
    "say": lambda act, state: commands.Say(
        act.who, _own_stay(act, state), f"secret-{act.way}-of-{act.who.lower()}", _pages(act)
    ),
    "broadcast": lambda act, state: commands.Broadcast(act.who, f"to-all-{act.way}-from-{act.who.lower()}"),
    "media": lambda act, state: commands.SetMedia(act.who, _KINDS[act.way % 3], act.way % 2 == 0),
    "consent": lambda act, state: commands.SetConsent(act.who, _CONSENTS[act.way % 5], act.way % 2 == 0),
    "ask": lambda act, state: commands.AskAlone(act.who),
    "unask": lambda act, state: commands.CancelAsk(act.who),
    "overheard": lambda act, state: commands.SetOverheard(act.who, act.way % 2 == 0),
    "equip": lambda act, state: commands.TellEquipment(
        act.who,
        Equipment(
            _STATES[act.way % 6], DeviceState.WORKS, Hearing.HEADPHONES, Network.DIRECT, act.way % 3 or None
        ),
    ),
    "note": lambda act, state: commands.WriteNote(
        act.who, f"note-{act.way}-of-{act.who.lower()}", _own_note(act, state) if act.way % 2 else None
    ),
    "unnote": lambda act, state: commands.DeleteNote(act.who, _own_note(act, state)),
    "hear": lambda act, state: commands.Hear(
        act.who,
        act.whom,
        state.people[act.whom].group or "none" if act.way % 2 else "private",
        f"heard-{act.way}-of-{act.whom.lower()}",
    ),
    "ask_consent": lambda act, state: commands.AskConsent(
        act.who, _item(act, state, ItemState.KEPT), _SIDES[act.way % 4]
    ),
    "consent_to": lambda act, state: commands.AnswerConsent(
        act.who, _item(act, state, ItemState.ASKED), act.way % 4 > 0
    ),
    "convey": lambda act, state: commands.Convey(act.who, _item(act, state, ItemState.CONVEYABLE)),
    "withdraw": lambda act, state: commands.Withdraw(
        act.who, _item(act, state, tuple(ItemState)[act.way % 6])
    ),
    "record": lambda act, state: commands.Record(act.who, _own_stay(act, state), act.way % 5 > 0),
    "record_anew": lambda act, state: commands.RestartRecording(act.who, _own_stay(act, state)),
    "rule": lambda act, state: commands.ChooseRule(
        act.who, _own_stay(act, state), tuple(RecordingRule)[act.way % 2]
    ),
    "consent_for": lambda act, state: commands.SetConsent(
        act.who, _CONSENTS[act.way % 7 % 5], act.way % 2 == 0, act.whom
    ),
    "agree": lambda act, state: commands.AgreeRecording(act.who, _own_stay(act, state), act.way % 5 > 0),
    "utter": _utter,
    "write_line": _write,
    "correct_line": _correct,
    "strike_line": lambda act, state: commands.StrikeLine(act.who, *_line(act, state), f"reason-{act.way}"),
    "note_answer": lambda act, state: commands.NoteAnswer(
        act.who, _QUESTIONS[act.way % 5], act.whom, _REPLIES[act.way % 2], f"remark-{act.way % 3}"
    ),
    "read_back": lambda act, state: commands.ReadBack(act.who),
    "respond": _confirm,
    "leave": lambda act, state: commands.Leave(act.who),
    "admit": lambda act, state: commands.Admit(act.who, act.whom),
    "admit_all": lambda act, state: commands.AdmitAll(act.who),
    "send_back": lambda act, state: commands.BackToLobby(act.who, act.whom),
    "remove": lambda act, state: commands.Remove(act.who, act.whom),
    "telephone": lambda act, state: commands.Telephone(act.who, act.whom, act.way % 4 > 0),
    "hand_over": lambda act, state: commands.HandOver(act.who, HOSTS[act.way % len(HOSTS)]),
    "renew": lambda act, state: commands.Renew(act.who, act.whom, tuple(Pass)[act.way % 2]),
    "mute": lambda act, state: commands.Mute(act.who, act.whom),
    "lock": lambda act, state: commands.Lock(act.who, act.way % 2 == 0),
    "adjourn": lambda act, state: commands.Adjourn(act.who),
    "resume": lambda act, state: commands.Resume(act.who),
    "end": lambda act, state: commands.End(act.who),
    "separate": lambda act, state: commands.Separate(act.who),
    "rejoin": lambda act, state: commands.Rejoin(act.who),
    "visit": lambda act, state: commands.Visit(act.who, _SIDES[act.way % 5]),
    "meet": lambda act, state: commands.Meet(act.who, act.whom),
    "bring": lambda act, state: commands.Bring(act.who, act.whom),
    "restart": lambda act, state: commands.Restart(),
    "tick": lambda act, state: commands.Tick(),
    "system_remove": lambda act, state: commands.Remove(SYSTEM, act.whom),
    "add": lambda act, state: commands.AddSeat(SYSTEM, LATE),
}

_OF_ALL = [
    "enter",
    "share",
    "share",
    "connect",
    "disconnect",
    "media",
    "ask",
    "unask",
    "overheard",
    "equip",
    "consent",
]
_OF_HOSTS = ["admit", "admit_all", "send_back", "mute", "separate", "rejoin", "broadcast", "telephone"]
_WALKS = ["visit", "visit", "visit", "meet", "meet", "bring", "rejoin"]
_RARE = ["leave", "remove", "lock", "adjourn", "resume", "restart", "tick", "system_remove", "add",
         "hand_over", "renew"]  # fmt: skip
_OF_A_DESK = ["note", "note", "unnote"]
_OF_THE_LEDGER = ["hear", "hear", "ask_consent", "ask_consent", "convey", "convey", "withdraw"]
_OF_RECORDING = ["record", "record", "agree", "agree", "agree", "record_anew", "rule", "consent_for"]
_OF_THE_RECORD = [
    "write_line",
    "write_line",
    "correct_line",
    "strike_line",
    "note_answer",
    "read_back",
    "read_back",
]
_WAYS = st.integers(0, 999)


def _acts(verbs: list[str], who: list[SeatId], whom: list[SeatId] = NAMES) -> st.SearchStrategy[Act]:
    return st.builds(Act, st.sampled_from(verbs), st.sampled_from(who), st.sampled_from(whom), _WAYS)


SAYINGS = _acts(["say"], NAMES)
WALKS = _acts(_WALKS, HOSTS) | _acts(["bring"], HOSTS, NAMES[-4:])
ACTS = st.one_of(
    SAYINGS,
    WALKS,
    _acts(_OF_ALL, NAMES),
    _acts(_OF_ALL, NAMES),
    _acts(_OF_HOSTS, HOSTS),
    _acts(_OF_A_DESK, HOSTS + NAMES[:1]),
    _acts(_OF_THE_LEDGER, HOSTS, SPEAKERS),
    _acts(["consent_to", "consent_to", "withdraw"], SPEAKERS),
    _acts(_OF_RECORDING, HOSTS * 3 + NAMES),
    _acts(["utter"], NAMES),
    _acts(_OF_THE_RECORD, KEEPERS * 4 + NAMES),
    _acts(["respond"], NAMES),
    _acts(_RARE, NAMES + HOSTS * 5),
)
"""Anything that anybody may try."""


def wander(random: Random, count: int) -> Iterator[Act]:
    """Acts with the same chance for each, which no search for small examples bends."""
    kinds = [
        (["say"], NAMES),
        (_WALKS, HOSTS),
        (_OF_ALL, NAMES),
        (_OF_HOSTS, HOSTS),
        (_OF_A_DESK, HOSTS + NAMES[:1]),
        (_OF_THE_LEDGER, HOSTS),
        (["consent_to", "consent_to", "withdraw"], SPEAKERS),
        (_OF_RECORDING, HOSTS * 3 + NAMES),
        (["utter"], NAMES),
        (_OF_THE_RECORD, KEEPERS * 4 + NAMES),
        (["respond"], NAMES),
        (_RARE, NAMES + HOSTS * 5),
    ]
    for _ in range(count):
        verbs, people = random.choices(kinds, weights=(6, 6, 6, 3, 1, 4, 3, 3, 4, 5, 3, 1))[0]
        verb = random.choice(verbs)
        whom = NAMES[-4:] if verb == "bring" else SPEAKERS if verb == "hear" else NAMES
        yield Act(verb, random.choice(people), random.choice(whom), random.randrange(1000))


def excursion(host: SeatId, whom: SeatId) -> list[Act]:
    """A host takes somebody aside, has the talk recorded and put into words, and brings them back."""
    talk = [Act("say", whom, whom, 1), Act("record", host, whom, 1), Act("agree", whom, whom, 1)]
    return [Act("meet", host, whom, 0), *talk, Act("utter", host, whom, 399), Act("rejoin", host, whom, 0)]


def willing(names: list[SeatId]) -> list[Act]:
    """Each of them agrees to recording, in words too, and a host records."""
    yes = [Act("consent", name, name, way) for name in names for way in (2, 8, 4)]
    return [*yes, Act("record", HOSTS[0], HOSTS[0], 1)]


def secrets(random: Random) -> list[Act]:
    """What may go on out of somebody's sight: words, words and excursions, or anything."""
    kind = random.randrange(3)
    if kind == 2:
        return list(wander(random, 25))
    talk = [
        Act("say", random.choice(NAMES), NAMES[0], random.randrange(1000)) for _ in range(random.randrange(8))
    ]
    trips = excursion(random.choice(HOSTS), random.choice(NOT_HOSTS)) if kind == 1 else []
    return [*talk, *trips]


_ONE = st.one_of(SAYINGS, WALKS, ACTS).map(lambda act: [act])
_SEVERAL = st.builds(excursion, st.sampled_from(HOSTS), st.sampled_from(NOT_HOSTS))
SECRETS = st.lists(_ONE | _SEVERAL, max_size=8).map(lambda lists: [act for acts in lists for act in acts])
"""What may go on out of somebody's sight."""


def acts_of(name: SeatId) -> st.SearchStrategy[Act]:
    """Anything that one person may try, allowed or not."""
    return _acts(
        [
            *("say", "guess", "leave", "remove", "lock", "end", "adjourn", "note", "consent_to"),
            *_OF_ALL,
            *_OF_HOSTS,
            *_WALKS,
            *_OF_THE_LEDGER,
            *_OF_RECORDING,
            *_OF_THE_RECORD,
            "respond",
        ],
        [name],
    )
