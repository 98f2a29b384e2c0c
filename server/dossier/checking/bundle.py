"""A whole bundle: first its container, then the signature, then every file, then what the files say of each other."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from server.dossier import bag, container, statement
from server.dossier.checking import listing, sense
from server.dossier.checking.fault import Fault, FaultKind
from server.dossier.checking.listing import Entry, Unreadable, Unusable
from server.dossier.statement import Statement
from server.storage.keys import signed_by
from server.terminal import shown

_MOST_TEXT: Final = 64 * 1024 * 1024
"""Octets of a file of ours that is read whole: a statement, a log."""
_UNSIGNED: Final = frozenset({bag.STATEMENT, bag.SIGNATURE, bag.PUBLIC_KEY, bag.TAG_MANIFEST})


@dataclass(slots=True)
class Verdict:
    """What was found. ``statement`` is there when it could be read, whatever it is worth."""

    faults: list[Fault]
    statement: Statement | None = None
    key: bytes = b""


def check(path: Path, pinned: bytes | None = None) -> Verdict:
    """Every fault of a bundle; ``pinned``: the public key that must have signed it. Raises OSError."""
    with path.open("rb") as file:
        try:
            listed = listing.entries(file)
        except Unusable as unusable:
            return Verdict([unusable.fault])
        return _Checking(file, listed, pinned).verdict()


@dataclass(slots=True)
class _Checking:
    file: BinaryIO
    listed: list[Entry]
    pinned: bytes | None
    faults: list[Fault] = field(default_factory=list)
    folder: str = ""
    named: dict[str, Entry] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        self._container()
        if not self._names():
            return Verdict(self.faults)
        stated = self._statement()
        key = b"" if stated is None else self._signature(stated)
        if stated is not None:
            self._files(stated)
            self._tags(stated)
            self._order(stated)
            self.faults += sense.check(stated, self._text, self.digests)
        return Verdict(list(dict.fromkeys(self.faults)), stated, key)

    def _container(self) -> None:
        """Compares every octet that is no member's with the one that it must be."""
        try:
            members = [entry.member for entry in self.listed]
            names = [container.header(member) for member in members]
        except (UnicodeEncodeError, OverflowError, ValueError):
            self.faults.append(Fault(FaultKind.CONTAINER))
            return
        size = self.file.seek(0, 2)
        if size != container.length(members):
            self.faults.append(Fault(FaultKind.CONTAINER, detail=f"{size} octets"))
        at = 0
        for member, header in zip(members, names, strict=True):
            if at > size:  # as large as members say that they are, which no disk may be
                return
            self.file.seek(at)
            if self.file.read(len(header)) != header:
                self.faults.append(Fault(FaultKind.CONTAINER, shown(member.name), f"octet {at}"))
                return
            at += len(header) + member.size
        if at > size:
            return
        self.file.seek(at)
        ending = container.ending(members)
        if self.file.read(len(ending) + 1) != ending:
            self.faults.append(Fault(FaultKind.CONTAINER, detail=f"octet {at}"))

    def _names(self) -> bool:
        """Whether there is one folder, and what it holds; names that are no names are told."""
        counted = Counter(entry.name for entry in self.listed)
        for entry in self.listed:
            if listing.is_unsafe(entry.name):
                self._fault(FaultKind.UNSAFE_NAME, entry.name)
            if listing.is_link(entry):
                self._fault(FaultKind.LINK, entry.name)
            if listing.is_encrypted(entry):
                self._fault(FaultKind.ENCRYPTED, entry.name)
            if counted[entry.name] > 1:
                self._fault(FaultKind.DUPLICATE, entry.name)
        folders = Counter(entry.name.partition("/")[0] for entry in self.listed if "/" in entry.name)
        self.folder = _of_the_statement(self.listed) or (folders.most_common(1)[0][0] if folders else "")
        for entry in self.listed:
            begin, _, rest = entry.name.partition("/")
            if begin == self.folder and rest and not entry.name.endswith("/"):
                self.named.setdefault(rest, entry)
            elif entry.name != self.folder + "/":
                self._fault(FaultKind.ADDED, entry.name)
        if not self.named:
            self._fault(FaultKind.NOT_A_BUNDLE)
        return bool(self.named)

    def _statement(self) -> Statement | None:
        try:
            return statement.read(self._text(bag.STATEMENT) or b"")
        except statement.Malformed:
            self._fault(FaultKind.STATEMENT, bag.STATEMENT)
            return None

    def _signature(self, stated: Statement) -> bytes:
        """The key by which it is signed, or none."""
        pem = self._text(bag.PUBLIC_KEY) or b""
        try:
            key = statement.key_of(pem)
        except statement.Malformed:
            self._fault(FaultKind.WRONG_KEY, bag.PUBLIC_KEY)
            return b""
        if statement.pem(key) != pem or stated.public_key != key.hex():
            self._fault(FaultKind.WRONG_KEY, bag.PUBLIC_KEY)
        if stated.fingerprint != statement.fingerprint(key):
            self._fault(FaultKind.WRONG_KEY, bag.STATEMENT)
        if self.pinned is not None and key != self.pinned:
            self._fault(FaultKind.WRONG_KEY, bag.PUBLIC_KEY)
        signature, octets = self._text(bag.SIGNATURE) or b"", self._text(bag.STATEMENT) or b""
        if not signed_by(key, signature, octets):
            self._fault(FaultKind.SIGNATURE, bag.SIGNATURE)
        return key

    def _files(self, stated: Statement) -> None:
        if stated.folder != self.folder:
            self._fault(FaultKind.CHANGED, self.folder + "/")
        expected = {file.path: file for file in stated.files}
        most = max((file.size for file in stated.files), default=0)
        for path in self.named.keys() - expected.keys() - _UNSIGNED:
            self._fault(FaultKind.ADDED, path)
        changed = []
        for path, file in expected.items():
            entry = self.named.get(path)
            if entry is None:
                self._fault(FaultKind.MISSING, path)
                continue
            digest = self._digest(entry, most)
            if digest is None:
                self._fault(FaultKind.UNREADABLE, path)
            elif digest != file.sha256:
                changed.append(path)
            self.digests[path] = digest or ""
        by_digest = {file.sha256: path for path, file in expected.items()}
        for path in changed:
            other = by_digest.get(self.digests[path])
            kind = FaultKind.CHANGED if other is None else FaultKind.SWAPPED
            self._fault(kind, path, other or "")

    def _tags(self, stated: Statement) -> None:
        """The manifests say what the statement says."""
        payload = [(file.path, file.sha256) for file in stated.files if file.path.startswith(bag.PAYLOAD)]
        if self._text(bag.MANIFEST) != bag.manifest(payload):
            self._fault(FaultKind.MANIFEST, bag.MANIFEST)
        tags = [(file.path, file.sha256) for file in stated.files if not file.path.startswith(bag.PAYLOAD)]
        here = self._text(bag.TAG_MANIFEST) or b""
        for path in (bag.STATEMENT, bag.SIGNATURE, bag.PUBLIC_KEY):
            octets = self._text(path)
            tags.append((path, hashlib.sha256(octets or b"").hexdigest()))
            if octets is None:
                self._fault(FaultKind.MISSING, path)
            elif bag.manifest(tags[-1:]) not in here:
                self._fault(FaultKind.CHANGED, path)
        if bag.TAG_MANIFEST not in self.named:
            self._fault(FaultKind.MISSING, bag.TAG_MANIFEST)
        elif here != bag.manifest(tags):
            self._fault(FaultKind.MANIFEST, bag.TAG_MANIFEST)

    def _order(self, stated: Statement) -> None:
        written = [*(file.path for file in stated.files), *bag.LAST]
        known = set(written)  # made once: others may list as many as there may be
        here = [path for path in self.named if path in known]
        there = [path for path in written if path in self.named]
        for path, right in zip(here, there, strict=False):
            if path != right:
                self._fault(FaultKind.REORDERED, path)

    def _text(self, path: str) -> bytes | None:
        """A file of ours, whole; None where there is none, or none that can be read."""
        entry = self.named.get(path)
        if entry is None or entry.size > _MOST_TEXT:
            return None
        try:
            octets = b"".join(listing.read(self.file, entry, _MOST_TEXT))
        except Unreadable:
            return None
        return octets if len(octets) <= _MOST_TEXT else None

    def _digest(self, entry: Entry, size: int) -> str | None:
        """Of a member's octets; None where they cannot be read. Not read further than the longest should be."""
        digest = hashlib.sha256()
        try:
            for piece in listing.read(self.file, entry, size):
                digest.update(piece)
        except Unreadable:
            return None
        return digest.hexdigest()

    def _fault(self, kind: FaultKind, where: str = "", detail: str = "") -> None:
        self.faults.append(Fault(kind, shown(where), shown(detail)))


def _of_the_statement(listed: Sequence[Entry]) -> str:
    """The folder in which the statement stands, if there is one."""
    end = "/" + bag.STATEMENT
    found = (entry.name.removesuffix(end) for entry in listed if entry.name.endswith(end))
    return next((folder for folder in found if folder and "/" not in folder), "")


def told(faults: Sequence[Fault]) -> Iterator[Fault]:
    """In the order of their kinds, each once."""
    rank = {kind: place for place, kind in enumerate(FaultKind)}
    return iter(sorted(faults, key=lambda fault: rank[fault.kind]))
