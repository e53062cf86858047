"""Every single bit of a signature turned over, and 2,000 bits anywhere in reports of many sizes: none is accepted.

The systematic part works on the kept report of `tests/data/reports`, so that its shards together are complete: first
each bit of the file inside /Contents (most flips give no hex digit), then each bit of the CMS, written as hex again.
"""

from __future__ import annotations

import random
from pathlib import Path

from dpo_desktop.reports import compliance, sealing
from dpo_desktop.reports.verification import verify
from tests.factory import DATA
from tests.reports.factory import data, identity
from tests.reports.signed_file import cms_of, flipped, hole, with_cms

NAME = "bit_flips"
ANYWHERE_SHARDS, HEX_SHARDS, CMS_SHARDS = 8, 8, 6
SHARDS = ANYWHERE_SHARDS + HEX_SHARDS + CMS_SHARDS
FLIPS_ANYWHERE = 250
KEPT = DATA / "reports" / "compliance-report-en-1.pdf"


def run(shard: int, seed: int, folder: Path) -> str:
    """Raises AssertionError with the accepted flips."""
    del folder
    if shard < ANYWHERE_SHARDS:
        return _anywhere(shard, seed)
    if shard < ANYWHERE_SHARDS + HEX_SHARDS:
        return _every_bit_of_the_hex(shard - ANYWHERE_SHARDS)
    return _every_bit_of_the_cms(shard - ANYWHERE_SHARDS - HEX_SHARDS)


def _anywhere(shard: int, seed: int) -> str:
    draw = random.Random(f"{seed} {shard}")
    requests = draw.choice((0, 1, 7, 48, 120))
    pdf = sealing.seal(compliance.build(data(requests)).pdf, identity())
    assert verify(pdf).ok
    for _ in range(FLIPS_ANYWHERE):
        position, bit = draw.randrange(len(pdf)), draw.randrange(8)
        assert not verify(flipped(pdf, position, bit)).ok, (
            f"accepted: bit {bit} of byte {position}, {requests} requests"
        )
    return f"{FLIPS_ANYWHERE} flips in {len(pdf)} bytes, {requests} requests, 0 accepted"


def _every_bit_of_the_hex(part: int) -> str:
    pdf = KEPT.read_bytes()
    assert verify(pdf).ok
    count = 0
    for position in hole(pdf)[part::HEX_SHARDS]:
        for bit in range(8):
            assert not verify(flipped(pdf, position, bit)).ok, f"accepted: bit {bit} of byte {position}"
            count += 1
    return f"{count} flips of hex digits, 0 accepted"


def _every_bit_of_the_cms(part: int) -> str:
    pdf = KEPT.read_bytes()
    assert verify(pdf).ok
    der = cms_of(pdf)
    count = 0
    for position in range(part, len(der), CMS_SHARDS):
        for bit in range(8):
            assert not verify(with_cms(pdf, flipped(der, position, bit))).ok, (
                f"accepted: bit {bit} of CMS byte {position}"
            )
            count += 1
    return f"{count} flips of CMS bits, 0 accepted"
