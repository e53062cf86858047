"""Searching requests: their numbers, persons, notes and mails, within what a filter holds.

The best come first. Where very many are found no order by weight helps, and the newest are shown instead.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, literal_column, select

from dpo_desktop.domain.search_words import SearchWord, search_words
from dpo_desktop.services.lists import filtered
from dpo_desktop.services.views import RequestFilter
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.engine import folded, id_vector
from dpo_desktop.storage.search_index import EACH_HIT, EACH_REQUEST, RANK, hits, in_names, matching
from dpo_desktop.storage.tables import RequestRow

SHOWN = 200
COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a search shows: `ids` (int64) of at most `SHOWN` requests. `ordered_by` is `relevance` or `newest`; `total`
    counts what was found, up to `COUNTED` + 1, which means more than that.
    """

    ids: array[int]
    ordered_by: str
    total: int

    @property
    def is_all(self) -> bool:
        return len(self.ids) == self.total


def is_search(text: str) -> bool:
    """Whether there is a word to look for: signs alone filter nothing."""
    return bool(search_words(folded(text)))


def search_requests(workspace: OpenWorkspace, wanted: RequestFilter, *, counted: int = COUNTED) -> Found:
    """The requests that hold every word of `wanted.text`, of which there is at least one, within its other filters.

    Where more than `counted` are found, `total` is one more and the newest are shown.
    """
    words = search_words(folded(wanted.text))
    held = filtered(workspace, wanted)
    with workspace.store.reading() as session:
        connection = session.connection()
        found = id_vector(connection, _matching(held, words).limit(counted + 1))
        if len(found) > counted:
            shown = held.where(*matching(words, EACH_REQUEST)).order_by(RequestRow.received_at.desc(), RequestRow.id)
        else:
            shown = _best(found, words)
        order = "newest" if len(found) > counted else "relevance"
        return Found(id_vector(connection, shown.limit(SHOWN)), order, len(found))


def _matching(held: Select[int], words: Sequence[SearchWord]) -> Select[int]:
    """The ids of what is found, in no order."""
    if all(word.is_short for word in words):
        return held.where(*matching(words, EACH_REQUEST))
    found = hits(words).where(*matching([word for word in words if word.is_short], EACH_HIT))
    return found if held.whereclause is None else found.where(EACH_HIT.in_(held))


def _best(found: array[int], words: Sequence[SearchWord]) -> Select[int]:
    """By weight; of words too short to be weighed, names that begin so come before texts that hold them."""
    those = select(func.json_each(json.dumps(found.tolist())).table_valued("value").c.value)
    if all(word.is_short for word in words):
        in_name = case((in_names(words, EACH_REQUEST), 0), else_=1)
        chosen = select(RequestRow.id).where(EACH_REQUEST.in_(those))
        return chosen.order_by(in_name, RequestRow.received_at.desc(), RequestRow.id)
    return hits(words).where(EACH_HIT.in_(those)).order_by(literal_column(RANK), literal_column("search.rowid").desc())
