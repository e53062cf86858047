"""`dpo-desktop report`: issue the compliance report of a period, or the file of one case."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output
    from dpo_desktop.services.results import Issued
    from dpo_desktop.services.workspace import OpenWorkspace


def add(commands: Any) -> None:
    parser = commands.add_parser("report", help=_("issue a signed compliance report, or the file of one case"))
    parser.add_argument(
        "--case", type=access.words, metavar="REFERENCE", help=_("the file of this case, in place of a period")
    )
    parser.add_argument(
        "--from",
        dest="start",
        type=_day,
        metavar="DATE",
        help=_("first day; that of last month when left out"),
    )
    parser.add_argument("--to", dest="end", type=_day, metavar="DATE", help=_("last day; today when left out"))
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=_("the folder for the files"))
    parser.add_argument(
        "--names",
        type=access.words,
        metavar="REASON",
        help=_("print names instead of pseudonyms, for this recorded reason"),
    )
    parser.add_argument(
        "--authority", action="store_true", help=_("also write the certificate that the auditor is given once")
    )
    access.add_workspace(parser)
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year < 1000:  # a mistyped year; what is likely is the service's matter
        raise argparse.ArgumentTypeError(_("Write a day as 2026-11-24."))
    return day


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.domain.errors import RuleViolation
    from dpo_desktop.services.reporting import write_authority_certificate

    if options.names is not None and not options.names.strip():
        raise RuleViolation("report.names_reason_missing")
    if options.case is not None and (options.start or options.end):
        raise RuleViolation("report.case_has_no_period")
    with access.unlocked(options, entry) as workspace:
        issued, about = _case_file(workspace, options) if options.case is not None else _compliance(workspace, options)
        certificate = write_authority_certificate(workspace, options.out) if options.authority else None
    output.say(_("Report {number}: {file}").format(number=issued.report.number, file=issued.pdf))
    output.say(about)
    output.say(_("Slip to print or mail: {file}").format(file=issued.slip))
    if certificate is not None:
        output.say(_("Certificate of the authority: {file}").format(file=certificate))
    output.say(_("SHA-256: {sha256}").format(sha256=issued.report.sha256))
    output.result(
        {
            "ok": True,
            "number": issued.report.number,
            "kind": issued.report.kind,
            "pdf": str(issued.pdf),
            "slip": str(issued.slip),
            "certificate": str(certificate) if certificate else None,
            "sha256": issued.report.sha256,
            "requests": issued.report.requests,
        }
    )
    return 0


def _compliance(workspace: OpenWorkspace, options: argparse.Namespace) -> tuple[Issued, str]:
    from dpo_desktop.sentences.dates import middle_date
    from dpo_desktop.services.lists import today
    from dpo_desktop.services.reporting import issue_compliance_report

    end = options.end or today(workspace)
    start = options.start or (end.replace(day=1) - timedelta(days=1)).replace(day=1)
    issued = issue_compliance_report(
        workspace,
        period_from=start,
        period_to=end,
        folder=options.out,
        report=no_progress,
        names_reason=options.names or "",
    )
    return issued, _("Period: {start} to {end}").format(start=middle_date(start), end=middle_date(end))


def _case_file(workspace: OpenWorkspace, options: argparse.Namespace) -> tuple[Issued, str]:
    from dpo_desktop.services.reporting import case_of_reference, issue_case_file

    case = case_of_reference(workspace, options.case)
    issued = issue_case_file(workspace, case, folder=options.out, report=no_progress, names_reason=options.names or "")
    return issued, _("Case: {reference}").format(reference=options.case.strip().upper())
