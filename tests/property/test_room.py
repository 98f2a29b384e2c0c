"""Whatever people do: nobody is sent anything that is not theirs to know.

A machine plays random sessions on a room and keeps a plain account of them beside it. After every
step the room's routes, views and patches are held against the account.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rooms import commands, events, policy, views
from rooms.canonical import digest
from rooms.commands import Command
from rooms.ids import SYSTEM, SeatId
from rooms.moments import stamp
from rooms.room import Accepted, Refused, apply, deadline, replay
from tests.property.account import Account
from tests.property.plays import ACTS, CAST, HOSTS, NAMES, Act, wander, willing
from tests.unit.rooms.scene import Scene, text_of


class Sessions(RuleBasedStateMachine):
    """Random sessions of eleven people, some of whom may share a phone."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene(*CAST)
        self.account = Account(CAST)
        self.keyed: list[tuple[Command, str, Accepted]] = []
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
        self.account.obey(command, scene.state.at, str(outcome.value.get("id", "")))
        shown, known, seen = self.shown, self.known, self.seen
        self._look()
        for name in shown:
            patch = views.project(before, scene.state, name)
            assert patch == views.diff(shown[name], self.shown[name])
            assert views.fold(shown[name], patch or {}) == self.shown[name]
            if known[name] == self.known[name]:
                assert patch is None, f"{name} may not notice {command}: {patch}"
            self._names_only(name, text_of(self.shown[name]) + text_of(patch), seen[name])
        self._media_flow_as_accounted()
        self._everybody_is_where_they_belong()
        self._everybody_reads_what_is_theirs()
        self._everybody_learns_when_their_mediator_went_and_no_more()
        self._hosts_see_how_long_they_were_with_whom()
        self._hosts_see_their_own_notes()
        self._what_a_device_can_is_known_to_its_person_and_to_hosts()
        self._the_record_is_open_to_who_writes_it_and_read_to_who_is_there()
        self._the_ledger_is_the_hosts_and_questions_are_their_speakers()

    def _names_only(self, name: str, text: str, seen: set[str]) -> None:
        """Nobody else is named in what is sent, or could be fetched, but who is here, was, or has written."""
        if self.account.leads(name):
            return
        read = self.account.reads(name)
        heard = self.account.tapes.read(self.account.list[name])  # type: ignore[index]
        spoke = {speaker for said in heard for speaker in said.speakers}
        allowed = (
            self.seen[name] | {said.author for said in read} | {said.met for said in read} | {name} | spoke
        )
        allowed |= self.account.book.names(self.account, name)
        for other in self.scene.state.people:
            assert other in allowed or f"name-{other}" not in text
            assert other in allowed | seen or f'"{other}"' not in text

    def _media_flow_as_accounted(self) -> None:
        state = self.scene.state
        routes = policy.routes(state)
        assert {(route.source, route.target, route.kind.value) for route in routes} == self.account.streams()
        stays = dict(policy.stays(state))
        for r in routes:
            tapped = isinstance(r, policy.Tapped)
            target = state.recordings[r.channel].id if tapped else stays[r.target]
            assert (stays[r.source], target) == (r.source_stay, r.target_stay)
            assert not tapped or r.channel == state.people[r.source].channel
            if isinstance(r, policy.Dictation):
                assert list(r.speakers) == [mate.seat.id for mate in self.account.phone(r.source)]

    def _everybody_is_where_they_belong(self) -> None:
        for name, person in self.scene.state.people.items():
            assert person.channel == self.account.list[name].where
            assert person.standing == self.account.list[name].standing
            assert set(self.shown[name]["people"]) == self.seen[name]

    def _everybody_reads_what_is_theirs(self) -> None:
        for name in self.scene.state.people:
            texts = [message["text"] for message in self.shown[name]["messages"].values()]
            read = self.account.reads(name)
            assert texts == [said.text for said in read]
            heard = [caption["text"] for caption in self.shown[name]["captions"].values()]
            assert heard == [said.text for said in self.account.tapes.read(self.account.list[name])]
            opened = {page for page in self.scene.state.pages if policy.page(self.scene.state, name, page)}
            assert opened == {page for said in read for page in said.pages}
            assert "key-of-a-page" not in text_of(self.shown[name])

    def _everybody_learns_when_their_mediator_went_and_no_more(self) -> None:
        for name in self.scene.state.people:
            here = self.shown[name]["mediator"]["state"] == "here"
            entry = self.account.list[name]
            assert here == (entry.where is not None and self.account.has_host(entry.where))
            assert self.scene.person(name).away_since == entry.alone_since

    def _hosts_see_how_long_they_were_with_whom(self) -> None:
        account = self.account
        totals = {channel: spent // timedelta(milliseconds=1) for channel, spent in account.spent.items()}
        now = {channel: stamp(since) for channel, since in account.with_since.items()}
        for name in self.scene.state.people:
            if not account.leads(name):
                assert "attention" not in self.shown[name]
                continue
            shown = self.shown[name]["attention"]
            spent = {f"group:{group}": times for group, times in shown["groups"].items()}
            spent |= {f"private:{met}": times for met, times in shown["people"].items()}
            assert {channel: times["ms"] for channel, times in spent.items() if times["ms"]} == totals
            assert {channel: times["since"] for channel, times in spent.items() if "since" in times} == now

    def _hosts_see_their_own_notes(self) -> None:
        for name in self.scene.state.people:
            notes = self.shown[name].get("notes", {})
            kept = self.account.desk.notes.get(name, {}) if self.account.leads(name) else {}
            assert {note: shown["text"] for note, shown in notes.items()} == kept

    def _what_a_device_can_is_known_to_its_person_and_to_hosts(self) -> None:
        told = {name: entry.equipment for name, entry in self.account.list.items() if entry.equipment}
        for name in self.scene.state.people:
            seen = {name} if name in told else set()
            if self.account.leads(name):
                seen |= told.keys()
            view = self.shown[name]
            shown = {other for other, entry in view.get("roster", {}).items() if "equipment" in entry}
            if "equipment" in view["me"]:
                shown.add(name)
            assert shown == seen

    def _the_ledger_is_the_hosts_and_questions_are_their_speakers(self) -> None:
        account = self.account
        for name in self.scene.state.people:
            ledger = self.shown[name].get("ledger", {})
            kept = account.desk.ledger if account.leads(name) else {}
            lines = {
                id: (heard.wording, heard.state, heard.side, heard.speaker) for id, heard in kept.items()
            }
            assert {
                id: (shown["wording"], shown["state"], shown.get("side", ""), shown["seat"])
                for id, shown in ledger.items()
            } == lines
            asked = {
                id: (heard.wording, heard.state, heard.side) for id, heard in account.asked(name).items()
            }
            questions = self.shown[name].get("asked", {})
            assert {
                id: (shown["wording"], shown["state"], shown["side"]) for id, shown in questions.items()
            } == asked

    def _the_record_is_open_to_who_writes_it_and_read_to_who_is_there(self) -> None:
        book = self.account.book
        for name in self.scene.state.people:
            view = self.shown[name]
            assert ("minutes" in view) == book.open_to(self.account, self.account.list[name])
            if "minutes" in view:
                lines = view["minutes"]["lines"]
                written = {id: (shown["text"], shown.get("speaker")) for id, shown in lines.items()}
                assert written == {id: row.texts[-1] for id, row in book.rows.items()}
                assert set(view["minutes"]["people"]) == set(book.came)
                reading = view["minutes"].get("reading")
                assert (reading is None) == (not book.pages)
                assert reading is None or reading["current"] == (book.pages[-1].text == book.page())
            page = book.shown(self.account, name)
            assert ("reading" in view) == (page is not None)
            if page is not None:
                assert view["reading"]["digest"] == digest(view["reading"]["content"])
                read = [
                    line["text"] for part in view["reading"]["content"]["sections"] for line in part["lines"]
                ]
                assert all(repr(text) in page.text for text in read)
                assert set(view["reading"]["mine"]) == set(book.mine(self.account, name))

    def _says_nothing(self, command: Command, refused: Refused) -> None:
        """A refusal names nobody, and to a party it depends on nothing but the party's own condition."""
        assert not any(name in text_of(dict(refused.params)) for name in NAMES)
        hosts = {"MEDIATOR", "COMEDIATOR", SYSTEM}
        if command.seat not in hosts and "who" in type(command).__dataclass_fields__:
            elsewhere: Command = replace(command, who=SeatId("nobody"))  # type: ignore[call-arg]
            assert self.scene.handle(elsewhere) == refused

    # -- what people do ---------------------------------------------------------------------------

    def act(self, verb: str, who: SeatId, whom: SeatId | None = None) -> None:
        self.do(Act(verb, who, whom or who, 1).command(self.scene.state))

    @initialize(
        come=st.sampled_from([NAMES, NAMES, NAMES[:6]]),
        apart=st.sampled_from([True, True, False]),
        agreed=st.booleans(),
    )
    def begin(self, come: list[SeatId], apart: bool, agreed: bool) -> None:
        for name in come:
            self.act("enter", name)
            self.act("connect", name)
        for act in willing(come) if agreed else []:
            self.do(act.command(self.scene.state))
        for verb in ["admit_all", *(["separate"] if apart else [])]:
            self.act(verb, HOSTS[0])

    @rule(act=ACTS, key=st.booleans())
    def somebody_does_something(self, act: Act, key: bool) -> None:
        self.do(act.command(self.scene.state), f"k{self.scene.count}" if key else None)

    @rule(acts=st.lists(ACTS, min_size=3, max_size=8))
    def much_happens(self, acts: list[Act]) -> None:
        for act in acts:
            self.do(act.command(self.scene.state))

    @precondition(lambda self: self.scene.count > 100)
    @rule(host=st.sampled_from(HOSTS))
    def a_host_ends_the_session(self, host: SeatId) -> None:
        self.act("end", host)

    @rule(seconds=st.sampled_from([1, 6, 11, 4000]))
    def wait(self, seconds: int) -> None:
        until = max(self.scene.now, self.scene.state.at) + timedelta(seconds=seconds)
        while (due := deadline(self.scene.state)) is not None and due <= until:
            self.scene.now = max(due, self.scene.now)
            self.do(commands.Tick())
        self.scene.now = until

    @precondition(lambda self: self.scene.count % 10 == 0)
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
        self.repeated(data.draw(st.sampled_from(self.keyed)))

    def repeated(self, keyed: tuple[Command, str, Accepted]) -> None:
        """The same key once more: the same answer, and nothing happens."""
        command, key, first = keyed
        assert self.scene.handle(command, key) == Accepted((), first.value)


Sessions.TestCase.settings = settings(
    max_examples=max(1, settings.default.max_examples // 2), stateful_step_count=25
)
TestSessions = Sessions.TestCase


@pytest.mark.parametrize("seed", range(settings.default.max_examples // 2))
def test_nobody_is_sent_more_than_is_theirs_in_a_long_session(seed: int) -> None:
    """The same machine on long walks, where every act has its chance whatever came before."""
    random, sessions = Random(seed), Sessions()
    sessions.begin(NAMES, apart=seed % 3 > 0, agreed=seed % 2 > 0)
    for number, act in enumerate(wander(random, 120)):
        if number % 15 == 14:
            sessions.wait(random.choice([1, 6, 11]))
        if number % 50 == 49:
            sessions.restart()
        sessions.do(act.command(sessions.scene.state), f"key-{number}")
        if sessions.keyed:
            sessions.repeated(random.choice(sessions.keyed))
