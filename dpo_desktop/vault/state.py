"""`vault.state`: a MACed high-water mark of the audit trail, written after each commit.

It may lag behind the database, never lead: a database that holds fewer entries lost them (a damaged or removed
write-ahead log, an older file put back).
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from dpo_desktop.vault.files import read_limited, write_atomically
from dpo_desktop.vault.keys import Keys

_LIMIT_BYTES = 4096


@dataclass(frozen=True, slots=True)
class HighWaterMark:
    """`count` entries, the last with chain digest `digest` (hex)."""

    count: int
    digest: str


def _mac(body: str, keys: Keys) -> str:
    return hmac.digest(keys.subkey("state-mac"), body.encode(), "sha256").hex()


def write_state(path: Path, mark: HighWaterMark, keys: Keys) -> None:
    """Raises StorageUnavailable."""
    body = json.dumps({"v": 1, "count": mark.count, "digest": mark.digest}, sort_keys=True)
    write_atomically(path, f"{body}\n{_mac(body, keys)}\n".encode())


def read_state(path: Path, keys: Keys) -> HighWaterMark | None:
    """The recorded mark, or None where the file is missing, damaged or not of this workspace."""
    try:
        body, mac, rest = read_limited(path, _LIMIT_BYTES).decode().split("\n")
    except (OSError, ValueError):
        return None
    if rest or not hmac.compare_digest(mac.encode(), _mac(body, keys).encode()):
        return None
    value = json.loads(body)
    return HighWaterMark(value["count"], value["digest"])
