"""Saved filters: what is named comes back as it was, its count is the length of its list, and no request is touched."""

from __future__ import annotations

from datetime import date

import pytest

from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation
from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.requests import assign_requests, close_request
from dpo_desktop.services.saved_filters import (
    LONGEST_NAME,
    change_filter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
)
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import NOW, add_request
from tests.services.trail import trail

EVERYTHING = RequestFilter(
    text="quill",
    status="week",
    type_code="erasure",
    law="UK",
    handler="",
    received_from=date(2026, 10, 1),
    received_to=date(2026, 12, 31),
)


def test_a_filter_comes_back_as_it_was_saved(workspace: OpenWorkspace) -> None:
    for name, wanted, sort in (
        ("  All   of it ", EVERYTHING, "-received"),
        ("Plain", RequestFilter(), "due"),
        ("Anja", RequestFilter(status="", handler="Anja"), "person"),
    ):
        save_filter(workspace, name, wanted, sort)
    assert [(one.name, one.wanted, one.sort, one.count) for one in saved_filters(workspace)] == [
        ("All of it", EVERYTHING, "-received", 0),
        ("Plain", RequestFilter(), "due", 0),
        ("Anja", RequestFilter(status="", handler="Anja"), "person", 0),
    ]


def test_counts_are_the_lengths_of_the_lists_after_every_edit(demo_workspace: OpenWorkspace) -> None:
    wanted = [
        RequestFilter(),
        RequestFilter(status="", type_code="erasure"),
        RequestFilter(status="closed", law="UK"),
        RequestFilter(status="", text="quill"),
        RequestFilter(status="", handler="Anja"),
        RequestFilter(status="open", handler=""),
        RequestFilter(status="", received_from=date(2026, 10, 1), received_to=date(2026, 10, 31)),
    ]
    for number, one in enumerate(wanted):
        save_filter(demo_workspace, f"Filter {number}", one, "due")

    def counts() -> list[int]:
        found = [one.count for one in saved_filters(demo_workspace)]
        assert found == [len(request_ids(demo_workspace, one)) for one in wanted]
        return found

    before = counts()
    first = add_request(demo_workspace, "Tara Quill", type_code="erasure", country="GB")
    assign_requests(demo_workspace, [first], "Anja")
    between = counts()
    close_request(demo_workspace, first, outcome="fulfilled", reason="", note="", closed_at=NOW)
    after = counts()
    assert [now - then for now, then in zip(between, before, strict=True)] == [1, 1, 0, 1, 1, 0, 1]
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 1, 1, 1, 1, 0, 1]


def test_a_saved_filter_is_changed_renamed_and_deleted(workspace: OpenWorkspace) -> None:
    kept = save_filter(workspace, "Erasures", RequestFilter(type_code="erasure"), "due")
    other = save_filter(workspace, "Late", RequestFilter(status="late"), "due")
    entries = len(trail(workspace))
    change_filter(workspace, kept, EVERYTHING, "law")
    rename_filter(workspace, kept, "Erasures this autumn")
    rename_filter(workspace, kept, "ERASURES this autumn")  # its own name in other letters
    delete_filter(workspace, other)
    delete_filter(workspace, other)
    assert [(one.id, one.name, one.wanted, one.sort) for one in saved_filters(workspace)] == [
        (kept, "ERASURES this autumn", EVERYTHING, "law")
    ]
    assert len(trail(workspace)) == entries
    for refused in (
        lambda: change_filter(workspace, other, EVERYTHING, "due"),
        lambda: rename_filter(workspace, other, "Late again"),
    ):
        with pytest.raises(NotFound) as error:
            refused()
        assert error.value.code == "filter.unknown"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (" \t ", "filter.name_missing"),
        ("x" * (LONGEST_NAME + 1), "filter.name_too_long"),
        ("straßE", "filter.name_taken"),
    ],
)
def test_a_name_that_says_nothing_or_two_things_is_refused(workspace: OpenWorkspace, name: str, code: str) -> None:
    save_filter(workspace, "Strasse", RequestFilter(), "due")
    other = save_filter(workspace, "y" * LONGEST_NAME, RequestFilter(), "due")
    for refused in (
        lambda: save_filter(workspace, name, RequestFilter(), "due"),
        lambda: rename_filter(workspace, other, name),
    ):
        with pytest.raises(DpoError) as error:
            refused()
        assert isinstance(error.value, RuleViolation)
        assert error.value.code == code
    assert len(saved_filters(workspace)) == 2
