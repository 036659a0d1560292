"""What people are told of a decision: author and sponsor, the thread it was taken in, and by letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Outcome
from bot.views import blocks
from bot.views.ids import Act
from bot.views.mails import MailFrame
from bot.views.pages import html_page, plain_text
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say


def next_words(
    ref: str,
    state: str,
    outcome: Outcome,
    *,
    opened: Sequence[str] = (),
    waiting: Sequence[str] = (),
    waits: int = 0,
    effective: str = "",
    until: str = "",
    starts: str = "",
    is_further: bool = False,
    is_correction: bool = False,
) -> Mrkdwn:
    """Return what happens next with a proposal; of a further record, what stands with it."""
    return say(
        "decisions/next",
        ref=ref,
        state=state,
        outcome=outcome.value,
        opened=list(opened),
        waiting=list(waiting),
        waits=waits,
        effective=effective,
        until=until,
        starts=starts,
        is_further=is_further,
        is_correction=is_correction,
    )


def told_message(decision: Decision, following: Mrkdwn) -> dict[str, Any]:
    """Return what author and sponsor read of a decision."""
    text = told_words(decision, following)
    ref = decision.record["proposal"]["ref"]
    buttons = [blocks.button("Decision", Act.DECISION_SHOW, decision.number)]
    if decision.record.get("conditions"):
        buttons.append(blocks.button("Conditions", Act.DECISION_CONDITIONS, ref))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def told_words(decision: Decision, following: Mrkdwn) -> Mrkdwn:
    """Return the text of `told_message`."""
    record = decision.record
    return say(
        "decisions/told",
        board=record["board"]["name"],
        ref=record["proposal"]["ref"],
        title=record["proposal"]["title"],
        is_decision=decision.outcome not in (Outcome.REFERRED_BACK, Outcome.DEFERRED, Outcome.NONE),
        is_chairs=decision.kind is DecisionKind.CHAIRS_ACTION,
        number=decision.number,
        about=record.get("about", {}).get("number", ""),
        kind=decision.kind.value,
        why=record.get("why", "") if decision.kind is DecisionKind.CORRECTION else "",
        words=decision.words,
        questions=record.get("questions", ()),
        next=following,
    )


def said_message(decision: Decision, shown: Presentation, *, is_withheld: bool) -> dict[str, Any]:
    """Return what a thread reads of a decision; where not everybody there may read it, its number only."""
    text = say(
        "decisions/said",
        number=decision.number,
        board=decision.record["board"]["name"],
        on=shown.day(decision.decided_on),
        ref=decision.record["proposal"]["ref"],
        title=decision.record["proposal"]["title"],
        words=decision.words,
        about=decision.record.get("about", {}).get("number", ""),
        kind=decision.kind.value,
        sent_on=decision.record.get("sent_on", ""),
        is_withheld=is_withheld,
    )
    button = blocks.button("Decision", Act.DECISION_SHOW, decision.number)
    return blocks.message(text, [blocks.section(text), blocks.actions([button])])


def letter(frame: MailFrame, lines: Sequence[str]) -> dict[str, str]:
    """Return a letter of these lines, the first of which says what happened: `subject`, `text` and `html`."""
    head, *rest = lines
    values = {"frame": frame, "head": head, "lines": rest, "link": None}
    return {
        "subject": f"{frame.partnership}: {head.rstrip('.')}",
        "text": plain_text("mail/told", **values),
        "html": html_page("mail/told", **values),
    }
