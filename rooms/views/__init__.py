"""The room as one person may see it.

A view holds no null: what does not apply is left out, since in a merge patch null takes a key away.

    session    id, case_no, title, state, locked, until, rule (everyone | consenting: whose consent the recording
               of the joint talk needs)
    me         seat, person, name, role, group, host, standing, shares, mic, muted_by_host, camera,
               screen, asked_alone, overheard, consents, equipment (as one has told it)
    place      channel (the wire name), kind, stay, since, with (the seat met in private)
    mediator   state (here | away), since: when no host has been in this channel, and nothing else
    unhosted   whether the joint channel, in which one is, has had no online host for too long
    people     the others in the same channel, by seat
    groups     id, zh, en; for hosts also unread
    messages   the newest 300 that one may read, by id; `pages` (id, width, height) where one carries any
    recording  of the talk in which one is, once a host records it: state (on | waiting, for somebody's
               consent), since; asked (true) where one has not answered yet; me (false) where others are
               recorded and one is not; text (true) where what is said is put into words; asks: in the joint talk,
               who at this device has not consented, names by seat; for hosts also lacking: the seats whose consent
               it waits for, text_lacking: the same of words, where it is recorded without
    captions   what was said where one is, since one came, in a machine's words, the newest 60, by id: channel, seat,
               person, name, text, at, source (machine | nobody: it was not put into words), one_of (the names of
               all who sat at the device, where several did), doubts (start, end, kind = date | amount | number |
               negation): what a person has to confirm
    phase, roster   for hosts only; of each: equipment, once their page has told it
    lead       for hosts only: the seat of the host who leads; missing in a room that has no mediator
    attention  for hosts only: groups, people: how long hosts have been with each, alone with each person:
               ms, the total of what is over; since, if a host is with them now
    notes      for a host: their own private notes, by id: text, at, edited
    ledger     for hosts only: the disclosure ledger, by id: wording (or proposal: settlement, version), state, since,
               side (for whom, once asked; of a proposal also joint), seat and person (whose), source (a group's id,
               or private), at
    minutes    for hosts and the clerk: the record of the joint talk: people (who was in it, by seat), began,
               answers (question → seat → reply, remark, by, at, former), lines (by id: section, text, speaker,
               version, moment, written, source, by, at, former, struck), reading (what was read back last:
               number, at, by, digest, current: whether the record is still the same, responses)
    reading    for the parties and their interpreters, in the joint channel, once it was read back: number, at,
               digest, content (see rooms/frozen.py), mine (who on this device says whether it is right, by
               seat: name, state = open | confirmed | objected, at, words)
    settlements   the settlement agreements before one, by id: channel, state (draft | proposed | frozen | signing |
               sealed | void), version, by, at, terms (see rooms/agreement/terms.py; of a group's only what concerns
               oneself), comments (seat, name, at, version, clause, text), void (at, reason);
               for hosts also versions (number, by, at), papers (ids), and of one that was proposed apart asks: the
               sides before which it may be put once those before whom it is have agreed
    papers     what one signs or has signed, or once it is sealed is addressed to one, for hosts and the clerk every
               one, by id: kind (agreement, or as of a document), settlement or document (id), state, frozen and
               digest (SHA-256 of the octets that everybody signs, and as they are now), clauses (ids), signers (by
               seat: person, name, role, opened, read = clauses confirmed, signed, refused = at, reason; organisation
               (true) where one signs for organisations alone, which may print and stamp it; scan = digest, pages,
               at, by, of such a paper, declined = at, reason, and compared = the host by whom,
               once it stands for the signature),
               worker (whose it is: seat, name), until (when time to sign is over), to (the names of those to whom it is
               addressed), void, sealed,
               performance: once it is in force, what is due by it, a list: payment, part,
               worker (their name), payer (by its name), item, amount, due (no day: none was agreed), on_the_spot,
               received, left, claimed (what waits for the worker's word), over (beyond all that was owed), state (due |
               part | paid | disputed: from which day on it is overdue is for the reader to say), mine (who at this
               device has something to say of it: seat, what = receive | pay), claims (id, seat, name, at, amount, day,
               way, reference, state = open | confirmed | denied | withdrawn, reason), receipts (id, seat, name, at,
               amount, day, way, session: said in the session, claim, withdrawn: why)
    asked      for others, only if there is any: what oneself is asked to let be conveyed, by id: wording, or proposal
               (settlement, version) with its terms; side, state (asked | may_be_conveyed | refused | conveyed), since
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from rooms.canonical import JSON
from rooms.channel import JOINT, ChannelKind, kind_of, met_in, of_group, wire_name
from rooms.chat import EMPTY, WINDOW, Log, Message
from rooms.consent import ConsentKind
from rooms.ids import ChannelId, SeatId
from rooms.merge import Patch, diff, fold
from rooms.moments import RESOLUTION, stamp
from rooms.participant import Authority, MediaKind, Person, Standing
from rooms.places import hosted, mates
from rooms.policy import (
    captions,
    lacking_consent,
    may_lead,
    may_read,
    may_see_authority,
    may_see_person,
    recorded_in,
    takes_part,
    transcribed_in,
    unread,
)
from rooms.state import Attention, RoomState, SessionState
from rooms.views.desk import desk, unlike
from rooms.views.minutes import rewritten, sheet
from rooms.views.papers import change, offer, reworked

__all__ = ["View", "changes", "diff", "fold", "project", "view"]

View: TypeAlias = dict[str, JSON]


def view(state: RoomState, seat: SeatId) -> View:
    """All that this seat may see now."""
    whole = _without_chat(state, seat)
    whole["groups"] = _groups(state, seat)
    whole["messages"] = {message.id: message.wire for message in _window(state, seat)}
    whole["captions"] = _captions(state, seat)
    return whole


def project(before: RoomState, after: RoomState, seat: SeatId) -> Patch | None:
    """`diff(view(before), view(after))`, at the cost of what has changed.

    Both must be states of one room, `after` reached from `before` by events.
    """
    patch: Patch = {}
    alike = before.people is after.people and before.status is after.status
    alike = alike and before.recordings is after.recordings and before.rules is after.rules
    if not alike or unlike(before, after) or rewritten(before, after):
        patch = diff(_without_chat(before, seat), _without_chat(after, seat)) or {}
    elif reworked(before, after):
        patch = change(before, after, seat)
    if after.people[seat].host:
        groups = _groups(after, seat)
        if groups != _groups(before, seat):
            patch["groups"] = groups
    messages = _chat_change(before, after, seat)
    if messages:
        patch["messages"] = messages
    if not alike or before.captions is not after.captions:
        words = diff(_captions(before, seat), _captions(after, seat))
        if words:
            patch["captions"] = words
    return patch or None


def changes(before: RoomState, after: RoomState) -> dict[SeatId, Patch]:
    """The patch of everybody whose view has changed. Whoever is not in it must not be sent anything."""
    patches = {seat: project(before, after, seat) for seat in before.people}
    return {seat: patch for seat, patch in patches.items() if patch is not None}


def _captions(state: RoomState, seat: SeatId) -> View:
    return {one.utterance.id: one.wire for one in captions(state, seat)}


def _without_chat(state: RoomState, seat: SeatId) -> View:
    me = state.people[seat]
    whole: View = {
        "session": _session(state),
        "me": _me(state, me),
        "place": _place(me),
        "mediator": _mediator(state, me),
        "unhosted": state.status.unhosted and me.channel == JOINT,
        "people": {
            other.id: _companion(state, me, other)
            for other in state.people.values()
            if may_see_person(me, other)
        },
    }
    recording = _recording(state, me)
    if recording is not None:
        whole["recording"] = recording
    if may_lead(state, seat):
        whole["phase"] = state.status.phase.value
        if state.status.lead is not None:
            whole["lead"] = state.status.lead
        whole["roster"] = {
            other.id: _rostered(state, other) for other in state.people.values() if other is not me
        }
        whole["attention"] = _attention(state)
    return whole | desk(state, seat) | sheet(state, seat) | offer(state, seat)


def _given(**fields: JSON) -> dict[str, JSON]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def _time(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def _session(state: RoomState) -> JSON:
    return _given(
        id=state.room,
        case_no=state.case_no,
        title=state.title,
        state=state.status.session.value,
        locked=state.status.locked,
        until=_time(state.status.until),
        rule=state.rules.recording.value,
    )


def _sources(state: RoomState, person: Person) -> Mapping[str, JSON]:
    """What the device of the person sends: shared by all who sit at it."""
    media = state.people[person.primary].media
    return {
        "mic": MediaKind.AUDIO in media,
        "camera": MediaKind.CAMERA in media,
        "screen": MediaKind.SCREEN in media,
    }


def _shares(state: RoomState, person: Person) -> list[JSON]:
    return [mate.seat.name for mate in mates(state, person.id) if may_see_person(person, mate)]


def _online(state: RoomState, person: Person) -> bool:
    return person.present and any(mate.online for mate in mates(state, person.id))


def _me(state: RoomState, me: Person) -> JSON:
    return {
        **_given(
            seat=me.id,
            person=me.seat.person,
            name=me.seat.name,
            role=me.seat.role.value,
            group=me.group,
            asked_alone=_time(me.asked_alone),
            overheard=_time(me.overheard),
            equipment=_equipment(me),
        ),
        **_sources(state, me),
        "host": me.host,
        "standing": me.standing.value,
        "shares": _shares(state, me),
        "muted_by_host": state.people[me.primary].muted,
        "consents": {kind.value: given for kind, given in me.consents.items()},
    }


def _place(me: Person) -> JSON:
    if me.stay is None:
        return {"channel": ChannelKind.LOBBY.value, "kind": ChannelKind.LOBBY.value}
    channel = me.stay.channel
    met = met_in(channel)
    place = _given(
        channel=wire_name(channel),
        kind=kind_of(channel).value,
        stay=me.stay.id,
        since=stamp(me.stay.since),
    )
    return place if met is None else {**place, "with": met}


def _mediator(state: RoomState, me: Person) -> JSON:
    if me.channel in hosted(state.people.values()):
        return {"state": "here"}
    return _given(state="away", since=_time(me.away_since))


def _recording(state: RoomState, me: Person) -> JSON:
    """No names for those who do not host: who refused is nobody's business."""
    channel = me.channel
    recording = None if channel is None else state.recordings.get(channel)
    if channel is None or recording is None or not takes_part(me):
        return None
    recorded, lacking = recorded_in(state, channel), lacking_consent(state, channel)
    waits: list[JSON] = [*sorted(lacking)]
    words, hosts = transcribed_in(state, channel), may_lead(state, me.id)
    asks: dict[str, JSON] = {
        mate.id: mate.seat.name for mate in mates(state, me.id) if channel == JOINT and mate.id in lacking
    }
    return _given(
        state="on" if recorded else "waiting",
        since=stamp(recording.since),
        asked=True if channel != JOINT and me.id in lacking else None,
        me=False if recorded and me.id not in recorded else None,
        text=True if words else None,
        asks=asks or None,
        lacking=waits if hosts else None,
        text_lacking=_wordless(state, channel) if hosts and recorded else None,
    )


