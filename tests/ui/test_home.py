"""Home reads when it is looked at: at once on its own page, and on coming back to it from another."""

from __future__ import annotations

from functools import partial

from dpo_desktop.services.requests import record_request
from dpo_desktop.ui.program import opened
from tests.factory import new_request
from tests.ui.conftest import Desk


def record(desk: Desk, name: str) -> None:
    job = partial(record_request, opened(desk.program), new_request(name))
    desk.program.runner.write(job, then=lambda _written: None)
    desk.settle()


def test_home_shows_a_change_at_once_and_a_change_behind_another_page_on_return(empty_desk: Desk) -> None:
    shell = empty_desk.window.shell
    assert shell is not None
    home = shell._page("home")
    figure = home.figures["open"]  # type: ignore[union-attr]
    record(empty_desk, "Tara Quill")
    assert figure.accessibleName().startswith("open: 1.")
    shell.show_page("audit")
    record(empty_desk, "Oskar Fenn")
    assert figure.accessibleName().startswith("open: 1.")  # nothing was read for a page nobody sees
    shell.show_page("home")
    empty_desk.settle()
    assert figure.accessibleName().startswith("open: 2.")
