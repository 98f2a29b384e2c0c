"""What the doctor found of one thing, in words for the operator."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is. A fault keeps people out or endangers what is kept; a warning may do so."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """``said``: what is so; ``advice``: what to do about it, empty when it is well. No secrets in either."""

    subject: str
    verdict: Verdict
    said: str
    advice: str = ""

    @property
    def line(self) -> str:
        """For a person to read."""
        advice = f" → {self.advice}" if self.advice else ""
        return f"{self.verdict.value:<8} {self.subject}: {self.said}{advice}"


def ok(subject: str, said: str) -> Finding:
    return Finding(subject, Verdict.OK, said)


def warning(subject: str, said: str, advice: str) -> Finding:
    return Finding(subject, Verdict.WARNING, said, advice)


def fault(subject: str, said: str, advice: str) -> Finding:
    return Finding(subject, Verdict.FAULT, said, advice)


def worst(findings: Iterable[Finding]) -> Verdict:
    """Ok when there is nothing."""
    found = {finding.verdict for finding in findings}
    return next((verdict for verdict in (Verdict.FAULT, Verdict.WARNING) if verdict in found), Verdict.OK)
