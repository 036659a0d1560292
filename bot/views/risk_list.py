"""The register as a list, and a risk's history, page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.listing import Filter, ListQuery, Page, Sort, paginate
from bot.domain.risks import Review, ReviewKind, Risk, changes_between
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_card import is_stale, leads_of
from bot.views.turning import outdated_button, pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

LIST_PAGE = 10
HISTORY_PAGE = 5
_HISTORY_WORDS_MAX = 1500
_KIND_WORDS = {
    ReviewKind.ADDED: "added",
    ReviewKind.REVIEWED: "reviewed",
    ReviewKind.EDITED: "details edited",
    ReviewKind.CLOSED: "closed",
    ReviewKind.REOPENED: "reopened",
}


def risk_list(page: Page[Risk], query: ListQuery, shown: Presentation, undecided: int = 0) -> dict[str, Any]:
    """Return one page of the register with buttons to the next and to each risk.

    `undecided` stands below: how many more open risks no rule can report while they are not scored.
    """
    what = _what(query, shown)
    note = [blocks.context(say("risk/undecided", number=undecided))] if undecided else []
    if not page.items:
        where = f" in {shown.workstream(query.workstream)}" if query.workstream else ""
        empty = say("risk/list_empty", words=" ".join(query.words), filter=query.filter.value, where=where)
        return blocks.message(empty, [blocks.section(empty), *note])
    head = say("risk/list_head", total=page.total, what=what, page=page.number, pages=page.pages)
    lines = [
        blocks.section(list_line(risk, shown), blocks.button("Open", Act.RISK_SHOW, str(risk.ref)))
        for risk in page.items
    ]
    turns = turn_buttons(page, Act.RISK_LIST_BACK, Act.RISK_LIST_PAGE, lambda number: pack_query(query.on_page(number)))
    spoken = "; ".join(
        f"{risk.ref} {shown.heard(risk.scores.residual)}, {risk.direction.spoken}" for risk in page.items
    )
    body = [blocks.section(head), blocks.divider(), *lines, *note, *blocks.action_row(turns)]
    return blocks.message(Mrkdwn(f"{head}: {spoken}"), body)


def risk_history(risk: Risk, reviews: Sequence[Review], number: int, shown: Presentation) -> dict[str, Any]:
    """Return one page of a risk's reviews, newest first, each with what it changed."""
    page = paginate(list(zip(reviews, [*reviews[1:], None], strict=False)), number, HISTORY_PAGE)
    head = say(
        "risk/history_head",
        ref=risk.ref,
        total=page.total,
        page=page.number,
        pages=page.pages,
        summary=risk.summary,
    )
    body: list[blocks.Block] = []
    for review, before in page.items:
        body += [blocks.divider(), blocks.section(_entry(review, before, shown))]
    turns = turn_buttons(page, Act.RISK_HISTORY_BACK, Act.RISK_HISTORY_PAGE, lambda to: pack_turn(str(risk.ref), to))
    show = blocks.button(f"Open {risk.ref}", Act.RISK_SHOW, str(risk.ref))
    return blocks.message(head, [blocks.section(head, show), *body, *blocks.action_row(turns)])


def pack_query(query: ListQuery) -> str:
    """Return a list query as a button carries it."""
    packed = [query.workstream, query.filter, query.sort, " ".join(query.words)[:500], query.page]
    return json.dumps(packed, ensure_ascii=False)


def unpack_query(value: str) -> ListQuery:
    """Return the list query a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        workstream, kind, sort, words, page = json.loads(value)
        return ListQuery(workstream, Filter(kind), Sort(sort), tuple(words.split()), int(page))
    except (ValueError, TypeError, AttributeError) as problem:
        raise outdated_button() from problem


def list_line(risk: Risk, shown: Presentation) -> Mrkdwn:
    """Return a risk in three lines, as lists and Home show it."""
    return say(
        "risk/list_line",
        ref=risk.ref,
        mark=shown.mark(risk.scores.residual),
        direction=risk.direction.label,
        summary=risk.summary,
        leads=leads_of(risk),
        on=shown.day(risk.last_review.at),
        stale=is_stale(risk, shown),
    )


def _entry(review: Review, before: Review | None, shown: Presentation) -> Mrkdwn:
    return say(
        "risk/history_entry",
        on=shown.day(review.at),
        author=review.author,
        kind="imported" if review.is_imported else _KIND_WORDS[review.kind],
        **shown.marks(review.scores),
        changes="; ".join(changes_between(before, review)) if before else "",
        text=blocks.clip(review.update, _HISTORY_WORDS_MAX),
    )


def _what(query: ListQuery, shown: Presentation) -> str:
    parts = [] if query.filter is Filter.OPEN else [f", {query.filter.value}"]
    if query.workstream:
        parts.append(f" in {shown.workstream(query.workstream)}")
    if query.words:
        parts.append(f" with “{' '.join(query.words)}”")
    return "".join(parts)
