"""The ids of the texts for limits, for the routes on default, and for why one is closed."""

from collections.abc import Mapping
from typing import Final

from server.cases.limits import Limit
from server.cases.routes import Route, Why

LIMITS: Final[Mapping[Limit, str]] = {limit: f"limit.{limit.value}" for limit in Limit}
ROUTES: Final[Mapping[Route, str]] = {route: f"route.{route.value}" for route in Route}
CLOSED: Final[Mapping[Why, str]] = {why: f"closed.{why.value}" for why in Why}
