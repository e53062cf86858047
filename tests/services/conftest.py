"""What several tests of the services begin with."""

from __future__ import annotations

import pytest

from dpo_desktop.services.mail_filing import FiledMails, file_mails
from dpo_desktop.services.mail_sources import mail_sources
from dpo_desktop.services.workspace import OpenWorkspace
from tests.intake.mail_files import MAILBOX


@pytest.fixture
def mailbox(workspace: OpenWorkspace) -> FiledMails:
    return file_mails(workspace, mail_sources([MAILBOX]), decide=True)
