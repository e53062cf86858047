"""`dpo-desktop init`: set up a workspace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dpo_desktop.cli import access
from dpo_desktop.translation import _

if TYPE_CHECKING:
    from dpo_desktop.cli.entry import Entry
    from dpo_desktop.cli.output import Output


def add(commands: Any) -> None:
    parser = commands.add_parser("init", help=_("set up a new workspace"))
    parser.add_argument(
        "--organisation", type=access.words, required=True, metavar="NAME", help=_("whose workspace it is")
    )
    parser.add_argument(
        "--officer", type=access.words, required=True, metavar="NAME", help=_("the Data Protection Officer")
    )
    parser.add_argument(
        "--role", type=access.words, default=_("Data Protection Officer"), help=_("the officer's title")
    )
    parser.add_argument("--place", default="IN-KA", help=_("whose public holidays count, such as IN-KA, DE-BY, GB-ENG"))
    parser.add_argument("--time-zone", metavar="ZONE", help=_("an IANA name; the zone of the place when left out"))
    parser.add_argument(
        "--recovery-file",
        type=Path,
        metavar="FILE",
        help=_("write the recovery code here instead of showing it; it is never shown again"),
    )
    parser.add_argument(
        "--mail-domain",
        type=access.words,
        action="append",
        default=[],
        metavar="DOMAIN",
        help=_("a mail domain of the organisation itself; may be given several times"),
    )
    access.add_workspace(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output, entry: Entry) -> int:
    from dpo_desktop.domain.errors import Conflict, RuleViolation, StorageUnavailable
    from dpo_desktop.services import law
    from dpo_desktop.services.mail_acts import check_mail_domains, set_mail_domains
    from dpo_desktop.services.workspace import create_workspace, lock
    from dpo_desktop.vault.files import write_atomically

    check_mail_domains(options.mail_domain)
    if options.place not in dict(law.places()):
        raise RuleViolation("workspace.unknown_place")
    if options.recovery_file is not None and options.recovery_file.exists():
        raise Conflict("workspace.recovery_file_exists")
    folder = access.workspace_folder(options)
    secret = access.new_passphrase(options)
    created = create_workspace(
        folder,
        organisation=options.organisation,
        officer_name=options.officer,
        officer_role=options.role,
        place=options.place,
        time_zone=options.time_zone or law.default_zone(options.place),
        passphrase=secret,
        clock=entry.clock,
    )
    if options.mail_domain:
        set_mail_domains(created.workspace, options.mail_domain)
    lock(created.workspace)
    value: dict[str, object] = {"ok": True, "workspace": str(folder)}
    failure: StorageUnavailable | None = None
    if options.recovery_file is not None:
        try:
            write_atomically(options.recovery_file, f"{created.recovery_code}\n".encode())
        except StorageUnavailable as error:
            failure = error
    output.say(_("The workspace is in {folder}.").format(folder=folder))
    if options.recovery_file is not None and failure is None:
        output.say(_("The recovery code is in {file}.").format(file=options.recovery_file))
    else:
        # Nobody could show it later, so a file that cannot be written must not cost it.
        output.say(_("Recovery code, shown this once: {code}").format(code=created.recovery_code))
        value["recovery_code"] = created.recovery_code
    output.say(_("Without passphrase and code nobody can open the workspace again, not even the maker of the program."))
    if failure is not None:
        output.refuse(failure, value)
        return 1
    output.result(value)
    return 0
