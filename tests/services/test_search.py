"""Searching in every script, with or without accents, in names, numbers, notes and mails; all words count."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterator
from datetime import timedelta

import pytest

from dpo_desktop.services.lists import request_ids, request_rows
from dpo_desktop.services.mail_filing import file_mails
from dpo_desktop.services.mail_sources import MailSource
from dpo_desktop.services.requests import add_note, assign_requests
from dpo_desktop.services.search import SHOWN, Found, is_search, search_requests
from dpo_desktop.services.views import PersonView, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from tests.conftest import Template
from tests.factory import NOW, SetClock, add_request
from tests.intake.mail_files import multipart

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
NOTES = {
    1: "Vertragsänderung besprochen, Prüfung läuft",
    2: "मेरी जानकारी हटाने का अनुरोध",
    3: "Aapne mera data kisko diya, wo batana hai",
    4: "She asks HR for the file of 12 May",
}


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
    for request_id, note in NOTES.items():
        add_note(workspace, request_id, note)
    assign_requests(workspace, [5], "Marek Wolny")
    yield workspace
    lock(workspace)


def found(workspace: OpenWorkspace, text: str) -> list[str]:
    """Whom the search finds; the list of the same filter holds the same cases."""
    answer = search_requests(workspace, RequestFilter(text=text, status=""))
    listed = request_ids(workspace, RequestFilter(text=text, status=""), "reference")
    assert sorted(answer.ids) == sorted(listed)
    assert (answer.total, answer.is_all, answer.ordered_by) == (len(listed), True, "relevance")
    return [row.person for row in request_rows(workspace, listed)]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("büttelmann", NAMES[0]),
        ("buttelmann", NAMES[0]),
        ("JÖRN", NAMES[0]),
        ("jorn", NAMES[0]),
        (unicodedata.normalize("NFD", "jörn büttel"), NAMES[0]),
        ("strasse", NAMES[1]),
        ("STRASSE anna", NAMES[1]),
        ("zoë ångström", NAMES[2]),
        ("zoe angstrom", NAMES[2]),
        ("ज\u093cोशी", NAMES[3]),  # ja and nukta
        ("कवि", NAMES[3]),
        ("क", NAMES[3]),
        ("νίκοσ", NAMES[4]),  # final sigma
        ("ΠΑΠΆΣ", NAMES[4]),
        ("100 %", NAMES[5]),
        ("under_sc", NAMES[6]),
        ("score", NAMES[6]),
        ("back\\slash", NAMES[7]),
        ("o'b", NAMES[8]),
        ('"bo"', NAMES[8]),
        ("only.address", "Only.Address@Quill.example"),
        ("only.address@q", "Only.Address@Quill.example"),
        ("PICKERSGILL", "Only.Address@Quill.example"),  # who wrote
        ("threlkeld", "Only.Address@Quill.example"),
        ("pickersgill quill", "Only.Address@Quill.example"),  # one word here, one there
        ("req-2026-0002", NAMES[1]),
        ("REQ-2026-0002", NAMES[1]),
        ("0002 anna", NAMES[1]),
        ("  straße\t", NAMES[1]),
        ("vertragsän", NAMES[0]),
        ("vertragsanderung PRUFUNG", NAMES[0]),
        ("जानकारी", NAMES[1]),
        ("हटाने अनुरोध", NAMES[1]),
        ("का", NAMES[1]),
        ("kisko data", NAMES[2]),
        ("hr", NAMES[3]),
        ("hr 12", NAMES[3]),
        ("wolny", NAMES[4]),
        ("ma w", NAMES[4]),
    ],
)
def test_finds_one_person(desk: OpenWorkspace, text: str, person: str) -> None:
    assert found(desk, text) == [person]


def test_two_letters_find_the_names_that_begin_so(desk: OpenWorkspace) -> None:
    assert found(desk, "An") == [NAMES[1], NAMES[2]]
    assert found(desk, "anna s") == [NAMES[1]]
    assert found(desk, "Os") == []


@pytest.mark.parametrize(
    "text",
    [
        *("nobody", "anna jörn", "1%0", "a_b", "[a-z]", "' OR 1=1 --", "anna NOT jörn", "NEAR(anna straße)"),
        *("people:anna", "anna* OR jörn", '"anna', "büttel*mann", "^anna jörn", "REQ-2026-0099", "0002-2026", "utt"),
        *("-- anna'; DROP TABLE request", "ressadd", "anna\x00jörn"),
    ],
)
def test_signs_and_operators_are_no_language(desk: OpenWorkspace, text: str) -> None:
    assert found(desk, text) == ([NAMES[1]] if text == '"anna' else [])


@pytest.mark.parametrize("text", ["", "  ", "%", "\\_", "*", "%% _", '"'])
def test_signs_alone_filter_nothing(desk: OpenWorkspace, text: str) -> None:
    assert not is_search(text)
    assert len(request_ids(desk, RequestFilter(text=text, status=""))) == len(NAMES) + 1


def test_search_stays_within_the_filter(desk: OpenWorkspace) -> None:
    assert len(found(desk, "QUILL")) == len(NAMES) + 1
    for text in ("quill", "qu"):
        assert search_requests(desk, RequestFilter(text=text, status="closed")).total == 0
        assert search_requests(desk, RequestFilter(text=text, status="late")).total == len(NAMES) + 1
        assert search_requests(desk, RequestFilter(text=text, status="", type_code="erasure")).total == 0


def test_a_name_comes_before_a_note_and_a_note_before_nothing(workspace: OpenWorkspace) -> None:
    mentioned = add_request(workspace, "Tara Quill", notes="Hawthorne wrote. " + "word " * 50)
    often = add_request(workspace, "Ned Quill", notes="hawthorne hawthorne hawthorne")
    named = add_request(workspace, "Hazel Hawthorne")
    other = add_request(workspace, "Somebody Else")
    answer = search_requests(workspace, RequestFilter(text="hawth", status=""))
    assert answer.ids.tolist() == [named, often, mentioned]
    assert other not in answer.ids


def test_short_words_put_names_first_then_the_newest(workspace: OpenWorkspace) -> None:
    texts = [
        add_request(workspace, "Tara Quill", received_at=NOW - timedelta(days=day), notes="an answer")
        for day in (3, 1, 2)
    ]
    name = add_request(workspace, "Anna Straße", received_at=NOW - timedelta(days=30))
    answer = search_requests(workspace, RequestFilter(text="an", status=""))
    assert answer.ids.tolist() == [name, texts[1], texts[2], texts[0]]


def test_of_very_many_the_newest_are_shown(workspace: OpenWorkspace) -> None:
    ids = [add_request(workspace, received_at=NOW - timedelta(days=day)) for day in (4, 2, 9, 3)]
    for text in ("quill", "qu"):
        answer = search_requests(workspace, RequestFilter(text=text, status=""), counted=3)
        assert (answer.ordered_by, answer.total) == ("newest", 4)
        assert answer.ids.tolist() == [ids[1], ids[3], ids[0], ids[2]]
        within = search_requests(workspace, RequestFilter(text=text, status="open"), counted=4)
        assert (within.ordered_by, within.total) == ("relevance", 4)


def test_no_more_than_some_are_shown(workspace: OpenWorkspace) -> None:
    for number in range(SHOWN + 3):
        add_request(workspace, f"Tara Quill {number}")
    answer = search_requests(workspace, RequestFilter(text="quill", status=""))
    assert (len(answer.ids), answer.total, answer.is_all) == (SHOWN, SHOWN + 3, False)
    assert Found(array("q", [1]), "relevance", 1).is_all


def test_a_mail_is_found_with_its_case(workspace: OpenWorkspace) -> None:
    raw = multipart(
        [
            "Content-Type: text/plain; charset=utf-8\n\nPlease delete my data. Zimtstern und Käseglocke",
            "Content-Type: text/html\n\n<p class='nirgendwo'>Please delete my data.</p>",
        ],
        sender="Ottoline Quarmby <ottoline@quarmby.example>",
        subject="Rosenholz",
    )
    (filed,) = file_mails(workspace, [MailSource("one.eml", None, raw)], decide=True).mails
    (request_id,) = request_ids(workspace, RequestFilter(status=""))
    assert filed.mail_id
    for text in ("zimtstern", "kaseglocke", "rosenholz", "ottoline@quarmby.example", "quarmby zimt"):
        assert search_requests(workspace, RequestFilter(text=text, status="")).ids.tolist() == [request_id], text
    assert search_requests(workspace, RequestFilter(text="nirgendwo", status="")).total == 0
