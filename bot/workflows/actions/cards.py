"""Cards of actions in channels: shared by somebody, renewed with the action, and withdrawn once it is not public."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.slack.gateway import SlackGateway
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.action_card import changed_action, shared_action, withdrawn_action
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from bot.workflows.sharing import Shareable, require_all_may_read
from bot.workflows.told_in_channels import take_out

_CARD = "action-card"
_PUBLIC, _HIDDEN = "public", "hidden"


def share_action(
    services: Services, gateway: SlackGateway, identity: Identity, written: str, channel_id: str, key: str
) -> str:
    """Post the card of an action into a channel for all to see; return the action's reference.

    Args:
        services: what every use case is handed.
        gateway: to ask who is in the channel.
        identity: who shares.
        written: the reference.
        channel_id: where the person stands.
        key: names the delivery, so that a double click shares once.

    Raises:
        NotAllowedError: somebody in the channel may not see the record, or that cannot be checked.
        UnavailableError: Slack did not say who is there.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        action = find_readable_action(view, services, desk, written)
    bodies = services.config.bodies
    is_hidden = action.visibility is Visibility.NON_PUBLIC
    shared = Shareable(action.ref, is_hidden, lambda reader: may_read_action(reader, action, bodies))
    require_all_may_read(services, gateway, desk.directory, shared, channel_id)

    def work(unit: Unit) -> None:
        if unit.inbox.claim(key) is not None:
            return
        again = open_desk(unit, services, identity)
        present = find_readable_action(unit, services, again, written)
        if present.version != action.version:
            raise InvalidInputError(
                f"{action.ref} was changed this moment, so it wasn't shared.", "Look at it, then share."
            )
        anchor = f"{_anchor(action)}:{_HIDDEN if is_hidden else _PUBLIC}:{key}"
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=f"share:{key}",
                subject=f"action:{present.ref}",
                channel=channel_id,
                anchor=anchor,
                content=shared_action(present, again.shown, again.actor.name),
                is_confidential=is_hidden,
            )
        )
        unit.record(f"slack:{identity.slack_id}", "action.shared", f"action:{present.ref}", channel=channel_id)

    services.store.write(work)
    return action.ref


def renew_cards(unit: Unit, desk: Desk, action: Action) -> None:
    """Let the cards of an action that stand in channels, or are on their way there, show it as it is now.

    One that was shared while it was public says no more than that it was withdrawn, once it is not. One that was shared
    while it was not says no more than that it changed, as long as it is not: who is there now, nobody has asked.
    """
    is_hidden = action.visibility is Visibility.NON_PUBLIC
    if is_hidden:
        unit.outbox.withdraw_public(f"action:{action.ref}")
    shared = unit.outbox.naming(_anchor(action), "")
    for anchor, channel in unit.outbox.to_be_renewed(shared).items():
        was_public = anchor.removeprefix(f"{_anchor(action)}:").startswith(f"{_PUBLIC}:")
        if is_hidden:
            content = withdrawn_action(action) if was_public else changed_action(action)
        else:
            content = shared_action(action, desk.shown, "")
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=f"{anchor}:v{action.version:06d}",
                subject=f"action:{action.ref}{':withdrawn' if is_hidden and was_public else ''}",
                channel=channel,
                anchor=anchor,
                content=content,
                is_confidential=not was_public,
            )
        )


def renew_imported(unit: Unit, desk: Desk, before: Mapping[str, Visibility]) -> None:
    """Let the cards of actions that an import changed show them as they are now.

    Args:
        unit: the unit of work, in which they have been written.
        desk: of who brings the file.
        before: who could see each of them before, by its reference.
    """
    shared = {int(anchor.split(":")[1]) for anchor in unit.outbox.standing_below(_CARD)}
    for action in unit.actions.of_refs(before) if before else ():
        is_closed = action.visibility is Visibility.NON_PUBLIC and before[action.ref] is Visibility.PUBLIC
        if is_closed:
            take_out(unit, action)
        if action.id in shared:
            renew_cards(unit, desk, action)
        elif is_closed:
            unit.outbox.withdraw_public(f"action:{action.ref}")


def _anchor(action: Action) -> str:
    return f"{_CARD}:{action.id}"
