"""A decision record as it is read: as a line, as a message whole, and what people are told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.money import format_pence
from bot.domain.proposals.conditions import Condition, ConditionState
from bot.domain.proposals.decision_words import ASKED_TO, VERBS, verb_of
from bot.domain.proposals.decisions import Decision, DecisionKind, Due
from bot.domain.proposals.records import PASSING, Ask, Choice, Outcome
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

_ROLL_SHOWN = 30
CHOICE_WORDS = {
    Choice.FOR: "for",
    Choice.WITH_CONDITIONS: "for, with conditions",
    Choice.AGAINST: "against",
    Choice.ABSTAIN: "abstained",
}
STATE_WORDS = {
    ConditionState.OPEN: "open",
    ConditionState.DISCHARGED: "discharged",
    ConditionState.LAPSED: "lapsed",
    ConditionState.WAIVED: "waived",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands about a decision today, beside its record.

    Attributes:
        conditions: as they stand.
        people: names by ids; `actions` the references of actions by theirs.
        further: the records about it: corrections, and what became of a chair's action.
        chairs: `reason`, `consulted` and whether it was ratified, in a sentence; None where it is no chair's action.
        can_correct, can_follow, can_ratify: what whoever reads it may do.
        sees_sums: whether they see a fund's sums whole, with what is not public.
    """

    conditions: Sequence[Condition] = ()
    people: Mapping[int, str] | None = None
    actions: Mapping[int, str] | None = None
    further: Sequence[Decision] = ()
    chairs: Mapping[str, str] | None = None
    can_correct: bool = False
    can_follow: bool = False
    can_ratify: bool = False
    sees_sums: bool = False


def decision_line(decision: Decision, shown: Presentation) -> Mrkdwn:
    """Return a decision in one line, as cards, timelines and lists show it."""
    return say(
        "decisions/line",
        number=decision.number,
        board=shown.board_names([decision.board]),
        on=shown.day(decision.decided_on),
        words=blocks.clip(decision.words, 300),
        kind=decision.kind.value,
    )


def decision_message(decision: Decision, shown: Presentation, standing: Standing) -> dict[str, Any]:
    """Return a decision record whole, with what stands about it today."""
    record = decision.record
    head = head_words(decision, shown)
    body = [blocks.section(head), blocks.section(say("decisions/words", words=decision.words))]
    if record.get("why"):
        corrects = decision.kind is DecisionKind.CORRECTION
        body.append(
            blocks.section(say("decisions/why", why=record["why"], by=decision.entered_by, is_correction=corrects))
        )
    if any(item["number"] for item in record.get("items", ())):
        body.append(blocks.section(items_words(record["items"])))
    if "present" in record:
        body.append(blocks.section(part_words(record)))
    if record.get("roll"):
        body.append(blocks.section(roll_words(record["roll"], record["version"])))
    if standing.chairs is not None:
        body.append(blocks.section(say("decisions/chairs", **standing.chairs)))
    if standing.conditions:
        body.append(blocks.section(conditions_words(standing.conditions, shown, standing)))
    hangs = hangs_words(record, shown)
    if hangs:
        body.append(blocks.section(hangs))
    if record.get("fund"):
        body.append(blocks.section(fund_words(record, whole=standing.sees_sums)))
    body += [
        blocks.section(
            say(
                "decisions/further",
                kind=one.kind.value,
                number=one.number,
                on=shown.day(one.decided_on),
                words=one.words,
                why=one.record.get("why", "") if one.kind is DecisionKind.CORRECTION else "",
            )
        )
        for one in standing.further
    ]
    body.append(blocks.context(foot_words(decision, shown)))
    body.append(blocks.actions(_buttons(decision, standing)))
    spoken = Mrkdwn(f"{head}\n{say('decisions/words', words=decision.words)}")
    return blocks.message(spoken, body)


def head_words(decision: Decision, shown: Presentation) -> Mrkdwn:
    """Return the head of a record: its number, board and day, and what it is about."""
    record = decision.record
    return say(
        "decisions/head",
        number=decision.number,
        board=record["board"]["name"],
        on=shown.dated(decision.decided_on),
        kind=decision.kind.value,
        ref=record["proposal"]["ref"],
        title=record["proposal"]["title"],
        version=record.get("version", 0),
        ask=ASKED_TO[Ask(record["ask"])] if record.get("ask") else "",
    )


def items_words(items: Sequence[Mapping[str, Any]]) -> Mrkdwn:
    """Return what was answered to each recommendation."""
    said = [
        {
            "number": item["number"] or "–",
            "verb": item_verb(item),
            "words": item["words"],
            "amended": item["amended"],
            "count": count_words(item["count"]),
        }
        for item in items
    ]
    return say("decisions/items", items=said)


def item_verb(item: Mapping[str, Any]) -> str:
    """Return the verb of an answer to a recommendation, in capitals."""
    outcome = Outcome(item["outcome"])
    return verb_of(outcome, Ask(item["ask"])) if outcome in PASSING else VERBS[outcome]


def count_words(count: Mapping[str, int] | None) -> str:
    """Return votes that were counted: `5 for, 1 against, 1 abstained`; empty where none were."""
    if not count:
        return ""
    return f"{count['for']} for, {count['against']} against, {count['abstain']} abstained"


def thread_words(counts: Sequence[Mapping[str, int]]) -> str:
    """Return how members had voted in the thread before it was decided otherwise; empty where nobody had."""
    return "; ".join(
        f"recommendation {one['number']}: {count_words(one)}" if len(counts) > 1 else count_words(one) for one in counts
    )


