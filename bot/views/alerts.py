"""Alerts as the office and the boards see them: one message each, put in place of itself as things go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.alerts import CLOCK, Alert, AlertBoard, AlertStatus, Comment
from bot.domain.escalation import Crossing
from bot.domain.risks import Risk, RiskStatus
from bot.views import blocks
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.risk_card import leads_of
from bot.views.wording import Mrkdwn, say

_WORDS_MAX = 600


def office_message(
    alert: Alert,
    risk: Risk,
    told: Sequence[AlertBoard],
    shown: Presentation,
    unreached: Mapping[str, str],
    *,
    was_put_off: bool = False,
) -> dict[str, Any]:
    """Return the office's message of an alert, with the buttons that its state allows.

    Args:
        alert: the alert.
        risk: its risk.
        told: the boards it went to.
        shown: how records are said.
        unreached: by board (its key), which chairs it did not reach, as a clause; empty where there is none.
        was_put_off: whether a further rise let it wait anew.
    """
    text = say(
        "escalation/office",
        risk=risk,
        status=alert.status.value,
        workstream=shown.workstream(risk.workstream),
        mark=shown.mark(risk.scores.residual),
        boards=shown.board_names(alert.boards),
        crossings=[crossing.words for crossing in alert.crossings],
        author=risk.present.author,
        raised=shown.moment(alert.raised_at),
        at=shown.moment(alert.release_at),
        was_put_off=was_put_off,
        by=alert.settled_by,
        by_hand=alert.settled_by != CLOCK,
        unknown=risk.scores.residual is None,
        settled=shown.moment(alert.settled_at) if alert.settled_at else "",
        reason=alert.reason,
    )
    body = [blocks.section(text)]
    if told:
        lines = say(
            "escalation/office_told",
            boards=[_board_line(board, shown, unreached.get(board.board, "")) for board in told],
        )
        body.append(blocks.section(lines))
        text = Mrkdwn(f"{text}\n{lines}")
    body.append(blocks.actions(_office_buttons(alert, risk, shown)))
    return blocks.message(text, body)


def still_held_message(alert: Alert, risk: Risk, shown: Presentation) -> dict[str, Any]:
    """Return what reminds the office of an alert that it holds."""
    body = undecided_blocks(alert, risk, shown)
    return blocks.message(_undecided(alert, risk, shown), body)


def undecided_blocks(alert: Alert, risk: Risk, shown: Presentation) -> list[blocks.Block]:
    """Return an alert that waits for the office, in a line with its buttons."""
    return [
        blocks.section(_undecided(alert, risk, shown)),
        blocks.actions(_office_buttons(alert, risk, shown)),
    ]


def unanswered_blocks(
    alert: Alert, risk: Risk, boards: Sequence[AlertBoard], shown: Presentation
) -> list[blocks.Block]:
    """Return an alert that boards have not acknowledged, in a line with its buttons."""
    keys = [board.board for board in boards]
    text = say(
        "escalation/unanswered",
        ref=risk.ref,
        came=_came(alert.gravest, shown),
        summary=risk.summary,
        boards=shown.board_names(keys),
        sent=shown.moment(alert.settled_at) if alert.settled_at else "",
    )
    value = f"{alert.id}:{','.join(keys)}"
    buttons = [
        blocks.button("Acknowledge", f"{Act.ALERT_ACKNOWLEDGE}.{alert.id}", value, style="primary"),
        blocks.button("Open", f"{Act.RISK_SHOW}.{alert.id}", str(risk.ref)),
    ]
    return [blocks.section(text), blocks.actions(buttons)]


def _undecided(alert: Alert, risk: Risk, shown: Presentation) -> Mrkdwn:
    return say(
        "escalation/undecided",
        ref=risk.ref,
        came=_came(alert.gravest, shown),
        boards=shown.board_names(alert.boards),
        held=alert.status is AlertStatus.HELD,
        by=alert.settled_by,
        since=shown.moment(alert.settled_at) if alert.settled_at else "",
        at=shown.moment(alert.release_at),
    )


def board_message(alert: Alert, risk: Risk, boards: Sequence[AlertBoard], shown: Presentation) -> dict[str, Any]:
    """Return an alert as the boards named in one message have it."""
    waiting = [board for board in boards if board.acknowledged_at is None]
    head = say(
        "escalation/alert_head",
        risk=risk,
        workstream=shown.workstream(risk.workstream),
        mark=shown.mark(risk.scores.residual),
        came=_came(alert.gravest, shown),
        rule=alert.gravest.rule.words,
        closed=risk.status is RiskStatus.CLOSED,
    )
    facts = blocks.fields(
        [
            say("escalation/alert_fact", name="How bad", text=shown.score(risk.scores.residual)),
            say("escalation/alert_fact", name="Before mitigation", text=shown.score(risk.scores.inherent)),
            say("escalation/alert_fact", name="Since", text=shown.moment(alert.raised_at)),
            say("escalation/alert_fact", name="Who leads", text=leads_of(risk)),
        ]
    )
    done = say(
        "escalation/alert_done",
        mitigation=blocks.clip(risk.present.mitigation, _WORDS_MAX),
        update=blocks.clip(risk.last_review.update, _WORDS_MAX),
        author=risk.last_review.author,
        on=shown.day(risk.last_review.at),
    )
    answers = say(
        "escalation/alert_answers",
        acknowledged=[_answer(board, shown) for board in boards if board.acknowledged_at is not None],
        waiting=shown.board_names(board.board for board in waiting),
        many=len(waiting) > 1,
        by=shown.moment(waiting[0].chase_at) if waiting and waiting[0].chase_at else "",
    )
    buttons = []
    if waiting:
        value = f"{alert.id}:{','.join(board.board for board in waiting)}"
        buttons.append(blocks.button("Acknowledge", Act.ALERT_ACKNOWLEDGE, value, style="primary"))
    buttons.append(
        blocks.button("Comment", Act.ALERT_COMMENT, f"{alert.id}:{','.join(board.board for board in boards)}")
    )
    buttons.append(blocks.button("Open", Act.RISK_SHOW, str(risk.ref)))
    body = [blocks.section(head), facts, blocks.section(done), blocks.section(answers), blocks.actions(buttons)]
    spoken = say("escalation/alert_spoken", head=head, leads=leads_of(risk), answers=answers)
    return blocks.message(spoken, body)


def events_of(alert: Alert, boards: Sequence[AlertBoard], shown: Presentation) -> list[tuple[datetime, Mrkdwn]]:
    """Return what became of an alert, and when: sent, or ended by whom and why; and who acknowledged it."""
    if alert.settled_at is None or alert.status not in {AlertStatus.SENT, AlertStatus.CANCELLED}:
        return []
    text = say(
        "escalation/event_alert",
        on=shown.day(alert.settled_at),
        sent=alert.status is AlertStatus.SENT,
        boards=shown.board_names(alert.boards),
        by="" if alert.settled_by == CLOCK else alert.settled_by,
        why=alert.reason,
    )
    events = [(alert.settled_at, text)]
    for board in boards:
        if board.acknowledged_at is not None:
            names = {"board": shown.board_names([board.board]), "by": board.acknowledged_by}
            said = say("escalation/event_acknowledged", on=shown.day(board.acknowledged_at), **names)
            events.append((board.acknowledged_at, said))
    return events


def silence_message(alert: Alert, risk: Risk, boards: Sequence[AlertBoard], shown: Presentation) -> dict[str, Any]:
    """Return what is told of boards that had not acknowledged an alert in time, and of those that have since."""
    waiting = [board.board for board in boards if board.acknowledged_at is None]
    text = say(
        "escalation/silence",
        ref=risk.ref,
        summary=risk.summary,
        mark=shown.mark(risk.scores.residual),
        boards=shown.board_names(waiting),
        many=len(waiting) > 1,
        acknowledged=[_answer(board, shown) for board in boards if board.acknowledged_at is not None],
        sent=shown.moment(alert.settled_at) if alert.settled_at else "",
    )
    buttons = [blocks.button("Open", Act.RISK_SHOW, str(risk.ref))]
    if waiting:
        label = "Acknowledge for the boards" if len(waiting) > 1 else "Acknowledge for the board"
        sure = blocks.confirm(
            f"{label}?", f"It is recorded that you did so for: {shown.board_names(waiting)}.", "Acknowledge", "Not yet"
        )
        value = f"{alert.id}:{','.join(waiting)}"
        buttons.insert(0, blocks.button(label, Act.ALERT_ACKNOWLEDGE, value, confirm=sure))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def comment_message(risk: Risk, comment: Comment, whence: str) -> dict[str, Any]:
    """Return a comment as the leads have it; `whence` says in brackets where it comes from."""
    text = say(
        "escalation/comment",
        ref=risk.ref,
        summary=risk.summary,
        author=comment.author,
        whence=whence,
        words=comment.words,
    )
    buttons = [
        blocks.button("Update", Act.RISK_UPDATE, str(risk.ref), style="primary"),
        blocks.button("Open", Act.RISK_SHOW, str(risk.ref)),
    ]
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def comment_reply(comment: Comment) -> dict[str, Any]:
    """Return a comment as it stands below the alert that it answers."""
    text = say("escalation/comment_reply", author=comment.author, words=comment.words)
    return blocks.message(text, [blocks.section(text)])


def comment_form(risk: Risk, leads: str, metadata: str, words: str = "") -> dict[str, Any]:
    """Return the form of a comment."""
    body = [
        blocks.section(say("escalation/comment_form", ref=risk.ref, summary=risk.summary, leads=leads)),
        blocks.labelled(
            "Your comment",
            "words",
            blocks.text_input(VALUE, words, multiline=True),
            "It goes to the leads, and stays with the risk.",
        ),
    ]
    return blocks.modal(f"Comment on {risk.ref}", Form.ALERT_COMMENT, body, metadata=metadata, submit="Send")


def drop_form(alert: Alert, risk: Risk, shown: Presentation) -> dict[str, Any]:
    """Return the form that asks why an alert is dropped."""
    text = say("escalation/drop_form", ref=risk.ref, boards=shown.board_names(alert.boards))
    body = [
        blocks.section(text),
        blocks.labelled("Why?", "reason", blocks.text_input(VALUE, multiline=True), "A sentence, kept with the alert."),
    ]
    return blocks.modal(f"Drop alert {risk.ref}", Form.ALERT_DROP, body, metadata=str(alert.id), submit="Drop it")


def _came(crossing: Crossing, shown: Presentation) -> str:
    """Return for example `Residual rose from amber 12 to red 16`."""
    name = crossing.rule.measure.measure.capitalize()
    after = f"{shown.bands.band_at(crossing.after).name.lower()} {crossing.after}"
    if crossing.before is None:
        return f"{name} is {after}"
    return f"{name} rose from {shown.bands.band_at(crossing.before).name.lower()} {crossing.before} to {after}"


def _office_buttons(alert: Alert, risk: Risk, shown: Presentation) -> list[blocks.Element]:
    show = blocks.button("Open", Act.RISK_SHOW, str(risk.ref))
    if alert.status in {AlertStatus.SENT, AlertStatus.CANCELLED}:
        return [show]
    sure = blocks.confirm(
        "Release now?",
        f"{shown.board_names(alert.boards)} hear of {risk.ref} this moment. That cannot be taken back.",
        "Release now",
        "Not yet",
    )
    buttons = [blocks.button("Release now", Act.ALERT_RELEASE, str(alert.id), style="primary", confirm=sure)]
    if alert.status is AlertStatus.WAITING:
        buttons.append(blocks.button("Hold", Act.ALERT_HOLD, str(alert.id)))
    return [*buttons, blocks.button("Drop", Act.ALERT_DROP, str(alert.id), style="danger"), show]


def _board_line(board: AlertBoard, shown: Presentation, unreached: str) -> dict[str, str]:
    name = shown.board_names([board.board])
    if board.acknowledged_at is not None:
        state = f"acknowledged by {_answer(board, shown)['by']} on {shown.moment(board.acknowledged_at)}"
    elif not board.places:
        state = "has no channel for this and nobody who can be written to: tell it yourself"
    else:
        until = shown.moment(board.chase_at) if board.chase_at else ""
        next_step = f"that was told on {shown.moment(board.told_at)}" if board.told_at else f"due {until}"
        state = f"not acknowledged; {next_step}"
        if unreached:
            state += f". {unreached[:1].upper()}{unreached[1:]}: speak to the board yourself"
    return {"name": name, "state": state}


def _answer(board: AlertBoard, shown: Presentation) -> dict[str, str]:
    on = shown.moment(board.acknowledged_at) if board.acknowledged_at else ""
    return {"board": shown.board_names([board.board]), "by": board.acknowledged_by, "on": on}
