"""The forms of a round: “no change”, an answer that the office heard, a new due day, closing and reopening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.months import month_name
from bot.domain.risks import Risk
from bot.domain.rounds import Progress, Round
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin, ReviewFields
from bot.views.risk_inputs import score_inputs
from bot.views.round_words import progress_words
from bot.views.wording import Mrkdwn, say

UPDATED, STANDS = "updated", "stands"
HEARD = ("phone", "e-mail", "meeting", "letter", "word of mouth")
"""How the office may hear an answer."""


@dataclass(frozen=True, slots=True)
class HeardFields:
    """What stands in the form of an answer that the office heard: a person's id, how, what, a score, the words."""

    teller: str = ""
    heard: str = ""
    kind: str = UPDATED
    residual: str = ""
    words: str = ""


def no_change_form(
    risk: Risk, shown: Presentation, origin: FormOrigin, reason: str = "", notices: Sequence[Mrkdwn] = ()
) -> dict[str, Any]:
    """Return the form that asks why a risk stands as it did; `notices` stand on top."""
    body = [
        *(blocks.section(notice) for notice in notices),
        blocks.section(_now(risk, shown)),
        blocks.labelled(
            "Why does it stand as it did?",
            "update",
            blocks.text_input(VALUE, reason, multiline=True),
            "A sentence. It goes into the board's monthly report as this month's update.",
        ),
    ]
    return blocks.modal(
        f"No change: {risk.ref}", Form.ROUND_NO_CHANGE, body, metadata=origin.pack(), submit="No change"
    )


def heard_form(
    risk: Risk,
    shown: Presentation,
    origin: FormOrigin,
    tellers: Mapping[str, Sequence[Choice]],
    fields: HeardFields,
    notices: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """Return the form of an answer that the office heard from somebody; its leads come first among `tellers`."""
    residual = score_inputs(shown, ReviewFields(fields.residual, "", "", "", ""))[0]
    body = [
        *(blocks.section(notice) for notice in notices),
        blocks.section(_now(risk, shown)),
        blocks.labelled("Who said it?", "teller", blocks.grouped_select(VALUE, tellers, fields.teller)),
        blocks.labelled(
            "How did you hear it?",
            "heard",
            blocks.select(VALUE, [Choice(way.capitalize(), way) for way in HEARD], fields.heard or None),
        ),
        blocks.labelled(
            "What did they say?",
            "kind",
            blocks.radio(
                VALUE,
                [Choice("An update, with the score below", UPDATED), Choice("No change", STANDS)],
                fields.kind,
            ),
        ),
        residual,
        blocks.labelled(
            "In their words",
            "update",
            blocks.text_input(VALUE, fields.words, multiline=True),
            "It goes into the board's monthly report, with who told you and how.",
        ),
    ]
    return blocks.modal(f"Heard of {risk.ref}", Form.ROUND_HEARD, body, metadata=origin.pack(), submit="Record")


def due_form(round_: Round, shown: Presentation, due_on: date, *, reopens: bool = False) -> dict[str, Any]:
    """Return the form that moves the day on which a round is due, or reopens it until a day."""
    template = "rounds/form_reopen" if reopens else "rounds/form_due"
    text = say(
        template,
        month=month_name(round_.month),
        due=shown.day(round_.due_on),
        papers=shown.day(round_.paper_on) if round_.paper_on else "",
    )
    body = [
        blocks.section(text),
        blocks.labelled("Due on", "due", blocks.date_picker(VALUE, due_on.isoformat()), "A working day."),
    ]
    title, form, submit = (
        ("Reopen the round", Form.ROUND_REOPEN, "Reopen")
        if reopens
        else ("Move the due day", Form.ROUND_EXTEND, "Move")
    )
    return blocks.modal(title, form, body, metadata=_origin(round_), submit=submit)


def close_form(round_: Round, progress: Progress, missing: Sequence[str]) -> dict[str, Any]:
    """Return the form that asks whether a round is to be closed, with what is missing."""
    text = say(
        "rounds/form_close",
        month=month_name(round_.month),
        words=progress_words(progress),
        number=progress.missing,
        missing=", ".join(missing),
    )
    return blocks.modal(
        "Close the round", Form.ROUND_CLOSE, [blocks.section(text)], metadata=_origin(round_), submit="Close it"
    )


def _origin(round_: Round) -> str:
    return FormOrigin(round_.month, round_.plan).pack()


def _now(risk: Risk, shown: Presentation) -> Mrkdwn:
    return say(
        "risk/form_now",
        summary=risk.summary,
        residual=shown.score(risk.scores.residual),
        author=risk.last_review.author,
        on=shown.day(risk.last_review.at),
        update=risk.last_review.update,
    )
