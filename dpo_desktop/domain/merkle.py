"""Merkle tree hashing of an append-only log, after RFC 6962 section 2.1."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

EMPTY_ROOT = hashlib.sha256(b"").digest()
_HASH_BYTES = 32
_SIZE_BYTES = 8


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the complete subtrees of a growing log: appending and the root cost log2(n) hashes."""

    def __init__(self) -> None:
        self.count = 0
        self._subtrees: list[tuple[int, bytes]] = []  # (leaves, root), largest first

    def append(self, leaf: bytes) -> None:
        self.count += 1
        self._subtrees.append((1, leaf))
        while len(self._subtrees) > 1 and self._subtrees[-1][0] == self._subtrees[-2][0]:
            right = self._subtrees.pop()
            left = self._subtrees.pop()
            self._subtrees.append((left[0] * 2, _node_hash(left[1], right[1])))

    def root(self) -> bytes:
        if not self._subtrees:
            return EMPTY_ROOT
        root = self._subtrees[-1][1]
        for _, subtree in reversed(self._subtrees[:-1]):
            root = _node_hash(subtree, root)
        return root

    def copy(self) -> Frontier:
        other = Frontier()
        other.count = self.count
        other._subtrees = list(self._subtrees)
        return other

    def to_bytes(self) -> bytes:
        """Each subtree as 8 bytes of leaf count and 32 bytes of root."""
        return b"".join(size.to_bytes(_SIZE_BYTES, "big") + root for size, root in self._subtrees)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Raises ValueError for bytes that `to_bytes` does not make."""
        frontier, step = cls(), _SIZE_BYTES + _HASH_BYTES
        if len(data) % step:
            raise ValueError("not a frontier")
        for at in range(0, len(data), step):
            size = int.from_bytes(data[at : at + _SIZE_BYTES], "big")
            frontier._subtrees.append((size, data[at + _SIZE_BYTES : at + step]))
            frontier.count += size
        return frontier


def root_of(leaves: Iterable[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()
