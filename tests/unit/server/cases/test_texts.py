"""Limits and routes have words."""

import pytest

from server.cases.texts import CLOSED, LIMITS, ROUTES
from server.i18n import Language, catalogue


@pytest.mark.parametrize("language", Language)
def test_every_limit_route_and_reason_has_words(language: Language) -> None:
    assert {*LIMITS.values(), *ROUTES.values(), *CLOSED.values()} <= catalogue(language).texts.keys()
