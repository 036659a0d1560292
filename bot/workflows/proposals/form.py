"""The form of a proposal: opened at a step, saved step by step, and gone on with later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.proposals.content import Content
from bot.domain.proposals.form_steps import FormStep, steps_for
from bot.domain.proposals.questions import unanswered
from bot.domain.proposals.records import Proposal, ProposalState
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.form_standing import merged
from bot.views.proposal_forms import FormFacts, RowFields, StepOrigin, step_form
from bot.views.proposal_saved import saved_form
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals import attaching
from bot.workflows.proposals.change import draft_of, present
from bot.workflows.proposals.drafting import begin, change_draft, require_author, row_fields
from bot.workflows.proposals.editing import editable
from bot.workflows.proposals.filling import AttachedFile, Filled, Known, Typed, read_step
from bot.workflows.proposals.known_risks import require_known_risks
from bot.workflows.proposals.openness import visibility_changed
from bot.workflows.proposals.origins import keep_closed
from bot.workflows.proposals.readiness import fault_words, lacks_of
from bot.workflows.proposals.reading import fund_names, organisation_names, papers_of, questions_of
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TypedStep:
    """What stood in a step when it was left.

    Attributes:
        origin: what the form carried.
        typed: its fields.
        files: those that were added.
        opened: the form's blocks, with what stood in them when it was opened.
    """

    origin: StepOrigin
    typed: Typed
    files: Sequence[AttachedFile] = ()
    opened: Sequence[Block] = ()


def new_form(services: Services, identity: Identity, written: str) -> Form:
    """Return the first step of a new proposal; `written` may name the fund, by its key or name.

    Raises:
        NotAllowedError: the asker may not write proposals.
        InvalidInputError: there is no such fund.
    """
    fund = _fund_of(services, written)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_author(desk)
        facts = _facts(services, desk, may_move=True)
    row = RowFields(fund=fund, kind=next(iter(services.config.proposals.kinds), ""))
    return step_form(_steps(services, fund), StepOrigin(fund=fund), Content(""), row, facts)


def edit_form(services: Services, identity: Identity, written: str, step: int | None = None) -> Form:
    """Return a step of a proposal that there is; without one, the first that lacks an answer it needs."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, written)
        content = draft_of(view, proposal)
        at = _first_to_fill(services, proposal, content) if step is None else step
        return _filled_form(view, services, desk, proposal, at)


def save_step(services: Services, request: Request, left: TypedStep) -> Saved:
    """Save a step and everything in it; begin the proposal with the first.

    Raises:
        InvalidInputError: something cannot be read; said by field, and nothing is saved.
        StaleRecordError: somebody else changed it meanwhile.
    """
    return once(services, request, lambda unit: _save(unit, services, request, left, whole=True)[0])


def save_what_can_be(services: Services, request: Request, left: TypedStep) -> tuple[Saved, tuple[str, ...]]:
    """Save what can be read of a step that is left before it is finished; return also what could not be.

    Raises:
        InvalidInputError: a new proposal has no title yet.
        StaleRecordError: somebody else changed it meanwhile.
    """
    lost: list[str] = []

    def work(unit: Unit) -> Saved:
        saved, problems = _save(unit, services, request, left, whole=False)
        lost[:] = problems.values()
        return saved

    return once(services, request, work), tuple(lost)


def step_after(services: Services, identity: Identity, ref: str, step: int, lost: Sequence[str] = ()) -> Form:
    """Return the form at a step, or what is said once it is through; `lost` could not be saved."""
    notes = [say("proposals/not_saved", words=words) for words in lost]
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, ref)
        if step < len(_steps(services, proposal.fund)):
            return _filled_form(view, services, desk, proposal, max(step, 0), notes)
        return saved_view(view, services, desk, proposal)


def left_form(services: Services, identity: Identity, ref: str, lost: Sequence[str] = ()) -> Form:
    """Return what is said to somebody who leaves the form to finish it later."""
    notes = [say("proposals/not_saved", words=words) for words in lost]
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        return saved_view(view, services, desk, editable(view, services, desk, ref), notes)


def stale_form(services: Services, identity: Identity, left: TypedStep) -> Form:
    """Return a step again over what somebody else saved meanwhile, with what was typed; see `merged`."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, left.origin.ref)
        now = _filled_form(view, services, desk, proposal, left.origin.step)
    both = merged(left.opened, left.typed, now["blocks"], proposal.version)
    labels = " and ".join(f"“{label}”" for label in both.both)
    told = say("proposals/meanwhile", ref=proposal.ref, both=labels, files=len(left.files))
    head, *rest = both.blocks
    return now | {"blocks": [head, blocks.section(told), *rest]}


def untitled_form(services: Services, identity: Identity, left: TypedStep, why: str) -> Form:
    """Return the first step of a new proposal again, with what was typed and why it was not saved."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        read = _read(services, desk, left, Content(""), may_move=True)
        facts = _facts(services, desk, may_move=True)
    columns = read.columns
    row = RowFields(
        columns.get("fund_key", ""),
        columns.get("kind", ""),
        columns.get("workstream_key", ""),
        columns.get("organisation_key", ""),
        columns.get("sponsor_id"),
    )
    note = say("proposals/not_saved", words=why)
    return step_form(_steps(services, left.origin.fund), left.origin, read.content, row, facts, notes=[note])


