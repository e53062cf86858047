"""Mail in words: what is wrong with one, why it was joined or is suggested, what kind of file is attached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dpo_desktop.sentences.numbers import decimal
from dpo_desktop.sentences.vocabulary import relations
from dpo_desktop.translation import _, ngettext


def _sentences(values: Mapping[str, str | int]) -> dict[str, str]:
    count = int(values.get("count", 0) or 0)
    return {
        "mail.empty": _("The file is empty. Ask for it again."),
        "mail.no_headers": _("This file is no mail: it has no headers. It is kept as it came."),
        "mail.no_msg": _("This is no Outlook message, or it is damaged. It is kept as it came; ask for an .eml."),
        "mail.msg_by_name": _("It is called .msg and is a plain mail; it was read as one."),
        "mail.too_large": _(
            "The mail is larger than {megabytes} MB: only its beginning was read. Its files are in the original."
        ),
        "mail.took_too_long": _("Reading took too long and was stopped. The mail is kept as it came."),
        "mail.too_much_memory": _("Reading needed too much memory and was stopped. The mail is kept as it came."),
        "mail.reader_failed": _("The mail could not be read. It is kept as it came."),
        "mail.too_deep": _("Its parts are nested too deep; what could be read is shown as plain text."),
        "mail.too_many_parts": _("It has more than {limit} files; the others are only in the original."),
        "mail.text_cut": _("Only the first {limit} characters are shown; the rest is in the original."),
        "mail.cut_off": _("The mail is cut off: its end is missing. Ask for it again if something is not there."),
        "mail.damaged_encoding": _("A file in it is damaged or cut off. Ask for it again if you need it."),
        "mail.broken_headers": _("Its headers are damaged. Compare them with the original."),
        "mail.unknown_charset": _("It names the character set “{charset}”, which is not known; letters may be wrong."),
        "mail.wrong_charset": _("It is not in the character set it names ({charset}); letters may be wrong."),
        "mail.control_characters": _("Control characters were left out of its text."),
        "mail.reply_elsewhere": _(
            "Answers to it would go to another address than it comes from. Check who writes before you answer."
        ),
        "mail.no_sender": _("It does not say who sent it. Look into the headers."),
        "mail.no_message_id": _("It has no Message-ID, so answers to it cannot be joined by themselves."),
        "mail.message_id_reused": _("Another mail has the same Message-ID and other words. Compare the two."),
        "mail.no_date": _("It does not say when it was sent."),
        "mail.date_unreadable": _("The date it says it was sent on cannot be read."),
        "mail.date_in_future": _(
            "It says it was sent on a day that has not come yet. The clock of its sender is wrong."
        ),
        "mail.no_received": _("No server says when it came. Say when it did: the clock starts then."),
        "mail.received_unreadable": _("When it came cannot be read from its headers. Say when it did."),
        "mail.received_in_future": _(
            "Our server says it came at a time that has not come yet. Check the server's clock."
        ),
        "mail.earlier_copy": _(
            "This copy came earlier than the one that was filed first. Check the start of the clock."
        ),
        "mail.older_than_case": _("It came before its case was received. Check the start of the clock."),
        "mail.from_stranger": _(
            "It is joined to the case and comes from an address that is new to it. Check who writes before you answer."
        ),
        "mail.case_closed": _("Its case is closed. Reopen it, or make a new request if this asks for something."),
        "mail.not_entered": _("It could not be entered as it stands. Make the request of it in the window."),
        "mail.html_scripts": _("Scripts in it were left out."),
        "mail.html_forms": _("A form in it was left out."),
        "mail.html_pictures": ngettext(
            "{count} remote picture is not loaded: loading it would tell the sender that you read this.",
            "{count} remote pictures are not loaded: loading them would tell the sender that you read this.",
            count,
        ),
        "mail.html_link_elsewhere": _("A link in it shows one address and leads to another. Do not follow it."),
        "mail.html_hidden_words": _("It holds words that its sender hid from the eye. They count for no suggestion."),
        "mail.html_too_large": _("Its layout is too large to show; its words are shown as plain text."),
        "attachment.program": _("{file} is a program or a script. Do not open it."),
        "attachment.macros": _("{file} can hold macros. Open it only if you know the sender."),
        "attachment.other_type": _("{file} is not what it says it is. Be careful with it."),
        "attachment.not_read": _("{file} could not be taken out of the mail; it is in the original."),
    }


def codes() -> frozenset[str]:
    return frozenset(_sentences({}))


def problem_words(code: str, parameters: Iterable[tuple[str, str | int]]) -> str:
    """One sentence: what is, and where it helps what to do."""
    values = dict(parameters)
    return _sentences(values)[code].format(**values)


def reason_words() -> dict[str, str]:
    """Why a case is suggested, by code of `domain.case_matching`; `{words}` is what it rests on."""
    return {
        "same_email": _("same address: {words}"),
        "email_alias": _("same mailbox: {words}"),
        "same_phone": _("same phone number: {words}"),
        "same_name": _("same name: {words}"),
        "similar_name": _("similar name: {words}"),
        "name_initials": _("the name may be short for {words}"),
        "forwarded_sender": _("passes on a mail of {words}"),
        "same_subject": _("same subject: {words}"),
        "person_named": _("names {words}"),
        "given_name_named": _("the case names “{words}”"),
        "company_named": _("the case names the sender's organisation, “{words}”"),
        "names_company": _("names the organisation “{words}” of the case"),
        "asks_for_answer": _("asks for an answer to something earlier"),
    }


def same_person_words() -> dict[str, str]:
    """By code of `domain.persons.same_person_reasons`."""
    return {
        "same_email": _("same address"),
        "email_alias": _("same mailbox, other alias"),
        "same_phone": _("same phone number"),
        "same_name": _("same name"),
        "similar_name": _("similar name"),
        "name_initials": _("the name may be short for it"),
    }


def joined_words() -> dict[str, str]:
    """Why a mail is with its case."""
    return {
        "header": _("joined by its headers"),
        "reference": _("joined by the case number"),
        "address": _("joined by the address"),
        "same_mail": _("the same mail again"),
        "officer": _("joined by the officer"),
        "request": _("made this case"),
    }


def mail_states() -> dict[str, str]:
    return {
        "undecided": _("To decide"),
        "filed": _("With a case"),
        "set_aside": _("Set aside"),
        "unreadable": _("Unreadable"),
    }


def mail_kinds() -> dict[str, str]:
    return {
        "message": _("Mail"),
        "auto_reply": _("Automatic reply"),
        "bounce": _("Delivery report"),
        "bulk": _("Newsletter"),
        "unreadable": _("Unreadable file"),
    }


def statuses() -> dict[str, str]:
    """What became of a file, by `services.mail_filing.status_of`."""
    return {
        "filed": _("new request"),
        "joined": _("joined"),
        "duplicate": _("duplicate"),
        "delivery_report": _("delivery report"),
        "unrelated": _("no request"),
        "unreadable": _("unreadable"),
        "undecided": _("to decide"),
    }


def received_from_words() -> dict[str, str]:
    """Who says when a mail came."""
    return {
        "received": _("by our server"),
        "delivered": _("by Outlook"),
        "officer": _("by the officer"),
        "": _("not known"),
    }


def sender_words() -> dict[str, str]:
    """Who writes; `internal` is our own mail, the others are relations."""
    return {**relations(), "internal": _("Our own mail")}


def file_kind(media_type: str) -> str:
    """A file's type in words."""
    known = {
        "application/pdf": _("PDF"),
        "message/rfc822": _("Mail"),
        "text/calendar": _("Appointment"),
        "text/vcard": _("Contact"),
        "text/csv": _("Table"),
        "text/html": _("Web page"),
        "application/zip": _("Archive"),
        "application/octet-stream": _("File"),
        "application/msword": _("Word document"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Word document"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Spreadsheet"),
        "application/vnd.ms-excel": _("Spreadsheet"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": _("Presentation"),
        "application/x-msdownload": _("Program"),
        "application/x-executable": _("Program"),
        "application/x-mach-binary": _("Program"),
        "application/x-ms-shortcut": _("Shortcut"),
        "text/x-shellscript": _("Script"),
    }
    families = {"image": _("Picture"), "text": _("Text"), "audio": _("Sound"), "video": _("Video")}
    return known.get(media_type) or families.get(media_type.partition("/")[0], _("File"))


def size_words(size: int) -> str:
    """1.2 MB; decimal units, as file managers show them."""
    if size < 1000:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    value, unit = (size / 1000, "kB") if size < 999_500 else (size / 1_000_000, "MB")
    return f"{decimal(value, places=0 if value >= 10 else 1)} {unit}"
