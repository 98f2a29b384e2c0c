"""The part of the plain account that is about a host's desk."""

from copy import deepcopy

from rooms import commands


class Desk:
    """Each host's notes, in the order in which they were begun."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, str]] = {}

    def copy(self) -> "Desk":
        return deepcopy(self)

    def obey(self, command: commands.Command, made: str) -> bool:
        """Keeps what the command was about, if it was about the desk; `made` is the id that was answered."""
        match command:
            case commands.WriteNote(host, text, note):
                own = self.notes.setdefault(host, {})
                assert note is None or note in own, "only one's own"
                own[made] = text
            case commands.DeleteNote(host, note):
                del self.notes[host][note]
            case _:
                return False
        return True
