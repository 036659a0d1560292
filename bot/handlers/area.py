"""What an area of the bot brings: verbs of its commands, and what its buttons and forms call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.handlers.desk import Handler, WordsHandler
from bot.views.ids import Act, Form


@dataclass(frozen=True, slots=True)
class Area:
    """An area of handlers; what it does not bring is empty.

    Attributes:
        risk_verbs: verbs of `/risk`.
        action_verbs: verbs of `/action`.
        proposal_verbs: verbs of `/proposal`.
        board_verbs: verbs of `/board`.
        convenor_verbs: verbs of `/convenor`.
        clicks: what its buttons and menus call.
        forms: what its forms call.
    """

    risk_verbs: Mapping[str, WordsHandler] = field(default_factory=dict)
    action_verbs: Mapping[str, WordsHandler] = field(default_factory=dict)
    proposal_verbs: Mapping[str, WordsHandler] = field(default_factory=dict)
    board_verbs: Mapping[str, WordsHandler] = field(default_factory=dict)
    convenor_verbs: Mapping[str, WordsHandler] = field(default_factory=dict)
    clicks: Mapping[Act, Handler] = field(default_factory=dict)
    forms: Mapping[Form, Handler] = field(default_factory=dict)
