"""A secret in every form in which it might lie about."""

import json


def forms(text: str) -> list[bytes]:
    """How a text may stand in a file."""
    return [text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()]
