"""Find the risk that somebody means, as far as they may know of it."""

from __future__ import annotations

from bot.domain.access import Actor, may_change, may_read, who_may_change
from bot.domain.references import near_misses, parse_reference
from bot.domain.risks import Risk
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import View


def find_readable(view: View, actor: Actor, written: str) -> Risk:
    """Return the risk that `written` names.

    Raises:
        InvalidInputError: not a reference; a missing number is never guessed.
        NotFoundError: no such risk, or one the actor may not know of, with near misses they may read.
    """
    ref = parse_reference(written)
    if ref is None:
        raise InvalidInputError(
            f"“{written.strip()[:40]}” is not a reference.",
            "A reference is a workstream's letters and a number, such as PC11.",
        )
    risk = view.risks.find(ref)
    if risk is None or not may_read(actor, risk):
        raise NotFoundError(
            f"There is no risk {ref} that you may read.",
            "Look it up with `/risk search` or `/risk list`.",
            _suggestions(view, actor, str(ref)),
        )
    return risk


def find_changeable(view: View, actor: Actor, written: str) -> Risk:
    """Return the risk that `written` names, for change.

    Raises:
        NotAllowedError: the actor may read it but not change it; says who may.
    """
    risk = find_readable(view, actor, written)
    if not may_change(actor, risk):
        who = who_may_change(risk, view.people.directory(), actor.day)
        raise NotAllowedError(f"You can't change {risk.ref}.", f"These can: {who}. Ask one of them.")
    return risk


def _suggestions(view: View, actor: Actor, written: str) -> tuple[str, ...]:
    readable = [str(risk.ref) for risk in view.risks.all() if may_read(actor, risk)]
    return near_misses(written, readable)
