"""Bundles of a case: asked for, decided upon, watched while they are made, and fetched."""

from typing import Annotated, Final
from urllib.parse import quote

import msgspec
from aiohttp import BodyPartReader, MultipartReader, web
from msgspec import Meta

from recordings.playback.reading import Reader
from recordings.storage import Folder, StorageUnavailable
from recordings.vault.cipher import Damaged
from rooms.answer import Refused
from rooms.archive.profiles import APPROVED, Artefact, Profile, orderable
from rooms.archive.requests import Stage
from rooms.decide.retrieving import REASON_LIMIT
from rooms.errors import ErrorCode
from rooms.moments import stamp
from rooms.rights import RIGHTS, Right
from rooms.roles import POWERS
from server import answers
from server.casefile.files import Opened
from server.dossier.bundles import Ready, Wanted
from server.dossier.letter import MOST_OCTETS
from server.dossier.rows import Bundle
from server.pages.cases.places import CASE
from server.pages.client import address
from server.pages.context import BUNDLES, DESK
from server.pages.signed_in import form, require, told, turned_away
from server.staff.log import Deed
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()

BUNDLES_OF: Final = CASE + "/bundles"
_LONGEST: Final = 64 * 1024
_KINDS: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_PIECE: Final = 1024 * 1024
_Line = Annotated[str, Meta(max_length=200)]


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page's form sends, as JSON in the part ``order``; a letter follows in the part ``letter``."""

    profile: Profile
    reason: Annotated[str, Meta(max_length=REASON_LIMIT)]
    ordered: Annotated[list[Artefact], Meta(max_length=20)] = []
    party: _Line = ""
    letter_number: _Line = ""
    letter_sender: _Line = ""


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    approved: bool
    reason: Annotated[str, Meta(max_length=REASON_LIMIT)]


def offered(opened: list[Opened]) -> dict[str, object]:
    """What the case's page offers: the profiles, what may be ordered, and whose copy may be made."""
    parties = {
        seat.person: seat
        for each in opened
        for seat in each.past.seats.values()
        if not POWERS[seat.role].staff
    }
    return {
        "profiles": [profile.value for profile in Profile],
        "ordered": [kind.value for profile in APPROVED for kind in orderable(profile)],
        "parties": list(parties.values()),
    }


@routes.get(BUNDLES_OF)
async def of_case(request: web.Request) -> web.Response:
    """Those of the case, with how far each is."""
    who = await _either(request)
    if isinstance(who, Refused):
        return told(who)
    found = await request.app[BUNDLES].of_case(who.account, request.match_info["number"])
    if found is None:
        return told(Refused(ErrorCode.NOT_FOUND))
    return answers.value({"bundles": [_shown(request, who, bundle) for bundle in found]})


@routes.post(BUNDLES_OF)
async def ask(request: web.Request) -> web.Response:
    """A bundle is asked for; it is made at once, or waits for its approval."""
    sent = await _sent(request)
    if isinstance(sent, Refused):
        return told(sent)
    asked, letter = sent
    who = await require(request, Right.EXPORT, reason=asked.reason)
    if isinstance(who, Refused):
        return told(who)
    wanted = Wanted(
        asked.profile,
        asked.reason,
        frozenset(asked.ordered),
        asked.party,
        asked.letter_number,
        asked.letter_sender,
        letter,
    )
    bundle = await request.app[BUNDLES].ask(who.account, request.match_info["number"], wanted)
    if isinstance(bundle, Refused):
        return told(bundle)
    return answers.value(_shown(request, who, bundle), 201)


@routes.get(BUNDLES_OF + "/{bundle}/letter")
async def letter(request: web.Request) -> web.StreamResponse:
    """The letter, for whoever asked by it and whoever decides."""
    who = await _either(request)
    if isinstance(who, Refused):
        return turned_away(request, who)
    number, id_ = request.match_info["number"], request.match_info["bundle"]
    found = await request.app[BUNDLES].letter(who.account, number, id_)
    if isinstance(found, Refused):
        return turned_away(request, found)
    bundle, octets = found
    suffix = "" if bundle.told.letter is None else bundle.told.letter.suffix
    await request.app[DESK].sessions.note(
        who, Deed.LOOKED, address(request), {"letter": bundle.id}, bundle.case
    )
    return web.Response(body=octets, headers=_attached(f"{number}.{suffix}", _KINDS[suffix]))


@routes.post(BUNDLES_OF + "/{bundle}/verdict")
async def decide(request: web.Request) -> web.Response:
    """Somebody else than the asker lets a bundle go out, or does not."""
    given = await form(request, Decision)
    if isinstance(given, Refused):
        return told(given)
    who = await require(request, Right.APPROVE_EXPORT, reason=given.reason)
    if isinstance(who, Refused):
        return told(who)
    outcome = await request.app[BUNDLES].decide(
        who.account,
        request.match_info["number"],
        request.match_info["bundle"],
        approved=given.approved,
        reason=given.reason,
    )
    return told(outcome) if isinstance(outcome, Refused) else answers.value(_shown(request, who, outcome))


