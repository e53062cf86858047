"""`dpo-desktop import requests FOLDER_OR_FILE...`: mails, each joined, made a request, or kept as what it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dpo_desktop.cli import access
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.translation import _, ngettext

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output
    from dpo_desktop.services.mail_views import FiledMail


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    """Exit code 0 once every mail is answered, broken ones included."""
    from dpo_desktop.services.mail_filing import file_mails
    from dpo_desktop.services.mail_sources import mail_sources

    sources = mail_sources(options.file)
    if not options.yes:
        _ask(len(sources))
    with access.unlocked(options, entry) as workspace:
        filed = file_mails(workspace, sources, decide=True)
    for mail in filed.mails:
        _say(mail, output)
    output.result({"files": [_as_json(mail) for mail in filed.mails]})
    return 0


def _ask(count: int) -> None:
    """Raises RuleViolation where nobody can answer, Cancelled through KeyboardInterrupt where the answer is no."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise RuleViolation("mail.yes_needed")
    question = ngettext(
        "Take {n} mail in, and make a request of it where it asks for something? [y/N] ",
        "Take {n} mails in, and make requests of those that ask for something? [y/N] ",
        count,
    ).format(n=count)
    try:
        answer = input(question)
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise KeyboardInterrupt


def _say(mail: FiledMail, output: Output) -> None:
    from dpo_desktop.sentences.mail import statuses

    line = f"{mail.file}  {_('already here') if mail.was_here else statuses()[mail.status]}"
    if mail.case:
        line += f"  {mail.case}"
    if mail.suggested_case:
        line += "  " + _("perhaps of {case}").format(case=mail.suggested_case)
    output.say(line)
    for code, parameters in mail.problems:
        output.say(f"    {_spoken(code, parameters)}")


def _spoken(code: str, parameters: Iterable[tuple[str, str | int]]) -> str:
    """A problem of the mail, or the error with which its file could not be read."""
    from dpo_desktop.sentences import errors, mail

    if code in mail.codes():
        return mail.problem_words(code, parameters)
    return errors.sentence_for_code(code, dict(parameters))


def _as_json(mail: FiledMail) -> dict[str, object]:
    return {
        "file": mail.file,
        "message_id": mail.message_id,
        "status": mail.status,
        "case": mail.case or None,
        "suggested_case": mail.suggested_case or None,
        "reasons": [{"reason": code, "words": words} for code, words in mail.reasons],
        "received": mail.received.isoformat() if mail.received else None,
        "language": mail.language,
        "role": mail.role,
        "sender": mail.sender,
        "rights": list(mail.rights),
        "problems": [{"problem": code, "sentence": _spoken(code, parameters)} for code, parameters in mail.problems],
    }
