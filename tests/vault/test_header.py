"""The key file: what it says, how it tells a wrong secret from damage, and what an edit without the key comes to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dpo_desktop.domain.errors import StorageUnavailable
from dpo_desktop.vault.header import LIMIT_BYTES, MOST_SLOTS, parsed, unlocked
from dpo_desktop.vault.keys import CEILING, FLOOR, passphrase_bytes, recovery_bytes
from tests.conftest import Template
from tests.factory import OFFICER, ORGANISATION, PASSPHRASE
from tests.vault.header_bytes import Json, edited, refusal, resealed, slot_of

DAMAGED, TAMPERED = "vault.header_damaged", "vault.header_tampered"
WRONG_CODE, WRONG_PASSPHRASE = "vault.wrong_recovery", "vault.wrong_passphrase"


@pytest.fixture(scope="module")
def raw(empty_template: Template) -> bytes:
    return (empty_template.folder / "vault.hdr").read_bytes()


@pytest.fixture(scope="module")
def code(empty_template: Template) -> bytes:
    return recovery_bytes(empty_template.recovery_code)


def test_both_slots_open_to_the_same_keys(raw: bytes, code: bytes, empty_template: Template) -> None:
    header, by_passphrase = unlocked(raw, "passphrase", passphrase_bytes(PASSPHRASE))
    _, by_code = unlocked(raw, "recovery", code)
    for keys, slot in ((by_passphrase, header.slots[0]), (by_code, header.slots[1])):
        assert keys.data_key == empty_template.keys.data_key
        assert keys.signing_seed == empty_template.keys.signing_seed
        assert (keys.officer, keys.slot, keys.opened_by) == (empty_template.keys.officer, slot.id, slot.type)


def test_a_wrong_secret_is_no_damage(raw: bytes, code: bytes) -> None:
    assert refusal(raw, "passphrase", passphrase_bytes(f"{PASSPHRASE} ")) == WRONG_PASSPHRASE
    assert refusal(raw, "passphrase", b"") == WRONG_PASSPHRASE
    assert refusal(raw, "recovery", code[::-1]) == WRONG_CODE
    assert refusal(raw, "keyring", code) == "vault.wrong_keyring"


def test_damage_is_no_wrong_secret(raw: bytes, code: bytes) -> None:
    for at in range(0, len(raw), 7):
        flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert refusal(flipped, "passphrase", b"not even tried") == DAMAGED
        assert refusal(raw[:at], "recovery", code) == DAMAGED


def test_the_key_file_names_nobody(raw: bytes) -> None:
    body = json.loads(raw)
    assert set(body) == {"magic", "v", "vault_id", "gen", "cipher", "db_salt", "slots", "mac", "checksum"}
    text = raw.decode("ascii").casefold()
    words = f"{ORGANISATION} {OFFICER} {PASSPHRASE.replace('-', ' ')}".casefold().split()
    assert [word for word in words if len(word) > 6 and word in text] == []  # short ones may be in base64 by chance
    for slot in body["slots"]:
        assert set(slot) == {"id", "type", "officer", "label", "kdf", "wrap"}
        assert int(slot["id"], 16)
        assert int(slot["officer"], 16)
    assert [slot["label"] for slot in body["slots"]] == ["passphrase", "recovery code"]


def test_the_passphrase_is_stretched_at_least_to_the_floor(raw: bytes) -> None:
    kdf = slot_of(json.loads(raw), "passphrase")["kdf"]
    assert kdf["alg"] == "argon2id"
    assert (kdf["m"], kdf["t"], kdf["p"]) >= (64 * 1024, 3, 4)


def _numbers(name: str, value: object) -> Callable[[Json], object]:
    return lambda body: slot_of(body, "passphrase")["kdf"].update({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("m", FLOOR.memory_kib - 1),
        ("m", CEILING.memory_kib + 1),
        ("m", 2**62),
        ("t", FLOOR.passes - 1),
        ("t", CEILING.passes + 1),
        ("p", FLOOR.lanes - 1),
        ("p", CEILING.lanes + 1),
        ("m", -FLOOR.memory_kib),
        ("t", 3.0),
        ("t", "3"),
        ("p", True),
        ("p", None),
        ("alg", "argon2i"),
        ("alg", "hkdf-sha256"),
        ("salt", ""),
        ("salt", "é"),
        ("salt", None),
    ],
)
def test_weaker_and_stronger_numbers_are_refused_before_they_are_used(raw: bytes, name: str, value: object) -> None:
    assert refusal(edited(raw, _numbers(name, value)), "passphrase", passphrase_bytes(PASSPHRASE)) == DAMAGED


def test_numbers_within_the_policy_are_bound_to_the_slot(raw: bytes) -> None:
    changed = edited(raw, _numbers("t", FLOOR.passes + 1))
    assert refusal(changed, "passphrase", passphrase_bytes(PASSPHRASE)) == WRONG_PASSPHRASE


def _slots(change: Callable[[list[Json]], object]) -> Callable[[Json], object]:
    return lambda body: change(body["slots"])


def _with(**fields: Any) -> Callable[[Json], object]:
    return lambda body: body.update(fields)


def _in_slot(slot_type: str, **fields: Any) -> Callable[[Json], object]:
    return lambda body: slot_of(body, slot_type).update(fields)


def _in_wrap(**fields: Any) -> Callable[[Json], object]:
    return lambda body: slot_of(body, "recovery")["wrap"].update(fields)


EDITS: dict[str, tuple[Callable[[Json], object], str]] = {
    "another slot dropped": (_slots(lambda slots: slots.pop(0)), TAMPERED),
    "own slot dropped": (_slots(lambda slots: slots.pop(1)), WRONG_CODE),
    "every slot dropped": (_slots(lambda slots: slots.clear()), DAMAGED),
    "slot duplicated": (_slots(lambda slots: slots.append(dict(slots[0]))), DAMAGED),
    "slot added": (_slots(lambda slots: slots.append({**slots[0], "id": "00"})), TAMPERED),
    "slots past the limit": (
        _slots(lambda slots: slots.extend({**slots[0], "id": f"{n}"} for n in range(MOST_SLOTS))),
        DAMAGED,
    ),
    "slots in another order": (_slots(lambda slots: slots.reverse()), TAMPERED),
    "slots of another type": (_with(slots={}), DAMAGED),
    "slot that is no object": (_with(slots=["passphrase"]), DAMAGED),
    "older number": (_with(gen=0), DAMAGED),
    "newer number": (_with(gen=2), TAMPERED),
    "another database salt": (_with(db_salt="AAAAAAAAAAAAAAAAAAAAAA=="), TAMPERED),
    "short database salt": (_with(db_salt="AAAA"), DAMAGED),
    "another workspace": (_with(vault_id="0" * 32), WRONG_CODE),
    "another cipher": (_with(cipher={"db": "none", "att": "none", "backup": "none"}), DAMAGED),
    "unknown field": (_with(note="hello"), DAMAGED),
    "missing field": (lambda body: body.pop("gen"), DAMAGED),
    "format of the future": (_with(v=2), "vault.header_newer"),
    "format that equals one": (_with(v=1.0), TAMPERED),
    "format as text": (_with(v="1"), DAMAGED),
    "another magic": (_with(magic="dpo-vau1t"), DAMAGED),
    "another mac": (_with(mac="0" * 64), TAMPERED),
    "mac that is no text": (_with(mac=7), DAMAGED),
    "mac that is no Unicode": (_with(mac="\ud800"), TAMPERED),
    "label of the slot": (_in_slot("recovery", label="mine"), WRONG_CODE),
    "label larger than a key file": (_in_slot("passphrase", label="x" * LIMIT_BYTES), DAMAGED),
    "label of another slot": (_in_slot("passphrase", label="mine"), TAMPERED),
    "label that is no Unicode": (_in_slot("passphrase", label="\ud800"), TAMPERED),
    "officer of the slot": (_in_slot("recovery", officer="0" * 16), WRONG_CODE),
    "type of the slot": (_in_slot("passphrase", type="recovery"), DAMAGED),
    "type unknown": (_in_slot("passphrase", type="fingerprint"), DAMAGED),
    "field unknown in a slot": (_in_slot("passphrase", note="hello"), DAMAGED),
    "cheaper derivation": (_in_slot("recovery", kdf={"alg": "none"}), DAMAGED),
    "another wrapping": (_in_wrap(alg="none"), DAMAGED),
    "another nonce": (_in_wrap(nonce="AAAAAAAAAAAAAAAA"), WRONG_CODE),
    "empty ciphertext": (_in_wrap(ct=""), DAMAGED),
    "ciphertext that is no base64": (_in_wrap(ct="é"), DAMAGED),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_without_the_key_never_opens(raw: bytes, code: bytes, name: str) -> None:
    edit, expected = EDITS[name]
    assert refusal(edited(raw, edit), "recovery", code) == expected


def test_the_tools_of_this_test_can_write_a_key_file_that_opens(raw: bytes, code: bytes) -> None:
    assert resealed(json.loads(raw)) == raw
    assert refusal(edited(raw, lambda body: None), "recovery", code) == ""


def test_a_slot_of_another_workspace_does_not_open_this_one(raw: bytes, other_template: Template) -> None:
    other = json.loads((other_template.folder / "vault.hdr").read_bytes())
    code = recovery_bytes(other_template.recovery_code)
    spliced = edited(raw, lambda body: body.update(slots=other["slots"]))
    assert refusal(spliced, "recovery", code) == WRONG_CODE
    with_its_name = edited(raw, lambda body: body.update(slots=other["slots"], vault_id=other["vault_id"]))
    assert refusal(with_its_name, "recovery", code) == TAMPERED


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"slots":' + b"[" * 30000,
        b"9" * 5000,
        b" " * (LIMIT_BYTES + 1),
    ],
    ids=lambda garbage: f"{garbage[:10]!r}*{len(garbage)}",
)
def test_garbage_is_damage(garbage: bytes) -> None:
    with pytest.raises(StorageUnavailable) as failure:
        parsed(garbage)
    assert failure.value.code == DAMAGED


@pytest.mark.parametrize("place", ["at the top", "in a slot"])
def test_no_depth_of_nesting_breaks_the_reader(raw: bytes, code: bytes, place: str) -> None:
    marker = b'"NESTED"'
    with_marker: Callable[[Json], object] = (
        _with(extra="NESTED") if place == "at the top" else _in_slot("passphrase", kdf={"alg": "NESTED"})
    )
    template = edited(raw, with_marker)
    for depth in range(1, 1100):
        nested = template.replace(marker, b"[" * depth + b"]" * depth)
        checksum = hashlib.sha256(re.sub(rb'"checksum":"[0-9a-f]*",', b"", nested)).hexdigest()
        whole = re.sub(rb'"checksum":"[0-9a-f]*"', f'"checksum":"{checksum}"'.encode(), nested)
        assert refusal(whole, "recovery", code) == DAMAGED


def test_a_longer_file_than_allowed_is_not_read_to_its_end(empty_folder: Path) -> None:
    with (empty_folder / "vault.hdr").open("ab") as file:
        file.truncate(2**40)  # a hole: a terabyte that takes no space
    from dpo_desktop.vault.folder import VaultFolder, read_header

    assert len(read_header(VaultFolder(empty_folder))) == LIMIT_BYTES + 1
