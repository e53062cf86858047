"""Keys come from secrets as RFC 5869 says, one label each; secrets survive another keyboard and stay out of texts."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections import Counter

import pytest

from dpo_desktop.domain.errors import WrongSecret
from dpo_desktop.vault import keys
from tests.conftest import Template

LABELS = ("db", "state-mac", "header-mac", "pseudonym", "kek/recovery", "kek/keyring")


def _hkdf(secret: bytes, info: bytes, salt: bytes) -> bytes:
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


@pytest.mark.parametrize("label", LABELS)
def test_a_subkey_is_hkdf_under_its_label(label: str) -> None:
    secret, salt = bytes(range(32)), bytes(range(16))
    info = f"dpo-vault/{label}".encode()
    assert keys.derived(secret, label, salt) == _hkdf(secret, info, salt)
    assert keys.derived(secret, label) == _hkdf(secret, info, bytes(hashlib.sha256().digest_size))


def test_no_two_labels_share_a_key(empty_template: Template) -> None:
    subkeys = {label: empty_template.keys.subkey(label) for label in LABELS}
    assert len({*subkeys.values(), empty_template.keys.data_key}) == len(LABELS) + 1


def test_the_same_words_from_another_keyboard_give_the_same_key() -> None:
    composed = unicodedata.normalize("NFC", "Überseekäse mit Rhabarber")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert keys.passphrase_bytes(composed) == keys.passphrase_bytes(decomposed)


def test_a_recovery_code_may_be_typed_as_people_type() -> None:
    for _ in range(50):
        code = keys.new_recovery_code()
        assert [len(group) for group in code.split("-")] == [4] * 8
        typed = f"  {code.lower().replace('-', ' ').replace('1', 'l').replace('0', 'o')}\n"
        assert keys.recovery_bytes(typed) == keys.recovery_bytes(code)


def test_recovery_codes_differ_in_every_place() -> None:
    codes = [keys.recovery_bytes(keys.new_recovery_code()) for _ in range(200)]
    assert len(set(codes)) == 200
    assert all(len({code[place] for code in codes}) > 20 for place in range(keys.RECOVERY_CHARACTERS))


def _outcome(text: str) -> str:
    try:
        keys.recovery_bytes(text)
    except WrongSecret as failure:
        return failure.code
    return "another code"


def test_a_typing_mistake_in_a_recovery_code_is_told_from_a_wrong_code() -> None:
    code = keys.recovery_bytes(keys.new_recovery_code()).decode()
    mistyped = []
    for place, character in enumerate(code):
        with pytest.raises(WrongSecret) as shorter:
            keys.recovery_bytes(code[:place] + code[place + 1 :])
        assert shorter.value.code == "vault.recovery_code_malformed"
        mistyped.append(code[:place] + ("A" if character != "A" else "B") + code[place + 1 :])
    outcomes = Counter(_outcome(text) for text in mistyped)
    assert set(outcomes) <= {"vault.recovery_code_mistyped", "another code"}
    assert outcomes["another code"] <= 10  # one check character of 32 lets about one mistake in 32 through


@pytest.mark.parametrize("text", ["", "plum-lantern-orbit-gravel", "U" * 32, "é" * 32, "0" * 33])
def test_what_is_no_recovery_code_is_called_so(text: str) -> None:
    with pytest.raises(WrongSecret) as failure:
        keys.recovery_bytes(text)
    assert failure.value.code == "vault.recovery_code_malformed"


def test_calibration_stays_within_the_policy_and_never_below_the_floor() -> None:
    found = keys.calibrated()
    assert keys.within_policy(found)
    assert found.memory_kib in [keys.FLOOR.memory_kib * 2**power for power in range(4)]
    assert (found.passes, found.lanes) == (keys.FLOOR.passes, keys.FLOOR.lanes)
    assert (keys.FLOOR.memory_kib, keys.FLOOR.passes, keys.FLOOR.lanes) == (65536, 3, 4)  # RFC 9106, second option


def test_secrets_are_not_in_the_text_of_a_value(empty_template: Template) -> None:
    text = repr(empty_template.keys)
    for secret in (empty_template.keys.data_key, empty_template.keys.signing_seed):
        assert secret.hex() not in text
        assert repr(secret) not in text


def test_a_signature_holds_for_one_message_and_one_officer(empty_template: Template) -> None:
    officer = empty_template.keys
    signature, public = officer.sign(b"head"), officer.public_key()
    assert keys.signature_is_valid(public, signature, b"head")
    assert not keys.signature_is_valid(public, signature, b"heae")
    assert not keys.signature_is_valid(public, signature[::-1], b"head")
    assert not keys.signature_is_valid(bytes(32), signature, b"head")
    assert not keys.signature_is_valid(b"", signature, b"head")
