"""What a mail seems to ask for, by rules over words: a suggestion with the words that led there, never a decision.

A lexicon (`resources/suggestions`) gives each language's phrases by concept: `erase`, `my_data`, `copy`. Rules combine
concepts and know no language. So a language is one file of phrases, and a right one more rule.

In a phrase `*` stands for the rest of a word, `...` for up to four words, `(delete|erase) (it|them)` for each of
the four combinations, and `(very)?` for a word that may stand there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

_TOKEN = re.compile(r"[^\s.,;:!?()\[\]{}\"“”„‟«»‹›…/|—–\-_*•·।॥؟،؛=<>#]+")
_SENTENCE_END = re.compile(r"(?<=[.!?।॥؟…])\s+|\n\s*\n|\n(?=\s*(?:[-*•·–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s)|(?<=[;:])\s*\n")
# A point after one of these ends no sentence: "Art. 28", "Mr. Khan", "z. B.".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:arts?|sec|secs|nr|mr|mrs|ms|dr|prof|smt|shri|st|ref|abs|bzw|ca|vgl|ggf|inkl|mme|mlle"
    r"|cf|e\.g|i\.e|[a-z])\.$",
    re.IGNORECASE,
)
_ELISION = re.compile(r"\b(c|d|j|l|m|n|s|t|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_CHOICE = re.compile(r"\(([^()]*)\)(\??)")
_Tree: TypeAlias = "dict[str, _Tree]"
_GAP = 4
_FAR = 20  # `near` from which a rule reads on into the next sentence
# Every sentence's first words: "Delete it" commands, "I could delete it" does not.
_START = "start"
_NEGATION_BEFORE, _NEGATION_AFTER = 3, 2
_MOST_SENTENCES = 400
_LONGEST_ABBREVIATION = 12
_MOST_TEXT = 20_000  # characters of a mail that are read for suggestions
_MOST_TOKENS = 400  # of one sentence; a longer one is cut into pieces
_LEAST_SCORE = 2.0


@dataclass(frozen=True, slots=True)
class Rule:
    """`target` is `right:access`, `sender:parent`, `role:processor` or `none:newsletter`: then no right is suggested.

    All concepts of `needs` stand within `near` words of one sentence; from `_FAR` on of two, for people say what is
    wrong in one sentence and what they want in the next. The concept `start` is where a sentence begins. The first is
    the act: with a negation beside it the rule does not count, unless `negated` says that it may. A concept of `unless`
    in the sentence stops it, one of `unless_anywhere` in the mail. Of `anywhere` at least one concept stands somewhere
    in the mail: for what the sentence only calls "it" or "them".
    """

    target: str
    needs: tuple[str, ...]
    weight: float
    near: int = 12
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`phrases`: concept to compiled alternatives, of each language that is read.

    `small_words`: language tag to its frequent words.
    """

    phrases: Mapping[str, tuple[re.Pattern[str], ...]]
    rules: tuple[Rule, ...]
    small_words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`code` with its score, and the words of the mail that led there, as they stand in it."""

    code: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`rights` best first. `sender` and `role` hold one suggestion each, or none."""

    rights: tuple[Suggestion, ...] = ()
    senders: tuple[Suggestion, ...] = ()
    roles: tuple[Suggestion, ...] = ()
    concepts: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Hit:
    first: int
    last: int  # of the sentence's tokens, inclusive


@dataclass(slots=True)
class _Sentence:
    words: list[str]  # as they stand
    joined: str  # normalised, one blank around each
    starts: list[int] = field(default_factory=list)
    hits: dict[str, list[_Hit]] = field(default_factory=dict)


def normalised(text: str) -> str:
    """Lower case without accents; Devanagari without nukta and with one nasal sign, so that spellings meet."""
    text = _ELISION.sub(r"\1 ", text.replace("’", "'").replace("ʼ", "'"))
    text = unicodedata.normalize("NFD", text.casefold()).replace("'", "")
    kept = []
    for sign in text:
        if sign in "\u093c\u200c\u200d\u200e\u200f\u00ad\u0640":
            continue
        if unicodedata.category(sign) == "Mn" and ord(sign) < 0x0600:
            continue
        kept.append("\u0902" if sign == "\u0901" else sign)
    return unicodedata.normalize("NFC", "".join(kept))


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all alternatives of a concept, to be searched in a sentence's `joined` form."""
    tree: _Tree = {}
    for phrase in phrases:
        for one in _spelled_out(phrase):
            node = tree
            for atom in _atoms(one):
                node = node.setdefault(atom, {})
            node[""] = {}
    return re.compile("(?<= )" + _branches(tree) + "(?= )")


def _spelled_out(phrase: str) -> list[str]:
    """Each combination of the `(a|b)` in a phrase."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        return [phrase]
    before, after = phrase[: choice.start()], phrase[choice.end() :]
    words = choice[1].split("|") + [""] * bool(choice[2])
    return [rest for word in words for rest in _spelled_out(f"{before}{word}{after}")]


def _atoms(phrase: str) -> list[str]:
    """The pieces of the phrase's pattern, mostly its letters."""
    atoms: list[str] = []
    for word in phrase.split():
        if word == "...":
            atoms.append(rf"(?: \S+){{0,{_GAP}}}")
            continue
        if atoms:
            atoms.append(" ")
        for number, piece in enumerate(word.split("*")):
            if number:
                atoms.append(r"\S*")
            atoms += map(re.escape, " ".join(_TOKEN.findall(normalised(piece))))
    return atoms


