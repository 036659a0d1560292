"""Errors as people read them."""

from __future__ import annotations

from typing import Any

from bot.errors import ConvenorError, NotFoundError
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import say

_OPENS = {"risk": Act.RISK_SHOW, "action": Act.ACTION_SHOW, "proposal": Act.PROPOSAL_SHOW}


def problem(error: ConvenorError) -> dict[str, Any]:
    """Return what happened and what to do, with a button for each near miss."""
    text = say("errors/problem", message=error.message, mend=error.mend)
    body = [blocks.section(text)]
    if isinstance(error, NotFoundError) and error.suggestions:
        buttons = [
            blocks.button(f"Did you mean {ref}?", f"{_OPENS[error.of]}.{place}", ref)
            for place, ref in enumerate(error.suggestions)
        ]
        body.append(blocks.actions(buttons))
    return blocks.message(text, body)


def unexpected(number: str) -> dict[str, Any]:
    """Return what somebody reads when the fault is ours; `number` finds it in the log."""
    text = say("errors/unexpected", number=number)
    return blocks.message(text, [blocks.section(text)])
