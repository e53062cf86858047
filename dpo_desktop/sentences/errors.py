"""Error codes into sentences: what is, then what to do. A test proves that every code raised anywhere has one."""

from __future__ import annotations

from collections.abc import Mapping

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.domain.passphrases import LEAST_CHARACTERS, MOST_CHARACTERS
from dpo_desktop.translation import _, ngettext


def _sentences(values: Mapping[str, str | int]) -> dict[str, str]:
    count = int(values.get("count", 0) or 0)
    return {
        # the law and its deadlines
        "law.unknown_rule": _(
            "There is no such rule. `dpo-desktop deadline` takes an id of the law file, as eu-gdpr-15."
        ),
        "law.unknown_place": _(
            "This place is not known. Use ISO 3166, with the subdivision where it has one: GB-ENG (not UK), DE-BY."
        ),
        "law.unknown_key": _("The rule {rule} has a key that this program does not know: {key}. Correct the file."),
        "law.unknown_word": _(
            "The rule {rule} has a word that this program does not know: {key} = {word}. Correct the file."
        ),
        "law.missing_key": _("The rule {rule} lacks the key {key}. Add it to the file."),
        "law.wrong_value": _("The rule {rule} has a value that cannot be used: {key}. Correct the file."),
        "law.id_twice": _("The rule {rule} stands in the file twice. Remove one of them."),
        "law.unknown_schema": _(
            "The file {file} is of a form that this program does not know. Use the one it came with."
        ),
        "law.file_unreadable": _("This file of rules cannot be read. Check its name and whether you may open it."),
        "law.file_not_toml": _("This is no file of rules: it has to be TOML with one [[rule]] for each rule."),
        # what the company adds to the law
        "law.own_one_rule": ngettext(
            "This holds {count} rule. Enter rules one at a time, each beginning with [[rule]].",
            "This holds {count} rules. Enter rules one at a time, each beginning with [[rule]].",
            count,
        ),
        "law.own_id_shipped": _(
            "The law file has a rule called {rule} of its own, and that one counts. Change the id."
        ),
        "law.own_id_used": _("A rule called {rule} was entered before. Change the id, or take that one back."),
        "law.own_no_law": _(
            "The rule {rule} stands under a law that no case can fall under: jurisdiction = {word}. Name one of "
            "EU, UK, IN, US-CA, US-VA, US-CO, BR, CA, AU and CH."
        ),
        "law.own_no_clock": _(
            "The rule {rule} cannot govern a case: {key} = {word}. A case knows when the request came and the day it "
            "bears."
        ),
        "law.own_no_kind": _("Tick at least one kind of request that the rule governs."),
        "law.own_title_missing": _("The rule needs a name. Say in a few words what it asks for."),
        "law.own_citation_missing": _("Say where the rule stands: a contract, a policy, a law and its article."),
        "law.own_amount": _("The number lies between 1 and {most}. Check it."),
        "law.holiday_name_missing": _("The day needs a name: lines of a sum name each day they skip."),
        "law.holiday_year": _("The day lies outside the years {first} to {last}. Check the year."),
        "law.holiday_twice": _("This day of this place is entered already."),
        "law.time_unit": _("The unit is not known. Choose one from the list."),
        "law.time_amount": _("The number lies between 1 and {most}. Check it."),
        "law.time_no_rule": _(
            "This rule governs no kind of request, so no time can be set for it. Choose another one."
        ),
        "law.time_rule_missing": _("Choose the rule that the time is for."),
        "law.time_nobody": _("Say who decided this: the company decides, and you advise."),
        "law.time_no_role": _("Say what role that person has, such as Head of Support."),
        "law.time_by_officer": _("You cannot decide this yourself: name who in the company decided it."),
        "law.time_officer_role": _("This is your own role. Name the role of the person who decided."),
        "law.time_no_advice": _("Your advice is missing. Write it down, even if it was to agree."),
        "law.time_in_future": _("The decision lies in the future. Enter it when it is made."),
        "law.time_twice": _("Another time stands for this rule by now. Retire that one first."),
        "edition.reason_needed": _("Say why these dates move: the reason stands in the timeline of each case."),
        "edition.nothing_chosen": _("No case is chosen. Tick those whose dates are to move."),
        "edition.changed_meanwhile": _("The law or a holiday was changed meanwhile. Look at the dates once more."),
        "fact.in_future": _("This lies in the future. Record it when it has happened."),
        "fact.before_receipt": _("This lies before the request came. Check the day and the hour."),
        "fact.told_before_receipt": _("The person cannot be told before the request came. Check the day."),
        "fact.reason_needed": _("A reason is needed. Write one sentence that an auditor understands."),
        "fact.unknown_word": _("Choose one of the entries of the list."),
        "fact.nothing_asked": _("Nothing was asked by this entry. Open the case again."),
        "fact.answered_already": _("The answer to this is recorded already. Strike it out first if it is wrong."),
        "fact.not_processor": _("Only a request that belongs to a customer is forwarded. Decide the role first."),
        "fact.customer_missing": _("It is not known to which customer this belongs. Say so under Role first."),
        "fact.not_forwarded": _("It was not forwarded yet. Record the forwarding first."),
        "fact.before_forwarding": _("This lies before the forwarding. Check the day and the hour."),
        "fact.missing": _("This entry does not stand in the case. Open the case again."),
        "fact.not_strikable": _("This entry cannot be struck out, or it is already."),
        "fact.customer_unknown": _("This customer does not stand in the register. Choose another one."),
        "fact.customer_retired": _(
            "This customer is retired in the register. Choose another one, or take it back there."
        ),
        "fact.entity_retired": _("This entity is retired in the register. Choose another one, or take it back."),
        "fact.entity_unknown": _("This entity does not stand in the register. Choose another one."),
        "deadline.needs_from": _("This rule counts from an event. Say when it was: --from 2026-03-31."),
        "deadline.needs_time": _("This rule counts hours. Give the time with its offset: 2026-03-31T09:00+02:00."),
        "deadline.needs_end": _("This rule counts back from an event. Say when that is: --ends 2027-06-30."),
        "deadline.not_a_day": _("This is no day. Write it as year, month, day: 2026-03-31."),
        "deadline.not_a_time": _("This is no time. Write it as 2026-03-31T09:00+02:00."),
        "deadline.time_without_zone": _("The time lacks its offset. Write it as 2026-03-31T09:00+02:00."),
        "deadline.pause_form": _("A pause is written CAUSE=DAY or CAUSE=ASKED..ANSWERED, with days as 2026-03-31."),
        "deadline.unknown_cause": _(
            "This cause of a pause is not known. There are identity_doubt, authority_requested, fee, clarification, "
            "cost_contribution and renewed_contact."
        ),
        "deadline.pause_reversed": _("The pause ends before it starts. Check the two days."),
        "deadline.born_later": _("The birth lies after the day that is asked about. Check the two days."),
        "deadline.out_of_calendar": _("The date lies outside the calendar. Check the year."),
        # the workspace and its files
        "vault.absent": _("There is no workspace in this folder. Choose another folder, or set up a new workspace."),
        "vault.exists": _("This folder holds a workspace already. Unlock it, or choose another folder."),
        "vault.folder_not_empty": _("This folder holds other files. Choose an empty folder for the workspace."),
        "vault.open_elsewhere": _("The workspace is open in another window. Close it there, then unlock it here."),
        "vault.wrong_passphrase": _(
            "This passphrase does not open the workspace. Check Caps Lock and the keyboard language."
        ),
        "vault.wrong_recovery": _("This recovery code belongs to another workspace. Check the paper it is written on."),
        "vault.recovery_code_malformed": _("A recovery code has 32 characters in eight groups. Check what is missing."),
        "vault.recovery_code_mistyped": _(
            "One character of the recovery code is not right. Compare it with your paper."
        ),
        "vault.header_damaged": _(
            "The key file is damaged. The copy of the last unlock is kept beside it: put it back, then unlock again."
        ),
        "vault.header_missing": _(
            "The key file is missing. A copy is kept in the folder: put it back, then unlock again."
        ),
        "vault.header_tampered": _(
            "The key file was changed by something else than this program. Put back the copy of the last unlock."
        ),
        "vault.header_newer": _("A newer version of the program made this workspace. Install that version."),
        "vault.database_missing": _(
            "The database is missing from the workspace. Nothing was made in its place: bring it back from a copy."
        ),
        "vault.database_empty": _(
            "The database file is empty. Nothing was made in its place: bring it back from a copy."
        ),
        "vault.database_not_encrypted": _(
            "The database in this folder is not encrypted, so it is not ours. Bring the right file back from a copy."
        ),
        "vault.database_foreign": _(
            "The database belongs to another workspace. Bring the right file back from a copy of this one."
        ),
        "vault.database_cut_off": _("The database file is cut off. Bring it back from a copy."),
        "vault.database_damaged": _(
            "The database is damaged. Close the program and bring the folder back from a copy."
        ),
        "vault.schema_newer": _("This workspace was used by a newer version of the program. Install that version."),
        "vault.migration_failed": _("The workspace could not be brought to this version. It is unchanged."),
        "vault.copy_not_verified": _("The safety copy could not be verified, so nothing was changed. Check the disk."),
        "vault.read_only": _(
            "The workspace is open for reading only. Decide first how to go on with the missing changes."
        ),
        # the machine
        "storage.disk_full": _("The disk is full. Nothing was lost: free some space, then do it again."),
        "storage.not_writable": _("This folder cannot be written. Check its permissions, or choose another folder."),
        "storage.folder_missing": _("This folder does not exist any more. Choose another one."),
        "storage.not_a_folder": _("A file of this name stands where a folder is needed. Choose another folder."),
        "storage.io_failed": _("The disk reported an error ({number}). Check the disk or the drive's cable."),
        "storage.row_changed": _(
            "This record was changed by something else than this program, so nothing was saved. Check the audit trail."
        ),
        "storage.busy": _("Another program is using the workspace. Wait a moment, then do it again."),
        "storage.no_cipher": _("This installation cannot encrypt, so nothing was opened. Install the program again."),
        "storage.old_cipher": _("The encryption library {version} is too old. Install the program again."),
        # setting up
        "workspace.name_missing": _("The organisation and the officer need a name."),
        "workspace.unknown_place": _("This place is not known. Give one such as IN-KA, DE-BY, GB-ENG or US-CA."),
        "workspace.unknown_zone": _("This time zone is not known. Give one such as Asia/Kolkata or Europe/Berlin."),
        "workspace.recovery_file_exists": _("The file for the recovery code exists already. Choose another name."),
        "vault.passphrase_file_missing": _("The passphrase file does not exist. Check the path."),
        "workspace.demo_folder": _(
            "This folder holds something that is no demo of ours. Choose another one with --folder."
        ),
        "passphrase.missing": _("No passphrase was given. Type it, or name a file with --passphrase-file."),
        "passphrase.too_short": _("Use at least {least} characters; four or five unrelated words do well.").format(
            least=LEAST_CHARACTERS
        ),
        "passphrase.too_long": _("Use at most {most} characters.").format(most=MOST_CHARACTERS),
        "passphrase.repeats": _(
            "This passphrase repeats itself. Choose words that have nothing to do with each other."
        ),
        "passphrase.common": _("This passphrase is on every list of guesses. Choose words that surprise."),
        "passphrase.names_only": _("This passphrase is made of your own names. Choose other words."),
        "passphrase.not_utf8": _("The passphrase is not in UTF-8. Save its file as UTF-8, or type it."),
        "passphrase.different": _("The two passphrases differ. Type the second one again."),
        # requests
        "export.calendar_without_names": _("A calendar holds case numbers only: names cannot go into it."),
        "export.nothing": _("There is nothing in this list to export."),
        "export.unknown_kind": _("A list can be written as CSV, XLSX or calendar."),
        "undo.changed_since": _("The case was changed since: take the later change back first."),
        "undo.not_undoable": _("This cannot be undone."),
        "undo.unknown_entry": _("There is nothing to undo."),
        "filter.name_missing": _("A saved filter needs a name."),
        "filter.name_too_long": _("The name is longer than {limit} characters. Shorten it."),
        "filter.name_taken": _("Another saved filter has this name. Choose another one."),
        "filter.unknown": _("This saved filter does not exist any more."),
        "request.assigned_already": _("These requests are with that colleague already."),
        "request.missing": _("This request does not exist any more."),
        "request.unknown_type": _("The kind of request is not known. Choose one from the list."),
        "request.unknown_channel": _("The channel is not known. Choose one from the list."),
        "request.unknown_relation": _("The relation to us is not known. Choose one from the list."),
        "request.unknown_role": _("Our role is not known. Choose controller, processor or unclear."),
        "request.unknown_law": _("The law is not known. Choose one from the list."),
        "request.unknown_state": _("This state is not known. Choose one from the list."),
        "request.unknown_outcome": _("This outcome is not known. Choose one from the list."),
        "request.unknown_reason": _("This reason is not known. Choose one from the list."),
        "system.no_display": _("There is no display. Open the program on a desktop; the commands work without one."),
        "system.libraries_missing": _(
            "This system lacks {files}, so no window can open. Run “{line}”, then start it again."
        ),
        "request.unknown_country": _(
            "This country is not known. Write its name or its code, such as Germany, GB or US-CA."
        ),
        "request.unknown_language": _("A language is a tag such as en, de, hi or en-IN."),
        "request.nothing_corrected": _("Nothing is different. Correct a field, or leave it with Cancel."),
        "request.subject_missing": _("Whom the request is about is missing. Enter a name or an e-mail address."),
        "request.received_in_future": _("The request cannot have been received in the future. Check date and time."),
        "request.dated_in_future": _("The date on the request lies in the future. Check the day."),
        "request.dated_long_ago": _("The date on the request lies before {year}. Check the year."),
        "request.received_long_ago": _("Nothing can have been received before {year}. Check the year."),
        "request.already_closed": _("This request is closed. Reopen it first."),
        "request.not_closed": _("This request is open."),
        "request.reason_needed": _("This outcome needs a reason. Choose one from the list."),
        "request.reopen_reason_needed": _("Say why the request is taken up again."),
        "request.closed_before_received": _("A request cannot be closed before it was received. Check the date."),
        "request.closed_in_future": _("The closing date lies in the future. Check the date."),
        "request.note_empty": _("The note is empty."),
        # registers
        "entry.name_missing": _("The name is missing. Enter it."),
        "entry.unknown_place": _("This place is not known. Choose one from the list."),
        "entry.unknown_fact": _("One of these facts is not known. Choose from the list."),
        "entry.unknown_jurisdiction": _("This law is not known. Choose one from the list."),
        "entry.unknown_entity": _("This entity is not in use. Choose another one."),
        "entry.hours_unlikely": _("The hours lie between 1 and {most}. Check the contract, or leave the field empty."),
        "entry.no_email": _("An e-mail address looks like name@example.com. Check what you typed."),
        "entry.missing": _("This entry does not exist any more."),
        "entry.retired": _("This entry is retired. Take it back first."),
        "entry.in_use": _("This entry is in use."),
        # import
        "import.dry_run_of_mails": _(
            "A dry run is for a table. Take mails in with the window: there each waits for you."
        ),
        "import.file_missing": _("This file does not exist. Check the path."),
        "import.file_too_large": _("The file is larger than {megabytes} MB. Split it."),
        "import.not_usable": _("Nothing of this file can be imported. Mend it as said, then choose it again."),
        "import.unknown_field": _("No column can mean “{field}”. Take one of the list in the guide."),
        "import.field_twice": _("Two columns are both to mean “{field}”. Choose one of them."),
        "import.nothing_mapped": _("No column means anything yet. Say what at least one of them is."),
        "import.no_such_column": _("The table has no column “{column}”. Check its name."),
        "import.column_twice": _("Two columns are called “{column}”. Give one of them another name in the table."),
        "import.mapping_malformed": _("What a column means is written COLUMN=FIELD. Mend “{text}”."),
        "import.order_unclear": _("Day or month may stand first in these dates. Say which, then import."),
        "import.brings_nothing": _("The table brings nothing that is not here already."),
        "import.plan_is_old": _("Another import came in or was taken back meanwhile. Look at the table once more."),
        "import.has_problems": ngettext(
            "{count} row has a problem, so nothing was imported. Mend the file, or leave the row out.",
            "{count} rows have a problem, so nothing was imported. Mend the file, or leave the rows out.",
            count,
        ),
        "import.unknown": _("There is no import of this number. Look at the list of imports."),
        "import.none_to_undo": _("There is no import that could be taken back."),
        "import.undone_already": _("This import was taken back already."),
        "import.later_first": _("A later import found every case of this one again. Take that one back first."),
        "import.all_worked_on": _("Every case of this import was worked on since, so all of them stay."),
        # mail and files
        "mail.unknown": _("This mail does not exist any more."),
        "mail.file_missing": _("This file or folder does not exist. Check the path."),
        "mail.folder_without_mails": _("The folder holds no .eml or .msg file. Choose another one."),
        "mail.too_many_files": _("There are more than {limit} mails. Take them in in parts."),
        "mail.mixed_sources": _("Give either one table or mails, not both at once."),
        "mail.yes_needed": _("Add --yes to take the mails in as proposed, or open the window to decide on each."),
        "mail.made_case": _("Its case was made of this mail. Join the mail to another case instead."),
        "mail.has_case": _("This mail belongs to a case. Join it to another one instead."),
        "mail.received_needed": _("No header says when one of these mails came. Open it, say when, and go on."),
        "mail.received_known": _("A header says when this mail came, so it cannot be set."),
        "mail.no_domain": _("A mail domain looks like example.com. Check what you typed."),
        "mail.removal_reason_needed": _("Say why the content is removed: the reason stays."),
        "mail.removed_already": _("The content was removed before."),
        "mail.paste_empty": _("There is no text on the clipboard. Copy the mail first."),
        "attachment.unknown": _("This file does not exist any more."),
        "attachment.no_picture": _("This file cannot be shown here. Save a copy, or open it in another program."),
        "attachment.is_program": _("This file is a program. It is not handed to the system; save a copy if you must."),
        "attachment.removed": _("The content of this file was removed; only its size and a keyed hash are left."),
        "attachment.file_missing": _("This file does not exist. Check the path."),
        "attachment.missing": _("The encrypted file is missing from the workspace. Bring it back from a copy."),
        "attachment.damaged": _("The encrypted file was changed or is damaged. Bring it back from a copy."),
        "attachment.too_large_to_show": _("The file is larger than {megabytes} MB. Save a copy to look at it."),
        "person.unknown": _("This person does not exist any more."),
        "person.one_entry": _("This is one and the same entry."),
        # reports
        "report.period_backwards": _("The period ends before it begins. Check the two dates."),
        "report.period_unlikely": _("The period lies outside the years {first} to {last}. Check the two dates."),
        "report.names_reason_missing": _("Say why the names are printed: a report that left cannot be called back."),
        "report.case_missing": _("No case has this reference. Write it as REQ-2026-0001."),
        "report.case_has_no_period": _("The file of a case has no period. Leave --from and --to out."),
        "report.file_exists": _("A report of this name is in the folder already. Choose another folder."),
        "report.file_missing": _("This report file does not exist. Check the path."),
        "report.number_taken": _("Another report took this number meanwhile. Make the report again."),
        "report.certificate_unreadable": _("This is no certificate file. Give the .pem or .der file of the authority."),
        "job.cancelled": _("Cancelled."),
    }


def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_sentences({}))


def sentence_for_code(code: str, parameters: Mapping[str, str | int] | None = None) -> str:
    values = dict(parameters or {})
    return _sentences(values)[code].format(**values)


def sentence(error: DpoError) -> str:
    """One sentence that says what is and what to do."""
    return sentence_for_code(error.code, error.parameters)
