"""6,000 mutated tables through the worker and, a part of them, into a workspace and out again: none may end a process
or leave half of itself behind, every answer is a table and has words.

Bytes of the real exports in several encodings are turned, cut, doubled and mixed; workbooks made of them are changed as
bytes, in the members of their zip and in their XML.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from dpo_desktop.domain.progress import no_progress
from dpo_desktop.domain.register_fields import FIELD_CODES
from dpo_desktop.intake.client import Worker
from dpo_desktop.intake.table_profile import profile
from dpo_desktop.intake.table_values import ParsedTable
from dpo_desktop.intake.tables import read_table
from dpo_desktop.sentences.registers import cell_words
from dpo_desktop.sentences.tables import table_problem_words
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.import_plans import plan_import
from dpo_desktop.services.import_rows import run_import
from dpo_desktop.services.import_sources import open_table
from dpo_desktop.services.import_undo import undo_import
from dpo_desktop.services.import_views import SourceTable
from dpo_desktop.services.lists import request_detail, request_ids
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace, lock
from dpo_desktop.storage.tables import ImportRowRow
from tests.factory import make_workspace
from tests.intake.table_files import EXPORTS, members, packed, workbook

NAME = "table_mutations"
SHARDS = 12
PER_SHARD = 500
USED_OF_EACH = 150
WORKBOOK_ROWS = 150
CHECKED_RECORDS = 100
FAILURES = ("table.reader_failed", "table.took_too_long", "table.too_much_memory")
STUMBLES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b'""',
    b'";"',
    b'"\r\n',
    b"\r",
    b"\r\n\r\n",
    b";" * 600,
    b"," * 20,
    b"\t|",
    b"sep=,\r\n",
    b"\xfc\xe9",
    "ü\u202e\u0085\u2028".encode(),
    b"x" * 25_000,
    b"\x1a",
    b"<html>",
    b"=cmd|' /C calc'!A0",
)
XML_STUMBLES = (
    b"<!-- -->",
    b"<![CDATA[ ]]>",
    b"&#0;",
    b"&#xFFFF;",
    b"&lol;",
    b"<c/>",
    b"<c>",
    b'<c r="XFD1048576"><v>1</v></c>',
    b'<c t="s"><v>999999999</v></c>',
    b'<c t="s"><v>-1</v></c>',
    b'<c t="e"><v>#N/A</v></c>',
    b'<c t="d"><v>2026-02-31</v></c>',
    b'<c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c>',
    b'<c s="9"><v>1E400</v></c>',
    b'<c s="1"><v>-1E300</v></c>',
    b'<c s="1"><v>NaN</v></c>',
    b"<f>1+1</f>",
    b'<row r="0"/>',
    b'<row r="-5"><c><v>1</v></c></row>',
    b'<row r="4294967296"><c><v>1</v></c></row>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<mergeCell ref=":"/>',
    b'<x:c xmlns:x="a" r="B2"><x:v>1</x:v></x:c>',
)
VALUES = (
    b"",
    *b"0 -1 99999999999999999999 1E308 NaN A0 A ZZZZZZZ1 xfd1 A1:B2 s str b e d n inlineStr hidden rId99".split(),
    *b"../../x /xl/worksheets/sheet1.xml yyyy [h]:mm".split(),
)


@dataclass(frozen=True)
class Source:
    name: str
    raw: bytes


def texts() -> list[bytes]:
    plain = [export.raw for export in EXPORTS]
    words = [raw.decode("utf-8-sig") for raw in plain]
    return [
        *plain,
        words[0].encode("cp1252"),
        words[0].encode("utf-16"),
        words[1].replace(",", "\t").encode(),
        words[1].encode("utf-16-be"),
    ]


def workbooks() -> list[bytes]:
    made = []
    for export in EXPORTS:
        table = read_table(export.name, export.raw)
        rows = [table.header, *(cells for _number, cells in table.records[:WORKBOOK_ROWS])]
        made.append(workbook(rows, sheets={"Empty": [], "Register": rows, "More": rows[:3]}))
    return made


def turned(raw: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(draw.randrange(1, 8)):
        at = draw.randrange(len(changed) + 1)
        match draw.randrange(7):
            case 0:
                for _turn in range(draw.randrange(1, 30)):
                    if changed:
                        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
            case 1:
                del changed[at:]
            case 2:
                del changed[at : at + draw.randrange(1, 200)]
            case 3:
                changed[at:at] = draw.choice(STUMBLES)
            case 4:
                changed[at:at] = draw.randbytes(draw.randrange(1, 200))
            case 5:
                start = draw.randrange(len(changed) + 1)
                changed[at:at] = changed[start : start + draw.randrange(1, 400)] * draw.randrange(1, 5)
            case _:
                other = draw.choice(others)
                start = draw.randrange(len(other))
                changed[at:at] = other[start : start + draw.randrange(1, 2_000)]
    return bytes(changed)


def repacked(raw: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """Members left out, called otherwise, changed for others, or turned inside."""
    parts = members(raw)
    for _ in range(draw.randrange(1, 4)):
        name = draw.choice(sorted(parts))
        match draw.randrange(4):
            case 0:
                del parts[name]
            case 1:
                parts[draw.choice((name.upper(), name.replace("/", "\\"), f"../{name}", "mimetype"))] = parts.pop(name)
            case 2:
                parts[name] = draw.choice(sorted(parts.values()))
            case _:
                parts[name] = turned(parts[name] or b" ", others, draw)
        if not parts:
            break
    return packed(parts)


def rewritten(raw: bytes, draw: random.Random) -> bytes:
    """XML that is still well formed more often than not: attributes, numbers and elements are changed."""
    parts = members(raw)
    for _ in range(draw.randrange(1, 6)):
        name = draw.choice(
            [name for name in sorted(parts) if name.startswith("xl/") and name.endswith((".xml", ".rels"))]
        )
        xml = parts[name]
        pattern = draw.choice((rb'(?<==")[^"]*(?=")', rb"(?<=<v>)[^<]*(?=</v>)", rb"(?<=>)(?=<)", rb"(?<=</c>)"))
        places = list(re.finditer(pattern, xml))
        if not places:
            continue
        at = draw.choice(places)
        new = draw.choice(XML_STUMBLES if at.start() == at.end() else VALUES)
        parts[name] = xml[: at.start()] + new + xml[at.end() :]
    return packed(parts)


def mutated(plain: Sequence[bytes], books: Sequence[bytes], draw: random.Random) -> Source:
    match draw.randrange(8):
        case 0 | 1 | 2:
            return Source("table.csv", turned(draw.choice(plain), plain, draw))
        case 3:
            return Source("table.xlsx", turned(draw.choice(books), plain, draw))
        case 4 | 5:
            return Source("table.xlsx", repacked(draw.choice(books), plain, draw))
        case _:
            return Source("table.xlsx", rewritten(draw.choice(books), draw))


def use(folder: Path, sources: Sequence[Source], draw: random.Random) -> str:
    """Each of the first tables of a shard comes into a workspace and is taken back, its columns as proposed or at
    random; gives words for its figures.
    """
    workspace = make_workspace(folder / "workspace", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC)).workspace
    counted: Counter[str] = Counter()
    try:
        for source in sources:
            path = folder / source.name
            path.write_bytes(source.raw)
            counted.update(come_and_go(workspace, open_table(workspace, path), draw))
        assert verify_audit(workspace, [], no_progress).ok
        assert len(request_ids(workspace, RequestFilter(status=""))) == 0
    finally:
        lock(workspace)
    return ", ".join(f"{count} {what}" for what, count in sorted(counted.items()))


def come_and_go(workspace: OpenWorkspace, source: SourceTable, draw: random.Random) -> dict[str, int]:
    """What was planned; every planned row is found again as typed before all of them go."""
    if not source.table.is_usable:
        return {"not usable": 1}
    assert len(profile(source.table)) == len(source.table.header)
    fields = source.proposed
    if draw.random() < 0.5 or not any(fields):
        given = draw.sample(FIELD_CODES, min(len(fields), len(FIELD_CODES)))
        fields = (*given, *[""] * (len(fields) - len(given)))
    plan = plan_import(workspace, source, fields, order=draw.choice(("dmy", "mdy")), with_doubles=draw.random() < 0.5)
    for position in range(len(plan.rows)):
        assert all(cell_words(mark.code, dict(mark.parameters)) for mark in plan.marks(position))
    if not plan.brings:
        return {"bring nothing": 1}
    batch = run_import(workspace, plan, leave_bad=True).id
    with workspace.store.reading() as session:
        rows = session.scalars(select(ImportRowRow).where(ImportRowRow.batch_id == batch).order_by(ImportRowRow.id))
        stored = [(row.record, tuple(json.loads(row.cells))) for row in rows]
    assert stored == list(source.table.records)
    for request_id in request_ids(workspace, RequestFilter(status=""))[:20]:
        assert request_detail(workspace, request_id).source is not None
    undo_import(workspace, batch)
    return {"imported": 1, "cases": plan.brings}


def run(shard: int, seed: int, folder: Path) -> str:
    """Raises AssertionError with the seed's table that was read badly."""
    draw = random.Random(f"{seed} {shard}")
    plain, books = texts(), workbooks()
    kinds: Counter[str] = Counter()
    codes: set[str] = set()
    used: list[Source] = []
    with Worker() as worker:
        for number in range(PER_SHARD):
            source = mutated(plain, books, draw)
            table = worker.table(source.name, source.raw)
            check(source, table, (shard, number))
            kinds[table.kind] += 1
            codes |= {problem.code for problem in table.problems}
            if len(used) < USED_OF_EACH:
                used.append(source)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{PER_SHARD} tables, 0 crashes ({counted}), {len(codes)} codes; {use(folder, used, draw)}"


def check(source: Source, table: ParsedTable, where: tuple[int, int]) -> None:
    assert isinstance(table, ParsedTable), where
    assert table.kind in ("csv", "xlsx", "unreadable"), where
    assert (table.kind == "unreadable") == (table.header == ()), where
    assert table.header or not table.is_usable, where
    assert all(len(cells) == len(table.header) for _number, cells in table.records), where
    left_out = {problem.record for problem in table.problems if problem.stops == "row"}
    assert not left_out & {number for number, _cells in table.records}, where
    for problem in table.problems:
        assert table_problem_words(problem, table.header), (where, problem.code)
        assert problem.code not in FAILURES, (where, problem.code)
    if table.kind == "csv":
        text = source.raw.decode(table.encoding, "ignore")  # rows with other bytes are not in `records`
        for number, cells in table.records[:CHECKED_RECORDS]:
            for cell in cells:
                assert cell in text or cell.replace('"', '""') in text, (where, number)
