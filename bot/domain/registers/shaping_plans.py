"""A row of a plan, of minutes or of a forward plan as a record."""

from __future__ import annotations

from bot.domain.imports.drafts import ForwardDraft, MinutedDraft, PlanTaskDraft
from bot.domain.plans.records import MILESTONES_MAX
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanTaskRecord
from bot.domain.registers.shaping import (
    WRITTEN_MAX,
    Setting,
    Shaped,
    find_owners,
    unasked,
    unlisted,
    whose_workstream,
)
from bot.domain.text import clean_line

_PHASE = ("phase_from_on", "phase_until_on", "phase_lead")
_NO_BOARD = "It does not say which board's it is. Give the file a column of boards, or name the board beside it."
_NO_MEETING = "It does not say of which meeting it is. Give the file a column of meetings, or name the day beside it."


def shape_task(draft: PlanTaskDraft, setting: Setting) -> Shaped:
    """Return a draft as a task of a plan."""
    owners, unknown = find_owners(draft.owners, setting.names)
    asked = (*draft.questions, *unlisted("owners", unknown, "the name is kept, and reminds nobody.", setting.names))
    milestones = tuple(line for milestone in draft.milestones if (line := clean_line(milestone)))
    record = PlanTaskRecord(
        plan=clean_line(draft.plan) or "Plan",
        phase=draft.phase,
        number=draft.number,
        task=draft.task,
        milestones=milestones,
        workstream=whose_workstream(draft.workstream, setting),
        owners=owners,
        status=draft.status,
        update=draft.update,
        agreed_on=draft.agreed_on,
        due_on=draft.due_on,
        stated_days=draft.stated_days,
        reporting_month=draft.reporting_month,
        project=clean_line(draft.project),
        original_due_on=draft.original_due_on,
        closed_on=draft.closed_on,
        phase_from_on=draft.phase_from_on,
        phase_until_on=draft.phase_until_on,
        phase_lead=clean_line(draft.phase_lead),
    )
    plain = ("task", "milestones", "status", "agreed_on", "stated_days", "reporting_month")
    given = {name: setting.has(name) for name in plain}
    given |= {"due_on": setting.has("due_on", "revised_due_on"), "project": bool(draft.project)}
    given |= {"update": bool(draft.update), "owners": bool(draft.owners) and not unknown}
    given |= {"workstream": bool(draft.workstream)}
    given |= {name: bool(getattr(draft, name)) for name in ("original_due_on", "closed_on", *_PHASE)}
    if len(milestones) > MILESTONES_MAX:
        reason = f"It has {len(milestones)} milestones; a task may have {MILESTONES_MAX}."
        return Shaped(draft.row, None, questions=asked, label=record.label, refused=reason)
    taken = (name for name, is_given in given.items() if is_given)
    return Shaped(draft.row, record, unasked(taken, draft.questions), asked)


def shape_minuted(draft: MinutedDraft, setting: Setting) -> Shaped:
    """Return a draft as an action that minutes have. Whose and of which meeting it is must be known."""
    board, held_on = _board(draft.board, setting), draft.held_on or setting.meeting
    label = " ".join(part for part in (draft.paragraph, draft.ref) if part)[:WRITTEN_MAX]
    reason = _NO_BOARD if not board else _NO_MEETING if held_on is None else ""
    reason = reason or ("" if draft.action else "It says nothing to do.")
    if reason or held_on is None:
        return Shaped(draft.row, None, questions=draft.questions, label=label, refused=reason)
    record = MinutedRecord(
        board, held_on, clean_line(draft.paragraph), draft.ref, clean_line(draft.action), draft.owners, draft.due_on
    )
    taken = {name for name in ("ref", "owners", "due_on") if setting.has(name)}
    return Shaped(draft.row, record, unasked(taken, draft.questions), draft.questions)


def shape_item(draft: ForwardDraft, setting: Setting) -> Shaped:
    """Return a draft as an item of a forward plan."""
    board = _board(draft.board, setting)
    reason = _NO_BOARD if not board else "" if draft.title else "It says nothing."
    if reason:
        return Shaped(draft.row, None, questions=draft.questions, label=draft.title[:WRITTEN_MAX], refused=reason)
    record = ForwardRecord(board, draft.held_on, clean_line(draft.title), clean_line(draft.lead), draft.ref)
    taken = {name for name in ("lead", "ref") if setting.has(name)}
    return Shaped(draft.row, record, unasked(taken, draft.questions), draft.questions)


def _board(written: str, setting: Setting) -> str:
    """Return the key of the board that a row names, or its words: boards in common have minutes under one name."""
    named = written or setting.board
    board = setting.names.board(named)
    return board.key if board else clean_line(named)
