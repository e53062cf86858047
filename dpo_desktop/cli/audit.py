"""`dpo-desktop audit verify [REPORT.pdf...]`: check the audit trail, alone or against reports that left."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.domain.progress import no_progress
from dpo_desktop.translation import _, ngettext

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output

_MOST_LINES = 20


def add(commands: Any) -> None:
    parser = commands.add_parser("audit", help=_("check the audit trail"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help=_("check every entry, row and head, and the heads in reports"))
    verify.add_argument("reports", nargs="*", type=Path, metavar="REPORT.pdf")
    access.add_workspace(verify)
    verify.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.sentences.findings import finding_words
    from dpo_desktop.services.audit import verify_audit

    with access.unlocked(options, entry) as workspace:
        verdict = verify_audit(workspace, options.reports, no_progress)
    for code, parameters in verdict.findings[:_MOST_LINES]:
        output.say(finding_words(code, parameters))
    more = len(verdict.findings) - _MOST_LINES
    if more > 0:
        words = ngettext("And {count} more; --json lists it.", "And {count} more; --json lists them all.", more)
        output.say(words.format(count=more))
    if verdict.ok:
        output.say(_("The audit trail is whole: {count} entries.").format(count=verdict.entries))
        for path in options.reports:
            output.say(_("{file} fits it.").format(file=path.name))
    output.result(
        {
            "ok": verdict.ok,
            "entries": verdict.entries,
            "log_id": verdict.log_id,
            "root": verdict.root,
            "findings": [
                {"finding": code, **dict(parameters), "sentence": finding_words(code, parameters)}
                for code, parameters in verdict.findings
            ],
        }
    )
    return 0 if verdict.ok else 1
