"""HTML of mails: what is read, and what is left of it for looking at."""

from __future__ import annotations

import pytest

from dpo_desktop.intake.html import read_html


@pytest.mark.parametrize(
    "source",
    [
        '<p style="font-size:1px">hidden</p>',
        '<p style="display: none">hidden</p>',
        '<div style="visibility:hidden"><p>hidden</p></div>',
        '<span style="color:#ffffff">hidden</span>',
        '<font color="white">hidden</font>',
        '<p style="text-indent:-9999px">hidden</p>',
        "<p hidden>hidden</p>",
        "<script>hidden</script>",
        "<style>.hidden{}</style>",
    ],
)
def test_words_that_nobody_sees_are_not_read(source: str) -> None:
    assert read_html(f"<p>Seen</p>{source}").text == "Seen"


def test_white_words_on_a_ground_of_their_own_are_seen() -> None:
    assert read_html('<td style="background:#123"><b style="color:#fff">Seen</b></td>').text == "Seen"


def test_what_is_quoted_is_marked() -> None:
    text = read_html("<p>Yes.</p><blockquote><p>Shall we delete it?</p><p>All?</p></blockquote><p>Thanks</p>").text
    lines = [line for line in text.splitlines() if line]
    assert lines == ["Yes.", "> Shall we delete it?", "> All?", "Thanks"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<script>x</script>", "mail.html_scripts"),
        ('<p onclick="x()">a</p>', "mail.html_scripts"),
        ("<form action=x><input></form>", "mail.html_forms"),
        ('<img src="https://tracker.example/1.gif">', "mail.html_pictures"),
        ("<p style='display:none'>x</p>", "mail.html_hidden_words"),
        ("<div>" * 500 + "deep", "mail.html_too_large"),
    ],
)
def test_what_is_left_out_is_told(source: str, code: str) -> None:
    assert code in [found for found, _parameters in read_html(f"<p>a</p>{source}").problems]


def test_nothing_that_acts_or_fetches_is_left() -> None:
    source = """
      <html><head><link rel=stylesheet href=https://x.example/a.css><base href=https://x.example></head><body
      background="https://x.example/b.png" onload="steal()"><p style="background:url(https://x.example/c.png)">Hello
      <a href="javascript:steal()">one</a> <a href="https://y.example/">two</a> <a href="file:///etc/passwd">three</a>
      <img src="cid:1"><img src="https://x.example/d.png"><iframe src="https://x.example"></iframe>
      <object data=x></object><svg><script>steal()</script></svg><form><input name=pass></form>
      <meta http-equiv=refresh content="0;url=https://x.example"></body></html>"""
    safe = read_html(source).safe
    for word in (
        "script",
        "javascript",
        "x.example",
        "file:",
        "img",
        "iframe",
        "form",
        "input",
        "style",
        "onload",
        "svg",
    ):
        assert word not in safe.lower(), word
    assert 'href="https://y.example/"' in safe
    assert "Hello" in safe


def test_ten_thousand_open_tags_are_read_and_not_laid_out() -> None:
    found = read_html("<table><tr><td>" * 10_000 + "the words")
    assert found.text.endswith("the words")
    assert found.safe == ""


@pytest.mark.parametrize("tag", ["<a ", "<!--", "<p title='", "<![CDATA["])
def test_tags_that_never_end_are_words_and_not_parsed(tag: str) -> None:
    # The parser would search the rest of the text for each of them: minutes for one mail.
    found = read_html(tag * 20_000 + "the words")
    assert found.text.endswith("the words")
    assert (found.safe, [code for code, _values in found.problems]) == ("", ["mail.html_too_large"])


@pytest.mark.parametrize(
    ("link", "is_elsewhere"),
    [
        ('<a href="http://192.0.2.77/x">https://www.crmhub360.example/portal</a>', True),
        ('<a href="https://crmhub360.example.thief.example">crmhub360.example</a>', True),
        ('<a href="https://thief.example">Our <b>www.crmhub360.example</b></a>', False),
        ('<a href="https://thief.example"><b>www.crmhub360.example</b></a>', True),
        ('<a href="https://login.crmhub360.example/?a">www.crmhub360.example</a>', False),
        ('<a href="https://crmhub360.example">the portal</a>', False),
        ('<a href="mailto:dpo@crmhub360.example">dpo@crmhub360.example</a>', False),
        ('<a href="http://[bad">www.crmhub360.example</a>', True),
        ("<a>www.crmhub360.example</a></a>", False),
    ],
)
def test_a_link_that_leads_elsewhere_than_it_shows_is_told(link: str, is_elsewhere: bool) -> None:
    codes = [code for code, _values in read_html(f"<p>{link}</p>").problems]
    assert ("mail.html_link_elsewhere" in codes) == is_elsewhere


def test_tables_in_tables_are_read_and_not_laid_out() -> None:
    assert read_html("<table><tr><td>" * 8 + "words").safe == ""
    assert read_html("<table><tr><td colspan=20000>words</td></tr></table>").safe.count("colspan") == 0
