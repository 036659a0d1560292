"""Plans as people see them: the list, a plan with its phases and tasks page by page, a task, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.domain.listing import Page
from bot.domain.plans.progress import Progress, StatusWords, TaskState, is_done, progress_of, slippage, state_of, unread
from bot.domain.plans.records import Phase, Plan, Task, TaskEntry
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, counted, say

LIST_PAGE = 10
TASKS_PAGE = 8
HISTORY_PAGE = 5
TABLE_ROWS = 40
_WORDS_MAX = 220
_MARKS = {
    TaskState.DONE: "● Done",
    TaskState.LATE: "■ Late",
    TaskState.UNDER_WAY: "○ Under way",
    TaskState.AHEAD: "○ Not begun",
    TaskState.UNDATED: "○ No date",
}


@dataclass(frozen=True, slots=True)
class PlanReader:
    """How plans are said: the presentation, and which of their own statuses are open and which closed."""

    shown: Presentation
    words: StatusWords

    def progress(self, tasks: Sequence[Task]) -> Progress:
        """Return how far tasks have come together."""
        return progress_of(tasks, self.shown.today, self.words)

    def mark(self, task: Task) -> str:
        """Return where a task stands, a shape and a word; how late, or by how much it was moved."""
        state, late = state_of(task, self.shown.today, self.words), self.late(task)
        if state is TaskState.LATE and task.due_on is not None:
            return f"■ Late, {counted((self.shown.today - task.due_on).days, 'day')}"
        if late:
            after = "after its first day" if state is TaskState.DONE else "later than first agreed"
            return f"{'●' if state is TaskState.DONE else '▲'} {_MARKS[state][2:]}, {counted(late, 'day')} {after}"
        return _MARKS[state]

    def late(self, task: Task) -> int:
        """Return by how many calendar days a task is later than its first due day, 0 for none or unknown."""
        return max(slippage(task, self.shown.today, self.words) or 0, 0)

    def due(self, task: Task) -> str:
        """Return `due Fri 16 Nov`, with the first day where it was moved."""
        if task.due_on is None:
            return "no due day"
        first = task.original_due_on
        moved = f" (first {self.shown.day(first)})" if first and first != task.due_on else ""
        return f"due {self.shown.day(task.due_on)}{moved}"

    def summary(self, progress: Progress) -> str:
        """Return progress in a phrase of plain words."""
        return str(say("plans/summary", **asdict(progress)))


def plan_list(page: Page[Plan], reader: PlanReader, *, can_add: bool) -> dict[str, Any]:
    """Return the plans with their progress, and buttons to each."""
    head = say("plans/list_head", total=page.total, page=page.number, pages=page.pages, can_add=can_add)
    lines = [
        blocks.section(
            say("plans/list_line", name=plan.name, progress=_progress(reader.progress(plan.tasks))),
            blocks.button("Open", Act.PLAN_SHOW, pack_turn(str(plan.id), 1)),
        )
        for plan in page.items
    ]
    turns = turn_buttons(page, Act.PLAN_BACK, Act.PLAN_PAGE, lambda to: pack_turn("", to))
    add = [blocks.button("Add a plan", Act.PLAN_ADD, "new")] if can_add else []
    spoken = "; ".join(f"{plan.name}: {reader.summary(reader.progress(plan.tasks))}" for plan in page.items)
    return blocks.message(
        Mrkdwn(f"{head} {spoken}".strip()), [blocks.section(head), *lines, *blocks.action_row([*turns, *add])]
    )


def plan_page(plan: Plan, page: Page[Task], reader: PlanReader, *, can_shape: bool) -> dict[str, Any]:
    """Return a page of a plan: its progress, then tasks under their phases."""
    progress = reader.progress(plan.tasks)
    head = say(
        "plans/head",
        name=plan.name,
        page=page.number,
        pages=page.pages,
        progress=_progress(progress),
        unread=[] if page.number > 1 else unread(plan.tasks, reader.words)[:8],
        tasks=len(plan.tasks),
    )
    body: list[blocks.Block] = []
    by_phase = {phase.name: (phase, tasks) for phase, tasks in plan.by_phase()}
    last: str | None = None
    for task in page.items:
        if task.phase != last:
            body += [blocks.divider(), _phase(*by_phase[task.phase], reader)]
            last = task.phase
        body.append(_task_line(task, reader))
    if page.number == page.pages:
        body += [_phase(phase, (), reader) for phase, tasks in by_phase.values() if not tasks]
    turns = turn_buttons(page, Act.PLAN_BACK, Act.PLAN_PAGE, lambda to: pack_turn(str(plan.id), to))
    chart = [
        blocks.button("Chart", Act.PLAN_CHART, str(plan.id)),
        blocks.button("Table", Act.PLAN_TABLE, str(plan.id)),
    ]
    add = [
        blocks.button("Add a task", Act.PLAN_TASK_ADD, str(plan.id)),
        blocks.button("Add a phase", Act.PLAN_PHASE_ADD, str(plan.id)),
    ]
    buttons = [*turns, *(chart if plan.tasks else []), *(add if can_shape else [])]
    return blocks.message(
        Mrkdwn(f"{plan.name}: {reader.summary(progress)}"),
        [blocks.section(head), *body[:46], *blocks.action_row(buttons)],
    )


def task_card(task: Task, reader: PlanReader, *, can_change: bool, actions: Sequence[str]) -> dict[str, Any]:
    """Return a task with all that is known of it; `actions` are those out of it that the reader may read."""
    shown, late = reader.shown, reader.late(task)
    is_closed = is_done(task, reader.words)
    head = say(
        "plans/task",
        task=task,
        mark=reader.mark(task),
        owners=owners_of(task),
        workstream=shown.workstream(task.workstream) if task.workstream else "",
        agreed=shown.day(task.agreed_on) if task.agreed_on else "",
        due=reader.due(task),
        days=task.days_between,
        stated=task.stated_days,
        closed=shown.day(task.closed_on) if task.closed_on else "",
        slipped=""
        if not late or is_closed or not task.original_due_on
        else f"{counted(late, 'day')} behind its first day",
    )
    body = [blocks.section(head)]
    if task.milestones:
        body.append(blocks.section(say("plans/milestones", milestones=_milestones(task, shown, is_closed=is_closed))))
    if task.update:
        on = shown.day(task.updated_at) if task.updated_at else ""
        body.append(blocks.section(say("plans/update", update=task.update, by=task.updated_by, on=on)))
    if actions:
        body.append(blocks.section(say("plans/task_actions", refs=", ".join(actions))))
    value = str(task.id)
    change = [
        blocks.button("Update", Act.PLAN_TASK_UPDATE, value, "primary"),
        blocks.button("Make this an action", Act.PLAN_TASK_ACTION, value),
    ]
    buttons = [
        *(change if can_change else []),
        blocks.button("History", Act.PLAN_TASK_HISTORY, pack_turn(value, 1)),
        blocks.button("The whole plan", Act.PLAN_SHOW, pack_turn(str(task.plan_id), 1)),
    ]
    return blocks.message(head, [*body, blocks.actions(buttons)])


def task_history(task: Task, page: Page[TaskEntry], shown: Presentation) -> dict[str, Any]:
    """Return a page of a task's history, newest first."""
    words = blocks.clip(task.task, _WORDS_MAX)
    head = say("plans/history_head", task=task, words=words, total=page.total, page=page.number, pages=page.pages)
    body: list[blocks.Block] = []
    for entry in page.items:
        said = say(
            "plans/history_entry",
            on=shown.moment(entry.at),
            author=entry.author,
            status=entry.status,
            due=shown.day(entry.due_on) if entry.due_on else "",
            note=entry.note,
            update=entry.update,
        )
        body += [blocks.divider(), blocks.section(said)]
    turn = pack_turn
    turns = turn_buttons(page, Act.PLAN_TASK_HISTORY_BACK, Act.PLAN_TASK_HISTORY, lambda to: turn(str(task.id), to))
    show = blocks.button(f"Open {task.number}", Act.PLAN_TASK_SHOW, str(task.id))
    return blocks.message(head, [blocks.section(head, show), *body, *blocks.action_row(turns)])


