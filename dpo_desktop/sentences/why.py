"""“Why this date?”: the whole sum of a duty and the words of its rule, for a screen and as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.law_rules import PauseRule, Rule
from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.deadlines import amount_words, causes, edition_words, moment_words, source_words, step_line
from dpo_desktop.sentences.places import holiday_words
from dpo_desktop.translation import _


@dataclass(frozen=True, slots=True)
class Why:
    """`answer` is the result in words, `about` the law and the duty. `steps` are the lines of the sum, each with its
    date or '', the last being the result; `told` is what else a lawyer asks: name and sentence.
    """

    answer: str
    about: str
    steps: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]

    def as_text(self, reference: str) -> str:
        """All of it, to be pasted into a letter or a file note."""
        lines = [f"{reference}: {self.answer}", self.about, ""]
        lines += [f"{words}: {day}" if day else words for words, day in self.steps]
        lines += ["", *(f"{name}: {words}" for name, words in self.told)]
        return "\n".join(lines) + "\n"


def why(duty: Duty, rule: Rule | None, law_edition: str, holiday_edition: str, known_edition: str) -> Why:
    """`rule` is None where the file holds none (a contract's hours, or a rule that is gone). `law_edition` is what the
    date was computed with, `known_edition` that of the words of `rule`.
    """
    steps = tuple(step_line(step) for step in duty.steps)
    told = [*_dates(duty, rule), *(_rule_words(rule) if rule is not None else [])]
    if duty.rule_id and rule is not None:
        told.append((_("Source"), source_words(duty.source_kind, verified=duty.verified)))
    told.append((_("Law file of"), f"{edition_words(law_edition)}."))
    if rule is not None and known_edition != law_edition:
        words = _("The words above stand in the edition of {edition}; the date was computed with the one before it.")
        told.append((_("Another edition"), words.format(edition=edition_words(known_edition))))
    told.append((_("Holidays"), holiday_words(holiday_edition)))
    about = "  ·  ".join(part for part in (duty.law, duty.right) if part)
    return Why(answer_words(duty), about, steps, tuple(told))


def answer_words(duty: Duty) -> str:
    """The result of a duty as a heading."""
    if duty.waiting_since is not None:
        return _("The clock stands since {day}").format(day=long_date(duty.waiting_since))
    if duty.due_at is not None and duty.due_on == duty.due_at.date():
        return _("By {at}").format(at=moment_words(duty.due_at))
    if duty.due_on is None:
        return _("The law gives no date") if duty.rule_id else _("There is no date")
    words = _("Not before {day}") if duty.kind == "not_before" else _("By {day}")
    return words.format(day=long_date(duty.due_on))


def _dates(duty: Duty, rule: Rule | None) -> list[tuple[str, str]]:
    """The dates beside the result."""
    told: list[tuple[str, str]] = []
    if duty.waiting_since is not None and duty.provisional_on is not None:
        words = _("The date would be {day}.")
        told.append((_("If it came today"), words.format(day=long_date(duty.provisional_on))))
    if duty.cautious_on is not None:
        moment = _moment(duty.cautious_on, duty.cautious_at)
        reasons = cautious_reasons(rule)
        told.append((_("To be safe"), _told(_("{moment}.").format(moment=moment), *reasons)))
    if duty.outer_on is not None:
        moment = _("{moment}. Never plan on it.").format(moment=_moment(duty.outer_on, duty.outer_at))
        why_outer = rule.outer.why if rule is not None and rule.outer is not None else ""
        told.append((_("Outer limit"), _told(moment, why_outer)))
    if duty.notice_by is not None:
        words = _("The person is to be told of an extension by {moment} at the latest.")
        told.append((_("Tell of an extension"), words.format(moment=_moment(duty.notice_by, duty.notice_at))))
    if duty.extended_on is not None:
        told.append((_("If extended"), _("{day}.").format(day=long_date(duty.extended_on))))
    if duty.target_on is not None:
        told.append((_("Our own time"), _("{moment}.").format(moment=_moment(duty.target_on, duty.target_at))))
    return told


def cautious_reasons(rule: Rule | None) -> tuple[str, ...]:
    """Why the date to be safe is another: where the law is open."""
    if rule is None:
        return ()
    stated = (rule.cautious.why,) if rule.cautious is not None and rule.cautious.why else ()
    if any(pause.cautious for pause in rule.pauses):
        return (*stated, _("The law does not say how days of waiting are counted."))
    return stated


def _rule_words(rule: Rule) -> list[tuple[str, str]]:
    told = [
        (_("In the law"), rule.citation),
        (_("When it starts"), rule.when),
        (_("In force"), in_force_words(rule)),
        (_("Extension"), _extension_words(rule)),
        (_("May stop the clock"), _pause_words(rule)),
        (_("Exceptions"), rule.exceptions),
        (_("Note"), rule.note),
        (_("To watch"), rule.watch),
    ]
    return [(name, _ended(words)) for name, words in told if words]


def in_force_words(rule: Rule) -> str:
    """Since when, until when, and what is not known of it."""
    first, last = rule.effective_from, rule.effective_to
    if first is not None and last is not None:
        span = _("From {first} to {last}.").format(first=long_date(first), last=long_date(last))
    elif first is not None:
        span = _("Since {first}.").format(first=long_date(first))
    elif last is not None:
        span = _("Until {last}.").format(last=long_date(last))
    else:
        span = _("The law file names no day.")
    return _told(span, rule.effective_note)


def _extension_words(rule: Rule) -> str:
    extension = rule.extension
    if extension is None:
        return _("This rule knows none.") if rule.kind == "deadline" else ""
    if extension.amount:
        return _("By {amount} more, once.").format(amount=amount_words(extension.amount, extension.unit))
    return {
        "law": _("The law names no length."),
        "controller": _("The law leaves the length to us."),
        "authority": _("The authority sets the new time."),
    }[extension.set_by]


def _pause_words(rule: Rule) -> str:
    if rule.kind != "deadline":
        return ""
    named = causes()
    parts = []
    for pause in rule.pauses:
        words = _("waiting for {cause}") if pause.is_on else _("waiting for {cause}, only with a recorded reason")
        if pause.effect == "none":
            words = _("not waiting for {cause}")
        parts.append(words.format(cause=named[pause.cause]))
    return _told("; ".join(dict.fromkeys(parts)) or _("Nothing that the law names."))


def _moment(day: date, at: datetime | None) -> str:
    return moment_words(at) if at is not None else long_date(day)


def _told(*parts: str) -> str:
    return " ".join(_ended(part) for part in parts if part)


def _ended(words: str) -> str:
    """As a sentence: the texts of the law file begin and end as they like."""
    clean = words.strip()
    clean = clean[:1].upper() + clean[1:]
    return clean if clean.endswith((".", "!", "?", '."', ".)", "”")) else f"{clean}."


def identity_words(rule: Rule | None, pause: PauseRule | None) -> str:
    """What a check of identity that failed means under a law. `rule` is what the law file names for it, `pause` what
    asking for proof does to the clock of this case.
    """
    if rule is None:
        return _("The law file has no rule on it.")
    effect = _("Waiting for proof of identity does not move the date.")
    if pause is not None and pause.effect == "moves_start":
        effect = _("The period starts when the proof of identity arrives.")
    elif pause is not None and pause.effect == "excludes_days":
        effect = _("Days of waiting for proof of identity are not counted.")
        if not pause.is_on:
            effect = _("Days of waiting for proof of identity are not counted where you record a reason for it.")
    return _told(effect, rule.exceptions, rule.citation)
