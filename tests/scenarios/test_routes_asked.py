"""Where a proposal is, and another day for its board, as people type and press it."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import ManualClock
from bot.store.unit_of_work import Store
from tests.scenarios.people import MANAGER, UNLISTED, labels, words
from tests.support.bot import BEGINS_AT
from tests.support.routing import Routed, beds


def test_a_route_is_shown_and_a_board_is_given_another_day(stage):
    books, clock = stage.books.services(), ManualClock(BEGINS_AT)
    store = Store(books.store.engines, clock, books.config.rules, books.config.zone)
    ref = Routed(replace(books, store=store, clock=clock), clock).submits(beds(), fund_key="BCF")
    reader, manager = stage.person(UNLISTED), stage.person(MANAGER)
    shown = reader.types("/proposal route p 1")
    now = "▶ 1 · *Discharge Steering Group*, to endorse, in its thread, by Thu 15 Nov · since Thu 1 Nov"
    assert now in words(shown)
    assert labels(shown) == [f"Show {ref}"]
    refused = words(reader.types(f"/proposal due {ref} 30 Nov"))
    assert "Only the governance office and the chair of Discharge Steering Group can change its day." in refused
    said = words(manager.types(f"/proposal due {ref} DSG 30 Nov because the data come late"))
    assert f"{ref}: Discharge Steering Group has until Fri 30 Nov 2018, and not Thu 15 Nov 2018." in said
    assert "by Fri 30 Nov" in words(manager.types(f"/proposal route {ref}"))
    assert "Which proposal do you want to see the route of?" in words(manager.types("/proposal route"))
    assert "There is no proposal “P-99”" in words(manager.types("/proposal route P-99"))
    assert f"To see the route: `/proposal route {ref}`." in words(manager.types(f"/proposal route {ref} when"))
