"""Searching: without case in every script, one spelling for composed letters, signs as they stand, all words count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from dpo_desktop.services.lists import request_ids, request_rows
from dpo_desktop.services.views import PersonView, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from tests.conftest import Template
from tests.factory import SetClock, add_request

NAMES = (
    "Jörn BÜTTELMANN",
    "Anna Straße",
    unicodedata.normalize("NFD", "Zoë Ångström"),
    "कविता ज़ोशी",  # za as one code point
    "ΝΊΚΟΣ Παπάς",
    "100 % Design",
    "under_score",
    "back\\slash / stroke",
    'O\'Brien "Bo"',
    "İpek Işık",
)


@pytest.fixture(scope="module")
def desk(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWorkspace]:
    folder = empty_template.copy_to(tmp_path_factory.mktemp("search") / "workspace")
    workspace = open_with_keys(folder, empty_template.keys, clock=SetClock())
    for name in NAMES:
        address = PersonView(name, f"{len(name)}x@quill.example", "+44 20 7946 0001")
        add_request(workspace, subject=address, requester=address)
    add_request(
        workspace,
        requester=PersonView("Odhran Pickersgill", "odhran@threlkeld.example", ""),
        subject=PersonView("", "Only.Address@Quill.example", ""),
    )
    yield workspace
    lock(workspace)


def found(workspace: OpenWorkspace, text: str) -> list[str]:
    ids = request_ids(workspace, RequestFilter(text=text, status=""), "reference")
    return [row.person for row in request_rows(workspace, ids)]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("büttelmann", NAMES[0]),
        ("JÖRN", NAMES[0]),
        (unicodedata.normalize("NFD", "jörn büttel"), NAMES[0]),
        ("strasse", NAMES[1]),
        ("STRASSE anna", NAMES[1]),
        ("zoë ångström", NAMES[2]),
        ("ज\u093cोशी", NAMES[3]),  # ja and nukta
        ("कवि", NAMES[3]),
        ("νίκοσ", NAMES[4]),  # final sigma
        ("ΠΑΠΆΣ", NAMES[4]),
        ("%", NAMES[5]),
        ("100 %", NAMES[5]),
        ("_", NAMES[6]),
        ("r_s", NAMES[6]),
        ("\\", NAMES[7]),
        ("/", NAMES[7]),
        ("o'b", NAMES[8]),
        ('"bo"', NAMES[8]),
        ("only.address", "Only.Address@Quill.example"),
        ("PICKERSGILL", "Only.Address@Quill.example"),  # who wrote
        ("threlkeld", "Only.Address@Quill.example"),
        ("pickersgill quill", "Only.Address@Quill.example"),  # one word here, one there
        ("req-2026-0002", NAMES[1]),
        ("0002 anna", NAMES[1]),
        ("  straße\t", NAMES[1]),
    ],
)
def test_finds_one_person(desk: OpenWorkspace, text: str, person: str) -> None:
    assert found(desk, text) == [person]


@pytest.mark.parametrize("text", ["nobody", "anna jörn", "1%0", "a_b", "\\_", "%%", "*", "[a-z]", "' OR 1=1 --"])
def test_finds_nobody(desk: OpenWorkspace, text: str) -> None:
    assert found(desk, text) == []


def test_nothing_typed_filters_nothing(desk: OpenWorkspace) -> None:
    assert len(found(desk, "")) == len(found(desk, "  ")) == len(NAMES) + 1
    assert len(found(desk, "QUILL")) == len(NAMES) + 1


def test_search_stays_within_the_filter(desk: OpenWorkspace) -> None:
    assert len(request_ids(desk, RequestFilter(text="quill", status="closed"))) == 0
    assert len(request_ids(desk, RequestFilter(text="quill", status="late"))) == len(NAMES) + 1
