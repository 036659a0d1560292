"""Which records somebody names in a message that mentions the bot."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.domain.actions.refs import ReferencePattern

_LABELLED = re.compile(r"<(?:https?|mailto):[^<>|]*\|([^<>]*)>")
_TOKEN = re.compile(r"<[^<>]*>")


def references_in(text: str, actions: ReferencePattern, workstreams: Collection[str]) -> tuple[str, ...]:
    """Return the references of risks and actions in a message, each once, in the order they are named.

    Args:
        text: as Slack has it: mentions and links in pointed brackets.
        actions: how references of actions are made.
        workstreams: the keys that references of risks begin with; other letters with a number are no reference.
    """
    plain = _TOKEN.sub(" ", _LABELLED.sub(r" \1 ", text))
    placed: list[tuple[int, str]] = []
    for written in actions.found_in(plain):
        start = plain.find(written)
        placed.append((start, written))
        # What stands within an action's reference is no risk's.
        plain = plain.replace(written, " " * len(written))
    keys = "|".join(sorted(map(re.escape, workstreams), key=len, reverse=True))
    if keys:
        risk = re.compile(rf"(?<![0-9A-Za-z])({keys})[\s\-_/.]{{0,2}}0{{0,4}}([1-9]\d{{0,4}})(?![0-9A-Za-z×*])", re.I)
        placed += [(found.start(), f"{found[1].upper()}{found[2]}") for found in risk.finditer(plain)]
    return tuple(dict.fromkeys(written for _, written in sorted(placed)))
