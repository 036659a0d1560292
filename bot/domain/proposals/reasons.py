"""To which of somebody's votes on several recommendations the reason that they gave belongs."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.proposals.records import Choice

_DISSENT = (Choice.AGAINST, Choice.ABSTAIN, Choice.WITH_CONDITIONS)


def reasoned_choices(chosen: frozenset[Choice], reasons_for: Collection[str]) -> frozenset[Choice]:
    """Return the choices to whose recommendations a reason belongs, where one was given for all of them.

    Where all were voted on alike, to all. Else to those for which the board asks a reason, and to what dissents most:
    what somebody says against one recommendation does not stand beside another that they are for.
    """
    if len(chosen) < 2:
        return chosen
    asked = {one for one in chosen if one.value in reasons_for and one is not Choice.WITH_CONDITIONS}
    return frozenset(asked) or frozenset({next(one for one in _DISSENT if one in chosen)})
