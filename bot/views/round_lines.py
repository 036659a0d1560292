"""A round's lines in the message that holds a person's reminders."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.months import month_name
from bot.domain.risks import Risk, RiskStatus, Visibility
from bot.domain.rounds import SETTLED, Item, ItemState, Round
from bot.views import blocks
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.round_words import LateRisk, asked_words, late_facts
from bot.views.rounds import open_button
from bot.views.wording import say, unescape

_SUMMARY_MAX = 140


def risk_line(risk: Risk, round_: Round, shown: Presentation, *, is_readable: bool) -> NudgeLine:
    """Return the line that asks for a risk's update; a reader who may not know the risk reads its reference only."""
    facts = {
        "ref": risk.ref,
        "due": shown.day(round_.due_on),
        "late": shown.today > round_.due_on,
        "summary": blocks.clip(risk.summary, _SUMMARY_MAX) if is_readable else "",
    }
    buttons = (
        blocks.button("Update", f"{Act.RISK_UPDATE}.{risk.id}", str(risk.ref)),
        blocks.button("No change", f"{Act.ROUND_NO_CHANGE}.{risk.id}", str(risk.ref)),
    )
    return NudgeLine(
        text=say("rounds/line", **facts, mark=shown.mark(risk.scores.residual) if is_readable else "not public"),
        plain=_plain(risk, round_, shown),
        buttons=buttons if is_readable else (),
        order=_order(risk, round_),
        afterwards="the workstream's SRO is told once",
        by_link=is_readable,
    )


def done_line(risk: Risk, round_: Round, item: Item, shown: Presentation) -> NudgeLine:
    """Return the line of a risk that nobody is asked about any more: who answered and when, or why nobody need."""
    what = _done(risk, round_, item, shown)
    return NudgeLine(
        text=say("rounds/line_done", ref=risk.ref, what=what),
        plain=f"{risk.ref}: {what}",
        order=_order(risk, round_),
        can_snooze=False,
        is_done=True,
    )


def late_line(name: str, workstream: str, round_: Round, late: Sequence[LateRisk]) -> NudgeLine:
    """Return the line that tells an SRO once what their workstream still owes, and what was tried."""
    month = month_name(round_.month)
    order = ("0", round_.month, workstream)
    if not late:
        text = say("rounds/line_late_done", name=name, month=month)
        return NudgeLine(text=text, plain=unescape(text), order=order, can_snooze=False, is_done=True)
    text = say("rounds/line_late", name=name, month=month, number=len(late), **late_facts(late))
    tried = "; ".join(f"{entry.ref}, {entry.leads}, {asked_words(entry.asked)}" for entry in late)
    plain = f"{name} owes the {month} round: {tried}"
    return NudgeLine(text=text, plain=plain, buttons=(open_button(round_.month),), order=order, can_snooze=False)


def _done(risk: Risk, round_: Round, item: Item, shown: Presentation) -> str:
    if item.answered_at is not None and item.state in SETTLED:
        did = "no change, said" if item.state is ItemState.NO_CHANGE else "updated"
        heard = f", told by {item.heard}" if item.heard else ""
        return f"{did} by {item.author_name} on {shown.day(item.answered_at)}{heard}"
    if risk.status is RiskStatus.CLOSED:
        return "the risk is closed"
    if round_.closed_at is not None:
        return f"the {month_name(round_.month)} report was closed on {shown.day(round_.closed_at)}"
    return "nobody is asked for it any more"


def _plain(risk: Risk, round_: Round, shown: Presentation) -> str:
    """Return the line as a letter holds it, which others may come to read: of a risk that is not public no words."""
    words = f"{risk.ref} monthly update, due {shown.day(round_.due_on)}"
    if risk.visibility is not Visibility.PUBLIC:
        return f"{words} (not public)"
    return f"{words}: {risk.summary} ({shown.heard(risk.scores.residual)})"


def _order(risk: Risk, round_: Round) -> tuple[str, ...]:
    return ("1", round_.month, risk.ref.prefix, f"{risk.ref.number:06d}")
