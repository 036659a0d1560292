"""What people read: help, the risk card, lists, searches, histories, and help with a reference mistyped."""

from __future__ import annotations

import re

import pytest

from tests.scenarios.people import (
    DIRECTOR,
    GROUP_MEMBER,
    LEAD,
    OTHER_DIRECTOR,
    UNLISTED,
    labels,
    refs,
    words,
)

BY_SCORE = [
    "PC11", "PC7", "UC1", "UC15", "CY8", "PC1", "UC3", "UC5", "IC5", "IC9", "IC10", "UC4", "UC6", "UC7", "PV4", "UC2",
    "UC9", "UC16",
]  # fmt: skip


@pytest.mark.parametrize("typed", ["/risk", "/risk help", "/risk HELP", "/risk   "])
def test_help_names_every_command(reading, typed):
    said = words(reading.person(UNLISTED).types(typed))
    for verb in ("update", "list", "search", "history", "add", "edit", "close", "reopen"):
        assert f"/risk {verb}" in said
    assert "likelihood first" in said


@pytest.mark.parametrize(
    "typed", ["PC11", "pc11", "pc 11", "PC-11", "Pc_11", "PC/11", "pc.11", "PC011", " PC11 ", "show pc 11", "PC11,"]
)
def test_a_risk_is_shown_however_its_reference_is_written(reading, typed):
    card = reading.person(DIRECTOR).types(f"/risk {typed}")
    assert words(card).startswith("*Risk PC11 · Planned Care · Elective care*")


def test_the_card_says_everything_in_words(reading):
    card = reading.person(DIRECTOR).types("/risk PC11")
    said = words(card)
    for piece in (
        "Elective activity keeps running above plan and overspends the budget",
        "■ Red 20 · NEW",
        "likelihood 5 x severity 4",
        "A recovery plan with the hospital covers advice before referral",
        "*Latest update* · Thu 1 Nov, Planned Care director",
        "Action ICBOct18-1: Bring the recovery plan for elective over-performance to the November meeting (open)",
        "Lead: Planned Care director · last review Thu 1 Nov · next due Fri 30 Nov",
        "Transformation Board",
    ):
        assert piece in said
    assert labels(card) == ["Update", "History", "Edit details", "Share here", "Follow"]
    assert "■" not in card["text"]
    for piece in ("likelihood 5 x severity 4 = 20, red", "Latest update, Thu 1 Nov", "Lead: Planned Care director"):
        assert piece in card["text"]


def test_whoever_may_not_change_a_risk_gets_no_button_for_it(reading):
    assert labels(reading.person(UNLISTED).types("/risk PC11")) == ["History", "Share here"]


@pytest.mark.parametrize(
    ("user", "asked", "wanted"),
    [
        pytest.param(UNLISTED, "PC", ["PC11", "PC7", "PC1"], id="a workstream by its letters"),
        pytest.param(UNLISTED, "planned care", ["PC11", "PC7", "PC1"], id="a workstream by its name"),
        pytest.param(UNLISTED, "red", ["PC11", "PC7", "UC1", "UC15", "CY8"], id="red"),
        pytest.param(UNLISTED, "RED uc", ["UC1", "UC15"], id="red in a workstream, the other way round"),
        pytest.param(UNLISTED, "open pv", ["PV4"], id="open"),
        pytest.param(LEAD, "mine", ["PC7"], id="led by oneself"),
        pytest.param(GROUP_MEMBER, "mine", ["UC6", "UC7"], id="led by one's group"),
        pytest.param(UNLISTED, "pc sort ref", ["PC1", "PC7", "PC11"], id="by reference"),
        pytest.param(UNLISTED, "pc by score", ["PC11", "PC7", "PC1"], id="by score"),
        pytest.param(UNLISTED, "pc oldest", ["PC1", "PC7", "PC11"], id="by age, equals by reference"),
        pytest.param(UNLISTED, "pc newest", ["PC1", "PC7", "PC11"], id="by age the other way, equals by reference"),
    ],
)
def test_a_list_is_narrowed_and_sorted(reading, user, asked, wanted):
    page = reading.person(user).types(f"/risk list {asked}")
    assert refs(page) == wanted
    counted = "1 risk" if len(wanted) == 1 else f"{len(wanted)} risks"
    assert words(page).startswith(f"*{counted}*")


