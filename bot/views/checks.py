"""What the checks on the register found, grouped, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.domain.consistency import Check, Finding
from bot.domain.listing import Page
from bot.views import blocks
from bot.views.ids import Act
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import counted, say

CHECK_PAGE = 10


def check_list(
    found: Sequence[Finding], page: Page[Finding], looked_at: int, workstream: str, name: str
) -> dict[str, Any]:
    """Return a page of findings under their headings; the counts of all stand first.

    Args:
        found: all of them.
        page: those of this page, in the same order.
        looked_at: how many risks were looked at.
        workstream: the key that the buttons carry on, empty for all.
        name: that workstream's name.
    """
    counts = Counter(finding.check for finding in found)
    head = say(
        "risk/check_head",
        total=len(found),
        risks=len({finding.risk.id for finding in found}),
        looked_at=looked_at,
        name=name,
        groups=[counted(counts[check], check.one, check.many) for check in Check if counts[check]],
        page=page.number,
        pages=page.pages,
    )
    body: list[blocks.Block] = []
    group: Check | None = None
    for finding in page.items:
        if finding.check is not group:
            group = finding.check
            heading = say("risk/check_group", words=counted(counts[group], group.one, group.many))
            body += [blocks.divider(), blocks.section(heading)]
        button = blocks.button(f"Open {finding.risk.ref}", Act.RISK_SHOW, str(finding.risk.ref))
        body.append(blocks.section(say("risk/check_line", finding=finding), button))
    turns = turn_buttons(page, Act.CHECK_BACK, Act.CHECK_PAGE, lambda to: pack_turn(workstream, to))
    return blocks.message(head, [blocks.section(head), *body, *blocks.action_row(turns)])