def plan_table(plan: Plan, reader: PlanReader) -> dict[str, Any]:
    """Return a plan's tasks as a table in a message, with a button to have it as a workbook."""
    head = say(
        "plans/table",
        name=plan.name,
        tasks=len(plan.tasks),
        summary=reader.summary(reader.progress(plan.tasks)).partition(": ")[2],
    )
    rows = [["No.", "Due", "Stands", "Task"]]
    rows += [
        [
            task.number,
            _plain_day(task.due_on),
            reader.mark(task).partition(",")[0],
            blocks.clip(" ".join(task.task.split()), 150),
        ]
        for task in plan.tasks[:TABLE_ROWS]
    ]
    if not plan.tasks:
        return blocks.message(head, [blocks.section(head)])
    button = blocks.button("As a workbook", Act.PLAN_WORKBOOK, str(plan.id))
    return blocks.message(head, [blocks.section(head), blocks.table(rows), blocks.actions([button])])


def made(what: str, plan: Plan, reader: PlanReader, left_out: int = 0) -> Mrkdwn:
    """Return the sentences about a chart or a workbook that was made."""
    summary = reader.summary(reader.progress(plan.tasks))
    return say(
        "plans/made",
        what=what,
        plan=plan.name,
        day=reader.shown.day(reader.shown.today),
        summary=summary,
        left_out=left_out,
    )


def owners_of(task: Task) -> str:
    """Return the names of a task's owners."""
    return ", ".join(owner.name for owner in task.owners) or "nobody yet"


def _progress(progress: Progress) -> Mrkdwn:
    return say("plans/progress", **asdict(progress), percent=progress.percent)


def _phase(phase: Phase, tasks: Sequence[Task], reader: PlanReader) -> blocks.Block:
    days = " to ".join(reader.shown.day(day) for day in (phase.from_on, phase.until_on) if day)
    done = reader.progress(tasks).done
    words = say("plans/phase", name=phase.name, days=days, lead=phase.lead, tasks=len(tasks), done=done)
    return blocks.section(words)


def _task_line(task: Task, reader: PlanReader) -> blocks.Block:
    done = sum(one.done_on is not None for one in task.milestones)
    is_closed = is_done(task, reader.words)
    milestones = "" if not task.milestones or is_closed else f"{done} of {counted(len(task.milestones), 'milestone')}"
    words = say(
        "plans/task_line",
        task=task,
        words=blocks.clip(" ".join((task.task or "").split()), _WORDS_MAX),
        mark=reader.mark(task),
        due=reader.due(task),
        milestones=milestones,
        owners=owners_of(task),
    )
    return blocks.section(words, blocks.button(f"Open {task.number}", Act.PLAN_TASK_SHOW, str(task.id)))


def _milestones(task: Task, shown: Presentation, *, is_closed: bool) -> list[Mapping[str, Any]]:
    return [
        {
            "words": one.words,
            "done_on": one.done_on or is_closed,
            "due": shown.day(one.due_on) if one.due_on else "",
            "done": shown.day(one.done_on) if one.done_on else "",
            "is_late": not is_closed and one.done_on is None and one.due_on is not None and one.due_on < shown.today,
        }
        for one in task.milestones
    ]


def _plain_day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""
