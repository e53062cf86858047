"""What the sender wrote, and what is history."""

from __future__ import annotations

import pytest

from dpo_desktop.domain.mail_text import split_text


@pytest.mark.parametrize(
    "attribution",
    [
        "On 01/09/2026 09:12, Ishaani <i@x.example> wrote:",
        "On Tue, 1 Sep 2026 at 09:12, A Very Long Name Of A Person\n<i@x.example> wrote:",
        "Am 03.09.2026 14:21 schrieb Jörn Büttelmann <j@x.example>:",
        "Am Do., 3. Sept. 2026 um 14:21 Uhr schrieb Jörn\n<j@x.example>:",
        "Le 07/09/2026 10:15, Maëlle <m@x.example> a écrit :",
        "El 1 sept 2026, a las 9:12, Ana <a@x.example> escribió:",
        "मंगल, 1 सितंबर 2026 को रुक्मिणी <r@x.example> ने लिखा:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_what_stands_below_an_attribution_is_quoted(attribution: str, mark: str) -> None:
    found = split_text(f"Please delete it.\n\n{attribution}\n{mark}an older word\n{mark}another")
    assert found.own == "Please delete it."
    assert "an older word" in found.quoted


@pytest.mark.parametrize(
    "divider",
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "---- Message d'origine ----",
        "________________________________",
        "From: A <a@x.example>\nSent: Tuesday\nTo: B\nSubject: x",
        "Von: A <a@x.example>\nGesendet: Dienstag\nAn: B\nBetreff: x",
        "De : A <a@x.example>\nEnvoyé : mardi\nÀ : B\nObjet : x",
        "---------- Forwarded message ---------",
    ],
)
def test_what_stands_below_a_divider_is_quoted(divider: str) -> None:
    found = split_text(f"Thanks.\n\n{divider}\n\nPlease delete my data.")
    assert found.own == "Thanks."
    assert "Please delete my data." in found.quoted


def test_an_answer_between_quoted_lines_is_the_senders_own() -> None:
    found = split_text("On Monday, A <a@x.example> wrote:\n> Shall we delete it?\nYes, please.\n> All of it?\nAll.")
    assert found.own.split("\n") == ["Yes, please.", "All."]
    assert found.quoted.split("\n") == ["Shall we delete it?", "All of it?"]


def test_the_signature_is_kept_apart() -> None:
    found = split_text("Please delete it.\n-- \nA. Lawyer\nLaw firm")
    assert (found.own, found.signature) == ("Please delete it.", "A. Lawyer\nLaw firm")


def test_a_sentence_that_begins_like_one_is_no_attribution() -> None:
    text = "On Monday I wrote to you.\nAm 3. Mai habe ich gekündigt.\nFrom: here to there it is far."
    assert split_text(text).own == text
