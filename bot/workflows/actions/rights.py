"""What people may do with an action, and whom they are sent to when they may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from bot.domain.access import with_office
from bot.domain.actions import access
from bot.domain.actions.records import Action
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_Allows = Callable[[View, Services, Desk, Action], bool]
_Names = Callable[[Services, Desk, Action], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Right:
    """Something that some people may do with an action they may read.

    Attributes:
        verb: what it is, after "You can't".
        allows: whether whoever is at the desk may.
        names: who may, beside the governance office.
    """

    verb: str
    allows: _Allows
    names: _Names

    def require(self, view: View, services: Services, desk: Desk, action: Action) -> None:
        """Make sure that whoever is at the desk may.

        Raises:
            NotAllowedError: they may not; says who may.
        """
        if self.allows(view, services, desk, action):
            return
        refuse(f"You can't {self.verb} {action.ref}.", self.names(services, desk, action))


def refuse(sentence: str, names: Iterable[str]) -> NoReturn:
    """Refuse something to somebody, and say who may, beside the governance office.

    Raises:
        NotAllowedError: always.
    """
    named = tuple(names)
    if not named:
        raise NotAllowedError(sentence, "Ask the governance office, which can.")
    raise NotAllowedError(sentence, f"These can: {with_office(named)}. Ask one of them.")


def acting_for(view: View, desk: Desk, action: Action) -> tuple[str, ...]:
    """Return the names of the owners for whom whoever is at the desk acts today, while they are away."""
    if desk.actor.person is None:
        return ()
    absent = view.hearing.acts_for(desk.actor.person.id, desk.actor.day)
    return tuple(owner.name for owner in action.owners if owner.person_id in absent)


def _steers(_view: View, services: Services, desk: Desk, action: Action) -> bool:
    return access.may_steer_action(desk.actor, action, services.config.bodies, desk.directory)


def _answers(view: View, services: Services, desk: Desk, action: Action) -> bool:
    return _steers(view, services, desk, action) or bool(acting_for(view, desk, action))


def _drops(_view: View, services: Services, desk: Desk, action: Action) -> bool:
    return access.may_set_action(desk.actor, action.board, services.config.bodies, desk.directory)


def _reopens(_view: View, services: Services, desk: Desk, action: Action) -> bool:
    return access.may_reopen_action(desk.actor, action, services.config.bodies, desk.directory)


def _steering(services: Services, desk: Desk, action: Action) -> tuple[str, ...]:
    return access.who_may_steer(action, services.config.bodies, desk.directory, desk.actor.day)


def _dropping(services: Services, desk: Desk, action: Action) -> tuple[str, ...]:
    return access.who_may_set(action.board, services.config.bodies, desk.directory, desk.actor.day)


def _reopening(services: Services, desk: Desk, action: Action) -> tuple[str, ...]:
    return access.who_may_reopen(action, services.config.bodies, desk.directory, desk.actor.day)


CLAIM = Right("close", lambda _view, _services, _desk, _action: True, lambda _services, _desk, _action: ())
"""To say that it is done: whoever reads it. Of others than its owners an owner is asked to confirm it."""

ANSWER = Right("update", _answers, _steering)
"""To say how it stands: whoever may change it, and who acts today for an owner."""

EXTEND = Right("move the date of", _steers, _steering)
REASSIGN = Right("hand over", _steers, _steering)
SPLIT = Right("split", _steers, _steering)
REPEAT = Right("change how often there is", _steers, _steering)
DROP = Right("drop", _drops, _dropping)
REOPEN = Right("reopen", _reopens, _reopening)
