"""Due dates worked out by hand from the words of the rules and a calendar, under every law that the program computes.

Each line says why its date is what it is; weekdays stand beside the dates so that they can be checked on a calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from dpo_desktop.domain.deadlines import Duty, answer_due
from tests.clocks import clock_at

# Kind, place, received at noon, due, extended, cautious (- where the rule has none), why.
#
# EU. GDPR Art. 12(3): one month; Reg. 1182/71 Art. 3(2)(c) and 3(4): the same day number, else the month's last day,
# then on past Saturdays, Sundays and public holidays. Extended: three months from the receipt, in one step.
EU = """
access      DE-BY 2026-10-20 2026-11-20 2027-01-20 - received Tue; Fri 20 Nov and Wed 20 Jan are worked
access      DE-BY 2026-08-31 2026-09-30 2026-11-30 - no 31 Sep (the EDPB's example): Wed 30 Sep; Mon 30 Nov
erasure     DE-BY 2024-01-31 2024-02-29 2024-04-30 - leap year: Thu 29 Feb; Tue 30 Apr, not 29 Apr
erasure     DE-BY 2026-01-31 2026-03-02 2026-04-30 - Sat 28 Feb: Mon 2 Mar; Thu 30 Apr, not 28 Apr by two steps
erasure     DE-BY 2025-11-30 2025-12-30 2026-03-02 - Tue 30 Dec; no 30 Feb and Sat 28 Feb: Mon 2 Mar
portability DE-BY 2026-11-24 2026-12-24 2027-02-24 - Thu 24 Dec is no public holiday
portability DE-BY 2026-11-25 2026-12-28 2027-02-25 - Fri and Sat Christmas, then Sunday: Mon 28 Dec
objection   DE-BY 2026-12-31 2027-02-01 2027-03-31 - Sun 31 Jan
objection   DE-BY 2026-12-06 2027-01-07 2027-03-08 - Wed 6 Jan is Epiphany in Bavaria; Sat 6 Mar
objection   DE-BE 2026-12-06 2027-01-06 2027-03-09 - not in Berlin, where Mon 8 Mar is free
restriction DE-BY 2026-05-04 2026-06-05 2026-08-04 - Thu 4 Jun is Corpus Christi in Bavaria
restriction DE-BE 2026-05-04 2026-06-04 2026-08-04 - not in Berlin
rectification IN-KA 2026-12-26 2027-01-27 2027-03-29 - Tue 26 Jan is Republic Day; Good Friday 26 Mar
access      IN-KA 2027-10-01 2027-11-02 2028-01-03 - Mon 1 Nov is Karnataka's day; Sat 1 Jan
access      IN-MH 2027-10-01 2027-11-01 2028-01-03 - a working day in Maharashtra
access      US-CA 2026-12-18 2027-01-19 2027-03-18 - Mon 18 Jan is Martin Luther King Day
"""

# UK. Art. 12A from 5 February 2026, Art. 12(3) before; ICO: corresponding date, next working day, three months in one
# step.
UK = """
access      GB-ENG 2026-03-05 2026-04-07 2026-06-05 - Easter Sunday 5 Apr, Easter Monday: Tuesday; Fri 5 Jun
access      GB-SCT 2026-03-05 2026-04-06 2026-06-05 - Easter Monday is worked in Scotland
access      GB-ENG 2026-03-31 2026-04-30 2026-06-30 - no 31 April (the ICO's example): Thu 30 Apr
access      GB-ENG 2026-07-31 2026-09-01 2026-11-02 - Mon 31 Aug is free in England; Sat 31 Oct
access      GB-SCT 2026-07-31 2026-08-31 2026-11-02 - in Scotland that was Mon 3 Aug
erasure     GB-SCT 2026-07-03 2026-08-04 2026-10-05 - Mon 3 Aug; Sat 3 Oct
erasure     GB-SCT 2026-10-30 2026-12-01 2027-02-01 - Mon 30 Nov is St Andrew's; Sat 30 Jan
erasure     GB-ENG 2026-10-30 2026-11-30 2027-02-01 - worked in England
access      GB-NIR 2027-06-12 2027-07-13 2027-09-13 - Mon 12 Jul in Northern Ireland; Sun 12 Sep
access      GB-ENG 2026-11-25 2026-12-29 2027-02-25 - Christmas, Boxing Day on Saturday, its substitute on Monday
access      GB-ENG 2026-12-02 2027-01-04 2027-03-02 - Sat 2 Jan: Monday
access      GB-SCT 2026-12-02 2027-01-05 2027-03-02 - Sat 2 Jan is a holiday in Scotland, Mon 4 Jan its substitute
access      GB-ENG 2026-01-31 2026-03-02 2026-04-30 - Art. 12(3); not 28 Apr, as one month and then two would give
"""

# India. SPDI Rules r. 5(9): one month, nothing rolls, until 12 May 2027; DPDP Rules r. 14(3): at most ninety days.
INDIA = """
access      IN-KA 2026-10-20 2026-11-20 - - one month
erasure     IN-KA 2026-01-31 2026-02-28 - - Sat 28 Feb stays: no roll-over is known
complaint   IN-KA 2025-12-26 2026-01-26 - - Republic Day stays as well
access      IN-KA 2027-05-12 2027-06-12 - - the last day of the old Rules
access      IN-KA 2027-05-13 2027-08-11 - 2027-08-10 18 days of May, 30, 31 and 11; the first may count
nomination  IN-KA 2027-06-01 2027-08-30 - 2027-08-29 29 days of June, 31 and 30
"""

# California. 11 CCR 7021: 45 calendar days, 90 in all; 7026: fifteen business days. Nothing rolls; Saturdays may count.
CALIFORNIA = """
access      US-CA 2026-11-02 2026-12-17 2027-01-31 2026-12-16 28 days of November and 17; Sun 31 Jan stays
erasure     US-CA 2026-11-11 2026-12-26 2027-02-09 2026-12-25 19 and 26; a Saturday and Christmas stay
marketing_opt_out US-CA 2026-11-20 2026-12-15 - 2026-12-10 Thu 26 and Fri 27 Nov are free; three Saturdays may count
"""

EXAMPLES = [
    (law, *line.split(maxsplit=6))
    for law, lines in (("EU", EU), ("UK", UK), ("IN", INDIA), ("US-CA", CALIFORNIA))
    for line in lines.strip().splitlines()
]


def answer(found: Sequence[Duty]) -> Duty:
    (duty,) = [duty for duty in found if duty.is_answer]
    return duty


@pytest.mark.parametrize(("law", "kind", "place", "received", "due", "extended", "cautious", "why"), EXAMPLES)
def test_due_date(
    law: str, kind: str, place: str, received: str, due: str, extended: str, cautious: str, why: str
) -> None:
    found = clock_at(law, kind, place, received)
    duty = answer(found)
    computed = [str(one) if one else "-" for one in (duty.due_on, duty.extended_on, duty.cautious_on)]
    assert computed == [due, extended, cautious], why
    assert answer_due(found) == duty.due_on == duty.steps[-1].on
    assert str(duty.steps[0].on) == received


def test_california_confirms_in_ten_business_days() -> None:
    # Mon 2 Nov: 3 4 5 6 | 9 10 (11 is Veterans Day) 12 13 | 16 17. With Saturdays the tenth is Sat 14.
    (confirm,) = [duty for duty in clock_at("US-CA", "access", "US-CA", "2026-11-02") if not duty.is_answer]
    assert (confirm.due_on, confirm.cautious_on, confirm.extended_on) == (date(2026, 11, 17), date(2026, 11, 14), None)


def test_californian_holidays_count_wherever_the_controller_is() -> None:
    # Mon 16 Nov: 17 18 19 20 | 23 24 25 (Thu and Fri are free) | 30, 1 2 Dec. In Karnataka Tue 24 Nov is a holiday.
    here, there = (clock_at("US-CA", "access", place, "2026-11-16")[1].due_on for place in ("US-CA", "IN-KA"))
    assert here == there == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("law", "place", "received", "rule"),
    [
        ("UK", "GB-ENG", "2026-02-04", "uk-gdpr-12-3-response"),
        ("UK", "GB-ENG", "2026-02-05", "uk-gdpr-12a-response"),
        ("IN", "IN-KA", "2027-05-12", "in-spdi-r5-9-grievance"),
        ("IN", "IN-KA", "2027-05-13", "in-dpdp-r14-3-grievance"),
    ],
)
def test_the_law_of_the_day_of_receipt_decides(law: str, place: str, received: str, rule: str) -> None:
    assert [duty.rule_id for duty in clock_at(law, "access", place, received)] == [rule]


@pytest.mark.parametrize(
    ("instant", "due"),
    [
        ("2026-10-09T23:58:50+05:30", date(2026, 11, 9)),
        ("2026-10-10T00:02:11+05:30", date(2026, 11, 10)),
        ("2026-10-09T20:32:11+02:00", date(2026, 11, 10)),  # the same instant, written down in Berlin
    ],
)
def test_the_day_of_receipt_is_that_of_the_controllers_place(instant: str, due: date) -> None:
    assert answer_due(clock_at("EU", "erasure", "IN-KA", instant)) == due


def test_the_steps_tell_the_whole_sum() -> None:
    christmas = answer(clock_at("EU", "portability", "DE-BY", "2026-11-25"))
    assert [(step.code, str(step.on)) for step in christmas.steps] == [
        ("received", "2026-11-25"),
        ("calendar_months", "2026-12-25"),
        ("rolled_holiday", "2026-12-26"),
        ("rolled_saturday", "2026-12-27"),
        ("rolled_sunday", "2026-12-28"),
        ("due", "2026-12-28"),
    ]
    assert dict(christmas.steps[2].parameters) == {"free": "2026-12-25", "name": "Christmas Day"}
    assert dict(christmas.steps[4].parameters) == {"free": "2026-12-27"}
    short = answer(clock_at("EU", "erasure", "DE-BY", "2026-01-31"))
    assert [step.code for step in short.steps[1:3]] == ["calendar_months", "short_month"]


@pytest.mark.parametrize(
    ("received", "due", "cautious"),
    [
        ("2026-06-22", date(2026, 7, 22), date(2026, 7, 21)),  # the Act's own words begin a day earlier
        ("2026-06-19", date(2026, 7, 20), date(2026, 7, 20)),  # Sun 19 and the cautious Sat 18 Jul both roll to Monday
    ],
)
def test_a_complaint_in_the_uk_is_acknowledged_by_a_date_and_answered_without_one(
    received: str, due: date, cautious: date
) -> None:
    """DPA 2018 s. 164A(3): thirty days to acknowledge; s. 164A(4): the outcome without undue delay."""
    found = clock_at("UK", "complaint", "GB-ENG", received)
    (acknowledge,) = found
    assert (answer_due(found), acknowledge.is_answer) == (None, False)
    assert (acknowledge.due_on, acknowledge.cautious_on) == (due, cautious)
