"""What goes wrong outside the program is a sentence, exit code 1 and one JSON value, and it changes nothing."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dpo_desktop.services.workspace import lock, open_with_keys
from tests.cli.conftest import CountRequests
from tests.cli.console import SCRIPT, Console
from tests.conftest import Template
from tests.factory import DATA, PASSPHRASE, SetClock

SAMPLE = DATA / "crm" / "history-140.csv"
REPORT = DATA / "reports" / "compliance-report-en-1.pdf"


def files_of(folder: Path) -> dict[str, str]:
    """Name and SHA-256 of every file but the lock."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != "vault.lock"
    }


def _flip_header(folder: Path) -> None:
    raw = bytearray((folder / "vault.hdr").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "vault.hdr").write_bytes(raw)


def _cut_header(folder: Path) -> None:
    (folder / "vault.hdr").write_bytes((folder / "vault.hdr").read_bytes()[:-20])


def _header_gone(folder: Path) -> None:
    (folder / "vault.hdr").unlink()


def _database_gone(folder: Path) -> None:
    (folder / "vault.db").unlink()


def _database_empty(folder: Path) -> None:
    (folder / "vault.db").write_bytes(b"")


def _database_plain(folder: Path) -> None:
    (folder / "vault.db").write_bytes(b"SQLite format 3\x00" + bytes(4080))


def _database_cut(folder: Path) -> None:
    (folder / "vault.db").write_bytes((folder / "vault.db").read_bytes()[:-100])


def _database_noise(folder: Path) -> None:
    raw = (folder / "vault.db").read_bytes()
    (folder / "vault.db").write_bytes(raw[:4096] + bytes(len(raw) - 4096))


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (_flip_header, "vault.header_damaged"),
        (_cut_header, "vault.header_damaged"),
        (_header_gone, "vault.header_missing"),
        (_database_gone, "vault.database_missing"),
        (_database_empty, "vault.database_empty"),
        (_database_plain, "vault.database_not_encrypted"),
        (_database_cut, "vault.database_cut_off"),
        (_database_noise, "vault.database_damaged"),
    ],
)
def test_a_damaged_workspace_is_said_and_left_alone(
    console: Console, demo_folder: Path, damage: Callable[[Path], None], error: str
) -> None:
    damage(demo_folder)
    before = files_of(demo_folder)
    said = console.unlocked("import requests", SAMPLE, "--json", workspace=demo_folder)
    assert (said.code, said.json()["error"], said.json()["ok"]) == (1, error, False)
    assert said.json()["sentence"].count(".") >= 1
    assert said.err == ""
    assert files_of(demo_folder) == before


@pytest.mark.parametrize("command", ["import requests", "report", "audit verify"])
def test_a_wrong_passphrase_is_no_damage(console: Console, demo_folder: Path, command: str) -> None:
    before = files_of(demo_folder)
    files = (SAMPLE,) if command == "import requests" else ()
    said = console.run(*command.split(), *files, "--workspace", demo_folder, "--json", text_in="another-passphrase\n")
    assert (said.code, said.json()["error"]) == (1, "vault.wrong_passphrase")
    assert files_of(demo_folder) == before
    assert list(console.folder.iterdir()) == []


def test_a_person_reads_the_sentence_on_standard_error(console: Console, demo_folder: Path) -> None:
    said = console.run("audit", "verify", "--workspace", demo_folder, text_in="another-passphrase\n")
    assert (said.code, said.out) == (1, "")
    assert said.err == "This passphrase does not open the workspace. Check Caps Lock and the keyboard language.\n"


def test_a_missing_folder_is_not_made(console: Console) -> None:
    for command in ("report", "audit verify"):
        said = console.unlocked(command, "--json", workspace=console.folder / "nowhere")
        assert (said.code, said.json()["error"]) == (1, "vault.absent")
    assert not (console.folder / "nowhere").exists()


def test_a_workspace_that_is_open_elsewhere_is_left_alone(
    console: Console, demo_folder: Path, demo_template: Template, count_requests: CountRequests
) -> None:
    held = open_with_keys(demo_folder, demo_template.keys, clock=SetClock())
    try:
        said = console.unlocked("import requests", SAMPLE, "--json", workspace=demo_folder)
    finally:
        lock(held)
    assert (said.code, said.json()["error"]) == (1, "vault.open_elsewhere")
    assert count_requests(demo_folder) == 50


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((REPORT, "--ca", "nowhere.pem"), "report.certificate_unreadable"),
        ((REPORT, "--ca", REPORT), "report.certificate_unreadable"),
        ((REPORT, "--ca", SAMPLE), "report.certificate_unreadable"),
        ((REPORT, "--ca", "/dev/null"), "report.certificate_unreadable"),
    ],
)
def test_verify_says_what_is_no_certificate(console: Console, arguments: tuple[object, ...], error: str) -> None:
    said = console.run("verify", *arguments, "--json")
    assert (said.code, said.json()["error"]) == (1, error)


