"""What webhooks are given: a card that Teams takes whole and reads no marks in, and JSON that keeps its form."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.digest import Count, DigestContent, Line, Section
from bot.webhooks.cards import CARD_MOST, digest_card
from bot.webhooks.opening import encoded
from bot.webhooks.plain import digest_body

SNEAKY = "[Sign in](https://evil.example) **now** <at>everyone</at> {{DATE(2018-11-05T08:30:00Z)}}"
LINE = Line(summary=SNEAKY, ref="PC11", mark="■ Red 20", note="due Fri 16 Nov")
DIGEST = DigestContent(
    scope="workstream:PC",
    title="Planned Care: week of 5 November 2018",
    partnership="A partnership",
    week_on=date(2018, 11, 5),
    made_at=datetime(2018, 11, 5, 8, 30, tzinfo=UTC),
    counts=(Count("due", 7, "7 due this week"), Count("late", 1, "1 late")),
    sections=(
        Section("due", "Due this week", 7, (LINE,) * 5, (LINE,)),
        Section("late", "Late", 1, (Line("Bring the plan"),)),
    ),
    head_seq=12,
    head_hash="ab" * 32,
)


def left(number, is_all):
    return f"{number} in all" if is_all else f"and {number} more"


def card(digest):
    (attachment,) = digest_card(digest, left)["attachments"]
    return attachment["content"]


def said(digest):
    return ["".join(run["text"] for run in block["inlines"]) for block in card(digest)["body"]]


def test_a_card_says_counts_first_and_what_it_leaves_out():
    lines = said(DIGEST)
    assert lines[:3] == [DIGEST.title, "A partnership", "7 due this week · 1 late"]
    assert lines[3] == "Due this week (7)"
    assert lines[4].startswith("PC11  ■ Red 20  [Sign in]")
    assert lines[9:] == ["and 2 more", "Late (1)", "Bring the plan"]


def test_nothing_people_wrote_is_read_as_marks():
    """Text blocks are read as Markdown, text runs are not; of dates both take two braces."""
    blocks = card(DIGEST)["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    assert {run["type"] for block in blocks for run in block["inlines"]} == {"TextRun"}
    assert "{{" not in json.dumps(blocks)


def test_a_card_is_always_small_enough_for_teams():
    long = Line(summary="€" * 160, ref="PC11", note="€" * 400)
    big = replace(DIGEST, sections=tuple(Section(f"s{n}", "€" * 100, 90, (long,) * 5) for n in range(9)))
    assert len(encoded(digest_card(big, left))) <= CARD_MOST
    assert said(big)[4].startswith("PC11")
    huge = replace(DIGEST, sections=tuple(Section(f"s{n}", "€" * 100, 90, (long,) * 5) for n in range(30)))
    assert "90 in all" in said(huge)


def test_a_quiet_week_is_one_line():
    quiet = replace(DIGEST, counts=(), sections=(), is_quiet=True, quiet_words="Nothing is due, late or new.")
    assert said(quiet)[2:] == ["Nothing is due, late or new."]


def test_json_keeps_its_form():
    body = json.loads(encoded(digest_body(DIGEST)))
    assert {key: body[key] for key in ("type", "version", "scope", "week_on", "made_at", "is_quiet", "audit")} == {
        "type": "convenor.digest",
        "version": 1,
        "scope": "workstream:PC",
        "week_on": "2018-11-05",
        "made_at": "2018-11-05T08:30:00+00:00",
        "is_quiet": False,
        "audit": {"seq": 12, "hash": "ab" * 32},
    }
    due, late = body["sections"]
    assert (due["key"], due["total"], len(due["lines"])) == ("due", 7, 6)
    assert due["lines"][0] == {"ref": "PC11", "mark": "■ Red 20", "summary": SNEAKY, "note": "due Fri 16 Nov"}
    assert late["lines"] == [{"ref": "", "mark": "", "summary": "Bring the plan", "note": ""}]
    assert encoded(digest_body(DIGEST)) == encoded(digest_body(replace(DIGEST)))
