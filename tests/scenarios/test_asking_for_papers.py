"""The register paper asked for in a channel: uploaded there, found again, and taken to its board."""

from __future__ import annotations

from typing import Any

from tests.scenarios.people import GENERAL, MANAGER, words
from tests.support.sandbox import Json, until

PAPER, OFFICE, BOARD = "register-ICB-H-2018-11", "C0OFFICE", "C0ICBH"


def files_in(stage: Any, channel: str) -> list[str]:
    """Wait for the files below the message about a paper; return their names."""
    person = stage.person(MANAGER)

    def shared() -> Json | None:
        root = next((message for message in person.reads(channel) if "Register paper" in words(message)), None)
        below = person.reads(channel, root["ts"]) if root else []
        return next((message for message in below if message.get("files")), None)

    found = until(shared, what=f"a paper in {channel}")
    assert found is not None
    return [file["name"] for file in found["files"]]


def test_a_paper_is_uploaded_where_it_was_asked_for_and_linked_from_its_board(stage: Any) -> None:
    manager = stage.person(MANAGER, OFFICE)
    answer = manager.types("/risk paper icb-h nov 2018")
    assert "the register paper for the Hackney Integrated Commissioning Board, November 2018" in words(answer)
    assert "in this conversation" in words(answer)
    assert files_in(stage, OFFICE) == [f"{PAPER}.{ending}" for ending in ("docx", "pdf", "xlsx", "html")]
    root = next(message for message in manager.reads(OFFICE) if "Register paper" in words(message))
    assert "18 risks are on this report. After mitigation: 5 red, 10 amber and 3 green." in words(root)
    assert "1 is new: PC11." in words(root)

    shown = words(manager.types("/board icb-h"))
    assert "Next meeting Fri 16 Nov; its papers are due Wed 7 Nov" in shown
    assert shown.count("|PDF>") == 1
    again = manager.types("/risk paper icb-h")
    assert "was made before, by Governance manager on Thu 1 Nov" in words(again)

    assert "The paper goes to the channel of the Hackney" in words(manager.asks(root, "Tell the board"))
    assert len(files_in(stage, BOARD)) == 4
    told = until(
        lambda: next((m for m in manager.reads(OFFICE) if "Sent to the channel of the Hackney" in words(m)), None),
        what="the office's message to say that the board was told",
    )
    assert "Tell the board" not in str(told)


def test_where_somebody_may_not_read_all_of_it_a_paper_comes_to_the_asker_alone(stage: Any) -> None:
    manager = stage.person(MANAGER, GENERAL)
    answer = words(manager.types("/risk paper TB November"))
    assert "in your messages with me" in answer
    assert "I'm not in that conversation, so I can't share there" in answer
    until(
        lambda: [m for m in manager.reads(f"D{MANAGER[1:]}") if m.get("files")],
        what="the paper in the manager's messages",
    )
    assert "may be ICB-H or ICB-C" in words(manager.types("/risk paper ICB"))
    assert "7 boards" in words(manager.types("/board"))
