"""`dpo-desktop deadline RULE_ID`: one rule of the law for the facts that are named, as a sum. Needs no workspace."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output
    from dpo_desktop.services.one_deadline import Answer


def add(commands: Any) -> None:
    parser = commands.add_parser("deadline", help=_("a deadline by one rule of the law, with its sum"))
    parser.add_argument("rule_id", metavar="RULE_ID", help=_("the rule, as eu-gdpr-15"))
    when = _("the event: 2026-03-31, or 2026-03-31T09:00+02:00")
    parser.add_argument("--from", dest="started", default="", metavar="DATE_OR_TIME", help=when)
    parser.add_argument("--place", default="", metavar="CODE", help=_("the controller's place, ISO 3166, as GB-ENG"))
    parser.add_argument("--dated", default="", metavar="DATE", help=_("the day that the request itself bears"))
    parser.add_argument(
        "--pause",
        dest="pauses",
        action="append",
        default=[],
        metavar="CAUSE=DAY|CAUSE=ASKED..ANSWERED",
        help=_("what was waited for, as clarification=2026-03-02..2026-03-09; may be given several times"),
    )
    parser.add_argument(
        "--identity-received",
        dest="pauses",
        action="append",
        type=lambda text: f"identity_doubt={text}",
        metavar="DAY",
        help=_("the day on which proof of identity came"),
    )
    parser.add_argument(
        "--clarification",
        dest="pauses",
        action="append",
        type=lambda text: f"clarification={text}",
        metavar="ASKED..ANSWERED",
        help=_("when a clarification was asked for, and when it came"),
    )
    parser.add_argument("--extended", action="store_true", help=_("the period was extended"))
    parser.add_argument("--birth", default="", metavar="DATE", help=_("date of birth, for a rule of age"))
    ends = _("the event that a rule counts back from")
    parser.add_argument("--ends", default="", metavar="DATE_OR_TIME", help=ends)
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why a pause counts that the law does not name"))
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help=_("a file of further rules, in the form of deadlines.toml")
    )
    access.add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.services.one_deadline import Question, answer

    question = Question(
        options.rule_id,
        options.started,
        options.place,
        options.dated,
        options.pauses,
        options.extended,
        options.birth,
        options.ends,
        options.reason,
        options.rules,
    )
    found = answer(question, entry.clock())
    _say(found, output)
    output.result(_as_json(found))
    return 0


def _say(found: Answer, output: Output) -> None:
    from dpo_desktop.sentences.dates import long_date, middle_date
    from dpo_desktop.sentences.deadlines import edition_words, moment_words, source_words, step_words
    from dpo_desktop.sentences.places import holiday_words

    duty = found.duty
    output.say(f"{found.rule.law}. {found.rule.right}")
    output.say("")
    for step in duty.steps:
        day = middle_date(step.on) if step.on else ""
        output.say(f"  {day:<16}{step_words(step)}")
    output.say("")
    if duty.due_at is not None:
        output.say(moment_words(duty.due_at))
    elif duty.due_on is not None:
        output.say(long_date(duty.due_on))
    rows = (
        (_("To be safe: {day}"), duty.cautious_on if duty.cautious_on != duty.due_on else None),
        (_("Outer limit, never to be planned on: {day}"), None if duty.outer_at else duty.outer_on),
        (_("Tell the person of an extension by: {day}"), duty.notice_by),
    )
    for words, row_day in rows:
        if row_day is not None:
            output.say(words.format(day=middle_date(row_day)))
    if found.age is not None:
        output.say(_("The line is {age} years.").format(age=found.age.age))
    if found.hours_elapsed is not None:
        output.say(_("Hours since then: {hours}").format(hours=found.hours_elapsed))
    if found.rule.cautious is not None:
        output.say(found.rule.cautious.why)
    output.say("")
    output.say(found.rule.citation)
    output.say(source_words(duty.source_kind, verified=duty.verified))
    output.say(_("Law file of {edition}.").format(edition=edition_words(found.law_edition)))
    output.say(holiday_words(found.holiday_edition))


def _as_json(found: Answer) -> dict[str, object]:
    from dpo_desktop.sentences.deadlines import step_words

    duty, line = found.duty, found.age
    return {
        "rule_id": duty.rule_id,
        "law": duty.law,
        "right": duty.right,
        "kind": duty.kind,
        "due": _iso(duty.due_at or duty.due_on),
        "cautious_due": _iso(duty.cautious_at or duty.cautious_on),
        "outer_due": _iso(duty.outer_at or duty.outer_on),
        "extension_notice_by": _iso(duty.notice_at or duty.notice_by),
        "in_force": duty.in_force,
        "steps": [
            {
                "code": step.code,
                "date": _iso(step.on),
                "text": step_words(step),
                **dict(step.parameters),
            }
            for step in duty.steps
        ],
        "citation": duty.citation,
        "source_kind": duty.source_kind,
        "verified": duty.verified,
        "speed": duty.speed or None,
        "hours_elapsed": found.hours_elapsed,
        "age": line.age if line is not None else None,
        "purpose": found.rule.purpose or None,
        "below": line.is_below if line is not None else None,
        "below_today": found.is_below_today,
        "parent_until": _iso(line.parent_until) if line is not None else None,
        "law_edition": found.law_edition,
        "holiday_edition": found.holiday_edition or None,
    }


def _iso(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else None
