"""The verb that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_LEAST_LIKE = 0.7
_LEAST_BEGUN = 3


def meant(
    command: str,
    written: str,
    verbs: Iterable[str],
    others: Mapping[str, tuple[str, ...]] | None = None,
    rest: str = "",
) -> str:
    """Return a question with the verb of a command that is near to what was written, and a space; empty if none is.

    Args:
        command: such as `/action`.
        written: the word in the verb's place.
        verbs: those of the command.
        others: words that say the same as some of them.
        rest: what was written behind it, as far as it belongs there.
    """
    word, known = written.casefold(), sorted(str(verb) for verb in verbs)
    if others and word in others:
        named = [f"`{command} {verb} {rest}".rstrip() + "`" for verb in others[word]]
        return f"Do you mean {' or '.join(named)}? "
    begun = [verb for verb in known if len(word) >= _LEAST_BEGUN and verb.startswith(word)]
    near = begun or get_close_matches(word, known, 1, _LEAST_LIKE)
    return f"Do you mean `{command} {near[0]}`? " if near else ""
