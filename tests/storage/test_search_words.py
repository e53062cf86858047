"""Words are cut as SQLite cuts them, whatever is typed, and nothing that is typed is a statement of FTS5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from dpo_desktop.domain.search_words import BEGINNING, search_words, spaced, tokens, without_signs
from dpo_desktop.storage.engine import folded
from dpo_desktop.storage.search_index import hits
from dpo_desktop.storage.tables import SEARCH

ALPHABET = st.characters(categories=("L", "M", "N", "P", "S", "Z", "Co"))
USUAL = st.sampled_from("aZ09 .@-_'\"*()äßÅéािक़زσςΊİıñ")
TEXTS = st.text(st.one_of(USUAL, ALPHABET), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def index() -> Iterator[Any]:
    connection = dbapi2.connect(":memory:", isolation_level=None)
    connection.execute(SEARCH)
    yield connection
    connection.close()


@given(TEXTS)
@example("REQ-2026-0042 anna.quill@quill.example")
@example('" OR NEAR(a b) * ^ : + -')
@example("ज़ोशी की जानकारी")
def test_a_text_is_found_by_each_of_its_words(index: Any, text: str) -> None:
    index.execute("DELETE FROM search WHERE rowid = 7")
    index.execute("INSERT INTO search (rowid, timeline) VALUES (7, ?)", (without_signs(folded(text)),))
    for word in search_words(folded(text)):
        if not word.is_short:
            statement = hits([word]).compile(compile_kwargs={"literal_binds": True})
            assert index.execute(str(statement)).fetchall() == [(7,)], word


@given(TEXTS)
def test_words_are_tokens_and_spaced_has_no_signs(text: str) -> None:
    for word in search_words(folded(text)):
        assert word.tokens
        assert word.is_short == (len(word.tokens[-1]) < BEGINNING)
        assert all(tokens(token) == (token,) for token in word.tokens)
    assert not set(spaced(folded(text))) & set("%_\\'\"*()-.@")


def test_of_very_many_words_the_first_are_taken() -> None:
    words = search_words(" ".join(f"wort{number} wort0" for number in range(100)))
    assert [word.tokens[0] for word in words] == [f"wort{number}" for number in range(12)]
