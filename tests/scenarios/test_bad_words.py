"""Whatever is typed gets one clear answer; nothing is lost, nothing is broken, and nobody is called by it."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.people import (
    DIRECTOR,
    GENERAL,
    MANAGER,
    PLANNED_PRIVATE,
    UNLISTED,
    filled,
    labels,
    refs,
    words,
)

WRITTEN = {
    "nonsense": "asdf qwer 1234 !!",
    "emoji": "🎉🔥🏥 :tada: 👩‍⚕️",
    "10,000 letters": "x" * 10_000,
    "10,000 letters in words": "word " * 2_000,
    "the whole channel": "<!channel> <!here> <!everyone>",
    "the whole channel, bare": "@channel @here @everyone",
    "a stranger": "<@U0STRANGER> and <@U0STRANGER|someone>",
    "a colleague": "<@U0PCSRO> <@W012A3CDE>",
    "a colleague by name": "@planned.care.sro",
    "a user group": "<!subteam^S012AB3CD> <!subteam^S012AB3CD|@leads>",
    "a channel": "<#C0TB|transformation-board>",
    "a link that lies": "<https://phish.example|PC11>",
    "SQL": "'; DROP TABLE risk; --",
    "SQL that is always true": "%' OR '1'='1",
    "right to left": "خطر مرتفع \u202egnirevoc\u202c \u2066inside\u2069",
    "zero width": "ris\u200bk\u2060 \ufeffscore\u00ad",
    "nothing visible": "\u200b\u2060\ufeff",
    "markup": "*bold* _slanted_ ~gone~ `code` ```block``` > quote",
    "escapes": "&lt;!channel&gt; &amp;amp; \\u0040channel %3C!channel%3E",
    "templates": "{{ 7 * 7 }} {% raw %} ${HOME} %s {0}",
    "control characters": "tab\there\x07bell\x1b[31mred",
    "lines": "one\ntwo\r\nthree\n\n\n\nfour",
    "a score and no more": "4x3",
    "numbers": "999999999999999999999999x99999999999999999999 -1 1e400",
}
COMMANDS = [
    "/risk {}",
    "/risk show {}",
    "/risk list {}",
    "/risk search {}",
    "/risk history {}",
    "/risk update {}",
    "/risk update PC{}",
    "/risk update PC99 {}",
    "/risk edit {}",
    "/risk close {}",
    "/risk reopen {}",
    "/convenor {}",
    "/convenor people {}",
]
BROKEN = ("failed with the error", "the fault is mine", "Traceback", "Error(", "None", "jinja", "sqlalchemy")


def check_answer(answer, typed):
    said = words(answer)
    assert said.strip(), f"an empty answer to {typed[:60]!r}"
    assert answer["ephemeral"]
    assert answer["pings"] == [] or typed.startswith("/convenor people"), f"{typed[:60]!r} calls {answer['pings']}"
    assert not [piece for piece in BROKEN if piece in said], said
    assert len(said) < 6_000
    for piece in ("<!channel", "<!here", "<!everyone", "<!subteam", "<@U0STRANGER", "<@U0PCSRO|", "<https://phish"):
        assert piece not in json.dumps(answer["blocks"])
        assert piece not in answer["text"]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_command_gives_one_clear_answer(reading, name):
    manager = reading.person(MANAGER)
    for command in COMMANDS:
        typed = command.format(WRITTEN[name])
        seen = len(manager.notes())
        check_answer(manager.types(typed), typed)
        assert len(manager.notes()) == seen + 1
        assert manager.forms() == []
        assert manager.reads(GENERAL) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_add_opens_its_form_whatever_follows(reading, name):
    form = reading.person(MANAGER).opens(f"/risk add {WRITTEN[name]}")
    assert filled(form)["summary"] == ""


def test_a_reference_with_invisible_letters_in_it_is_understood(reading):
    reader = reading.person(UNLISTED)
    for typed in ("P\u200bC\u206011", "\u202ePC11\u202c", "\ufeffPC11", "PC\u00a011"):
        assert words(reader.types(f"/risk {typed}")).startswith("*Risk PC11 ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(
            "/risk search " + "x" * 10_000,
            "That is more than I can search for (at most 12 words of 40 letters). Take the few words that matter most.",
            id="search for too much",
        ),
        pytest.param(
            "/risk " + "x" * 10_000,
            f"I don't understand “{'x' * 39}…”. Give a reference such as `/risk PC11`, or see `/risk help`.",
            id="a long word is cut",
        ),
        pytest.param(
            "/risk update PC11 5x4 " + "x" * 10_000,
            "That is 10,000 characters; a board paper takes 2,000. Shorten it, and keep the detail in a linked ",
            id="an update too long",
        ),
        pytest.param("/risk history \u200b", "Which risk do you want to see the history of?", id="nothing visible"),
        pytest.param("/risk UC999999999", "I don't understand “UC999999999”.", id="a number too large"),
        pytest.param("/risk PC0", "I don't understand “PC0”.", id="number nought"),
    ],
)
def test_what_is_wrong_is_said_shortly(reading, typed, said):
    assert words(reading.person(DIRECTOR).types(typed)).startswith(said)


SAVED = [
    ("emoji", "PC11", "5x4"),
    ("the whole channel", "UC1", "4x4"),
    ("the whole channel, bare", "PV4", "5x2"),
    ("a stranger", "CY8", "5x3"),
    ("a colleague", "IC5", "3x4"),
    ("a link that lies", "PC11", "5x4"),
    ("SQL", "UC1", "4x4"),
    ("right to left", "PV4", "5x2"),
    ("markup", "CY8", "5x3"),
    ("escapes", "IC5", "3x4"),
]


def test_whatever_is_saved_is_kept_shown_to_all_and_calls_nobody(stage_both_ways):
    stage = stage_both_ways
    manager = stage.person(MANAGER)
    for name, ref, score in SAVED:
        answer = manager.types(f"/risk update {ref} {score} {WRITTEN[name]}")
        assert words(answer).startswith(f"*Saved {ref}.*"), words(answer)
        check_answer(answer, name)
    stage.books.wait_until_sent(30)
    kept = {name: stage.books.reviews(ref)[-1].update for name, ref, _ in SAVED[5:]}
    assert kept["SQL"] == WRITTEN["SQL"]
    assert kept["markup"] == WRITTEN["markup"]
    assert kept["a link that lies"] == WRITTEN["a link that lies"]
    assert kept["right to left"] == "خطر مرتفع gnirevoc inside"
    for channel in ("C0PLANNED", "C0UNPLANNED", "C0PREVENTION", "C0CHILDREN", "C0PROGRAMME"):
        (root,) = manager.reads(channel)
        thread = manager.reads(channel, root["ts"])
        assert len(thread) == 3
        assert [message["pings"] for message in thread] == [[]] * 3
    for user, command in ((UNLISTED, "/risk {}"), (UNLISTED, "/risk history {}"), (MANAGER, "/risk {}")):
        for ref in ("PC11", "UC1", "PV4", "CY8", "IC5"):
            check_answer(stage.person(user).types(command.format(ref)), ref)
    history = words(manager.types("/risk history UC1"))
    assert "> &lt;!channel&gt; &lt;!here&gt; &lt;!everyone&gt;" in history
    assert stage.books.verify() > 0


def test_every_field_of_every_form_takes_whatever_is_typed(stage):
    manager = stage.person(MANAGER)
    nasty = " ".join(WRITTEN[name] for name in ("the whole channel", "a stranger", "SQL", "emoji", "right to left"))
    lead = filled(manager.opens("/risk edit PC11"))["leads"]
    new = {"summary": nasty, "project": nasty[:60], "category": nasty[:60], "mitigation": nasty, "leads": lead}
    manager.saves(manager.opens("/risk add"), {**new, "workstream": "PC", "residual": "3x3", "inherent": "3x3"})
    manager.saves(manager.opens("/risk update PC12"), {"update": nasty, "mitigation": nasty + "!"})
    manager.saves(manager.opens("/risk edit PC12"), {"summary": nasty + "?"})
    manager.saves(manager.opens("/risk close PC12"), {"update": nasty})
    manager.saves(manager.opens("/convenor people add"), {"name": nasty[:90], "email": "a'b\"<c>@partnership.example"})
    stage.books.wait_until_sent(30)
    (root,) = manager.reads("C0PLANNED")
    assert [message["pings"] for message in manager.reads("C0PLANNED", root["ts"])] == [[]] * 5
    for typed in ("/risk PC12", "/risk history PC12", "/risk list PC", "/risk list closed", "/convenor people DROP"):
        check_answer(manager.types(typed), typed)
    edit = manager.chooses(manager.types("/convenor people DROP"), "Edit")
    assert filled(edit)["name"] == stage.books.people(filled(edit)["name"])[0].name
    assert refs(manager.types("/risk list closed")) == ["PC12"]
    sharing = stage.person(MANAGER, PLANNED_PRIVATE)
    sharing.asks(sharing.types("/risk PC12"), "Share here")
    stage.books.wait_until_sent()
    (shared,) = manager.reads(PLANNED_PRIVATE)
    assert nasty.split()[0].replace("<", "&lt;").replace(">", "&gt;") in words(shared)
    assert shared["pings"] == []
    stage.books.verify()


def test_words_too_long_for_a_form_stay_in_it(stage):
    manager = stage.person(MANAGER)
    form = manager.opens("/risk update PC11")
    errors = manager.is_refused(form, {"update": "y" * 2_500, "mitigation": "z" * 2_500})
    assert set(errors) == {"update", "mitigation"}
    assert manager.form()["id"] == form["id"]
    assert "*Saved PC11.*" in manager.saves(form, {"update": "y" * 2_000, "mitigation": "z" * 2_000})
    stage.books.wait_until_sent()
    assert labels(manager.types("/risk PC11"))[0] == "Update"
    assert "y" * 1_400 in words(manager.types("/risk history PC11"))


def test_the_longest_records_are_still_shown_paged_and_opened(stage):
    manager = stage.person(MANAGER)
    lead = filled(manager.opens("/risk edit PC11"))["leads"]
    full = {"summary": "<" * 600, "project": "&" * 100, "category": ">" * 100, "mitigation": "&" * 2_000}
    scores = {"residual": "5x5", "inherent": "5x5", "leads": lead, "workstream": "PV"}
    for _ in range(10):
        manager.saves(manager.opens("/risk add"), {**full, **scores})
    for number in range(5):
        manager.types(f"/risk update PV5 5x5 {'&' * 1_990}{number}")
    assert refs(manager.types("/risk list PV")) == [f"PV{number}" for number in range(5, 15)]
    assert refs(manager.types("/risk search <<<")) == [f"PV{number}" for number in range(5, 15)]
    assert words(manager.types("/risk history PV5")).count("&amp;" * 100) >= 5
    assert labels(manager.types("/risk PV5"))[0] == "Update"
    form = manager.opens("/risk update PV5")
    assert filled(form)["mitigation"] == "&" * 2_000
    manager.types("/risk update PV5 5x5 Meanwhile")
    renewed = manager.submits(form, {"update": "<" * 2_000})["view"]
    assert filled(renewed)["update"] == "<" * 2_000
    manager.saves(renewed)
    assert stage.books.reviews("PV5")[-1].update == "<" * 2_000
