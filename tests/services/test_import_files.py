"""Files that are no CSV, or not all of one: a code and the record number, never a traceback, never half of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dpo_desktop.domain.errors import DpoError, NotFound, StorageUnavailable
from dpo_desktop.domain.register_fields import FIELD_CODES as COLUMNS
from dpo_desktop.domain.register_fields import plan_import, run_import
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.views import ImportPlan, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from tests.factory import ROOT
from tests.services.csv_files import file_of, row, text_of

GOOD = [row(), row(requester_name="Jörn Büttelmann", notes="erste\r\nzweite\nZeile"), row(requester_name="रुक्मिणी")]
TEXT = text_of(GOOD)
HEADER = ",".join(COLUMNS)
NOTES_END = TEXT.index("zweite")


def problems(plan: ImportPlan) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in plan.problems]


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.rstrip("\r\n"),
        "\ufeff" + TEXT,
        text_of(GOOD, newline="\n"),
        text_of(GOOD, newline="\r"),
        TEXT + "\r\n\r\n",
        TEXT + "," * (len(COLUMNS) - 1) + "\r\n , ,\r\n",  # rows that a spreadsheet believes in
        TEXT.replace("\r\naccess", "\r\n\r\naccess", 1),
        TEXT.replace("access,", '"access",').replace(",email,", ',"email",'),
    ],
)
def test_ways_to_write_the_same_file(workspace: OpenWorkspace, tmp_path: Path, content: str) -> None:
    plan = plan_import(workspace, file_of(tmp_path, content))
    assert problems(plan) == []
    names = [new.requester.name for new in plan.requests]
    assert names == ["Tara Quill", "Jörn Büttelmann", "रुक्मिणी"]
    assert [line.strip() for line in plan.requests[1].notes.splitlines()] == ["erste", "zweite", "Zeile"]
    run_import(workspace, plan)
    assert len(request_ids(workspace, RequestFilter())) == 3


REORDERED = (*COLUMNS[1:], COLUMNS[0])
SHORTER = tuple(column for column in COLUMNS if column != "law")


@pytest.mark.parametrize(
    ("content", "row_number", "code"),
    [
        (b"", 0, "import.file_empty"),
        (b"\r\n \t\r\n", 0, "import.file_empty"),
        (b"\xef\xbb\xbf", 0, "import.file_empty"),
        (f"{HEADER}\r\n", 0, "import.no_rows"),
        (f"{HEADER}\r\n\r\n{',' * 17}\r\n", 0, "import.no_rows"),
        (text_of(GOOD, delimiter=";"), 1, "import.semicolons"),
        (text_of(GOOD, delimiter="\t"), 1, "import.column_missing"),
        (text_of([]).replace("received", "Received"), 1, "import.column_missing"),
        (text_of([dict.fromkeys(SHORTER, "")], columns=SHORTER), 1, "import.column_missing"),
        (text_of(GOOD, columns=REORDERED), 1, "import.columns_differ"),
        (TEXT.replace("reason\r\n", "reason,colour\r\n"), 1, "import.columns_differ"),
        (TEXT.replace("law,", "law,law,"), 1, "import.columns_differ"),
        ("\r\n" + TEXT, 1, "import.column_missing"),
        (TEXT.replace("access", "access,access", 1), 2, "import.ragged_row"),
        (TEXT + "access,2026-10-20\r\n", 5, "import.ragged_row"),
        (TEXT[:-10], 4, "import.ragged_row"),
        (TEXT[:NOTES_END], 3, "import.cut_off"),
        (TEXT.replace('"erste', 'erste"', 1), 3, "import.ragged_row"),
        (TEXT.replace("zweite", 'zwei"te', 1), 3, "import.stray_quote"),
        (TEXT.encode("latin-1", "replace"), 3, "import.not_utf8"),
        (TEXT.encode()[: TEXT.encode().index("रु".encode()) + 2], 4, "import.not_utf8"),
        (TEXT.encode("utf-16"), 1, "import.not_utf8"),
        (text_of([row()]).encode("utf-16-le"), 0, "import.not_text"),
        (TEXT.replace("Quill", "Qu\0ll"), 0, "import.not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "import.not_utf8"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff\xfe", 1, "import.not_utf8"),
    ],
)
def test_a_file_that_is_not_as_the_template(
    workspace: OpenWorkspace, tmp_path: Path, content: str | bytes, row_number: int, code: str
) -> None:
    plan = plan_import(workspace, file_of(tmp_path, content))
    assert problems(plan) == [(row_number, "", code)]
    with pytest.raises(DpoError, match=r"import\.has_problems"):
        run_import(workspace, plan)
    assert len(request_ids(workspace, RequestFilter(status=""))) == 0


def test_the_missing_column_is_named(workspace: OpenWorkspace, tmp_path: Path) -> None:
    plan = plan_import(workspace, file_of(tmp_path, text_of([], columns=SHORTER)))
    assert dict(plan.problems[0].parameters) == {"column": "law"}
    ragged = plan_import(workspace, file_of(tmp_path, TEXT + "access\r\n"))
    assert dict(ragged.problems[0].parameters) == {"found": 1, "expected": 18}


def test_every_cut_through_the_file_is_a_problem_or_whole_records(workspace: OpenWorkspace, tmp_path: Path) -> None:
    """Wherever a copy broke off: what is left is refused, or it holds the first records whole."""
    raw, whole = TEXT.encode(), plan_import(workspace, file_of(tmp_path, TEXT)).requests
    seen = set()
    for length in range(len(raw)):
        plan = plan_import(workspace, file_of(tmp_path, raw[:length]))
        assert plan.problems or plan.requests
        assert plan.requests == whole[: len(plan.requests)]
        seen |= {code for _row, _column, code in problems(plan)}
    assert seen == {
        "import.file_empty",
        "import.column_missing",
        "import.no_rows",
        "import.ragged_row",
        "import.cut_off",
        "import.not_utf8",
    }


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(TEXT.encode())),
    drop=st.integers(0, 40),
    put=st.one_of(st.binary(max_size=12), st.text("\",;\r\n'\0 0129-T:+é", max_size=12).map(str.encode)),
)
def test_damage_anywhere_is_a_plan_or_problems(
    workspace: OpenWorkspace, tmp_path: Path, at: int, drop: int, put: bytes
) -> None:
    """Never another exception, and a problem of a row names a row that can be looked at."""
    raw = TEXT.encode()
    plan = plan_import(workspace, file_of(tmp_path, raw[:at] + put + raw[at + drop :]))
    assert plan.problems or plan.requests
    assert all(0 <= problem.row <= 20 for problem in plan.problems)
    assert len(plan.requests) == len(plan.closings)


def test_what_is_no_file(workspace: OpenWorkspace, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(NotFound) as error:
            plan_import(workspace, path)
        assert error.value.code == "import.file_missing"


def test_more_than_100_megabytes_are_not_read(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as sparse:
        sparse.truncate(100 * 1024 * 1024 + 1)
    with pytest.raises(StorageUnavailable) as error:
        plan_import(workspace, path)
    assert (error.value.code, error.value.parameters) == ("import.file_too_large", {"megabytes": 100})


def test_the_shipped_sample_is_a_template(workspace: OpenWorkspace) -> None:
    plan = plan_import(workspace, ROOT / "resources" / "demo" / "requests.csv")
    assert plan.problems == ()
    assert len(plan.requests) >= 40
    assert all(new.requester.email.endswith(".example") for new in plan.requests if new.requester.email)
    run_import(workspace, plan)
    ids = request_ids(workspace, RequestFilter(status=""))
    assert {request_detail(workspace, request_id).state for request_id in ids} >= {"received", "fulfilled", "denied"}
