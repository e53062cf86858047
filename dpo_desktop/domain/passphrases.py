"""Passphrase rules after NIST SP 800-63B-4: length and a block-list, no composition rules, no forced change."""

from __future__ import annotations

import unicodedata

LEAST_CHARACTERS = 15
MOST_CHARACTERS = 256

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
# Words that fill the top of every published list of stolen passwords, and what people add to make them long enough.
_COMMON = (
    "password passwort motdepasse kennwort passphrase letmein welcome willkommen bienvenue iloveyou administrator "
    "admin qwerty qwertz azerty abc123 changeme secret geheim master dragon monkey football baseball princess sunshine "
    "trustno1 correcthorsebatterystaple login default guest company computer internet dataprotection datenschutz "
    "workspace vault"
).split()


def passphrase_problems(text: str, *, context: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Codes of what is wrong, empty when the passphrase is accepted. `context`: names that must not carry it.

    Length counts Unicode code points after NFC.
    """
    normal = unicodedata.normalize("NFC", text)
    problems = []
    if len(normal) < LEAST_CHARACTERS:
        problems.append("passphrase.too_short")
    if len(normal) > MOST_CHARACTERS:
        problems.append("passphrase.too_long")
    if normal and not problems:
        plain = _plain(normal)
        if len(set(plain)) < 5 or _is_repetition(plain):
            problems.append("passphrase.repeats")
        elif _without(plain, _COMMON) < 6 or _is_sequence(plain):
            problems.append("passphrase.common")
        elif _without(plain, tuple(_words_of(context))) < 6:
            problems.append("passphrase.names_only")
    return tuple(problems)


def _plain(normal: str) -> str:
    """Letters and digits without case; where signs are the larger part, everything but the spaces."""
    dense = "".join(normal.casefold().split())
    plain = "".join(character for character in dense if character.isalnum())
    return plain if 2 * len(plain) >= len(dense) else dense


def _words_of(context: tuple[str, ...]) -> list[str]:
    words = [word for text in context for word in unicodedata.normalize("NFC", text).casefold().split()]
    return ["".join(character for character in word if character.isalnum()) for word in words if len(word) > 2]


def _without(plain: str, words: tuple[str, ...] | list[str]) -> int:
    """How many characters are left once known words are taken out: what an attacker would still have to guess."""
    for word in sorted(words, key=len, reverse=True):
        if word:
            plain = plain.replace(word, "")
    return len(plain)


def _is_repetition(plain: str) -> bool:
    return any(
        plain == (plain[:length] * (len(plain) // length + 1))[: len(plain)] for length in range(1, len(plain) // 2 + 1)
    )


def _is_sequence(plain: str) -> bool:
    known = {text[at : at + 3] for row in _ROWS for text in (row, row[::-1]) for at in range(len(text) - 2)}
    covered = sum(1 for at in range(len(plain) - 2) if plain[at : at + 3] in known)
    return bool(plain) and covered >= 0.6 * (len(plain) - 2)
