"""Cases out of a register kept by hand, one for each thing that such a register leaves out."""

from __future__ import annotations

from datetime import datetime, timedelta

from dpo_desktop.domain.requests import OUTCOME_NOT_RECORDED
from dpo_desktop.services.requests import Recorder
from dpo_desktop.services.views import NewRequest
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.base import Proven
from dpo_desktop.storage.tables import ImportBatchRow
from tests.factory import NOW, new_request

CLOSED_AT = NOW - timedelta(days=9)
# The request, whether it is closed, and when. All were received on 20 October where that is known, due on 20 November.
OLD_CASES: tuple[tuple[NewRequest, bool, datetime | None], ...] = (
    (new_request("Open, no receipt", received_known=False), False, None),
    (new_request("Closed, no receipt", received_known=False), True, CLOSED_AT),
    (new_request("Closed, no day"), True, None),
    (new_request("Closed, nothing known", received_known=False), True, None),
    (new_request("Closed, no law", country="XX", law="none"), True, CLOSED_AT),
)


def add_old_cases(workspace: OpenWorkspace) -> None:
    """The five of `OLD_CASES`, in one import."""
    with workspace.unit_of_work() as uow:
        batch = ImportBatchRow(file_name="old.csv", file_sha256="00" * 32, row_count=5, imported_at=uow.now)
        uow.session.add(batch)
        uow.session.flush()
        recorder = Recorder(uow, import_batch_id=batch.id)
        rows: list[Proven] = []
        for new, closed, closed_at in OLD_CASES:
            request, others = recorder.add(new)
            rows += [request, *others]
            if closed_at is not None:
                rows.append(recorder.close(request, outcome="fulfilled", reason="", closed_at=closed_at))
            elif closed:
                request.state = OUTCOME_NOT_RECORDED
        uow.record("requests.imported", batch, rows=rows, list_changed=True, requests=len(OLD_CASES))
        uow.commit()
