"""The forms of a risk: update, add, edit, close and reopen, filled with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.directory import Directory
from bot.domain.people import Workstream
from bot.domain.risks import Risk
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_fields import TBC, DetailFields, FormOrigin, ReviewFields
from bot.views.risk_inputs import detail_inputs, mitigation_input, record_inputs, score_inputs
from bot.views.wording import Mrkdwn, say


def update_form(
    risk: Risk, shown: Presentation, origin: FormOrigin, fields: ReviewFields, notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Return the form of a review; `notice` stands on top, for example what changed meanwhile."""
    now = say(
        "risk/form_now",
        summary=risk.summary,
        residual=shown.score(risk.scores.residual),
        author=risk.last_review.author,
        on=shown.day(risk.last_review.at),
        update=risk.last_review.update,
    )
    body = [
        *_noticed(notice),
        blocks.section(now),
        *score_inputs(shown, fields),
        blocks.labelled(
            "What has changed since the last update?",
            "update",
            blocks.text_input(VALUE, fields.update, multiline=True),
            "Goes into the board's monthly report. Needed when a score goes down or is no longer known.",
            optional=True,
        ),
        mitigation_input(fields.mitigation),
    ]
    return blocks.modal(f"Update {risk.ref}", Form.RISK_UPDATE, body, metadata=origin.pack(), submit="Save")


def add_form(
    shown: Presentation, directory: Directory, workstreams: Sequence[Workstream], origin: FormOrigin
) -> dict[str, Any]:
    """Return the empty form of a new risk, for the workstreams this person may add to."""
    choices = [Choice(f"{w.name} ({w.key})", w.key) for w in workstreams]
    fields = ReviewFields("", "", TBC, "", "")
    body = [
        blocks.labelled(
            "Workstream",
            "workstream",
            blocks.select(VALUE, choices, choices[0].value if len(choices) == 1 else None, "Choose a workstream"),
            "The reference follows from it: the next free number.",
        ),
        *detail_inputs(shown, directory, DetailFields()),
        *score_inputs(shown, fields),
        mitigation_input(""),
    ]
    return blocks.modal("Add a risk", Form.RISK_ADD, body, metadata=origin.pack(), submit="Add")


def edit_form(
    risk: Risk,
    shown: Presentation,
    directory: Directory,
    origin: FormOrigin,
    fields: DetailFields,
    notice: Mrkdwn | None = None,
) -> dict[str, Any]:
    """Return the form of what is not part of a review."""
    body = [*_noticed(notice), *detail_inputs(shown, directory, fields), *record_inputs(fields)]
    return blocks.modal(f"Edit {risk.ref}", Form.RISK_EDIT, body, metadata=origin.pack(), submit="Save")


def reason_form(
    risk: Risk, form: Form, origin: FormOrigin, reason: str = "", notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Return the form that asks why a risk is closed or reopened, filled with the reason given so far."""
    closing = form is Form.RISK_CLOSE
    verb = "Close" if closing else "Reopen"
    template = "risk/form_close" if closing else "risk/form_reopen"
    body = [
        *_noticed(notice),
        blocks.section(say(template, ref=risk.ref, summary=risk.summary)),
        blocks.labelled(
            "Why?",
            "update",
            blocks.text_input(VALUE, reason, multiline=True),
            "A sentence or two, kept in the history.",
        ),
    ]
    return blocks.modal(f"{verb} {risk.ref}", form, body, metadata=origin.pack(), submit=verb)


def _noticed(notice: Mrkdwn | None) -> list[blocks.Block]:
    return [blocks.section(notice), blocks.divider()] if notice else []
