"""The check for untranslated strings finds what was planted, and lets pass what is right."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.factory import ROOT

CHECK = ROOT / "tools" / "check_strings.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_strings", CHECK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines_found(tool: ModuleType, snippet: str) -> list[int]:
    return [line for line, _complaint in tool.check(f"{snippet}\n".encode())]


def checked(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, CHECK, *paths], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "snippet",
    [
        'label("Due soon")',
        'QLabel("Due")',
        'widget.setText("Due")',
        'widget.setText(f"Due {n}")',
        'widget.setText("Due " + day)',
        'widget.setText("Due %s" % day)',
        'widget.setText("Due {day}".format(day=day))',
        'widget.setText(_("Due {day}").format(day="tomorrow"))',
        'widget.setText(_("Due") if due else "Late")',
        'widget.setText(word or "late")',
        'widget.setText(", ".join(["late", day]))',
        'widget.setText({"late": "zu spät"}[status])',
        'widget.setText({"a": _("A")}.get(key, "b"))',
        'widget.setText(words := "late")',
        'def show():\n    words = "late"\n    widget.setText(words)',
        'def show():\n    words, hint = _("Late"), "by days"\n    label(hint)',
        'WORDS = "late"\n\ndef show():\n    label(WORDS)',
        'dialog.setWindowTitle("Due")',
        'widget.setToolTip("due")',
        'widget.setAccessibleName("due")',
        'editor.setPlaceholderText("name")',
        'box.addItem("Due", "due")',
        'box.addItems(["Due", "Late"])',
        'button("Close", "primary")',
        'button(_("Close"), "primary", tip="Closes it")',
        'tool("plus", "New request")',
        'Field("Name", editor)',
        'Field(_("Name"), editor, hint="As on letters")',
        'line(placeholder="Your name")',
        'search_line(_("Search"), "Search")',
        'scrolled(content, "Set-up")',
        'notices.tell("late", "Gone")',
        'field.set_error("Missing")',
        'class Ask(TaskDialog):\n    def __init__(self):\n        super().__init__(None, "Ask", _("Do it"))',
        'output.say("Done")',
        'print("Done")',
        'parser.add_argument("--json", help="print JSON")',
        'argparse.ArgumentParser(prog="x", description="The desk")',
        'raise argparse.ArgumentTypeError("No day")',
        'getpass.getpass("Secret: ")',
        'def words():\n    return {"late": "Late"}',
        'def word(late):\n    return "Late"',
        'SENTENCES = {"a.b": "the disk is full now"}',
        'x = "Nothing in the list says this"',
        '_(f"{n} requests")',
        '_("Due " + day)',
        '_("{n} requests".format(n=n))',
        "_(text)",
        '_("One", "two")',
        'ngettext("{n} request", many, n)',
        'ngettext("{n} request", "{n} requests")',
        'ngettext(f"{n} request", "{n} requests", n)',
    ],
)
def test_a_planted_string_is_found(tool: ModuleType, snippet: str) -> None:
    found = lines_found(tool, f'"""A module."""\n\n{snippet}')
    assert found
    assert all(3 <= line <= snippet.count("\n") + 3 for line in found)


@pytest.mark.parametrize(
    "snippet",
    [
        'label(_("Due soon"), "title", "muted")',
        'label("")',
        'widget.setText(f"{word}, {number}")',
        'widget.setText("  ·  ".join(parts))',
        'widget.setText(_("Due {day}").format(day=day))',
        'widget.setText(ngettext("{n} request", "{n} requests", n).format(n=n))',
        'widget.setText(_("Due") if due else _("Late"))',
        'widget.setText({"late": _("Late")}[status])',
        'label(words_for("late"))',
        'def show():\n    words = _("Late")\n    widget.setText(words)',
        'button(_("Close"), "primary", "x")',
        'tool("x", _("Close"))',
        'look.line("small")',
        'box.addItem(word, "due")',
        'widget.setAccessibleName("DPO Desktop")',
        'widget.setWindowTitle(f"{organisation} – DPO Desktop")',
        'output.say("  SHA-256 " + digest)',
        'STATES = "received accepted in_progress closed".split()',
        'PATTERN = "EEEE, d MMMM y"',
        'raise ValueError("not a frontier of this log")',
        'assert ids, "the list was asked too early"',
        'widget.setStyleSheet("QLabel { border: none; color: red }")',
        'def show():\n    """Words of a docstring are for the maker."""',
        "# label('a comment is no code')",
        'label("ABCD-EFGH-…")  # not for people',
        'output.say(\n    f"Python {version}"\n)  # not for people',
    ],
)
def test_what_is_right_passes(tool: ModuleType, snippet: str) -> None:
    assert lines_found(tool, snippet) == []


def test_an_exception_covers_its_own_call_only(tool: ModuleType) -> None:
    assert lines_found(tool, 'show(label("XYZ"),  # not for people\n     label("Late"))') == [2]


def test_the_command_names_file_and_line_once_and_ends_with_one(tmp_path: Path) -> None:
    inner = tmp_path / "ui" / "deep"
    inner.mkdir(parents=True)
    page = inner / "page.py"
    page.write_text('label("Late", hint="Late")\nlabel(_("Due"))\n', "utf-8")
    (inner / "notes.txt").write_text('label("Late")', "utf-8")
    found = checked(tmp_path / "ui")
    assert (found.returncode, found.stdout) == (1, f"{page}:1: untranslated text in label()\n")
    page.write_text('label(_("Late"))\n', "utf-8")
    clean = checked(page, tmp_path)
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "")
