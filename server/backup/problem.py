"""Why a backup or a restoration did not come about."""

from rooms.answer import Value
from rooms.errors import ErrorCode


class Problem(Exception):
    """Nothing was left behind where it should have gone. ``told``: what the machine says, for the operator."""

    def __init__(self, code: ErrorCode, params: Value | None = None, told: str = "") -> None:
        super().__init__(code.value)
        self.code, self.params, self.told = code, params or {}, told
