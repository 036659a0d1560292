"""Find the risk that somebody means, as far as they may know of it."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.access import Actor, may_change, may_read, who_may_change
from bot.domain.references import Reference, near_misses, parse_reference
from bot.domain.risks import Risk
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import View

Finder = Callable[[View, Actor, str], Risk]
"""Finds the risk that somebody means, as far as they have the right to what they are about to do."""


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
    return require_readable(view, actor, ref, view.risks.find(ref))


def require_readable(view: View, actor: Actor, ref: Reference, risk: Risk | None) -> Risk:
    """Return the risk that was found under a reference.

    Raises:
        NotFoundError: none was, or the actor may not know of it.
    """
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
        raise _not_allowed(view, actor, risk)
    return risk


def find_answerable(view: View, actor: Actor, written: str) -> Risk:
    """Return the risk that `written` names, to say how it stands: for who may change it, or acts today for a lead.

    Raises:
        NotAllowedError: the actor may read it but not answer for it; says who may.
    """
    risk = find_readable(view, actor, written)
    if not (may_change(actor, risk) or answers_for_lead(view, actor, risk)):
        raise _not_allowed(view, actor, risk)
    return risk


def answers_for_lead(view: View, actor: Actor, risk: Risk) -> bool:
    """Return whether the actor leads a risk, or acts today for a lead; what they may read does not grow by it."""
    if actor.leads(risk):
        return True
    if actor.person is None:
        return False
    directory = view.people.directory()
    return any(
        lead.person_id == person_id or lead.group_id in directory.groups_of(person_id, actor.day)
        for person_id in view.hearing.acts_for(actor.person.id, actor.day)
        for lead in risk.leads
    )


def _not_allowed(view: View, actor: Actor, risk: Risk) -> NotAllowedError:
    who = who_may_change(risk, view.people.directory(), actor.day)
    return NotAllowedError(f"You can't change {risk.ref}.", f"These can: {who}. Ask one of them.")


def _suggestions(view: View, actor: Actor, written: str) -> tuple[str, ...]:
    readable = [str(risk.ref) for risk in view.risks.all() if may_read(actor, risk)]
    return near_misses(written, readable)
