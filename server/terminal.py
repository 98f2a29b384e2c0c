"""What others wrote, told on a terminal."""

from typing import Final

LONGEST: Final = 300
"""Characters of one piece."""


def shown(text: str) -> str:
    """What cannot disturb the terminal on which it is told, and not more of it than can be taken in."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)[:LONGEST]
