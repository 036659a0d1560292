"""The form of a proposal, step by step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.directory import Directory
from bot.domain.proposals.content import Answer, Content
from bot.domain.proposals.form_steps import FormStep, StepKind
from bot.domain.proposals.papers import LINK, ProposalPaper
from bot.domain.proposals.questions import Question, QuestionKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.blocks import Block, Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.proposal_text import papers_words
from bot.views.risk_inputs import people_choices
from bot.views.wording import Mrkdwn, say

_ANSWER = "q_"
_NONE = "-"
_PENCE = 100
FILES_MOST = 10


@dataclass(frozen=True, slots=True)
class StepOrigin:
    """What a step of the form carries unseen.

    Attributes:
        version: of the proposal when the form was opened.
        step: which it is, from 0.
    """

    ref: str = ""
    version: int = 0
    step: int = 0
    fund: str = ""

    def pack(self) -> str:
        """Return it as private metadata."""
        return json.dumps([self.ref, self.version, self.step, self.fund])

    @staticmethod
    def unpack(metadata: str) -> StepOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            ref, version, step, fund = json.loads(metadata)
            return StepOrigin(str(ref), int(version), int(step), str(fund))
        except (ValueError, TypeError) as problem:
            raise InvalidInputError("This form is from an older version.", "Close it and open it again.") from problem


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What a form offers to choose from, names by key; `may_move` while fund and kind may still be changed."""

    shown: Presentation
    directory: Directory
    funds: Mapping[str, str]
    kinds: Mapping[str, str]
    organisations: Mapping[str, str]
    grounds: Sequence[str]
    may_move: bool = True


@dataclass(frozen=True, slots=True)
class RowFields:
    """What stands of a proposal beside its text."""

    fund: str = ""
    kind: str = ""
    workstream: str = ""
    organisation: str = ""
    sponsor_id: int | None = None
    visibility: Visibility = Visibility.PUBLIC
    ground: str = ""
    reason: str = ""
    until_on: str = ""


