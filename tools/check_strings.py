"""Every string that a person reads goes through `_()` or `ngettext()`, as one plain literal: `make check` runs this.

    check_strings.py [FILE or FOLDER ...]

It reads syntax trees, so a word in a comment does not matter and a line break does not hide one. Text that is not for
people although it looks so carries the comment `# not for people`. Prints file:line, exit 1 when something is found.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a report says is data (reports/wording); what a check of one says is not.
SEARCHED = tuple(ROOT / "dpo_desktop" / name for name in ("ui", "cli", "sentences", "reports/verification.py"))
EXCEPTION = "# not for people"
TRANSLATE = ("_", "ngettext")
NAMES = ("DPO Desktop", "SHA-256")  # the same in every language

# Functions, classes and methods that show their arguments, and which of them; None: every one by position.
SHOWN: dict[str, tuple[int, ...] | None] = {
    # Qt
    **dict.fromkeys(
        "setText setWindowTitle setToolTip setAccessibleName setAccessibleDescription setPlaceholderText setStatusTip "
        "setWhatsThis setTitle setLabelText setPlainText setHtml setHeaderLabels setHorizontalHeaderLabels "
        "setInformativeText setDetailedText setPrefix setSuffix showMessage addItems addMenu addAction QLabel "
        "QPushButton QToolButton QCheckBox QRadioButton QGroupBox QAction QMenu QLineEdit QPlainTextEdit".split()
    ),
    "addItem": (0,),  # a code may follow
    **dict.fromkeys(("insertItem", "setItemText", "addTab", "setTabText"), (1,)),
    # our own parts (dpo_desktop/ui/parts, notices)
    "label": (0,),
    "Elided": (0,),
    "button": (0,),
    "tool": (1,),
    "line": (0,),
    "search_line": (0, 1),
    "Field": (0,),
    "scrolled": (1,),
    "TaskDialog": (1, 2),
    "Banner": (1,),
    "tell": (1,),
    "keep": (1,),
    "set_error": (0,),
    "set_busy": (1,),
    # command line
    "say": None,
    "print": None,
    "write": None,
    "input": None,
    "getpass": None,
    "ArgumentTypeError": None,
    "exit": None,
}
SHOWN_KEYWORDS = frozenset(
    "help description epilog title prompt text hint tip tooltip placeholder act words name_words".split()
)


def main(arguments: list[str]) -> int:
    wanted = [Path(argument) for argument in arguments] or list(SEARCHED)
    files = sorted(file for path in wanted for file in (path.rglob("*.py") if path.is_dir() else [path]))
    found = [(file, line, words) for file in files for line, words in check(file.read_bytes())]
    for file, line, words in found:
        print(f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}:{line}: {words}")
    return 1 if found else 0


def check(source: bytes) -> list[tuple[int, str]]:
    """Line and complaint for everything in one module that is not as it should be."""
    excused = {
        token.start[0]
        for token in tokenize.tokenize(BytesIO(source).readline)
        if token.type == tokenize.COMMENT and token.string.startswith(EXCEPTION)
    }
    module = _Module(ast.parse(source))
    found = {
        (node.lineno, complaint)
        for node, complaint in module.complaints()
        if not excused.intersection(range(node.lineno, module.last_line(node) + 1))
    }
    return sorted(found)


class _Module:
    def __init__(self, tree: ast.Module) -> None:
        self._parent = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self._tree = tree

    def last_line(self, node: ast.expr) -> int:
        """Where the call ends that this literal is an argument of: a comment may stand behind its bracket."""
        around = self._parent[node]
        return (around if isinstance(around, ast.Call) else node).end_lineno or node.lineno

    def complaints(self) -> Iterator[tuple[ast.expr, str]]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                if _name_of(node) in TRANSLATE:
                    yield from self._translated(node)
                else:
                    yield from self._shown(node)
            elif isinstance(node, ast.Constant | ast.JoinedStr) and self._is_prose(node):
                yield node, "a sentence outside _()"
            elif isinstance(node, ast.Constant | ast.JoinedStr) and self._is_word_given_back(node):
                yield node, "a word outside _()"

    def _translated(self, call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
        """`_` takes one literal and `ngettext` two and a number; gaps are filled after it, never before."""
        literals = 1 if _name_of(call) == "_" else 2
        texts = call.args[:literals]
        if len(texts) != literals or call.keywords or len(call.args) != 2 * literals - 1:
            yield call, "_() takes one literal, ngettext() two and a number"
        for text in texts:
            if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
                yield text, "not a plain literal: translate first, then format"

    def _shown(self, call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
        name = _name_of(call)
        if name == "line" and isinstance(call.func, ast.Attribute):  # `look.line` is a height
            return
        shown: list[ast.expr] = [word.value for word in call.keywords if word.arg in SHOWN_KEYWORDS]
        if name in SHOWN:
            positions = SHOWN[name]
            shown += call.args if positions is None else [call.args[at] for at in positions if at < len(call.args)]
        elif _is_super_init(call):
            shown += call.args
        for part in shown:
            for literal in self._literals(part):
                yield literal, f"untranslated text in {name}()"

    def _literals(self, part: ast.expr | None, *, through_names: bool = True) -> Iterator[ast.expr]:
        """The literals with letters that this expression may come to, other than through a translation."""
        if isinstance(part, ast.Constant | ast.JoinedStr):
            if _letters(part):
                yield part
        elif isinstance(part, ast.IfExp):
            yield from self._of((part.body, part.orelse), through_names)
        elif isinstance(part, ast.BoolOp):
            yield from self._of(part.values, through_names)
        elif isinstance(part, ast.BinOp):
            yield from self._of((part.left, part.right), through_names)
        elif isinstance(part, ast.List | ast.Tuple):
            yield from self._of(part.elts, through_names)
        elif isinstance(part, ast.Dict):
            yield from self._of(part.values, through_names)
        elif isinstance(part, ast.Subscript | ast.NamedExpr):
            yield from self._literals(part.value, through_names=through_names)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in ("format", "join", "get", "strip", "capitalize", "upper", "lower"):
                filled = [] if part.func.attr == "get" else [word.value for word in part.keywords]
                arguments = part.args[1:] if part.func.attr == "get" else part.args
                yield from self._of((part.func.value, *arguments, *filled), through_names)
        elif isinstance(part, ast.Name) and through_names:
            for value in self._assigned(part):
                yield from self._literals(value, through_names=False)

    def _of(self, parts: tuple[ast.expr, ...] | list[ast.expr], through_names: bool) -> Iterator[ast.expr]:
        for part in parts:
            yield from self._literals(part, through_names=through_names)

    def _assigned(self, name: ast.Name) -> Iterator[ast.expr]:
        """What the function around it assigns to a name, else the module."""
        scope: ast.AST = name
        while not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            scope = self._parent[scope]
        own = list(_values_of(name.id, scope))
        yield from own or _values_of(name.id, self._tree)

    def _is_prose(self, node: ast.Constant | ast.JoinedStr) -> bool:
        """Three words or more, one of them small, wherever they stand: what no list of functions foresees."""
        text = _letters(node)
        words = [word.strip("…:.,;!?“”’()") for word in text.split()]
        words = [word for word in words if word.replace("’", "").isalpha() and len(set(word)) > 1]
        if len(words) < 3 or not any(word.islower() for word in words):
            return False
        parent = self._parent[node]
        if isinstance(parent, ast.Expr | ast.JoinedStr):  # a docstring; a part of an f-string that is judged as a whole
            return False
        if isinstance(parent, ast.Call) and _name_of(parent) in TRANSLATE:
            return False
        return not _is_technical(text, parent)

    def _is_word_given_back(self, node: ast.Constant | ast.JoinedStr) -> bool:
        """A capitalised value of a dictionary, or what a function returns: codes begin small."""
        parent, text = self._parent[node], _letters(node)
        if not (text[:1].isupper() and text[1:2].islower()):
            return False
        return isinstance(parent, ast.Return | ast.IfExp) or (isinstance(parent, ast.Dict) and node in parent.values)


def _values_of(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(one, ast.Name) and one.id == name:
                            yield value
        elif isinstance(node, ast.AnnAssign) and node.value and ast.unparse(node.target) == name:
            yield node.value


def _name_of(call: ast.Call) -> str:
    function = call.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _is_super_init(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "__init__"
        and isinstance(function.value, ast.Call)
        and _name_of(function.value) == "super"
    )


def _letters(node: ast.Constant | ast.JoinedStr) -> str:
    """The text of a literal that holds a letter, else ''."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
    else:
        parts = [node.value]
    text = "".join(part for part in parts if isinstance(part, str))
    for name in NAMES:
        text = text.replace(name, "")
    return text if any(letter.isalpha() for letter in text) else ""


def _is_technical(text: str, parent: ast.AST) -> bool:
    """Lists of codes that are split, style sheets, and sentences for the maker in an assertion or a wrong call."""
    if isinstance(parent, ast.Attribute) and parent.attr == "split":
        return True
    if isinstance(parent, ast.Assert) or "{" in text or ";" in text:
        return True
    return isinstance(parent, ast.Call) and _name_of(parent) in ("ValueError", "TypeError", "RuntimeError", "KeyError")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
