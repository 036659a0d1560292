"""The button that follows a record, or no longer."""

from __future__ import annotations

from bot.views import blocks
from bot.views.ids import Act


def follow_button(subject: str, *, is_followed: bool, number: int | None = None) -> blocks.Element:
    """Return the button.

    Args:
        subject: the record's kind and reference, such as `risk:PC11` or `action:ICBOct18-3`.
        is_followed: whether the reader follows it now.
        number: tells the button from others of its kind in one message or view.
    """
    act = Act.UNFOLLOW if is_followed else Act.FOLLOW
    return blocks.button("Unfollow" if is_followed else "Follow", act if number is None else f"{act}.{number}", subject)
