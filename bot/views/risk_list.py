"""The register as a list, and a risk's history, page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.listing import Filter, ListQuery, Page, Sort
from bot.domain.risks import Review, ReviewKind, Risk, changes_between
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_card import is_stale, leads_of
from bot.views.turning import outdated_button, pack_turn
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


def risk_list(page: Page, query: ListQuery, shown: Presentation) -> dict[str, Any]:
    """Return one page of the register with buttons to the next and to each risk."""
    what = _what(query, shown)
    if not page.risks:
        where = f" in {shown.workstream(query.workstream)}" if query.workstream else ""
        empty = say("risk/list_empty", words=" ".join(query.words), filter=query.filter.value, where=where)
        return blocks.message(empty, [blocks.section(empty)])
    head = say("risk/list_head", total=page.total, what=what, page=page.number, pages=page.pages)
    lines = [
        blocks.section(_line(risk, shown), blocks.button("Open", Act.RISK_SHOW, str(risk.ref))) for risk in page.risks
    ]
    turns = _turns(page, Act.RISK_LIST_BACK, Act.RISK_LIST_PAGE, lambda number: pack_query(query.on_page(number)))
    spoken = "; ".join(f"{risk.ref} {shown.mark(risk.scores.residual)}, {risk.direction.word}" for risk in page.risks)
    return blocks.message(Mrkdwn(f"{head} {spoken}"), [blocks.section(head), blocks.divider(), *lines, *turns])


def risk_history(risk: Risk, reviews: Sequence[Review], number: int, shown: Presentation) -> dict[str, Any]:
    """Return one page of a risk's reviews, newest first, each with what it changed."""
    pages = max(1, -(-len(reviews) // HISTORY_PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * HISTORY_PAGE
    head = say(
        "risk/history_head",
        ref=risk.ref,
        total=len(reviews),
        page=number,
        pages=pages,
        summary=risk.summary,
    )
    body: list[blocks.Block] = []
    for position in range(start, min(start + HISTORY_PAGE, len(reviews))):
        before = reviews[position + 1] if position + 1 < len(reviews) else None
        body += [blocks.divider(), blocks.section(_entry(reviews[position], before, shown))]
    page = Page((), len(reviews), number, pages)
    turns = _turns(page, Act.RISK_HISTORY_BACK, Act.RISK_HISTORY_PAGE, lambda to: pack_turn(str(risk.ref), to))
    show = blocks.button(f"Open {risk.ref}", Act.RISK_SHOW, str(risk.ref))
    return blocks.message(head, [blocks.section(head, show), *body, *turns])


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


def _line(risk: Risk, shown: Presentation) -> Mrkdwn:
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
    scores = review.scores
    return say(
        "risk/history_entry",
        on=shown.day(review.at),
        author=review.author,
        kind=_KIND_WORDS[review.kind],
        residual=shown.mark(scores.residual),
        inherent=shown.mark(scores.inherent),
        target=shown.mark(scores.target),
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


def _turns(page: Page, back: Act, onward: Act, value_for: Any) -> list[blocks.Block]:
    buttons = []
    if page.number > 1:
        buttons.append(blocks.button("Previous", back, value_for(page.number - 1)))
    if page.number < page.pages:
        buttons.append(blocks.button("Next", onward, value_for(page.number + 1)))
    return [blocks.actions(buttons)] if buttons else []
