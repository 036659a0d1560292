"""A plan as files: a chart over time, and a workbook of its tasks."""

from __future__ import annotations

from typing import Any

from bot.domain.plans.milestones import written
from bot.domain.plans.progress import slippage, state_of
from bot.domain.plans.records import Plan
from bot.errors import InvalidInputError
from bot.papers.pictures.gantt import PAGE_TASKS, Bar, Gantt, alt_text, gantt, pages
from bot.papers.sheets.writing import Table, write_xlsx
from bot.slack.uploads import ALT_TEXT_MAX, Upload
from bot.views.pictures import asked_message
from bot.views.plans import PlanReader, made, owners_of
from bot.views.wording import Mrkdwn
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.plans.reading import get_plan, reader_at, whole
from bot.workflows.services import Services

CHART_KIND, TABLE_KIND = "plan-chart", "plan-table"
PAGES_MAX = 6
_NAME_MAX = 60


def ask_chart(services: Services, identity: Identity, plan_id: int, key: str) -> dict[str, Any]:
    """Have a plan drawn over time for whoever asks, in their own messages; return the answer to them.

    Raises:
        NotFoundError: there is no such plan that they may read.
        InvalidInputError: it has no task.
    """
    return _ask(services, identity, plan_id, key, CHART_KIND, "the chart of")


def ask_table(services: Services, identity: Identity, plan_id: int, key: str) -> dict[str, Any]:
    """Have a workbook of a plan's tasks made for whoever asks, in their own messages; return the answer to them.

    Raises:
        NotFoundError: there is no such plan that they may read.
        InvalidInputError: it has no task.
    """
    return _ask(services, identity, plan_id, key, TABLE_KIND, "the table of")


def _ask(services: Services, identity: Identity, plan_id: int, key: str, kind: str, what: str) -> dict[str, Any]:
    with services.store.view() as view:
        plan = get_plan(view, open_desk(view, services, identity), plan_id)
    if not plan.tasks:
        raise InvalidInputError(f"{plan.name} has no task yet.", f"Add one from `/action plan {plan.name}`.")
    title = f"{what} {plan.name}"
    order = FileOrder(kind, key, identity, identity.slack_id, title, {"plan": plan_id})
    services.store.write(lambda unit: ask_for_files(unit, order))
    return asked_message(title, "", leaves_out=False)


def _read(hands: Hands, order: FileOrder) -> tuple[Plan, PlanReader, Desk]:
    services = hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        plan = whole(get_plan(view, desk, int(order.wish["plan"])))
    return plan, reader_at(desk, services), desk


def _make_chart(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    plan, reader, desk = _read(hands, order)
    shown = chart_of(plan, reader)
    of = min(pages(shown), PAGES_MAX)
    files = []
    for page in range(1, of + 1):
        part = f"-{page}" if of > 1 else ""
        files.append(
            Upload(
                name=f"plan-{_plain(plan.name)}-{desk.shown.today.isoformat()}{part}.png",
                title=f"{plan.name} over time{f', {page} of {of}' if of > 1 else ''}",
                content=gantt(shown, page),
                alt_text=alt_text(shown, page, ALT_TEXT_MAX),
            )
        )
        tell(page, of)
    left_out = max(len(plan.tasks) - of * PAGE_TASKS, 0)
    return Product(tuple(files), made("Chart", plan, reader, left_out), Mrkdwn(""))


def _make_table(hands: Hands, order: FileOrder, _: Tell) -> Product:
    plan, reader, desk = _read(hands, order)
    file = Upload(
        name=f"plan-{_plain(plan.name)}-{desk.shown.today.isoformat()}.xlsx",
        title=f"{plan.name}: tasks",
        content=write_xlsx([table_of(plan, reader)]),
    )
    return Product((file,), made("Table", plan, reader), Mrkdwn(""))


CHART = Maker(CHART_KIND, _make_chart)
TABLE = Maker(TABLE_KIND, _make_table)


def chart_of(plan: Plan, reader: PlanReader) -> Gantt:
    """Return what a plan's chart shows; its tasks stand in the order of their phases."""
    today = reader.shown.today
    return Gantt(
        plan=plan.name,
        day=reader.shown.dated(today),
        today=today,
        summary=reader.summary(reader.progress(plan.tasks)),
        phases=plan.phases,
        bars=tuple(
            Bar(
                number=task.number,
                words=" ".join(task.task.split()),
                phase=task.phase,
                status=task.status,
                state=state_of(task, today, reader.words),
                agreed_on=task.agreed_on,
                due_on=task.due_on,
                first_due_on=task.first_due_on,
                closed_on=task.closed_on,
                overdue=max((today - task.due_on).days, 0) if task.due_on else 0,
                slipped=slippage(task, today, reader.words),
                milestones=task.milestones,
            )
            for task in plan.tasks
        ),
    )


def table_of(plan: Plan, reader: PlanReader) -> Table:
    """Return a plan's tasks as a sheet; with these headings it can be brought in again."""
    heading = [
        *("Phase", "Number", "Task", "Project", "Milestones", "Status", "Where it stands", "Update", "Workstream"),
        *("Owners", "Agreed on", "Original due on", "Due on", "Days between", "Days the plan says", "Days behind"),
        *("Closed on", "Reporting month"),
    ]
    rows: list[list[Any]] = [heading]
    rows += [
        [
            task.phase,
            task.number,
            task.task,
            task.project,
            "\n".join(written(one) for one in task.milestones),
            task.status,
            reader.mark(task),
            task.update,
            reader.shown.workstream(task.workstream) if task.workstream else "",
            owners_of(task) if task.owners else "",
            task.agreed_on,
            task.original_due_on,
            task.due_on,
            task.days_between,
            task.stated_days,
            slippage(task, reader.shown.today, reader.words),
            task.closed_on,
            task.reporting_month,
        ]
        for task in plan.tasks
    ]
    return Table("Plan", rows)


def _plain(name: str) -> str:
    """Return a plan's name as a file's may be."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.casefold())
    return "-".join(filter(None, words.split("-")))[:_NAME_MAX] or "plan"
