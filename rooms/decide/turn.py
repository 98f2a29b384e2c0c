"""One command being decided: the events so far, and the state they lead to."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TypeAlias

from rooms import events
from rooms.answer import Refused, Value
from rooms.channel import JOINT, Stay
from rooms.context import Context
from rooms.effects import apply
from rooms.errors import ErrorCode
from rooms.ids import (
    ChannelId,
    DocumentId,
    EntryId,
    ItemId,
    LineId,
    MessageId,
    NoteId,
    SeatId,
    SettlementId,
    StayId,
    fresh,
)
from rooms.places import places
from rooms.state import RoomState, SessionState

Answer: TypeAlias = Value | Refused

DONE: Value = {}


class Turn:
    """Collects events. Its state is always the state after the last of them."""

    def __init__(self, state: RoomState, context: Context) -> None:
        self.state = state
        self.at = context.at
        self.events: list[events.Event] = []
        self._entropy = context.entropy

    def emit(self, event: events.Event) -> None:
        self.events.append(event)
        self.state = apply(self.state, event)

    def stay(self, seat: SeatId, id: StayId) -> Stay | Refused:
        """Where this person is, if it is the stay of which they speak; else STALE_STAY."""
        stay = self.state.people[seat].stay
        return Refused(ErrorCode.STALE_STAY) if stay is None or stay.id != id else stay

    def message_id(self, into: str = "") -> MessageId:
        """The id of this command's message, or of its copy for one channel."""
        return MessageId(fresh(self._entropy, f"message:{into}" if into else "message"))

    def note_id(self) -> NoteId:
        return NoteId(fresh(self._entropy, "note"))

    def seat_id(self) -> SeatId:
        return SeatId(fresh(self._entropy, "seat"))

    def recording_id(self) -> StayId:
        return StayId(fresh(self._entropy, "recording"))

    def item_id(self, of: str = "") -> ItemId:
        """The id of this command's item, or of the one of this person."""
        return ItemId(fresh(self._entropy, f"item:{of}" if of else "item"))

    def line_id(self) -> LineId:
        return LineId(fresh(self._entropy, "line"))

    def settlement_id(self) -> SettlementId:
        return SettlementId(fresh(self._entropy, "settlement"))

    def entry_id(self) -> EntryId:
        return EntryId(fresh(self._entropy, "entry"))

    def document_id(self) -> DocumentId:
        return DocumentId(fresh(self._entropy, "document"))

    def move(
        self, hosts: Mapping[SeatId, ChannelId] | None = None, renew: Collection[SeatId] = frozenset()
    ) -> None:
        """Brings everybody to where they belong now.

        Args:
            hosts: channels that hosts choose by this command.
            renew: seats that begin a new stay even if their channel stays the same.
        """
        stays = tuple(
            Stay(StayId(fresh(self._entropy, seat)), seat, channel, self.at)
            for seat, channel in places(self.state, hosts or {}).items()
            if seat in renew or self.state.people[seat].channel != channel
        )
        if stays:
            self.emit(events.Moved(at=self.at, stays=stays))

    def settle(self) -> None:
        """What follows from the new state by itself: the joint channel is no longer without a host; recordings end
        with the session, and in separate talks with the stay of the host who began them.
        """
        status = self.state.status
        if status.unhosted and status.hostless_since is None:
            self.emit(events.JointHosted(at=self.at))
        for channel, recording in self.state.recordings.items():
            host = self.state.people[recording.host]
            lasts = channel == JOINT or (host.stay is not None and host.stay.id == recording.stay)
            if status.session is not SessionState.OPEN or not lasts:
                self.emit(events.RecordingStopped(at=self.at, into=channel, seat=None))

    def unhosted_due(self) -> bool:
        """Whether the joint channel has been without an online host for too long."""
        since = self.state.status.hostless_since
        return since is not None and not self.state.status.unhosted and self.at >= since + self._grace

    def hostless_due(self) -> tuple[ChannelId, ...]:
        """The separate talks that are recorded and have been without an online host for too long."""
        alone = self.state.hostless_apart.items()
        return tuple(channel for channel, since in alone if self.at >= since + self._grace)

    @property
    def _grace(self) -> timedelta:
        return timedelta(seconds=self.state.rules.unhosted_after)
