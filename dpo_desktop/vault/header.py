"""`vault.hdr`: canonical JSON with the key slots. A passphrase change rewrites this file and nothing else.

Each slot wraps the data key and the officer's signing seed (64 bytes) with AES-256-GCM under a key-encryption key.
The slot's own fields, the vault id and the cipher names are its associated data; an HMAC under a subkey of the data key
covers the whole header, which also makes the scheme key-committing. An unkeyed checksum tells damage from a wrong
passphrase. Room for later: slot type `keyring`, `cipher.att` for attachments, `cipher.backup` for backups.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, replace
from typing import Any

from dpo_desktop.domain.errors import StorageUnavailable, WrongSecret
from dpo_desktop.vault import keys as key_tools
from dpo_desktop.vault.keys import KdfParameters, Keys

MAGIC = "dpo-vault"
FORMAT = 1
LIMIT_BYTES = 64 * 1024
MOST_SLOTS = 16
SLOT_TYPES = ("passphrase", "recovery", "keyring")
CIPHER = {"db": "sqlcipher4", "att": "chacha20poly1305-stream64k", "backup": "sqlcipher4"}

_HEADER_FIELDS = {"magic", "v", "vault_id", "gen", "cipher", "db_salt", "slots", "mac", "checksum"}
_SLOT_FIELDS = {"id", "type", "officer", "label", "kdf", "wrap"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the workspace. `kdf` and `wrap` keep their JSON values; `officer` names whose key signs."""

    id: str
    type: str
    officer: str
    label: str
    kdf: Json
    wrap: Json

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "type": self.type,
            "officer": self.officer,
            "label": self.label,
            "kdf": self.kdf,
            "wrap": self.wrap,
        }


@dataclass(frozen=True, slots=True)
class Header:
    vault_id: str  # 32 hex digits
    gen: int  # raised with every rewrite; the database keeps the same number
    db_salt: bytes  # 16 bytes, also the first 16 bytes of vault.db
    slots: tuple[Slot, ...]


def _damaged(part: str) -> StorageUnavailable:
    return StorageUnavailable("vault.header_damaged", part=part)


