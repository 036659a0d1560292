"""Votes of a stage's thread beside a decision that is taken otherwise: at a meeting, or by the board's chair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Choice, Stage
from bot.domain.proposals.tally import ItemTally, Standing
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.vote_words import count_words
from bot.workflows.proposals.voting.polls import poll_of
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ThreadVotes:
    """What members voted in this sitting, on each recommendation; nothing where nobody has."""

    items: tuple[ItemTally, ...] = ()

    @property
    def words(self) -> str:
        """The counts in a sentence, empty where nobody has voted."""
        many = len(self.items) > 1
        said = [f"{f'recommendation {one.item}: ' if many else ''}{count_words(one).lower()}" for one in self.items]
        return f"Votes in the thread: {'; '.join(said)}." if said else ""

    def facts(self) -> dict[str, Any]:
        """Return them as a decision record keeps them: JSON values."""
        counts = [
            {
                "number": one.item,
                "for": len(one.in_favour),
                "against": len(one.having(Choice.AGAINST)),
                "abstain": len(one.having(Choice.ABSTAIN)),
            }
            for one in self.items
        ]
        return {"thread_votes": counts} if counts else {}

    def require_none(self) -> None:
        """Make sure that no vote runs that a chair would overrule alone.

        Raises:
            InvalidInputError: members have voted.
        """
        if self.items:
            sentence = f"Members have voted on this, so the chair does not decide it alone. {self.words}"
            raise InvalidInputError(sentence, "Close the vote, or refer it back.", {"outcome": sentence})

    def require_none_against(self) -> None:
        """Make sure that what is recorded as agreed was not voted down.

        Raises:
            InvalidInputError: more members voted against it than for it, or it fails by the board's rules.
        """
        if any(one.standing is Standing.FAILED or _is_against(one) for one in self.items):
            sentence = f"By its members' votes this did not pass. {self.words}"
            how = "Members can change their votes, or the office enters what they said in the room."
            raise InvalidInputError(sentence, how, {"outcome": sentence})


def _is_against(item: ItemTally) -> bool:
    return len(item.having(Choice.AGAINST)) > len(item.in_favour)


def thread_votes(view: View, services: Services, stage: Stage) -> ThreadVotes:
    """Return what members voted in a stage's thread in this sitting."""
    if stage.decides_in is not DecidesIn.THREAD:
        return ThreadVotes()
    tally = poll_of(view, services, stage).tally
    return ThreadVotes(tally.items if any(one.counted for one in tally.items) else ())
