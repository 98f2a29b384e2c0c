"""Whether a connection may still speak for a seat."""

from rooms.errors import ErrorCode
from rooms.ids import DeviceId, SeatId
from rooms.participant import Standing
from rooms.state import RoomState, SessionState


def lapsed(state: RoomState, seat: SeatId, device: DeviceId) -> ErrorCode | None:
    """Why a device does not speak for the seat, or None when it does.

    Asked before anything is sent to a connection that arrives, and of all connections after each change.
    """
    person = state.people.get(seat)
    if person is None:
        return ErrorCode.NOT_SIGNED_IN
    if person.standing is Standing.REMOVED:
        return ErrorCode.REMOVED
    if person.telephone:
        return ErrorCode.NOT_HERE
    if person.device != device:
        return ErrorCode.OTHER_DEVICE
    if state.status.session is SessionState.ENDED:
        return ErrorCode.ENDED
    if not person.present:
        return ErrorCode.NOT_HERE
    return None
