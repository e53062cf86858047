"""`dpo-desktop import requests`: a CSV with the fixed columns, all rows or none; anything else is mail."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.translation import _, ngettext

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output
    from dpo_desktop.services.views import ImportPlan


def add(commands: Any) -> None:
    parser = commands.add_parser("import", help=_("bring records in from a file"))
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    requests = kinds.add_parser("requests", help=_("from mails, or from a CSV with the columns of the template"))
    requests.add_argument(
        "file",
        type=Path,
        metavar="FOLDER_OR_FILE",
        nargs="+",
        help=_("one .csv, or mails; a folder for its .eml and .msg"),
    )
    requests.add_argument("--yes", action="store_true", help=_("take mails in as proposed, without asking"))
    requests.add_argument("--dry-run", action="store_true", help=_("say what the file would bring and write nothing"))
    access.add_workspace(requests)
    requests.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    tables = [path for path in options.file if path.suffix.lower() == ".csv"]
    if not tables and options.dry_run:
        raise RuleViolation("import.dry_run_of_mails")
    if not tables:
        from dpo_desktop.cli import mails

        return mails.run(options, output, entry)
    if len(options.file) > 1:
        raise RuleViolation("mail.mixed_sources")
    return _run_table(options, output, entry)


def _run_table(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.services.imports import plan_import, run_import

    with access.unlocked(options, entry) as workspace:
        plan = plan_import(workspace, options.file[0])
        if plan.problems:
            _show_problems(plan, output)
            return 1
        if not options.dry_run:
            run_import(workspace, plan)
    count = len(plan.requests)
    if options.dry_run:
        words = ngettext("{count} request would come in.", "{count} requests would come in.", count)
    else:
        words = ngettext("{count} request came in.", "{count} requests came in.", count)
    output.say(words.format(count=count))
    output.result({"ok": True, "requests": count, "dry_run": options.dry_run, "sha256": plan.sha256})
    return 0


def _show_problems(plan: ImportPlan, output: Output) -> None:
    from dpo_desktop.sentences.errors import sentence_for_code

    found: list[dict[str, object]] = []
    for problem in plan.problems:
        words = sentence_for_code(problem.code, dict(problem.parameters))
        found.append({"row": problem.row, "column": problem.column, "problem": problem.code, "sentence": words})
        if problem.row and problem.column:
            line = _("Row {row}, {column}: {words}").format(row=problem.row, column=problem.column, words=words)
        elif problem.row:
            line = _("Row {row}: {words}").format(row=problem.row, words=words)
        else:
            line = words
        output.say(line)
    output.say(_("Nothing was imported."))
    output.result({"ok": False, "problems": found})
