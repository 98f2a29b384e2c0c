"""What a mediator says of a mediation that has come to nothing, for the notice of it."""

from __future__ import annotations

from rooms.moments import beijing_day
from server.staff.sessions import utc_now

NOTICE = {
    "ending": "no_agreement",
    "commission": "吉首市劳动人事争议仲裁委员会",
    "address": "吉首市人民北路88号",
    "telephone": "0743-8222222",
    "since": beijing_day(utc_now()).isoformat(),
    "counted": "ended",
}
