"""Rounds of bids as they are shown: the list, a round with its ranks, a panel member's bids, and the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.domain.bids import BidRound, BidRoundState, Criterion, Ranked
from bot.domain.money import format_pence
from bot.views import blocks
from bot.views.blocks import Block, Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

STATE_WORDS: Mapping[BidRoundState, str] = {
    BidRoundState.OPEN: "takes bids",
    BidRoundState.SCORING: "is scored by its panel",
    BidRoundState.RANKED: "is ranked",
    BidRoundState.DECIDED: "lies before its board",
    BidRoundState.CALLED_OFF: "was called off",
}
_ROUNDS_MOST, _BIDS_MOST = 20, 40
YES, NO = "yes", "no"
NO_CRITERIA = "Outcomes for residents; 40; 5\nValue for money; 30; 5\nReadiness to start; 30; 5"


@dataclass(frozen=True, slots=True)
class BidLine:
    """A bid as a list shows it. `pence` is what it asks, None where none can be said; `reach` all asked up to it."""

    ref: str
    title: str
    pence: int | None
    ranked: Ranked | None = None
    reach: int = 0


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round for one reader.

    Attributes:
        lines: its bids in the order they are shown; empty where the reader may not see them yet.
        is_ranked: whether the lines carry their ranks.
        waiting: names of panel members with how many bids they have yet to score.
        left: what the fund has left, in pence.
        acts: what the reader may do: `score`, `rank`, `send`, `paper`.
    """

    round: BidRound
    state: BidRoundState
    shown: Presentation
    fund: str
    panel: tuple[str, ...]
    bids: int
    lines: tuple[BidLine, ...] = ()
    is_ranked: bool = False
    waiting: tuple[tuple[str, int], ...] = ()
    left: int = 0
    acts: tuple[str, ...] = ()


_BUTTONS: Mapping[str, tuple[str, Act]] = {
    "score": ("Score the bids", Act.BIDS_SCORE),
    "rank": ("End the scoring", Act.BIDS_RANK),
    "send": ("Put before the board", Act.BIDS_SEND),
    "paper": ("Make the paper", Act.BIDS_PAPER),
}


def rounds_message(rounds: Sequence[tuple[BidRound, BidRoundState, int]], shown: Presentation) -> dict[str, Any]:
    """Return all rounds, the latest first, each with its state and how many bids it has."""
    head = say("bids/list_head", number=len(rounds))
    lines = [
        say(
            "bids/list_line",
            ref=one.ref,
            title=one.title,
            fund=one.fund,
            state=STATE_WORDS[state],
            closes=shown.day(one.closes_on),
            is_open=state is BidRoundState.OPEN,
            bids=bids,
        )
        for one, state, bids in rounds[:_ROUNDS_MOST]
    ]
    body = [
        blocks.section(line, blocks.button("Open", Act.BIDS_SHOW, one[0].ref))
        for line, one in zip(lines, rounds, strict=False)
    ]
    return blocks.message(Mrkdwn("\n".join((head, *lines))), [blocks.section(head), *body])


def round_message(given: RoundShown) -> dict[str, Any]:
    """Return a round: what it is for, who scores it, and its bids, with their ranks once there are any."""
    one, shown = given.round, given.shown
    head = say(
        "bids/round",
        ref=one.ref,
        title=one.title,
        fund=given.fund,
        state=STATE_WORDS[given.state],
        closes=shown.dated(one.closes_on),
        scores_due=shown.dated(one.scores_due_on) if one.scores_due_on else "",
        board=shown.boards.get(one.board, one.board),
        is_blind=one.is_blind,
        criteria=[f"{c.name}, weight {c.weight}, up to {c.most}" for c in one.criteria],
        panel=", ".join(given.panel),
        bids=given.bids,
        is_open=given.state is BidRoundState.OPEN,
    )
    body: list[Block] = [blocks.section(head)]
    if given.waiting:
        body.append(blocks.section(say("bids/waiting", waiting=given.waiting)))
    if given.lines:
        body.append(_table(given))
    if given.is_ranked:
        body.append(blocks.context(say("bids/method", left=format_pence(given.left), fund=given.fund)))
    buttons = [blocks.button(*_BUTTONS[act], one.ref) for act in given.acts]
    text = Mrkdwn("\n".join((head, *(_said(line, is_ranked=given.is_ranked) for line in given.lines))))
    return blocks.message(text, [*body, *blocks.action_row(buttons)])


def panel_message(one: BidRound, bids: Sequence[tuple[str, str, str, str]], shown: Presentation) -> dict[str, Any]:
    """Return a panel member's bids: of each its name, what the button carries, its state and a warning, if any."""
    head = say(
        "bids/panel",
        ref=one.ref,
        title=one.title,
        is_blind=one.is_blind,
        due=shown.dated(one.scores_due_on) if one.scores_due_on else "",
        number=len(bids),
    )
    body: list[Block] = [blocks.section(head)]
    for name, value, state, warning in bids[:_BIDS_MOST]:
        body.append(
            blocks.section(
                say("bids/panel_line", name=name, state=state, warning=warning),
                blocks.button("Read and score", Act.BIDS_READ, value),
            )
        )
    return blocks.message(head, body)


