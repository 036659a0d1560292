"""The menu of what is seldom done with an open action."""

from __future__ import annotations

from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import Act

MORE = {Act.ACTION_SPLIT: "Split into parts…", Act.ACTION_RECUR: "Repeat…", Act.ACTION_DROP: "Drop…"}
"""What the menu offers, by the button it stands for."""


def more_menu(ref: str, *, can_drop: bool) -> blocks.Element:
    """Return the menu of an open action; dropping it is offered to whoever may."""
    offered = {act: label for act, label in MORE.items() if can_drop or act is not Act.ACTION_DROP}
    choices = [Choice(label, f"{act} {ref}") for act, label in offered.items()]
    return blocks.select(Act.ACTION_MORE, choices, placeholder="More")