def _wordless(state: RoomState, channel: ChannelId) -> JSON:
    return [*sorted(lacking_consent(state, channel, ConsentKind.TRANSCRIPTION))] or None


def _authority(person: Person) -> JSON:
    authority: Authority | None = person.seat.authority
    if authority is None:
        return None
    return {
        **_given(
            principal=authority.principal,
            scope=authority.scope.value,
            ceiling=None if authority.ceiling is None else str(authority.ceiling),
            expires=_time(authority.expires),
        ),
        "expired": person.authority_expired,
    }


def _equipment(person: Person) -> JSON:
    return None if person.equipment is None else person.equipment.wire


def _companion(state: RoomState, me: Person, other: Person) -> JSON:
    spoken_for = other.seat.interprets
    known = spoken_for == me.id or (spoken_for is not None and may_see_person(me, state.people[spoken_for]))
    return {
        **_given(
            person=other.seat.person,
            name=other.seat.name,
            role=other.seat.role.value,
            group=other.group,
            interprets=spoken_for if known else None,
            telephone=other.telephone or None,
            authority=_authority(other) if may_see_authority(me, other) else None,
        ),
        **_sources(state, other),
        "online": _online(state, other),
        "shares": _shares(state, other),
    }


def _rostered(state: RoomState, other: Person) -> JSON:
    return {
        **_given(
            person=other.seat.person,
            name=other.seat.name,
            role=other.seat.role.value,
            group=other.group,
            interprets=other.seat.interprets,
            authority=_authority(other),
            standing=other.standing.value,
            telephone=other.telephone or None,
            channel=None if other.channel is None else wire_name(other.channel),
            since=None if other.stay is None else stamp(other.stay.since),
            asked_alone=_time(other.asked_alone),
            overheard=_time(other.overheard),
            equipment=_equipment(other),
            new_device=_time(other.new_device),
        ),
        **_sources(state, other),
        "muted": state.people[other.primary].muted,
        "online": _online(state, other),
        "shares": _shares(state, other),
    }


