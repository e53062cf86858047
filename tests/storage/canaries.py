"""One unmistakable word for every field that a person can type, and the search for them in any spelling.

Run as `python -m tests.storage.canaries FOLDER OUTSIDE` it plants them all in a new workspace and stays open.
"""

from __future__ import annotations

import base64
import sys
from datetime import date
from pathlib import Path

from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.lists import request_ids
from dpo_desktop.services.reporting import issue_compliance_report
from dpo_desktop.services.requests import add_note, close_request, reopen_request
from dpo_desktop.services.views import PersonView, RequestFilter
from dpo_desktop.services.workspace import create_workspace
from dpo_desktop.vault.keys import FLOOR
from tests.factory import SetClock, add_request
from tests.services.csv_files import file_of, row

FIELDS = (
    "organisation officer role requester_name requester_mail requester_phone subject_name subject_mail subject_phone "
    "language intake_note note closing_note reopen_reason names_reason file_name csv_requester csv_requester_mail "
    "csv_requester_phone csv_subject csv_subject_mail csv_subject_phone csv_note search"
).split()
CANARIES = {field: f"Zwitscherfink-{field.replace('_', '')}-Löffel" for field in FIELDS}
PASSPHRASE = "Zwitscherfink-passphrase-gravel-otter"
SEARCHED_ONLY = "search"  # typed, but kept nowhere


def spellings(word: str) -> list[bytes]:
    """The word in UTF-8, UTF-16, hexadecimal, and base 64 wherever in a group of three bytes it may begin."""
    plain = word.encode()
    found = [
        plain,
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    ]
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain)
        found.append(whole[4 if shift else 0 : len(whole) // 4 * 4 - 4])
    return found


def found_in(data: bytes, words: dict[str, str]) -> set[str]:
    return {name for name, word in words.items() if any(spelling in data for spelling in spellings(word))}


def _person(prefix: str, phone: str) -> PersonView:
    return PersonView(CANARIES[f"{prefix}_name"], CANARIES[f"{prefix}_mail"], CANARIES[phone])


def plant(folder: Path, outside: Path) -> str:
    """Type every canary where a person would; reports and the CSV stay outside. Gives the recovery code."""
    clock = SetClock()
    created = create_workspace(
        folder,
        organisation=CANARIES["organisation"],
        officer_name=CANARIES["officer"],
        officer_role=CANARIES["role"],
        place="IN-KA",
        time_zone="Asia/Kolkata",
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=FLOOR,
    )
    workspace = created.workspace
    request_id = add_request(
        workspace,
        requester=_person("requester", "requester_phone"),
        subject=_person("subject", "subject_phone"),
        language=CANARIES["language"],
        notes=CANARIES["intake_note"],
    )
    add_note(workspace, request_id, CANARIES["note"])
    close_request(
        workspace, request_id, outcome="fulfilled", reason="", note=CANARIES["closing_note"], closed_at=clock()
    )
    reopen_request(workspace, request_id, reason=CANARIES["reopen_reason"])
    cells = row(
        requester_name=CANARIES["csv_requester"],
        requester_email=CANARIES["csv_requester_mail"],
        requester_phone=CANARIES["csv_requester_phone"],
        subject_name=CANARIES["csv_subject"],
        subject_email=CANARIES["csv_subject_mail"],
        subject_phone=CANARIES["csv_subject_phone"],
        notes=CANARIES["csv_note"],
    )
    outside.mkdir()
    run_import(workspace, plan_file(workspace, file_of(outside, [cells] * 3, f"{CANARIES['file_name']}.csv")))
    issue_compliance_report(
        workspace,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 11, 24),
        folder=outside,
        report=lambda _done, _total: None,
        names_reason=CANARIES["names_reason"],
    )
    assert len(request_ids(workspace, RequestFilter(text=CANARIES[SEARCHED_ONLY], status=""))) == 0
    assert len(request_ids(workspace, RequestFilter(text=CANARIES["subject_name"], status=""))) == 1
    return created.recovery_code


if __name__ == "__main__":
    code = plant(Path(sys.argv[1]), Path(sys.argv[2]))
    print(code, flush=True)
    sys.stdin.read()
