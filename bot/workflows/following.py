"""Following a record: it stands on one's Home, and what changes there shows at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.references import parse_reference
from bot.domain.text import clean_line
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views.blocks import Element
from bot.views.following import follow_button
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions.lookup import find_action, find_readable_action
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.risk_change import actor_key
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

FOLLOWED_MAX = 200


@dataclass(frozen=True, slots=True)
class _Record:
    """A record that can be followed: its kind, its number here and its reference."""

    kind: str
    id: int
    ref: str

    @property
    def subject(self) -> str:
        """As it is kept."""
        return f"{self.kind}:{self.id}"


def follow(services: Services, identity: Identity, written: str, delivery: str, *, wanted: bool = True) -> Mrkdwn:
    """Let whoever asks follow a record, or no longer; return what is said of it.

    Args:
        services: what every use case is handed.
        identity: who asks.
        written: the reference of a risk or an action, or its kind and reference (`risk:PC11`).
        delivery: names the delivery, so that a second one changes nothing.
        wanted: False to follow it no longer.

    Raises:
        InvalidInputError: no reference, or they follow as many records as anybody may.
        NotAllowedError: the directory does not list them.
        NotFoundError: no such record that they may read.
    """

    def work(unit: Unit) -> Mrkdwn:
        desk = open_desk(unit, services, identity)
        person_id = require_person(desk).id
        before = unit.inbox.claim(delivery)
        if before is not None:
            return Mrkdwn(before["said"])
        record = _find(unit, services, desk, written)
        if wanted and len(unit.follows.of(person_id)) >= FOLLOWED_MAX:
            raise InvalidInputError(
                f"You follow {FOLLOWED_MAX} records already.", "Unfollow some on your Home, then follow this one."
            )
        is_new = (
            unit.follows.follow(person_id, record.subject, unit.now)
            if wanted
            else unit.follows.unfollow(person_id, record.subject)
        )
        if is_new:
            verb = "person.follows" if wanted else "person.unfollows"
            unit.record(actor_key(desk), verb, f"person:{person_id}", record=f"{record.kind}:{record.ref}")
        said = say("home/follow", ref=record.ref, wanted=wanted, is_new=is_new)
        unit.inbox.keep(delivery, {"said": said})
        return said

    return services.store.write(work)


def button_to_follow(view: View, desk: Desk, kind: str, record_id: int, ref: str) -> Element | None:
    """Return the button by which whoever sits at `desk` follows a record or does so no more; None for the unlisted."""
    person = desk.actor.person
    if person is None:
        return None
    return follow_button(f"{kind}:{ref}", is_followed=view.follows.has(person.id, f"{kind}:{record_id}"))


def _find(view: View, services: Services, desk: Desk, written: str) -> _Record:
    kind, _, ref = written.rpartition(":")
    ref = clean_line(ref)
    if not ref:
        raise InvalidInputError("Which record?", "Give a reference: `/convenor follow PC11`.")
    is_risk = parse_reference(ref) is not None and find_action(view, ref) is None
    if kind == "risk" or (kind != "action" and is_risk):
        risk = find_readable(view, desk.actor, ref)
        return _Record("risk", risk.id, str(risk.ref))
    action = find_readable_action(view, services, desk, ref)
    return _Record("action", action.id, action.ref)