def step_form(
    steps: Sequence[FormStep],
    origin: StepOrigin,
    content: Content,
    row: RowFields,
    facts: FormFacts,
    papers: Sequence[ProposalPaper] = (),
    notes: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """Return a step of the form, filled from what was saved; `notes` stand on top."""
    step = steps[origin.step]
    is_last = origin.step == len(steps) - 1
    head = say("proposals/step_head", number=origin.step + 1, of=len(steps), title=step.title, ref=origin.ref)
    buttons = []
    if origin.step:
        buttons.append(blocks.button("Back", Act.PROPOSAL_STEP_BACK, "back"))
    buttons.append(blocks.button("Save and finish later", Act.PROPOSAL_STEP_LEAVE, "leave"))
    if step.kind is StepKind.ABOUT:
        fields = _about(content, row, facts)
    elif step.kind is StepKind.CONCERNS:
        fields = _concerns(content, row, facts)
    elif step.kind is StepKind.PAPERS:
        fields = _papers(content, papers)
    else:
        fields = [question_input(one, content.answers.get(one.key), facts) for one in step.questions]
    body = [blocks.context(head), *(blocks.section(note) for note in notes), *fields, blocks.actions(buttons)]
    return blocks.modal(
        f"Proposal {origin.ref}".strip() if origin.ref else "New proposal",
        Form.PROPOSAL_STEP,
        body,
        metadata=origin.pack(),
        submit="Save" if is_last else "Next",
    )


def question_input(question: Question, answer: Answer, facts: FormFacts) -> Block:
    """Return the field of a question, filled with its answer."""
    return blocks.labelled(
        question.label,
        f"{_ANSWER}{question.key}",
        _element(question, answer, facts),
        question.help,
        optional=not question.required,
    )


def _element(question: Question, answer: Answer, facts: FormFacts) -> blocks.Element:
    if question.kind is QuestionKind.CHOICE:
        choices = [Choice(label, key) for key, label in question.options.items()]
        return blocks.select(VALUE, choices, str(answer or ""))
    if question.kind is QuestionKind.DATE:
        return blocks.date_picker(VALUE, str(answer) if answer else None)
    if question.kind is QuestionKind.PEOPLE:
        chosen = [f"person:{one}" for one in answer] if isinstance(answer, tuple) else []
        return blocks.multi_select(VALUE, people_choices(facts.directory, facts.shown, chosen), chosen, "People")
    if question.kind is QuestionKind.MONEY:
        return blocks.text_input(VALUE, pounds(answer) if isinstance(answer, int) else "", placeholder="104,000")
    is_long = question.kind is QuestionKind.LONG_TEXT
    return blocks.text_input(VALUE, str(answer or ""), multiline=is_long)


def pounds(pence: int) -> str:
    """Return pence as somebody would type them: `104,000` or `12.50`."""
    whole, odd = divmod(pence, _PENCE)
    return f"{whole:,}.{odd:02}" if odd else f"{whole:,}"


def _about(content: Content, row: RowFields, facts: FormFacts) -> list[Block]:
    sponsor = f"person:{row.sponsor_id}" if row.sponsor_id else ""
    people = people_choices(facts.directory, facts.shown, [sponsor] if sponsor else [])
    fields = [
        blocks.labelled("Title", "title", blocks.text_input(VALUE, content.title), "As it stands on agendas."),
        blocks.labelled(
            "Summary",
            "summary",
            blocks.text_input(VALUE, content.summary, multiline=True),
            "What is proposed and why, in a few sentences: boards read this first.",
        ),
    ]
    if facts.may_move and facts.funds:
        choices = [Choice("No fund", _NONE), *(Choice(name, key) for key, name in facts.funds.items())]
        fields.append(
            blocks.labelled(
                "Fund", "fund", blocks.select(VALUE, choices, row.fund or _NONE), "It has questions of its own."
            )
        )
    if facts.may_move and len(facts.kinds) > 1:
        kinds = [Choice(name, key) for key, name in facts.kinds.items()]
        fields.append(blocks.labelled("Kind", "kind", blocks.select(VALUE, kinds, row.kind or kinds[0].value)))
    workstreams = [Choice("None", _NONE), *(Choice(name, key) for key, name in facts.shown.workstreams.items())]
    organisations = [Choice("None", _NONE), *(Choice(name, key) for key, name in facts.organisations.items())]
    return [
        *fields,
        blocks.labelled("Workstream", "workstream", blocks.select(VALUE, workstreams, row.workstream or _NONE)),
        blocks.labelled(
            "Sponsoring organisation", "organisation", blocks.select(VALUE, organisations, row.organisation or _NONE)
        ),
        blocks.labelled(
            "Sponsor",
            "sponsor",
            blocks.grouped_select(VALUE, people, sponsor),
            "The senior officer who signs it off. They may edit it too.",
            optional=True,
        ),
        blocks.labelled(
            "When is it to start?",
            "starts_on",
            blocks.date_picker(VALUE, content.starts_on.isoformat() if content.starts_on else None),
            optional=True,
        ),
    ]


def _concerns(content: Content, row: RowFields, facts: FormFacts) -> list[Block]:
    organisations = {"Organisations": [Choice(name, key) for key, name in facts.organisations.items()]}
    chosen = [f"person:{one}" for one in content.people]
    visibility = [
        Choice("Public: everyone in the partnership", Visibility.PUBLIC.value),
        Choice("Not public: its people and its boards only", Visibility.NON_PUBLIC.value),
    ]
    fields = []
    if facts.organisations:
        fields.append(
            blocks.labelled(
                "Whose money is it?",
                "money_of",
                blocks.multi_select(VALUE, organisations, content.money_of, "Organisations"),
                "Boards whose money it is decide; others are asked to note.",
                optional=True,
            )
        )
    return [
        *fields,
        blocks.labelled(
            "Risks it treats",
            "risks",
            blocks.text_input(VALUE, ", ".join(content.risks), placeholder="PC11, UC4"),
            optional=True,
        ),
        blocks.labelled(
            "People it concerns",
            "people",
            blocks.multi_select(VALUE, people_choices(facts.directory, facts.shown, chosen), chosen, "People"),
            "Beside author and sponsor. They are compared with the register of interests.",
            optional=True,
        ),
        blocks.labelled(
            "Who would be paid or concerned?",
            "organisations",
            blocks.text_input(VALUE, "\n".join(content.organisations), multiline=True),
            "Providers and other organisations, one on each line; compared with the register of interests.",
            optional=True,
        ),
        blocks.labelled("Who may see it?", "visibility", blocks.radio(VALUE, visibility, row.visibility.value)),
        _ground(row, facts),
        blocks.labelled(
            "Why, as it would be read out in public",
            "reason",
            blocks.text_input(VALUE, row.reason, multiline=True),
            optional=True,
        ),
        blocks.labelled(
            "Not public until",
            "until_on",
            blocks.date_picker(VALUE, row.until_on or None),
            "Leave it empty where no day is set.",
            optional=True,
        ),
    ]


def _ground(row: RowFields, facts: FormFacts) -> Block:
    element = blocks.text_input(VALUE, row.ground)
    if facts.grounds:
        choices = [Choice("It is public", _NONE), *(Choice(one, one) for one in facts.grounds)]
        element = blocks.select(VALUE, choices, row.ground or _NONE)
    return blocks.labelled("If it is not public: the ground in law", "ground", element, optional=True)


def _papers(content: Content, papers: Sequence[ProposalPaper]) -> list[Block]:
    links = "\n".join(f"{one.address} {one.title}" for one in papers if one.kind == LINK)
    files = [one for one in papers if one.kind != LINK]
    recommendations = "\n".join(one.words.replace("\n", " ") for one in content.recommendations)
    attached = [blocks.section(say("proposals/answer", label="Attached", words=papers_words(files)))] if files else []
    return [
        blocks.labelled(
            "What are the boards asked to agree?",
            "recommendations",
            blocks.text_input(VALUE, recommendations, multiline=True),
            "One recommendation on each line; each is decided by itself. What each board is asked is set afterwards.",
            optional=True,
        ),
        blocks.labelled(
            "Links",
            "links",
            blocks.text_input(VALUE, links, multiline=True, placeholder="https://… and its title"),
            "One on each line: the address, then its title.",
            optional=True,
        ),
        *attached,
        blocks.labelled(
            "Add files",
            "files",
            {"type": "file_input", "action_id": VALUE, "max_files": FILES_MOST},
            "Up to 10 MB each. They are kept with each version, with their fingerprint.",
            optional=True,
        ),
    ]
