"""The forms of a risk: update, add, edit, close and reopen, filled with what is known."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.directory import Directory
from bot.domain.people import Workstream
from bot.domain.risks import Lead, Risk, Visibility
from bot.domain.scoring import HIGHEST, LOWEST, Score
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

TBC = "tbc"
_GROUP_SIZE = 100


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """What a form carries unseen: which record, at which version."""

    ref: str = ""
    version: int = 0

    def pack(self) -> str:
        """Return it as private metadata."""
        return json.dumps([self.ref, self.version])

    @staticmethod
    def unpack(metadata: str) -> FormOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            ref, version = json.loads(metadata)
        except ValueError as problem:
            raise InvalidInputError("This form is from an older version.", "Close it and open it again.") from problem
        return FormOrigin(str(ref), int(version))


@dataclass(frozen=True, slots=True)
class ReviewFields:
    """What stands in the fields of a review form; scores as `5x4`, or `tbc` for a target to be confirmed."""

    residual: str
    inherent: str
    target: str
    mitigation: str
    update: str

    @staticmethod
    def of(risk: Risk) -> ReviewFields:
        """Return the fields filled from the present review; the update starts empty."""
        scores = risk.scores
        return ReviewFields(
            pack_score(scores.residual),
            pack_score(scores.inherent),
            pack_score(scores.target),
            risk.present.mitigation,
            "",
        )


@dataclass(frozen=True, slots=True)
class DetailFields:
    """What stands in the fields of a detail form; people and groups as `person:3`, `group:1`."""

    summary: str = ""
    project: str = ""
    category: str = ""
    leads: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    readers: tuple[str, ...] = ()

    @staticmethod
    def of(risk: Risk) -> DetailFields:
        """Return the fields filled from a risk."""
        return DetailFields(
            risk.summary,
            risk.project,
            risk.category,
            tuple(pack_lead(lead) for lead in risk.leads),
            risk.visibility,
            tuple(f"person:{person_id}" for person_id in sorted(risk.readers)),
        )


def pack_score(score: Score | None) -> str:
    """Return a score as an option carries it."""
    return TBC if score is None else f"{score.likelihood}x{score.severity}"


def unpack_score(value: str) -> Score | None:
    """Return the score an option carried; None when it is to be confirmed."""
    if value == TBC:
        return None
    likelihood, severity = value.split("x")
    return Score(int(likelihood), int(severity))


def pack_lead(lead: Lead) -> str:
    """Return a lead as an option carries it."""
    return f"group:{lead.group_id}" if lead.group_id else f"person:{lead.person_id}"


def update_form(
    risk: Risk, shown: Presentation, origin: FormOrigin, fields: ReviewFields, notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Return the form of a review; `notice` stands on top, for example what changed meanwhile."""
    top = [blocks.section(notice), blocks.divider()] if notice else []
    now = say(
        "risk/form_now",
        summary=risk.summary,
        residual=shown.score(risk.scores.residual),
        author=risk.last_review.author,
        on=shown.day(risk.last_review.at),
        update=risk.last_review.update,
    )
    body = [
        *top,
        blocks.section(now),
        *_score_inputs(shown, fields),
        blocks.labelled(
            "What has changed since the last update?",
            "update",
            blocks.text_input(VALUE, fields.update, multiline=True),
            "Goes into the board's monthly report. Needed when a score goes down.",
            optional=True,
        ),
        _mitigation_input(fields.mitigation),
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
        *_detail_inputs(shown, directory, DetailFields()),
        *_score_inputs(shown, fields),
        _mitigation_input(""),
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
    top = [blocks.section(notice), blocks.divider()] if notice else []
    body = [*top, *_detail_inputs(shown, directory, fields)]
    return blocks.modal(f"Edit {risk.ref}", Form.RISK_EDIT, body, metadata=origin.pack(), submit="Save")


def reason_form(
    risk: Risk, form: Form, origin: FormOrigin, reason: str = "", notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Return the form that asks why a risk is closed or reopened, filled with the reason given so far."""
    closing = form is Form.RISK_CLOSE
    verb = "Close" if closing else "Reopen"
    template = "risk/form_close" if closing else "risk/form_reopen"
    body = [
        *([blocks.section(notice), blocks.divider()] if notice else []),
        blocks.section(say(template, ref=risk.ref, summary=risk.summary)),
        blocks.labelled(
            "Why?",
            "update",
            blocks.text_input(VALUE, reason, multiline=True),
            "A sentence or two, kept in the history.",
        ),
    ]
    return blocks.modal(f"{verb} {risk.ref}", form, body, metadata=origin.pack(), submit=verb)


def lead_choices(
    directory: Directory, shown: Presentation, chosen: Collection[str] = ()
) -> Mapping[str, Sequence[Choice]]:
    """Return all present people and groups as option groups, in portions that Slack takes.

    Those `chosen` before stay in it, so that saving a form drops nobody unseen.
    """
    groups = [Choice(group.name, f"group:{group.id}") for group in directory.groups.values()]
    return {**_portions("Groups", groups), **_people_choices(directory, shown, chosen)}


def _people_choices(directory: Directory, shown: Presentation, chosen: Collection[str]) -> dict[str, list[Choice]]:
    choices = []
    for person in directory.people.values():
        value, serves = f"person:{person.id}", person.term.holds(shown.today)
        if serves or value in chosen:
            choices.append(Choice(person.name if serves else f"{person.name} (not serving)", value))
    return _portions("People", choices)


def _portions(title: str, choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    ordered = sorted(choices, key=lambda choice: choice.label.casefold())
    portions = [ordered[start : start + _GROUP_SIZE] for start in range(0, len(ordered), _GROUP_SIZE)]
    if len(portions) == 1:
        return {title: portions[0]}
    return {f"{title} {n}: {p[0].label[:24]} to {p[-1].label[:24]}": p for n, p in enumerate(portions, 1)}


def _score_inputs(shown: Presentation, fields: ReviewFields) -> list[blocks.Block]:
    choices = _score_choices(shown)
    target = {"To be confirmed": [Choice("○ To be confirmed", TBC)], **choices}
    return [
        blocks.labelled(
            "Residual score, now",
            "residual",
            blocks.grouped_select(VALUE, choices, fields.residual),
            "What is left with the mitigation in place.",
        ),
        blocks.labelled(
            "Inherent score, before mitigation",
            "inherent",
            blocks.grouped_select(VALUE, choices, fields.inherent),
            "How bad it would be if nothing were done. Seldom changes.",
        ),
        blocks.labelled(
            "Target score",
            "target",
            blocks.grouped_select(VALUE, target, fields.target),
            "Where mitigation should bring it.",
        ),
    ]


def _score_choices(shown: Presentation) -> dict[str, list[Choice]]:
    steps = range(HIGHEST, LOWEST - 1, -1)
    return {
        f"Likelihood {likelihood}, {shown.likelihood_words[likelihood - 1].lower()}": [
            Choice(
                f"{shown.mark(score)} · {likelihood} x {severity} {shown.severity_words[severity - 1].lower()}",
                pack_score(score),
            )
            for severity in steps
            for score in [Score(likelihood, severity)]
        ]
        for likelihood in steps
    }


def _mitigation_input(text: str) -> blocks.Block:
    return blocks.labelled(
        "Mitigation plan",
        "mitigation",
        blocks.text_input(VALUE, text, multiline=True),
        "Who does what, by when.",
        optional=True,
    )


def _detail_inputs(shown: Presentation, directory: Directory, fields: DetailFields) -> list[blocks.Block]:
    people = _people_choices(directory, shown, fields.readers)
    return [
        blocks.labelled(
            "What is the risk?",
            "summary",
            blocks.text_input(VALUE, fields.summary, multiline=True),
            "Cause, event, effect: because of …, … may happen, so that ….",
        ),
        blocks.labelled(
            "Leads",
            "leads",
            blocks.multi_select(VALUE, lead_choices(directory, shown, fields.leads), fields.leads, "People or groups"),
            "They are asked for the monthly update and may change the risk.",
        ),
        blocks.labelled("Project", "project", blocks.text_input(VALUE, fields.project), optional=True),
        blocks.labelled(
            "Category",
            "category",
            blocks.text_input(VALUE, fields.category),
            "Such as demand, income or staffing.",
            optional=True,
        ),
        blocks.labelled(
            "Who may see it?",
            "visibility",
            blocks.radio(
                VALUE,
                [
                    Choice("Public: everyone in the partnership", Visibility.PUBLIC.value),
                    Choice("Not public: its workstream, its boards, the office", Visibility.NON_PUBLIC.value),
                ],
                fields.visibility.value,
            ),
        ),
        blocks.labelled(
            "Who else may see it, when it is not public?",
            "readers",
            blocks.multi_select(VALUE, people, fields.readers, "Nobody else"),
            optional=True,
        ),
    ]
