"""The computed clock in words: one sentence that explains a date, and a line for each step of the sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from dpo_desktop.domain.clock_facts import Step
from dpo_desktop.domain.deadlines import Duty
from dpo_desktop.domain.editions import base, own_counts
from dpo_desktop.sentences.dates import long_date, middle_date
from dpo_desktop.sentences.places import country_name
from dpo_desktop.translation import _, ngettext


def speeds() -> dict[str, str]:
    """The law's own word where it gives no number."""
    return {
        "immediately": _("immediately"),
        "promptly": _("promptly"),
        "without_delay": _("without delay"),
        "without_undue_delay": _("without undue delay"),
        "as_soon_as_possible": _("as soon as possible"),
        "reasonable_time": _("within a reasonable time"),
        "on_request": _("on request"),
        "none_stated": _("the law states no speed"),
    }


def causes() -> dict[str, str]:
    """What was asked for while a clock may stand."""
    return {
        "identity_doubt": _("proof of identity"),
        "authority_requested": _("proof of authority"),
        "fee": _("the fee"),
        "clarification": _("a clarification"),
        "cost_contribution": _("the share of the costs"),
        "renewed_contact": _("renewed contact"),
    }


def triggers() -> dict[str, str]:
    """The event whose time is the start, as a line of the sum."""
    return {
        "receipt": _("Received"),
        "request_date": _("Date of the request"),
        "awareness": _("We became aware"),
        "noticing": _("Noticed"),
        "knowledge": _("Known"),
        "notice_sent": _("Notice sent"),
        "obtained": _("Data obtained"),
        "collection": _("Data collected"),
        "processing": _("Data processed"),
        "log_date": _("Date of the log"),
        "last_activity": _("Last activity of the person"),
        "erasure_due": _("Erasure due"),
        "purpose_end": _("Purpose ended"),
        "publication": _("Published"),
        "any": _("The event"),
        "none": _("Day that is asked about"),
    }


def units() -> dict[str, str]:
    return {
        "hours": _("hours"),
        "calendar_days": _("days"),
        "business_days": _("business days"),
        "calendar_months": _("months"),
        "calendar_years": _("years"),
    }


def amount_words(amount: int, unit: str) -> str:
    """One month, ten business days."""
    return {
        "hours": ngettext("{amount} hour", "{amount} hours", amount),
        "calendar_days": ngettext("{amount} day", "{amount} days", amount),
        "business_days": ngettext("{amount} business day", "{amount} business days", amount),
        "calendar_months": ngettext("{amount} month", "{amount} months", amount),
        "calendar_years": ngettext("{amount} year", "{amount} years", amount),
    }[unit].format(amount=amount)


