"""A row of a risk register as a risk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.direction import Direction
from bot.domain.imports.drafts import Question, RiskDraft
from bot.domain.people import Workstream
from bot.domain.registers.records import RiskRecord
from bot.domain.registers.shaping import WRITTEN_MAX, Setting, Shaped, find_owners, unasked, unlisted
from bot.domain.risks import MITIGATION_MAX, SUMMARY_MAX, UPDATE_MAX, RiskStatus, Visibility
from bot.domain.scoring import Measure, Score

_DIRECTIONS = {
    word: direction
    for direction, words in {
        Direction.RISING: "↑ ▲ ⬆ ↗ ⇧ ⇑ up rising rise rose increased increasing increase higher worse worsening"
        " worsened",
        Direction.FALLING: "↓ ▼ ⬇ ↘ ⇩ ⇓ down falling fall fell decreased decreasing decrease lower reduced reducing"
        " improved improving better",
        Direction.SAME: "→ ↔ ⇔ ➡ ◄► ◀▶ = same unchanged stable static level steady nochange",
        Direction.NEW: "new added newrisk",
    }.items()
    for word in words.split()
}
_LENGTHS = {"summary": SUMMARY_MAX, "mitigation": MITIGATION_MAX, "update": UPDATE_MAX}
_AS_WRITTEN = (
    *("project", "category", "cause", "event", "effect", "response", "organisation", "sits_with"),
    *("mitigation", "update", "summary"),
)


def shape_risk(draft: RiskDraft, setting: Setting) -> Shaped:
    """Return a draft as a risk, or why it cannot be one.

    A lead whom the directory does not list is asked about and left out; the others lead. A direction is derived from
    the previous score where the register prints that and no direction.
    """
    asked: list[Question] = []
    workstream = _workstream(draft, setting, asked)
    if workstream is None:
        return Shaped(
            draft.row,
            None,
            questions=draft.questions,
            label=str(draft.ref),
            refused=f"No workstream is known for {draft.ref}. Name one in a column, or say which such rows get.",
        )
    if not draft.summary:
        return Shaped(
            draft.row,
            None,
            questions=draft.questions,
            label=str(draft.ref),
            refused="It does not say what the risk is.",
        )
    leads, unknown = find_owners(draft.leads, setting.names)
    others = "the others named lead it" if len(leads) > len(unknown) else "it has no lead"
    asked += unlisted(
        "leads", unknown, f"in a new risk {others}, and one that is held keeps its own leads.", setting.names
    )
    direction = _direction(draft, asked)
    asked += _too_long(draft)
    reviewed = draft.updated_on
    if reviewed and reviewed > setting.today:
        asked.append(Question("updated_on", reviewed.isoformat(), "this day is still to come; it was left unset."))
        reviewed = None
    printed = {entry.measure: entry.written for entry in draft.printed}
    record = RiskRecord(
        ref=str(draft.ref),
        workstream=workstream.key,
        leads=tuple(word for word in leads if word not in unknown),
        inherent=draft.inherent,
        residual=draft.residual,
        target=draft.target,
        printed_inherent=_printed(printed.get(Measure.INHERENT, ""), draft.inherent),
        printed_residual=_printed(printed.get(Measure.RESIDUAL, ""), draft.residual),
        printed_target=_printed(printed.get(Measure.TARGET, ""), draft.target),
        reported_direction=direction,
        visibility=draft.visibility or _unsaid_visibility(draft),
        status=draft.status or RiskStatus.OPEN,
        raised_on=draft.raised_on or reviewed or setting.today,
        updated_on=reviewed or setting.today,
        **{name: getattr(draft, name) for name in _AS_WRITTEN},
    )
    answered = {
        "workstream": bool(draft.workstream) and setting.names.workstream(draft.workstream) is not None,
        "leads": bool(draft.leads) and not unknown,
        "visibility": draft.visibility is not None,
        "status": draft.status is not None,
        "raised_on": draft.raised_on is not None,
        "updated_on": reviewed is not None,
        "reported_direction": bool(direction),
    }
    taken = {*_spoken_of(draft, setting), *(name for name, is_answered in answered.items() if is_answered)}
    return Shaped(draft.row, record, unasked(taken, draft.questions), (*draft.questions, *asked))


def _spoken_of(draft: RiskDraft, setting: Setting) -> Iterator[str]:
    """Yield the texts and scores that the file answers. A blank answers for a text, never for a score or an update."""
    for name in _AS_WRITTEN:
        if setting.has(name) and (getattr(draft, name) or name != "update"):
            yield name
    if setting.has("cause", "event", "effect"):
        yield "summary"
    for measure in Measure:
        if getattr(draft, measure.value) is not None:
            yield measure.value
            yield f"printed_{measure}"
        elif setting.has(f"{measure}_likelihood", f"{measure}_severity", f"{measure}_score"):
            yield f"printed_{measure}"


def _workstream(draft: RiskDraft, setting: Setting, asked: list[Question]) -> Workstream | None:
    """Return the workstream a risk belongs to: the one it names, else the reference's, else the default one."""
    named = setting.names.workstream(draft.workstream)
    own = setting.names.directory.workstreams.get(draft.ref.prefix)
    if named is None and draft.workstream:
        fallback = own or setting.names.workstream(setting.workstream)
        if fallback is not None:
            asked.append(
                Question(
                    "workstream",
                    draft.workstream[:WRITTEN_MAX],
                    f"there is no such workstream; {fallback.name} was taken.",
                )
            )
    return named or own or setting.names.workstream(setting.workstream)


def _direction(draft: RiskDraft, asked: list[Question]) -> str:
    """Return the direction's word; empty where none is printed or known."""
    if draft.reported_direction:
        found = _direction_said(draft.reported_direction)
        if found is None:
            asked.append(
                Question("reported_direction", draft.reported_direction[:WRITTEN_MAX], "it is no direction we know.")
            )
            return ""
        return found.word
    if draft.previous_residual is None or draft.residual is None:
        return ""
    before, now = draft.previous_residual.value, draft.residual.value
    return (Direction.SAME if now == before else Direction.RISING if now > before else Direction.FALLING).word


def _direction_said(written: str) -> Direction | None:
    """Return what an arrow, a word or both of them (`▼ reduced`) say; None where they say nothing or two things."""
    words = re.sub(r"[\ufe0f.]", "", written).casefold().split()
    whole = _DIRECTIONS.get("".join(words))
    each = {_DIRECTIONS.get(word) for word in words}
    return whole or (each.pop() if len(each) == 1 else None)


def _unsaid_visibility(draft: RiskDraft) -> Visibility:
    """Return what a new risk is that says nothing of it: public, unless a cell says what could not be read."""
    is_asked = any(question.field == "visibility" for question in draft.questions)
    return Visibility.NON_PUBLIC if is_asked else Visibility.PUBLIC


def _printed(words: str, score: Score | None) -> str:
    return "" if score is not None else words


def _too_long(draft: RiskDraft) -> Iterator[Question]:
    for name, most in _LENGTHS.items():
        text: str = getattr(draft, name)
        if len(text) > most:
            yield Question(
                name,
                text[:WRITTEN_MAX],
                f"it has {len(text):,} characters and was kept whole; the form in Slack takes {most:,}. Shorten it.",
            )
