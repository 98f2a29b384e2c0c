"""The case files' pages: what staff find, look at, play and take with them, each asked of `server.casefile`."""

from typing import Final

from server.pages.cases import (
    access,
    amend,
    bundles,
    case,
    download,
    film,
    glass,
    listing,
    media,
    play,
    searching,
    session,
)

PAGES: Final = (listing, searching, case, bundles, access, session, play, media, download, film, glass, amend)
"""All that have routes."""
