"""What does not agree between minutes, tracker and forward plan, grouped, page by page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.actions.records import MINUTE_MAX, SUMMARY_MAX
from bot.domain.listing import Page
from bot.domain.plans.drift import Drift, Found
from bot.domain.plans.meetings import Minuted
from bot.views import blocks
from bot.views.ids import Act
from bot.views.turning import outdated_button, pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, counted, escape, say

DRIFT_PAGE = 8
_NOTES_MAX = 12
_REF_MAX = 60


@dataclass(frozen=True, slots=True)
class DriftCounts:
    """How many records were compared."""

    minuted: int
    tracked: int
    planned: int


def drift_list(
    found: Sequence[Found],
    page: Page[Found],
    counts: DriftCounts,
    notes: Sequence[str],
    body: str,
    may_add: Container[str] = (),
) -> dict[str, Any]:
    """Return a page of what was found; the counts of all stand first, and what could not be compared last.

    Args:
        found: all of it.
        page: that of this page, in the same order.
        counts: how many records were compared.
        notes: sentences on what could not be compared.
        body: whose actions were asked for, empty for all.
        may_add: the names under which this reader may set actions: what the tracker lacks of these gets a button.
    """
    of_kind = Counter(one.drift for one in found)
    head = say(
        "plans/drift_head",
        total=len(found),
        name=body,
        page=page.number,
        pages=page.pages,
        groups=[counted(of_kind[drift], drift.one, drift.many) for drift in Drift if of_kind[drift]],
        minuted=counts.minuted,
        tracked=counts.tracked,
        planned=counts.planned,
    )
    lines: list[blocks.Block] = []
    group: Drift | None = None
    for one in page.items:
        if one.drift is not group:
            group = one.drift
            heading = say("plans/drift_group", words=counted(of_kind[group], group.one, group.many))
            lines += [blocks.divider(), blocks.section(heading)]
        line = say("plans/drift_line", kind=one.drift.name, record=one.record, ref=one.ref, facts=one.facts)
        lines.append(blocks.section(line, _button(one, may_add)))
    if notes and page.number == page.pages:
        more = len(notes) - _NOTES_MAX
        shown = [*notes[:_NOTES_MAX], *([f"And {more} more."] if more > 0 else [])]
        lines += [blocks.divider(), blocks.section(say("plans/drift_notes", notes=shown))]
    turns = turn_buttons(page, Act.DRIFT_BACK, Act.DRIFT_PAGE, lambda to: pack_turn(body, to))
    spoken = "; ".join(one.record for one in page.items)
    return blocks.message(Mrkdwn(f"{head} {escape(spoken)}"), [blocks.section(head), *lines, *blocks.action_row(turns)])


def unpack_minuted(value: str) -> Minuted:
    """Return what minutes have, as a button carried it.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        body, held_on, paragraph, ref, summary, due_on = map(str, json.loads(value))
        return Minuted(
            body,
            date.fromisoformat(held_on),
            paragraph,
            ref,
            summary,
            date.fromisoformat(due_on) if due_on else None,
        )
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem


def _button(found: Found, may_add: Container[str]) -> blocks.Element | None:
    if found.ref:
        return blocks.button(f"Open {found.ref}", Act.ACTION_SHOW, found.ref)
    one = found.minuted
    if one is None or one.body not in may_add:
        return None
    due_on = one.due_on.isoformat() if one.due_on else ""
    carried = [
        one.body,
        one.held_on.isoformat(),
        one.paragraph[:MINUTE_MAX],
        one.ref[:_REF_MAX],
        blocks.clip(one.summary, SUMMARY_MAX),
        due_on,
    ]
    return blocks.button("Add it", Act.DRIFT_ADD, json.dumps(carried, ensure_ascii=False))
