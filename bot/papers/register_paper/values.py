"""The paper as plain values under the names that templates use: the same in Word, Typst and HTML."""

from __future__ import annotations

from typing import Any

from bot.papers.register_paper import words
from bot.papers.register_paper.model import Mark, RegisterPaper, RiskLine, ScoreChange


def values_of(paper: RegisterPaper) -> dict[str, Any]:
    """Return every variable that a template of the paper may use; docs/papers.md lists them."""
    cover = paper.cover
    return {
        "title": cover.title,
        "partnership": cover.partnership,
        "board": cover.board,
        "meeting": cover.meeting,
        "lead": cover.lead,
        "author": cover.author,
        "publicity": cover.publicity,
        "draft": cover.draft,
        "cover": [{"label": label, "lines": list(lines)} for label, lines in words.cover_rows(paper)],
        "passed": [{"name": one.name, "on": one.on, "asked": one.asked} for one in cover.passed],
        "asks": [{"board": ask.board, "verb": ask.verb, "words": ask.words} for ask in paper.asks],
        "summary": list(paper.summary),
        "new": [_risk(line) for line in paper.new],
        "still_red": [
            {"name": workstream.name, "risks": [_risk(line) for line in workstream.risks]}
            for workstream in paper.still_red
        ],
        "changes": [_change(change) for change in paper.changes],
        "taken_off": [{"ref": off.ref, "summary": off.summary, "words": off.words} for off in paper.taken_off],
        "appendix": [_risk(line) for line in paper.appendix],
        "hidden": paper.hidden,
        "as_at": paper.provenance.as_at,
        "compared_with": paper.provenance.compared_with,
        "foot": paper.foot,
        "audit_line": paper.audit_line,
        "digest": paper.digest,
    }


def _risk(line: RiskLine) -> dict[str, Any]:
    return {
        "ref": line.ref,
        "workstream": line.workstream,
        "project": line.project,
        "summary": line.summary,
        "leads": line.leads,
        "inherent": _mark(line.inherent),
        "residual": _mark(line.residual),
        "target": _mark(line.target),
        "direction": line.direction,
        "direction_mark": line.direction_mark,
        "direction_label": words.toward(line.direction, line.direction_mark),
        "mitigation": line.mitigation,
        "words": line.update or words.NO_UPDATE,
        "updated": line.updated,
        "note": line.note,
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "label": mark.label,
        "words": mark.band if mark.value is None else f"{mark.band} {mark.value}",
        "number": mark.number,
        "steps": mark.steps,
        "band": mark.band,
        "shape": mark.shape,
        "fill": mark.colours.fill.removeprefix("#"),
        "strong": mark.colours.strong.removeprefix("#"),
    }


def _change(change: ScoreChange) -> dict[str, Any]:
    return {
        "ref": change.ref,
        "summary": change.summary,
        "measure": change.measure,
        "before": _mark(change.before),
        "after": _mark(change.after),
        "direction": change.direction,
        "direction_mark": change.direction_mark,
        "direction_label": words.toward(change.direction, change.direction_mark),
        "sentence": change.sentence,
        "words": change.words,
    }