def _lines(values: Mapping[str, str | int]) -> dict[str, str]:
    amount = int(values.get("amount", 0) or 0)
    counted = {
        unit: amount_words(amount, unit)
        for unit in ("calendar_days", "business_days", "calendar_months", "calendar_years")
    }
    return {
        **counted,
        "calendar_days_same_day": ngettext(
            "{amount} day, the first being counted", "{amount} days, the first day being counted", amount
        ),
        "hours": ngettext("{amount} elapsed hour: {at}", "{amount} elapsed hours: {at}", amount),
        "before_hours": ngettext("{amount} hour before: {at}", "{amount} hours before: {at}", amount),
        "before_calendar_days": ngettext("{amount} day before", "{amount} days before", amount),
        "before_business_days": ngettext("{amount} business day before", "{amount} business days before", amount),
        "before_calendar_months": ngettext("{amount} month before", "{amount} months before", amount),
        "before_calendar_years": ngettext("{amount} year before", "{amount} years before", amount),
        "received": _("Received"),
        "dated": _("Date of the request itself"),
        "dated_later": _("The request bears a later day than that of its receipt: the receipt counts"),
        "event": "{trigger}",
        "at_instant": "{trigger}: {at}",
        "not_in_force": _("This rule is not in force on that day: {span}"),
        "start_moved": _("The period starts when {cause} arrives"),
        "start_waits": _("Still waiting for {cause}: if it came today, the period would start today"),
        "start_not_moved": _("{cause} came on {day}, not after the start: the start stays"),
        "short_month": _("The month has no day {day}: its last day counts"),
        "excluded": ngettext(
            "{amount} day not counted: waiting for {cause}", "{amount} days not counted: waiting for {cause}", amount
        ),
        "excluded_from_to": ngettext(
            "{amount} day not counted: waiting for {cause}, asked {asked}, answered {answered}",
            "{amount} days not counted: waiting for {cause}, asked {asked}, answered {answered}",
            amount,
        ),
        "excluded_when_answered": _(
            "Waiting for {cause} since {asked}: the days count once the answer is there, until then this date is kept"
        ),
        "holiday_elsewhere": _(
            "The holidays of {place} moved this date. The law speaks of those where it holds: keep the earlier day"
        ),
        "excluded_until_now": ngettext(
            "{amount} day not counted so far: waiting for {cause} since {asked}",
            "{amount} days not counted so far: waiting for {cause} since {asked}",
            amount,
        ),
        "pause_by_reason": _(
            "The law does not say that waiting for {cause} stops the clock: it counts by a recorded reason"
        ),
        "pause_off": _(
            "Waiting for {cause} does not stop the clock: the law does not name it, and no reason is recorded"
        ),
        "pause_none": _("Waiting for {cause} does not stop the clock: the law says so"),
        "pause_not_in_law": _("Waiting for {cause} does not stop the clock: this rule knows no such pause"),
        "pause_other_days": _(
            "Waiting for {cause} does not stop the clock: the rule for it is not in force on the day of receipt"
        ),
        "pause_without_letter": _(
            "Waiting for {cause} does not stop the clock: no letter that asks for it is recorded"
        ),
        "pause_no_day": _("Waiting for {cause} moves nothing: the day on which it came is not known"),
        "pause_no_days": _(
            "Waiting for {cause} does not stop the clock: the day on which it was asked for is not known"
        ),
        "pause_after_end": _(
            "Waiting for {cause} does not stop the clock: it was asked for after {by}, when the period was over"
        ),
        "pause_not_in_hours": _("Waiting for {cause} does not stop the clock: hours run on"),
        "rolled_saturday": _("{free}, a Saturday, is not counted as the end"),
        "rolled_sunday": _("{free}, a Sunday, is not counted as the end"),
        "rolled_holiday": _("{free}, a public holiday ({name}), is not counted as the end"),
        "extension_none": _("The extension changes nothing: this rule knows none"),
        "extension_late": _(
            "The extension changes nothing: the person was told on {told}, and {by} was the last day for it"
        ),
        "extension_second_late": _(
            "A later notice of {told} changes nothing: {by} was the last day for it, and the one before it counts"
        ),
        "extension_no_later": _("The extension changes nothing: the date that was named, {until}, is an earlier one"),
        "extension_needs_date_law": _("The extension has no length in the law: enter the new date"),
        "extension_needs_date_controller": _("The law leaves the length of the extension to us: enter the new date"),
        "extension_needs_date_authority": _("The authority sets the new time: enter it when it is known"),
        "extension_told": _("Extended; the person was told on {told}, in time until {by}"),
        "extension_told_unknown": _("Extended; in time only if the person was told by {by}, which is not recorded"),
        "extended_until": _("The new date that was named"),
        "outer": _("Outer limit, never to be planned on: {at}"),
        "own_target": _("Our own time: {target}"),
        "own_target_later": _("Our own time, {target}, would end later than the law allows: the law's date counts"),
        "due": _("Answer by"),
        "due_at": _("By {at}"),
        "may_from": _("Not before"),
        "starts": _("In force from"),
        "waiting": _("The clock stands until the answer comes"),
        "no_number": _("The law gives no number of days: {speed}"),
        "no_date_condition": _("This rule decides something and has no date"),
        "no_date_age": _("A line of age"),
        "no_date_commencement": _("The day on which a law starts"),
        "no_date_computation": _("This rule says how others are counted and has no date of its own"),
        "below_on": _("Below the line on that day"),
        "not_below_on": _("Not below the line on that day"),
        "age_reached": _("{amount} years complete"),
        "born": _("Born"),
        "customer_missing": _("We are the processor: say which customer it belongs to, then forward it"),
        "forward_without_hours": _("The contract names no hours: forward it to the customer without undue delay"),
        "forwarded": _("Forwarded to the customer"),
        "acknowledged": _("The customer confirmed that it came"),
        "forward_by": _("Forward to the customer by {at}"),
        "no_rule": _("No rule on file gives a date for this kind of request under this law"),
        "no_law": _("No law on file is known to apply: say where the person lives, or decide which law applies"),
        "received_unknown": _("No date can be computed: the register does not say when it came"),
        "role_unclear": _("Our role is not clear yet: the date holds if we are the controller"),
    }


def codes() -> frozenset[str]:
    """Every step code that has words."""
    return frozenset(_lines({}))


