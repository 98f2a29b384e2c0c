"""The documents of a session that bear every hand and the seal; what waits for one is no document yet."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from rooms.acts import Act, acts
from rooms.archive.profiles import Artefact
from rooms.document import Document, DocumentKind
from rooms.ids import RoomId, SeatId
from rooms.policy import whose
from rooms.settlement import Paper
from rooms.state import RoomState
from server.outcomes.standing import with_papers
from server.outcomes.vault import NotThere, Vault
from server.storage.store import Store


async def documents(
    store: Store, vault: Vault, room: RoomId, folder: str, party: SeatId | None, wanted: frozenset[Artefact]
) -> list[tuple[str, Artefact, bytes]]:
    """Paths, kinds and octets. ``party``: theirs alone. What is stored only is left out, as what was destroyed is."""

    def read(connection: Connection) -> RoomState | None:
        return with_papers(connection, store.keyring, room)

    if wanted.isdisjoint({Artefact.AGREEMENT, Artefact.RECORD, Artefact.DOCUMENTS}):
        return []
    state = await store.database.read(read)
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
