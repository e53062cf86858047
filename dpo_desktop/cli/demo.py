"""`dpo-desktop demo`: a workspace of invented people, a verified report, and the window on it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output


def add(commands: Any) -> None:
    parser = commands.add_parser("demo", help=_("make a demo workspace with a report and open it"))
    parser.add_argument("--folder", type=Path, default=Path("build/demo"), metavar="DIR", help=_("where to make it"))
    parser.add_argument("--no-window", action="store_true", help=_("do not open the window"))
    access.add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.reports.verification import finding_words, verify
    from dpo_desktop.services.demo import build_demo
    from dpo_desktop.services.workspace import lock

    demo = build_demo(options.folder, clock=entry.clock)
    verdict = verify(demo.issued.pdf.read_bytes(), ca=demo.authority.read_bytes())
    output.say(_("Workspace    {path}, {count} invented requests").format(path=demo.folder, count=demo.requests))
    output.say(_("Passphrase   {path}").format(path=demo.passphrase_file))
    output.say(_("Report       {path}").format(path=demo.issued.pdf))
    if verdict.ok:
        output.say(_("Verified     {number}, unchanged since it was signed").format(number=verdict.number))
    for code, parameters in verdict.findings:
        output.say(finding_words(code, parameters))
    output.result(
        {
            "ok": verdict.ok,
            "workspace": str(demo.folder),
            "passphrase_file": str(demo.passphrase_file),
            "report": str(demo.issued.pdf),
            "sha256": demo.issued.report.sha256,
            "requests": demo.requests,
        }
    )
    if not verdict.ok or options.no_window or not _has_display():
        lock(demo.workspace)
        return 0 if verdict.ok else 1
    return entry.open_desktop(demo.folder, demo.workspace)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
