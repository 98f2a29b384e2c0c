"""The documents of a session that bear every hand and the seal; what waits for one is no document yet."""

from collections.abc import Iterator, Sequence
from typing import Final

from rooms.acts import Act, acts
from rooms.archive.profiles import Artefact
from rooms.document import Document, DocumentKind
from rooms.events import Event
from rooms.ids import ChannelId, RoomId, SeatId
from rooms.policy import whose
from rooms.room import replay
from rooms.settlement import Paper
from rooms.state import RoomState
from server.outcomes.vault import NotThere, Vault


async def documents(
    vault: Vault,
    log: Sequence[tuple[ChannelId, Event]],
    room: RoomId,
    folder: str,
    party: SeatId | None,
    wanted: frozenset[Artefact],
) -> list[tuple[str, Artefact, bytes]]:
    """Paths, kinds and octets. ``log``: the room's, as it was at the moment of the bundle; ``party``: theirs alone.

    What is stored only is left out, as what was destroyed is.
    """
    if wanted.isdisjoint({Artefact.AGREEMENT, Artefact.RECORD, Artefact.DOCUMENTS}):
        return []
    has_papers = any(chain.startswith("paper:") for chain, _ in log)
    state = replay(event for _, event in log) if has_papers else None
    found: list[tuple[str, Artefact, bytes]] = []
    for kind, name, paper in _sealed(state, party) if state is not None else ():
        if kind not in wanted or await vault.withheld(room, whose(paper)):
            continue
        # Only what is in it is counted: a gap would tell of what is not.
        path = f"{folder}/documents/{len(found) + 1:03}-{name}.pdf"
        try:
            found.append((path, kind, await vault.get(room, paper.digest)))
        except NotThere:
            continue
    return found


def _sealed(state: RoomState, party: SeatId | None) -> Iterator[tuple[Artefact, str, Paper]]:
    for act in acts(state):
        kind, name = _kind(act)
        for paper in act.papers.values():
            if paper.sealed is not None and (party is None or party in whose(paper)):
                yield kind, name, paper


_RECORDS: Final = {DocumentKind.RECORD: Artefact.RECORD}


def _kind(act: Act) -> tuple[Artefact, str]:
    if isinstance(act, Document):
        return _RECORDS.get(act.kind, Artefact.DOCUMENTS), act.kind.value
    return Artefact.AGREEMENT, "agreement"
