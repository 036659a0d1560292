"""What a register paper holds: the board's report as it stood, compared with its last, for those who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.access import Actor, may_read
from bot.domain.directory import Directory
from bot.domain.months import month_name
from bot.domain.people import Board
from bot.domain.risks import Lead, Risk, RiskStatus, Visibility
from bot.domain.rounds import Round
from bot.domain.scoring import Measure
from bot.errors import NotAllowedError
from bot.papers.pictures import heatmap
from bot.papers.pictures.heatmap import HeatMap, Marked
from bot.papers.register_paper.building import build, direction_since
from bot.papers.register_paper.given import AuditEnd, Manner, Occasion, Position
from bot.papers.register_paper.model import Ask, Committee, Picture, RegisterPaper
from bot.store.repositories.papers import Report
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.as_of import instant_of
from bot.workflows.register_paper.choosing import PaperWish, meeting_in
from bot.workflows.register_paper.notes import Noting
from bot.workflows.rounds.freezing import as_kept
from bot.workflows.services import Services

_DAY = timedelta(days=1)
_CLOSINGS = ("round.closed", "round.imported")


@dataclass(frozen=True, slots=True)
class Contents:
    """A paper with what it was made from.

    Attributes:
        paper: its values; the heat map is left out until `with_heat_map`.
        board: whose paper it is.
        position_at: the instant whose register it shows.
        risks: the records named in it, those that were taken off too, as they are now; and those that were not public
            at the report it compares with, as they were.
        is_public: whether everybody may read it; a full version without anything to hide is public.
        is_draft: whether it is not the month's report.
        heat_map: what its picture shows; None where there is no risk.
    """

    paper: RegisterPaper
    board: Board
    position_at: datetime
    risks: tuple[Risk, ...]
    is_public: bool
    is_draft: bool
    heat_map: HeatMap | None

    def with_heat_map(self) -> RegisterPaper:
        """Return the paper with its picture."""
        if self.heat_map is None:
            return self.paper
        picture = Picture(heatmap.heat_map(self.heat_map), heatmap.alt_text(self.heat_map))
        return replace(self.paper, heat_map=picture)


def contents_of(view: View, services: Services, wish: PaperWish, actor: Actor | None) -> Contents:
    """Return what a paper holds.

    Args:
        view: the store.
        services: the configuration and the clock.
        wish: the paper.
        actor: who is to read it; None for whoever runs Convenor, who may read all.

    Raises:
        NotAllowedError: they may not read every risk in it.
        InvalidInputError: the register had not begun by the day asked for.
    """
    return _Compiler(view, services, wish, actor).contents()


class _Compiler:
    """One paper being put together."""

    def __init__(self, view: View, services: Services, wish: PaperWish, actor: Actor | None) -> None:
        self._view = view
        self._wish = wish
        self._actor = actor
        self._round: Round | None = None if wish.as_of else view.rounds.find(wish.month)
        is_closed = self._round is not None and self._round.position_at is not None
        self._kept = view.papers.frozen(self._round.id) if self._round is not None and is_closed else None
        directory = view.people.directory()
        if self._kept is not None:
            directory = directory.named(self._kept.boards, self._kept.workstreams)
            services = replace(services, config=as_kept(services.config, self._kept))
        self._config = services.config
        self._directory: Directory = directory
        self._shown: Presentation = services.presentation(directory, view.now)
        self._board = directory.boards[wish.board]
        kept = self._kept.workstreams if self._kept else ()
        order = dict.fromkeys((*kept, *(one.key for one in self._config.workstreams), *self._shown.workstreams))
        names = {key: self._shown.workstream(key) for key in order}
        self._manner = Manner(self._config.bands, self._config.zone, names)
        self._meeting_on = meeting_in(view, self._config, self._board, wish.month)

    def contents(self) -> Contents:
        position_at, draft = self._position()
        register = self._view.risks.as_of(position_at)
        on_it = tuple(risk for risk in register if self._board.key in risk.boards)
        report = self._last_report(position_at)
        before = None if report is None else Position(report.position_at, self._reported(report.position_at))
        if before is not None and self._wish.is_public:
            # What a risk was while it was not public is told of none, by its score or by its having been there.
            before = replace(before, risks=tuple(risk for risk in before.risks if _was_public(risk)))
        earlier = {risk.id for risk in before.risks} if before else set()
        gone = tuple(risk for risk in register if risk.id in earlier and self._board.key not in risk.boards)
        present = {risk.id: risk for risk in self._view.risks.all()}
        hidden = {risk.id for risk in (*on_it, *gone) if not _is_public(risk, present)}
        withheld = hidden if self._wish.is_public else set()
        shown = [risk for risk in on_it if risk.id not in withheld]
        named = [*shown, *(risk for risk in gone if risk.id not in withheld)]
        untold = [risk for risk in before.risks if not _was_public(risk)] if before else []
        self._require_readable(named, untold, present)
        is_public = not untold and not any(risk.id in hidden for risk in named)
        noting = Noting(self._config, self._directory, self._shown, self._manner)
        paper = build(
            self._occasion(position_at, draft, is_public=is_public),
            Position(position_at, self._as_named(on_it), gone),
            before,
            self._manner,
            self._audit_end(position_at),
            withheld=withheld,
            beside=noting.beside(self._view, self._board, shown, before, position_at),
        )
        return Contents(
            paper=paper,
            board=self._board,
            position_at=position_at,
            risks=(*(present[risk.id] for risk in named), *untold),
            is_public=is_public,
            is_draft=bool(draft),
            heat_map=self._heat_map(shown, before, position_at),
        )

    def _position(self) -> tuple[datetime, str]:
        """Return the instant whose register the paper shows, and why it is a draft, empty for the month's report."""
        month = month_name(self._wish.month)
        if self._wish.as_of:
            day = date.fromisoformat(self._wish.as_of)
            said = f"It shows the register as it stood on {self._manner.day(day)}; it is not a month's report."
            return instant_of(self._view, day, self._shown), said
        round_ = self._round
        if round_ is not None and round_.position_at is not None:
            reopened = f"Updates for {month} are being collected again, so it may change."
            return round_.position_at, reopened if round_.is_open else ""
        now = self._manner.instant(self._view.now)
        if round_ is None:
            return self._view.now, f"Updates for {month} have not been asked for yet. It shows the register of {now}."
        return self._view.now, f"Updates for {month} are still being collected. It shows the register of {now}."

    def _as_named(self, risks: Sequence[Risk]) -> tuple[Risk, ...]:
        """Return risks with their leads named as the month's closing knew them."""
        kept = self._kept.leads if self._kept else {}
        return tuple(
            replace(risk, leads=tuple(map(Lead, kept[risk.id]))) if risk.id in kept else risk for risk in risks
        )

    def _reported(self, instant: datetime) -> tuple[Risk, ...]:
        return tuple(risk for risk in self._view.risks.as_of(instant) if self._board.key in risk.boards)

    def _last_report(self, position_at: datetime) -> Report | None:
        """Return the report that the board had before this one: by the day asked for, or by an earlier meeting."""
        as_of, meeting_on = self._wish.as_of, self._meeting_on
        last_on = date.fromisoformat(as_of) if as_of else (meeting_on or self._shown.date_of(position_at)) - _DAY

        def counts(report: Report) -> bool:
            had_on = report.made_on or self._shown.date_of(report.position_at)
            return report.position_at < position_at and had_on <= last_on

        return next((report for report in self._view.papers.reports(self._board.key) if counts(report)), None)

    def _require_readable(self, named: Sequence[Risk], untold: Sequence[Risk], present: Mapping[int, Risk]) -> None:
        actor = self._actor
        if actor is None:
            return
        if all(may_read(actor, risk) for risk in (*named, *untold, *(present[risk.id] for risk in named))):
            return
        key = self._board.key
        if self._wish.is_public:
            raise NotAllowedError(
                "You may not read every risk in this paper.",
                "Ask the governance office for a copy when it is published.",
            )
        raise NotAllowedError(
            "You may not read every risk in the full version of this paper.",
            f"Ask for the public one: `/risk paper {key} public`. The governance office makes the full one.",
        )

    def _audit_end(self, position_at: datetime) -> AuditEnd:
        """Return the audit trail's end as the month's closing left it, so that the same month publishes the same."""
        head = None
        if self._round is not None and self._round.position_at is not None:
            head = self._view.audit_head_when(f"round:{self._wish.month}", _CLOSINGS)
        head = head or self._view.audit_head_at(position_at)
        return AuditEnd(head.seq, head.hash)

    def _occasion(self, position_at: datetime, draft: str, *, is_public: bool) -> Occasion:
        papers, board = self._config.papers, self._board
        return Occasion(
            board_key=board.key,
            board=board.name,
            partnership=self._config.partnership.name,
            title=papers.title,
            month=self._wish.month,
            meeting_on=self._meeting_on,
            lead=papers.lead,
            author=papers.author,
            passed=self._passed(position_at),
            asks=tuple(
                Ask(one.name, ask.verb.value, ask.words) for one in self._in_common() for ask in papers.asks_of(one.key)
            ),
            is_public=is_public,
            draft=draft,
            replaces_at=self._kept.replaces_at if self._kept else None,
        )

    def _passed(self, position_at: datetime) -> tuple[Committee, ...]:
        """Return the committees that meet between the register's day and the board: none can have seen it before."""
        after, until, found = self._shown.date_of(position_at), self._meeting_on, []
        for passed in self._config.papers.passed_by(self._board.key):
            committee = self._directory.boards.get(passed.committee)
            meetings = committee.meetings if committee else ()
            last = max((day for day in meetings if until is not None and after < day < until), default=None)
            if committee is not None and last is not None:
                found.append(Committee(committee.name, self._manner.day(last), passed.asked))
        return tuple(found)

    def _in_common(self) -> Sequence[Board]:
        """Return the board, then those that meet in common with it: same level, same day, each decides for itself."""
        board, day = self._board, self._meeting_on
        others = [
            other
            for other in self._directory.boards.values()
            if other.key != board.key and other.level == board.level and day is not None and day in other.meetings
        ]
        return (
            [board, *sorted(others, key=lambda other: other.key)]
            if board.key in self._config.collection.boards
            else [board]
        )

    def _heat_map(self, shown: Sequence[Risk], before: Position | None, position_at: datetime) -> HeatMap | None:
        standing = [risk for risk in shown if risk.status is RiskStatus.OPEN]
        if not standing:
            return None
        earlier = {risk.id: risk for risk in before.risks} if before else {}
        scoring = self._config.scoring
        return HeatMap(
            scope=self._board.name,
            measure=Measure.RESIDUAL,
            day=self._manner.day(position_at),
            since=self._manner.day(before.at) if before else "",
            bands=self._config.bands,
            likelihood_words=scoring.likelihood_words,
            severity_words=scoring.severity_words,
            risks=tuple(_marked(risk, earlier.get(risk.id), was_reported=before is not None) for risk in standing),
        )


def _is_public(risk: Risk, present: Mapping[int, Risk]) -> bool:
    """Return whether a risk was public then and is so now."""
    now = present.get(risk.id)
    return _was_public(risk) and now is not None and _was_public(now)


def _was_public(risk: Risk) -> bool:
    return risk.visibility is Visibility.PUBLIC


def _marked(risk: Risk, earlier: Risk | None, *, was_reported: bool) -> Marked:
    moved = direction_since(risk, earlier, was_reported=was_reported)
    return Marked(risk.ref, risk.scores.residual, moved, earlier.scores.residual if earlier else None)
