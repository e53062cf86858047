"""What a committed write touched, so that every open view can decide for itself what to refresh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids (int64) of the records that a commit inserted or changed, by kind."""

    requests: frozenset[int] = frozenset()
    reports: frozenset[int] = frozenset()
    mails: frozenset[int] = frozenset()
    settings: bool = False
    registers: bool = False  # what the company says of itself: entities, customers, its own rules and holidays
    request_list: bool = False  # rows were added, or a field changed that filters and orders depend on

    def __or__(self, other: Changes) -> Changes:
        """What two commits touched together."""
        return Changes(
            self.requests | other.requests,
            self.reports | other.reports,
            self.mails | other.mails,
            settings=self.settings or other.settings,
            registers=self.registers or other.registers,
            request_list=self.request_list or other.request_list,
        )
