"""Tree hashes are those of RFC 6962 section 2.1: its definition written out, and the roots its authors publish."""

from __future__ import annotations

import random

import pytest

from dpo_desktop.domain.merkle import EMPTY_ROOT, Frontier, leaf_hash, root_of
from tests.storage.raw_trail import tree_hash

# The eight leaves and the roots over the first one to eight of them in the reference implementation of Certificate
# Transparency (merkletree/merkle_tree_test.cc and its ports).
REFERENCE_LEAVES = tuple(
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
)
REFERENCE_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_the_empty_log_and_one_empty_entry() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == Frontier().root() == EMPTY_ROOT
    assert root_of([leaf_hash(b"")]) == leaf_hash(b"") != EMPTY_ROOT


@pytest.mark.parametrize("count", range(1, 9))
def test_the_published_roots(count: int) -> None:
    leaves = REFERENCE_LEAVES[:count]
    assert root_of(map(leaf_hash, leaves)).hex() == REFERENCE_ROOTS[count - 1] == tree_hash(leaves).hex()


def test_the_frontier_of_every_size_is_the_definition_and_can_be_put_away() -> None:
    chance = random.Random(6962)
    entries = [chance.randbytes(chance.randrange(80)) for _ in range(70)]
    growing = Frontier()
    for size in range(71):
        assert growing.count == size
        assert growing.root() == tree_hash(entries[:size])
        again = Frontier.from_bytes(growing.to_bytes())
        assert (again.count, again.root()) == (size, growing.root())
        assert len(growing.to_bytes()) == 40 * size.bit_count()  # one subtree for each one in the binary count
        aside = growing.copy()
        for entry in entries[size:]:
            again.append(leaf_hash(entry))
            aside.append(leaf_hash(entry))
        assert again.root() == aside.root() == tree_hash(entries)
        assert growing.count == size  # a copy that grows leaves the first alone
        if size < 70:
            growing.append(leaf_hash(entries[size]))


def test_no_two_logs_share_a_root() -> None:
    entries = [bytes([number]) for number in range(9)]
    others = [
        entries[:-1],
        [*entries, b""],
        [*entries, entries[-1]],
        entries[::-1],
        [entries[1], entries[0], *entries[2:]],
        [*entries[:4], b"x", *entries[5:]],
        [leaf_hash(entries[0]) + leaf_hash(entries[1]), *entries[2:]],  # an inner node passed off as an entry
    ]
    roots = {root_of(map(leaf_hash, log)) for log in [entries, *others]}
    assert len(roots) == len(others) + 1


@pytest.mark.parametrize("length", [1, 39, 41, 79])
def test_other_bytes_are_no_frontier(length: int) -> None:
    with pytest.raises(ValueError, match="not a frontier"):
        Frontier.from_bytes(bytes(length))
