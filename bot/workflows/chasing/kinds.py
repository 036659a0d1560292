"""What people are reminded of: a line for each kind of subject."""

from __future__ import annotations

from bot.workflows.chasing.asks import Kinds
from bot.workflows.escalation.reminding import read_acceptances
from bot.workflows.rounds import lines as rounds

KINDS: Kinds = {
    "acceptance": read_acceptances,
    "round": rounds.read,
}