def open_form(
    funds: Sequence[Choice], fund: str, boards: Sequence[Choice], people: Mapping[str, Sequence[Choice]]
) -> dict[str, Any]:
    """Return the form in which a round is opened."""
    blind = (Choice("Yes: the panel sees no names of authors", YES), Choice("No", NO))
    return blocks.modal(
        "Open a round of bids",
        Form.BIDS_OPEN,
        [
            blocks.labelled("Fund", "fund", blocks.select(VALUE, funds, fund)),
            blocks.labelled("What is it for?", "title", blocks.text_input(VALUE)),
            blocks.labelled("Last day for bids", "closes_on", blocks.date_picker(VALUE, None)),
            blocks.labelled("Last day to score", "scores_due_on", blocks.date_picker(VALUE, None), optional=True),
            blocks.labelled("Board that decides", "board", blocks.select(VALUE, boards)),
            blocks.labelled("Panel", "panel", blocks.multi_select(VALUE, people, (), "Who scores")),
            blocks.labelled(
                "Criteria",
                "criteria",
                blocks.text_input(VALUE, NO_CRITERIA, multiline=True),
                "One a line: what is scored; its weight; the most points.",
            ),
            blocks.labelled("Scored blind?", "blind", blocks.radio(VALUE, blind, YES)),
        ],
        submit="Open it",
    )


def score_form(
    one: BidRound, name: str, metadata: str, text: Sequence[Block], given: Mapping[str, int], words: str
) -> dict[str, Any]:
    """Return the form in which a panel member reads a bid and scores it; `given` are the points given before."""
    head = blocks.section(say("bids/score_head", ref=one.ref, name=name))
    inputs = [
        blocks.labelled(
            f"{criterion.name} (weight {criterion.weight}, up to {criterion.most})",
            criterion.key,
            blocks.select(VALUE, _points(criterion), _initial(given, criterion.key)),
        )
        for criterion in one.criteria
    ]
    why = blocks.labelled("Why?", "words", blocks.text_input(VALUE, words, multiline=True), optional=True)
    aside = blocks.actions([blocks.button("I have an interest: I stand aside", Act.BIDS_ASIDE, metadata)])
    return blocks.modal(
        "Score a bid",
        Form.BIDS_SCORE,
        [head, *text, blocks.divider(), *inputs, why, aside],
        metadata=metadata,
        submit="Save",
    )


def aside_form(one: BidRound, name: str, metadata: str) -> dict[str, Any]:
    """Return the form in which a panel member stands aside from a bid."""
    return blocks.modal(
        "Stand aside",
        Form.BIDS_ASIDE,
        [
            blocks.section(say("bids/aside", ref=one.ref, name=name)),
            blocks.labelled("What is the interest?", "words", blocks.text_input(VALUE, multiline=True)),
        ],
        metadata=metadata,
        submit="Stand aside",
    )


def close_form(one: BidRound, kind: str, text: Mrkdwn, *, asks_why: bool) -> dict[str, Any]:
    """Return the form that asks whether the scoring ends, the bids go to the board, or the round is called off."""
    title, submit = {
        "rank": ("End the scoring", "End it"),
        "send": ("Put before the board", "Put them there"),
        "off": ("Call the round off", "Call it off"),
    }[kind]
    body: list[Block] = [blocks.section(text)]
    if asks_why:
        body.append(blocks.labelled("Why?", "words", blocks.text_input(VALUE, multiline=True)))
    return blocks.modal(title, Form.BIDS_CLOSE, body, metadata=f"{kind} {one.ref}", submit=submit)


def score_words(score: Fraction | None) -> str:
    """Return a weighted score of 100 to one decimal, `72.5`; halves are rounded up."""
    if score is None:
        return "not scored"
    tenths = (score * 20 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


def _table(given: RoundShown) -> Block:
    if not given.is_ranked:
        return blocks.table([["Bid", "Asks", "Title"], *(_row(line) for line in given.lines[:_BIDS_MOST])], (1,))
    rows = [["Rank", "Bid", "Of 100", "Scored by", "Asks", "All so far", "Title"]]
    for line in given.lines[:_BIDS_MOST]:
        place, score, by = _rank_of(line)
        rows.append([place, line.ref, score, by, _asks(line), format_pence(line.reach), blocks.clip(line.title, 100)])
    return blocks.table(rows, (2, 3, 4, 5))


def _row(line: BidLine) -> list[str]:
    return [line.ref, _asks(line), blocks.clip(line.title, 120)]


def _rank_of(line: BidLine) -> tuple[str, str, str]:
    ranked = line.ranked
    if ranked is None or ranked.rank is None:
        return "–", "not scored", "0"
    return str(ranked.rank), score_words(ranked.score), str(ranked.scorers)


def _asks(line: BidLine) -> str:
    return "TBC" if line.pence is None else format_pence(line.pence)


def _said(line: BidLine, *, is_ranked: bool) -> Mrkdwn:
    place, score, _ = _rank_of(line)
    return say(
        "bids/line", ref=line.ref, title=line.title, asks=_asks(line), place=place if is_ranked else "", score=score
    )


def _points(criterion: Criterion) -> list[Choice]:
    return [Choice(str(points), str(points)) for points in range(criterion.most + 1)]


def _initial(given: Mapping[str, int], key: str) -> str | None:
    return str(given[key]) if key in given else None
