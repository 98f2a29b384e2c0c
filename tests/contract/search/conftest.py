"""Whoever may read every case finds those of every other test in a database that is shared: here none is."""

import pytest


@pytest.fixture
def database_url(own_database_url: str) -> str:
    return own_database_url
