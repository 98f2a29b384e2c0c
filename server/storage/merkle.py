"""A Merkle tree that tells nothing about its leaves, not even how many of them mean something.

Every leaf is a salted commitment, or random. The leaves are sorted, which for uniformly random values is a
random order, and filled up to a power of two of at least 64. One leaf can be shown with its path; the other
leaves stay hidden.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_LEAVES: Final = 64
SEED_BYTES: Final = 32

# The chain's links begin with 0x01; other prefixes keep a hash from being read as something else (as in RFC
# 6962 2.1).
_LEAF: Final = b"\x02"
_NODE: Final = b"\x03"


@dataclass(frozen=True, slots=True)
class Proof:
    """That ``content`` is in the tree: its salt, the index of its leaf, its siblings from the bottom up."""

    salt: bytes
    index: int
    path: tuple[bytes, ...]


class HiddenTree:
    """The tree over named contents; ``seed`` (secret, uniformly random) makes it the same tree every time."""

    def __init__(self, seed: bytes, contents: Mapping[str, bytes]) -> None:
        self._seed = seed
        self._contents = contents
        self._leaves = {name: leaf(self._salt(name), content) for name, content in contents.items()}
        width = max(LEAST_LEAVES, 1 << max(len(contents) - 1, 0).bit_length())
        padding = (_keyed(seed, f"padding/{index}") for index in range(width - len(contents)))
        self._levels = _levels(sorted([*self._leaves.values(), *padding]))

    @property
    def root(self) -> bytes:
        return self._levels[-1][0]

    @property
    def width(self) -> int:
        """How many leaves there are, those that mean nothing included."""
        return len(self._levels[0])

    def proof(self, name: str) -> Proof:
        """What shows that the named content is in the tree; raises KeyError for a name without content."""
        index = position = self._levels[0].index(self._leaves[name])
        path = []
        for level in self._levels[:-1]:
            path.append(level[position ^ 1])
            position //= 2
        return Proof(self._salt(name), index, tuple(path))

    def _salt(self, name: str) -> bytes:
        return _keyed(self._seed, f"salt/{name}")


def leaf(salt: bytes, content: bytes) -> bytes:
    return hashlib.sha256(_LEAF + salt + content).digest()


def root_from(content: bytes, proof: Proof) -> bytes:
    """The root of the tree in which the proof places the content."""
    node = leaf(proof.salt, content)
    index = proof.index
    for sibling in proof.path:
        node = _join(sibling, node) if index % 2 else _join(node, sibling)
        index //= 2
    return node


def _levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([_join(below[index], below[index + 1]) for index in range(0, len(below), 2)])
    return levels


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _keyed(seed: bytes, label: str) -> bytes:
    return hmac.digest(seed, label.encode(), "sha256")
