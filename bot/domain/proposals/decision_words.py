"""What a board decided, in the words minutes use: `APPROVED for 2018/19 only, subject to ...`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.proposals.decisions import ItemResult, Part, Resolution, Terms
from bot.domain.proposals.records import PASSING, Ask, Outcome

VERBS = {
    Outcome.NONE: "NO DECISION",
    Outcome.APPROVED: "APPROVED",
    Outcome.IN_PART: "APPROVED IN PART",
    Outcome.CONDITIONAL: "APPROVED",
    Outcome.RECOMMENDED: "AGREED TO RECOMMEND",
    Outcome.ENDORSED: "ENDORSED",
    Outcome.CONSIDERED: "CONSIDERED",
    Outcome.NOTED: "NOTED",
    Outcome.REFERRED_BACK: "REFERRED BACK",
    Outcome.DEFERRED: "DEFERRED",
    Outcome.REJECTED: "REJECTED",
}
_ASKED = {
    Ask.NOTE: "NOTED",
    Ask.CONSIDER: "CONSIDERED",
    Ask.ENDORSE: "ENDORSED",
    Ask.RECOMMEND: "AGREED TO RECOMMEND",
    Ask.APPROVE: "APPROVED",
}
ASKED_TO = {
    Ask.NOTE: "NOTE",
    Ask.CONSIDER: "CONSIDER",
    Ask.ENDORSE: "ENDORSE",
    Ask.RECOMMEND: "AGREE TO RECOMMEND",
    Ask.APPROVE: "APPROVE",
}
Dated = Callable[[date], str]


def verb_of(outcome: Outcome, ask: Ask) -> str:
    """Return a decision in capitals: what was asked, where it was done with conditions or for a part."""
    if outcome in (Outcome.CONDITIONAL, Outcome.IN_PART):
        return _ASKED[ask]
    return VERBS[outcome]


def resolution_words(resolution: Resolution, ask: Ask, dated: Dated, money: str = "") -> str:
    """Return what a board decided, where it gave no words of its own.

    Args:
        resolution: its answer.
        ask: what it was asked.
        dated: how a day is said.
        money: how much that is, empty where it is about no money.
    """
    if resolution.outcome is Outcome.REFERRED_BACK:
        return f"REFERRED BACK{_because(resolution.reason)}."
    if resolution.outcome is Outcome.DEFERRED:
        until = f" to {dated(resolution.until)}" if resolution.until else ""
        return f"DEFERRED{until}{_because(resolution.reason)}."
    if resolution.outcome in (Outcome.REJECTED, Outcome.NONE):
        return f"{VERBS[resolution.outcome]}{_because(resolution.reason)}."
    head = _head(resolution, ask)
    part = part_words(resolution.part)
    head += f"{'; that is' if ';' in head else ''} {part}" if part else ""
    head += f" ({money})" if money else ""
    if resolution.conditions:
        head += f", subject to: {_conditions(resolution.conditions)}"
    return " ".join(filter(None, [f"{head}.", hanging_words(replace(resolution, milestones=()), dated)]))


def hanging_words(resolution: Resolution, dated: Dated) -> str:
    """Return what follows a decision in sentences: its review, what it delegates, what is to be done."""
    sentences = []
    if resolution.review_on is not None:
        what = resolution.review_words.rstrip(". ") or "To come back for review"
        sentences.append(f"{what[0].upper()}{what[1:]} on {dated(resolution.review_on)}.")
    if resolution.delegation is not None:
        given = resolution.delegation
        back = "" if given.percent is None else f", to come back if costs change by {given.percent}% or more"
        sentences.append(f"Delegated to the {given.to_name}: {given.words.rstrip('. ')}{back}.")
    for one in resolution.milestones:
        by = f", by {dated(one.due_on)}" if one.due_on else ""
        sentences.append(f"To be done: {one.words.rstrip('. ')}{by}.")
    return " ".join(sentences)


def part_words(part: Part) -> str:
    """Return for which part of the money, such as `for 2018/19 only`; empty for all of it."""
    if part.is_whole:
        return ""
    if part.is_nothing:
        return "without the money"
    named = []
    if part.years:
        named.append(_listed(["money without a year" if year is None else year_words(year) for year in part.years]))
    if part.lines:
        named.append(f"{'line' if len(part.lines) == 1 else 'lines'} {_listed([str(line) for line in part.lines])}")
    return f"for {', '.join(named)} only"


def year_words(year: int) -> str:
    """Return a financial year by the year it begins in, such as `2018/19`."""
    return f"{year}/{(year + 1) % 100:02}"


def _head(resolution: Resolution, ask: Ask) -> str:
    items = resolution.items
    verbs = {_item_verb(item) for item in items}
    if len(items) < 2 or (len(verbs) == 1 and not any(item.amended for item in items)):
        amended = next((item.amended for item in items if item.amended), "")
        head = next(iter(verbs)) if items and len(verbs) == 1 else verb_of(resolution.outcome, ask)
        return f"{head} as amended: “{amended.rstrip('. ')}”" if amended else head
    each = (
        f"recommendation {item.number} {_item_verb(item)}"
        + (f" as amended: “{item.amended.rstrip('. ')}”" if item.amended else "")
        for item in items
    )
    said = "; ".join(each)
    return said[0].upper() + said[1:]


def _item_verb(item: ItemResult) -> str:
    return verb_of(item.outcome, item.ask) if item.outcome in PASSING else VERBS[item.outcome]


def _conditions(terms: Sequence[Terms]) -> str:
    words = [one.words.rstrip(". ") for one in terms]
    return words[0] if len(words) == 1 else "; ".join(f"({number}) {one}" for number, one in enumerate(words, 1))


def _because(reason: str) -> str:
    return f": {reason.rstrip('. ')}" if reason else ""


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
