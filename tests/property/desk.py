"""The part of the plain account that is about a host's desk."""

from copy import deepcopy
from dataclasses import dataclass

from rooms import commands

TOLD = {"asked", "may_be_conveyed", "refused", "conveyed"}


@dataclass
class Heard:
    """A line of the ledger."""

    speaker: str
    source: str
    wording: str
    side: str = ""
    state: str = "secret"

    def step(self, state: str, *allowed: str) -> None:
        assert self.state in allowed, (self, state)
        self.state = state


class Desk:
    """Each host's notes, and the ledger, in the order in which they were begun."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, str]] = {}
        self.ledger: dict[str, Heard] = {}

    def copy(self) -> "Desk":
        return deepcopy(self)

    def obey(self, command: commands.Command, made: str) -> bool:
        """Keeps what hosts alone do at their desks, if it is that; `made` is the id that was answered."""
        match command:
            case commands.WriteNote(host, text, note):
                own = self.notes.setdefault(host, {})
                assert note is None or note in own, "only one's own"
                own[made] = text
            case commands.DeleteNote(host, note):
                del self.notes[host][note]
            case commands.Hear(_, who, source, wording):
                where = f"private:{who}" if source == "private" else f"group:{source}"
                self.ledger[made] = Heard(who, where, wording)
            case commands.AskConsent(_, item, side):
                assert self.ledger[item].source != f"group:{side}", "not to where it came from"
                self.ledger[item].side = side
                self.ledger[item].step("asked", "secret")
            case _:
                return False
        return True

    def answered(self, item: str, given: bool) -> None:
        self.ledger[item].step("may_be_conveyed" if given else "refused", "asked")

    def withdrawn(self, item: str) -> None:
        heard = self.ledger[item]
        assert heard.state != "conveyed", "what was said is said"
        if heard.state != "refused":
            heard.state = "withdrawn"

    def conveyed(self, item: str, where: str) -> str:
        """The words that are said to that side."""
        heard = self.ledger[item]
        assert where == f"group:{heard.side}", "to that side and to no other"
        heard.step("conveyed", "may_be_conveyed")
        return heard.wording
