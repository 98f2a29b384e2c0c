"""Whatever people do: nobody is sent anything that is not theirs to know.

A machine plays random sessions on a room and keeps a plain account of them beside it. After every
step the room's routes, views and patches are held against the account.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rooms import commands, events, policy, views
from rooms.commands import Command
from rooms.consent import REQUIRED, ConsentKind
from rooms.ids import SYSTEM, DeviceId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.room import Accepted, Refused, apply, deadline, replay
from tests.property.account import Account
from tests.property.plays import CAST, HOSTS, LATE, NAMES, NOT_HOSTS
from tests.unit.rooms.scene import Scene, text_of

ANYBODY = st.sampled_from(NAMES)
HOST = st.sampled_from(HOSTS)
PARTY = st.sampled_from(NOT_HOSTS)
SIDES = st.sampled_from(["worker", "employer", "contractor", "neutral", "nowhere"])


class Sessions(RuleBasedStateMachine):
    """Random sessions of ten people, two of whom may share a phone."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene(*CAST)
        self.account = Account(CAST)
        self.keyed: list[tuple[Command, str, Accepted]] = []
        self.words = 0
        self._look()

    # -- doing, and holding against the account ----------------------------------------------------

    def _look(self) -> None:
        """What everybody is shown, knows, and whom they are with, to be compared after the next step."""
        names = list(self.scene.state.people)
        self.shown = {name: self.scene.view(name) for name in names}
        self.known = {name: self.account.knowledge(name) for name in names}
        self.seen = {name: self.account.companions(name) for name in names}

    def do(self, command: Command, key: str | None = None) -> None:
        scene, before = self.scene, self.scene.state
        outcome = scene.handle(command, key)
        assert scene.state is before
        if isinstance(outcome, Refused):
            self._says_nothing(command, outcome)
            return
        for event in outcome.events:
            scene.state = apply(scene.state, event)
            scene.log.append(event)
        if key:
            self.keyed.append((command, key, outcome))
        self.account.obey(command, scene.state.at)
        shown, known, seen = self.shown, self.known, self.seen
        self._look()
        for name in before.people:
            patch = views.project(before, scene.state, name)
            assert patch == views.diff(shown[name], self.shown[name])
            assert views.fold(shown[name], patch or {}) == self.shown[name]
            if known[name] == self.known[name]:
                assert patch is None, f"{name} may not notice {command}: {patch}"
            self._names_only(name, text_of(self.shown[name]) + text_of(patch), seen[name])

    def _names_only(self, name: str, text: str, seen: set[str]) -> None:
        """Nobody else is named in what is sent, or could be fetched, but who is here, was, or has written."""
        if self.account.leads(name):
            return
        allowed = self.seen[name] | {said.author for said in self.account.reads(name)} | {name}
        for other in self.scene.state.people:
            assert other in allowed or f"name-{other}" not in text
            assert other in allowed | seen or f'"{other}"' not in text

    def _says_nothing(self, command: Command, refused: Refused) -> None:
        """A refusal names nobody, and to a party it depends on nothing but the party's own condition."""
        assert not any(name in text_of(dict(refused.params)) for name in NAMES)
        hosts = {"MEDIATOR", "COMEDIATOR", SYSTEM}
        if command.seat not in hosts and "who" in type(command).__dataclass_fields__:
            elsewhere = type(command)(command.seat, SeatId("nobody"))  # type: ignore[call-arg]
            assert self.scene.handle(elsewhere) == refused

    # -- what people do ---------------------------------------------------------------------------

    @initialize(everybody=st.booleans())
    def begin(self, everybody: bool) -> None:
        for name in NAMES if everybody else ("MEDIATOR", "W1", "AGENT"):
            self.enter(name, again=True)
            self.do(commands.Connect(SeatId(name)))
        if everybody:
            self.do(commands.AdmitAll(SeatId("MEDIATOR")))

    @rule(name=ANYBODY, again=st.booleans())
    def enter(self, name: str, again: bool) -> None:
        device = f"phone-{name}" if again else f"other-{self.scene.count}"
        self.do(commands.Enter(SeatId(name), DeviceId(device), REQUIRED))

    @rule(
        name=st.sampled_from(["W2", "W1", "INTERPRETER", "AGENT", "OBSERVER"]),
        other=ANYBODY,
        honest=st.booleans(),
    )
    def share(self, name: str, other: str, honest: bool) -> None:
        device = self.scene.person(other).device if honest else DeviceId("guess")
        self.do(commands.Enter(SeatId(name), device or DeviceId("guess"), REQUIRED, SeatId(other)))

    @rule(name=ANYBODY, on=st.booleans())
    def presence(self, name: str, on: bool) -> None:
        self.do(commands.Connect(SeatId(name)) if on else commands.Disconnect(SeatId(name)))

    @rule(name=ANYBODY, stale=st.booleans(), key=st.booleans())
    def say(self, name: str, stale: bool, key: bool) -> None:
        stay = self.scene.person(name).stay
        self.words += 1
        present = stay.id if stay and not stale else StayId("stale")
        self.do(
            commands.Say(SeatId(name), present, f"secret-{self.words}-"), f"k{self.words}" if key else None
        )

    @rule(name=ANYBODY, kind=st.sampled_from(MediaKind), on=st.booleans())
    def media(self, name: str, kind: MediaKind, on: bool) -> None:
        self.do(commands.SetMedia(SeatId(name), kind, on))

    @rule(name=PARTY, ask=st.booleans())
    def wish(self, name: str, ask: bool) -> None:
        self.do(commands.AskAlone(SeatId(name)) if ask else commands.CancelAsk(SeatId(name)))

    @rule(name=ANYBODY, kind=st.sampled_from(ConsentKind), given=st.booleans())
    def consent(self, name: str, kind: ConsentKind, given: bool) -> None:
        self.do(commands.SetConsent(SeatId(name), kind, given))

    @rule(host=HOST, side=SIDES)
    def visit(self, host: SeatId, side: str) -> None:
        self.do(commands.Visit(host, side))

    @rule(host=HOST, who=ANYBODY)
    def meet(self, host: SeatId, who: SeatId) -> None:
        self.do(commands.Meet(host, who))

    @rule(host=HOST, who=ANYBODY)
    def bring(self, host: SeatId, who: SeatId) -> None:
        self.do(commands.Bring(host, who))

    @rule(host=HOST, who=ANYBODY)
    def admit(self, host: SeatId, who: SeatId) -> None:
        self.do(commands.Admit(host, who))

    @rule(host=HOST)
    def admit_all(self, host: SeatId) -> None:
        self.do(commands.AdmitAll(host))

    @rule(host=HOST)
    def separate(self, host: SeatId) -> None:
        self.do(commands.Separate(host))

    @rule(host=HOST)
    def rejoin(self, host: SeatId) -> None:
        self.do(commands.Rejoin(host))

    @rule(host=HOST, who=ANYBODY, what=st.sampled_from([commands.BackToLobby, commands.Mute]))
    def order(self, host: SeatId, who: SeatId, what: type[commands.Mute]) -> None:
        self.do(what(host, who))

    @rule(host=st.sampled_from([SeatId("COMEDIATOR"), SYSTEM]), who=ANYBODY)
    def remove(self, host: SeatId, who: SeatId) -> None:
        self.do(commands.Remove(host, who))

    @rule(name=ANYBODY)
    def leave(self, name: SeatId) -> None:
        self.do(commands.Leave(name))

    @rule(host=HOST, on=st.booleans())
    def lock(self, host: SeatId, on: bool) -> None:
        self.do(commands.Lock(host, on))

    @rule(host=HOST)
    def pause(self, host: SeatId) -> None:
        paused = self.scene.state.status.session == "adjourned"
        self.do(commands.Resume(host) if paused else commands.Adjourn(host))

    @precondition(lambda self: self.scene.count > 120)
    @rule(host=HOST)
    def end(self, host: SeatId) -> None:
        self.do(commands.End(host))

    @rule(
        name=PARTY,
        who=ANYBODY,
        what=st.sampled_from([commands.Admit, commands.Remove, commands.Meet, commands.Bring]),
    )
    def presume(self, name: SeatId, who: SeatId, what: type[commands.Meet]) -> None:
        self.do(what(name, who))

    @rule()
    def add(self) -> None:
        self.do(commands.AddSeat(SYSTEM, LATE))
        self._look()

    @rule(seconds=st.sampled_from([1, 6, 11, 4000]))
    def wait(self, seconds: int) -> None:
        until = max(self.scene.now, self.scene.state.at) + timedelta(seconds=seconds)
        while (due := deadline(self.scene.state)) is not None and due <= until:
            self.scene.now = max(due, self.scene.now)
            self.do(commands.Tick())
        self.scene.now = until

    @rule()
    def restart(self) -> None:
        """The process is killed: what the log holds is all there is."""
        kept = [events.decode(events.encode(event)) for event in self.scene.log if event.durable]
        rebuilt = replay(kept)
        again = events.Restarted(at=self.scene.state.at + timedelta(milliseconds=1))
        assert apply(rebuilt, again) == apply(self.scene.state, again)
        self.do(commands.Restart())

    @precondition(lambda self: self.keyed)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        command, key, first = data.draw(st.sampled_from(self.keyed))
        assert self.scene.handle(command, key) == Accepted((), first.value)

    # -- what always holds ---------------------------------------------------------------------------

    @invariant()
    def media_flow_as_accounted(self) -> None:
        state = self.scene.state
        routes = policy.routes(state)
        assert {(route.source, route.target, route.kind.value) for route in routes} == self.account.streams()
        stays = policy.stays(state)
        assert all((stays[r.source], stays[r.target]) == (r.source_stay, r.target_stay) for r in routes)

    @invariant()
    def everybody_is_where_they_belong(self) -> None:
        for name, person in self.scene.state.people.items():
            assert person.channel == self.account.list[name].where
            assert person.standing == self.account.list[name].standing
            assert set(self.shown[name]["people"]) == self.seen[name]

    @invariant()
    def everybody_reads_what_is_theirs(self) -> None:
        for name in self.scene.state.people:
            texts = [message["text"] for message in self.shown[name]["messages"].values()]
            assert texts == [said.text for said in self.account.reads(name)]

    @invariant()
    def everybody_learns_when_their_mediator_went_and_no_more(self) -> None:
        for name in self.scene.state.people:
            here = self.shown[name]["mediator"]["state"] == "here"
            entry = self.account.list[name]
            assert here == (entry.where is not None and self.account.has_host(entry.where))
            assert self.scene.person(name).away_since == entry.alone_since


Sessions.TestCase.settings = settings(stateful_step_count=50)
TestSessions = Sessions.TestCase
