"""Timestamps for pyHanko from the port, none of which is believed before it was checked."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asn1crypto import tsp
from cryptography.x509 import Certificate
from pyhanko.sign.timestamps import TimeStamper as Base
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from server.outcomes.pki.ports import TimeStamper
from server.outcomes.trouble import Trouble, TroubleKind

SKEW: Final = timedelta(minutes=2)
"""How far a time-stamper's clock and ours may be apart: less than for a case's log, for people stand by."""


class Stamping(Base):
    """Asks ``port`` and believes what one of ``roots`` vouches for."""

    def __init__(
        self, port: TimeStamper, roots: Sequence[Certificate], clock: Callable[[], datetime]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._port, self._roots, self._clock = port, tuple(roots), clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Raises Trouble."""
        octets = await self._port.stamp(req.dump())
        self._check(octets, req)
        return tsp.TimeStampResp.load(octets)

    def _check(self, octets: bytes, asked: Any) -> None:
        try:
            found = decode_timestamp_response(octets)
            builder = VerifierBuilder().nonce(asked["nonce"].native)
            for root in self._roots:
                builder = builder.add_root_certificate(root)
            builder.build().verify(found, asked["message_imprint"]["hashed_message"].native)
        except (VerificationError, ValueError) as error:
            raise Trouble(TroubleKind.TIMESTAMPER_LIED, str(error)[:200]) from error
        if abs(found.tst_info.gen_time.astimezone(UTC) - self._clock()) > SKEW:
            raise Trouble(TroubleKind.TIMESTAMPER_LIED, "another time")