def step_words(step: Step) -> str:
    """The words of one line of the sum, without its date."""
    values: dict[str, str | int] = dict(step.parameters)
    if step.code.startswith("own_target"):
        values["target"] = amount_words(int(values["amount"]), str(values["unit"]))
    for key in ("free", "asked", "answered", "told", "by", "until"):
        if key in values:
            values[key] = middle_date(date.fromisoformat(str(values[key])))
    if "place" in values:
        values["place"] = country_name(str(values["place"]))
    if step.code == "start_not_moved":
        values["day"] = middle_date(date.fromisoformat(str(values["day"])))
    if "at" in values:
        values["at"] = moment_words(datetime.fromisoformat(str(values["at"])))
    for key, words in (("speed", speeds()), ("cause", causes()), ("trigger", triggers())):
        if key in values:
            values[key] = words[str(values[key])]
    if step.code == "not_in_force":
        values["span"] = _span(values)
    line = _lines(values)[step.code].format(**values)
    return line[:1].upper() + line[1:]


def step_line(step: Step) -> tuple[str, str]:
    """The words of one line of the sum and what stands at its right end: its date, or its instant; '' for neither."""
    values = dict(step.parameters)
    if "at" in values:
        amount = int(values.get("amount", 0) or 0)
        words = {
            "at_instant": triggers().get(str(values.get("trigger", "")), ""),
            "hours": ngettext("{amount} elapsed hour", "{amount} elapsed hours", amount),
            "before_hours": ngettext("{amount} hour before", "{amount} hours before", amount),
            "outer": _("Outer limit, never to be planned on"),
            "due_at": _("By"),
            "forward_by": _("Forward to the customer by"),
        }[step.code]
        at = datetime.fromisoformat(str(values["at"]))
        return words.format(amount=amount), f"{middle_date(at.date())}, {at:%H:%M}"
    return step_words(step), middle_date(step.on) if step.on else ""


def _span(values: Mapping[str, str | int]) -> str:
    days = {key: middle_date(date.fromisoformat(str(values[key]))) for key in ("first", "last") if key in values}
    if len(days) == 2:
        return _("from {first} to {last}").format(**days)
    return _("from {first}").format(**days) if "first" in days else _("until {last}").format(**days)


def moment_words(at: datetime) -> str:
    """Tue 31 Mar 2026, 09:00 (+02:00)."""
    offset = at.strftime("%z")
    return f"{middle_date(at.date())}, {at:%H:%M} ({offset[:3]}:{offset[3:]})"


def explain(duty: Duty) -> str:
    """One sentence that says how the date came about, or why there is none."""
    ends = ("due", "due_at", "may_from", "forward_by", "starts")
    steps = [step for step in duty.steps[1:] if step.code not in ends]
    first = duty.steps[0]
    words = "; ".join(_with_date(step) for step in steps)
    if first.on is None:
        return step_words(first)
    start = _("{event} {day}").format(event=step_words(first), day=middle_date(first.on))
    told = f"{start}; {words}" if words else start
    if duty.due_on is None:
        return f"{start}. {words}." if words else f"{start}."
    if duty.kind == "not_before":
        return _("{told}. Not before {due}.").format(told=told, due=long_date(duty.due_on))
    return _("{told}. Answer by {due}.").format(told=told, due=long_date(duty.due_on))


def source_kinds() -> dict[str, str]:
    return {
        "official_text": _("the official text"),
        "official_guidance": _("the authority's own guidance"),
        "verbatim_copy": _("a verbatim copy"),
        "secondary": _("a secondary source"),
        "general_knowledge": _("general knowledge"),
        "": _("no source"),
    }


def source_words(source_kind: str, *, verified: bool) -> str:
    """Where a rule was read, and whether its operative words were."""
    source = source_kinds()[source_kind]
    if verified:
        return _("The operative words were read in {source}.").format(source=source)
    return _("The operative words were not read ({source}): check them before you rely on the date.").format(
        source=source
    )


def edition_words(edition: str) -> str:
    """An edition of the law file, its day as people write days, and how much the company added: Sun 22 Nov 2026,
    e7c983a38a7f, 2 own rules.
    """
    day, comma, digest = base(edition).partition(", ")
    try:
        words = f"{middle_date(date.fromisoformat(day))}{comma}{digest}"
    except ValueError:  # of an edition that begins with no day
        return edition
    counts = own_counts(edition)
    rules, times = counts.get("own", 0), counts.get("times", 0)
    told = [words]
    if rules:
        told.append(ngettext("{n} own rule", "{n} own rules", rules).format(n=rules))
    if times:
        told.append(ngettext("{n} own time", "{n} own times", times).format(n=times))
    return ", ".join(told)


def _with_date(step: Step) -> str:
    words = step_words(step)
    if step.on is None or step.code.startswith("rolled_"):  # these name the day they skip
        return words
    return _("{words} ({day})").format(words=words, day=middle_date(step.on))
