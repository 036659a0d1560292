"""From the register as it stood to the paper: which risks are new, still red, or moved. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from bot.domain.direction import Direction, derive_direction
from bot.domain.risks import Risk, RiskStatus
from bot.domain.scoring import BandScale, Measure, Score
from bot.papers.register_paper.given import AuditEnd, Beside, Manner, Occasion, Position
from bot.papers.register_paper.model import (
    Cover,
    Provenance,
    RegisterPaper,
    RiskLine,
    ScoreChange,
    TakenOff,
    WorkstreamLines,
)
from bot.papers.register_paper.summary import Counts, hidden_sentence, summarise

_UNSCORED, _CLOSED = "not scored", "closed"


def build(
    occasion: Occasion,
    now: Position,
    before: Position | None,
    manner: Manner,
    audit_end: AuditEnd,
    *,
    withheld: Collection[int] = (),
    beside: Beside | None = None,
) -> RegisterPaper:
    """Return the paper.

    Args:
        occasion: the board, the month and what the cover sheet says.
        now: the board's report as it stands, with the risks that have gone since `before`.
        before: its last report; None for the first, with which nothing can be compared.
        manner: how the partnership says scores and days.
        audit_end: the end of the audit trail at that position.
        withheld: ids of risks that this version leaves out; those on the report now are counted, none is named.
        beside: what else is known of the risks.
    """
    hidden = sum(risk.id in withheld for risk in now.risks)
    shown = _worst_first(risk for risk in now.risks if risk.id not in withheld)
    lines = _Lines(before, manner, beside or Beside())
    new = [risk for risk in shown if lines.is_new(risk)]
    still_red = [risk for risk in shown if _is_red(risk, manner.bands) and not lines.is_new(risk)]
    changes = tuple(change for risk in shown for change in lines.changes(risk))
    taken_off = tuple(lines.taken_off(risk) for risk in _worst_first(now.gone) if risk.id not in withheld)
    appendix = tuple(lines.line(risk) for risk in shown)
    compared_with = "" if before is None else manner.day(before.at)
    counts = Counts(
        total=len(shown),
        by_band=_by_band(shown, manner.bands),
        red=manner.bands.red.name,
        new=tuple(str(risk.ref) for risk in new),
        still_red=tuple(str(risk.ref) for risk in still_red),
        without_update=tuple(str(risk.ref) for risk in shown if lines.has_no_update(risk)),
        changes=changes,
        taken_off=tuple(off.ref for off in taken_off),
        hidden=hidden,
        compared_with=compared_with,
        draft=occasion.draft,
        replaces="" if occasion.replaces_at is None else manner.instant(occasion.replaces_at),
    )
    return RegisterPaper(
        name=_file_name(occasion),
        cover=_cover(occasion, manner, hidden),
        asks=occasion.asks,
        summary=summarise(counts),
        new=tuple(lines.line(risk) for risk in new),
        still_red=_by_workstream(still_red, lines, manner),
        changes=changes,
        taken_off=taken_off,
        appendix=appendix,
        hidden=hidden,
        provenance=Provenance(manner.instant(now.at), compared_with, audit_end.event, audit_end.hash),
    )


def direction_since(risk: Risk, earlier: Risk | None, *, was_reported: bool) -> Direction:
    """Return which way a risk has moved since its board's last report, where it was `earlier`; None if not on it.

    Without a last report, what the register was imported with holds.
    """
    return derive_direction(
        risk.scores.residual,
        earlier.scores.residual if earlier else None,
        was_reported=was_reported,
        was_there=earlier is not None,
        reported=None if was_reported else risk.present.reported_direction,
    )


class _Lines:
    """Risks as lines of the paper, compared with the board's last report."""

    def __init__(self, before: Position | None, manner: Manner, beside: Beside) -> None:
        self._before = None if before is None else {risk.id: risk for risk in before.risks}
        self._since = None if before is None else before.at
        self._manner = manner
        self._beside = beside

    def is_new(self, risk: Risk) -> bool:
        return self._before is not None and risk.id not in self._before

    def line(self, risk: Risk) -> RiskLine:
        mark, direction = self._manner.mark, self._direction(risk)
        last = risk.last_review
        return RiskLine(
            ref=str(risk.ref),
            workstream=self._manner.workstreams.get(risk.workstream, risk.workstream),
            project=risk.project,
            summary=risk.summary,
            leads=", ".join(lead.name for lead in risk.leads) or "nobody yet",
            inherent=mark(risk.scores.inherent, Measure.INHERENT),
            residual=mark(risk.scores.residual),
            target=mark(risk.scores.target, Measure.TARGET),
            direction=direction.word,
            direction_mark=direction.mark,
            mitigation=risk.present.mitigation,
            update=last.update,
            updated=self._updated(risk),
            note=self._note(risk),
        )

    def changes(self, risk: Risk) -> Iterable[ScoreChange]:
        earlier = None if self._before is None else self._before.get(risk.id)
        if earlier is None:
            return
        for measure in (Measure.RESIDUAL, Measure.INHERENT, Measure.TARGET):
            old, new = earlier.scores.of(measure), risk.scores.of(measure)
            if (old.value if old else None) != (new.value if new else None):
                direction = derive_direction(new, old, was_reported=True, was_there=True)
                is_known = direction is not Direction.UNKNOWN
                yield ScoreChange(
                    ref=str(risk.ref),
                    summary=risk.summary,
                    measure=measure.value,
                    before=self._manner.mark(old, measure),
                    after=self._manner.mark(new, measure),
                    direction=direction.word if is_known else "",
                    direction_mark=direction.mark if is_known else "",
                    words=self._why(risk, measure, old, new),
                )

    def has_no_update(self, risk: Risk) -> bool:
        """Return whether nothing was said of an open risk since the last report."""
        return self._since is not None and not _is_closed(risk) and risk.last_review.at <= self._since

    def _updated(self, risk: Risk) -> str:
        last = risk.last_review
        said = f"{last.author}, {self._manner.day(last.at)}"
        if self._since is None or not self.has_no_update(risk):
            return said
        return f"No update since the report of {self._manner.day(self._since)}; this was said by {said}"

    def _why(self, risk: Risk, measure: Measure, old: Score | None, new: Score | None) -> str:
        """Return what explains a change: a target is set beside the updates, so those do not speak of it."""
        if measure is not Measure.TARGET:
            return risk.last_review.update
        line = risk.trajectory
        by = f", to be reached by {self._manner.day(line.target_on)}" if line is not None and new is not None else ""
        return f"The target was {'set' if old is None else 'taken back' if new is None else 'changed'}{by}."

    def taken_off(self, risk: Risk) -> TakenOff:
        return TakenOff(str(risk.ref), risk.summary, self._beside.taken_off.get(risk.id, ""))

    def _direction(self, risk: Risk) -> Direction:
        earlier = None if self._before is None else self._before.get(risk.id)
        return direction_since(risk, earlier, was_reported=self._before is not None)

    def _note(self, risk: Risk) -> str:
        closed = "Closed; it stays on the report until the board takes it off." if _is_closed(risk) else ""
        return " ".join(note for note in (closed, self._beside.notes.get(risk.id, "")) if note)


