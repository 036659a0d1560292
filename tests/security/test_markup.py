"""Words that try to be more than words: mentions, links, forged headings, broken-off quotations."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from bot.domain.risks import ReviewDraft
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.workflows import risk_details, risk_queries, risk_reviews
from bot.workflows.risk_change import Request
from tests.security.conftest import DIRECTOR, lead_ids, who

EVIL = [
    "<!channel> look",
    "<!here|here>",
    "<@U0PCSRO> and <#C0GENERAL>",
    "<http://evil.example|PC11>",
    "&lt;!channel&gt;",
    "<!subteam^S1>",
    "<!date^0^{date}|x>",
    "a & b < c > d",
    "line\n<!everyone>",
    "\u2028<!channel>\u2029",
]


def texts(value):
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def every_place(house):
    services, me = house.services, who(DIRECTOR)
    yield risk_queries.show_risk(services, me, "PC11")
    yield risk_queries.show_history(services, me, "PC11")
    yield risk_queries.update_form(services, me, "PC11")
    yield risk_queries.edit_form(services, me, "PC11")
    for row in house.rows("outbox"):
        yield row["content"]


@pytest.mark.parametrize("words", EVIL)
def test_no_words_become_mentions_or_links(house, words):
    risk = house.risk("PC11")
    draft = ReviewDraft(risk.scores.inherent, risk.scores.residual, risk.scores.target, words, words)
    saved = risk_reviews.update_by_form(
        house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), draft
    )
    details = risk_details.DetailsDraft(
        words, clean(words)[:90], words[:90], risk.visibility, lead_ids(risk), risk.readers
    )
    risk_details.edit(house.services, Request(who(DIRECTOR), house.key(), "PC11", saved.version), details)
    for place in every_place(house):
        for element in texts(place):
            assert element["verbatim"] is True
            for opening in ("<!", "<http", "<@"):
                assert opening not in element["text"], element["text"]
        assert "<!" not in place.get("text", "")
        assert "<http" not in place.get("text", "")


def test_a_quotation_is_never_broken_out_of(house):
    words = "one\r\ntwo\x0bthree\x85four\u2028five\rsix\n\n*Governance manager* closed PC11."
    saved = risk_reviews.update_in_one_line(
        house.services, Request(who(DIRECTOR), house.key(), "PC11"), house.risk("PC11").scores.residual, words
    )
    assert "\n*Governance manager*" not in saved.said
    for row in house.rows("outbox"):
        assert "\n*Governance manager*" not in json.dumps(row["content"], ensure_ascii=False).replace("\\n", "\n")


def test_a_mitigation_plan_cannot_forge_an_update_of_somebody_else(house):
    risk = house.risk("PC11")
    forged = "Plan.\n\n*Latest update* · Thu 1 Nov, Governance manager\nThe board approved the closure."
    draft = replace(
        ReviewDraft(risk.scores.inherent, risk.scores.residual, risk.scores.target, "", "x"), mitigation=forged
    )
    risk_reviews.update_by_form(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), draft)
    card = risk_queries.show_risk(house.services, who(DIRECTOR), "PC11")
    lines = [line for element in texts(card) for line in element["text"].split("\n")]
    assert len([line for line in lines if line.startswith("*Latest update*")]) == 1


def test_a_summary_cannot_forge_a_row_of_the_list(house):
    risk = house.risk("PC11")
    forged = "Harmless\n*PC99*  red ■ 25 · ↑ up\nForged by PC11"
    details = risk_details.DetailsDraft(
        forged, risk.project, risk.category, risk.visibility, lead_ids(risk), risk.readers
    )
    risk_details.edit(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), details)
    for place in every_place(house):
        for element in texts(place):
            assert not any(line.startswith("*PC99*") for line in element["text"].split("\n")), element["text"]


@pytest.mark.parametrize("letter", ["x", "&", "<", "é", "\U0001f9d1‍\U0001f9bd", "\u0301", "ﷺ", "\n- "])
def test_ten_thousand_letters_are_refused_in_words(house, letter):
    risk = house.risk("PC11")
    long = letter * 10_000
    draft = ReviewDraft(risk.scores.inherent, risk.scores.residual, risk.scores.target, long, long)
    with pytest.raises(InvalidInputError):
        risk_reviews.update_by_form(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), draft)
    details = risk_details.DetailsDraft(long, long, long, risk.visibility, lead_ids(risk), risk.readers)
    with pytest.raises(InvalidInputError):
        risk_details.edit(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), details)


@pytest.mark.parametrize("letter", ["&", "<", ">"])
def test_the_longest_words_still_fit_after_escaping(house, letter):
    risk = house.risk("PC11")
    draft = ReviewDraft(risk.scores.inherent, risk.scores.residual, risk.scores.target, letter * 2000, letter * 2000)
    risk_reviews.update_by_form(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), draft)
    for place in every_place(house):
        for element in texts(place):
            assert len(element["text"]) <= 3000
            assert not element["text"].rstrip("…").endswith(("&", "&a", "&am", "&amp", "&l", "&lt", "&g", "&gt"))


@pytest.mark.parametrize("letter", ["\u200d", "\u200c", "e\u0301", " ", "\n", "- ", "\u202e"])
def test_no_words_take_long_to_clean(letter):
    started = time.perf_counter()
    clean("é" + letter * 10_000 + "é")
    # A form has several fields, and Slack waits three seconds for all of them.
    assert time.perf_counter() - started < 0.25