@routes.post(BUNDLES_OF + "/{bundle}/download")
async def download(request: web.Request) -> web.StreamResponse:
    """The file. That it is taken out is in the log before its first octet goes.

    Why the asker takes it out, they said when they asked; whoever else does says it now.
    """
    given = str((await request.post()).get("reason", ""))[:REASON_LIMIT].strip()
    seen = await _either(request)
    if isinstance(seen, Refused):
        return turned_away(request, seen)
    number = request.match_info["number"]
    ready = await request.app[BUNDLES].ready(seen.account, number, request.match_info["bundle"])
    if isinstance(ready, Refused):
        return turned_away(request, ready)
    asked = ready.bundle.told
    reason = asked.reason if asked.by.account == seen.account.id else given
    who = await require(request, Right.EXPORT, reason=reason)
    if isinstance(who, Refused):
        return turned_away(request, who)
    detail = {"profile": asked.profile, "reason": reason, "statement": ready.packed.statement}
    if asked.letter is not None:
        detail["letter"] = asked.letter.number
    case = ready.bundle.case
    await request.app[DESK].sessions.note(who, Deed.EXPORTED, address(request), detail, case)
    # Asked again: while that was noted it may have been withdrawn.
    ready = await request.app[BUNDLES].ready(who.account, number, ready.bundle.id)
    if isinstance(ready, Refused):
        return turned_away(request, ready)
    return await _streamed(request, ready, f"{number}.zip")


async def _either(request: web.Request) -> SignedIn | Refused:
    """Whoever asks for bundles or approves them; Refused as by ``require``."""
    who = await require(request, Right.LIST_CASES)
    if isinstance(who, Refused) or RIGHTS[who.account.role] & {Right.EXPORT, Right.APPROVE_EXPORT}:
        return who
    return Refused(ErrorCode.FORBIDDEN)


def _shown(request: web.Request, who: SignedIn, bundle: Bundle) -> dict[str, object]:
    asked = bundle.told
    rights = RIGHTS[who.account.role]
    own = asked.by.account == who.account.id
    shown: dict[str, object] = {
        "id": bundle.id,
        "stage": bundle.stage.value,
        "profile": asked.profile,
        "asked_at": stamp(bundle.asked_at),
        "lapses_at": stamp(bundle.lapses_at),
        "by": asked.by.name,
        "reason": asked.reason,
        "ordered": list(asked.ordered),
        "progress": request.app[BUNDLES].progress(bundle),
        "own": own,
        "may_decide": bundle.stage is Stage.ASKED and not own and Right.APPROVE_EXPORT in rights,
        "may_fetch": bundle.stage is Stage.READY and Right.EXPORT in rights,
    }
    if asked.letter is not None:
        shown["letter"] = {"number": asked.letter.number, "sender": asked.letter.sender}
    if asked.verdict is not None:
        shown["verdict"] = {"by": asked.verdict.by.name, "reason": asked.verdict.reason}
    return shown


async def _sent(request: web.Request) -> tuple[Asked, bytes] | Refused:
    """The order, and the letter as far as one may go; Refused with BAD_MESSAGE or LETTER_UNFIT."""
    try:
        parts = await request.multipart()
        order = await _part(parts, "order", _LONGEST)
        asked = msgspec.json.decode(order or b"", type=Asked)
        letter = await _part(parts, "letter", MOST_OCTETS)
    except (msgspec.ValidationError, msgspec.DecodeError, ValueError, AssertionError, RecursionError):
        return Refused(ErrorCode.BAD_MESSAGE)
    except web.HTTPRequestEntityTooLarge:
        return Refused(ErrorCode.LETTER_UNFIT, {"limit": MOST_OCTETS})
    return asked, letter or b""


async def _part(parts: MultipartReader, name: str, most: int) -> bytes | None:
    """The next part, if it is of that name; raises HTTPRequestEntityTooLarge, ValueError."""
    part = await parts.next()
    if not isinstance(part, BodyPartReader):
        return None
    if part.name != name:
        raise ValueError(name)
    octets = bytearray()
    while piece := await part.read_chunk(_PIECE):
        octets += piece
        if len(octets) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(octets))
    return bytes(octets)


def _attached(name: str, kind: str) -> dict[str, str]:
    """A file to take away, whatever is in it (RFC 6266 section 4.3)."""
    return {
        "Content-Type": kind,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


async def _streamed(request: web.Request, ready: Ready, name: str) -> web.StreamResponse:
    """Opened on its way out: nothing of it is ever on the disk in the clear."""
    reader = Reader(Folder(ready.path.parent), ready.packed.file, ready.key, ready.packed.length)
    try:
        size = await reader.size()
        pieces = reader.pieces(0, size)
        first = await anext(pieces, b"")
    except (StorageUnavailable, Damaged):
        return turned_away(request, Refused(ErrorCode.NOT_READ))
    response = web.StreamResponse(headers=_attached(name, "application/zip"))
    response.content_length = size
    await response.prepare(request)
    await response.write(first)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response
