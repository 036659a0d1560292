"""Bring a register in: understood, compared with what is held, shown, and applied as a whole."""

from bot.workflows.imports.applying import Applied, apply
from bot.workflows.imports.outcome import Outcome, Plan, RowOutcome
from bot.workflows.imports.planning import prepare
from bot.workflows.imports.source import Importer, ImportOptions, ImportSource
from bot.workflows.imports.understanding import register_of

__all__ = [
    "Applied",
    "ImportOptions",
    "ImportSource",
    "Importer",
    "Outcome",
    "Plan",
    "RowOutcome",
    "apply",
    "prepare",
    "register_of",
]
