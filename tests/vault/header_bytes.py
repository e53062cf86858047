"""Key files as somebody without the key can write them: any field changed, the unkeyed checksum made to fit again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from dpo_desktop.domain.errors import StorageUnavailable, WrongSecret
from dpo_desktop.vault.header import unlocked

Json = dict[str, Any]


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def resealed(body: Json) -> bytes:
    unsigned = {key: value for key, value in body.items() if key != "checksum"}
    return canonical({**unsigned, "checksum": hashlib.sha256(canonical(unsigned)).hexdigest()})


def edited(raw: bytes, edit: Callable[[Json], object]) -> bytes:
    body = json.loads(raw)
    edit(body)
    return resealed(body)


def slot_of(body: Json, slot_type: str) -> Json:
    found: Json = next(slot for slot in body["slots"] if slot["type"] == slot_type)
    return found


def refusal(raw: bytes, slot_type: str, secret: bytes) -> str:
    """The code with which a key file is refused, '' where it opens. Any other exception is a fault of the program."""
    try:
        unlocked(raw, slot_type, secret)
    except (StorageUnavailable, WrongSecret) as failure:
        return failure.code
    return ""
