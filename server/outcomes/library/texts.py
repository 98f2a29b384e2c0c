"""Templates and clauses, read strictly: everything fits together, and each version says what it said when recorded.

A document names the versions it was made from. So a text that was changed under its old number is refused: it would
change what old documents say of themselves.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Final

import msgspec

from rooms.agreement.terms import Agreement, Clause, Dispute, Reference
from rooms.canonical import digest
from server.outcomes.library.filling import BLANK, BLANKS, CONDITIONS, When

FOLDER: Final = Path(__file__).parent

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]{1,40}$")]
Version = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
Body = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000, pattern=r"\S")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Damaged(Exception):
    """The library does not fit together; the message says what does not."""


class Reach(StrEnum):
    ONE = "one"
    FRAMEWORK = "framework"
    ANNEX = "annex"


class Passage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clause of the library. `text` is the document's; `zh` and `en` tell the mediator what it is for."""

    id: Id
    version: Version
    when: When
    heading: Line
    text: Body
    heading_en: Line
    zh: Line
    en: Line

    @property
    def blanks(self) -> frozenset[str]:
        """What it asks of the terms."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name is not None)


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clauses in an order, by id. `title` is the document's; `zh` and `en` are what the mediator chooses by."""

    id: Id
    version: Version
    dispute: Dispute
    reach: Reach
    title: Line
    zh: Line
    en: Line
    clauses: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=60)]

    @property
    def reference(self) -> Reference:
        return Reference(id=self.id, version=self.version)


class _Clauses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clauses: tuple[Passage, ...]


class _Templates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    templates: tuple[Template, ...]


class _Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of each text the digest of each of its versions."""

    clauses: dict[Id, dict[str, Digest]]
    templates: dict[Id, dict[str, Digest]]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A template's clauses, filled in. `blanks`: the clause and what the terms do not say yet, which is left blank."""

    clauses: tuple[Clause, ...]
    blanks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Library:
    clauses: Mapping[str, Passage]
    templates: Mapping[str, Template]
    digests: Mapping[str, str]
    """Of each template as it is, with all the clauses in it."""

    def draft(self, template: Template, terms: Agreement) -> Drafted:
        """The clauses of a template that apply to the terms."""
        made = [self.fill(self.clauses[key], terms) for key in template.clauses if self._applies(key, terms)]
        blanks = tuple((clause.id, name) for clause, missing in made for name in missing)
        return Drafted(tuple(clause for clause, _ in made), blanks)

    def fill(self, passage: Passage, terms: Agreement) -> tuple[Clause, tuple[str, ...]]:
        """One clause with the values of the terms in it, and what they do not say."""
        found = {name: BLANKS[name](terms) for name in sorted(passage.blanks)}
        text = passage.text.format_map({name: value or BLANK for name, value in found.items()})
        source = Reference(id=passage.id, version=passage.version)
        clause = Clause(id=passage.id, heading=passage.heading, text=text, source=source)
        return clause, tuple(name for name, value in found.items() if not value)

    def _applies(self, key: str, terms: Agreement) -> bool:
        return CONDITIONS[self.clauses[key].when](terms)


@cache
def library() -> Library:
    """The library that is shipped; raises Damaged."""
    return read(
        *((FOLDER / f"{name}.toml").read_text("utf-8") for name in ("clauses", "templates", "recorded"))
    )


def read(clauses: str, templates: str, recorded: str) -> Library:
    """A library from its three files.

    Raises:
        Damaged: a file is none of ours, or what is in it does not fit the rest.
    """
    passages = _by_id(_parsed(clauses, _Clauses).clauses)
    known = _by_id(_parsed(templates, _Templates).templates)
    for passage in passages.values():
        if odd := passage.blanks - BLANKS.keys():
            raise Damaged(f"clause {passage.id} asks for what is not in the terms: {', '.join(sorted(odd))}")
    for template in known.values():
        if odd := set(template.clauses) - passages.keys():
            raise Damaged(f"template {template.id} has clauses that do not exist: {', '.join(sorted(odd))}")
        if len(set(template.clauses)) < len(template.clauses):
            raise Damaged(f"template {template.id} has a clause twice")
    record = _parsed(recorded, _Recorded)
    _as_recorded(passages, record.clauses)
    _as_recorded(known, record.templates)
    digests = {
        key: digest([_plain(template), *(_plain(passages[clause]) for clause in template.clauses)])
        for key, template in known.items()
    }
    return Library(passages, known, digests)


def _parsed(text: str, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise Damaged(str(error)) from error


def _by_id(found: tuple[Any, ...]) -> dict[str, Any]:
    by_id = {each.id: each for each in found}
    if len(by_id) < len(found):
        raise Damaged("a text is there twice")
    return by_id


def _as_recorded(found: Mapping[str, Passage | Template], record: Mapping[str, Mapping[str, str]]) -> None:
    for key, each in found.items():
        made = digest(_plain(each))
        if record.get(key, {}).get(str(each.version)) != made:
            raise Damaged(
                f'{key} is not what was recorded of version {each.version}; new text: {key}.{each.version} = "{made}"'
            )


def _plain(value: Passage | Template) -> Any:
    return msgspec.to_builtins(value)
