"""What a person needs of a browser's tab, whichever browser it is."""

from pathlib import Path
from typing import Any, Protocol

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")


class Tab(Protocol):
    """A page with the probe in it."""

    @property
    def faults(self) -> list[str]:
        """Uncaught errors and refusals of the content security policy."""
        ...

    async def goto(self, url: str) -> None: ...

    async def reload(self) -> None: ...

    async def evaluate(self, function: str, argument: Any = None) -> Any:
        """Calls a JavaScript function (its source) with one JSON argument; awaits a promise it returns."""
        ...

    async def click(self, selector: str) -> None:
        """Clicks the first match as a person would: it must be visible."""
        ...

    async def fill(self, selector: str, text: str) -> None: ...

    async def close(self) -> None: ...
