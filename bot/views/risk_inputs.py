"""The fields that a risk's forms are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.domain.risks import Visibility
from bot.domain.scoring import HIGHEST, LOWEST, Score, Shape
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE
from bot.views.presentation import Presentation
from bot.views.risk_fields import TBC, DetailFields, ReviewFields, pack_score

PEOPLE_MOST = 1_400
"""People that a form offers: a list of more would make it larger than Slack takes."""

_GROUP_SIZE = 100


def lead_choices(
    directory: Directory, shown: Presentation, chosen: Collection[str] = ()
) -> Mapping[str, Sequence[Choice]]:
    """Return all present people and groups as option groups, in portions that Slack takes.

    Those `chosen` before stay in it, so that saving a form drops nobody unseen.
    """
    groups = [Choice(group.name, f"group:{group.id}") for group in directory.groups.values()]
    return {**_portions("Groups", groups), **people_choices(directory, shown, chosen)}


def people_choices(directory: Directory, shown: Presentation, chosen: Collection[str]) -> dict[str, list[Choice]]:
    """Return the present people as option groups, in portions that Slack takes, with those `chosen` before.

    Of more people than a form can hold, those are offered who hold a role or a seat, and others as far as they fit.
    """
    today = shown.today
    seated = {one for board in directory.boards.values() for one in board.members_on(today)}

    def rank(person: Person) -> int:
        return 0 if f"person:{person.id}" in chosen else 1 if person.id in seated or person.roles_on(today) else 2

    choices = []
    for person in sorted(directory.people.values(), key=rank):
        value, serves = f"person:{person.id}", person.term.holds(today)
        if serves or value in chosen:
            choices.append(Choice(person.name if serves else f"{person.name} (not serving)", value))
    return _portions("People", choices[:PEOPLE_MOST])


def _portions(title: str, choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    ordered = sorted(choices, key=lambda choice: choice.label.casefold())
    portions = [ordered[start : start + _GROUP_SIZE] for start in range(0, len(ordered), _GROUP_SIZE)]
    if len(portions) == 1:
        return {title: portions[0]}
    return {f"{title} {n}: {p[0].label[:24]} to {p[-1].label[:24]}": p for n, p in enumerate(portions, 1)}


def score_inputs(shown: Presentation, fields: ReviewFields) -> list[blocks.Block]:
    """Return a select for each score; every one of them may be to be confirmed."""
    choices = score_choices(shown)
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
            blocks.grouped_select(VALUE, choices, fields.target),
            "Where mitigation should bring it.",
        ),
    ]


def score_choices(shown: Presentation) -> dict[str, list[Choice]]:
    """Return every score as an option, by likelihood, after the one that is to be confirmed."""
    steps = range(HIGHEST, LOWEST - 1, -1)
    unknown = Choice(f"{Shape.OPEN_CIRCLE} To be confirmed", TBC)
    by_likelihood = {
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
    return {"To be confirmed": [unknown], **by_likelihood}


def mitigation_input(text: str) -> blocks.Block:
    """Return the field of the mitigation plan."""
    return blocks.labelled(
        "Mitigation plan",
        "mitigation",
        blocks.text_input(VALUE, text, multiline=True),
        "Who does what, by when.",
        optional=True,
    )


def detail_inputs(shown: Presentation, directory: Directory, fields: DetailFields) -> list[blocks.Block]:
    """Return the fields of what every risk has, and is not part of a review."""
    people = people_choices(directory, shown, fields.readers)
    return [
        blocks.labelled(
            "What is the risk?",
            "summary",
            blocks.text_input(VALUE, fields.summary, multiline=True),
            "In a sentence: because of …, … may happen, so that …",
        ),
        *_parts(fields),
        blocks.labelled(
            "Leads",
            "leads",
            blocks.multi_select(VALUE, lead_choices(directory, shown, fields.leads), fields.leads, "People or groups"),
            "They answer for the risk and may change it.",
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


def _parts(fields: DetailFields) -> list[blocks.Block]:
    """Return the fields of the summary taken apart: a register check asks for them."""
    asked = (
        ("Cause", "cause", fields.cause, "Because of …"),
        ("Event", "event", fields.event, "… may happen …"),
        ("Effect", "effect", fields.effect, "… so that …"),
    )
    return [
        blocks.labelled(label, name, blocks.text_input(VALUE, text, multiline=True), hint, optional=True)
        for label, name, text, hint in asked
    ]


def record_inputs(fields: DetailFields) -> list[blocks.Block]:
    """Return the fields of what a board's register may say besides; a new risk begins without them."""
    return [
        blocks.labelled(
            "Presented by",
            "organisation",
            blocks.text_input(VALUE, fields.organisation),
            "The organisation that presents the risk.",
            optional=True,
        ),
        blocks.labelled(
            "Where should it sit?",
            "sits_with",
            blocks.text_input(VALUE, fields.sits_with),
            "With one partner, shared, or split.",
            optional=True,
        ),
        blocks.labelled(
            "The partnership's response",
            "response",
            blocks.text_input(VALUE, fields.response, multiline=True),
            optional=True,
        ),
    ]