def _canonical(value: Json | list[Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: object, length: int) -> bytes:
    if not isinstance(text, str):
        raise _damaged("base64")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged("base64") from error
    if len(data) != length:
        raise _damaged("length")
    return data


def new_header() -> Header:
    return Header(secrets.token_hex(16), 1, os.urandom(16), ())


def serialised(header: Header, data_key: bytes) -> bytes:
    """The file's bytes, MACed under the data key and with its checksum."""
    body: Json = {
        "magic": MAGIC,
        "v": FORMAT,
        "vault_id": header.vault_id,
        "gen": header.gen,
        "cipher": CIPHER,
        "db_salt": _encoded(header.db_salt),
        "slots": [slot.as_json() for slot in header.slots],
    }
    body["mac"] = _mac(body, data_key)
    body["checksum"] = hashlib.sha256(_canonical(body)).hexdigest()
    return _canonical(body)


def _mac(body: Json, data_key: bytes) -> str:
    return hmac.digest(key_tools.derived(data_key, "header-mac"), _canonical(body), "sha256").hex()


def parsed(raw: bytes) -> Header:
    """Read a header without any key: its checksum, schema and limits.

    Raises:
        StorageUnavailable: `vault.header_damaged`, or `vault.header_newer` for a later format.
    """
    body = _whole_body(raw)
    slots = body["slots"]
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_SLOTS:
        raise _damaged("slots")
    if not isinstance(body["vault_id"], str) or not isinstance(body["mac"], str):
        raise _damaged("fields")
    if type(body["gen"]) is not int or body["gen"] < 1:
        raise _damaged("fields")
    header = Header(body["vault_id"], body["gen"], _decoded(body["db_salt"], 16), tuple(map(_slot, slots)))
    if len({slot.id for slot in header.slots}) != len(header.slots):
        raise _damaged("slots")
    return header


def _whole_body(raw: bytes) -> Json:
    if len(raw) > LIMIT_BYTES:
        raise _damaged("size")
    try:
        body = json.loads(raw)
        is_canonical = _canonical(body) == raw
    except (ValueError, RecursionError) as error:
        raise _damaged("json") from error
    if not isinstance(body, dict) or body.get("magic") != MAGIC:
        raise _damaged("magic")
    unsigned = {key: value for key, value in body.items() if key != "checksum"}
    if not is_canonical or body.get("checksum") != hashlib.sha256(_canonical(unsigned)).hexdigest():
        raise _damaged("checksum")
    if type(body.get("v")) is int and body["v"] > FORMAT:
        raise StorageUnavailable("vault.header_newer")
    if set(body) != _HEADER_FIELDS or body["v"] != FORMAT or body["cipher"] != CIPHER:
        raise _damaged("fields")
    return body


def _slot(value: object) -> Slot:
    if not isinstance(value, dict) or set(value) != _SLOT_FIELDS:
        raise _damaged("slot")
    if value["type"] not in SLOT_TYPES or not isinstance(value["kdf"], dict) or not isinstance(value["wrap"], dict):
        raise _damaged("slot")
    plain = (value["id"], value["officer"], value["label"], *value["wrap"].values())
    if not all(isinstance(part, str) for part in plain):
        raise _damaged("slot")
    if not all(isinstance(part, str | int) for part in value["kdf"].values()):
        raise _damaged("slot")
    return Slot(**value)


def _key_of_slot(slot: Slot, secret: bytes) -> bytes:
    kdf = slot.kdf
    if slot.type == "passphrase" and kdf.get("alg") == "argon2id" and set(kdf) == {"alg", "m", "t", "p", "salt"}:
        if any(type(kdf[name]) is not int for name in "mtp"):
            raise _damaged("kdf")
        parameters = KdfParameters(kdf["m"], kdf["t"], kdf["p"])
        if not key_tools.within_policy(parameters):
            raise _damaged("kdf")
        return key_tools.passphrase_key(secret, _decoded(kdf["salt"], 16), parameters)
    if slot.type in ("recovery", "keyring") and kdf.get("alg") == "hkdf-sha256" and set(kdf) == {"alg", "salt"}:
        return key_tools.derived(secret, f"kek/{slot.type}", _decoded(kdf["salt"], 16))
    raise _damaged("kdf")


def _associated_data(header: Header, slot: Slot) -> bytes:
    bound = {key: value for key, value in slot.as_json().items() if key != "wrap"}
    return _canonical([MAGIC, FORMAT, header.vault_id, CIPHER, bound])


def with_slot(
    header: Header, keys: Keys, slot_type: str, secret: bytes, *, label: str, kdf: KdfParameters | None = None
) -> Header:
    """The header with one more slot, `gen` unchanged. `kdf` is needed for a passphrase slot."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = _encoded(os.urandom(16))
    derivation: Json = {"alg": "hkdf-sha256", "salt": salt}
    if kdf is not None:
        derivation = {"alg": "argon2id", "m": kdf.memory_kib, "t": kdf.passes, "p": kdf.lanes, "salt": salt}
    slot = Slot(secrets.token_hex(8), slot_type, keys.officer, label, derivation, {})
    nonce = os.urandom(12)
    payload = keys.data_key + keys.signing_seed
    sealed = AESGCM(_key_of_slot(slot, secret)).encrypt(nonce, payload, _associated_data(header, slot))
    wrapped = replace(slot, wrap={"alg": "aes-256-gcm", "nonce": _encoded(nonce), "ct": _encoded(sealed)})
    return replace(header, slots=(*header.slots, wrapped))


def without_slot(header: Header, slot_id: str) -> Header:
    return replace(header, slots=tuple(slot for slot in header.slots if slot.id != slot_id))


def unlocked(raw: bytes, slot_type: str, secret: bytes) -> tuple[Header, Keys]:
    """Try every slot of a type with a secret.

    Raises:
        WrongSecret: the file is whole and no slot opens.
        StorageUnavailable: the file is damaged, or was changed by somebody without the key.
    """
    header = parsed(raw)
    for slot in header.slots:
        if slot.type != slot_type:
            continue
        keys = _opened(header, slot, secret)
        if keys is not None:
            _check_mac(raw, keys.data_key)
            return header, keys
    raise WrongSecret(f"vault.wrong_{slot_type}")


def _opened(header: Header, slot: Slot, secret: bytes) -> Keys | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if set(slot.wrap) != {"alg", "nonce", "ct"} or slot.wrap["alg"] != "aes-256-gcm":
        raise _damaged("wrap")
    nonce, sealed = _decoded(slot.wrap["nonce"], 12), _decoded(slot.wrap["ct"], 2 * key_tools.KEY_BYTES + 16)
    try:
        payload = AESGCM(_key_of_slot(slot, secret)).decrypt(nonce, sealed, _associated_data(header, slot))
    except InvalidTag:
        return None
    half = key_tools.KEY_BYTES
    return Keys(payload[:half], payload[half:], slot.officer, slot.id, slot.type)


def _check_mac(raw: bytes, data_key: bytes) -> None:
    body = json.loads(raw)
    del body["checksum"]
    given = body.pop("mac")
    expected = _mac(body, data_key)
    if not hmac.compare_digest(given.encode(errors="replace"), expected.encode()):
        raise StorageUnavailable("vault.header_tampered")
