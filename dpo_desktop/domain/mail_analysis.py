"""What a mail seems to be about: language, rights, who writes, and whose data it is. A proposal to the officer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dpo_desktop.domain.languages import language_of
from dpo_desktop.domain.mail_text import split_text
from dpo_desktop.domain.suggestions import Lexicon, Suggestion, Suggestions, suggest

_REPLY = re.compile(r"^\s*(re|aw|antw|sv|ref|rép|rif|réf)(\[\d+\])?\s*:", re.IGNORECASE)
_FEW_WORDS = 12
_MANY_RECIPIENTS = 10
# Rights that people without any relation to us claim.
_OF_STRANGERS = ("referral_removal", "source_question")

_OF_MAILINGS = frozenset(("bulk_footer", "newsletter_sign", "pitch_offer", "phish_act", "outreach", "award"))


@dataclass(frozen=True, slots=True)
class MailWords:
    """What a mail says, and what its headers make of it. `kind` as in `intake.values.ParsedMail`.

    `is_deceptive`: a link in it shows another address than it leads to.
    """

    kind: str
    subject: str
    text: str
    attached_text: str = ""
    is_reply: bool = False
    is_forward: bool = False
    from_us: bool = False
    recipients: int = 1
    is_deceptive: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """`rights` best first; `relation` and `our_role` are codes of `domain.requests`, `internal` for our own mail."""

    language: str
    rights: tuple[Suggestion, ...]
    relation: str
    our_role: str
    is_chaser: bool = False  # asks for the answer to something asked before


def is_reply_subject(subject: str) -> bool:
    return _REPLY.match(subject) is not None


def analyse(mail: MailWords, lexicon: Callable[[str], Lexicon], small_words: Mapping[str, frozenset[str]]) -> Analysis:
    """Read the sender's own words; quoted history counts only where the mail is there to pass it on."""
    words = split_text(mail.text)
    own = words.own
    told = own or (words.quoted if mail.is_forward else "")
    language = language_of(told if told.strip() else mail.subject, small_words)
    if mail.kind != "message":
        return Analysis(language, (), "internal" if mail.from_us else "unrelated", "unclear")
    found = suggest(_counted(own, words.quoted, mail), lexicon(language), subject=_subject(mail))
    if not found.rights and "chaser" in found.concepts:
        # Whoever asks where the answer stays asks again for what stands in the subject, in an answer too.
        found = suggest(own, lexicon(language), subject=_REPLY.sub("", mail.subject))
    signed = suggest(f"{own}\n\n{words.signature}", lexicon(language))
    passed_on = mail.is_forward or (mail.attached_text and len(own.split()) < _FEW_WORDS * 3)
    if passed_on and not found.rights:
        other = "\n\n".join((words.quoted, mail.attached_text))
        found = suggest(other, lexicon(language_of(other, small_words)), subject=_subject(mail))
    relation = _relation(mail, found, signed)
    if relation == "internal" and not mail.is_forward:
        return Analysis(language, (), "internal", "unclear")
    return Analysis(
        language,
        _told(found, signed),
        relation,
        _role(found, signed, relation),
        is_chaser="chaser" in found.concepts,
    )


def _told(found: Suggestions, signed: Suggestions) -> tuple[Suggestion, ...]:
    """An authority retells what others claim; what it asks itself is the inquiry."""
    inquiry = tuple(one for one in found.rights if one.code == "authority_inquiry")
    from_authority = any(one.code == "authority" for one in (*found.senders, *signed.senders))
    return inquiry if inquiry and from_authority else found.rights


def _counted(own: str, quoted: str, mail: MailWords) -> str:
    return "\n\n".join((own, quoted, mail.attached_text)) if mail.is_forward else own


def _subject(mail: MailWords) -> str:
    """The subject of an answer is somebody else's."""
    return "" if mail.is_reply or is_reply_subject(mail.subject) else mail.subject


def _relation(mail: MailWords, found: Suggestions, signed: Suggestions) -> str:
    senders = {one.code: one.score for one in (*found.senders, *signed.senders)}
    if mail.from_us:
        return "employee" if "employee" in senders and found.rights and not mail.is_forward else "internal"
    rights = [one.code for one in found.rights]
    if "authority" in senders:
        return "authority"
    if "lawyer_agent" in senders:
        return "lawyer_agent"
    if "teacher" in found.concepts | signed.concepts and "child_report" in rights:
        return "unrelated"
    if "parent" in senders and "child_report" in rights:
        return "parent"
    senders.pop("parent", None)
    if senders:
        return max(senders, key=lambda code: senders[code])
    if rights and rights[0] in _OF_STRANGERS:
        return "unrelated"
    # Who claims nothing mostly asks about the product; news, offers and calls for papers come from elsewhere.
    mailing = bool(_OF_MAILINGS & found.concepts) and "ask_button" not in found.concepts
    mailing = mailing or mail.recipients >= _MANY_RECIPIENTS or mail.is_deceptive
    return "unrelated" if mailing and not rights and not mail.is_reply else "our_customer_contact"


def _role(found: Suggestions, signed: Suggestions, relation: str) -> str:
    if not found.rights:
        return "unclear"
    if relation in ("employee", "authority", "processor", "internal", "parent"):
        return "controller" if found.rights[0].code != "dpa_request" else "processor"
    roles = (*found.roles, *signed.roles)
    if roles:
        return max(roles, key=lambda one: one.score).code
    return "controller"
