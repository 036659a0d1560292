"""Rows of a risk register into drafts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.drafts import RegisterKind, RiskDraft
from bot.domain.imports.reading import ScoreOrder
from bot.domain.imports.refs import refer
from bot.domain.imports.score_headings import order_in
from bot.domain.imports.scores import read_score
from bot.domain.imports.states import read_state
from bot.domain.imports.tables import Line
from bot.domain.imports.words import heading_words, is_missing, read_line
from bot.domain.references import Reference, parse_reference
from bot.domain.risks import RiskStatus, Visibility
from bot.domain.scoring import Score

_PUBLISHED = r"(?:publ\w*|open|releas\w*|disclos\w*)"
_WITHHELD = r"(?:private|confidential\w*|restricted|exempt|sensitive|part (?:2|b|ii)|closed)"
_NOT = r"(?:non|not|no|never|nor|cannot|dont)"
_NOT_PUBLIC = re.compile(rf"\b{_NOT}\b.*\b{_PUBLISHED}\b|\b{_WITHHELD}\b")
_NOT_WITHHELD = re.compile(rf"\b{_NOT}\b.*\b{_WITHHELD}\b")
_PLAINLY_PUBLIC = re.compile(
    r"(?:(?:yes|y|for|in|open to the) )?(?:public|open)(?: (?:part (?:1|a|i|one)|session|release|register|report))*"
)
_YES_OR_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def read_risks(context: Context) -> Result:
    """Return the register's risks.

    Raises:
        InvalidInputError: it has no references and no prefix was given, or the prefix cannot be one.
    """
    referred = refer(RegisterKind.RISKS, context.records, context.prefix, _words_of, has_column="ref" in context.fields)
    drafts = []
    for line, written in referred.lines:
        ref = parse_reference(written)
        if ref is not None:
            drafts.append(_draft(context, line, ref))
    return Result(tuple(drafts), referred.refused, notes=(*referred.notes, *_notes(context)))


def _draft(context: Context, line: Line, ref: Reference) -> RiskDraft:
    read = {
        measure: read_score(line, measure, context.rules, _order(context, measure))
        for measure in ("inherent", "residual", "target", "previous_residual")
    }
    _rises_where_it_should_fall(line, [(measure, read[measure][0]) for measure in ("inherent", "residual", "target")])
    dates = context.dates
    raised, updated = dates.in_order(
        dates.read(line, "raised_on"), dates.read(line, "updated_on"), ("Raised on", "updated on")
    )
    return RiskDraft(
        row=line.row,
        ref=ref,
        workstream=line.line("workstream"),
        project=line.line("project"),
        summary=_words_of(line),
        cause=line.text("cause"),
        event=line.text("event"),
        effect=line.text("effect"),
        category=line.line("category"),
        response=line.text("response"),
        organisation=line.line("organisation"),
        sits_with=line.line("sits_with"),
        visibility=_visibility(context, line),
        status=_status(line),
        leads=context.names(line, "leads"),
        inherent=read["inherent"][0],
        residual=read["residual"][0],
        target=read["target"][0],
        previous_residual=read["previous_residual"][0],
        printed=tuple(printed for _, printed in read.values() if printed),
        reported_direction=_direction(line),
        mitigation=line.text("mitigation"),
        update=line.text("update"),
        raised_on=settle(line, "raised_on", raised),
        updated_on=settle(line, "updated_on", updated),
        questions=tuple(line.doubts),
    )


def _words_of(line: Line) -> str:
    parts = [line.text(name) for name in ("cause", "event", "effect")]
    return line.text("summary") or " - ".join(part for part in parts if part)


def _order(context: Context, measure: str) -> ScoreOrder | None:
    """Return which number of a pair comes first: as its heading says, else in the order of the register's columns."""
    heading = order_in(heading_words(context.heading_of(f"{measure}_score")))
    if heading:
        return heading
    for choice in context.columns:
        if choice.field.endswith("_likelihood"):
            return ScoreOrder.LIKELIHOOD_FIRST
        if choice.field.endswith("_severity"):
            return ScoreOrder.SEVERITY_FIRST
    return None


def _rises_where_it_should_fall(line: Line, scores: Sequence[tuple[str, Score | None]]) -> None:
    """Ask about a score above the one before it; which of the two is wrong is not known, and both stay as they are."""
    known = [(measure, score) for measure, score in scores if score is not None]
    for (above, first), (below, second) in pairwise(known):
        if second.value > first.value:
            line.ask("scores", f"{above} {first}, {below} {second}", f"The {below} score is above the {above} one.")


def _direction(line: Line) -> str:
    words = read_line(line.cell("reported_direction").text)
    # A dash alone may be an arrow's shaft that was typed: it is a word of the register's own, not a blank.
    return words if words in ("-", "–", "—") or not is_missing(words) else ""


def _visibility(context: Context, line: Line) -> Visibility | None:
    written = line.line("visibility")
    words = heading_words(written)
    if not words:
        return None
    is_public: bool | None = None
    if words in _YES_OR_NO:
        asks_for_public = _asks_for_public(heading_words(context.heading_of("visibility")))
        is_public = None if asks_for_public is None else _YES_OR_NO[words] is asks_for_public
    elif "?" in written or _NOT_WITHHELD.search(words):
        is_public = None
    elif _NOT_PUBLIC.search(words):
        is_public = False
    elif _PLAINLY_PUBLIC.fullmatch(words):
        is_public = True
    if is_public is None:
        line.ask("visibility", written, "It does not say whether the risk is public.")
        return None
    return Visibility.PUBLIC if is_public else Visibility.NON_PUBLIC


def _asks_for_public(heading: str) -> bool | None:
    """Return whether a yes below a heading means public; None where the heading names both or neither."""
    withheld = re.compile(rf"\b{_NOT} (?:for )?publ\w*|\b{_WITHHELD}\b")
    is_withheld, is_public = bool(withheld.search(heading)), bool(re.search(r"\bpubl", withheld.sub(" ", heading)))
    return None if is_withheld is is_public else is_public


def _status(line: Line) -> RiskStatus | None:
    written = line.line("status")
    is_open = read_state(written)
    if is_open is None:
        if heading_words(written):
            line.ask("status", written, "It says neither open nor closed.")
        return None
    return RiskStatus.OPEN if is_open else RiskStatus.CLOSED


def _notes(context: Context) -> tuple[str, ...]:
    """Say where a register leaves products out that it prints elsewhere."""
    rows = [
        str(line.row)
        for line in context.records
        if any(
            line.cell(f"{measure}_likelihood").text.strip()
            and line.cell(f"{measure}_severity").text.strip()
            and is_missing(line.cell(f"{measure}_score").text)
            for measure in ("inherent", "residual", "target")
            if f"{measure}_score" in context.fields
        )
    ]
    if not rows:
        return ()
    more = f" and {len(rows) - 8} more" if len(rows) > 8 else ""
    return (f"No product is printed beside a likelihood and a severity on row {', '.join(rows[:8])}{more}.",)