def test_verify_names_the_file_that_is_missing_and_judges_the_others(console: Console) -> None:
    said = console.run("verify", "nowhere.pdf", REPORT, ".", "--json")
    assert said.code == 1
    judged = {
        file["file"]: (file["ok"], [found["finding"] for found in file["findings"]]) for file in said.json()["files"]
    }
    missing = (False, ["report.file_missing"])
    assert judged == {str(REPORT): (True, []), "nowhere.pdf": missing, ".": missing}
    assert "nowhere.pdf: this file does not exist." in console.run("verify", "nowhere.pdf").out


@pytest.mark.parametrize("given", ["abcd", "", "g" * 64, "ab" * 31])
def test_what_is_no_fingerprint_is_refused_as_such(console: Console, given: str) -> None:
    said = console.run("verify", REPORT, "--fingerprint", given)
    assert said.code == 2
    assert "64 digits" in said.err


def test_a_fingerprint_is_taken_as_people_and_openssl_write_it(console: Console) -> None:
    plain = console.run("verify", REPORT, "--json").json()["files"][0]["authority_fingerprint"]
    pairs = ":".join(plain[at : at + 2].upper() for at in range(0, 64, 2))
    for given in (plain, pairs, f"SHA-256 {plain}", f"sha256 Fingerprint={pairs}", " ".join((plain[:32], plain[32:]))):
        said = console.run("verify", REPORT, "--fingerprint", given, "--json")
        assert (said.code, said.json()["files"][0]["trust"]) == (0, "trusted"), given
    other = console.run("verify", REPORT, "--fingerprint", "0" * 64)
    assert "not by the authority you gave" in other.out


def test_the_certificate_may_be_pem_or_der(console: Console) -> None:
    pem, der = DATA / "reports" / "authority.pem", console.folder / "authority.der"
    subprocess.run(["openssl", "x509", "-in", pem, "-outform", "DER", "-out", der], check=True)
    for certificate in (pem, der):
        said = console.run("verify", REPORT, "--ca", certificate, "--json")
        assert (said.code, said.json()["files"][0]["trust"]) == (0, "trusted")


def test_audit_verify_wants_reports_that_are_there_and_intact(console: Console, demo_folder: Path) -> None:
    missing = console.unlocked("audit verify", "nowhere.pdf", "--json", workspace=demo_folder)
    assert (missing.code, missing.json()["error"]) == (1, "report.file_missing")
    (console.folder / "bad.pdf").write_bytes(REPORT.read_bytes()[:-1])
    bad = console.unlocked("audit verify", "bad.pdf", "--json", workspace=demo_folder)
    assert [found["finding"] for found in bad.json()["findings"]] == ["audit.report_not_intact"]
    assert bad.code == 1
    foreign = console.unlocked("audit verify", REPORT, "--json", workspace=demo_folder)
    assert [found["finding"] for found in foreign.json()["findings"]] == ["audit.anchor_other_log"]
    assert foreign.code == 1


def test_names_that_are_no_utf8_and_poor_terminals_are_no_error(console: Console) -> None:
    odd = console.folder / b"\xc3\xa9\xff.pdf".decode("utf-8", "surrogateescape")
    odd.write_bytes(REPORT.read_bytes())
    assert console.run("verify", odd, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").code == 0
    assert console.run("verify", odd, "--json", PYTHONIOENCODING="ascii").json()["files"][0]["file"] == str(odd)


def _shell(console: Console, line: str) -> subprocess.CompletedProcess[str]:
    command = line.format(script=SCRIPT, report=REPORT)
    return subprocess.run(
        ["bash", "-c", command],
        cwd=console.folder,
        env=console.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reader_that_has_gone_is_no_error(console: Console) -> None:
    done = _shell(console, '"{script}" verify "{report}" | true; echo "${{PIPESTATUS[0]}}"')
    assert (done.stdout.strip() in {"0", "1"}, done.stderr) == (True, "")


def test_an_output_that_is_full_is_said(console: Console) -> None:
    done = _shell(console, '"{script}" verify "{report}" > /dev/full')
    assert done.returncode == 1
    assert done.stderr == "The disk is full. Nothing was lost: free some space, then do it again.\n"


def test_a_closed_standard_input_gives_no_passphrase(console: Console, demo_folder: Path) -> None:
    done = _shell(console, f'"{{script}}" audit verify --json --workspace "{demo_folder}" <&-')
    assert done.returncode == 1
    assert '"error": "passphrase.missing"' in done.stdout
    assert done.stderr == ""
    assert PASSPHRASE not in done.stdout
