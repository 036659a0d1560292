"""What the boards before this one answered, in the words of their records, and what they said and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.costs import all_parts, sum_of
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.records import PASSING, Stage, StageState
from bot.domain.proposals.words import WordKind
from bot.papers.cover_sheet.model import SaidBelow
from bot.store.unit_of_work import View
from bot.views.proposal_words import ASK_WORDS
from bot.views.route import answered_words

_SAID = {
    WordKind.QUESTION: "question",
    WordKind.COMMENT: "comment",
    WordKind.ADVICE: "officers' advice",
    WordKind.OBJECTION: "objection",
}
Dated = Callable[[date | datetime], str]


class Below:
    """The answers and words of boards on a proposal's route.

    Args:
        view: the look.
        proposal_id: whose.
        stages: of its route, all of them.
        boards: names by keys.
        dated: how a day is said.
    """

    def __init__(
        self, view: View, proposal_id: int, stages: Iterable[Stage], boards: Callable[[str], str], dated: Dated
    ) -> None:
        self._view, self._stages, self._name, self._dated = view, tuple(stages), boards, dated
        decisions = view.decisions.of_proposal(proposal_id)
        self._answers = last_answers(decisions, [stage.id for stage in self._stages])
        self._corrections = [one for one in decisions if one.kind is DecisionKind.CORRECTION]

    def passed(self) -> tuple[str, ...]:
        """Return a sentence for each board that has answered, with what it left out and what hangs on it."""
        return tuple(self._passed(stage) for stage in self._stages if stage.state is StageState.CLOSED)

    def said(self, stage: Stage | None) -> list[SaidBelow]:
        """Return what the boards before a stage said, asked and sent on, and what was answered; before any for None."""
        before = {one.id: one for one in self._stages if stage is None or one.step < stage.step}
        words = self._view.words.of_stages(tuple(before)) if before else ()
        found = [
            SaidBelow(self._name(before[word.stage_id].board), _SAID[word.kind], word.name, word.words, word.answer)
            for word in words
            if word.kind in _SAID
        ]
        for one in before.values():
            answer = self._answers.get(one.id)
            sent_on = answer.record.get("sent_on") if answer is not None and one.decides_in is DecidesIn.MEETING else ""
            if answer is not None and sent_on:
                found.append(SaidBelow(self._name(one.board), "sent on", answer.number, str(sent_on), ""))
        return found

    def _passed(self, stage: Stage) -> str:
        on = self._dated(stage.closed_at) if stage.closed_at else "day not recorded"
        answer = self._answers.get(stage.id)
        if answer is None:
            return f"{self._name(stage.board)}, {on}: {ASK_WORDS[stage.ask]}; {answered_words(stage)}"
        head = f"{self._name(stage.board)}, {self._dated(answer.decided_on)} ({answer.number}): "
        told = [_sentence(answer.words), *self._narrowed(answer), *self._hangs(answer.words, answer.record)]
        told += [_sentence(f"Corrected: {one.words}") for one in self._corrections if one.about_id == answer.id]
        return head + " ".join(told)

    def _narrowed(self, answer: Decision) -> list[str]:
        """Return how much of what was asked a board answered for, where this is not all of it."""
        if answer.outcome not in PASSING or answer.part.is_whole:
            return []
        version = self._view.proposals.submitted(answer.proposal_id, int(answer.record["version"]))
        if version is None:
            return []
        # What is open and names no year may fall in any of them.
        any_year = replace(answer.part, years=())
        parts = [
            one
            for one in all_parts(version.content)
            if (any_year if one.pence is None and one.year is None else answer.part).covers(one.line, one.year)
        ]
        return [f"That is {sum_of(parts).to_ask.words}."]

    def _hangs(self, words: str, record: Mapping[str, Any]) -> list[str]:
        """Return the conditions and the review of an answer, those that its own words don't say."""
        conditions = [str(one["words"]) for one in record.get("conditions", ())]
        found = [_sentence(f"Condition: {one}") for one in conditions if one.rstrip(". ") not in words]
        review = record.get("review_on")
        if review:
            what = str(record.get("review_words") or "Comes back for review").rstrip(". ")
            said = f"{what}: {self._dated(date.fromisoformat(str(review)))}."
            found += [] if what in words else [said]
        return found


def _sentence(words: str) -> str:
    return f"{words.rstrip('. ')}."
