"""The real mailbox: its labels as a file with the fixed columns, imported, and found again row by row."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import OUR_ROLES, RELATIONS, law_of_country
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_plans import plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.lists import request_counts, request_detail, request_ids, request_rows
from dpo_desktop.services.views import RequestDetail, RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock, open_with_keys
from tests.conftest import Template
from tests.factory import DATA, SetClock
from tests.services.csv_files import file_of, row
from tests.services.trail import trail

LABELS = DATA / "mailbox" / "labels.csv"
# As it was delivered; a converted line end would change it
SHA256 = "a9ecd4f94935bad530e81de50abdf53cf052d72064ffb1226ba3073f0ef2fc7c"


def labels() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rights(mail: dict[str, str]) -> list[str]:
    return [] if mail["rights"] == "none" else mail["rights"].split(";")


def as_rows() -> Iterator[dict[str, str]]:
    """One row for each right that a mail asks for; our own mails carry the relation of whoever began their thread."""
    began: dict[str, str] = {}
    for mail in labels():
        began.setdefault(mail["thread"], mail["role"])
        for right in rights(mail):
            same = mail["subject_person"] == mail["requester"]
            yield row(
                type=right,
                received=mail["received"],
                requester_name=mail["requester"],
                requester_email="",
                relation=began[mail["thread"]] if mail["role"] == "internal" else mail["role"],
                subject_name="" if same else mail["subject_person"],
                our_role=mail["controller_or_processor"],
                country=mail["country"],
                law="none" if mail["country"] == "XX" else "",
                language=mail["language"],
                notes=f"{mail['file']}: {mail['note']}",
            )


@pytest.fixture(scope="module")
def imported(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWorkspace]:
    folder = tmp_path_factory.mktemp("mailbox")
    workspace = open_with_keys(empty_template.copy_to(folder / "workspace"), empty_template.keys, clock=SetClock())
    source = open_table(workspace, file_of(folder, as_rows()))
    plan = plan_import(workspace, source, source.proposed, with_doubles=True)  # some write twice
    assert plan.counts()["new"] == len(plan.rows)
    run_import(workspace, plan)
    yield workspace
    lock(workspace)


def details(workspace: OpenWorkspace) -> list[RequestDetail]:
    ids = request_ids(workspace, RequestFilter(status=""), "reference")
    return [request_detail(workspace, request_id) for request_id in ids]


def of_mail(workspace: OpenWorkspace, name: str) -> list[RequestDetail]:
    return [case for case in details(workspace) if case.timeline[0].text.startswith(name)]


def test_the_file_is_the_one_that_was_delivered() -> None:
    assert hashlib.sha256(LABELS.read_bytes()).hexdigest() == SHA256
    assert len(labels()) == 80


def test_every_code_of_the_mailbox_is_known() -> None:
    mails = labels()
    assert {right for mail in mails for right in rights(mail)} <= set(BY_CODE)
    assert {"appeal", "processor_assist"} <= set(BY_CODE)
    assert {mail["role"] for mail in mails} - {"internal"} <= set(RELATIONS)
    assert {mail["controller_or_processor"] for mail in mails} == set(OUR_ROLES)


def test_each_right_of_each_mail_is_a_case(imported: OpenWorkspace) -> None:
    wanted = [(mail, right) for mail in labels() for right in rights(mail)]
    cases = details(imported)
    assert len(cases) == len(wanted) > 80
    for (mail, right), case in zip(wanted, cases, strict=True):
        received = datetime.fromisoformat(mail["received"])
        assert case.type_code == right
        assert (case.received_at, case.received_at.utcoffset()) == (received, received.utcoffset())
        country = "" if mail["country"] == "XX" else mail["country"]  # XX is nowhere: the cell could not be read
        assert case.country == country
        applying = [decision.law for decision in case.laws if decision.applies]
        if case.our_role == "processor" or mail["country"] == "XX":
            assert applying == []  # the customer's law, not ours; or the register says that none is known
        else:
            assert case.law in applying
            assert {law_of_country(country), "IN"} - {"none"} == set(applying)  # ours is a company in India
        language = "" if mail["language"] == "und" else mail["language"]  # said to be not known
        assert (case.our_role, case.language) == (mail["controller_or_processor"], language)
        assert case.requester.name == mail["requester"]
        assert case.subject.name == (mail["subject_person"] or mail["requester"])
        assert case.timeline[0].text == f"{mail['file']}: {mail['note']}"
    assert [case.reference for case in cases] == [f"REQ-2026-{n:04d}" for n in range(1, len(wanted) + 1)]


def test_lists_and_numbers_fit_the_labels(imported: OpenWorkspace) -> None:
    wanted = Counter(right for mail in labels() for right in rights(mail))
    everything = request_rows(imported, request_ids(imported, RequestFilter(status="")))
    assert Counter(case.type_code for case in everything) == wanted
    for right, number in wanted.items():
        assert len(request_ids(imported, RequestFilter(type_code=right))) == number
    assert request_counts(imported)["open"] == sum(wanted.values())
    tamil = request_rows(imported, request_ids(imported, RequestFilter(text="கயல்விழி")))
    assert {case.type_code for case in tamil} == {"marketing_opt_out", "erasure"}


@pytest.mark.parametrize(
    ("mail", "due"),
    [
        ("m004.eml", [date(2026, 10, 3), date(2026, 10, 3)]),  # a Saturday: Indian law rolls nothing, the GDPR would
        ("m049.eml", [date(2026, 11, 9)]),  # two minutes before midnight in Karnataka
        ("m050.eml", [date(2026, 11, 10)]),  # the same mail, after it
        ("m017.eml", [date(2026, 10, 14)]),
        ("m038.eml", [date(2026, 11, 2)]),  # India, until 2027 one month
        ("m033.eml", [None]),  # the United States without a state: Indian law alone
        ("m036.eml", []),  # phishing asks for nothing
    ],
)
def test_due_dates_of_some_mails(imported: OpenWorkspace, mail: str, due: list[date | None]) -> None:
    assert [case.due_on for case in of_mail(imported, mail)] == due


def test_whom_we_only_process_for_is_forwarded_and_an_unclear_role_is_said(imported: OpenWorkspace) -> None:
    (shop,) = of_mail(imported, "m052.eml")
    assert [duty.steps[-1].code for duty in shop.duties] == ["customer_missing"]
    (agent,) = of_mail(imported, "m008.eml")
    assert [duty.steps[-1].code for duty in agent.duties] == ["due", "due", "role_unclear"]  # the GDPR and India
    assert agent.due_on == date(2026, 10, 8)


def test_an_import_is_one_entry_over_all_its_rows(imported: OpenWorkspace) -> None:
    entry = trail(imported)[-1]
    cases = details(imported)
    persons = sum(1 if case.requester == case.subject else 2 for case in cases)
    assert (entry.action, entry.object_type) == ("requests.imported", "import_batch")
    assert entry.detail["requests"] == len(cases)
    assert Counter(kind for kind, _id in entry.rows) == {
        "import_batch": 1,
        "request": len(cases),
        "person": persons,
        "request_event": 2 * len(cases),
        "import_row": len(cases),
    }
    assert verify_audit(imported, [], lambda _done, _total: None).ok