def _attention(state: RoomState) -> JSON:
    spent = {channel: _spent(attention) for channel, attention in state.attention.items()}
    none = _spent(Attention())
    return {
        "groups": {group.id: spent.get(of_group(group.id), none) for group in state.groups},
        "people": {met: times for channel, times in spent.items() if (met := met_in(channel))},
    }


def _spent(attention: Attention) -> JSON:
    return _given(ms=attention.total // RESOLUTION, since=_time(attention.since))


def _groups(state: RoomState, seat: SeatId) -> list[JSON]:
    leads, me = may_lead(state, seat), state.people[seat]
    groups: list[JSON] = []
    for group in state.groups:
        shown: dict[str, JSON] = {"id": group.id, "zh": group.zh, "en": group.en}
        if leads:
            shown["unread"] = unread(state, me, of_group(group.id))
        groups.append(shown)
    return groups


def _window(state: RoomState, seat: SeatId) -> list[Message]:
    inbox = state.inboxes.get(seat, EMPTY)
    if _reads_all(state, seat):
        return inbox.newest(WINDOW)
    return [message for message in inbox if may_read(state, seat, message)][-WINDOW:]


def _reads_all(state: RoomState, seat: SeatId) -> bool:
    """Whether the inbox, which holds what one has been given, may be shown as it is."""
    admitted = state.people[seat].standing is Standing.ADMITTED
    return admitted and state.status.session is not SessionState.ENDED


def _chat_change(before: RoomState, after: RoomState, seat: SeatId) -> Patch | None:
    old, new = before.inboxes.get(seat, EMPTY), after.inboxes.get(seat, EMPTY)
    if _reads_all(before, seat) and _reads_all(after, seat) and new.extends(old):
        return _appended(old, new)
    if old is new and before.people is after.people and before.status is after.status:
        return None
    return diff(
        {message.id: message.wire for message in _window(before, seat)},
        {message.id: message.wire for message in _window(after, seat)},
    )


def _appended(old: Log, new: Log) -> Patch | None:
    had, has = len(old), len(new)
    if had == has:
        return None
    first = max(0, has - WINDOW)
    patch: Patch = {message.id: None for message in old.span(had - WINDOW, min(first, had))}
    for message in new.span(max(first, had), has):
        patch[message.id] = message.wire
    return patch
