"""The papers of boards: which a person is shown, as far as they can open them, and that a board is told once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import InvalidInputError, UnavailableError
from bot.store.repositories.papers import MadePaper, PaperFile
from bot.workflows import board
from bot.workflows.identify import Identity
from bot.workflows.register_paper import delivering
from bot.workflows.register_paper.choosing import Asked
from tests.support.partnership import HOME, Partnership
from tests.support.register_papers import (
    COUNCILLOR,
    MANAGER,
    NOVEMBER,
    OFFICER,
    contents,
    hide,
)


class Slack:
    """Who is in which conversation."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def members(self, channel: str, _limit: int) -> tuple[str, ...]:
        self.asked.append(channel)
        if channel == "C0GONE":
            raise UnavailableError("Slack does not say.")
        return {"C0GENERAL": (MANAGER, OFFICER), "C0ICBH": (MANAGER,)}.get(channel, ())


def made_paper(channel: str, digest: str, *, is_public: bool = True) -> MadePaper:
    at = datetime(2018, 11, 2, 9, tzinfo=UTC)
    files = (PaperFile(f"F{digest}", "register-ICB-H-2018-11.pdf", "Paper", f"https://files.example/{digest}"),)
    return MadePaper(
        kind="register",
        board="ICB-H",
        month="2018-11",
        is_public=is_public,
        is_draft=False,
        position_at=at,
        digest=digest,
        made_at=at,
        made_by="Somebody",
        channel=channel,
        files=files,
    )


def note(partnership: Partnership, *papers: MadePaper) -> list[bool]:
    store = partnership.services.store
    return [store.write(lambda unit, paper=paper: unit.papers.add(paper)) for paper in papers]


def said(partnership: Partnership, who: str, slack: Any = None) -> str:
    return str(board.show_board(partnership.services, slack or Slack(), Identity(who, HOME), "icb-h"))


def test_a_board_shows_its_meeting_and_its_report(partnership: Partnership) -> None:
    manager = said(partnership, MANAGER)
    assert "Next meeting Fri 16 Nov; its papers are due Wed 7 Nov" in manager
    assert "Chair: Hackney cabinet member for health" in manager
    assert "18 risks on its report, after mitigation: 5 red, 10 amber, 3 green" in manager
    hide(partnership, "UC6")
    assert "17 risks on its report" in said(partnership, OFFICER)
    listed = str(board.list_boards(partnership.services, Identity(COUNCILLOR, HOME)))
    assert "*7 boards*; you sit on 1" in listed
    assert listed.index("(ICB-H) · yours") < listed.index("(TB)")


def test_papers_are_linked_for_those_who_are_where_the_files_are(partnership: Partnership) -> None:
    note(partnership, made_paper("C0GENERAL", "open"), made_paper("C0ICBH", "hidden", is_public=False))
    manager, officer, councillor = (said(partnership, who) for who in (MANAGER, OFFICER, COUNCILLOR))
    assert "files.example/open" in manager
    assert "files.example/hidden" in manager
    assert "files.example/open" in officer
    assert "files.example/hidden" not in officer
    assert "There is no paper for it yet that you can open." in councillor


def test_of_a_month_the_paper_that_counts_is_shown_and_one_that_was_replaced_says_so(partnership: Partnership) -> None:
    note(partnership, made_paper("C0GENERAL", "first"), made_paper("C0ICBH", "second"))
    note(partnership, replace(made_paper("C0ICBH", "third"), is_draft=True))
    manager = said(partnership, MANAGER)
    assert "files.example/second" in manager
    assert not any(word in manager for word in ("replaced", "files.example/first", "files.example/third"))
    officer = said(partnership, OFFICER)
    assert "files.example/first" in officer
    assert "replaced by a later one" in officer


def test_each_conversation_is_asked_about_once_and_a_few_of_them_at_most(partnership: Partnership) -> None:
    slack = Slack()
    papers = [replace(made_paper(f"C0{n % 20}", f"p{n}"), month=f"20{n:02}-11") for n in range(40)]
    note(partnership, made_paper("C0GONE", "gone"), *papers)
    said(partnership, MANAGER, slack)
    assert len(slack.asked) == len(set(slack.asked)) == 6


def test_the_same_files_are_one_paper_with_the_links_that_came_last(partnership: Partnership) -> None:
    paper = made_paper("C0GENERAL", "open")
    unlinked = replace(paper, files=tuple(replace(file, link="") for file in paper.files))
    assert note(partnership, unlinked, paper, unlinked) == [True, False, False]
    with partnership.services.store.view() as view:
        [kept] = view.papers.of_board("ICB-H", 9)
    assert kept.files == paper.files


@pytest.mark.parametrize(("who", "is_given"), [(MANAGER, True), (OFFICER, False)])
def test_a_paper_made_before_is_given_to_those_who_can_open_it(
    partnership: Partnership, who: str, *, is_given: bool
) -> None:
    note(partnership, made_paper("C0ICBH", contents(partnership).paper.digest))
    slack: Any = Slack()
    asked = Asked("ICB-H", "2018-11")
    answer = str(delivering.ask_paper(partnership.services, slack, Identity(who, HOME), asked, "D1", "k"))
    assert ("was made before" in answer) is is_given
    assert ("files.example" in answer) is is_given


def test_a_board_is_told_of_a_paper_once(partnership: Partnership) -> None:
    channel = contents(partnership).board.channel
    assert channel is not None
    note(partnership, made_paper(channel, contents(partnership).paper.digest))
    packed = json.dumps(["k", NOVEMBER.to_json()])
    slack: Any = Slack()
    with pytest.raises(InvalidInputError, match="has this paper: Somebody had it posted on"):
        delivering.tell_board(partnership.services, slack, Identity(MANAGER, HOME), packed)
