"""A row of a register as the case it would make: days without an hour, and years at the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpo_desktop.domain.register_rows import read_row
from dpo_desktop.domain.requests import FIRST_YEAR
from dpo_desktop.services.import_cases import RegisterCase, case_of
from dpo_desktop.services.register_words import register_words

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, tzinfo=BERLIN)
FAR = st.sampled_from(
    ["", "1.1.0001", "0001-01-01T00:00+14:00", "31.12.9999", "9999-12-31T23:59:59-14:00", "31.12.1969", "24.11.2026"]
)
ZONES = st.sampled_from([BERLIN, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("UTC")])


def case(zone: ZoneInfo = BERLIN, **cells: str) -> tuple[RegisterCase, tuple[str, str] | None]:
    found, contradiction = case_of(read_row(cells, "none", register_words()), NOW, zone)
    return found, contradiction and (contradiction.field, contradiction.code)


@pytest.mark.parametrize(
    ("received", "closed", "instants"),
    [
        ("23.11.2026", "24.11.2026", ("2026-11-23T12:00:00+01:00", "2026-11-24T09:00:00+01:00")),
        ("24.11.2026", "24.11.2026", ("2026-11-24T09:00:00+01:00", "2026-11-24T09:00:00+01:00")),
        ("20.11.2026 18:00", "20.11.2026", ("2026-11-20T18:00:00+01:00", "2026-11-20T18:00:00+01:00")),
        ("20.11.2026 08:00", "20.11.2026", ("2026-11-20T08:00:00+01:00", "2026-11-20T12:00:00+01:00")),
        ("2026-11-20T18:00+05:30", "20.11.2026", ("2026-11-20T18:00:00+05:30", "2026-11-20T13:30:00+01:00")),
    ],
)
def test_a_day_without_an_hour_holds_and_does_not_contradict(
    received: str, closed: str, instants: tuple[str, str]
) -> None:
    found, contradiction = case(received=received, closed=closed)
    assert contradiction is None
    assert found.closing
    assert found.closing.at
    assert found.new.received_at.isoformat() == instants[0]
    assert found.closing.at == datetime.fromisoformat(instants[1])


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"received": "25.11.2026"}, "received", "request.received_in_future"),
        ({"received": "31.12.9999"}, "received", "request.received_in_future"),
        ({"received": "1.1.0001"}, "received", "request.received_long_ago"),
        ({"closed": "31.12.9999"}, "closed", "request.closed_in_future"),
        ({"closed": "31.12.1969"}, "closed", "register.not_a_date"),
        ({"closed": "0001-01-01T00:00+14:00"}, "closed", "register.not_a_date"),
        ({"received": "20.11.2026 18:00", "closed": "20.11.2026 17:59"}, "closed", "request.closed_before_received"),
        ({"reason": "spam"}, "outcome", "request.unknown_outcome"),
    ],
)
def test_what_contradicts_itself_is_named(cells: dict[str, str], field: str, code: str) -> None:
    assert case(**cells)[1] == (field, code)


@given(received=FAR, closed=FAR, zone=ZONES)
def test_no_year_is_too_far(received: str, closed: str, zone: ZoneInfo) -> None:
    found, contradiction = case(zone, received=received, closed=closed)
    instants = [found.new.received_at, *([found.closing.at] if found.closing and found.closing.at else [])]
    if contradiction is None:
        assert all(FIRST_YEAR <= instant.astimezone(UTC).year <= 2026 for instant in instants)
