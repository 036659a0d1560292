"""A form over what was saved meanwhile: nothing saved is put back, nothing typed is lost."""

from __future__ import annotations

from typing import Any

from bot.views import blocks
from bot.views.blocks import Block, Choice
from bot.views.form_standing import field_name, merged, standing
from bot.views.ids import VALUE

CHOICES = (Choice("Public", "public"), Choice("Not public", "closed"))


def form(case: str = "", impact: str = "", seen: str = "public", people: tuple[str, ...] = ()) -> list[Block]:
    everyone = {"People": [Choice("Ann", "1"), Choice("Bob", "2")]}
    return [
        blocks.labelled("Case", "case", blocks.text_input(VALUE, case, multiline=True)),
        blocks.labelled("Impact", "impact", blocks.text_input(VALUE, impact)),
        blocks.labelled("Who may see it?", "seen", blocks.radio(VALUE, CHOICES, seen)),
        blocks.labelled("People", "people", blocks.multi_select(VALUE, everyone, people)),
        blocks.labelled("Starts", "starts", blocks.date_picker(VALUE, None)),
    ]


def left(opened: list[Block], **changes: Any) -> dict[str, Any]:
    return {**standing(opened), **changes}


def test_a_field_that_was_left_alone_shows_what_is_saved_now() -> None:
    opened, now = form(case="a\r\nb", people=("1",)), form(case="The office wrote this", seen="closed", people=("2",))
    again = merged(opened, left(opened, case="a\nb", impact="Mine", starts="2018-11-19"), now, 7)
    assert standing(again.blocks) == {
        "case": "The office wrote this",
        "impact": "Mine",
        "seen": "closed",
        "people": ["2"],
        "starts": "2018-11-19",
    }
    assert again.both == ()
    assert {field_name(block["block_id"]) for block in again.blocks} == set(standing(now))
    assert all("~7" in block["block_id"] for block in again.blocks)


def test_a_field_changed_on_both_sides_shows_both() -> None:
    opened, now = form(case="a", seen="public"), form(case="Theirs <all>", seen="closed")
    again = merged(opened, left(opened, case="Mine", people=["2"]), now, 7)
    assert again.both == ("Case",)
    assert again.blocks[1]["text"]["text"] == "Theirs <all>"
    assert standing(again.blocks) | {"starts": ""} == left(now, case="Mine", people=["2"])
    # Once more meanwhile: what was typed is not taken for what the form was opened with.
    later = merged(again.blocks, left(again.blocks), form(case="Theirs again"), 8)
    assert (later.both, standing(later.blocks)["case"]) == (("Case", "People"), "Mine")


def test_what_was_typed_into_a_field_that_is_gone_is_shown() -> None:
    opened = form(case="a")
    again = merged(opened, left(opened, case="Mine", impact="My impact"), form()[1:], 7)
    assert again.blocks[1]["text"]["text"] == "Mine"
    assert standing(again.blocks)["impact"] == "My impact"
