"""What a workstream's channel hears of its risks: one message per risk and month, changes in its thread."""

from __future__ import annotations

from typing import Any

from bot.domain.risks import Review, ReviewKind, Risk, RiskStatus, changes_between
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_card import leads_of
from bot.views.wording import say

_DID = {
    ReviewKind.ADDED: "added",
    ReviewKind.REVIEWED: "updated",
    ReviewKind.EDITED: "edited the details of",
    ReviewKind.CLOSED: "closed",
    ReviewKind.REOPENED: "reopened",
}


def thread_root(risk: Risk, shown: Presentation) -> dict[str, Any]:
    """Return the month's message of a risk, always its present position."""
    scores = risk.scores
    text = say(
        "risk/thread_root",
        risk=risk,
        workstream=shown.workstream(risk.workstream),
        month=f"{shown.date_of(risk.present.at):%B %Y}",
        mark=shown.mark(scores.residual),
        direction=risk.direction.label,
        closed=risk.status is RiskStatus.CLOSED,
        **shown.marks(scores),
        leads=leads_of(risk),
        on=shown.day(risk.last_review.at),
    )
    buttons = blocks.actions(
        [
            blocks.button("Open", Act.RISK_SHOW, str(risk.ref)),
            blocks.button("History", Act.RISK_HISTORY, str(risk.ref)),
        ]
    )
    return blocks.message(text, [blocks.section(text), buttons])


def thread_reply(risk: Risk, before: Review | None, shown: Presentation) -> dict[str, Any]:
    """Return what one change says in the thread."""
    review = risk.present
    if before is None:
        changes = f"Residual {shown.score(review.scores.residual)}."
    else:
        words = "; ".join(changes_between(before, review))
        changes = f"{words[:1].upper()}{words[1:]}." if words else ""
    text = say(
        "risk/thread_reply",
        author=review.author,
        did=_DID[review.kind],
        ref=risk.ref,
        changes=changes,
        text=review.update,
    )
    return blocks.message(text, [blocks.section(text)])


def withdrawn_message(risk: Risk) -> dict[str, Any]:
    """Return what stands in a channel in place of a message about a risk that is no longer public."""
    text = say("risk/withdrawn", ref=risk.ref)
    return blocks.message(text, [blocks.section(text)])
