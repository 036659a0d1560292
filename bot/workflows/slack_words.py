"""What people write in Slack, as they read it themselves: names for mentions, words for links."""

from __future__ import annotations

import re

from bot.domain.directory import Directory
from bot.domain.text import clean
from bot.views.wording import unescape
from bot.workflows.services import Services

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
# In words that are unescaped already, angle brackets may be somebody's own.
_TARGETED = re.compile(r"<((?:[@#][A-Z0-9]|!|https?://|mailto:)[^<>|\s]*)(?:\|([^<>]*))?>")


def plain_words(text: str, directory: Directory) -> str:
    """Return the text of a message as it is read: names for mentions, words and addresses for links; made tidy."""

    def said(found: re.Match[str]) -> str:
        target, label = found[1], found[2] or ""
        if target.startswith("@"):
            person, account = directory.person_of(target[1:]), directory.accounts.get(target[1:])
            return person.name if person else label or (account.name if account else "somebody")
        if target.startswith("#"):
            return f"#{label}" if label else "a channel"
        if target.startswith("!"):
            return label or f"@{target[1:].partition('^')[0]}"
        address = target.removeprefix("mailto:")
        # Slack makes an address of a bare name too, with what was typed for its words.
        return f"{label} ({address})" if label and label not in address else label or address

    return clean(unescape(_MARKED.sub(said, text)))


def as_typed(words: str, directory: Directory) -> str:
    """Return words of a command, unescaped already, as whoever typed them saw them: `@name`, `#channel`, an address."""

    def typed(found: re.Match[str]) -> str:
        target, label = found[1], found[2] or ""
        if target.startswith("@"):
            account = directory.accounts.get(target[1:])
            return f"@{label or (account.name if account else target[1:])}"
        if target.startswith(("#", "!")):
            return f"{'#' if target.startswith('#') else '@'}{label or target[1:].partition('^')[0]}"
        # Slack makes an address of a bare name too, with what was typed for its words.
        return label if label and label in target else target.removeprefix("mailto:")

    return _TARGETED.sub(typed, words)


def words_typed(services: Services, words: str) -> str:
    """Return words of a command as they were typed, see `as_typed`."""
    if _TARGETED.search(words) is None:
        return words
    with services.store.view() as view:
        return as_typed(words, view.people.directory())
