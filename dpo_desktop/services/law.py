"""Loads the rules of resources/law into values. What this program does not understand is refused, never left out."""

from __future__ import annotations

import hashlib
import tomllib
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from dpo_desktop.domain.calendars import NO_HOLIDAYS, Calendar
from dpo_desktop.domain.countries import country_of
from dpo_desktop.domain.editions import with_own
from dpo_desktop.domain.errors import NotFound, RuleViolation
from dpo_desktop.domain.law_reading import rule_of
from dpo_desktop.domain.law_rules import LawScope, Rule, RuleChoice
from dpo_desktop.domain.request_types import BY_CODE
from dpo_desktop.domain.requests import LAWS
from dpo_desktop.paths import resource_folder

_SCHEMA = 1
_HOLIDAY_YEARS = range(1990, 2061)


@dataclass(frozen=True, slots=True)
class Law:
    """`choices` by (law, kind of request). `edition` changes with every byte of the data."""

    rules: Mapping[str, Rule]
    choices: Mapping[tuple[str, str], tuple[RuleChoice, ...]]
    scopes: Mapping[str, LawScope]
    edition: str


def with_rules(law: Law, more: Sequence[tuple[Rule, str, tuple[str, ...], bool]]) -> Law:
    """The law and the company's own rules: each with the law it stands under, the kinds it governs, and whether its
    date is the one by which the person is answered. The edition names what was added.
    """
    if not more:
        return law
    rules, choices = dict(law.rules), dict(law.choices)
    for rule, law_code, types, is_answer in more:
        rules[rule.id] = rule
        for type_code in types:
            key = (law_code, type_code)
            choices[key] = (*choices.get(key, ()), RuleChoice(rule.id, is_answer))
    return replace(law, rules=rules, choices=choices, edition=with_own(law.edition, "own", more))


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def load_law() -> Law:
    """Every rule, strictly read.

    Raises:
        RuleViolation: data that this program does not understand.
    """
    folder = resource_folder("law")
    names = ("deadlines.toml", "request_rules.toml", "laws.toml")
    raw = {name: (folder / name).read_bytes() for name in names}
    data = {name: tomllib.loads(content.decode()) for name, content in raw.items()}
    for name in names:
        if data[name].pop("schema", None) != _SCHEMA:
            raise RuleViolation("law.unknown_schema", file=name)
    entries = data["deadlines.toml"].pop("rule", [])
    if data["deadlines.toml"]:
        raise RuleViolation("law.unknown_schema", file="deadlines.toml")
    rules: dict[str, Rule] = {}
    for rule in map(rule_of, entries):
        if rule.id in rules:
            raise RuleViolation("law.id_twice", rule=rule.id)
        rules[rule.id] = rule
    digest = hashlib.sha256(b"".join(raw.values())).hexdigest()[:12]
    newest = max(rule.read_on for rule in rules.values() if rule.read_on is not None)
    scopes = _scopes(data["laws.toml"], rules)
    return Law(rules, _choices(data["request_rules.toml"], rules), scopes, f"{newest.isoformat()}, {digest}")


