"""`import requests TABLE`, `import list` and `import undo`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dpo_desktop.cli import access
from dpo_desktop.domain.errors import RuleViolation
from dpo_desktop.domain.register_fields import mapping_by_names
from dpo_desktop.intake.table_values import TableProblem
from dpo_desktop.sentences.dates import instant_words
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.registers import cell_words, change_words, kept_words, register_fields, skipped_words
from dpo_desktop.sentences.tables import table_problem_words
from dpo_desktop.services.import_lists import imports
from dpo_desktop.services.import_plans import plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_undo import plan_undo, undo_import
from dpo_desktop.services.import_views import ImportPlan, SourceTable, UndoPlan
from dpo_desktop.translation import _, ngettext

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output

_MOST_LINES = 200  # about single rows; `--json` holds all of them

Found = dict[str, object]


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    chosen = _chosen(options.map)
    with access.unlocked(options, entry) as workspace:
        source = open_table(workspace, options.file[0], sheet=options.sheet)
        file_problems = [_of_reader(source, problem) for problem in source.table.problems]
        if not source.table.is_usable:
            _say(file_problems, output)
            return _refuse(output, {"dry_run": options.dry_run, "problems": file_problems})
        fields = mapping_by_names(source.table.header, chosen, source.proposed)
        plan = plan_import(workspace, source, fields, order=options.dates, with_doubles=options.with_duplicates)
        told = {**_told(plan, file_problems), "dry_run": options.dry_run}
        if options.dry_run:
            _say_columns(plan, output)
        _say_plan(plan, file_problems, output)
        if options.dry_run:
            words = ngettext("{count} request would come in.", "{count} requests would come in.", plan.brings)
            output.say(words.format(count=number(plan.brings)))
            if plan.asks_order or (plan.counts()["bad"] and not options.yes):
                output.say(_("As it is, nothing would be imported."))
            output.result({**told, "ok": True})
            return 0
        if plan.asks_order:
            output.say(_("Say which stands first with --dates dmy or --dates mdy."))
            return _refuse(output, told)
        if plan.counts()["bad"] and not options.yes:
            output.say(_("Mend these rows, or add --yes to leave them out."))
            return _refuse(output, told)
        if not plan.brings:
            output.say(_("The table brings nothing that is not here already."))
            output.result({**told, "ok": True})
            return 0
        batch = run_import(workspace, plan, leave_bad=True).id
    counts = plan.counts()
    words = ngettext("{count} request came in.", "{count} requests came in.", counts["new"])
    output.say(words.format(count=number(counts["new"])))
    if counts["changed"]:
        words = ngettext("{count} request changed.", "{count} requests changed.", counts["changed"])
        output.say(words.format(count=number(counts["changed"])))
    output.result({**told, "ok": True, "import": batch})
    return 0


def _chosen(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        column, equals, field = text.rpartition("=")
        if not equals or not column:
            raise RuleViolation("import.mapping_malformed", text=text)
        found[column] = field.strip()
    return found


def _refuse(output: Output, told: Found) -> int:
    output.say(_("Nothing was imported."))
    output.result({**told, "ok": False})
    return 1


def _of_reader(source: SourceTable, problem: TableProblem) -> Found:
    return {
        "row": problem.record,
        "column": source.table.header[problem.column] if 0 <= problem.column < len(source.table.header) else "",
        "problem": problem.code,
        "stops": problem.stops,
        "sentence": table_problem_words(problem, source.table.header),
    }


def _told(plan: ImportPlan, file_problems: Sequence[Found]) -> Found:
    header = plan.source.table.header
    rows: list[Found] = []
    problems: list[Found] = list(file_problems)
    for position, row in enumerate(plan.rows):
        if row.outcome == "new" and not row.unread:
            continue
        marks: list[Found] = [
            {
                "row": row.record,
                "column": header[mark.column] if mark.column >= 0 else "",
                "field": mark.field,
                "problem": mark.code,
                "stops": "row" if mark.is_bad else "",
                "sentence": cell_words(mark.code, dict(mark.parameters)),
            }
            for mark in plan.marks(position)
        ]
        problems += [mark for mark in marks if mark["stops"]]
        unread = [mark for mark in marks if not mark["stops"]]
        found: Found = {"row": row.record, "outcome": row.outcome, "why": row.why, "unread": unread}
        if row.repeats:
            found["repeats_row"] = row.repeats
        if row.case_reference:
            found["case"] = row.case_reference
        if row.changes:
            found["changes"] = [{"field": one.field, "kept": one.kept} for one in row.changes]
        rows.append(found)
    return {
        "requests": plan.brings,
        "counts": plan.counts(),
        "sha256": plan.source.sha256,
        "columns": [{"name": name, "field": field} for name, field in zip(header, plan.fields, strict=True)],
        "remembered": plan.source.remembered,
        "dates": plan.date_order,
        "dates_to_ask": list(plan.asks_order),
        "rows": rows,
        "problems": problems,
    }


def _say(problems: Sequence[Found], output: Output) -> None:
    for found in problems:
        line = _("Row {row}: {words}").format(row=found["row"], words=found["sentence"])
        output.say(line if found["row"] else str(found["sentence"]))


def _say_columns(plan: ImportPlan, output: Output) -> None:
    names = register_fields()
    for name, field in zip(plan.source.table.header, plan.fields, strict=True):
        meaning = names[field] if field else _("kept as typed only")
        output.say(_("{column}: {meaning}").format(column=name, meaning=meaning))


def _say_plan(plan: ImportPlan, file_problems: Sequence[Found], output: Output) -> None:
    if plan.source.imported_before is not None:
        again = _("This very file came in on {when}.")
        output.say(again.format(when=instant_words(plan.source.imported_before)))
    _say(file_problems, output)
    lines = list(_lines(plan))
    for line in lines[:_MOST_LINES]:
        output.say(line)
    if len(lines) > _MOST_LINES:
        output.say(_("{count} more rows are not listed; --json has all.").format(count=len(lines) - _MOST_LINES))
    if plan.asks_order:
        dates = ", ".join(plan.asks_order)
        output.say(_("Day or month may stand first in these dates: {dates}.").format(dates=dates))
    counts = plan.counts()
    if any(count for outcome, count in counts.items() if outcome != "new"):
        words = _("{new} new, {changed} changed, {duplicate} duplicate, {skipped} no case, {bad} with a problem.")
        output.say(words.format(**{outcome: number(count) for outcome, count in counts.items()}))


def _lines(plan: ImportPlan) -> Sequence[str]:
    found = []
    header = plan.source.table.header
    for position, row in enumerate(plan.rows):
        for mark in plan.marks(position):
            words = cell_words(mark.code, dict(mark.parameters))
            where = _("Row {row}, {column}: {words}") if mark.column >= 0 else _("Row {row}: {words}")
            column = header[mark.column] if mark.column >= 0 else ""
            found.append(where.format(row=row.record, column=column, words=words))
        if row.outcome == "skipped":
            found.append(_("Row {row}: {words}").format(row=row.record, words=skipped_words()[row.why] + "."))
        elif row.outcome == "duplicate" and row.repeats:
            found.append(_("Row {row}: the same case as row {first}.").format(row=row.record, first=row.repeats))
        elif row.outcome in ("duplicate", "changed"):
            known = (
                _("Row {row}: {case} changes.") if row.outcome == "changed" else _("Row {row}: it is {case} already.")
            )
            found.append(known.format(row=row.record, case=row.case_reference))
            found += [f"  {words}" for words in change_words((one.field, one.kept) for one in row.changes)]
    return found


def say_imports(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    with access.unlocked(options, entry) as workspace:
        found = imports(workspace)
    for one in found:
        when = instant_words(one.imported_at)
        words = ngettext("{id}: {file}, {when}, {n} case here", "{id}: {file}, {when}, {n} cases here", one.cases)
        if one.undone_at is not None:
            words = _("{id}: {file}, {when}, taken back")
        output.say(words.format(id=one.id, file=one.file_name, when=when, n=number(one.cases)))
    if not found:
        output.say(_("No table was imported yet."))
    listed = [
        {
            "import": one.id,
            "file": one.file_name,
            "imported_at": one.imported_at.isoformat(),
            "rows": one.rows,
            "cases": one.cases,
            "undone_at": one.undone_at.isoformat() if one.undone_at else None,
        }
        for one in found
    ]
    output.result({"ok": True, "imports": listed})
    return 0


def undo(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    with access.unlocked(options, entry) as workspace:
        plan = plan_undo(workspace, options.number)
        if not options.dry_run:
            undo_import(workspace, plan.batch.id)
    _say_undo(plan, output, dry_run=options.dry_run)
    kept = [{"case": one.reference, "why": one.why} for one in plan.kept]
    output.result(
        {
            "ok": True,
            "import": plan.batch.id,
            "dry_run": options.dry_run,
            "removed": len(plan.removed),
            "put_back": len(plan.put_back),
            "kept": kept,
        }
    )
    return 0


def _say_undo(plan: UndoPlan, output: Output, *, dry_run: bool) -> None:
    output.say(_("{file}, {when}").format(file=plan.batch.file_name, when=instant_words(plan.batch.imported_at)))
    gone, back = len(plan.removed), len(plan.put_back)
    if dry_run:
        words = ngettext("{n} case would be removed.", "{n} cases would be removed.", gone)
    else:
        words = ngettext("{n} case was removed.", "{n} cases were removed.", gone)
    output.say(words.format(n=number(gone)))
    if back:
        words = ngettext("{n} case as before the import.", "{n} cases as before the import.", back)
        output.say(words.format(n=number(back)))
    why = kept_words()
    for one in plan.kept:
        output.say(_("{case} stays: {why}.").format(case=one.reference, why=why[one.why]))