def _is_closed(risk: Risk) -> bool:
    return risk.status is RiskStatus.CLOSED


def _is_red(risk: Risk, bands: BandScale) -> bool:
    return not _is_closed(risk) and risk.scores.residual is not None and bands.is_red(risk.scores.residual)


def _worst_first(risks: Iterable[Risk]) -> list[Risk]:
    """Return risks with the highest residual score first; those without one lead, since nobody knows how bad it is."""

    def place(risk: Risk) -> tuple[int, int, str, int]:
        residual, inherent = risk.scores.residual, risk.scores.inherent
        worst = -26 if residual is None else -residual.value
        return worst, -(inherent.value if inherent else 26), risk.ref.prefix, risk.ref.number

    return sorted(risks, key=place)


def _by_band(risks: Sequence[Risk], bands: BandScale) -> tuple[tuple[str, int], ...]:
    """Return how many risks each band holds by their residual score, worst first; those that hold none are left out."""
    held = Counter(_band_word(risk, bands) for risk in risks)
    return tuple((word, held[word]) for word in (*reversed(bands.names), _UNSCORED, _CLOSED) if held[word])


def _band_word(risk: Risk, bands: BandScale) -> str:
    if _is_closed(risk):
        return _CLOSED
    return _UNSCORED if risk.scores.residual is None else bands.band_of(risk.scores.residual).name


def _by_workstream(risks: Sequence[Risk], lines: _Lines, manner: Manner) -> tuple[WorkstreamLines, ...]:
    present = {risk.workstream for risk in risks}
    order = [*(key for key in manner.workstreams if key in present), *sorted(present - set(manner.workstreams))]
    return tuple(
        WorkstreamLines(
            manner.workstreams.get(key, key), tuple(lines.line(risk) for risk in risks if risk.workstream == key)
        )
        for key in order
    )


def _cover(occasion: Occasion, manner: Manner, hidden: int) -> Cover:
    publicity = "Public" if occasion.is_public else "Not public"
    if hidden:
        publicity = f"{publicity}: {hidden_sentence(hidden)}"
    return Cover(
        title=occasion.title,
        partnership=occasion.partnership,
        board=occasion.board,
        meeting=manner.day(occasion.meeting_on) if occasion.meeting_on else "to be confirmed",
        lead=occasion.lead,
        author=occasion.author,
        passed=occasion.passed,
        publicity=publicity,
        draft=occasion.draft,
    )


def _file_name(occasion: Occasion) -> str:
    parts = ["register", occasion.board_key, occasion.month]
    if not occasion.is_public:
        parts.append("not-public")
    if occasion.draft:
        parts.append("draft")
    return "-".join(parts)
