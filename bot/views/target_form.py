"""The form of a risk's target: which score, by which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.risks import Risk
from bot.domain.treatment import TargetDate
from bot.views import blocks
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin
from bot.views.risk_inputs import score_choices
from bot.views.trajectory import trajectory_line
from bot.views.wording import Mrkdwn, say

_EARLIER_SHOWN = 3


@dataclass(frozen=True, slots=True)
class TargetFields:
    """What stands in the form: a score as an option carries it, and a day."""

    target: str
    by: date | None


def target_form(
    risk: Risk,
    shown: Presentation,
    origin: FormOrigin,
    fields: TargetFields,
    earlier: Sequence[TargetDate],
    notice: Mrkdwn | None = None,
) -> dict[str, Any]:
    """Return the form; `earlier` are the days set before, newest first, `notice` stands on top."""
    line = trajectory_line(risk, shown)
    told = say(
        "risk/form_target",
        summary=risk.summary,
        residual=shown.mark(risk.scores.residual),
        line=line,
        earlier=[
            {
                "on": shown.day(one.set_at),
                "author": one.author,
                "value": one.target_value,
                "by": shown.dated(one.target_on) if one.target_on else "",
            }
            for one in earlier[:_EARLIER_SHOWN]
        ],
    )
    body = [
        *([blocks.section(notice), blocks.divider()] if notice else []),
        blocks.section(told),
        blocks.labelled(
            "Target score",
            "target",
            blocks.grouped_select(VALUE, score_choices(shown), fields.target),
            "Where mitigation should bring it.",
        ),
        blocks.labelled(
            "By which day?",
            "by",
            blocks.date_picker(VALUE, fields.by.isoformat() if fields.by else None),
            "The way there is a straight line from today's residual score. Leave it empty for no day.",
            optional=True,
        ),
    ]
    return blocks.modal(f"Target of {risk.ref}", Form.RISK_TARGET, body, metadata=origin.pack(), submit="Save")
