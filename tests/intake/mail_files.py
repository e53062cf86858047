"""Mails as bytes, and an Outlook .msg written as MS-CFB and MS-OXMSG say, since no library writes one."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.factory import DATA

MAILBOX = DATA / "mailbox"
RECEIVED = (
    "from a.example (a.example [192.0.2.1]) by mx1.crmhub360.example with ESMTPS; Tue, 20 Oct 2026 16:12:00 +0530"
)
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


def mailbox_file(number: int) -> bytes:
    return (MAILBOX / f"m{number:03d}.eml").read_bytes()


def mail(
    body: str = "Please delete my account and all my data.",
    *,
    sender: str = "Tara Quill <tara@quill.example>",
    to: str = "privacy@crmhub360.example",
    subject: str = "A request",
    message_id: str = "one@quill.example",
    received: str = RECEIVED,
    **headers: str,
) -> bytes:
    """A plain mail; an empty value leaves its header out. `in_reply_to` becomes In-Reply-To."""
    fields = {
        "Received": received,
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": f"<{message_id}>" if message_id else "",
        "Date": "Tue, 20 Oct 2026 10:41:50 +0000",
        **{name.replace("_", "-").title(): value for name, value in headers.items()},
    }
    fields.setdefault("Content-Type", "text/plain; charset=utf-8")
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n")).encode()


def multipart(parts: Sequence[str], *, kind: str = "mixed", **headers: str) -> bytes:
    """Each part is its headers, an empty line and its body."""
    body = "".join(f"--frontier\n{part}\n" for part in parts) + "--frontier--\n"
    return mail(body, content_type=f"multipart/{kind}; boundary=frontier", **headers)


# -- Outlook


@dataclass
class Node:
    """A storage, or a stream where `data` is not None."""

    name: str
    data: bytes | None = None
    children: list[Node] = field(default_factory=list)


def outlook_message(
    *,
    subject: str = "A request",
    body: str = "Please delete my account and all my data.",
    headers: str = "",
    delivered: datetime | None = None,
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    """A .msg with these properties, from Tara Quill."""
    root = Node("Root Entry")
    texts = {0x0037: subject, 0x1000: body, 0x0C1A: "Tara Quill", 0x0C1F: "tara@quill.example", 0x007D: headers}
    fixed = {0x0E06: delivered} if delivered is not None else {}
    files = attachments or {}
    head = struct.pack("<8x4I8x", 0, len(files), 0, len(files))
    root.children += _properties(texts, fixed, head)
    root.children.append(Node("__nameid_version1.0", children=[Node("__substg1.0_00020102", b"")]))
    for number, (name, data) in enumerate(files.items()):
        storage = Node(f"__attach_version1.0_#{number:08X}")
        storage.children = _properties({0x3707: name}, {0x3705: 1}, bytes(8), {0x3701: data})
        root.children.append(storage)
    return compound_file(root)


def _properties(
    texts: Mapping[int, str],
    fixed: Mapping[int, datetime | int],
    head: bytes,
    binaries: Mapping[int, bytes] | None = None,
) -> list[Node]:
    nodes, entries = [], bytearray(head)
    for number, text in texts.items():
        if text:
            data = text.encode("utf-16-le")
            nodes.append(Node(f"__substg1.0_{number:04X}001F", data))
            entries += struct.pack("<IIII", number << 16 | 0x001F, 6, len(data) + 2, 0)
    for number, data in (binaries or {}).items():
        nodes.append(Node(f"__substg1.0_{number:04X}0102", data))
        entries += struct.pack("<IIII", number << 16 | 0x0102, 6, len(data), 0)
    for number, value in fixed.items():
        if isinstance(value, datetime):
            ticks = int((value.astimezone(UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            entries += struct.pack("<IIQ", number << 16 | 0x0040, 6, ticks)
        else:
            entries += struct.pack("<IIII", number << 16 | 0x0003, 6, value, 0)
    return [*nodes, Node("__properties_version1.0", bytes(entries))]


def compound_file(root: Node) -> bytes:
    """MS-CFB version 3: header, FAT, directory, mini stream, streams."""
    nodes: list[Node] = [root]
    for node in nodes:
        nodes += sorted(node.children, key=lambda child: (len(child.name), child.name.upper()))
    mini, mini_fat = bytearray(), []
    starts: dict[int, int] = {}
    large: list[Node] = []
    for node in nodes[1:]:
        if node.data is None or not node.data:
            continue
        if len(node.data) >= _CUTOFF:
            large.append(node)
            continue
        starts[id(node)] = len(mini) // _MINI
        count = -(-len(node.data) // _MINI)
        mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
        mini += node.data.ljust(count * _MINI, b"\0")
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        start = len(sectors)
        count = max(1, -(-len(data) // _SECTOR))
        padded = data.ljust(count * _SECTOR, b"\0")
        sectors.extend(padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR))
        fat.extend([*range(start + 1, start + count), _END])
        return start

    for node in large:
        starts[id(node)] = chain(node.data or b"")
    mini_start = chain(bytes(mini)) if mini else _END
    mini_table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_table = mini_table.ljust(-(-max(len(mini_table), 1) // _SECTOR) * _SECTOR, b"\xff")
    mini_fat_start = chain(mini_table)
    directory = chain(_directory(nodes, starts, mini_start, len(mini)))
    fat_sectors = -(-(len(sectors) + 1) // (_SECTOR // 4 - 1))
    fat_start = len(sectors)
    fat += [_FAT] * fat_sectors
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    table = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [table[at : at + _SECTOR] for at in range(0, len(table), _SECTOR)]
    places = [fat_start + number for number in range(fat_sectors)] + [_FREE] * (109 - fat_sectors)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory,
        0,
        _CUTOFF,
        mini_fat_start,
        len(mini_table) // _SECTOR,
        _END,
        0,
        places[0],
    ) + struct.pack("<108I", *places[1:])
    return header + b"".join(sectors)


def _directory(nodes: Sequence[Node], starts: Mapping[int, int], mini_start: int, mini_size: int) -> bytes:
    """Siblings hang in one line to the right: a tree that is allowed, if not balanced."""
    position = {id(node): number for number, node in enumerate(nodes)}
    right: dict[int, int] = {}
    for node in nodes:
        children = sorted(node.children, key=lambda child: (len(child.name), child.name.upper()))
        for before, after in itertools.pairwise(children):
            right[id(before)] = position[id(after)]
    out = bytearray()
    for node in nodes:
        name = node.name.encode("utf-16-le") + b"\0\0"
        first = min(node.children, key=lambda child: (len(child.name), child.name.upper()), default=None)
        is_root = node is nodes[0]
        kind = 5 if is_root else 1 if node.data is None else 2
        start = mini_start if is_root else starts.get(id(node), _END if node.data is not None else 0)
        size = mini_size if is_root else len(node.data or b"")
        out += struct.pack(
            "<64sHBBIII16xI8x8xIQ",
            name,
            len(name),
            kind,
            1,
            _FREE,
            right.get(id(node), _FREE),
            position[id(first)] if first is not None else _FREE,
            0,
            start,
            size,
        )
    out += (b"\0" * 68 + struct.pack("<III", _FREE, _FREE, _FREE) + b"\0" * 48) * (-len(nodes) % 4)
    return bytes(out)
