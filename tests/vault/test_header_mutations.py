"""No random change of the key file opens the workspace, and every refusal is a typed one.

Half of the changes are damage; the other half are made by somebody who knows the format and makes the checksum fit.
The recovery slot is tried, which needs no Argon2id.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any

import pytest

from dpo_desktop.vault.keys import recovery_bytes
from tests.conftest import Template
from tests.vault.header_bytes import refusal, resealed

SEEDS, MUTATIONS_EACH = range(8), 250
STRANGE_VALUES: tuple[object, ...] = (
    *(0, 1, -1, 2, 2**62, 10**300, 1.5, float("nan"), True, None),
    *("", "0", "é", "\ud800", "\x00", "A" * 9999, "AAAAAAAAAAAAAAAAAAAAAA==", "recovery", "passphrase", "argon2id"),
    *([], {}, [[]], {"alg": "none"}, [None]),
)


def _damaged(raw: bytes, chance: random.Random) -> bytes:
    here, there = sorted(chance.sample(range(len(raw)), 2))
    some = chance.randbytes(chance.randrange(1, 20))
    return chance.choice(
        [
            raw[:here] + bytes([raw[here] ^ 1 << chance.randrange(8)]) + raw[here + 1 :],
            raw[:here],
            raw[:here] + raw[there:],
            raw[:here] + some + raw[here:],
            raw[:here] + some + raw[here + len(some) :],
            raw[:here] + raw[here:there] * 2 + raw[there:],
            raw + raw[here:there],
        ]
    )


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every container and key in a JSON value, at any depth."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += [(value, key), *_places(inner)]
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += [(value, index), *_places(inner)]
    return found


def _edited(raw: bytes, chance: random.Random) -> bytes:
    body = json.loads(raw)
    container, key = chance.choice(_places(body))
    step = chance.randrange(4)
    if step == 0:
        del container[key]
    elif step == 1 and isinstance(container, list):
        container.append(copy.deepcopy(container[key]))
    elif step == 1:
        container[chance.choice(["x", "kdf", "mac", "alg"])] = chance.choice(STRANGE_VALUES)
    elif step == 2 and isinstance(container[key], str) and container[key]:
        text: str = container[key]
        at = chance.randrange(len(text))
        container[key] = text[:at] + chance.choice("0123456789abcdefAZ+/=") + text[at + 1 :]
    else:
        container[key] = chance.choice(STRANGE_VALUES)
    return resealed(body)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_mutation_opens_and_every_refusal_is_typed(empty_template: Template, seed: int) -> None:
    raw = (empty_template.folder / "vault.hdr").read_bytes()
    code = recovery_bytes(empty_template.recovery_code)
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    while seen.total() < MUTATIONS_EACH:
        mutated = (_damaged if seen.total() % 2 else _edited)(raw, chance)
        if mutated == raw:
            continue
        refused = refusal(mutated, "recovery", code)
        assert refused, f"seed {seed}: opened with {mutated!r}"
        seen[refused] += 1
    assert {"vault.header_damaged", "vault.header_tampered"} <= set(seen)
    assert refusal(raw, "recovery", code) == ""
