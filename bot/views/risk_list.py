"""The register as a list, and a risk's history, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.listing import Filter, ListQuery, Page, Sort, paginate
from bot.domain.risks import Review, ReviewKind, Risk, changes_between
from bot.views import blocks
from bot.views.decisions import HistoryEvent
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_card import is_stale, leads_of
from bot.views.trajectory import late_words
from bot.views.turning import outdated_button, pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

LIST_PAGE = 10
HISTORY_PAGE = 5
_HISTORY_WORDS_MAX = 1500
_FILTER_WORDS = {Filter.ABOVE: "above tolerance"}
_KIND_WORDS = {
    ReviewKind.ADDED: "added",
    ReviewKind.REVIEWED: "reviewed",
    ReviewKind.EDITED: "details edited",
    ReviewKind.CLOSED: "closed",
    ReviewKind.REOPENED: "reopened",
}


def risk_list(
    page: Page[Risk],
    query: ListQuery,
    shown: Presentation,
    undecided: int = 0,
    why_stale: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """Return one page of the register with buttons to the next and to each risk.

    `undecided` stands below: how many more open risks no rule can report while they are not scored. `why_stale` says
    why by the id of a risk, where that is what was asked for. A list as of a day says so, and its buttons keep to it.
    """
    what = _what(query, shown)
    past = [blocks.section(say("risk/as_of", day=shown.dated(query.as_of), of_list=True))] if query.as_of else []
    note = [blocks.context(say("risk/undecided", number=undecided))] if undecided else []
    if not page.items:
        where = f" in {shown.workstream(query.workstream)}" if query.workstream else ""
        empty = say("risk/list_empty", words=" ".join(query.words), filter=query.filter.value, where=where)
        return blocks.message(empty, [*past, blocks.section(empty), *note])
    head = say("risk/list_head", total=page.total, what=what, page=page.number, pages=page.pages)
    lines = [
        blocks.section(list_line(risk, shown, (why_stale or {}).get(risk.id, "")), _open_button(risk, query))
        for risk in page.items
    ]
    turns = turn_buttons(page, Act.RISK_LIST_BACK, Act.RISK_LIST_PAGE, lambda number: pack_query(query.on_page(number)))
    spoken = "; ".join(
        f"{risk.ref} {shown.heard(risk.scores.residual)}, {risk.direction.spoken}" for risk in page.items
    )
    body = [*past, blocks.section(head), blocks.divider(), *lines, *note, *blocks.action_row(turns)]
    day = f"As of {shown.dated(query.as_of)}: " if query.as_of else ""
    return blocks.message(Mrkdwn(f"{day}{head}: {spoken}"), body)


def _open_button(risk: Risk, query: ListQuery) -> blocks.Element:
    if query.as_of is None:
        return blocks.button("Open", Act.RISK_SHOW, str(risk.ref))
    return blocks.button("Open", Act.RISK_SHOW_PAST, pack_past(str(risk.ref), query.as_of))


def pack_past(ref: str, day: date) -> str:
    """Return a reference and the day as of which it is to be shown, as a button carries them."""
    return json.dumps([ref, day.isoformat()])


def unpack_past(value: str) -> tuple[str, date]:
    """Return the reference and the day that a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        ref, day = json.loads(value)
        return str(ref), date.fromisoformat(day)
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem


def risk_history(
    risk: Risk,
    reviews: Sequence[Review],
    number: int,
    shown: Presentation,
    events: Sequence[HistoryEvent] = (),
) -> dict[str, Any]:
    """Return one page of a risk's history, newest first: its reviews, each with what it changed, and other events."""
    entries = [(one.at, _entry(one, was, shown)) for one, was in zip(reviews, [*reviews[1:], None], strict=False)]
    # What follows from a review happened at its instant, and stands above it.
    told = sorted([*((event.at, event.text) for event in events), *entries], key=lambda told: told[0], reverse=True)
    page = paginate(told, number, HISTORY_PAGE)
    head = say(
        "risk/history_head",
        ref=risk.ref,
        total=page.total,
        page=page.number,
        pages=page.pages,
        summary=risk.summary,
    )
    body: list[blocks.Block] = []
    for _, text in page.items:
        body += [blocks.divider(), blocks.section(text)]
    turns = turn_buttons(page, Act.RISK_HISTORY_BACK, Act.RISK_HISTORY_PAGE, lambda to: pack_turn(str(risk.ref), to))
    show = blocks.button(f"Open {risk.ref}", Act.RISK_SHOW, str(risk.ref))
    return blocks.message(head, [blocks.section(head, show), *body, *blocks.action_row(turns)])


def hidden_event(since: datetime, until: datetime | None, shown: Presentation) -> HistoryEvent:
    """Return the line of a history that stands for a time in which the risk was not public."""
    last = shown.day(until) if until is not None else ""
    return HistoryEvent(since, say("risk/history_hidden", since=shown.day(since), until=last))


def pack_query(query: ListQuery) -> str:
    """Return a list query as a button carries it."""
    packed = [query.workstream, query.filter, query.sort, " ".join(query.words)[:500], query.page]
    if query.as_of is not None:
        packed.append(query.as_of.isoformat())
    return json.dumps(packed, ensure_ascii=False)


def unpack_query(value: str) -> ListQuery:
    """Return the list query a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        workstream, kind, sort, words, page, *day = json.loads(value)
        as_of = date.fromisoformat(day[0]) if day else None
        return ListQuery(workstream, Filter(kind), Sort(sort), tuple(words.split()), int(page), as_of)
    except (ValueError, TypeError, AttributeError) as problem:
        raise outdated_button() from problem


def list_line(risk: Risk, shown: Presentation, why_stale: str = "") -> Mrkdwn:
    """Return a risk in three lines, as lists and Home show it; where given, with why it is stale."""
    return say(
        "risk/list_line",
        ref=risk.ref,
        mark=shown.mark(risk.scores.residual),
        direction=risk.direction.label,
        summary=risk.summary,
        leads=leads_of(risk),
        on=shown.day(risk.last_review.at),
        stale=is_stale(risk, shown),
        why_stale=why_stale,
        late=late_words(risk, shown),
    )


def _entry(review: Review, before: Review | None, shown: Presentation) -> Mrkdwn:
    return say(
        "risk/history_entry",
        on=shown.day(review.at),
        author=review.author,
        kind=_kind(review),
        **shown.marks(review.scores),
        changes="; ".join(changes_between(before, review)) if before else "",
        text=blocks.clip(review.update, _HISTORY_WORDS_MAX),
    )


def _what(query: ListQuery, shown: Presentation) -> str:
    kind = _FILTER_WORDS.get(query.filter, query.filter.value)
    parts = [] if query.filter is Filter.OPEN else [f", {kind}"]
    if query.workstream:
        parts.append(f" in {shown.workstream(query.workstream)}")
    if query.words:
        parts.append(f" with “{' '.join(query.words)}”")
    return "".join(parts)


def _kind(review: Review) -> str:
    """Return what a review did, in a word or two."""
    if review.is_imported:
        return "imported"
    return "no change" if review.is_no_change and review.kind is ReviewKind.REVIEWED else _KIND_WORDS[review.kind]
