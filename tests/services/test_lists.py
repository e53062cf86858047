"""Lists against a model in plain Python over the same cases: filters, orders, counts, rows, and the numbers of Home."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from dpo_desktop.domain.request_types import REQUEST_TYPES
from dpo_desktop.domain.requests import LAWS, REQUEST_STATES
from dpo_desktop.services.lists import (
    STATUSES,
    home,
    issued_reports,
    request_counts,
    request_detail,
    request_ids,
    request_rows,
    today,
)
from dpo_desktop.services.request_orders import ORDERS
from dpo_desktop.services.requests import assign_requests, change_state, close_request
from dpo_desktop.services.views import PersonView, RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from dpo_desktop.storage.engine import folded
from tests.conftest import Template
from tests.factory import NOW, ZONE, SetClock, add_request

# Today, a week on, at the turn of the year, and the minute before and after midnight in Karnataka.
CLOCKS = [
    NOW,
    NOW + timedelta(days=7),
    datetime(2027, 1, 3, 9, 0, tzinfo=ZONE),
    datetime(2026, 11, 27, 23, 59, tzinfo=ZONE),
    datetime(2026, 11, 28, 0, 0, tzinfo=ZONE),
]
TOTAL = 55


@dataclass
class Desk:
    """The demo with cases that moved on, came in around midnight, or have no date or no name; only read from."""

    workspace: OpenWorkspace
    clock: SetClock


@pytest.fixture(scope="module")
def shared(demo_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clock = SetClock()
    folder = demo_template.copy_to(tmp_path_factory.mktemp("lists") / "workspace")
    workspace = open_with_keys(folder, demo_template.keys, clock=clock)
    near_midnight = datetime(2026, 11, 20, 18, 29, 59, tzinfo=UTC)  # 23:59:59 in Karnataka
    add_request(workspace, "Edgar Before", received_at=near_midnight)
    add_request(workspace, "Edith After", received_at=near_midnight + timedelta(seconds=1))
    add_request(workspace, country="XX")
    nameless = PersonView("", "zoe@quill.example", "")
    add_request(workspace, requester=nameless, subject=nameless, country="GB")
    night = datetime(2026, 11, 1, 2, 0, tzinfo=ZONE)  # still October in UTC
    closed = add_request(workspace, "Noor Night", country="", law="EU", external_reference="ß-12")
    close_request(workspace, closed, outcome="fulfilled", reason="", note="", closed_at=night)
    ids = request_ids(workspace, RequestFilter())
    for position, state in enumerate(("in_progress", "in_review", "accepted")):
        change_state(workspace, ids[position * 3], state)
    close_request(workspace, ids[1], outcome="withdrawn", reason="", note="", closed_at=NOW)
    assign_requests(workspace, ids[4:8], "Anja")
    assign_requests(workspace, ids[6:7], "änne")
    yield Desk(workspace, clock)
    lock(workspace)


@pytest.fixture
def desk(shared: Desk) -> OpenWorkspace:
    shared.clock.now = NOW
    return shared.workspace


@pytest.fixture(params=CLOCKS, ids=str)
def moment(request: pytest.FixtureRequest, shared: Desk) -> OpenWorkspace:
    """The desk at several moments."""
    shared.clock.now = request.param
    return shared.workspace


def cases(workspace: OpenWorkspace) -> list[RequestDetail]:
    ids = sorted(request_ids(workspace, RequestFilter(status="")))
    assert len(ids) == TOTAL
    return [request_detail(workspace, request_id) for request_id in ids]


def local_day(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()


def holds(case: RequestDetail, status: str, day: date) -> bool:
    """What each filter means, in words of Python."""
    is_open, due = case.closed_at is None, case.due_on
    week_end = day + timedelta(days=7)
    meanings: dict[str, Callable[[], bool]] = {
        "": lambda: True,
        "open": lambda: is_open,
        "closed": lambda: not is_open,
        "late": lambda: is_open and due is not None and due < day,
        "week": lambda: is_open and due is not None and day <= due <= week_end,
        "later": lambda: is_open and due is not None and due > week_end,
        "no_date": lambda: is_open and due is None,
        "new": lambda: case.state == "received" and local_day(case.received_at) >= day - timedelta(days=3),
    }
    return meanings[status]()


KEYS: dict[str, Callable[[RequestDetail, date], Any]] = {
    # What has no date is owed at once, or by nobody's number: it stands with what is due today.
    "due": lambda case, day: (case.closed_at is not None, case.due_on or day, case.due_on is None),
    "received": lambda case, _day: case.received_at.timestamp(),
    "reference": lambda case, _day: case.reference,
    "person": lambda case, _day: folded(case.subject.name or case.subject.email),
}


def test_today_is_the_workspaces_day(moment: OpenWorkspace) -> None:
    assert today(moment) == local_day(moment.now())


def _key(key: Callable[[RequestDetail, date], Any], day: date, case: RequestDetail) -> Any:
    return key(case, day)


def test_filters_and_orders(moment: OpenWorkspace) -> None:
    everything, day = cases(moment), local_day(moment.now())
    for status in ("", *STATUSES):
        kept = [case for case in everything if holds(case, status, day)]
        for order, key in KEYS.items():
            sort_key = partial(_key, key, day)
            wanted = [case.id for case in sorted(kept, key=sort_key)]
            backwards = [case.id for case in sorted(kept, key=sort_key, reverse=True)]
            assert list(request_ids(moment, RequestFilter(status=status), order)) == wanted, (status, order)
            assert list(request_ids(moment, RequestFilter(status=status), f"-{order}")) == backwards, (status, order)


def test_every_kind_can_be_filtered_together_with_a_status(desk: OpenWorkspace) -> None:
    everything = cases(desk)
    for kind in {case.type_code for case in everything}:
        for status in ("", "open", "closed"):
            wanted = [
                case.id for case in everything if case.type_code == kind and holds(case, status, local_day(desk.now()))
            ]
            found = request_ids(desk, RequestFilter(status=status, type_code=kind), "reference")
            assert sorted(found) == wanted


def test_law_colleague_and_days_of_receipt_narrow_a_list(desk: OpenWorkspace) -> None:
    everything = cases(desk)
    for wanted, holds_it in (
        (RequestFilter(status="", law="UK"), lambda case: case.law == "UK"),
        (RequestFilter(status="", handler="Anja"), lambda case: case.handler == "Anja"),
        (RequestFilter(status="", handler=""), lambda case: not case.handler),
        (
            RequestFilter(status="", received_from=date(2026, 11, 21), received_to=date(2026, 11, 21)),
            lambda case: local_day(case.received_at) == date(2026, 11, 21),
        ),
        (RequestFilter(status="", received_to=date(2026, 9, 30)), lambda case: local_day(case.received_at).month < 10),
    ):
        expected = [case.id for case in everything if holds_it(case)]
        assert 0 < len(expected) < TOTAL, wanted
        assert sorted(request_ids(desk, wanted)) == expected, wanted


# Where nothing stands comes last in both directions.
COLUMN_KEYS: dict[str, tuple[Callable[[RequestDetail], bool], Callable[[RequestDetail], Any]]] = {
    "closed": (lambda case: case.closed_at is None, lambda case: case.closed_at and case.closed_at.timestamp()),
    "external": (lambda case: not case.external_reference, lambda case: folded(case.external_reference)),
    "type": (lambda _case: False, lambda case: [kind.code for kind in REQUEST_TYPES].index(case.type_code)),
    "law": (lambda case: case.law == "none", lambda case: LAWS.index(case.law)),
    "country": (lambda case: not case.country, lambda case: case.country),
    "state": (lambda _case: False, lambda case: [state.code for state in REQUEST_STATES].index(case.state)),
    "handler": (lambda case: not case.handler, lambda case: folded(case.handler)),
}


@pytest.mark.parametrize("order", ORDERS)
def test_every_column_is_an_order_with_what_is_empty_last(desk: OpenWorkspace, order: str) -> None:
    everything = cases(desk)
    empty, key = COLUMN_KEYS.get(order, (lambda _case: False, partial(_by_day, KEYS.get(order), desk)))
    for sort, backwards in ((order, False), (f"-{order}", True)):
        full = sorted((case for case in everything if not empty(case)), key=key, reverse=backwards)
        wanted = [case.id for case in (*full, *(case for case in everything if empty(case)))]
        assert list(request_ids(desk, RequestFilter(status=""), sort)) == wanted, sort


def _by_day(key: Callable[[RequestDetail, date], Any], workspace: OpenWorkspace, case: RequestDetail) -> Any:
    return key(case, today(workspace))


def test_counts_are_the_lengths_of_the_lists(moment: OpenWorkspace) -> None:
    counts = request_counts(moment)
    assert counts == {status: len(request_ids(moment, RequestFilter(status=status))) for status in STATUSES}
    assert counts["open"] == counts["late"] + counts["week"] + counts["later"] + counts["no_date"]
    assert counts["open"] + counts["closed"] == TOTAL


def test_counts_of_an_empty_workspace(workspace: OpenWorkspace) -> None:
    assert request_counts(workspace) == dict.fromkeys(STATUSES, 0)
    empty = home(workspace)
    assert (empty.urgent, empty.next_due, empty.oldest_late_days) == ((), None, 0)
    assert issued_reports(workspace) == ()


def test_rows_come_in_the_order_of_their_ids_and_those_that_are_gone_are_left_out(desk: OpenWorkspace) -> None:
    ids = list(request_ids(desk, RequestFilter(status=""), "-person"))
    assert [row.id for row in request_rows(desk, ids)] == ids
    assert [row.id for row in request_rows(desk, [ids[3], 4711, ids[0], -1])] == [ids[3], ids[0]]
    assert request_rows(desk, array("q")) == []


def test_rows_say_what_the_cases_say(moment: OpenWorkspace) -> None:
    everything = cases(moment)
    rows = request_rows(moment, [case.id for case in everything])
    for case, row in zip(everything, rows, strict=True):
        assert row.person == (case.subject.name or case.subject.email)
        assert (row.received_at, row.received_at.utcoffset()) == (case.received_at, case.received_at.utcoffset())
        named = ("reference", "type_code", "state", "law", "our_role", "due_on", "closed_at", "status", "handler")
        for name in (*named, "country", "external_reference"):
            assert getattr(row, name) == getattr(case, name)
    late = {row.id for row in rows if row.status == "late"}
    assert late == set(request_ids(moment, RequestFilter(status="late")))


def test_home_fits_the_lists(moment: OpenWorkspace) -> None:
    seen, day, everything = home(moment), local_day(moment.now()), cases(moment)
    counts = request_counts(moment)
    assert (seen.today, seen.late, seen.week, seen.new, seen.open) == (
        day,
        counts["late"],
        counts["week"],
        counts["new"],
        counts["open"],
    )
    late = request_rows(moment, request_ids(moment, RequestFilter(status="late"), "due"))
    assert seen.oldest_late_days == ((day - late[0].due_on).days if late and late[0].due_on else 0)
    ahead = [case.due_on for case in everything if case.closed_at is None and case.due_on and case.due_on >= day]
    assert seen.next_due == min(ahead, default=None)
    assert list(seen.urgent) == request_rows(moment, request_ids(moment, RequestFilter(status="open"), "due")[:50])


def test_home_counts_what_was_closed_in_each_month(moment: OpenWorkspace) -> None:
    day, closed = local_day(moment.now()), [case for case in cases(moment) if case.closed_at is not None]
    first = day.replace(day=1)
    spans = home(moment).figures.figures.closings.spans
    for span in reversed(spans):
        month, on_time, late = span.first, span.on_time, span.late
        assert month == first
        dated = [case for case in closed if case.due_on]  # without a date nothing is on time or late
        own = [case for case in dated if case.closed_at and local_day(case.closed_at).replace(day=1) == month]
        too_late = [case for case in own if case.due_on and case.closed_at and local_day(case.closed_at) > case.due_on]
        assert (on_time, late) == (len(own) - len(too_late), len(too_late))
        first = (first - timedelta(days=1)).replace(day=1)
    assert len(spans) == 12


def test_home_shows_fifty_at_most(demo_workspace: OpenWorkspace) -> None:
    for number in range(40):
        add_request(demo_workspace, f"Person {number}")
    seen, due = home(demo_workspace), request_ids(demo_workspace, RequestFilter(status="open"), "due")
    assert seen.open == len(due) > 50
    assert [row.id for row in seen.urgent] == list(due)[:50]