def _branches(tree: _Tree) -> str:
    """The tree as a pattern that takes the longest way it can: what phrases begin with in common is tried once."""
    ways = [atom + _branches(below) for atom, below in tree.items() if atom]
    if "" in tree:
        return f"(?:{'|'.join(ways)})?" if ways else ""
    return f"(?:{'|'.join(ways)})" if len(ways) > 1 else "".join(ways)


def suggest(text: str, lexicon: Lexicon, *, subject: str = "") -> Suggestions:
    """What these words seem to say. `text` is what the sender wrote; the subject counts like a first sentence."""
    text = text[:_MOST_TEXT]
    sentences = _sentences(f"{subject}.\n\n{text}" if subject else text)
    for sentence in sentences:
        for concept, patterns in lexicon.phrases.items():
            found = [_hit(sentence, match) for pattern in patterns for match in pattern.finditer(sentence.joined)]
            if found:
                sentence.hits[concept] = found
    concepts = frozenset(concept for sentence in sentences for concept in sentence.hits)
    for sentence in sentences:
        sentence.hits[_START] = [_Hit(0, 0)]
    pairs = [_joined(one, other) for one, other in pairwise(sentences)] + sentences[-1:]
    scored: dict[str, list[tuple[float, int, str]]] = {}
    for rule in lexicon.rules:
        if not concepts.issuperset(set(rule.needs) - {_START}) or not concepts.isdisjoint(rule.unless_anywhere):
            continue
        if rule.anywhere and concepts.isdisjoint(rule.anywhere):
            continue
        for number, sentence in enumerate(pairs if rule.near >= _FAR else sentences):
            words = _fires(rule, sentence)
            if words:
                scored.setdefault(rule.target, []).append((rule.weight, number, words))
                break
    silent = _ranked(scored, "none:")
    return Suggestions(
        rights=() if silent else _ranked(scored, "right:"),
        senders=_ranked(scored, "sender:"),
        roles=_ranked(scored, "role:"),
        concepts=concepts,
    )


def _ranked(scored: Mapping[str, Sequence[tuple[float, int, str]]], prefix: str) -> tuple[Suggestion, ...]:
    """By score, then by what was said first. A second rule for the same thing adds half of its weight."""
    found = []
    for target, hits in scored.items():
        if not target.startswith(prefix):
            continue
        weights = sorted((weight for weight, _number, _words in hits), reverse=True)
        score = weights[0] + sum(weights[1:]) / 2
        if score >= _LEAST_SCORE:
            words = tuple(dict.fromkeys(words for _weight, _number, words in hits))[:4]
            first = min(number for _weight, number, _words in hits)
            found.append((-score, first, Suggestion(target.removeprefix(prefix), score, words)))
    return tuple(suggestion for _score, _first, suggestion in sorted(found, key=lambda one: one[:2]))


def _sentences(text: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    for piece in _pieces(text)[:_MOST_SENTENCES]:
        words = _TOKEN.findall(_ELISION.sub(r"\1 ", piece.replace("’", "'")))
        for start in range(0, len(words), _MOST_TOKENS):
            part = words[start : start + _MOST_TOKENS]
            plain = [normalised(word).replace(" ", "") or "~" for word in part]
            joined = " " + " ".join(plain) + " "
            starts, at = [], 1
            for word in plain:
                starts.append(at)
                at += len(word) + 1
            found.append(_Sentence(part, joined, starts))
    return found


def _joined(one: _Sentence, other: _Sentence) -> _Sentence:
    """Two sentences as one, for the rules that read on."""
    hits = {concept: list(found) for concept, found in one.hits.items()}
    for concept, found in other.hits.items():
        moved = [_Hit(hit.first + len(one.words), hit.last + len(one.words)) for hit in found]
        hits.setdefault(concept, []).extend(moved)
    return _Sentence(one.words + other.words, "", [], hits)


def _pieces(text: str) -> list[str]:
    """The text cut where a sentence ends, not behind an abbreviation."""
    pieces: list[list[str]] = []
    for piece in _SENTENCE_END.split(text):
        if pieces and _ABBREVIATION.search(pieces[-1][-1][-_LONGEST_ABBREVIATION:]):
            pieces[-1].append(piece)
        else:
            pieces.append([piece])
    return [" ".join(parts) for parts in pieces]


def _hit(sentence: _Sentence, match: re.Match[str]) -> _Hit:
    return _Hit(
        bisect_right(sentence.starts, match.start()) - 1, bisect_right(sentence.starts, max(match.end() - 1, 1)) - 1
    )


def _fires(rule: Rule, sentence: _Sentence) -> str:
    """The words that the rule found in this sentence, '' where it does not fire."""
    if any(concept not in sentence.hits for concept in rule.needs):
        return ""
    if any(concept in sentence.hits for concept in rule.unless):
        return ""
    for act in sentence.hits[rule.needs[0]]:
        if not rule.negated and _is_negated(act, sentence.hits.get("negation", ())):
            continue
        first, last = act.first, act.last
        for concept in rule.needs[1:]:
            nearest = min(sentence.hits[concept], key=lambda hit: max(hit.last, last) - min(hit.first, first))
            first, last = min(first, nearest.first), max(last, nearest.last)
        if last - first < rule.near + len(rule.needs):
            return " ".join(sentence.words[first : last + 1])[:160]
    return ""


def _is_negated(act: _Hit, negations: Sequence[_Hit]) -> bool:
    return any(
        0 < act.first - hit.last <= _NEGATION_BEFORE or 0 < hit.first - act.last <= _NEGATION_AFTER for hit in negations
    )
