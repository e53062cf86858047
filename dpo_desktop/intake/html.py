"""HTML of a mail: its words for reading by rules, and a form without scripts, forms, styles or anything remote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from dpo_desktop.intake.values import LIMIT_HTML, Problem, problem

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SILENT = frozenset("head script style title noscript template svg object iframe".split())
_DEEPEST = 120
_MOST_TABLES = 6  # within each other: Qt lays them out in a time that doubles with each
_MOST_OPEN = 200
_QUOTE_MARKS = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "protonmail_quote")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(\.0+)?\s*(;|$)"
    r"|font-size\s*:\s*[0-3](\.\d+)?\s*(px|pt)|font-size\s*:\s*0|max-height\s*:\s*0|(text-indent|left)\s*:\s*-\d{3}"
)
_WHITE = re.compile(r"(?<![-\w])color\s*:\s*(#fff\b|#ffffff\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))")

_SHOWN_HOST = re.compile(r"\s*(?:https?://)?((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?:[/?#:]\S*)?\s*", re.IGNORECASE)
_LONGEST_LINK = 300

_TAGS = set(
    "a b blockquote br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strike strong sub sup "
    "table tbody td th thead tr u ul".split()
)
_ATTRIBUTES = {"*": {"dir"}, "a": {"href"}}


@dataclass(frozen=True, slots=True)
class HtmlContent:
    """`text` holds the visible words, quoted ones behind `> `; `safe` is '' where it cannot be laid out safely."""

    text: str
    safe: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Open:
    tag: str
    hidden: bool
    silent: bool
    quoted: int
    painted: bool  # some ancestor has a background of its own


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Open] = [_Open("", hidden=False, silent=False, quoted=0, painted=False)]
        self._parts: list[str] = []
        self.deepest = self.tables = 0
        self.hidden_words = False
        self.pictures = self.scripts = self.forms = 0
        self.links_elsewhere = 0
        self._link = ("", 0)  # where the open link leads to, and the first part of what it shows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").lower() for name, value in attrs}
        self.pictures += tag == "img" and not values.get("src", "").startswith(("cid:", "data:"))
        self.scripts += tag == "script" or any(name.startswith("on") for name in values)
        self.forms += tag == "form"
        if tag in _BLOCKS:
            self._parts.append("\n")
        if tag == "img" and values.get("alt"):
            self.handle_data(values["alt"])
        if tag in _VOID:
            return
        if tag == "a":
            self._link = (values.get("href", ""), len(self._parts))
        above = self._open[-1]
        style = values.get("style", "")
        marks = f"{values.get('class', '')} {values.get('id', '')}"
        painted = above.painted or "background" in style or "bgcolor" in values
        hidden = above.hidden or "hidden" in values or bool(_HIDDEN.search(style))
        white = not painted and bool(_WHITE.search(style) or values.get("color") in ("white", "#fff", "#ffffff"))
        is_quote = tag == "blockquote" or any(mark in marks for mark in _QUOTE_MARKS)
        self._open.append(
            _Open(tag, hidden or white, above.silent or tag in _SILENT, above.quoted + is_quote, painted=painted)
        )
        self.deepest = max(self.deepest, len(self._open))
        if tag == "table":
            self.tables = max(self.tables, sum(one.tag == "table" for one in self._open))
        if is_quote:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag == "a":
            leads_to, first = self._link
            self._link = ("", 0)
            self.links_elsewhere += bool(leads_to) and _is_elsewhere("".join(self._parts[first:]), leads_to)
        for position in range(len(self._open) - 1, max(0, len(self._open) - _DEEPEST), -1):
            if self._open[position].tag == tag:
                del self._open[position:]
                break
        if tag in _BLOCKS or tag in ("td", "th"):
            self._parts.append("\t" if tag in ("td", "th") else "\n")

    def handle_data(self, data: str) -> None:
        here = self._open[-1]
        if here.silent:
            return
        if here.hidden:
            self.hidden_words = self.hidden_words or bool(data.strip())
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        if here.quoted and words.strip():
            last = self._parts[-1] if self._parts else ""
            if last.endswith("\n"):
                self._parts.append("> " * here.quoted)
        self._parts.append(words)

    def text(self) -> str:
        lines = [line.strip() for line in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_elsewhere(shown: str, leads_to: str) -> bool:
    """A link that shows the address of one host and leads to another, as those of a phishing mail do."""
    match = _SHOWN_HOST.fullmatch(shown) if len(shown) < _LONGEST_LINK else None
    if match is None:
        return False
    try:
        host = urlsplit(leads_to).hostname or ""
    except ValueError:
        return True
    one, other = match[1].lower().removeprefix("www."), host.removeprefix("www.")
    return bool(host) and one != other and not other.endswith(f".{one}") and not one.endswith(f".{other}")


def read_html(source: str) -> HtmlContent:
    """Words, safe form and what was left out. Never raises."""
    # The parser looks for the end of an open tag again and again: where most never end, they are no tags.
    if source.count("<") > 2 * source.count(">") + _MOST_OPEN:
        return HtmlContent(source.replace("<", " "), "", (problem("mail.html_too_large"),))
    words = _Words()
    words.feed(source)
    words.close()
    found: list[Problem] = []
    if words.scripts:
        found.append(problem("mail.html_scripts"))
    if words.forms:
        found.append(problem("mail.html_forms"))
    if words.pictures:
        found.append(problem("mail.html_pictures", count=words.pictures))
    if words.links_elsewhere:
        found.append(problem("mail.html_link_elsewhere"))
    if words.hidden_words:
        found.append(problem("mail.html_hidden_words"))
    if words.deepest > _DEEPEST or words.tables > _MOST_TABLES or len(source) > LIMIT_HTML:
        found.append(problem("mail.html_too_large"))
        return HtmlContent(words.text(), "", tuple(found))
    return HtmlContent(words.text(), safe_html(source), tuple(found))


def safe_html(source: str) -> str:
    import nh3

    return nh3.clean(
        source,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "head", "svg", "noscript", "template"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
