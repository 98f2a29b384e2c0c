"""A tree from which one leaf can be shown while the others stay hidden."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.merkle import LEAST_LEAVES, SEED_BYTES, HiddenTree, Proof, root_from

SEED = bytes(SEED_BYTES)
contents = st.dictionaries(st.text(max_size=4), st.binary(max_size=40), max_size=140)


@given(contents, st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES))
def test_every_content_can_be_shown_and_no_other_passes_for_it(kept: dict[str, bytes], seed: bytes) -> None:
    tree = HiddenTree(seed, kept)
    for name, content in kept.items():
        proof = tree.proof(name)
        assert root_from(content, proof) == tree.root
        assert root_from(content + b"x", proof) != tree.root
        assert len(proof.path) == math.log2(tree.width)


@pytest.mark.parametrize(("count", "width"), [(0, 64), (1, 64), (64, 64), (65, 128), (128, 128), (129, 256)])
def test_the_width_is_a_power_of_two_of_at_least_64(count: int, width: int) -> None:
    assert HiddenTree(SEED, {str(n): b"" for n in range(count)}).width == width
    assert LEAST_LEAVES == 64


def test_a_name_without_content_has_no_proof() -> None:
    with pytest.raises(KeyError):
        HiddenTree(SEED, {}).proof("nobody")


def test_the_seed_makes_the_tree_and_the_contents_do() -> None:
    assert HiddenTree(SEED, {"a": b"1"}).root == HiddenTree(SEED, {"a": b"1"}).root
    assert HiddenTree(SEED, {"a": b"1"}).root != HiddenTree(SEED, {"a": b"2"}).root
    assert HiddenTree(SEED, {"a": b"1"}).root != HiddenTree(b"x" * SEED_BYTES, {"a": b"1"}).root


def test_salts_are_not_shared_between_leaves() -> None:
    tree = HiddenTree(SEED, {"a": b"same", "b": b"same"})
    assert tree.proof("a").salt != tree.proof("b").salt
    assert (
        tree.proof("a").path[0] != tree.proof("b").path[0] or tree.proof("a").index != tree.proof("b").index
    )


def test_where_a_leaf_lies_does_not_follow_its_name() -> None:
    indices = {HiddenTree(bytes([n]) * SEED_BYTES, {"a": b"1"}).proof("a").index for n in range(40)}
    assert len(indices) > 20


def test_a_changed_path_leads_elsewhere() -> None:
    tree = HiddenTree(SEED, {"a": b"1"})
    proof = tree.proof("a")
    for level in range(len(proof.path)):
        changed = [*proof.path[:level], bytes(32), *proof.path[level + 1 :]]
        assert root_from(b"1", Proof(proof.salt, proof.index, tuple(changed))) != tree.root
