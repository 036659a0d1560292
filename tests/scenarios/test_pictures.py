"""Pictures asked for in a channel: made for the asker alone, and shared where all may see them."""

from __future__ import annotations

from typing import Any

from tests.scenarios.conftest import add_private_risk
from tests.scenarios.people import DIRECTOR, IT_BOARD, MANAGER, PLANNED, words
from tests.support.sandbox import Json, until


def dm(user: str) -> str:
    return f"D{user[1:]}"


def waits_for_file(stage: Any, user: str, channel: str, thread: str | None = None) -> Json:
    person = stage.person(user)

    def shared() -> Json | None:
        return next((message for message in person.reads(channel, thread) if message.get("files")), None)

    found = until(shared, what=f"a file in {channel}")
    assert found is not None
    return found


def waits_for_words(stage: Any, user: str, channel: str, text: str) -> Json:
    person = stage.person(user)
    found = until(
        lambda: next((m for m in person.reads(channel) if text in words(m)), None), what=f"{text!r} in {channel}"
    )
    assert found is not None
    return found


def test_a_heat_map_comes_to_the_asker_alone_and_is_shared_without_what_is_not_public(stage: Any) -> None:
    add_private_risk(stage)
    manager = stage.person(MANAGER, PLANNED)
    answer = manager.types("/risk heatmap PC as of 1 November 2018")
    assert "the heat map of Planned Care by residual score as of Thu 1 Nov" in words(answer)
    file = waits_for_file(stage, MANAGER, dm(MANAGER))["files"][0]
    assert file["mimetype"] == "image/png"
    assert file["name"] == "heatmap-PC-residual-2018-11-01.png"
    assert "Red 20, likelihood 5 x severity 4: PC11 new." in file["alt_txt"]
    assert "PC12" in file["alt_txt"]
    made = waits_for_words(stage, MANAGER, dm(MANAGER), "Heat map, Planned Care")
    assert "making" not in words(made)
    assert not [m for m in manager.reads(PLANNED) if m.get("files")]

    said = manager.asks(answer, "Share here")
    assert "leaves out 1 risk that is not public" in words(said)
    root = waits_for_words(stage, DIRECTOR, PLANNED, "Public records only; shared by")
    shared = waits_for_file(stage, DIRECTOR, PLANNED, root["ts"])["files"][0]
    assert "PC11 new" in shared["alt_txt"]
    assert "PC12" not in shared["alt_txt"]


def test_a_course_is_drawn_and_not_shared_where_somebody_may_not_see_it(stage: Any) -> None:
    manager = stage.person(MANAGER, IT_BOARD)
    answer = manager.types("/risk trend pc 7")
    file = waits_for_file(stage, MANAGER, dm(MANAGER))["files"][0]
    assert file["alt_txt"].startswith("PC7, Planned Care: residual score month by month")
    assert "one person in this channel may not see it" in words(manager.asks(answer, "Share here"))
    assert not [message for message in manager.reads(IT_BOARD) if message.get("files")]
    assert "There is no risk PC99 that you may read." in words(manager.types("/risk trend PC99"))
