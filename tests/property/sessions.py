"""Whole sessions out of random acts, with what each person was shown on the way."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from rooms import views
from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.reading import Reader, granted
from rooms.ids import SeatId, StayId
from rooms.places import mates
from rooms.room import Context, Refused, apply, handle
from tests.property.plays import CAST, HOSTS, Act, wander
from tests.unit.rooms.scene import START, Scene


class Session:
    """A room that is played, its log, every text that each host was ever shown, and by the stay of each who publishes
    who sat at the device.
    """

    def __init__(self) -> None:
        scene = Scene(*CAST)
        self.state, self.log = scene.state, scene.log
        self.shown: dict[SeatId, set[str]] = {host: set() for host in HOSTS}
        self.sat: dict[StayId, set[SeatId]] = {}
        self.now = START

    def play(self, acts: Iterator[tuple[int, Act]]) -> None:
        for number, act in acts:
            self.now = START + timedelta(seconds=number)
            entropy = hashlib.sha256(b"%d" % number).digest()
            outcome = handle(self.state, act.command(self.state), Context(self.now, entropy, f"key-{number}"))
            if isinstance(outcome, Refused):
                continue
            for event in outcome.events:
                self.state = apply(self.state, event)
                self.log.append(event)
            for host, texts in self.shown.items():
                messages = views.view(self.state, host)["messages"]
                assert isinstance(messages, dict)
                texts.update(message["text"] for message in messages.values())
            for person in self.state.people.values():
                if person.stay is not None and person.primary == person.id:
                    mates_ = {mate.id for mate in mates(self.state, person.id)}
                    self.sat.setdefault(person.stay.id, set()).update(mates_)

    def read(self, reader: Reader) -> Past:
        return granted(past(event for event in self.log if event.durable), reader, self.now)


def played(seed: int) -> Session:
    session, random = Session(), Random(seed)
    for number, member in enumerate(CAST):
        session.play(iter([(number, Act("enter", member.id, member.id, 1))]))
        session.play(iter([(20 + number, Act("connect", member.id, member.id, 1))]))
    session.play(iter([(50, Act("admit_all", SeatId("MEDIATOR"), SeatId("MEDIATOR"), 0))]))
    session.play(iter(enumerate(wander(random, 60), 100)))
    return session
