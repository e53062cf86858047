"""Which laws and rules reach a case: the codes of `applies_if`, `applies_if_any` and `applies_unless`.

A code holds, does not hold, or is not known (None). What follows from role, our entity and residence is computed; what
only a person can say stands in the register of entities, and what nobody said is not known, which is never a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dpo_desktop.domain.countries import EU_COUNTRIES, country_of

# What the register of entities says of one of ours: ticked or not.
ENTITY_FACTS: tuple[str, ...] = (
    "controller_established_in_eu",
    "controller_established_in_uk",
    "body_corporate_in_india",
    "processing_in_india",
    "ccpa_business",
    "vcdpa_controller",
    "cpa_controller",
    "coppa_operator",
    "pipeda_organisation",
    "app_entity",
    "significant_platform_only",
)
# Thresholds that nobody can know from a place: of an entity that no register describes they are not known.
THRESHOLDS: tuple[str, ...] = (
    "ccpa_business",
    "vcdpa_controller",
    "cpa_controller",
    "coppa_operator",
    "pipeda_organisation",
    "app_entity",
)
# What the case itself says: its kind, or an assessment that is recorded with it.
CASE_FACTS: tuple[str, ...] = (
    "cyber_incident_only",
    "personal_data_breach",
    "suspected_breach_only",
    "risk_likely",
    "high_risk_likely",
    "relevant_damage_likely",
    "consent_is_basis",
    "online_service_offered_to_child",
    "direct_marketing",
    "data_from_third_party",
    "significant_policy_change",
)
_RESIDENCE: dict[str, str] = {
    "data_subject_in_uk": "GB",
    "data_subject_in_scotland": "GB-SCT",
    "data_subject_in_india": "IN",
    "data_subject_in_us": "US",
    "data_subject_in_california": "US-CA",
    "data_subject_in_virginia": "US-VA",
    "data_subject_in_colorado": "US-CO",
    "data_subject_in_brazil": "BR",
    "data_subject_in_canada": "CA",
    "data_subject_in_quebec": "CA-QC",
    "data_subject_in_australia": "AU",
    "data_subject_in_switzerland": "CH",
}
_ROLES = {"role_controller": "controller", "role_processor": "processor"}
_COMPUTED = ("data_subject_in_eu", "outsourced_foreign_data", "outsourced_processing")
CODES = frozenset((*ENTITY_FACTS, *CASE_FACTS, *_RESIDENCE, *_ROLES, *_COMPUTED))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which laws reach a case. `our_role` is controller, processor or unclear; `residence` is ISO 3166
    with or without a subdivision, '' where nobody knows; `customer_country` is that of the customer we process for.
    `is_registered`: the register of entities describes ours, so that what is not ticked does not hold.
    """

    our_role: str
    residence: str = ""
    customer_country: str = ""
    entity_facts: frozenset[str] = frozenset()
    is_registered: bool = False
    case_facts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One code and whether it holds; None: nobody said."""

    code: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a set of conditions is met, and what decided it."""

    applies: bool | None
    reasons: tuple[Reason, ...]


def implied_facts(place: str) -> frozenset[str]:
    """What follows from where an entity is established; a place is ISO 3166 with or without a subdivision."""
    country = country_of(place)
    if country == "IN":
        return frozenset(("body_corporate_in_india", "processing_in_india"))
    if country == "GB":
        return frozenset(("controller_established_in_uk",))
    return frozenset(("controller_established_in_eu",)) if country in EU_COUNTRIES else frozenset()


def holds(code: str, given: Circumstances) -> bool | None:
    """Whether one code of the law file holds. Raises KeyError for a word that is none."""
    if code in ENTITY_FACTS:
        unknown = code in THRESHOLDS and not given.is_registered
        return True if code in given.entity_facts else None if unknown else False
    if code in CASE_FACTS:
        return given.case_facts.get(code)
    if code in _ROLES:
        return None if given.our_role == "unclear" else given.our_role == _ROLES[code]
    if code == "data_subject_in_eu":
        return _is_in(given.residence, EU_COUNTRIES)
    if code == "outsourced_processing":
        return None if given.our_role == "unclear" else given.our_role == "processor"
    if code == "outsourced_foreign_data":
        return _outsourced(given)
    return _lives_in(given.residence, _RESIDENCE[code])


def _is_in(residence: str, countries: Iterable[str]) -> bool | None:
    return country_of(residence) in countries if residence else None


def _lives_in(residence: str, place: str) -> bool | None:
    """A subdivision that nobody recorded is not known; another country is a no."""
    if not residence:
        return None
    if residence == place or (country_of(residence) == place):
        return True
    return None if residence == country_of(place) else False


def _outsourced(given: Circumstances) -> bool | None:
    """DPDP Act s. 17(1)(d): people outside India, processed in India for a person outside India."""
    if given.our_role == "controller":
        return False
    abroad = [_is_in(place, ("IN",)) for place in (given.residence, given.customer_country)]
    if True in abroad or "processing_in_india" not in given.entity_facts:
        return False
    return None if None in abroad or given.our_role == "unclear" else True


def finding(
    given: Circumstances, every: Iterable[str] = (), at_least_one: Iterable[str] = (), none: Iterable[str] = ()
) -> Finding:
    """ALL of `every`, at least ONE of `at_least_one` where any is named, NONE of `none`; unknown where it depends on
    what nobody said. The reasons are those that decided it.
    """
    needed = [Reason(code, holds(code, given)) for code in every]
    either = [Reason(code, holds(code, given)) for code in at_least_one]
    barred = [Reason(code, holds(code, given)) for code in none]
    against = [one for one in needed if one.holds is False] + [one for one in barred if one.holds]
    if against:
        return Finding(False, tuple(against))
    if either and all(one.holds is False for one in either):
        return Finding(False, tuple(either))
    met = [one for one in either if one.holds]
    open_ones = [one for one in (*needed, *barred) if one.holds is None]
    open_ones += [one for one in either if one.holds is None] if not met else []
    if open_ones:
        return Finding(None, tuple(open_ones))
    return Finding(True, (*needed, *met))
