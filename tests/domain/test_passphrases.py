"""Passphrases after NIST SP 800-63B-4: length in code points, a block-list, any character, no composition rules."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.passphrases import LEAST_CHARACTERS, MOST_CHARACTERS, passphrase_problems

NAMES = ("Kestrel Test Ltd", "Ida Østerberg", "कविता जोशी")


@pytest.mark.parametrize(
    "text",
    [
        "plum lantern orbit gravel",
        "plum-lantern-orbit-gravel",
        "aqueductmarbles",  # 15, one kind of character
        "7391 4460 2815 9",
        "मेरा पुराना घर नदी के पास है",
        "дом у старой реки",
        "古い家は川のそばにあります夏の朝",
        "🦊🌲🚲🎻🥨🌋🪁🧭🍋🐙🎲🪵🧶🛶🍄",  # signs only
        "}]%!&*?+=-~^@/|",
        "  plum lantern  ",  # spaces count
        "p" + "lum lantern orbit gravel " * 10,
        "Ida keeps eleven quiet herons",  # a name may be part of it
        "my password is a heron on the roof",
    ],
)
def test_a_good_passphrase_is_accepted(text: str) -> None:
    assert passphrase_problems(text, context=NAMES) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "passphrase.too_short"),
        ("plum lantern o", "passphrase.too_short"),
        ("x" * (MOST_CHARACTERS + 1), "passphrase.too_long"),
        ("aaaaaaaaaaaaaaaa", "passphrase.repeats"),
        ("abcdabcdabcdabcd", "passphrase.repeats"),
        ("plum plum plum plum", "passphrase.repeats"),
        ("plum-Plum-PLUM-plum", "passphrase.repeats"),
        ("12345678901234567890", "passphrase.repeats"),
        ("- - - - - - - - - - - - - - -", "passphrase.repeats"),
        ("!?!?!?!?!?!?!?!?", "passphrase.repeats"),
        ("               ", "passphrase.repeats"),
        ("passwordpassword1", "passphrase.common"),
        ("Password-Admin-2026", "passphrase.common"),
        ("correct horse battery staple", "passphrase.common"),
        ("abcdefghijklmnop", "passphrase.common"),
        ("ponmlkjihgfedcba", "passphrase.common"),
        ("qwertyuiopasdfgh", "passphrase.common"),
        ("Datenschutz2026!!", "passphrase.common"),
        ("Kestrel Test Ltd", "passphrase.names_only"),
        ("Ida-Østerberg-2026", "passphrase.names_only"),
        ("KESTREL kestrel 12", "passphrase.names_only"),
        ("कविता जोशी कविता १२", "passphrase.names_only"),
        (unicodedata.normalize("NFD", "ida østerberg kestrel"), "passphrase.names_only"),
    ],
)
def test_a_poor_passphrase_is_refused_with_the_reason(text: str, code: str) -> None:
    assert passphrase_problems(text, context=NAMES) == (code,)


def test_names_are_compared_however_they_were_typed() -> None:
    accented = ("Zoë Ångström", "Società Perugià")
    for form in ("NFC", "NFD"):
        context = tuple(unicodedata.normalize(form, name) for name in accented)
        assert passphrase_problems("Zoë-Ångström-Perugià", context=context) == ("passphrase.names_only",)


def test_length_counts_code_points_after_composition() -> None:
    composed = "éàüöñ lantern o"
    decomposed = unicodedata.normalize("NFD", composed)
    assert len(composed) == LEAST_CHARACTERS == 15
    assert passphrase_problems(composed) == passphrase_problems(decomposed) == ()
    shorter = unicodedata.normalize("NFD", composed[:-1])
    assert len(shorter) > LEAST_CHARACTERS
    assert passphrase_problems(shorter) == ("passphrase.too_short",)


@pytest.mark.parametrize("length", [LEAST_CHARACTERS, 64, MOST_CHARACTERS])
def test_any_length_from_15_to_256_is_possible(length: int) -> None:
    assert passphrase_problems("".join(chr(0x4E00 + at) for at in range(length))) == ()


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    problems = passphrase_problems(text, context=NAMES)
    length = len(unicodedata.normalize("NFC", text))
    assert ("passphrase.too_short" in problems) == (length < LEAST_CHARACTERS)
    assert ("passphrase.too_long" in problems) == (length > MOST_CHARACTERS)
    assert len(problems) <= 1
