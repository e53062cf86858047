"""Full text over requests: one document for each, made from its rows. It is not audited: it says nothing of its own.

`search` is a contentless FTS5 table: a document goes by its row id alone, and no second copy of the text is kept.
What a deletion leaves in its pages until segments are merged is purged at once where a row is gone or was blanked.
`request_key` holds what the order by name and words of one or two letters need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    column,
    inspect,
    literal_column,
    or_,
    select,
    table,
    text,
)

from dpo_desktop.domain.search_words import SearchWord, spaced
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.engine import unaudited
from dpo_desktop.storage.tables import MailRow, PersonRow, RequestEventRow, RequestKeyRow, RequestRow

# A hit in a case's number or persons weighs more than one in its texts; the columns of `search` in their order.
RANK = "bm25(search, 8.0, 4.0, 1.0, 1.0)"

_DOCUMENTS = """
INSERT INTO search (rowid, reference, people, timeline, mail)
SELECT
    request.id,
    searched(reference || ' ' || reference_number || ' ' || external_reference),
    searched(concat_ws(' ', about.name, about.email, about.phone, sender.name, sender.email, sender.phone, handler)),
    searched((SELECT group_concat(text, ' ') FROM request_event WHERE request_id = request.id)),
    searched((SELECT group_concat(concat_ws(' ', subject, sender_name, sender_email, text), ' ')
        FROM mail WHERE request_id = request.id))
FROM request
JOIN person AS about ON about.id = subject_id
LEFT JOIN person AS sender ON sender.id = requester_id AND requester_id <> subject_id
"""
_KEYS = """
INSERT INTO request_key (request_id, person, external, handler, words)
SELECT
    request.id,
    fold(coalesce(nullif(about.name, ''), about.email)),
    fold(external_reference),
    fold(handler),
    spaced(fold(concat_ws(' ', reference, reference_number, external_reference, about.name, about.email,
        sender.name, sender.email, handler)))
FROM request
JOIN person AS about ON about.id = subject_id
LEFT JOIN person AS sender ON sender.id = requester_id AND requester_id <> subject_id
"""
_OF_PERSONS = """
SELECT id FROM request WHERE subject_id IN (SELECT value FROM json_each(:ids))
UNION SELECT id FROM request WHERE requester_id IN (SELECT value FROM json_each(:ids))
"""
_CHOSEN = "IN (SELECT value FROM json_each(:ids))"
_EACH_ONE = ("request", "request_key", "search_docsize")
_SEARCH = table("search", column("rowid", Integer), column("search", String))


# The id of the request at hand: the plus keeps SQLite from looking each hit up instead of going through the order.
EACH_REQUEST: ColumnElement[int] = literal_column("+request.id", Integer)
EACH_HIT: ColumnElement[int] = literal_column("+search.rowid", Integer)


class Reindexing:
    """The requests whose documents a transaction makes anew before it commits."""

    def __init__(self) -> None:
        self._requests: set[int | None] = set()
        self._persons: set[int] = set()
        self._purges = False

    def note(self, rows: Iterable[object]) -> None:
        """Rows that are new or changed."""
        for row in rows:
            if isinstance(row, RequestRow):
                self._requests.add(row.id)
            elif isinstance(row, PersonRow):
                self._persons.add(row.id)
            elif isinstance(row, RequestEventRow):
                self._requests.add(row.request_id)
            elif isinstance(row, MailRow):
                self._requests |= {row.request_id, *inspect(row).attrs.request_id.history.deleted}

    def note_gone(self, table: type[Proven], ids: Iterable[int]) -> None:
        """Rows that were taken away. Their case goes with them, or was noted."""
        if table is RequestRow:
            self._requests |= set(ids)
        self.purge()

    def purge(self) -> None:
        """Words are to go for good: their row is gone, or was blanked."""
        self._purges = True

    def run(self, connection: Connection) -> None:
        """Make the documents anew, and leave no page with words of rows that are gone or were blanked."""
        ids = {one for one in self._requests if one is not None}
        if self._persons:
            ids |= set(connection.execute(text(_OF_PERSONS), {"ids": json.dumps(sorted(self._persons))}).scalars())
        if not ids and not self._purges:
            return
        chosen = {"ids": json.dumps(sorted(ids))}
        with unaudited(connection):
            connection.execute(text(f"DELETE FROM search WHERE rowid {_CHOSEN}"), chosen)  # noqa: S608
            connection.execute(text(f"DELETE FROM request_key WHERE request_id {_CHOSEN}"), chosen)  # noqa: S608
            connection.execute(text(f"{_DOCUMENTS} WHERE request.id {_CHOSEN}"), chosen)
            connection.execute(text(f"{_KEYS} WHERE request.id {_CHOSEN}"), chosen)
            if self._purges:
                connection.execute(text("INSERT INTO search (search) VALUES ('optimize')"))


def rebuild(connection: Connection) -> None:
    """Make every document anew. The caller answers for the transaction."""
    connection.execute(text("INSERT INTO search (search) VALUES ('delete-all')"))
    connection.execute(text("DELETE FROM request_key"))
    connection.execute(text(_DOCUMENTS))
    connection.execute(text(_KEYS))


def is_complete(connection: Connection) -> bool:
    """Whether each request has its document and its key."""
    counts = [connection.execute(text(f"SELECT count(*) FROM {one}")).scalar_one() for one in _EACH_ONE]  # noqa: S608
    return len(set(counts)) == 1


def matching(words: Sequence[SearchWord], request_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Conditions that hold for a request with all these words.

    A word of three letters or more is the beginning of any word of the document. A shorter one is a whole word, or the
    beginning of a word in a name, an address or a number.
    """
    found: list[ColumnElement[bool]] = [request_id.in_(hits(words))] if any(not word.is_short for word in words) else []
    for word in words:
        if word.is_short:
            whole = select(_SEARCH.c.rowid).where(_matches(_quoted(word)))
            found.append(or_(in_names([word], request_id), request_id.in_(whole)))
    return found


def hits(words: Sequence[SearchWord]) -> Select[int]:
    """Ids of the requests with all words that are not short."""
    return select(_SEARCH.c.rowid).where(_matches(" ".join(f"{_quoted(one)} *" for one in words if not one.is_short)))


def in_names(words: Sequence[SearchWord], request_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Each word begins a word of a name, an address or a number."""
    chosen = select(RequestKeyRow.request_id)
    for word in words:
        chosen = chosen.where(RequestKeyRow.words.contains(spaced(" ".join(word.tokens))))
    return request_id.in_(chosen)


def _matches(expression: str) -> ColumnElement[bool]:
    return _SEARCH.c.search.op("MATCH", is_comparison=True)(expression)


def _quoted(word: SearchWord) -> str:
    """A string of FTS5: tokens in it must follow each other. They hold letters, numbers and marks, never a quote."""
    return f'"{" ".join(word.tokens)}"'
