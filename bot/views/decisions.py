"""What boards decide of risks: the forms that record it, and how it is said on the card and in the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.alerts import Alert, AlertBoard, Comment
from bot.domain.escalation import BY_HAND, Escalation
from bot.domain.risks import Risk
from bot.domain.tolerance import Acceptance
from bot.views import blocks
from bot.views.alerts import events_of
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

_MEETINGS_MOST = 12


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something that happened to a risk beside its reviews."""

    at: datetime
    text: Mrkdwn


def deescalate_form(
    risk: Risk,
    standing: Sequence[Escalation],
    met: Mapping[str, Sequence[date]],
    holding: Sequence[str],
    shown: Presentation,
) -> dict[str, Any]:
    """Return the form that takes a risk off one board's report.

    Args:
        risk: the risk.
        standing: the reports it is on.
        met: the meetings of those boards until today, the latest first.
        holding: the boards whose rules it still meets.
        shown: how records are said.
    """
    text = say(
        "escalation/form_deescalate",
        ref=risk.ref,
        summary=risk.summary,
        reports=[_report_line(one, shown) for one in standing],
        many=len(standing) > 1,
        holding=shown.board_names(holding),
        all_hold=len(holding) == len(standing),
        inherent=shown.score(risk.scores.inherent),
        unmet=shown.board_names(key for key, days in met.items() if not days),
    )
    body = [
        blocks.section(text),
        _meeting_input(met, shown, "Which board decided, and when?", "Only meetings that have been held."),
        _minute_input(),
        _reason_input("Why is the board satisfied?"),
    ]
    title, submit = f"De-escalate {risk.ref}", "Record decision"
    return blocks.modal(title, Form.RISK_DEESCALATE, body, metadata=str(risk.ref), submit=submit)


def escalate_form(risk: Risk, boards: Sequence[str], shown: Presentation) -> dict[str, Any]:
    """Return the form that puts a risk onto a board's report by hand."""
    choices = [Choice(shown.board_names([key]), key) for key in boards]
    body = [
        blocks.section(
            say(
                "escalation/form_escalate",
                ref=risk.ref,
                summary=risk.summary,
                boards=shown.board_names(risk.boards),
            )
        ),
        blocks.labelled("Which board's report?", "board", blocks.select(VALUE, choices, placeholder="Choose a board")),
        _reason_input("Why?"),
    ]
    return blocks.modal(f"Escalate {risk.ref}", Form.RISK_ESCALATE, body, metadata=str(risk.ref), submit="Escalate")


def accept_form(risk: Risk, met: Mapping[str, Sequence[date]], limit: int, shown: Presentation) -> dict[str, Any]:
    """Return the form that records a board's acceptance."""
    text = say(
        "escalation/form_accept",
        ref=risk.ref,
        summary=risk.summary,
        residual=shown.score(risk.scores.residual),
        limit=limit,
        boards=shown.board_names(met),
        many=len(met) > 1,
    )
    body = [
        blocks.section(text),
        _meeting_input(met, shown, "Which board accepted it, and when?", "Only meetings that have been held."),
        _minute_input(),
        _reason_input("Why does the board bear it?"),
        blocks.labelled(
            "Until when?",
            "expires",
            blocks.date_picker(VALUE, None),
            "The last day on which it holds. The board and the leads are told before.",
        ),
    ]
    title, submit = f"Accept {risk.ref}", "Record decision"
    return blocks.modal(title, Form.RISK_ACCEPT, body, metadata=str(risk.ref), submit=submit)


def unaccept_form(risk: Risk, accepted: Sequence[Acceptance], shown: Presentation) -> dict[str, Any]:
    """Return the form that ends a board's acceptance before its day."""
    text = say(
        "escalation/form_unaccept",
        ref=risk.ref,
        summary=risk.summary,
        accepted=[
            {"board": shown.board_names([one.board]), "until": shown.day(one.expires_on), "minute": one.minute}
            for one in accepted
        ],
    )
    choices = [Choice(shown.board_names([key]), key) for key in sorted({one.board for one in accepted})]
    body = [
        blocks.section(text),
        blocks.labelled("Whose acceptance ends?", "board", blocks.select(VALUE, choices, placeholder="Choose a board")),
        _reason_input("Why?"),
    ]
    title = f"End acceptance {risk.ref}"
    return blocks.modal(title, Form.RISK_UNACCEPT, body, metadata=str(risk.ref), submit="End it")


def acceptance_message(accepted: Acceptance, risk: Risk, shown: Presentation, step: str, why: str) -> dict[str, Any]:
    """Return what a board, the leads and the office hear of an acceptance: `soon`, `over` or `outgrown`."""
    text = say(
        "escalation/acceptance",
        step=step,
        ref=risk.ref,
        summary=risk.summary,
        mark=shown.mark(risk.scores.residual),
        board=shown.board_names([accepted.board]),
        until=shown.day(accepted.expires_on),
        accepted=accepted.residual,
        minute=accepted.minute,
        why=why,
    )
    return blocks.message(
        text, [blocks.section(text), blocks.actions([blocks.button("Open", Act.RISK_SHOW, str(risk.ref))])]
    )


