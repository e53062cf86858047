"""Opens a table from outside: reads it in the worker, and proposes what its columns mean."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sqlalchemy import func, select

from dpo_desktop.domain.errors import NotFound, StorageUnavailable
from dpo_desktop.domain.register_fields import FIELD_CODES, suggested
from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.table_profile import profile
from dpo_desktop.intake.table_values import LIMIT_FILE
from dpo_desktop.services.import_views import SourceTable
from dpo_desktop.services.register_words import register_words
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import ImportBatchRow
from dpo_desktop.vault.files import translated

# Also of those that are refused with a sentence of their own: nobody means a mail by them.
TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def is_table(path: Path) -> bool:
    """Whether a file is called as tables are; what is in it is another matter."""
    return path.suffix.lower() in TABLE_ENDINGS


def template() -> bytes:
    """An empty table with every column, in UTF-8 with the mark that spreadsheets need."""
    return ("\ufeff" + ",".join(FIELD_CODES) + "\r\n").encode()


def open_table(
    workspace: OpenWorkspace,
    path: Path,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    header_record: int = 0,
    with_columns: bool = False,
) -> SourceTable:
    """Read a CSV or XLSX; empty options are found out. What is wrong in it stands in `table.problems`. `with_columns`:
    look at what is in the columns as well, for a person who says what they mean.

    Raises:
        NotFound: there is no such file.
        StorageUnavailable: the file cannot be read, or is larger than an intake file may be.
    """
    if not path.is_file():
        raise NotFound("import.file_missing")
    with translated():
        if path.stat().st_size > LIMIT_FILE:
            raise StorageUnavailable("import.file_too_large", megabytes=LIMIT_FILE // 1024 // 1024)
        raw = path.read_bytes()
    with Worker() as worker:
        table = worker.table(
            path.name, raw, sheet=sheet, encoding=encoding, delimiter=delimiter, header_record=header_record
        )
    sha256 = hashlib.sha256(raw).hexdigest()
    shape = hashlib.sha256(json.dumps(table.header, ensure_ascii=False).encode()).hexdigest()
    with workspace.store.reading("long") as session:
        standing = ImportBatchRow.undone_at.is_(None)
        last = session.scalar(
            select(func.max(ImportBatchRow.imported_at)).where(ImportBatchRow.file_sha256 == sha256, standing)
        )
        known = session.execute(
            select(ImportBatchRow.mapping, ImportBatchRow.date_order)
            .where(ImportBatchRow.shape == shape, standing)
            .order_by(ImportBatchRow.id.desc())
            .limit(1)
        ).first()
    remembered = tuple(json.loads(known.mapping)) if known else ()
    is_remembered = len(remembered) == len(table.header) and all(one in ("", *FIELD_CODES) for one in remembered)
    return SourceTable(
        file_name=path.name,
        sha256=sha256,
        shape=shape,
        table=table,
        proposed=remembered if is_remembered else suggested(table.header, register_words()),
        remembered=bool(known) and is_remembered,
        remembered_order=known.date_order if known else "",
        imported_before=last.astimezone(workspace.zone) if last else None,
        columns=profile(table) if with_columns else (),
    )
