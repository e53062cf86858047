"""What the company added to the law, in words; and the text that a new own rule begins with."""

from __future__ import annotations

from dpo_desktop.domain.law_rules import Rule
from dpo_desktop.sentences.deadlines import amount_words, speeds
from dpo_desktop.sentences.vocabulary import laws
from dpo_desktop.translation import _


def rule_name(rule: Rule) -> str:
    """The law and the right, as a lawyer names a rule."""
    law = laws().get(rule.jurisdiction, rule.law)
    return _("{law}: {right}").format(law=law, right=rule.right or rule.law)


def rule_length(rule: Rule) -> str:
    """One month, or the law's own word where it gives no number."""
    if rule.amount:
        return amount_words(rule.amount, rule.unit)
    return speeds()[rule.speed] if rule.speed not in ("", "none_stated") else _("no number")


def rule_sentence(rule: Rule) -> str:
    """How long, and from when."""
    if rule.trigger == "request_date":
        return _("{length} from the day that the request bears").format(length=rule_length(rule))
    return _("{length} from receipt").format(length=rule_length(rule))


def rule_template() -> str:
    """The TOML of a rule, with a word above each line that is to be thought about."""
    lines = (
        ("[[rule]]", ""),
        ('id = "own-first-answer"', _("a name of its own, never given twice")),
        ('jurisdiction = "EU"', _("EU, UK, IN, US-CA, US-VA, US-CO, BR, CA, AU or CH")),
        (f'law = "{_("Policy on requests, 2026")}"', _("the text that the rule stands in")),
        (f'right = "{_("First answer to the person")}"', _("what it asks for, as the case will show it")),
        ('kind = "deadline"', _('or duty_without_number, with speed = "promptly"')),
        ('unit = "business_days"', _("hours, calendar_days, business_days, calendar_months or calendar_years")),
        ("amount = 5", ""),
        ('start = "next_day"', _("hours: instant; months and years: same_day")),
        ('trigger = "receipt"', _("or request_date: the day that the request bears")),
        ('saturday = "not_working"', ""),
        ('holiday_calendar = "controller_place"', _("or none, or a place such as GB-ENG")),
        ('rollover = "none"', _("or next_working_day: an end on a free day moves on")),
        (f'citation = "{_("Policy on requests, section 4")}"', _("where it stands, in its own words")),
        ("verified = false", _("true when you have read these words yourself")),
    )
    return "".join(f"# {why}\n{line}\n" if why else f"{line}\n" for line, why in lines)
