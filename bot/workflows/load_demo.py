"""Load the demonstration register into an empty one: a baseline with a month of history that alerts nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import today_in
from bot.domain.imports.drafts import RegisterKind
from bot.domain.references import Reference
from bot.domain.registers.naming import Names
from bot.domain.registers.records import ActionEntry, ActionRecord, ActionStatus, CostLineRecord, CostYear
from bot.domain.risks import Lead, ReviewKind, Visibility
from bot.domain.rounds import ItemState, month_of
from bot.domain.scoring import Score, Scores
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.unit_of_work import Store, Unit
from bot.workflows.demo_files import DemoFiles, DemoFund, DemoLine, DemoRisk, read_demo_files
from bot.workflows.demo_plans import load_plans
from bot.workflows.escalation.reporting import report_baseline
from bot.workflows.rounds.freezing import keep

ACTOR = "import"

# The papers these facts come from were written in London.
_LONDON = ZoneInfo("Europe/London")
_EARLIER_REVIEW = datetime(2018, 10, 1, 9, 0, tzinfo=_LONDON).astimezone(UTC)
_EARLIER_REPORT = datetime(2018, 10, 1, 12, 0, tzinfo=_LONDON).astimezone(UTC)
_PRESENT_REVIEW = datetime(2018, 11, 1, 8, 0, tzinfo=_LONDON).astimezone(UTC)
_ROUND_OPENED = datetime(2018, 10, 24, 9, 0, tzinfo=_LONDON).astimezone(UTC)
_ROUND_DUE_ON = date(2018, 11, 1)
_ROUND_CLOSED = datetime(2018, 11, 1, 8, 30, tzinfo=_LONDON).astimezone(UTC)
_MEETING_ON = date(2018, 11, 16)


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """How many records of each kind were loaded; all none when the register was not empty."""

    was_empty: bool
    risks: int = 0
    reviews: int = 0
    reports: int = 0
    actions: int = 0
    funds: int = 0
    fund_lines: int = 0
    finance_lines: int = 0
    links: int = 0
    plan_tasks: int = 0
    minuted_actions: int = 0
    forward_items: int = 0

    @property
    def sentence(self) -> str:
        """What happened, in a sentence."""
        if not self.was_empty:
            return "The register already holds risks, so the demonstration was not loaded and nothing was changed."
        return (
            f"Loaded {self.risks} risks with {self.reviews} reviews and {self.reports} reports to boards, "
            f"{self.actions} actions, {self.fund_lines} fund lines, {self.finance_lines} finance lines, "
            f"{self.links} links, a plan of {self.plan_tasks} tasks, {self.minuted_actions} minuted actions and "
            f"{self.forward_items} items of a forward plan."
        )


def load_demo(store: Store, config: Config, folder: Path) -> DemoLoaded:
    """Load the demonstration in one unit of work, unless the register holds risks.

    The register stands as on 1 November 2018: a month earlier each risk but the newest was reviewed and reported
    to the boards that the escalation rules name. Nothing goes to the outbox.

    Args:
        store: where to, with the partnership loaded before.
        config: the partnership's settings: its zone, and which boards the register is reported to.
        folder: the demonstration's CSV files.

    Raises:
        InvalidInputError: a file is missing or wrong, or names a lead whom the directory does not list.
        UnavailableError: the database did not answer; nothing was loaded.
    """
    files = read_demo_files(folder)

    def work(unit: Unit) -> DemoLoaded:
        if unit.risks.references():
            return DemoLoaded(was_empty=False)
        loading = _Loading(unit, config, files)
        for risk in files.risks:
            loading.risk(risk)
        report_baseline(unit, config.rules, [risk.ref for risk in files.risks], ACTOR)
        loading.reports()
        loading.round()
        loading.actions()
        for fund in files.funds:
            loading.fund(fund)
        loading.finance()
        loading.links()
        loading.plans(folder)
        return DemoLoaded(was_empty=True, **loading.counts)

    return store.write(work)


class _Loading:
    """One pass over the files, within one unit."""

    def __init__(self, unit: Unit, config: Config, files: DemoFiles) -> None:
        self._unit = unit
        self._config = config
        self._files = files
        self._zone = config.zone
        self._names = Names(unit.people.directory(), files.names, today_in(config.zone, unit.now))
        self._registers = unit.registers(config.zone, self._names)
        self._ids: dict[Reference, int] = {}
        self._boards = sorted({board for rule in config.rules for board in rule.boards})
        self.counts: Counter[str] = Counter()

    def risk(self, risk: DemoRisk) -> None:
        leads = [self._lead(name, f"risks.csv: {risk.ref}") for name in risk.leads]
        reviews = _reviews(risk, leads[0])
        raised_on = today_in(self._zone, reviews[0].at)
        details = RiskDetails(risk.workstream, risk.project, risk.summary, risk.category, Visibility.PUBLIC)
        risk_id = self._unit.risks.add(risk.ref, details, raised_on, reviews[0])
        self._unit.risks.set_leads(risk_id, leads, raised_on, 1)
        self._ids[risk.ref] = risk_id
        for review in reviews[1:]:
            stored = self._unit.risks.find(risk.ref)
            if stored is None:
                raise AssertionError("unreachable: the risk was added above")
            self._unit.risks.add_review(stored, review)
        self._record(
            "risk.imported",
            f"risk:{risk.ref}",
            summary=risk.summary,
            leads=[lead.name for lead in leads],
            residual=[str(review.scores.residual) for review in reviews],
        )
        self.counts.update(risks=1, reviews=len(reviews))

    def reports(self) -> None:
        for board in self._boards:
            self._unit.boards.add_report(board, _EARLIER_REPORT)
            self._record("register_report.imported", f"board:{board}", position_at=_EARLIER_REPORT.isoformat())
        self.counts.update(reports=len(self._boards))

    def round(self) -> None:
        """Load the closed round of the meeting in November: every risk was answered for, and boards get its report."""
        rounds, answer = self._unit.rounds, {"state": ItemState.ANSWERED.value, "answered_at": _PRESENT_REVIEW}
        items = [
            {
                "risk_id": self._ids[risk.ref],
                "version": 1 if risk.earlier_residual is None else 2,
                "author_name": risk.leads[0],
                **answer,
            }
            for risk in self._files.risks
        ]
        papers = [board.papers_due_working_days for board in self._config.boards if _MEETING_ON in board.meetings]
        made = rounds.load(
            {
                "month": month_of(_MEETING_ON),
                "opened_at": _ROUND_OPENED,
                "due_on": _ROUND_DUE_ON,
                "paper_on": self._config.working.shift(_MEETING_ON, -max(papers, default=7)),
                "meeting_on": _MEETING_ON,
                "plan": 1,
                "closed_at": _ROUND_CLOSED,
                "closed_by": "Import",
                "position_at": _ROUND_CLOSED,
            },
            items,
        )
        rounds.report(self._boards, _ROUND_CLOSED, _MEETING_ON, instead=None)
        keep(self._unit, self._config, made)
        self._record("round.imported", f"round:{month_of(_MEETING_ON)}", position_at=_ROUND_CLOSED.isoformat())
        self.counts.update(reports=len(self._boards))

    def actions(self) -> None:
        known = {record.key for record in self._registers.records(RegisterKind.ACTIONS)}
        for action in self._files.actions:
            if (action.ref,) in known:
                continue
            owners = [self._lead(name, f"actions.csv: {action.ref}") for name in action.owners]
            # What closed an action at the meeting of 16 November nobody can have written yet.
            said = action.update if action.is_open else ""
            entry = ActionEntry(1, self._unit.now, "Import", "", ActionStatus.OPEN, "", action.due_on, said)
            self._registers.add(
                ActionRecord(
                    ref=action.ref,
                    action=action.summary,
                    owners=tuple(self._names.word(owner) for owner in owners),
                    board=action.board,
                    assigned_on=action.assigned_on,
                    due_on=action.due_on,
                    original_due_on=None,
                    status=ActionStatus.OPEN,
                    status_words="",
                    update=said,
                    source=self._source(action.board, action.assigned_on),
                    history=(entry,),
                )
            )
            self._record(
                "action.imported",
                f"action:{action.ref}",
                summary=action.summary,
                owners=[owner.name for owner in owners],
                due_on=action.due_on.isoformat() if action.due_on else None,
            )
            self.counts.update(actions=1)

    def _source(self, board: str, assigned_on: date | None) -> str:
        """Return out of what an action came: the meeting of its board that day, where it met."""
        keys = self._config.bodies.boards(board)
        met = any(assigned_on in one.meetings for one in self._config.boards if one.key in keys)
        return f"meeting {assigned_on.isoformat()}" if assigned_on and met else f"board {board}"

    def fund(self, fund: DemoFund) -> None:
        known = self._registers.records(RegisterKind.COSTS)
        if any(isinstance(record, CostLineRecord) and record.fund == fund.key for record in known):
            return
        self._record("fund.imported", f"fund:{fund.key}", name=fund.name, envelope_pence=fund.envelope_pence)
        for number, line in enumerate(fund.lines, 1):
            self._registers.add(_cost_line(fund, line))
            self._record(
                "fund_line.imported",
                f"fund:{fund.key}",
                line=f"{line.initiative}: {line.line}",
                number=number,
                years={str(year): pence for year, pence in line.years.items()},
                stated_total_pence=line.stated_total_pence,
            )
        self.counts.update(funds=1, fund_lines=len(fund.lines))

    def finance(self) -> None:
        known = {record.key for record in self._registers.records(RegisterKind.FINANCE)}
        new = [line for line in self._files.finance if line.key not in known]
        self._registers.add(*new)
        for line in new:
            facts = {"title": line.title, "full_value_pence": line.full_value_pence, "risk_refs": list(line.risk_refs)}
            self._record("finance_line.imported", f"finance:{line.label}", **facts)
        self.counts.update(finance_lines=len(new))

    def links(self) -> None:
        for link in self._files.links:
            if link.risk not in self._ids:
                raise InvalidInputError(f"links.csv: there is no risk {link.risk} in risks.csv.")
            self._unit.risks.link(self._ids[link.risk], link.kind, link.ref)
            self._record("risk.linked", f"risk:{link.risk}", kind=link.kind, ref=link.ref)
        self.counts.update(links=len(self._files.links))

    def plans(self, folder: Path) -> None:
        self.counts.update(load_plans(self._unit, self._config, self._registers, self._names, folder))

    def _lead(self, written: str, where: str) -> Lead:
        lead = self._names.find(written)
        if lead is None:
            raise InvalidInputError(
                f"{where} names “{written}”, who is not in the directory.",
                "List them under `people` or `groups` in convenor.toml, or say in names.csv whom it means.",
            )
        return lead

    def _record(self, verb: str, subject: str, **detail: object) -> None:
        self._unit.record(ACTOR, verb, subject, **detail)


def _reviews(risk: DemoRisk, author: Lead) -> list[NewReview]:
    """Return the reviews of a risk, oldest first: one a month earlier where it was there then, and the present one."""

    def review(kind: ReviewKind, at: datetime, residual: Score | None, update: str) -> NewReview:
        scores = Scores(risk.scores.inherent, residual, risk.scores.target)
        return NewReview(kind, at, author.person_id, author.name, scores, risk.mitigation, update)

    if risk.earlier_residual is None:
        return [review(ReviewKind.ADDED, _PRESENT_REVIEW, risk.scores.residual, risk.update)]
    return [
        review(ReviewKind.ADDED, _EARLIER_REVIEW, risk.earlier_residual, risk.earlier_update),
        review(ReviewKind.REVIEWED, _PRESENT_REVIEW, risk.scores.residual, risk.update),
    ]


def _cost_line(fund: DemoFund, line: DemoLine) -> CostLineRecord:
    return CostLineRecord(
        fund=fund.key,
        fund_name=fund.name,
        envelope_pence=fund.envelope_pence,
        workstream=line.workstream or "",
        section=line.initiative,
        line=line.line,
        years=tuple(CostYear(year, pence, is_up_to=False, is_tbc=False) for year, pence in sorted(line.years.items())),
        stated_total_pence=line.stated_total_pence,
        recurrence=None,
        quantity=None,
        unit="",
        periods=None,
        period="",
        rate_pence=None,
        is_up_to=False,
        is_tbc=False,
        note=line.note,
    )
