"""The RFC 6962 Merkle tree over a site's facts.

Only complete subtrees are kept: node (level, index) covers the leaves index * 2**level up to (index + 1) * 2**level.
Appending touches at most log2 n of them; a root and a proof read as many.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

ReadNode = Callable[[int, int], bytes]
"""(level, index) to hash; KeyError for a subtree that is not complete."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Node:
    level: int
    index: int
    hash: bytes


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962 2.1: SHA-256(0x00 || body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def parent_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 2.1: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def appended(position: int, leaf: bytes, node: ReadNode) -> Iterator[Node]:
    """The subtrees that a new leaf at this position completes, from the leaf up."""
    level, index, hash = 0, position, leaf
    yield Node(level, index, hash)
    while index % 2:
        hash = parent_hash(node(level, index - 1), hash)
        level, index = level + 1, index // 2
        yield Node(level, index, hash)


def peaks(size: int) -> Iterator[tuple[int, int]]:
    """(level, index) of the complete subtrees that make up a tree of this size, from left to right."""
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


def root(size: int, node: ReadNode) -> bytes:
    """The tree's root at this size."""
    hashes = [node(level, index) for level, index in peaks(size)]
    if not hashes:
        return EMPTY_ROOT
    whole = hashes.pop()
    while hashes:
        whole = parent_hash(hashes.pop(), whole)
    return whole


def tree_nodes(leaves: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
    """Every complete subtree over these leaves, computed anew: what a stored tree is compared with."""
    nodes: dict[tuple[int, int], bytes] = {}
    for position, leaf in enumerate(leaves):
        for node in appended(position, leaf, lambda level, index: nodes[(level, index)]):
            nodes[(node.level, node.index)] = node.hash
    return nodes