def test_escalated_risks_are_those_that_boards_are_told_of(reading):
    page = reading.person(UNLISTED).types("/risk list escalated")
    assert refs(page) == BY_SCORE[:10]
    assert "18 risks" in words(page)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param("list mine", "You lead no open risk. `/risk list` shows the whole register.", id="mine"),
        pytest.param("list stale", "No risk has gone stale.", id="stale"),
        pytest.param("list unscored", "Every open risk that you may read is scored.", id="unscored"),
        pytest.param("list pc stale", "No risk in Planned Care has gone stale.", id="stale in a workstream"),
        pytest.param(
            "list pv red",
            "There is no red risk in Prevention that you may read. `/risk list` shows the whole register.",
            id="red in a workstream",
        ),
        pytest.param(
            "list closed",
            "There is no closed risk that you may read. `/risk list` shows the whole register.",
            id="closed",
        ),
        pytest.param(
            "list red mine",
            "A list takes one of these at a time: red or mine. Try `/risk list mine`.",
            id="two filters",
        ),
        pytest.param(
            "search unicorns",
            "No risk you may read has all of these words: unicorns. Try fewer words, or `/risk list`.",
            id="search",
        ),
        pytest.param(
            "list PX red",
            "I don't know “PX” as a workstream, a filter or a sort. Workstreams: PC (Planned Care), "
            "UC (Unplanned Care), PV (Prevention), CY (Children, Young People and Maternity), "
            "IC (Integrated Commissioning programme). Filters: open, red, mine, escalated, stale, unscored, above, "
            "slipping, closed. Sorts: score, ref, oldest, newest.",
            id="no such workstream",
        ),
    ],
)
def test_an_empty_list_says_what_there_is_instead(reading, asked, said):
    assert words(reading.person(UNLISTED).types(f"/risk {asked}")) == said


def test_a_list_is_paged_by_clicks_in_place(reading):
    reader = reading.person(UNLISTED)
    first = reader.types("/risk list")
    assert refs(first) == BY_SCORE[:10]
    assert "page 1 of 2" in words(first)
    assert labels(first)[10:] == ["Next"]
    second = reader.asks(first, "Next")
    assert second["ts"] == first["ts"]
    assert refs(second) == BY_SCORE[10:]
    assert labels(second)[8:] == ["Previous"]
    assert refs(reader.asks(second, "Previous")) == BY_SCORE[:10]
    assert len(reader.notes()) == 1


def test_paging_keeps_the_filter_the_sort_and_the_words(reading):
    reader = reading.person(UNLISTED)
    escalated = reader.asks(reader.types("/risk list escalated ref"), "Next")
    assert refs(escalated) == ["UC3", "UC4", "UC5", "UC6", "UC7", "UC9", "UC15", "UC16"]
    found = reader.asks(reader.types("/risk search the"), "Next")
    assert "with “the”" in words(found)


def test_a_risk_is_opened_from_a_list(reading):
    reader = reading.person(UNLISTED)
    page = reader.types("/risk list uc red")
    assert words(reader.asks(page, "Open")).startswith("*Risk UC1 · Unplanned Care")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        pytest.param("elective", ["PC11"], id="summary"),
        pytest.param("ELECTIVE budget", ["PC11"], id="two words, upper case"),
        pytest.param("immunisation", ["CY8"], id="project"),
        pytest.param("urology", ["PC7"], id="latest update"),
        pytest.param("housing", ["PC1"], id="mitigation"),
        pytest.param("UC15", ["UC15"], id="reference"),
        pytest.param("100%", [], id="a percent sign is no wildcard"),
        pytest.param("_____", [], id="an underscore is no wildcard"),
        pytest.param("A&E", ["UC3", "UC5", "UC7"], id="a sign that Slack escapes"),
    ],
)
def test_a_search_finds_words_wherever_they_stand(reading, asked, wanted):
    page = reading.person(UNLISTED).types(f"/risk search {asked}")
    assert sorted(refs(page)) == sorted(wanted)


def test_a_history_shows_each_review_newest_first(reading):
    said = words(reading.person(UNLISTED).types("/risk history pc 7"))
    assert said.startswith("*History of PC7* · 3 entries, newest first")
    assert said.index("*Thu 1 Nov*") < said.index("*Mon 1 Oct*")
    assert "Residual ■ Red 16 · Inherent ■ Red 16 · Target ● Green 9" in said
    assert said.index("escalated by rule") > said.index("*Mon 1 Oct*")


def test_the_history_button_opens_the_history_and_back(reading):
    director = reading.person(DIRECTOR)
    history = director.asks(director.types("/risk PC7"), "History")
    assert words(history).startswith("*History of PC7*")
    assert words(director.asks(history, "Open PC7")).startswith("*Risk PC7")


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("PC12", ["PC1", "PC11"]), ("PV 44", ["PV4"]), ("history UC10", ["UC1", "UC15"]), ("CY 80", ["CY8"])],
)
def test_a_near_miss_is_suggested_and_the_button_shows_it(reading, typed, suggested):
    person = reading.person(OTHER_DIRECTOR)
    answer = person.types(f"/risk {typed}")
    offered = [re.sub(r"Did you mean (\w+)\?", r"\1", label) for label in labels(answer)]
    assert set(suggested) <= set(offered)
    assert len(offered) <= 3
    shown = person.asks(answer, labels(answer)[0])
    assert words(shown).startswith(f"*Risk {offered[0]} ")


def test_a_number_is_never_guessed(reading):
    answer = reading.person(DIRECTOR).types("/risk PC")
    assert "I don't understand “PC”" in words(answer)
    assert labels(answer) == []
