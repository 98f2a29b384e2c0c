"""What of a paper is read back: part by part, in words."""

from collections.abc import Iterator

from rooms.settlement import CLAUSES_LIMIT, Section
from server.outcomes.papers.paper import (
    Block,
    Break,
    Clause,
    Fields,
    Heading,
    Paper,
    Paragraph,
    Setting,
    Table,
)

_DIGEST = "校验值"
"""Nobody reads out digests."""


def sections(paper: Paper) -> tuple[Section, ...]:
    """A section a heading; before the first under the paper's title. What would be too many is one with the last."""
    parts: list[tuple[str, list[str]]] = [(paper.title, [])]
    for block in paper.blocks:
        if isinstance(block, Heading) and len(parts) < CLAUSES_LIMIT:
            parts.append((block.text, []))
        else:
            parts[-1][1].extend(_words(block))
    told = [(heading, "\n".join(words)) for heading, words in parts if words]
    return tuple(Section(f"part-{place}", heading, text) for place, (heading, text) in enumerate(told, 1))


def _words(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Paragraph(text, setting, lead):
            if setting is not Setting.SMALL:
                yield lead + text
        case Fields(pairs):
            yield from (f"{name}：{what}" for name, what in pairs if _DIGEST not in name)
        case Table(head, rows, _, foot, _):
            for row in (*rows, *((foot,) if foot else ())):
                cells = zip(head, row, strict=True)
                yield "，".join(f"{name}{cell}" for name, cell in cells if cell and _DIGEST not in name)
        case Clause(_, heading, text):
            yield f"{heading}：{text}"
        case Break():
            pass
