"""Every pair of colours that is used can be read: WCAG 2.2 contrast in all three themes."""

from __future__ import annotations

import pytest

from dpo_desktop.ui.colours import PAIRS, THEMES, contrast


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_in_use_has_its_contrast(theme: str) -> None:
    colours = THEMES[theme]
    low = [
        f"{ink} on {ground}: {contrast(colours[ink], colours[ground]):.2f}"
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    ]
    assert low == []


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WCAG's own borderline example
    assert contrast("#123456", "#123456") == 1


def test_themes_have_the_same_colours() -> None:
    assert {frozenset(colours) for colours in THEMES.values()} == {frozenset(THEMES["light"])}
