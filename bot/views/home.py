"""App Home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.access import Actor
from bot.domain.risks import Risk
from bot.errors import ConvenorError
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_list import list_line
from bot.views.wording import say

SHOWN = 20
_MEETINGS = 3


def home(
    actor: Actor,
    risks: Sequence[Risk],
    changeable: frozenset[str],
    meetings: Sequence[tuple[date, str]],
    shown: Presentation,
    undecided: int = 0,
) -> dict[str, Any]:
    """Return a person's Home: their risks with an Update button, and when their boards next meet.

    `undecided` is for the office: how many open risks no rule can report while they are not scored.
    """
    head = say(
        "home/head", name=actor.name, today=shown.day(shown.today), total=len(risks), shown=min(SHOWN, len(risks))
    )
    body: list[blocks.Block] = [blocks.section(head)]
    if undecided:
        body.append(blocks.section(say("risk/undecided", number=undecided)))
    for risk in risks[:SHOWN]:
        ref = str(risk.ref)
        button = (
            blocks.button("Update", Act.RISK_UPDATE, ref)
            if ref in changeable
            else blocks.button("Open", Act.RISK_SHOW, ref)
        )
        body.append(blocks.section(list_line(risk, shown), button))
    upcoming = [f"{name} on {shown.day(held_on)}" for held_on, name in meetings[:_MEETINGS]]
    body += [blocks.divider(), blocks.context(say("home/foot", meetings="; ".join(upcoming)))]
    return {"type": "home", "blocks": body}


def closed_home(refusal: ConvenorError) -> dict[str, Any]:
    """Return the Home of somebody the partnership does not know."""
    return {
        "type": "home",
        "blocks": [blocks.section(say("errors/problem", message=refusal.message, mend=refusal.mend))],
    }
