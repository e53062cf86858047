"""What is in the columns of a table, for the person who says what each of them means."""

from __future__ import annotations

from dataclasses import dataclass

from dpo_desktop.intake.table_values import ParsedTable

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """`filled` counts cells with more than blanks in them, `distinct` the different ones of those, as typed; `longest`
    is in characters; `samples` are the first different ones."""

    name: str
    filled: int
    distinct: int
    longest: int
    samples: tuple[str, ...]


def profile(table: ParsedTable) -> tuple[ColumnProfile, ...]:
    """One for each column. Takes seconds where there are a million rows: not for the window's thread."""
    import pandas as pd

    found = []
    for column, name in enumerate(table.header):  # one at a time: a frame of the whole table would double its memory
        cells = pd.Series([cells[column] for _number, cells in table.records], dtype=str)
        filled = cells[cells.str.strip() != ""]
        different = filled.drop_duplicates()
        longest = int(different.str.len().max()) if len(different) else 0
        samples = tuple(str(value) for value in different.head(SAMPLES))
        found.append(ColumnProfile(name, len(filled), len(different), longest, samples))
    return tuple(found)
