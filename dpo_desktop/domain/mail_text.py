"""What in a mail's text its sender wrote, and what is quoted history."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "On ... wrote:" as mail programs write it above what they quote.
_ATTRIBUTION = re.compile(
    r"^\s*(on\b.{0,300}\bwrote\s*:|am\b.{0,300}\bschrieb\b.{0,200}:|le\b.{0,300}\ba\s+écrit\s*:"
    r"|el\b.{0,300}\bescribió\s*:|.{0,300}\bschrieb\s+am\b.{0,200}:|.{0,300}(ने|को)\s+लिखा\s*:?|.{0,300}<[^<>\s]+@[^<>\s]+>"
    r"\s*(wrote|schrieb|a écrit)\s*:|.{0,300}\bne\s+likha\s*:)\s*$",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(r"^\s*(on|am|le|el)\b.*\d", re.IGNORECASE)
# Whatever stands below one of these is an older mail.
_DIVIDER = re.compile(
    r"^\s*(-{2,}\s*(original message|ursprüngliche nachricht|message d['’]origine|mensaje original"
    r"|forwarded message|weitergeleitete nachricht|message transféré|मूल संदेश)\s*-*|_{8,}"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message transféré\s*:)\s*$",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"^\s*\*?(from|von|de|expéditeur|प्रेषक)\s*\*?\s*:\*?\s*.+", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"^\s*\*?(sent|date|gesendet|datum|envoyé|to|an|à|subject|betreff|objet|cc|विषय|दिनांक|भेजा)\s*\*?\s*:", re.IGNORECASE
)
_FORWARD = re.compile(r"^\s*(fwd?|wg|tr|rv|wtr|fs|doorst)\s*:|^\s*\[?fwd", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$")


@dataclass(frozen=True, slots=True)
class MailText:
    """`own` is what the sender wrote above the signature, `signature` what follows `-- `, `quoted` the rest."""

    own: str
    signature: str
    quoted: str


def is_forward_subject(subject: str) -> bool:
    """Fwd:, WG:, TR: and the like: quoted words are what such a mail is about."""
    return _FORWARD.search(subject) is not None


def split_text(text: str) -> MailText:
    """Own words and quoted history. An answer between or below quoted lines is the sender's own."""
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    signature: list[str] = []
    target = own
    position = 0
    while position < len(lines):
        line = lines[position]
        if line.lstrip().startswith((">", "|>")):
            quoted.append(line.lstrip("> "))
        elif _is_divider(lines, position):
            quoted += [rest.lstrip("> ") for rest in lines[position + 1 :]]
            break
        elif (taken := _attribution_lines(lines, position)) > 0:
            position += taken
            if not _quote_follows(lines, position):
                quoted += lines[position:]
                break
            continue
        elif _SIGNATURE.match(line) and target is own:
            target = signature
        else:
            target.append(line)
        position += 1
    return MailText("\n".join(own).strip(), "\n".join(signature).strip(), "\n".join(quoted).strip())


def _is_divider(lines: list[str], position: int) -> bool:
    line = lines[position]
    if _DIVIDER.match(line):
        return True
    if not _HEADER_BLOCK.match(line):
        return False
    following = [later for later in lines[position + 1 : position + 5] if later.strip()]
    return sum(bool(_HEADER_NEXT.match(later)) for later in following) >= 2


def _attribution_lines(lines: list[str], position: int) -> int:
    """How many lines the attribution takes: programs wrap it."""
    line = lines[position]
    if len(line) > 400:
        return 0
    if _ATTRIBUTION.match(line):
        return 1
    if _ATTRIBUTION_START.match(line):
        for more in (1, 2):
            joined = " ".join(part.strip() for part in lines[position : position + more + 1])
            if len(joined) < 500 and _ATTRIBUTION.match(joined):
                return more + 1
    return 0


def _quote_follows(lines: list[str], position: int) -> bool:
    following = next((line for line in lines[position : position + 3] if line.strip()), "")
    return following.lstrip().startswith(">")
