"""What the registers say of an entry: one line in the list, name and value in its detail."""

from __future__ import annotations

from dpo_desktop.domain.applicability import ENTITY_FACTS
from dpo_desktop.sentences.dates import long_date
from dpo_desktop.sentences.numbers import number
from dpo_desktop.sentences.places import country_name
from dpo_desktop.sentences.vocabulary import entity_facts, jurisdictions
from dpo_desktop.services.law import places
from dpo_desktop.services.registers import Customer, Entity, Entry, Registers, Representative
from dpo_desktop.translation import _, ngettext
from dpo_desktop.ui.parts.lines import Line

_ICONS: dict[type[Entry], str] = {Entity: "shield", Customer: "user", Representative: "scale"}


def place_name(code: str) -> str:
    return dict(places()).get(code, code)


def entity_name(entity_id: int | None, registers: Registers) -> str:
    """An entity as a representative names it; without one it is the organisation."""
    for entity in registers.entities:
        if entity.id == entity_id:
            return entity.name if entity.retired_at is None else _("{name} (retired)").format(name=entity.name)
    return registers.organisation.name


def forward_words(hours: int) -> str:
    return ngettext("{n} hour to forward", "{n} hours to forward", hours).format(n=number(hours))


def fact_words(entity: Entity) -> list[str]:
    """What holds for an entity, in the order of the law file."""
    words = entity_facts()
    return [words[code] for code in ENTITY_FACTS if code in entity.facts]


def line_of(entry: Entry, registers: Registers) -> Line:
    if isinstance(entry, Entity):
        count = len(entry.facts)
        told = ngettext("{n} fact ticked", "{n} facts ticked", count).format(n=number(count))
        parts = [place_name(entry.place), told if count else _("nothing ticked")]
    elif isinstance(entry, Customer):
        hours = "" if entry.forward_hours is None else forward_words(entry.forward_hours)
        parts = [entry.reference, country_name(entry.country) if entry.country else "", hours]
    else:
        parts = [jurisdictions()[entry.jurisdiction], entity_name(entry.entity_id, registers)]
    retired = entry.retired_at is not None
    words = "  ·  ".join(part for part in ([_("Retired")] if retired else []) + parts if part)
    return Line(_ICONS[type(entry)], "faint" if retired else "accent", entry.name, words, is_faint=retired)


def fact_rows(entry: Entry, registers: Registers) -> list[tuple[str, str]]:
    """Name and value of what was entered; empty fields are left out."""
    if isinstance(entry, Entity):
        rows = [(_("Place"), place_name(entry.place))]
    elif isinstance(entry, Customer):
        hours = "" if entry.forward_hours is None else forward_words(entry.forward_hours)
        rows = [
            (_("Reference"), entry.reference),
            (_("Country"), country_name(entry.country) if entry.country else ""),
            (_("Contract"), entry.contract),
            (_("Contract gives us"), hours or _("no hours named")),
            (_("Contact"), ", ".join(part for part in (entry.contact_name, entry.contact_email) if part)),
        ]
    else:
        rows = [
            (_("Under the law of"), jurisdictions()[entry.jurisdiction]),
            (_("Stands for"), entity_name(entry.entity_id, registers)),
            (_("Address"), entry.address),
            (_("E-mail"), entry.email),
            (_("Phone"), entry.phone),
        ]
    rows.append((_("Note"), entry.note))
    if entry.retired_at is not None:
        rows.append((_("Retired on"), long_date(entry.retired_at.date())))
    return [(name, value) for name, value in rows if value]


def found_words(entry: Entry, registers: Registers) -> str:
    """What a search looks through, case-folded."""
    return "\n".join([entry.name, *(value for _name, value in fact_rows(entry, registers))]).casefold()