def _choices(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[tuple[str, str], tuple[RuleChoice, ...]]:
    found: dict[tuple[str, str], tuple[RuleChoice, ...]] = {}
    for entry in data["choice"]:
        unknown = set(entry) - {"law", "types", "answer", "also", "note"}
        if unknown:
            raise RuleViolation("law.unknown_key", rule="request_rules.toml", key=min(unknown))
        if entry["law"] not in LAWS:
            raise RuleViolation("law.unknown_word", rule="request_rules.toml", key="law", word=entry["law"])
        chosen = [RuleChoice(rule_id, True) for rule_id in entry["answer"]]
        chosen += [RuleChoice(rule_id, False) for rule_id in entry.get("also", [])]
        for choice in chosen:
            if choice.rule_id not in rules:
                raise RuleViolation("law.unknown_word", rule="request_rules.toml", key="answer", word=choice.rule_id)
        for type_code in entry["types"]:
            key = (entry["law"], type_code)
            if type_code not in BY_CODE:
                raise RuleViolation("law.unknown_word", rule="request_rules.toml", key="types", word=type_code)
            if key in found:
                raise RuleViolation("law.id_twice", rule=f"{entry['law']} {type_code}")
            found[key] = tuple(chosen)
    return found


def _scopes(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, LawScope]:
    from dpo_desktop.domain.applicability import CODES

    found: dict[str, LawScope] = {}
    keys = ("applies_if", "applies_if_any", "applies_unless")
    for entry in data["law"]:
        unknown = set(entry) - {"code", "identity_rule", "note", *keys}
        if unknown:
            raise RuleViolation("law.unknown_key", rule="laws.toml", key=min(unknown))
        code = entry["code"]
        if code not in LAWS or code in found:
            raise RuleViolation("law.unknown_word", rule="laws.toml", key="code", word=code)
        for key in keys:
            for word in entry.get(key, []):
                if word not in CODES:
                    raise RuleViolation("law.unknown_word", rule=code, key=key, word=word)
        identity = entry.get("identity_rule", "")
        if identity and identity not in rules:
            raise RuleViolation("law.unknown_word", rule=code, key="identity_rule", word=identity)
        every, either, none = (tuple(entry.get(key, ())) for key in keys)
        found[code] = LawScope(code, every, either, none, identity)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a controller can be. `zone` is an IANA zone, '' where the country has several and no one is known."""

    code: str
    name: str
    zone: str


@cache
def _place_data() -> Mapping[str, Any]:
    return tomllib.loads((resource_folder("law") / "places.toml").read_text("utf-8"))


@cache
def _places() -> Mapping[str, Place]:
    places = _place_data()["places"]
    return {code: Place(code, place["name"], place["zone"]) for code, place in places.items()}


def places() -> tuple[tuple[str, str], ...]:
    """Code and English name of every place that the settings offer, in the order of the file."""
    return tuple((code, place.name) for code, place in _places().items())


def default_zone(place: str) -> str:
    return _places()[place].zone


@cache
def place_of(code: str) -> Place:
    """Any place whose holidays are known: ISO 3166-1, or 3166-2 with the subdivision.

    Raises:
        NotFound: no such place, or none whose holidays are known.
    """
    code = code.strip().upper()
    if code in _places():
        return _places()[code]
    import holidays
    from babel.core import get_global

    country, dash, subdivision = code.partition("-")
    subdivision = {("IN", "TG"): "TS", ("IN", "OR"): "OD", ("IN", "UT"): "UK", ("IN", "CT"): "CG"}.get(
        (country, subdivision), subdivision
    )  # names of ISO 3166-2 before it was revised
    if f"{country}-{subdivision}" in _places():
        return _places()[f"{country}-{subdivision}"]
    supported = holidays.list_supported_countries()
    if country == "UK" or country not in supported or (dash and subdivision not in supported[country]):
        raise NotFound("law.unknown_place")
    own: Mapping[str, str] = _place_data()["zones"]
    if code in own:
        return Place(code, code, own[code])
    zones = {place.zone for place in _places().values() if country_of(place.code) == country}
    zones = zones or set(get_global("territory_zones").get(country, []))
    return Place(code, code, zones.pop() if len(zones) == 1 else "")


@cache
def calendar_for(place: str) -> Calendar:
    """Public holidays of a place from 1990 to 2060, as far as the table knows them."""
    from importlib.metadata import version

    import holidays

    country, _, subdivision = place.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says that a movable feast is estimated, or a year is beyond the table
        table = holidays.country_holidays(country, subdiv=subdivision or None, years=_HOLIDAY_YEARS, language="en_US")
    return Calendar(place, f"holidays {version('holidays')}, {place}", dict(table))


class Calendars(Mapping[str, Calendar]):
    """The calendars that rules name, those of other places being loaded when a rule asks; `own` is the controller's."""

    def __init__(self, own: Calendar, load: Callable[[str], Calendar] = calendar_for) -> None:
        self._known = {"none": NO_HOLIDAYS, "controller_place": own}
        self._load = load

    def __getitem__(self, name: str) -> Calendar:
        if name not in self._known:
            self._known[name] = self._load(name)
        return self._known[name]

    def __iter__(self) -> Any:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
