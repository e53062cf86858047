"""What decides which laws and rules reach a case: the facts of our entities."""

from __future__ import annotations

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


def implied_facts(place: str) -> frozenset[str]:
    """What follows from where an entity is established; a place is ISO 3166 with or without a subdivision."""
    country = country_of(place)
    if country == "IN":
        return frozenset(("body_corporate_in_india", "processing_in_india"))
    if country == "GB":
        return frozenset(("controller_established_in_uk",))
    return frozenset(("controller_established_in_eu",)) if country in EU_COUNTRIES else frozenset()
