"""Countries whose law the program knows: ISO 3166-1 alpha-2, or 3166-2 with a subdivision such as US-CA."""

from __future__ import annotations

# The members of the European Union, and Iceland, Liechtenstein and Norway, where the GDPR holds through the EEA
# Agreement (Decision of the EEA Joint Committee No 154/2018).
EU_COUNTRIES = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()
)


def country_of(place: str) -> str:
    """The country of a place, with or without a subdivision: DE of DE-BY."""
    return place.partition("-")[0]
