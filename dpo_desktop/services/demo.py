"""The demo: a workspace of invented people, marked as such, built anew each time so that its dates fit today."""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dpo_desktop.domain.errors import Conflict, DpoError, RuleViolation
from dpo_desktop.paths import resource_folder
from dpo_desktop.services.import_plans import plan_file
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.lists import request_ids, today
from dpo_desktop.services.reporting import issue_compliance_report, write_authority_certificate
from dpo_desktop.services.requests import add_note, change_state
from dpo_desktop.services.results import Issued
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, create_workspace, describe, lock, unlock, workspace_exists
from dpo_desktop.storage.unit_of_work import Clock
from dpo_desktop.vault.files import translated, write_atomically

ORGANISATION = "CRM HUB 360"
OFFICER = "Asha Verma"
ROLE = "Data Protection Officer"
PLACE = "IN-KA"
TIME_ZONE = "Asia/Kolkata"
REPORT_NAME = "compliance-report.pdf"
_NEWEST_ROW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # no instant in the sample is later
_REPORT_DAYS = 120
_STATES = ("in_progress", "identity_pending", "accepted", "in_review")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made, the workspace still open."""

    workspace: OpenWorkspace
    folder: Path
    passphrase_file: Path
    requests: int
    issued: Issued
    authority: Path


def build_demo(folder: Path, *, clock: Clock) -> Demo:
    """Make `folder`/workspace, its passphrase file and a report. An earlier demo in the folder is replaced.

    Raises:
        Conflict: the workspace in the folder is not a demo's, or is open.
        StorageUnavailable: disk full, not writable.
    """
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
    passphrase_file, target = folder / "passphrase", folder / "workspace"
    _remove_earlier(target, passphrase_file, clock)
    _check_is_ours(passphrase_file)
    passphrase = "-".join(secrets.token_hex(3) for _ in range(4))
    write_atomically(passphrase_file, f"{passphrase}\n".encode())
    created = create_workspace(
        target,
        organisation=ORGANISATION,
        officer_name=OFFICER,
        officer_role=ROLE,
        place=PLACE,
        time_zone=TIME_ZONE,
        passphrase=passphrase,
        clock=clock,
        is_demo=True,
    )
    workspace = created.workspace
    try:
        sample = resource_folder("demo") / "requests.csv"
        plan = plan_file(workspace, sample, moved_by=_weeks_since_written(workspace.now()))
        run_import(workspace, plan)
        _work_a_little(workspace)
        end = today(workspace)
        issued = issue_compliance_report(
            workspace,
            period_from=end - timedelta(days=_REPORT_DAYS),
            period_to=end,
            folder=folder,
            report=lambda _done, _total: None,
            file_name=REPORT_NAME,
        )
        authority = write_authority_certificate(workspace, folder)
    except BaseException:
        lock(workspace)
        raise
    return Demo(workspace, target, passphrase_file, plan.brings, issued, authority)


def _remove_earlier(target: Path, passphrase_file: Path, clock: Clock) -> None:
    """Only a workspace that opens with the passphrase beside it and says of itself that it is a demo is removed."""
    if not workspace_exists(target):
        return
    try:
        with translated():
            passphrase = passphrase_file.read_text("utf-8").strip()
        earlier = unlock(target, passphrase, clock=clock)
    except Conflict:
        raise
    except DpoError as error:
        raise RuleViolation("workspace.demo_folder") from error
    is_demo = describe(earlier).is_demo
    lock(earlier)
    if not is_demo:
        raise RuleViolation("workspace.demo_folder")
    with translated():
        shutil.rmtree(target)


def _check_is_ours(passphrase_file: Path) -> None:
    """A file of this name that holds something else than a demo's passphrase is somebody's, and stays."""
    if not passphrase_file.exists():
        return
    with translated():
        held = passphrase_file.read_bytes()
    if re.fullmatch(rb"[0-9a-f]{6}(-[0-9a-f]{6}){3}\n", held) is None:
        raise RuleViolation("workspace.demo_folder")


def _weeks_since_written(now: datetime) -> timedelta:
    """The sample is moved by whole weeks, so that weekdays and hours stay, and nothing in it lies in the future."""
    return timedelta(weeks=(now - _NEWEST_ROW) // timedelta(weeks=1))


def _work_a_little(workspace: OpenWorkspace) -> None:
    """Some open cases have moved on, as they would have on a working desk."""
    for position, request_id in enumerate(request_ids(workspace, RequestFilter(status="open"))):
        if position % 2 == 0:
            change_state(workspace, request_id, _STATES[position // 2 % len(_STATES)])
        if position % 5 == 0:
            add_note(workspace, request_id, "Asked support and billing for what they hold; both answer by Friday.")
