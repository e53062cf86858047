"""Key derivation: secrets to key-encryption keys, the data key to its subkeys, and the officer's signing key.

Argon2id parameters follow RFC 9106 (second recommended option) as the floor; HKDF is RFC 5869 with SHA-256; signatures
are Ed25519 (RFC 8032).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import unicodedata
from dataclasses import dataclass, field

from dpo_desktop.domain.errors import WrongSecret

KEY_BYTES = 32
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_RANDOM_CHARACTERS = 31
RECOVERY_CHARACTERS = _RECOVERY_RANDOM_CHARACTERS + 1


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Argon2id: memory in KiB, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int


FLOOR = KdfParameters(64 * 1024, 3, 4)
CEILING = KdfParameters(2 * 1024 * 1024, 64, 16)
_CALIBRATION_CAP_KIB = 512 * 1024
_CALIBRATION_TARGET_SECONDS = 0.5


def within_policy(parameters: KdfParameters) -> bool:
    """Below the floor is a downgrade attack, above the ceiling a memory bomb."""
    return (
        FLOOR.memory_kib <= parameters.memory_kib <= CEILING.memory_kib
        and FLOOR.passes <= parameters.passes <= CEILING.passes
        and FLOOR.lanes <= parameters.lanes <= CEILING.lanes
    )


def calibrated() -> KdfParameters:
    """Parameters that cost this machine at least half a second: memory first, from the floor up to 512 MiB."""
    memory = FLOOR.memory_kib
    while memory < _CALIBRATION_CAP_KIB:
        started = time.perf_counter()
        passphrase_key(b"calibration", os.urandom(16), KdfParameters(memory, FLOOR.passes, FLOOR.lanes))
        if time.perf_counter() - started >= _CALIBRATION_TARGET_SECONDS:
            break
        memory *= 2
    return KdfParameters(memory, FLOOR.passes, FLOOR.lanes)


def passphrase_bytes(passphrase: str) -> bytes:
    """NFC first (NIST SP 800-63B), so that the same words typed on another system give the same key."""
    return unicodedata.normalize("NFC", passphrase).encode()


def passphrase_key(secret: bytes, salt: bytes, parameters: KdfParameters) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, salt, parameters.passes, parameters.memory_kib, parameters.lanes, KEY_BYTES, Type.ID)


def derived(secret: bytes, label: str, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 to 32 bytes under a label that is used for nothing else."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(hashes.SHA256(), KEY_BYTES, salt, f"dpo-vault/{label}".encode()).derive(secret)


def _check_character(body: str) -> str:
    return _CROCKFORD[hashlib.sha256(body.encode()).digest()[0] % 32]


def new_recovery_code() -> str:
    """32 Crockford base-32 characters in eight groups of four: 155 random bits and a check character."""
    body = "".join(secrets.choice(_CROCKFORD) for _ in range(_RECOVERY_RANDOM_CHARACTERS))
    return grouped(body + _check_character(body))


def grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def recovery_bytes(code: str) -> bytes:
    """The code as typed: case, blanks and hyphens do not count; I, L and O are read as 1, 1 and 0.

    Raises:
        WrongSecret: not a recovery code, or a typing mistake that the check character shows.
    """
    plain = "".join(code.upper().split()).replace("-", "").replace("I", "1").replace("L", "1").replace("O", "0")
    if len(plain) != RECOVERY_CHARACTERS or any(character not in _CROCKFORD for character in plain):
        raise WrongSecret("vault.recovery_code_malformed")
    if _check_character(plain[:-1]) != plain[-1]:
        raise WrongSecret("vault.recovery_code_mistyped")
    return plain.encode()


@dataclass(frozen=True, slots=True)
class Keys:
    """What an unlocked slot yields. `officer` is the opaque id whose Ed25519 seed is `signing_seed` (both 32 bytes)."""

    data_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)
    officer: str
    slot: str
    opened_by: str  # "passphrase" or "recovery"

    def subkey(self, label: str) -> bytes:
        return derived(self.data_key, label)

    def sign(self, message: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.signing_seed).sign(message)

    def public_key(self) -> bytes:
        """Raw Ed25519 public key, 32 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.signing_seed).public_key().public_bytes_raw()


def signature_is_valid(public_key: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