def part_words(record: Mapping[str, Any]) -> Mrkdwn:
    """Return who took part, whether they were enough, and what interests were declared."""
    return say(
        "decisions/taking_part",
        presided=record["presided"],
        present=record["present"],
        in_attendance=record.get("in_attendance", ()),
        quorate=record["quorate"],
        quorum=record["quorum"],
        proposer=record["proposer"],
        seconder=record["seconder"],
        count="; ".join(
            [
                *filter(None, [count_words(record["count"])]),
                *(f"{one['partner']}: {count_words(one)}" for one in record.get("partner_counts", ())),
            ]
        ),
        thread=thread_words(record.get("thread_votes", ())),
        interests=record["interests"],
    )


def roll_words(roll: Sequence[Mapping[str, Any]], version: int) -> Mrkdwn:
    """Return how each seat voted, and on which version where that is not the one that was decided."""
    lines = [{**line, "choice": CHOICE_WORDS[Choice(line["choice"])]} for line in roll[:_ROLL_SHOWN]]
    return say("decisions/roll", roll=lines, version=version, more=max(0, len(roll) - _ROLL_SHOWN))


def conditions_words(conditions: Sequence[Condition], shown: Presentation, standing: Standing) -> Mrkdwn:
    """Return conditions as they stand, each with what is known of it."""
    lines = [
        {
            "number": one.number,
            "words": one.words,
            "state": STATE_WORDS[one.state],
            "facts": condition_facts(one, shown, standing),
        }
        for one in conditions
    ]
    return say("decisions/conditions", conditions=lines)


def condition_facts(condition: Condition, shown: Presentation, standing: Standing) -> Mrkdwn:
    """Return what is known of a condition beside its words."""
    people, actions = standing.people or {}, standing.actions or {}
    ended = ""
    if condition.ended_at is not None:
        said = f": {condition.shown}" if condition.shown else ""
        ended = f"{STATE_WORDS[condition.state]} on {shown.day(condition.ended_at)} by {condition.ended_by}{said}"
    return say(
        "decisions/condition_facts",
        is_before=condition.due is Due.BEFORE,
        owner=people.get(condition.owner_id or 0, ""),
        by=shown.day(condition.long_stop_on) if condition.long_stop_on else "",
        evidence=condition.evidence,
        discharger=people.get(condition.discharged_by_id or 0, "") or condition.discharger,
        on_lapse=condition.on_lapse.value,
        action=actions.get(condition.action_id or 0, ""),
        ended=ended,
    )


def hangs_words(record: Mapping[str, Any], shown: Presentation) -> Mrkdwn:
    """Return what a decision leaves to be done; empty for nothing."""
    given = record.get("delegation")
    back = "" if not given or given["percent"] is None else f"; back if costs change by {given['percent']}% or more"
    milestones = [
        f"{one['words']}{', ' + one['owner'] if one['owner'] else ''}"
        f"{', by ' + shown.dated(date.fromisoformat(one['due_on'])) if one['due_on'] else ''}"
        for one in record.get("milestones", ())
    ]
    return say(
        "decisions/hangs",
        review=_dated(record.get("review_on"), shown),
        review_words=record.get("review_words", ""),
        delegation=f"{given['words']}, to the {given['to_name']}{back}" if given else "",
        milestones=milestones,
        sent_on=record.get("sent_on", ""),
        questions=record.get("questions", ()),
        effective=_dated(record.get("effective_on"), shown)
        if record.get("effective_on") != record.get("decided_on")
        else "",
    )


def fund_words(record: Mapping[str, Any], *, whole: bool) -> Mrkdwn:
    """Return how the fund stood before the decision, and after; what is not public counts only where it is whole."""
    fund = record["fund"]
    sides = fund if whole else fund.get("public", fund)
    before, after = ({name: format_pence(value) for name, value in sides[side].items()} for side in ("before", "after"))
    waits = bool(record.get("lines")) and not record.get("commits", True)
    return say(
        "decisions/fund", key=fund["key"], before=before, after=after, override=record.get("override", ""), waits=waits
    )


def foot_words(decision: Decision, shown: Presentation) -> Mrkdwn:
    """Return on what exactly was decided, and by which digest the record is known."""
    record = decision.record
    return say(
        "decisions/foot",
        version=record.get("version", ""),
        version_digest=record.get("version_digest", ""),
        papers=len(record.get("papers", ())),
        about=record.get("about"),
        entered_by=decision.entered_by,
        entered_on=shown.moment(decision.entered_at),
        digest=decision.digest,
    )


def _buttons(decision: Decision, standing: Standing) -> list[blocks.Element]:
    buttons = [blocks.button("Paper", Act.DECISION_PAPER, decision.number)]
    if standing.can_ratify:
        buttons.append(blocks.button("Ratify", Act.DECISION_RATIFY, decision.number, "primary"))
    if standing.conditions:
        ref = decision.record["proposal"]["ref"]
        buttons.append(blocks.button("Conditions", Act.DECISION_CONDITIONS, ref))
    if standing.can_follow:
        buttons.append(blocks.button("Add what follows", Act.DECISION_FOLLOW, decision.number))
    if standing.can_correct:
        buttons.append(blocks.button("Correct it", Act.DECISION_CORRECT, decision.number))
    return buttons


def _dated(iso: str | None, shown: Presentation) -> str:
    return shown.dated(date.fromisoformat(iso)) if iso else ""
