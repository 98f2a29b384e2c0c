"""All that is looked at, in the order in which an operator would repair it."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from server.config import Settings
from server.doctor.authority import examine_authority
from server.doctor.certificate import examine_certificate
from server.doctor.clock import examine_clock
from server.doctor.database import examine_database, examine_redis
from server.doctor.finding import Finding, Verdict, fault, worst
from server.doctor.folder import examine_disk, examine_folder
from server.doctor.media import examine_buffers, examine_media
from server.doctor.relay import examine_relay

_PARTS: Final[Sequence[Callable[[Settings], list[Finding]]]] = (
    examine_folder,
    examine_authority,
    examine_disk,
    examine_database,
    examine_redis,
    examine_clock,
    examine_certificate,
    examine_media,
    examine_buffers,
    examine_relay,
)


def examine(settings: Settings) -> list[Finding]:
    """Looks at everything; what cannot even be looked at is a fault, and the rest is looked at all the same."""
    return [finding for part in _PARTS for finding in _of(part, settings)]


def _of(part: Callable[[Settings], list[Finding]], settings: Settings) -> list[Finding]:
    try:
        return part(settings)
    except (OSError, ValueError) as error:
        subject = part.__name__.removeprefix("examine_").replace("_", " ")
        said = f"it could not be looked at ({type(error).__name__}: {error})"
        return [fault(subject, said, "see to the settings of this part")]


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """For a program: the worst verdict, and each finding."""
    return {
        "verdict": worst(findings).value,
        "findings": [
            {
                "subject": finding.subject,
                "verdict": finding.verdict.value,
                "said": finding.said,
                "advice": finding.advice,
            }
            for finding in findings
        ],
    }


def exit_status(findings: Sequence[Finding]) -> int:
    """1 when there is a fault."""
    return int(worst(findings) is Verdict.FAULT)
