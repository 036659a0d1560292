"""A risk as a card: what a person sees when they ask for it, and what is shared into a channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.finance import FINANCE_LINK
from bot.domain.risks import ReviewKind, Risk, RiskStatus, Visibility
from bot.domain.scoring import Measure
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.trajectory import trajectory_line
from bot.views.wording import Mrkdwn, say

_SCORE_NAMES = {
    Measure.INHERENT: "Inherent, before mitigation",
    Measure.RESIDUAL: "Residual, now",
    Measure.TARGET: "Target",
}


def leads_of(risk: Risk) -> str:
    """Return the leads in a phrase."""
    return ", ".join(lead.name for lead in risk.leads) or "nobody yet"


def is_stale(risk: Risk, shown: Presentation) -> bool:
    """Return whether an open risk's review is overdue."""
    if risk.status is RiskStatus.CLOSED:
        return False
    reviewed = shown.date_of(risk.last_review.at)
    return shown.intervals.is_stale(risk.scores.residual, reviewed, shown.today, shown.bands)


def risk_card(
    risk: Risk,
    shown: Presentation,
    *,
    can_change: bool,
    can_share: bool,
    money: Mrkdwn | None = None,
    more: Sequence[blocks.Block] = (),
    followed: blocks.Element | None = None,
) -> dict[str, Any]:
    """Return the card with the buttons this reader may use.

    `money` is what its finance lines come to; `more` stands between the risk's own words and the foot; `followed` is
    the button by which the reader follows it, or does so no more.
    """
    buttons = []
    if can_change and risk.status is RiskStatus.OPEN:
        buttons.append(blocks.button("Update", Act.RISK_UPDATE, str(risk.ref), style="primary"))
    buttons.append(blocks.button("History", Act.RISK_HISTORY, str(risk.ref)))
    if can_change and risk.status is RiskStatus.OPEN:
        buttons.append(blocks.button("Edit details", Act.RISK_EDIT, str(risk.ref)))
    if can_share:
        buttons.append(blocks.button("Share here", Act.RISK_SHARE, str(risk.ref)))
    if followed is not None:
        buttons.append(followed)
    return blocks.message(_spoken(risk, shown), [*_body(risk, shown, money, more), blocks.actions(buttons)])


def shared_card(risk: Risk, shown: Presentation, shared_by: str) -> dict[str, Any]:
    """Return the card as a channel sees it, with a button that answers whoever presses it."""
    note = blocks.context(say("risk/shared_by", name=shared_by))
    buttons = blocks.actions([blocks.button("History", Act.RISK_HISTORY, str(risk.ref))])
    return blocks.message(_spoken(risk, shown), [*_body(risk, shown), note, buttons])


def past_card(risk: Risk, shown: Presentation, day: str, more: Sequence[blocks.Block] = ()) -> dict[str, Any]:
    """Return the card of a risk as it stood on a day, which nobody can change; its one button leads to the present."""
    head = say("risk/as_of", day=day, of_list=False)
    now = blocks.actions([blocks.button("Show it as it is now", Act.RISK_SHOW, str(risk.ref))])
    spoken = Mrkdwn(f"{head} {_spoken(risk, shown)}")
    return blocks.message(spoken, [blocks.section(head), blocks.divider(), *_body(risk, shown, None, more), now])


def _body(
    risk: Risk, shown: Presentation, money: Mrkdwn | None = None, more: Sequence[blocks.Block] = ()
) -> list[blocks.Block]:
    body = [
        blocks.section(
            say(
                "risk/head",
                risk=risk,
                workstream=shown.workstream(risk.workstream),
                mark=shown.mark(risk.scores.residual),
                direction=risk.direction.label,
                closed=risk.status is RiskStatus.CLOSED,
            )
        ),
        blocks.fields(
            [
                *(_score(risk, measure, name, shown) for measure, name in _SCORE_NAMES.items()),
                say("risk/direction", direction=risk.direction.label),
            ]
        ),
        *_towards_target(risk, shown),
        blocks.section(say("risk/mitigation", text=risk.present.mitigation)),
        blocks.section(
            say(
                "risk/update",
                on=shown.day(risk.last_review.at),
                author=risk.last_review.author,
                text=risk.last_review.update,
            )
        ),
    ]
    if risk.present.kind is ReviewKind.CLOSED:
        closing = risk.present
        body.append(
            blocks.section(say("risk/closed", on=shown.day(closing.at), author=closing.author, text=closing.update))
        )
    details = {
        "Cause": risk.cause,
        "Event": risk.event,
        "Effect": risk.effect,
        "Presented by": risk.organisation,
        "Sits with": risk.sits_with,
        "Response": risk.response,
    }
    if any(details.values()):
        body.append(blocks.section(say("risk/details", details=details)))
    if money:
        body.append(blocks.section(money))
    linked = [record for record in risk.linked if record.kind != FINANCE_LINK]
    if linked:
        body.append(blocks.section(say("risk/linked", linked=linked)))
    body += more
    body.append(
        blocks.context(
            say(
                "risk/foot",
                leads=leads_of(risk),
                on=shown.day(risk.last_review.at),
                due=_next_due(risk, shown),
                stale=is_stale(risk, shown),
                boards=shown.board_names(risk.boards),
                undecided=shown.board_names(risk.undecided),
                public=risk.visibility is Visibility.PUBLIC,
            )
        )
    )
    return body


def _towards_target(risk: Risk, shown: Presentation) -> list[blocks.Block]:
    line = trajectory_line(risk, shown)
    return [blocks.section(line)] if line else []


def _score(risk: Risk, measure: Measure, name: str, shown: Presentation) -> Mrkdwn:
    score = risk.scores.of(measure)
    return say(
        "risk/score",
        name=name,
        mark=shown.mark(score, measure),
        words=shown.steps(score),
        printed=risk.printed.of(measure) if score is None else "",
    )


def _next_due(risk: Risk, shown: Presentation) -> str:
    if risk.status is RiskStatus.CLOSED:
        return ""
    reviewed_on = shown.date_of(risk.last_review.at)
    return shown.day(shown.intervals.next_due_on(risk.scores.residual, reviewed_on, shown.bands))


def _spoken(risk: Risk, shown: Presentation) -> Mrkdwn:
    scores = risk.scores
    return say(
        "risk/spoken",
        risk=risk,
        workstream=shown.workstream(risk.workstream),
        residual=shown.score(scores.residual),
        inherent=shown.score(scores.inherent),
        target=shown.score(scores.target),
        direction=risk.direction.spoken,
        leads=leads_of(risk),
        on=shown.day(risk.last_review.at),
    )
