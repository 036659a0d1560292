"""The line that asks a lead for a risk's update, and what whoever asked is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.references import Reference
from bot.domain.risks import Risk, RiskStatus
from bot.views import blocks
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.wording import say, unescape

_SUMMARY_MAX = 140


def asked_line(risk: Risk, asker: str, shown: Presentation, *, is_readable: bool) -> NudgeLine:
    """Return the line that asks; a reader who may not know the risk reads its reference only."""
    summary = blocks.clip(risk.summary, _SUMMARY_MAX) if is_readable else ""
    mark = shown.mark(risk.scores.residual) if is_readable else "not public"
    text = say("asked/line", ref=risk.ref, asker=asker, mark=mark, summary=summary)
    buttons = (blocks.button("Update", f"{Act.RISK_UPDATE}.{risk.id}", str(risk.ref)),) if is_readable else ()
    plain = unescape(text).replace("*", "")
    return NudgeLine(text=text, plain=plain, buttons=buttons, order=("1", str(risk.ref)))


def done_line(risk: Risk, shown: Presentation) -> NudgeLine:
    """Return the line of a risk for which nobody needs to be asked any more."""
    review = risk.last_review
    what = "the risk is closed" if risk.status is RiskStatus.CLOSED else f"updated on {shown.day(review.at)}"
    return NudgeLine(
        text=say("asked/line_done", ref=risk.ref, what=what),
        plain=f"{risk.ref}: {what}",
        order=("1", str(risk.ref)),
        can_snooze=False,
        is_done=True,
    )


def asked_words(ref: Reference, asked: Sequence[str], waiting: Sequence[str]) -> str:
    """Return who is asked for an update, and who was asked already and has not answered yet; plain text."""
    return unescape(say("asked/said", ref=ref, asked=", ".join(asked), waiting=", ".join(waiting)))