def card_blocks(tolerance: Mrkdwn, comments: Sequence[Comment], shown: Presentation) -> list[blocks.Block]:
    """Return what the card says of tolerance and comments; nothing where there is nothing to say."""
    last = comments[-1] if comments else None
    text = say(
        "escalation/card",
        tolerance=tolerance,
        comment=last,
        on=shown.day(last.at) if last else "",
        more=len(comments) - 1,
    )
    return [blocks.section(text)] if text else []


def tolerance_words(
    limit: int, accepted: Sequence[Acceptance], waits_for: Sequence[str], shown: Presentation
) -> Mrkdwn:
    """Return how a risk above tolerance is said: by whom it is accepted until when, and whose decision it lacks."""
    return say(
        "escalation/tolerance",
        limit=limit,
        accepted=[
            {"board": shown.board_names([one.board]), "until": shown.day(one.expires_on), "minute": one.minute}
            for one in accepted
        ],
        waits=shown.board_names(waits_for),
    )


def history_events(
    escalations: Iterable[Escalation],
    acceptances: Iterable[Acceptance],
    comments: Iterable[Comment],
    alerts: Iterable[tuple[Alert, Sequence[AlertBoard]]],
    shown: Presentation,
) -> list[HistoryEvent]:
    """Return what happened to a risk beside its reviews: the way up and down, acceptances, alerts, comments."""
    escalations = tuple(escalations)
    events = [
        HistoryEvent(
            at,
            say("escalation/event_up", **{**_named(came[0], shown), "board": shown.board_names(c.board for c in came)}),
        )
        for (at, _), came in _together(escalations).items()
    ]
    events += [
        HistoryEvent(one.ended_at, say("escalation/event_down", text=ended_words(one, shown), **_named(one, shown)))
        for one in escalations
        if one.ended_at is not None
    ]
    for accepted in acceptances:
        events.append(HistoryEvent(accepted.accepted_at, _accepted_event(accepted, shown)))
        if accepted.ended_at is not None:
            text = say(
                "escalation/event_unaccepted",
                on=shown.day(accepted.ended_at),
                board=shown.board_names([accepted.board]),
                why=accepted.ended_why,
            )
            events.append(HistoryEvent(accepted.ended_at, text))
    events += [
        HistoryEvent(one.at, say("escalation/event_comment", on=shown.day(one.at), author=one.author, words=one.words))
        for one in comments
    ]
    for alert, boards in alerts:
        events += [HistoryEvent(at, text) for at, text in events_of(alert, boards, shown)]
    return events


def ended_words(ended: Escalation, shown: Presentation) -> str:
    """Return how an escalation ended, in sentences."""
    board, on = shown.board_names([ended.board]), shown.day(ended.ended_at) if ended.ended_at else ""
    if ended.decision is None:
        return f"{ended.reason} Taken back from {board} on {on} by {ended.ended_by}."
    met = shown.day(ended.decision.held_on)
    return (
        f"{board} took it off its report at its meeting of {met} (minute {ended.decision.minute}): "
        f"{ended.decision.reason.rstrip('.')}. Recorded by {ended.ended_by} on {on}."
    )


def _accepted_event(accepted: Acceptance, shown: Presentation) -> Mrkdwn:
    return say(
        "escalation/event_accepted",
        on=shown.day(accepted.accepted_at),
        board=shown.board_names([accepted.board]),
        met=shown.day(accepted.held_on),
        minute=accepted.minute,
        residual=accepted.residual,
        until=shown.day(accepted.expires_on),
        reason=accepted.reason,
        by=accepted.recorded_by,
    )


def _together(escalations: Sequence[Escalation]) -> Mapping[tuple[datetime, str], list[Escalation]]:
    """Return escalations by when and why they began: one rule brings a risk onto several boards' reports."""
    together: dict[tuple[datetime, str], list[Escalation]] = {}
    for one in escalations:
        together.setdefault((one.since_at, one.rule), []).append(one)
    return together


def _named(one: Escalation, shown: Presentation) -> dict[str, str]:
    by_hand = one.rule.startswith(BY_HAND)
    return {
        "board": shown.board_names([one.board]),
        "rule": one.rule.removeprefix(BY_HAND),
        "how": "by hand" if by_hand else "by rule",
        "since": shown.day(one.since_at),
        "when": shown.day(one.ended_at) if one.ended_at else "",
    }


def _report_line(one: Escalation, shown: Presentation) -> dict[str, str]:
    return _named(one, shown)


def _meeting_input(met: Mapping[str, Sequence[date]], shown: Presentation, label: str, hint: str) -> blocks.Block:
    groups = {
        shown.board_names([key]): [
            Choice(f"{shown.day(day)} · {shown.board_names([key])}", f"{key}:{day.isoformat()}")
            for day in days[:_MEETINGS_MOST]
        ]
        for key, days in met.items()
    }
    return blocks.labelled(label, "meeting", blocks.grouped_select(VALUE, groups, ""), hint)


def _minute_input() -> blocks.Block:
    return blocks.labelled(
        "Minute", "minute", blocks.text_input(VALUE, placeholder="ICBNov18-6"), "Where the minutes have the decision."
    )


def _reason_input(label: str) -> blocks.Block:
    return blocks.labelled(
        label, "reason", blocks.text_input(VALUE, multiline=True), "A sentence or two, kept in the history."
    )
