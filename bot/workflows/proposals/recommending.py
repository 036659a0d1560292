"""The recommendations of a proposal: their words, what each board is asked, and which costs they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.proposals.content import EVERY_BOARD, Content, Recommendation
from bot.domain.proposals.records import Ask
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.form_standing import merged
from bot.views.proposal_recommendations import RecommendationFields, recommendation_form, recommendations_message
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import draft_of
from bot.workflows.proposals.drafting import change_draft
from bot.workflows.proposals.editing import editable
from bot.workflows.proposals.filling import RECOMMENDATIONS_MAX
from bot.workflows.proposals.readiness import require_approval_asked
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WORDS_MAX = 2000
_NUMBERS = re.compile(r"\s*(\d{1,4})\s*(?:[-–]\s*(\d{1,4}))?\s*")


def show(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return a proposal's recommendations as its author works on them, with what each board is asked."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, written)
        content = draft_of(view, proposal)
    return recommendations_message(proposal, content, desk.shown)


def form(services: Services, identity: Identity, written: str, number: int) -> dict[str, Any]:
    """Return the form of a recommendation, 0 for a new one.

    Raises:
        NotFoundError: there is none of this number.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, written)
        content = draft_of(view, proposal)
    one = _of_number(content, number, proposal.ref) if number else Recommendation(0, "")
    return recommendation_form(proposal, one, desk.shown, has_costs=bool(content.costs))


def stale_form(
    services: Services, identity: Identity, ref: str, number: int, typed: Mapping[str, Any], opened: Sequence[Block]
) -> dict[str, Any]:
    """Return the form of a recommendation as it is saved now, with what was typed; see `merged`.

    Raises:
        NotFoundError: it was taken out meanwhile.
    """
    now = form(services, identity, ref, number)
    both = merged(opened, typed, now["blocks"], FormOrigin.unpack(now["private_metadata"]).version)
    labels = " and ".join(f"“{label}”" for label in both.both)
    told = blocks.section(say("proposals/meanwhile", ref=ref, both=labels, files=0))
    return now | {"blocks": [told, *both.blocks]}


def set_one(services: Services, request: Request, number: int, fields: RecommendationFields) -> Saved:
    """Save a recommendation, 0 for a new one.

    Raises:
        InvalidInputError: it says nothing or too much, names a cost line that there is not, or a board twice.
        StaleRecordError: the proposal changed while the form was open.
    """

    def change(content: Content) -> Content:
        if number:
            _of_number(content, number, request.ref)
        elif len(content.recommendations) >= RECOMMENDATIONS_MAX:
            raise InvalidInputError(f"At most {RECOMMENDATIONS_MAX} recommendations fit in one paper.")
        kept = _read(content, number or len(content.recommendations) + 1, fields)
        others = [one for one in content.recommendations if one.number != kept.number]
        return replace(content, recommendations=tuple(sorted((*others, kept), key=lambda one: one.number)))

    return _changed(services, request, change, "saved", is_set=True)


def drop(services: Services, request: Request, number: int) -> Saved:
    """Take a recommendation out; those behind it move up.

    Raises:
        NotFoundError: there is none of this number.
    """

    def change(content: Content) -> Content:
        _of_number(content, number, request.ref)
        kept = [one for one in content.recommendations if one.number != number]
        return replace(content, recommendations=tuple(replace(one, number=place) for place, one in enumerate(kept, 1)))

    return _changed(services, request, change, "taken out")


def _changed(services: Services, request: Request, change: Any, what: str, *, is_set: bool = False) -> Saved:
    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = change_draft(unit, services, desk, request, change)
        if is_set:
            require_approval_asked(unit, services, desk, proposal, draft_of(unit, proposal), "money")
        return Saved(proposal.ref, proposal.version, say("proposals/said_recommendation", ref=proposal.ref, what=what))

    return once(services, request, work)


def _read(content: Content, number: int, fields: RecommendationFields) -> Recommendation:
    problems: dict[str, str] = {}
    words = clean(fields.words)
    if not words:
        problems["words"] = "Write what the board is asked to agree."
    elif len(words) > _WORDS_MAX:
        problems["words"] = f"That is {len(words):,} characters; at most {_WORDS_MAX:,} fit. Shorten it."
    asks: dict[str, Ask] = {}
    for ask, boards in fields.boards.items():
        for board in boards:
            if board in asks:
                problems[f"ask_{ask.value}"] = "A board stands here that is asked something else above."
            asks[board] = ask
    if fields.others is not None:
        asks[EVERY_BOARD] = fields.others
    lines: tuple[int, ...] = ()
    try:
        lines = line_numbers(fields.lines, content)
    except InvalidInputError as problem:
        problems["lines"] = str(problem)
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    return Recommendation(number, words, asks, lines, fields.is_of_money)


def line_numbers(written: str, content: Content) -> tuple[int, ...]:
    """Read numbers of cost lines, `1, 3-5`; none for nothing, which means all of them.

    Raises:
        InvalidInputError: there is no such line.
    """
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in re.split(r"[,;]|\band\b", written))):
        read = _NUMBERS.fullmatch(part)
        if read is None:
            raise InvalidInputError(f"“{part[:40]}” is no number of a cost line.", "Write them like 1, 3-5.")
        first = int(read[1])
        found |= set(range(first, int(read[2] or first) + 1))
    astray = sorted(found - {line.number for line in content.costs})
    if astray:
        raise InvalidInputError(f"There is no cost line {astray[0]}.", f"Lines count from 1 to {len(content.costs)}.")
    return tuple(sorted(found))


def _of_number(content: Content, number: int, ref: str) -> Recommendation:
    for one in content.recommendations:
        if one.number == number:
            return one
    raise NotFoundError(
        f"{ref} has no recommendation {number}.", f"See them: `/proposal recommend {ref}`.", of="proposal"
    )
