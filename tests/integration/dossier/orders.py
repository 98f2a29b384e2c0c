"""What a court orders, and by which letter."""

from __future__ import annotations

from rooms.archive.profiles import Artefact, Profile
from server.dossier.order import Asker, Order, Request
from tests.integration.dossier.conftest import BY

LETTER = b"%PDF-1.7 please hand over"
ORDERED = frozenset(
    {Artefact.CHAT, Artefact.RECORDINGS, Artefact.LOG, Artefact.TRANSCRIPT, Artefact.PHOTOGRAPHS}
)


def court(ordered: frozenset[Artefact] = frozenset()) -> Order:
    request = Request("（2026）湘3101民初7号", "吉首市人民法院", LETTER, "pdf")
    return Order(
        Profile.COURT, BY, "法院调取", ordered, request=request, approved_by=Asker("石主任", "supervisor")
    )
