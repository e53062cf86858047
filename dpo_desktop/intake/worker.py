"""The worker process: takes a file on standard input, gives back what is in it, keeps nothing.

A crash, a loop or a memory bomb ends this process and not the program. Frames: 8 bytes of length, then the bytes; a
question is one frame of JSON and one of data, an answer one of JSON and as many of data as it says.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

OPTION = "--worker"
_LENGTH = struct.Struct(">Q")
_MEMORY_BYTES = 2 * 1024**3  # a mail of 100 MB with its parts decoded, a picture of 60 million pixels, a million rows

Answer = tuple[dict[str, Any], Sequence[bytes]]


class Ended(Exception):
    """The other side is gone."""


def write_frame(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)


def read_frame(stream: IO[bytes]) -> bytes:
    """Raises Ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise Ended
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise Ended
    return data


def serve() -> int:
    """Answer until standard input ends. Returns the exit code."""
    _limit_memory()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may stand between the frames
    with suppress(Ended, BrokenPipeError):
        while True:
            question = json.loads(read_frame(questions))
            data = read_frame(questions)
            try:
                body, payloads = _ANSWERS[question["ask"]](question, data)
            except MemoryError:
                body, payloads = {"failed": "memory"}, ()
            except Exception:  # noqa: BLE001  (the program says that the file could not be read; no text of it leaves)
                body, payloads = {"failed": "error"}, ()
            write_frame(answers, json.dumps({**body, "frames": len(payloads)}).encode())
            for payload in payloads:
                write_frame(answers, payload)
            answers.flush()
    return 0


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _mail(question: dict[str, Any], data: bytes) -> Answer:
    from dpo_desktop.intake.reading import read_mail
    from dpo_desktop.intake.values import to_wire

    header, payloads = to_wire(read_mail(question["name"], data))
    return {}, (header, *payloads)


def _order(_question: dict[str, Any], data: bytes) -> Answer:
    from dpo_desktop.intake.reading import order_of

    at = order_of(data)
    return {"at": at.isoformat() if at else None}, ()


def _table(question: dict[str, Any], data: bytes) -> Answer:
    from dpo_desktop.intake.table_values import RecordFrames, header_to_wire
    from dpo_desktop.intake.tables import read_records

    frames = RecordFrames()
    table = read_records(question["name"], data, frames.take, **question["options"])
    return {}, (header_to_wire(table), *frames.frames())


def _picture(question: dict[str, Any], data: bytes) -> Answer:
    from dpo_desktop.intake.pictures import NoPicture, render

    try:
        picture = render(data, question["type"], question["page"], question["width"])
    except NoPicture:
        return {"failed": "no_picture"}, ()
    return {"width": picture.width, "height": picture.height, "pages": picture.pages}, (picture.pixels,)


_ANSWERS: dict[str, Callable[[dict[str, Any], bytes], Answer]] = {
    "mail": _mail,
    "order": _order,
    "picture": _picture,
    "table": _table,
}
