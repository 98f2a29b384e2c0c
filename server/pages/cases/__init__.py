"""The case files' pages: what staff find, look at, play and take with them, each asked of `server.casefile`."""

from typing import Final

from server.pages.cases import case, listing, media, play, searching, session

PAGES: Final = (listing, searching, case, session, play, media)
"""All that have routes."""
