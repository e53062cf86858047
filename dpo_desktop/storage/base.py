"""What every table is made of: ids are int64 inside and UUIDv7 outside; instants are UTC text.

A table whose rows a person can change inherits `Proven`: its rows carry a random salt under which the audit trail keeps
a keyed proof of each version (`storage.row_proofs`). The salt dies with the row, and the proof becomes unlinkable.
"""

from __future__ import annotations

import os
import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Instant(TypeDecorator[datetime]):
    """An aware datetime as fixed-width UTC text, so that text order is time order."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.strptime(value, _INSTANT).replace(tzinfo=UTC)


def uuid7() -> str:
    """RFC 9562 version 7: 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))


def new_salt() -> bytes:
    return os.urandom(16)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Proven:
    """Rows with a proof in the audit trail."""

    __tablename__: str
    id: Mapped[int] = mapped_column(primary_key=True)
    proof_salt: Mapped[bytes] = mapped_column(LargeBinary, default=new_salt)
