"""Every code that is raised or found has its sentence with every gap filled, and no sentence is left without a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter

from dpo_desktop.domain.errors import DpoError
from dpo_desktop.intake.table_values import TableProblem
from dpo_desktop.sentences import errors, findings, registers, tables
from tests.factory import ROOT

PACKAGE = ROOT / "dpo_desktop"
CODE = re.compile(
    r"(attachment|audit|deadline|edition|entry|export|fact|filter|import|job|law|mail|person|passphrase|register|report"
    r"|request|storage|system|table|undo|vault|workspace)"
    r"\.[a-z][a-z0-9_]*"
)
FILES = (".csv", ".db", ".hdr", ".ini", ".json", ".lock", ".pem", ".state", ".toml")


@dataclass(frozen=True)
class Use:
    """A code where the program makes it: the names of the gaps that are filled there, None where that is not plain."""

    code: str
    where: str
    filled: frozenset[str] | None


def name_of(node: ast.AST | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def used() -> Iterator[Use]:
    """Codes that leave a function: not the keys of a table, what is compared, or the names of acts and files."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            parent = parents[node]
            is_start = isinstance(parent, ast.JoinedStr) and parent.values[0] is node and node.value.endswith("_")
            if not CODE.fullmatch(node.value) or node.value.endswith(FILES):
                continue
            if isinstance(parent, ast.Compare) or (isinstance(parent, ast.Dict) and node in parent.keys):
                continue
            if isinstance(parent, ast.keyword) and parent.arg == "action":
                continue
            if name_of(parent) in ("record", "_record", "ForeignKey"):
                continue
            if path.is_relative_to(PACKAGE / "ui") and name_of(parent) != "sentence_for_code":
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            for code in [code for code in sentences() if code.startswith(node.value)] if is_start else [node.value]:
                yield Use(code, where, filled_by(parent))


def filled_by(call: ast.AST) -> frozenset[str] | None:
    if not isinstance(call, ast.Call) or any(word.arg is None for word in call.keywords):
        return None
    if name_of(call) in ("append", "ImportProblem", "sentence_for_code"):
        return None
    return frozenset(word.arg for word in call.keywords if word.arg)


@cache
def sentences() -> dict[str, frozenset[str]]:
    """Every code with a sentence, and the gaps that its words leave to the caller."""
    found: dict[str, frozenset[str]] = {}
    for path in (*(PACKAGE / "sentences").glob("*.py"), PACKAGE / "reports" / "verification.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name == "_sentences":
                (table,) = [node for node in ast.walk(function) if isinstance(node, ast.Dict)]
                for key, value in zip(table.keys, table.values, strict=True):
                    code = ast.literal_eval(key) if key else ""
                    assert code not in found, code
                    found[code] = gaps(value)
    return found


def gaps(words: ast.expr) -> frozenset[str]:
    texts = [node.value for node in ast.walk(words) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    given = {word.arg for node in ast.walk(words) if isinstance(node, ast.Call) for word in node.keywords}
    return frozenset(name for text in texts for _text, name, _form, _how in Formatter().parse(text) if name) - given


def test_every_code_has_a_sentence_and_every_sentence_is_used() -> None:
    places = {use.code: use.where for use in used()}
    assert {code: where for code, where in places.items() if code not in sentences()} == {}
    assert set(sentences()) - set(places) == set()
    assert len(places) > 80
    assert errors.codes() | findings.codes() | registers.codes() | tables.codes() <= set(sentences())


def test_every_gap_of_a_sentence_is_filled_where_its_code_is_made() -> None:
    known = sentences()
    unfilled = [
        (use.where, use.code, sorted(known[use.code] - use.filled))
        for use in used()
        if use.filled is not None and not known[use.code] <= use.filled
    ]
    assert unfilled == []


def test_every_sentence_says_what_it_is_given() -> None:
    for code, names in sentences().items():
        values: dict[str, str | int] = dict.fromkeys(names, 7)
        if code in errors.codes():
            words = errors.sentence(DpoError(code, **values))
        elif code in findings.codes():
            words = findings.finding_words(code, values.items())
        elif code in registers.codes():
            words = registers.cell_words(code, values)
        elif code in tables.codes():
            words = tables.table_problem_words(TableProblem(7, 6, code, tuple(values.items())), ())
        else:
            continue
        assert words[0].isupper() or words[0].isdigit(), code
        assert words.endswith("."), code
        assert "{" not in words, code
        assert all("7" in words for _name in names), code


def test_one_and_many_are_told_apart() -> None:
    one, many = (errors.sentence(DpoError("import.has_problems", count=count)) for count in (1, 12))
    assert one.startswith("1 row has")
    assert many.startswith("12 rows have")
