"""A first day on the command line: set up, bring requests in, issue a report, hand it to an auditor, check."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CountRequests
from tests.cli.console import Console
from tests.factory import PASSPHRASE, ROOT

SAMPLE = ROOT / "resources" / "demo" / "requests.csv"
RECOVERY_CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}\b")
WHO = ("--organisation", "Kestrel Test Ltd", "--officer", "Ida Osterberg")


def test_a_workspace_is_set_up_in_the_users_folder(console: Console) -> None:
    made = console.run("init", *WHO, "--place", "DE-BY", text_in=f"{PASSPHRASE}\n")
    assert made.code == 0, made.err
    folder = console.home / ".local" / "share" / "dpo-desktop" / "workspace"
    assert (folder / "vault.db").is_file()
    assert len(RECOVERY_CODE.findall(made.out)) == 1
    assert PASSPHRASE not in made.out + made.err

    checked = console.run("audit", "verify", "--json", text_in=f"{PASSPHRASE}\n")
    assert (checked.code, checked.json()["ok"]) == (0, True)

    again = console.run("init", *WHO, "--json", text_in=f"{PASSPHRASE}\n")
    assert (again.code, again.json()["error"]) == (1, "vault.exists")


def test_the_recovery_code_goes_to_a_file_or_to_the_screen_but_is_never_lost(console: Console) -> None:
    code_file = console.folder / "code"
    made = console.run("init", *WHO, "--workspace", "one", "--recovery-file", code_file, text_in=PASSPHRASE)
    assert made.code == 0
    assert RECOVERY_CODE.fullmatch(code_file.read_text().strip())
    assert RECOVERY_CODE.search(made.out) is None
    assert code_file.stat().st_mode & 0o077 == 0

    kept = console.run("init", *WHO, "--workspace", "two", "--recovery-file", code_file, text_in=PASSPHRASE)
    assert kept.code == 1
    assert not (console.folder / "two").exists()

    lost = console.run(
        "init", *WHO, "--workspace", "two", "--recovery-file", "no/such/folder", "--json", text_in=PASSPHRASE
    )
    assert lost.code == 1
    assert (lost.json()["ok"], lost.json()["error"]) == (False, "storage.folder_missing")
    assert RECOVERY_CODE.fullmatch(lost.json()["recovery_code"])
    assert (console.folder / "two" / "vault.db").is_file()


@pytest.mark.parametrize(
    ("options", "text_in", "error"),
    [
        ((), "short\n", "passphrase.too_short"),
        ((), "", "passphrase.too_short"),
        (("--place", "XX-YY"), PASSPHRASE, "workspace.unknown_place"),
        (("--time-zone", "Mars/Phobos"), PASSPHRASE, "workspace.unknown_zone"),
        (("--time-zone", "../../etc/passwd"), PASSPHRASE, "workspace.unknown_zone"),
        (("--officer", " "), PASSPHRASE, "workspace.name_missing"),
    ],
)
def test_a_set_up_that_is_refused_leaves_nothing(
    console: Console, options: tuple[str, ...], text_in: str, error: str
) -> None:
    refused = console.run("init", *WHO, *options, "--workspace", "made", "--json", text_in=text_in)
    assert (refused.code, refused.json()["error"]) == (1, error)
    assert list(console.folder.iterdir()) == []
    assert list(console.home.iterdir()) == []


def test_a_dry_run_writes_nothing_and_the_import_all(
    console: Console, empty_folder: Path, count_requests: CountRequests
) -> None:
    tried = console.unlocked("import requests", SAMPLE, "--dry-run", "--json", workspace=empty_folder)
    assert (tried.code, tried.json()["requests"], tried.json()["dry_run"]) == (0, 50, True)
    assert count_requests(empty_folder) == 0

    done = console.unlocked("import requests", SAMPLE, workspace=empty_folder)
    assert (done.code, done.out) == (0, "50 requests came in.\n")
    assert count_requests(empty_folder) == 50


def test_a_report_with_slip_and_certificate_verifies(console: Console, demo_folder: Path) -> None:
    issued = console.unlocked(
        "report", "--from", "2026-08-01", "--to", "2026-11-24", "--out", "out", "--authority", "--json",
        workspace=demo_folder,
    )  # fmt: skip
    assert issued.code == 0, issued.out
    said = issued.json()
    pdf, slip, certificate = (console.folder / said[key] for key in ("pdf", "slip", "certificate"))
    assert said["requests"] == 50
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == said["sha256"]
    assert slip.read_bytes().startswith(b"%PDF-1.7")

    unknown = console.run("verify", pdf, "--json")
    assert (unknown.code, unknown.json()["files"][0]["trust"]) == (0, "not_checked")
    known = console.run("verify", pdf, "--ca", certificate, "--json")
    assert (known.code, known.json()["files"][0]["trust"]) == (0, "trusted")
    fingerprint = known.json()["files"][0]["authority_fingerprint"].upper()
    named = console.run("verify", pdf, "--fingerprint", f"{fingerprint[:10]}:{fingerprint[10:]}")
    assert (named.code, "Signed under the authority you gave." in named.out) == (0, True)
    other = console.run("verify", pdf, "--fingerprint", "0" * 64, "--json")
    assert (other.code, other.json()["files"][0]["trust"]) == (1, "untrusted")

    held = console.unlocked("audit verify", pdf, "--json", workspace=demo_folder)
    assert (held.code, held.json()["findings"]) == (0, [])
    assert list(console.home.iterdir()) == []


def test_the_file_of_a_case_with_its_slip_verifies(console: Console, demo_folder: Path) -> None:
    issued = console.unlocked(
        "report", "--case", "req-2026-0003", "--out", "out", "--authority", "--json", workspace=demo_folder
    )
    assert issued.code == 0, issued.out
    said = issued.json()
    assert (said["kind"], said["requests"]) == ("case_file", 1)
    pdf = console.folder / said["pdf"]
    assert pdf.name == "RPT-2026-0001 case file REQ-2026-0003.pdf"
    known = console.run("verify", pdf, "--ca", console.folder / said["certificate"], "--json")
    assert (known.code, known.json()["files"][0]["trust"]) == (0, "trusted")
    held = console.unlocked("audit verify", pdf, "--json", workspace=demo_folder)
    assert (held.code, held.json()["findings"]) == (0, [])
    spoken = console.unlocked("report", "--case", "REQ-2026-0003", "--out", "out", workspace=demo_folder)
    assert "Case: REQ-2026-0003" in spoken.out


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--case", "REQ-2026-9999"), "report.case_missing"),
        (("--case", "REQ-2026-0003", "--from", "2026-08-01"), "report.case_has_no_period"),
        (("--case", "REQ-2026-0003", "--to", "2026-08-01"), "report.case_has_no_period"),
        (("--case", "REQ-2026-0003", "--names", " "), "report.names_reason_missing"),
    ],
)
def test_a_case_file_that_cannot_be_made_is_a_sentence(
    console: Console, demo_folder: Path, options: tuple[str, ...], error: str
) -> None:
    refused = console.unlocked("report", *options, "--json", workspace=demo_folder)
    assert (refused.code, refused.json()["error"]) == (1, error)
    assert not list(console.folder.rglob("*.pdf"))


def test_names_need_a_reason(console: Console, demo_folder: Path) -> None:
    blank = console.unlocked("report", "--names", " ", "--json", workspace=demo_folder)
    assert (blank.code, blank.json()["error"]) == (1, "report.names_reason_missing")
    assert not list(console.folder.glob("*.pdf"))

    named = console.unlocked("report", "--names", "Order 42", "--from", "2026-08-01", workspace=demo_folder)
    assert named.code == 0
    assert console.run("verify", *console.folder.glob("RPT-*report.pdf")).code == 0


def test_one_bad_file_among_good_ones_decides(console: Console, demo_folder: Path) -> None:
    console.unlocked("report", "--from", "2026-08-01", workspace=demo_folder)
    (good,) = console.folder.glob("RPT-*report.pdf")
    bad = console.folder / "bad.pdf"
    bad.write_bytes(good.read_bytes() + b"\n")
    empty = console.folder / "empty.pdf"
    empty.touch()
    checked = console.run("verify", good, bad, empty, "--json")
    assert checked.code == 1
    said = checked.json()
    assert said["ok"] is False
    assert [file["ok"] for file in said["files"]] == [True, False, False]
    assert said["files"][1]["findings"] == [{"finding": "report.not_whole_file"}]
    assert "The signature does not cover the whole file" in console.run("verify", bad).out


def test_doctor_names_what_this_machine_has(console: Console) -> None:
    said = console.run("doctor", "--json")
    value = said.json()
    assert said.code == (0 if value["ok"] else 1)
    assert value["sqlcipher"].startswith("4.")
    assert bool(value["install"]) is bool(value["missing"])
    assert value["ok"] is not bool(value["missing"])
    assert "SQLCipher" in console.run("doctor").out


def test_the_demo_is_made_twice(console: Console) -> None:
    first = console.run("demo", "--no-window", "--json")
    assert first.code == 0, first.err
    said = first.json()
    assert (said["ok"], said["requests"]) == (True, 50)
    folder = console.folder / "build" / "demo"
    assert (folder / "workspace" / "vault.db").is_file()
    passphrase = (folder / "passphrase").read_text()

    second = console.run("demo", "--folder", folder)  # no display, so no window either
    assert second.code == 0, second.err
    assert "Verified" in second.out
    assert (folder / "passphrase").read_text() != passphrase
    ca = folder / "authority.pem"
    assert console.run("verify", folder / "compliance-report.pdf", "--ca", ca).code == 0
    held = console.run(
        "audit", "verify", folder / "compliance-report.pdf",
        "--workspace", folder / "workspace", "--passphrase-file", folder / "passphrase",
    )  # fmt: skip
    assert held.code == 0


def test_the_demo_never_replaces_a_workspace_of_somebody(console: Console, demo_folder: Path) -> None:
    folder = console.folder / "mine"
    folder.mkdir()
    demo_folder.rename(folder / "workspace")
    (folder / "passphrase").write_text(PASSPHRASE)
    before = (folder / "workspace" / "vault.hdr").read_bytes()
    refused = console.run("demo", "--folder", folder, "--no-window", "--json")
    assert (refused.code, refused.json()["error"]) == (1, "workspace.demo_folder")
    assert (folder / "workspace" / "vault.hdr").read_bytes() == before
    assert (folder / "passphrase").read_text() == PASSPHRASE
