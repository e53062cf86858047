"""`dpo-desktop import`: requests from a table or from mails, and taking an import of a table back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output


def add(commands: Any) -> None:
    parser = commands.add_parser("import", help=_("bring records in from a file"))
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    requests = kinds.add_parser("requests", help=_("from a table, or from mails"))
    requests.add_argument(
        "file",
        type=Path,
        metavar="TABLE_OR_MAILS",
        nargs="+",
        help=_("one .csv or .xlsx, or mails; a folder for its .eml and .msg"),
    )
    requests.add_argument(
        "--map",
        metavar="COLUMN=FIELD",
        nargs="+",
        action="extend",
        default=[],
        help=_("what a column means, where its name does not say so; FIELD none keeps it as typed only"),
    )
    requests.add_argument("--dates", choices=("dmy", "mdy"), default="", help=_("whether day or month stands first"))
    requests.add_argument("--sheet", default="", help=_("the sheet of a workbook; else its first one"))
    requests.add_argument("--with-duplicates", action="store_true", help=_("enter what is here already once more"))
    requests.add_argument(
        "--yes",
        action="store_true",
        help=_("leave rows with a problem out, and take mails in as proposed, without asking"),
    )
    requests.add_argument("--dry-run", action="store_true", help=_("say what the table would bring and write nothing"))
    access.add_workspace(requests)
    requests.set_defaults(run=run)
    back = kinds.add_parser("undo", help=_("take an import of a table back; what was worked on since stays"))
    back.add_argument("number", type=int, nargs="?", default=0, metavar="N", help=_("of “import list”; else the last"))
    back.add_argument("--dry-run", action="store_true", help=_("say what would go and what would stay"))
    access.add_workspace(back)
    back.set_defaults(run=run_undo)
    listed = kinds.add_parser("list", help=_("every import of a table"))
    access.add_workspace(listed)
    listed.set_defaults(run=run_list)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.services.import_sources import is_table

    tables = [path for path in options.file if is_table(path)]
    if not tables and options.dry_run:
        raise RuleViolation("import.dry_run_of_mails")
    if not tables:
        from dpo_desktop.cli import mails

        return mails.run(options, output, entry)
    if len(options.file) > 1:
        raise RuleViolation("mail.mixed_sources")
    from dpo_desktop.cli import tables as of_table

    return of_table.run(options, output, entry)


def run_undo(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.cli import tables

    return tables.undo(options, output, entry)


def run_list(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.cli import tables

    return tables.say_imports(options, output, entry)
