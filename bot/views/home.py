"""App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.access import Actor
from bot.domain.risks import Risk
from bot.domain.rounds import Round
from bot.errors import ConvenorError
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_list import list_line
from bot.views.wording import say

SHOWN = 20
_MEETINGS = 3
_ALERT_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """The round that is open, and the ids of the risks whose update it waits for."""

    round_: Round
    risk_ids: frozenset[int]


def home(
    actor: Actor,
    risks: Sequence[Risk],
    changeable: frozenset[str],
    meetings: Sequence[tuple[date, str]],
    shown: Presentation,
    undecided: int = 0,
    waiting: Waiting | None = None,
    alerts: Sequence[blocks.Block] = (),
) -> dict[str, Any]:
    """Return a person's Home: what a round waits for, their risks with an Update button, and their next meetings.

    `undecided` is for the office: how many open risks no rule can report while they are not scored. `alerts` are those
    that wait for the person.
    """
    head = say(
        "home/head",
        name=actor.name,
        today=shown.day(shown.today),
        total=len(risks),
        shown=min(SHOWN, len(risks)),
        waits=bool(alerts) or undecided > 0,
    )
    body: list[blocks.Block] = [blocks.section(head), *alerts[:_ALERT_BLOCKS]]
    if alerts:
        body.append(blocks.divider())
    if undecided:
        body.append(blocks.section(say("risk/undecided", number=undecided)))
    asked = [risk for risk in risks if waiting and risk.id in waiting.risk_ids]
    if waiting and asked:
        body.append(blocks.section(say("home/asked", number=len(asked), due=shown.day(waiting.round_.due_on))))
        body += [block for risk in asked[:SHOWN] for block in _asked(risk, shown)]
        body.append(blocks.divider())
    others = [risk for risk in risks if risk not in asked]
    for risk in others[: SHOWN - len(asked[:SHOWN])]:
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


def _asked(risk: Risk, shown: Presentation) -> list[blocks.Block]:
    ref = str(risk.ref)
    buttons = [
        blocks.button("Update", f"{Act.RISK_UPDATE}.{risk.id}", ref, style="primary"),
        blocks.button("No change", f"{Act.ROUND_NO_CHANGE}.{risk.id}", ref),
    ]
    return [blocks.section(list_line(risk, shown)), blocks.actions(buttons)]


def closed_home(refusal: ConvenorError) -> dict[str, Any]:
    """Return the Home of somebody the partnership does not know."""
    return {
        "type": "home",
        "blocks": [blocks.section(say("errors/problem", message=refusal.message, mend=refusal.mend))],
    }
