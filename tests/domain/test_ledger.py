"""The Merkle tree is RFC 6962's, at every size, and so are the subtrees that are stored."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from consentapp.domain.ledger import EMPTY_ROOT, appended, leaf_hash, parent_hash, peaks, root, tree_nodes

BODIES = [f"fact {n}".encode() for n in range(129)]

# The reference values of Certificate Transparency's own tests: eight leaves and the root at each size.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    )
]  # fmt: skip
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_of(bodies: Sequence[bytes]) -> bytes:
    nodes = tree_nodes(leaf_hash(body) for body in bodies)
    return root(len(bodies), lambda level, index: nodes[(level, index)])


def other_roots(bodies: Sequence[bytes]) -> list[str]:
    """The root at each size by pymerkle, another implementation."""
    tree = InmemoryTree(algorithm="sha256")
    roots = [tree.get_root()]
    for body in bodies:
        tree.append_entry(body)
        roots.append(tree.get_root())
    return [found.hex() for found in roots]


def test_an_empty_tree_has_the_root_of_the_rfc() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY_ROOT


def test_a_leaf_and_a_node_are_hashed_with_different_first_bytes() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert parent_hash(leaf_hash(b""), leaf_hash(b"\x00")).hex() == CT_ROOTS[1]
    assert leaf_hash(b"x") != hashlib.sha256(b"x").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(CT_LEAVES[:size]).hex() == CT_ROOTS[size - 1]


def test_the_root_at_every_size_is_that_of_another_implementation() -> None:
    assert [root_of(BODIES[:size]).hex() for size in range(130)] == other_roots(BODIES)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=400))
def test_the_root_of_any_leaves_is_that_of_another_implementation(bodies: list[bytes]) -> None:
    assert root_of(bodies).hex() == other_roots(bodies)[-1]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 31, 64, 100])
def test_appending_one_by_one_gives_every_subtree_and_no_other(size: int) -> None:
    stored: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return stored[(level, index)]

    for position, body in enumerate(BODIES[:size]):
        stored.update({(n.level, n.index): n.hash for n in [*appended(position, leaf_hash(body), node)]})

    assert stored == tree_nodes(leaf_hash(body) for body in BODIES[:size])
    assert set(stored) == {(level, i) for level in range(8) for i in range(size >> level)}


@given(st.integers(0, 2**40))
def test_peaks_cover_every_leaf_once_from_left_to_right(size: int) -> None:
    spans = [(index << level, (index + 1) << level) for level, index in peaks(size)]

    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert (spans[-1][1] if spans else 0) == size


@given(st.integers(1, 2**40))
def test_a_root_reads_no_more_than_log_n_nodes(size: int) -> None:
    assert len(list(peaks(size))) <= size.bit_length()


def test_a_subtree_that_is_not_complete_is_a_key_error() -> None:
    nodes = tree_nodes(leaf_hash(body) for body in BODIES[:3])

    with pytest.raises(KeyError):
        root(4, lambda level, index: nodes[(level, index)])


@given(st.integers(1, 60), st.data())
def test_another_order_of_leaves_is_another_root(size: int, data: st.DataObject) -> None:
    here = data.draw(st.integers(0, size - 1))
    there = data.draw(st.integers(0, size - 1).filter(lambda n: n != here or size == 1))
    swapped = BODIES[:size]
    swapped[here], swapped[there] = swapped[there], swapped[here]

    assert (root_of(swapped) == root_of(BODIES[:size])) == (here == there)
