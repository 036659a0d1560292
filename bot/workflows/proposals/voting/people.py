"""Whom somebody means by a mention, a name or a key."""

from __future__ import annotations

import re

from bot.errors import InvalidInputError
from bot.views.blocks import clip
from bot.workflows.services import Services

_MENTION = re.compile(r"^<@([A-Z0-9]+)(?:\|[^<>]*)?>$")


def person_meant(services: Services, written: str) -> int:
    """Return the id of whoever is meant.

    Raises:
        InvalidInputError: nobody of the directory, or more than one.
    """
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        wanted = written.strip().lstrip("@").casefold()
        mention = _MENTION.match(written.strip())
        if mention is not None:
            person = directory.person_of(mention[1])
            found = [person] if person else []
        else:
            found = [
                one
                for one in directory.people.values()
                if one.term.holds(today) and wanted in (one.name.casefold(), one.key.casefold())
            ]
        if len(found) != 1:
            short = clip(written.strip(), 40)
            raise InvalidInputError(
                f"“{short}” could be more than one person." if found else f"I don't know “{short}” in the directory.",
                "Mention them with @, or write their whole name.",
            )
        return found[0].id
