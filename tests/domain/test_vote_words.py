"""What somebody writes to vote, and whom they name to vote for them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.proposals.records import Choice
from bot.domain.proposals.vote_words import VoteWords, read_vote
from bot.errors import InvalidInputError
from bot.handlers.delegate_words import DelegateWords, read_delegation

BOARDS = ("ICB-H", "ICB", "TB")
TODAY = date(2018, 11, 1)
ROWS = {
    "approve": VoteWords(Choice.FOR),
    "Approve.": VoteWords(Choice.FOR),
    "endorse item 2": VoteWords(Choice.FOR, (2,)),
    "items 1, 3 and 4 against because it is late": VoteWords(Choice.AGAINST, (1, 3, 4), reason="it is late"),
    "against item 2: too dear": VoteWords(Choice.AGAINST, (2,), reason="too dear"),
    "icb-h abstain": VoteWords(Choice.ABSTAIN, board="ICB-H"),
    "TB: approve subject to a start in December": VoteWords(
        Choice.WITH_CONDITIONS, board="TB", conditions="a start in December"
    ),
    "approve with conditions": VoteWords(Choice.WITH_CONDITIONS, asks_conditions=True),
    "against subject to nothing": VoteWords(Choice.AGAINST, reason="subject to nothing"),
    "TBA approve": VoteWords(None, odd="TBA"),
    "perhaps": VoteWords(None, odd="perhaps"),
    "": VoteWords(None),
}


@pytest.mark.parametrize(("written", "read"), ROWS.items(), ids=ROWS)
def test_a_vote_is_read_from_a_line(written: str, read: VoteWords) -> None:
    assert read_vote(written, BOARDS) == read


DELEGATIONS = {
    "@Jane until 30 Nov": DelegateWords("@Jane", (TODAY, date(2018, 11, 30))),
    "<@U0X> from 3 Dec until 14 Dec": DelegateWords("<@U0X>", (date(2018, 12, 3), date(2018, 12, 14))),
    "for Cancer lead: @Jane until 30 Nov": DelegateWords("@Jane", (TODAY, date(2018, 11, 30)), "Cancer lead"),
    "off": DelegateWords("", None),
    "for Cancer lead: off": DelegateWords("", None, "Cancer lead"),
}


@pytest.mark.parametrize(("written", "read"), DELEGATIONS.items(), ids=DELEGATIONS)
def test_a_delegation_is_read_from_a_line(written: str, read: DelegateWords) -> None:
    assert read_delegation(written, TODAY) == read


@pytest.mark.parametrize("written", ["", "@Jane", "@Jane until soon"])
def test_a_delegation_without_a_last_day_is_refused(written: str) -> None:
    with pytest.raises(InvalidInputError):
        read_delegation(written, TODAY)
