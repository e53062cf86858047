"""200 kills of a real writer: no acknowledged change is lost, no change is half there, every check says whole."""

from __future__ import annotations

import pytest

from tests.conftest import Template
from tests.soak.kills import KILLS_A_WORKSPACE, campaign

SEEDS = (11, 12, 13, 14)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_writer_loses_nothing_acknowledged(
    empty_template: Template, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = empty_template.copy_to(tmp_path_factory.mktemp("kills") / "workspace")
    figures = campaign(folder, empty_template.keys, kills=KILLS_A_WORKSPACE, seed=seed)
    assert figures.kills == KILLS_A_WORKSPACE == 200 // len(SEEDS)
    assert figures.checked > KILLS_A_WORKSPACE // 3
    assert figures.acknowledged > 2 * KILLS_A_WORKSPACE  # the writers did write,
    assert figures.while_opening > 0  # were stopped while they opened,
    assert figures.unacknowledged > 0  # and between a commit and the word of it
