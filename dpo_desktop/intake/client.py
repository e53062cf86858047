"""The program's side of the worker: asks, waits no longer than is allowed, and starts another one where it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from dpo_desktop.intake.pictures import NoPicture, Picture
from dpo_desktop.intake.reading import head_of
from dpo_desktop.intake.table_values import ParsedTable, refuse_size, table_from_wire, table_problem, unreadable
from dpo_desktop.intake.values import LIMIT_SECONDS, ParsedMail, from_wire, problem
from dpo_desktop.intake.worker import OPTION, Ended, read_frame, write_frame

_PACKAGE = Path(__file__).resolve().parent.parent
_CODES = {"time": "mail.took_too_long", "memory": "mail.too_much_memory"}
_TABLE_CODES = {"time": "table.took_too_long", "memory": "table.too_much_memory"}


class _Failed(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why  # time, memory, error, ended


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, OPTION]
    return [sys.executable, "-P", "-m", "dpo_desktop", OPTION]  # -P: nothing of the working folder is imported


class Worker:
    """Use as `with Worker() as worker`. Not for two threads at once. The process starts with the first question.

    `command` starts a process that answers as `intake.worker.serve` does; it is this program itself by default.
    """

    def __init__(self, seconds: float = LIMIT_SECONDS, command: Sequence[str] | None = None) -> None:
        self._seconds = seconds
        self._command = list(command) if command is not None else _command()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.kill()
        process.wait()

    def mail(self, file_name: str, raw: bytes) -> ParsedMail:
        """The mail in these bytes. Never raises for what is in them: it is unreadable then, and says why."""
        try:
            return self._mail(file_name, raw)
        except _Failed as failed:
            found = problem(_CODES.get(failed.why, "mail.reader_failed"))
        try:
            head = self._mail(file_name, head_of(raw))  # who writes, and about what, can still be told
            return replace(head, problems=(found, *head.problems))
        except _Failed:
            return ParsedMail("unreadable", problems=(found,))

    def _mail(self, file_name: str, raw: bytes) -> ParsedMail:
        _body, frames = self._ask({"ask": "mail", "name": file_name}, raw)
        try:
            return from_wire(frames[0], frames[1:])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            self.close()
            raise _Failed("error") from error

    def table(
        self,
        file_name: str,
        raw: bytes,
        *,
        sheet: str = "",
        encoding: str = "",
        delimiter: str = "",
        header_record: int = 0,
    ) -> ParsedTable:
        """As `tables.read_table`. Never raises for what is in the file: it is unreadable then, and says why."""
        refused = refuse_size(raw)
        if refused is not None:
            return refused
        options = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter, "header_record": header_record}
        try:
            _body, frames = self._ask({"ask": "table", "name": file_name, "options": options}, raw)
            return table_from_wire(frames[0], frames[1:])
        except _Failed as failed:
            return unreadable(table_problem(0, _TABLE_CODES.get(failed.why, "table.reader_failed")))
        except (ValueError, KeyError, TypeError, IndexError):
            self.close()
            return unreadable(table_problem(0, "table.reader_failed"))

    def order(self, raw: bytes) -> datetime | None:
        """When a mail came, as far as it says; for sorting a batch."""
        try:
            at = self._ask({"ask": "order"}, raw)[0]["at"]
            return datetime.fromisoformat(at) if at else None
        except (_Failed, ValueError, KeyError, TypeError):
            return None

    def picture(self, data: bytes, found_type: str, page: int, width: int) -> Picture:
        """One page or image. Raises NoPicture, also where it took too long."""
        try:
            body, frames = self._ask({"ask": "picture", "type": found_type, "page": page, "width": width}, data)
            picture = Picture(int(body["width"]), int(body["height"]), int(body["pages"]), frames[0])
        except (_Failed, ValueError, KeyError, TypeError, IndexError) as error:
            raise NoPicture from error
        if len(picture.pixels) != picture.width * picture.height * 3:
            raise NoPicture
        return picture

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(_PACKAGE.parent)},
            )
        return self._process

    def _ask(self, question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        process = self._started()
        questions, answers = process.stdin, process.stdout
        assert questions is not None
        assert answers is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self._seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            write_frame(questions, json.dumps(question).encode())
            write_frame(questions, data)
            questions.flush()
            body = json.loads(read_frame(answers))
            frames = [read_frame(answers) for _ in range(body["frames"])]
        except (Ended, OSError, ValueError, KeyError) as error:
            self.close()
            raise _Failed("time" if late.is_set() else "ended") from error
        finally:
            watch.cancel()
            watch.join()
        if "failed" in body:
            raise _Failed(str(body["failed"]))
        return body, frames
