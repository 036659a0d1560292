"""A proposal's route in lines: where it is, since when, on whom it waits, what comes next and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.people import DecidesIn
from bot.domain.proposals import course
from bot.domain.proposals.expecting import Expected, Start
from bot.domain.proposals.records import Ask, Outcome, Stage, StageState
from bot.views import blocks
from bot.views.presentation import Presentation
from bot.views.proposal_words import ASK_WORDS
from bot.views.wording import Mrkdwn, counted, say

_SAID = 300
_ANSWERED = {
    Outcome.APPROVED: "approved it",
    Outcome.IN_PART: "approved a part of it",
    Outcome.CONDITIONAL: "approved it with conditions",
    Outcome.RECOMMENDED: "agreed to recommend it",
    Outcome.ENDORSED: "endorsed it",
    Outcome.CONSIDERED: "considered it",
    Outcome.NOTED: "noted it",
    Outcome.REJECTED: "rejected it",
}
_ENDORSED_SO = {Outcome.IN_PART: "endorsed a part of it", Outcome.CONDITIONAL: "endorsed it with conditions"}
_RECOMMENDED_SO = {
    Outcome.IN_PART: "agreed to recommend a part of it",
    Outcome.CONDITIONAL: "agreed to recommend it with conditions",
}
_RECOMMENDED_SO = {
    Outcome.IN_PART: "agreed to recommend a part of it",
    Outcome.CONDITIONAL: "agreed to recommend it with conditions",
}
_MARKS = {
    StageState.COMING: "○",
    StageState.OPEN: "▶",
    StageState.RETURNED: "◀",
    StageState.DEFERRED: "◷",
    StageState.CLOSED: "●",
    StageState.CALLED_OFF: "–",
}


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What is shown of a route.

    Attributes:
        stages: of the route that was taken last, or of one that would be.
        name: of the configured route; empty where it is configured no more.
        expected: when it is expected to be decided.
        start: how its wanted start lies to that, None where that is not known.
        waits: by a stage's id, on whom it waits, in words.
        is_planned: whether it was not taken yet.
        is_over: whether the proposal's route has ended.
        is_withheld: whether what boards said is kept from the reader.
    """

    stages: Sequence[Stage]
    name: str
    expected: Expected
    start: Start | None = None
    waits: Mapping[int, str] = field(default_factory=dict)
    is_planned: bool = False
    is_over: bool = False
    is_withheld: bool = False


def route_blocks(facts: RouteFacts, shown: Presentation) -> list[blocks.Block]:
    """Return a route as blocks: its stages in their order, then what comes next and when it is expected to be over."""
    lines = [say("routes/head", name=facts.name, is_planned=facts.is_planned), *stage_lines(facts, shown)]
    built = [blocks.section(Mrkdwn("\n".join(lines)))]
    foot = route_foot(facts, shown)
    return [*built, blocks.section(foot)] if foot else built


def stage_lines(facts: RouteFacts, shown: Presentation) -> tuple[Mrkdwn, ...]:
    """Return a line for each stage; steps count from 1 on each route."""
    steps = {step: place for place, step in enumerate(dict.fromkeys(stage.step for stage in facts.stages), 1)}
    return tuple(_line(stage, steps[stage.step], facts, shown) for stage in facts.stages)


def route_foot(facts: RouteFacts, shown: Presentation) -> Mrkdwn:
    """Return what comes next, when a decision is expected, and a warning where its start is too near; or nothing."""
    coming = [] if facts.is_planned or facts.is_over else course.next_after(facts.stages)
    expected = facts.expected
    later = expected.effective_on is not None and expected.effective_on != expected.on
    return say(
        "routes/foot",
        next="; ".join(f"{_board(one, shown)}, {ASK_WORDS[one.ask]}" for one in coming),
        is_over=facts.is_over,
        on=shown.dated(expected.on) if expected.on else "",
        effective=shown.dated(expected.effective_on) if later and expected.effective_on else "",
        undated=shown.boards.get(expected.undated, expected.undated),
        start="" if facts.is_over else start_words(facts.start, shown),
    )


def start_words(start: Start | None, shown: Presentation) -> Mrkdwn:
    """Return the warning that a proposal wants to start before its decision or soon after it; empty for none."""
    if start is None or not start.is_tight:
        return Mrkdwn("")
    return say(
        "routes/start",
        starts_on=shown.dated(start.starts_on),
        decided_on=shown.dated(start.decided_on),
        days=start.days_after,
        before=counted(-start.days_after, "day"),
        after=counted(start.days_after, "day"),
    )


def answered_words(stage: Stage) -> str:
    """Return what a board did, such as `endorsed it`; empty where it has not answered."""
    return outcome_words(stage.ask, stage.outcome) if stage.state is StageState.CLOSED else ""


def outcome_words(ask: Ask, outcome: Outcome) -> str:
    """Return what a board did that was asked something, such as `endorsed a part of it`; empty for nothing yet."""
    so = _RECOMMENDED_SO if ask is Ask.RECOMMEND else {} if Outcome.APPROVED in course.ANSWERS[ask] else _ENDORSED_SO
    return so.get(outcome) or _ANSWERED.get(outcome, "")


def _line(stage: Stage, step: int, facts: RouteFacts, shown: Presentation) -> Mrkdwn:
    expected = (facts.expected.days or {}).get(stage.position)
    free_from = course.decidable_from(stage)
    said = stage.words if stage.state is StageState.RETURNED or course.is_rejected(stage) else ""
    return say(
        "routes/stage",
        mark="✕" if course.is_rejected(stage) else _MARKS[stage.state],
        step=step,
        is_now=stage.is_before_board,
        board=_board(stage, shown),
        state=stage.state.value,
        ask=ASK_WORDS[stage.ask],
        outcome=answered_words(stage),
        closed=shown.day(day) if (day := stage.decided_on or stage.closed_at) else "",
        effective=_if_later(stage, shown),
        place=_place(stage, shown),
        due=shown.day(stage.due_on) if stage.due_on and stage.decides_in is DecidesIn.THREAD else "",
        since=shown.day(stage.opened_at) if stage.opened_at else "",
        until=shown.day(stage.deferred_until) if stage.deferred_until else "",
        notice=shown.day(free_from) if free_from and free_from > shown.today else "",
        late=stage.due_on is not None and stage.due_on < shown.today,
        expected=shown.day(expected) if expected and not facts.is_over else "",
        waits=facts.waits.get(stage.id, ""),
        words="" if facts.is_withheld else blocks.clip(said, _SAID),
    )


def _place(stage: Stage, shown: Presentation) -> str:
    """Return where a board decides: at its meeting on a day, or in its thread."""
    if stage.decides_in is DecidesIn.THREAD:
        return "in its thread" if stage.state is StageState.OPEN else ""
    if stage.meets_on is not None:
        return f"at its meeting on {shown.day(stage.meets_on)}"
    return "at a meeting that is not planned yet" if stage.is_before_board else "at its meeting"


def _if_later(stage: Stage, shown: Presentation) -> str:
    day: date | None = stage.effective_on
    is_later = day is not None and stage.decided_on is not None and day > stage.decided_on
    return shown.day(day) if day and is_later else ""


def _board(stage: Stage, shown: Presentation) -> str:
    return shown.boards.get(stage.board, stage.board)
