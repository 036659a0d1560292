"""Find the action that somebody means, as far as they may know of it."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.access import Actor
from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.domain.actions.refs import ReferencePattern, near_references, plain_reference
from bot.domain.references import parse_reference
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.actions.links import readable_refs
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_SHORT = 40
_BEGINNING = 3
_NEAR_MOST, _NAMED_MOST = 30, 3


def pattern_of(services: Services) -> ReferencePattern:
    """Return how the partnership's references of actions are made."""
    return ReferencePattern(services.config.actions.reference)


def example_reference(services: Services) -> str:
    """Return a reference to write in an example: one that there is, else one as the partnership makes them."""
    with services.store.view() as view:
        latest = view.actions.latest_reference()
    board = next(iter(services.config.bodies.named), "TB")
    return latest or f"{pattern_of(services).beginning(board, services.today(services.clock.now()))}1"


def find_action(view: View, written: str, may: Callable[[Action], bool] = lambda _action: True) -> Action | None:
    """Return the action that `written` names, regardless of case, spaces and signs.

    Args:
        view: the look.
        written: a reference.
        may: whether an action may be known of where it is asked for; one that may not counts as none.

    Raises:
        InvalidInputError: it names several, and none exactly.
    """
    exact, plain = written.strip(), plain_reference(written)
    found = [action for action in (view.actions.written(exact, plain) if plain else ()) if may(action)]
    if len(found) > 1:
        refs = ", ".join(action.ref for action in found)
        raise InvalidInputError(f"“{exact[:_SHORT]}” may be any of {refs}.", "Write it exactly as it stands there.")
    return next(iter(found), None)


def find_readable_action(view: View, services: Services, desk: Desk, written: str) -> Action:
    """Return the action that `written` names.

    Raises:
        InvalidInputError: it names several.
        NotFoundError: no such action, or one the actor may not know of, with near misses they may read.
    """
    action = find_action(view, written, lambda one: may_read_action(desk.actor, one, services.config.bodies))
    if action is None:
        raise _not_found(view, services, desk.actor, written)
    return action


def _not_found(view: View, services: Services, actor: Actor, written: str) -> NotFoundError:
    short = written.strip()[:_SHORT]
    risk = parse_reference(written)
    if risk is not None:
        mend = f"{risk} is the reference of a risk: see it with `/risk {risk}`."
    else:
        mend = "Look it up with `/action search` or `/action list`."
    return NotFoundError(
        f"There is no action “{short}” that you may read.", mend, _suggestions(view, services, actor, written), "action"
    )


def _suggestions(view: View, services: Services, actor: Actor, written: str) -> tuple[str, ...]:
    plain = plain_reference(written)
    if not plain:
        return ()
    # Those that may not be read take no place of those that may, or their number would tell of them.
    near = near_references(written, view.actions.references_like(plain[:_BEGINNING]), _NEAR_MOST)
    readable = readable_refs(view, services, actor, near)
    return tuple(ref for ref in near if ref in readable)[:_NAMED_MOST]