def saved_view(view: View, services: Services, desk: Desk, proposal: Proposal, notes: Sequence[Mrkdwn] = ()) -> Form:
    """Return what is said of a saved draft: what it still lacks, and what is odd about its sums."""
    content = draft_of(view, proposal)
    today = services.today(view.now)
    if content.starts_on is not None and content.starts_on < today and not proposal.is_over:
        notes = [*notes, say("proposals/starts_before", on=desk.shown.dated(content.starts_on))]
    return saved_form(
        proposal, lacks_of(services, proposal, content), fault_words(services, desk, proposal, content), notes
    )


def _save(
    unit: Unit, services: Services, request: Request, left: TypedStep, *, whole: bool
) -> tuple[Saved, dict[str, str]]:
    desk = open_desk(unit, services, request.identity)
    problems: dict[str, str] = {}
    if left.origin.ref:
        standing = editable(unit, services, desk, left.origin.ref)
        may_move = _may_move(standing)

        def change(before: Content) -> Content:
            return _read(services, desk, left, before, may_move=may_move).content

        read = _read(services, desk, left, Content(""), may_move=may_move)
        keep_closed(unit, desk, standing, read)
        require_known_risks(unit, desk, read, draft_of(unit, standing).risks)
        problems |= read.problems
        if problems and whole:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        proposal = change_draft(unit, services, desk, request, change, **read.columns)
        if standing.visibility is not proposal.visibility:
            visibility_changed(unit, services, desk, proposal)
    else:
        author = require_author(desk)
        read = _read(services, desk, left, Content(""), may_move=True)
        problems |= read.problems
        if problems and (whole or not read.content.title):
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        proposal = begin(unit, desk, author, read.content, **read.columns)
    if read.links is not None:
        proposal = attaching.set_papers(unit, desk, request, proposal, read.links, left.files)
    said = say("proposals/said_saved", ref=proposal.ref)
    return Saved(proposal.ref, present(unit, proposal.id).version, said), problems


def _read(services: Services, desk: Desk, left: TypedStep, content: Content, *, may_move: bool) -> Filled:
    config = services.config
    steps = _steps(services, left.origin.fund)
    if not 0 <= left.origin.step < len(steps):
        raise InvalidInputError("This form has other questions now.", "Close it and open it again.")
    known = Known(
        frozenset(fund_names(config)),
        tuple(config.proposals.kinds),
        frozenset(desk.directory.workstreams),
        frozenset(organisation_names(config)),
        frozenset(desk.directory.people),
        may_move,
    )
    return read_step(steps[left.origin.step], left.typed, content, known)


def _filled_form(
    view: View,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    step: int,
    notes: Sequence[Mrkdwn] = (),
) -> Form:
    steps = _steps(services, proposal.fund)
    origin = StepOrigin(proposal.ref, proposal.version, min(max(step, 0), len(steps) - 1), proposal.fund)
    content = draft_of(view, proposal)
    row = row_fields(view, proposal)
    facts = _facts(services, desk, may_move=_may_move(proposal))
    return step_form(steps, origin, content, row, facts, papers_of(view, proposal, 0), notes)


def _steps(services: Services, fund: str) -> tuple[FormStep, ...]:
    return steps_for(questions_of(services.config, fund))


def _may_move(proposal: Proposal) -> bool:
    """Return whether fund and kind may still be changed: a route was chosen by them."""
    return proposal.state is ProposalState.DRAFT


def _first_to_fill(services: Services, proposal: Proposal, content: Content) -> int:
    """Return the first step that lacks an answer it needs; the first where none does."""
    for number, step in enumerate(_steps(services, proposal.fund)):
        if unanswered(step.questions, content.answers):
            return number
    return 0


def _facts(services: Services, desk: Desk, *, may_move: bool) -> FormFacts:
    config = services.config
    return FormFacts(
        desk.shown,
        desk.directory,
        fund_names(config),
        config.proposals.kinds,
        organisation_names(config),
        config.proposals.grounds,
        may_move,
    )


def _fund_of(services: Services, written: str) -> str:
    """Return the key of the fund that somebody wrote; empty where they wrote none."""
    wanted = " ".join(written.split()).casefold()
    if not wanted:
        return ""
    funds = fund_names(services.config)
    found = [key for key, name in funds.items() if wanted in (key.casefold(), name.casefold())]
    if not found:
        known = ", ".join(funds) if funds else "none yet"
        raise InvalidInputError(
            f"There is no fund “{written.strip()[:40]}”.", f"Funds: {known}. Without one: `/proposal new`."
        )
    return found[0]
