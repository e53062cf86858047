"""Values and workspaces for tests: one place for what a test does not care about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dpo_desktop.services.requests import record_request
from dpo_desktop.services.views import NewRequest, PersonView
from dpo_desktop.services.workspace import Created, OpenWorkspace, create_workspace
from dpo_desktop.vault.keys import FLOOR

PASSPHRASE = "plum-lantern-orbit-gravel"
ORGANISATION, OFFICER, PLACE, TIME_ZONE = "Kestrel Test Ltd", "Ida Osterberg", "IN-KA", "Asia/Kolkata"
ZONE = ZoneInfo(TIME_ZONE)
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE)  # a Tuesday
TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
DATA = TESTS / "data"


@dataclass
class SetClock:
    """A clock that a test sets; it never moves by itself."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def make_workspace(folder: Path, clock: Callable[[], datetime], *, is_demo: bool = False) -> Created:
    """A new workspace at the floor of Argon2id, so that a test does not wait for calibration."""
    return create_workspace(
        folder,
        organisation=ORGANISATION,
        officer_name=OFFICER,
        officer_role="Data Protection Officer",
        place=PLACE,
        time_zone=TIME_ZONE,
        passphrase=PASSPHRASE,
        clock=clock,
        is_demo=is_demo,
        kdf=FLOOR,
    )


def person(name: str = "Tara Quill") -> PersonView:
    return PersonView(name, f"{name.lower().replace(' ', '.')}@quill.example", "+44 20 7946 0001")


def new_request(name: str = "Tara Quill", **changes: object) -> NewRequest:
    """An access request under the EU GDPR, received by mail on Tuesday, 20 October 2026."""
    plain = NewRequest(
        type_code="access",
        received_at=datetime(2026, 10, 20, 16, 12, tzinfo=ZONE),
        channel="email",
        requester=person(name),
        subject=person(name),
        country="DE",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def add_request(workspace: OpenWorkspace, name: str = "Tara Quill", **changes: object) -> int:
    """Record a request and give its id."""
    return record_request(workspace, new_request(name, **changes)).id
