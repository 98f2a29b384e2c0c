"""What somebody asks for: which bundle of which case, for whom and why."""

from dataclasses import dataclass, field

from rooms.archive.profiles import Artefact, Profile


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever takes the bundle out: the name that stands in it, and in what office."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Request:
    """The letter of a court or commission: its number, who wrote it, and itself."""

    number: str
    sender: str
    letter: bytes = field(repr=False)
    suffix: str
    """``pdf``, ``jpg`` or ``png``."""


@dataclass(frozen=True, slots=True)
class Order:
    """``party``: the key of the person whose copy it is; ``ordered``: what the letter asks for by name."""

    profile: Profile
    by: Asker
    reason: str
    ordered: frozenset[Artefact] = frozenset()
    party: str = ""
    request: Request | None = None
    approved_by: Asker | None = None
