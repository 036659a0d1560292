"""What buttons and forms of votes carry unseen: the stage, and what its reader saw of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.proposals.records import Choice, Stage
from bot.views.turning import outdated_button

_DIGITS = 12
_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class SeenStage:
    """A stage as a button knows it: its id, and the sitting and version that were before the board then."""

    stage_id: int
    sitting: int
    considers: int
    choice: Choice | None = None

    @property
    def seen(self) -> tuple[int, int]:
        """The sitting and the version."""
        return self.sitting, self.considers


def pack_stage(stage: Stage, choice: Choice | None = None) -> str:
    """Return what a button carries."""
    parts = [str(stage.id), str(stage.sitting), str(stage.considers)]
    return ":".join([*parts, choice.value] if choice else parts)


def unpack_stage(value: str) -> SeenStage:
    """Return what a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    parts = value.split(":")
    choices = {choice.value: choice for choice in Choice}
    choice = choices.get(parts.pop()) if parts[-1] in choices else None
    if len(parts) != _NUMBERS or not all(one.isdecimal() and len(one) <= _DIGITS for one in parts):
        raise outdated_button()
    stage_id, sitting, considers = (int(one) for one in parts)
    return SeenStage(stage_id, sitting, considers, choice)
