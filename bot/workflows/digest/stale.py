"""Which risks are stale, found in one look at how each was last reviewed.

What `bot.domain.staleness.stale_reasons` says of one risk with its history holds here of all: of a history only what
decides is read, and of few risks more than their last review.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.digest import Reach
from bot.domain.staleness import StaleRules, is_stale_at_a_look, may_stand_too_long, stands_too_long
from bot.store.unit_of_work import View

_AT_ONCE = 500


def stale_ids(view: View, reach: Reach, today: date, rules: StaleRules) -> Sequence[int]:
    """Return the ids of the stale risks that are reached, the highest residual score first."""
    found: list[tuple[tuple[int, str, int], int]] = []
    doubtful: dict[int, tuple[int, str, int]] = {}
    for look in view.digests.looks(reach):
        if is_stale_at_a_look(look, today, rules):
            found.append((look.place, look.id))
        elif may_stand_too_long(look, rules):
            doubtful[look.id] = look.place
    found += [(doubtful[risk_id], risk_id) for risk_id in _unchanged(view, list(doubtful), rules)]
    return [risk_id for _, risk_id in sorted(found)]


def _unchanged(view: View, risk_ids: Sequence[int], rules: StaleRules) -> list[int]:
    """Return those red risks of which nothing but “no change” was said for too many months."""
    found: list[int] = []
    for start in range(0, len(risk_ids), _AT_ONCE):
        some = risk_ids[start : start + _AT_ONCE]
        recent = view.risks.recent_of(some, rules.no_change_months)
        found += [risk_id for risk_id, reviews in recent.items() if stands_too_long(reviews, rules)]
    return found
