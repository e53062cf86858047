"""What a check of the audit trail found, as sentences."""

from __future__ import annotations

from collections.abc import Iterable

from dpo_desktop.translation import _


def _sentences() -> dict[str, str]:
    return {
        "audit.entry_bad": _("Entry {seq} of the audit trail is not as it was written, or is missing."),
        "audit.row_changed": _("Row {row} of “{table}” differs from what entry {seq} recorded."),
        "audit.row_missing": _("Row {row} of “{table}”, recorded by entry {seq}, is gone."),
        "audit.row_unrecorded": _("Row {row} of “{table}” was never recorded."),
        "audit.head_differs": _("The head signed over {count} entries does not fit the entries."),
        "audit.head_signature_invalid": _("The signature of the head over {count} entries is not the officer's."),
        "audit.guard_missing": _("The guard “{name}” of the audit trail was removed or changed."),
        "audit.pages_inconsistent": _(
            "Pages of the database do not fit each other; lists may leave rows out. Bring the folder back from a copy."
        ),
        "audit.anchor_other_log": _("Report {report} comes from another workspace."),
        "audit.anchor_other_authority": _(
            "Report {report} names this workspace and is not signed under its authority."
        ),
        "audit.anchor_log_shorter": _("Report {report} saw {count} entries, the audit trail holds {found}."),
        "audit.anchor_differs": _("The first {count} entries are not those that report {report} saw."),
        "audit.file_missing": _("The encrypted file of attachment {row} is missing."),
        "audit.file_damaged": _("The encrypted file of attachment {row} is not the one that was kept."),
        "audit.report_not_intact": _("The file {report} is not an intact report."),
    }


def codes() -> frozenset[str]:
    return frozenset(_sentences())


def finding_words(code: str, parameters: Iterable[tuple[str, str | int]]) -> str:
    return _sentences()[code].format(**dict(parameters))
