"""What a person may agree to, each separately and revocably (个人信息保护法 14-16, 29)."""

from enum import StrEnum


class ConsentKind(StrEnum):
    ONLINE = "online"
    """Mediation by this means (线上调解)."""
    PERSONAL_DATA = "personal_data"
    """Processing of face and voice, which are sensitive personal data, as far as the session needs it."""
    RECORDING = "recording"
    """Recording of the joint session."""
    TRANSCRIPTION = "transcription"
    """Speech to text of the joint session."""
    CAUCUS_RECORDING = "caucus_recording"
    """Recording and transcription of this side's separate talks."""


REQUIRED = frozenset({ConsentKind.ONLINE, ConsentKind.PERSONAL_DATA})
"""Without these nobody but staff can take part online."""
