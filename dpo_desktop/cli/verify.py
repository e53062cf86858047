"""`dpo-desktop verify FILE...`: check reports. Needs no workspace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output
    from dpo_desktop.reports.verification import Verdict


def add(commands: Any) -> None:
    parser = commands.add_parser("verify", help=_("check signed reports; needs no workspace"))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--ca", type=Path, metavar="FILE", help=_("the authority's certificate, .pem or .der"))
    parser.add_argument(
        "--fingerprint", type=_fingerprint, metavar="HEX", help=_("its SHA-256 fingerprint, as you were given it")
    )
    access.add_json(parser)
    parser.set_defaults(run=run)


def _fingerprint(text: str) -> str:
    from dpo_desktop.reports.verification import plain_fingerprint

    plain = plain_fingerprint(text)
    if not plain:
        raise argparse.ArgumentTypeError(_("A SHA-256 fingerprint has 64 digits from 0 to 9 and a to f."))
    return plain


def run(options: argparse.Namespace, output: Output, _entry: Entry) -> int:
    from dpo_desktop.domain.errors import NotFound
    from dpo_desktop.reports.verification import is_certificate, verify
    from dpo_desktop.vault.files import translated

    authority: bytes | None = None
    if options.ca is not None:
        if not options.ca.is_file():
            raise NotFound("report.certificate_unreadable")
        with translated():
            authority = options.ca.read_bytes()
        if not is_certificate(authority):
            raise NotFound("report.certificate_unreadable")
    verdicts: list[tuple[Path, Verdict]] = []
    missing = [path for path in options.files if not path.is_file()]
    for path in options.files:
        if path in missing:
            continue
        with translated():
            data = path.read_bytes()
        verdicts.append((path, verify(data, ca=authority, fingerprint=options.fingerprint)))
    for path, verdict in verdicts:
        _say(path, verdict, output)
    for path in missing:
        output.say(_("{file}: this file does not exist.").format(file=path))
    good = not missing and all(verdict.ok for _path, verdict in verdicts)
    files = [_as_json(path, verdict) for path, verdict in verdicts]
    files += [{"file": str(path), "ok": False, "findings": [{"finding": "report.file_missing"}]} for path in missing]
    output.result({"ok": good, "files": files})
    return 0 if good else 1


def _say(path: Path, verdict: Verdict, output: Output) -> None:
    from dpo_desktop.reports.verification import finding_words, trust_words

    if verdict.ok:
        output.say(
            _("{file}: unchanged since it was signed. Report {number}.").format(file=path, number=verdict.number)
        )
        output.say("  " + trust_words(verdict.trust))
        if verdict.audit_head is not None:
            output.say(_("  Audit trail: {count} entries.").format(count=verdict.audit_head.count))
    else:
        words = _("{file}: not intact, or not a report of this program.")
        if [code for code, _parameters in verdict.findings] == ["report.other_authority"]:
            words = _("{file}: unchanged since it was signed, but not by the authority you gave.")
        output.say(words.format(file=path))
        for code, parameters in verdict.findings:
            output.say("  " + finding_words(code, parameters))
    output.say("  SHA-256 " + verdict.sha256)


def _as_json(path: Path, verdict: Verdict) -> dict[str, object]:
    head = verdict.audit_head
    return {
        "file": str(path),
        "ok": verdict.ok,
        "findings": [{"finding": code, **dict(parameters)} for code, parameters in verdict.findings],
        "number": verdict.number,
        "sha256": verdict.sha256,
        "trust": verdict.trust,
        "authority_fingerprint": verdict.ca_fingerprint,
        "audit_head": {"log_id": head.log_id, "count": head.count, "root": head.root} if head else None,
    }
