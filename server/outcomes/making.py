"""A paper that was drawn up is set, frozen and kept."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import PaperId, RoomId
from rooms.settlement import NewPaper
from rooms.state import RoomState
from server.outcomes import drawing_up
from server.outcomes.drawing_up import Drawn
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.rendering import PaperTooLarge
from server.outcomes.signing.document import Opening
from server.outcomes.signing.workshop import Workshop
from server.outcomes.trouble import Trouble
from server.outcomes.typesetter import Typesetter
from server.outcomes.vault import Vault
from server.pictures.shelf import ShelfUnavailable

log = structlog.get_logger()

Sheet = Callable[[Imprint], Drawn]
"""A paper as soon as it has its number and its address."""


class Maker:
    def __init__(self, vault: Vault, workshop: Workshop, typesetter: Typesetter) -> None:
        self._vault, self._workshop, self._typesetter = vault, workshop, typesetter

    async def make(
        self, state: RoomState, sheets: Sequence[tuple[PaperId, Sheet, Imprint]], now: datetime
    ) -> list[NewPaper] | Refused:
        """All of them with their layout, or none: GLYPHS_MISSING, PAPER_TOO_LARGE, SIGNING_UNAVAILABLE."""
        made: list[NewPaper] = []
        refused = None
        try:
            for id, sheet, imprint in sheets:
                made.append(await self.frozen(state, id, sheet(imprint), now, whole=True))
        except (MissingGlyphs, PaperTooLarge, Trouble, ShelfUnavailable) as trouble:
            refused = refusal(trouble)
        if refused is None:
            return made
        await self.discard(state.room, made)
        return refused

    async def frozen(
        self, state: RoomState, id: PaperId, drawn: Drawn, now: datetime, *, whole: bool = False
    ) -> NewPaper:
        """``whole``: with its layout, since it cannot be drawn again. Raises as `refusal` takes it."""
        rendered = await self._typesetter.render(drawn.paper, now)
        openings = [
            Opening(place.name, place.page - 1, place.box, drawing_up.kind_of(state, drawn, place.name))
            for place in rendered.places
        ]
        octets = await self._workshop.freeze(rendered.pdf, openings)
        kept = await self._vault.put(state.room, octets)
        layout = drawn.layout
        clauses = tuple(section.id for section in layout.sections)
        return NewPaper(
            id,
            kept,
            clauses,
            tuple(drawn.fields),
            drawn.worker,
            readers=drawn.readers,
            layout=layout if whole else None,
            last=drawn.last,
            number=drawn.paper.number,
        )

    async def refused(self, room: RoomId, made: Sequence[NewPaper], because: Refused) -> None:
        """The room did not take them."""
        await self._vault.refused(room, [new.digest for new in made], because)

    async def discard(self, room: RoomId, made: Sequence[NewPaper]) -> None:
        for new in made:
            await self._vault.discard(room, new.digest)


def refusal(trouble: Exception) -> Refused:
    """What is said of a paper that cannot be made, or signed, now."""
    match trouble:
        case MissingGlyphs():
            return Refused(ErrorCode.GLYPHS_MISSING, {"characters": " ".join(trouble.characters)})
        case PaperTooLarge():
            return Refused(ErrorCode.PAPER_TOO_LARGE, {"limit": trouble.limit})
    log.warning("signing_unavailable", error=kind(trouble))
    return Refused(ErrorCode.SIGNING_UNAVAILABLE)


def kind(trouble: Exception) -> str:
    return trouble.kind.value if isinstance(trouble, Trouble) else type(trouble).__name__
