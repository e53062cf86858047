"""The figures of Home against the same counts in Python over every case, in zones that change their clocks too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dpo_desktop.domain.figures import Case, Figures, HomeFigures, by_law, by_type, closings, last_months, open_by_due
from dpo_desktop.domain.requests import is_open, timeliness_of
from dpo_desktop.services.instants import offsets_between
from dpo_desktop.services.lists import home, request_detail, request_ids, today
from dpo_desktop.services.requests import change_state, close_request
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, create_workspace, lock
from dpo_desktop.vault.keys import FLOOR
from tests.factory import NOW, PASSPHRASE, SetClock, add_request
from tests.services.old_cases import add_old_cases

BERLIN = ZoneInfo("Europe/Berlin")


def counted(workspace: OpenWorkspace) -> HomeFigures:
    """What Home should say, from every case one by one."""
    day, zone = today(workspace), workspace.zone
    details = [request_detail(workspace, one) for one in request_ids(workspace, RequestFilter(status=""))]
    everything = [(_case(detail, zone, day), detail.received_at) for detail in details]
    months = last_months(day)
    recent = [case for case, received in everything if received and received.astimezone(zone).date() >= months[0].first]
    closed = [(case.closed_on, case.timeliness, 1) for case, _received in everything if not case.is_open]
    return HomeFigures(
        Figures(
            open_by_due([(case.due_on, 1) for case, _received in everything if case.is_open], day),
            closings(closed, "month", months),
            by_type([(case.type_code, case.timeliness, 1) for case in recent]),
            by_law([(case.law, case.timeliness, 1) for case in recent]),
        ),
        months[0].first,
        sum(received is None for _case, received in everything),
    )


def _case(detail: RequestDetail, zone: ZoneInfo, day: date) -> Case:
    closed_on = detail.closed_at.astimezone(zone).date() if detail.closed_at else None
    opened = is_open(detail.state)
    timeliness, _days = timeliness_of(due_on=detail.due_on, closed_on=closed_on, today=day, is_open=opened)
    return Case(detail.type_code, detail.law, opened, detail.due_on, closed_on, timeliness)


def test_home_counts_what_every_case_says(demo_workspace: OpenWorkspace, clock: SetClock) -> None:
    add_old_cases(demo_workspace)
    for days in (0, 7, 40, 400):
        clock.now = NOW + timedelta(days=days)
        assert home(demo_workspace).figures == counted(demo_workspace)


def test_what_a_register_does_not_say_is_counted_apart(workspace: OpenWorkspace) -> None:
    add_old_cases(workspace)
    seen = home(workspace).figures
    assert seen.no_receipt == 3
    found = seen.figures.closings
    assert (found.on_time, found.late, found.no_due, found.no_day) == (1, 0, 1, 2)
    assert [(one.code, one.cases, one.no_date) for one in seen.figures.by_law] == [("EU", 1, 1), ("IN", 1, 0)]
    assert {span.key: span.count for span in seen.figures.due if span.count} == {"no_date": 1}


def test_an_empty_workspace_has_no_figures(workspace: OpenWorkspace) -> None:
    seen = home(workspace).figures
    assert (seen.figures.by_type, seen.figures.by_law, seen.no_receipt) == ((), (), 0)
    assert {span.count for span in seen.figures.due} == {0}
    assert (seen.figures.closings.on_time, len(seen.figures.closings.spans)) == (0, 12)


@pytest.fixture
def in_berlin(tmp_path: Path, clock: SetClock) -> Iterator[OpenWorkspace]:
    created = create_workspace(
        tmp_path / "berlin",
        organisation="Kestrel Test GmbH",
        officer_name="Ida Osterberg",
        officer_role="",
        place="DE-BY",
        time_zone="Europe/Berlin",
        passphrase=PASSPHRASE,
        clock=clock,
        is_demo=False,
        kdf=FLOOR,
    )
    yield created.workspace
    lock(created.workspace)


@pytest.mark.parametrize("due", [date(2026, 3, 27), date(2026, 4, 27), date(2026, 10, 23), date(2026, 11, 9)])
def test_midnight_is_that_of_the_zone_on_both_sides_of_a_change(in_berlin: OpenWorkspace, due: date) -> None:
    """Closed in the last minute of the due day and in the first after it: on time and late, in UTC the same day."""
    midnight = datetime.combine(due + timedelta(days=1), datetime.min.time(), BERLIN)
    for closed_at in (midnight - timedelta(minutes=1), midnight):
        one = add_request(in_berlin, received_at=_month_before(due), law="EU")
        assert request_detail(in_berlin, one).due_on == due
        close_request(in_berlin, one, outcome="fulfilled", reason="", note="", closed_at=closed_at)
    found = home(in_berlin).figures
    assert found == counted(in_berlin)
    assert [(span.on_time, span.late) for span in found.figures.closings.spans if span.on_time] == [(1, 1)]


def _month_before(due: date) -> datetime:
    return datetime(due.year, due.month - 1, due.day, 12, tzinfo=BERLIN)


def test_the_month_turns_at_the_zones_midnight(in_berlin: OpenWorkspace) -> None:
    for hour in (21, 22):  # UTC; 23:00 and 24:00 in summer
        one = add_request(in_berlin, received_at=datetime(2026, 8, 20, tzinfo=UTC), law="EU")
        closed_at = datetime(2026, 8, 31, hour, tzinfo=UTC)
        close_request(in_berlin, one, outcome="fulfilled", reason="", note="", closed_at=closed_at)
    months = {span.first.month: span.on_time for span in home(in_berlin).figures.figures.closings.spans}
    assert (months[8], months[9]) == (1, 1)


def test_a_case_that_moves_on_moves_in_the_figures(workspace: OpenWorkspace) -> None:
    one = add_request(workspace)
    change_state(workspace, one, "in_progress")
    assert home(workspace).figures.figures.due[0].count == 1  # due on 20 November
    close_request(workspace, one, outcome="fulfilled", reason="", note="", closed_at=NOW)
    seen = home(workspace).figures
    assert seen.figures.due[0].count == 0
    assert seen.figures.closings.late == 1
    assert [(portion.code, portion.late) for portion in seen.figures.by_type] == [("access", 1)]


@pytest.mark.parametrize("name", ["Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
def test_offsets_hold_in_every_hour(name: str) -> None:
    zone, first, last = ZoneInfo(name), date(2025, 12, 1), date(2026, 11, 30)
    steps = offsets_between(zone, first, last)
    at = datetime(2025, 11, 30, tzinfo=UTC)
    while at < datetime(2026, 12, 2, tzinfo=UTC):
        holding = [offset for start, offset in steps if start <= at][-1]
        assert at.astimezone(zone).utcoffset() == holding, at
        at += timedelta(minutes=15)
