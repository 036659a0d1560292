"""Conditions of decisions as a list with what can be done about each, and the forms of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.decisions import Due, OnLapse
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.decision_record import STATE_WORDS, Standing, condition_facts
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

_LISTED = 20
_LABELS = {
    Act.CONDITION_DISCHARGE: "Discharge",
    Act.CONDITION_AMEND: "Complete",
    Act.CONDITION_WAIVE: "Waive",
}


def conditions_message(
    proposal: Proposal,
    lines: Sequence[tuple[str, Condition, Sequence[Act]]],
    shown: Presentation,
    standing: Standing,
) -> dict[str, Any]:
    """Return the conditions of a proposal.

    Args:
        proposal: whose.
        lines: the number of the decision that set it, the condition, and what this reader may do about it.
        shown: how records are said.
        standing: names of people and references of actions.
    """
    head = say(
        "decisions/conditions_head",
        ref=proposal.ref,
        title=proposal.title,
        number=len(lines),
        open=sum(one.is_open for _, one, _ in lines),
    )
    body = [blocks.section(head)]
    spoken = [head]
    for number, condition, acts in lines[:_LISTED]:
        text = say(
            "decisions/condition",
            decision=number,
            number=condition.number,
            words=condition.words,
            state=STATE_WORDS[condition.state],
            facts=condition_facts(condition, shown, standing),
        )
        spoken.append(text)
        body.append(blocks.section(text))
        body += blocks.action_row([blocks.button(_LABELS[act], act, str(condition.id)) for act in acts])
    return blocks.message(Mrkdwn("\n".join(spoken)), body)


def ending_form(condition: Condition, ref: str, *, is_discharge: bool) -> dict[str, Any]:
    """Return the form that discharges a condition, or waives it."""
    top = say("decisions/form_condition", words=condition.words, evidence=condition.evidence)
    field, label, hint = (
        ("shown", "By what is it shown?", "A sentence: what was seen, and where it can be found.")
        if is_discharge
        else ("why", "Who waived it, and why?", "A sentence, kept with the condition.")
    )
    body = [
        blocks.section(top),
        blocks.labelled(label, field, blocks.text_input(VALUE, multiline=True), hint),
    ]
    form, verb = (Form.CONDITION_DISCHARGE, "Discharge") if is_discharge else (Form.CONDITION_WAIVE, "Waive")
    title = f"{verb} {ref}, no. {condition.number}"
    return blocks.modal(title, form, body, metadata=str(condition.id), submit=verb)


def amend_form(condition: Condition, ref: str, people: Mapping[str, Sequence[Choice]]) -> dict[str, Any]:
    """Return the form that completes a condition; `people` are those who may be named, under headings."""
    owner = f"person:{condition.owner_id}" if condition.owner_id is not None else ""
    discharger = f"person:{condition.discharged_by_id}" if condition.discharged_by_id is not None else ""
    when = [Choice("Before the approval is in force", Due.BEFORE), Choice("After", Due.AFTER)]
    lapses = [Choice("The approval stays", OnLapse.STAYS), Choice("The approval falls", OnLapse.FALLS)]
    by = condition.long_stop_on.isoformat() if condition.long_stop_on else None
    body = [
        blocks.section(say("decisions/form_condition", words=condition.words, evidence="")),
        blocks.labelled("Who meets it?", "owner", blocks.grouped_select(VALUE, people, owner), optional=True),
        blocks.labelled("By when?", "by", blocks.date_picker(VALUE, by), "Its long stop.", optional=True),
        blocks.labelled(
            "Shown by", "evidence", blocks.text_input(VALUE, condition.evidence), "Such as: a letter.", optional=True
        ),
        blocks.labelled(
            "Who says that it is met?", "discharger", blocks.grouped_select(VALUE, people, discharger), optional=True
        ),
        blocks.labelled("Is it to be met before?", "due", blocks.select(VALUE, when, condition.due.value)),
        blocks.labelled("If it is not met in time", "on_lapse", blocks.select(VALUE, lapses, condition.on_lapse.value)),
        blocks.labelled(
            "Why is it made milder?",
            "why",
            blocks.text_input(VALUE),
            "Where it is not to be met before any more, or the approval no longer falls: who agreed, and why.",
            optional=True,
        ),
    ]
    title = f"Complete {ref}, no. {condition.number}"
    return blocks.modal(title, Form.CONDITION_AMEND, body, metadata=str(condition.id), submit="Save")
