"""Show each change of a risk in its workstream's channel: one message per risk and month, changes in its thread."""

from __future__ import annotations

from bot.domain.references import Reference
from bot.domain.risks import Review, Risk, Visibility
from bot.errors import IntegrityError
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.risk_notices import thread_reply, thread_root, withdrawn_message
from bot.views.wording import Mrkdwn
from bot.workflows.desk import Desk
from bot.workflows.escalation.telling import withdraw_from_channels
from bot.workflows.sharing import public_cards
from bot.workflows.told_in_channels import take_out


def announce(unit: Unit, desk: Desk, ref: Reference, before: Review | None) -> Mrkdwn:
    """Put the change just made into the outbox; return a sentence that says where it will be seen.

    A non-public risk goes to the workstream's private channel only, and nowhere if there is none.

    Raises:
        IntegrityError: the risk just written cannot be read back.
    """
    risk = unit.risks.find(ref)
    if risk is None:
        raise IntegrityError(f"{ref} was written but cannot be read back.")
    workstream = desk.directory.workstreams.get(risk.workstream)
    confidential = risk.visibility is Visibility.NON_PUBLIC
    channel = None
    if workstream is not None:
        channel = workstream.private_channel if confidential else workstream.channel
    if channel is None:
        return Mrkdwn("It is not shown in a channel: its workstream has none for it.")
    month = desk.shown.date_of(risk.present.at).strftime("%Y-%m")
    subject = f"risk:{risk.ref}"
    root = _root(risk, month, channel)
    step = f"risk:{risk.id}:v{risk.version:06d}"
    unit.outbox.put(
        OutgoingMessage(
            dedupe_key=f"{step}:1-card",
            subject=subject,
            channel=channel,
            anchor=root,
            content=thread_root(risk, desk.shown),
            is_confidential=confidential,
        )
    )
    unit.outbox.put(
        OutgoingMessage(
            dedupe_key=f"{step}:2-change",
            subject=subject,
            channel=channel,
            anchor=f"{step}:change",
            content=thread_reply(risk, before, desk.shown),
            under=root,
            is_confidential=confidential,
        )
    )
    return Mrkdwn(f"It is shown in <#{channel}>.")


def withdraw(unit: Unit, desk: Desk, risk: Risk) -> None:
    """Take a risk that is no longer public out of its workstream's channel, as far as it can be taken back.

    What waits to be posted there is not posted; the month's message, and cards that were shared for all to see, say no
    more than that it was withdrawn.
    """
    unit.outbox.withdraw_public(f"risk:{risk.ref}")
    withdraw_from_channels(unit, risk)
    take_out(unit, risk)
    for anchor, place in unit.outbox.to_be_renewed(unit.outbox.naming(public_cards(risk), "")).items():
        _put_withdrawn(unit, risk, anchor, place)
    workstream = desk.directory.workstreams.get(risk.workstream)
    channel = workstream.channel if workstream else None
    if channel is None:
        return
    root = _root(risk, f"{desk.shown.date_of(risk.present.at):%Y-%m}", channel)
    if unit.outbox.stands(root):
        _put_withdrawn(unit, risk, root, channel)


def _put_withdrawn(unit: Unit, risk: Risk, anchor: str, channel: str) -> None:
    unit.outbox.put(
        OutgoingMessage(
            dedupe_key=f"{anchor}:v{risk.version + 1:06d}:0-withdrawn",
            subject=f"risk:{risk.ref}:withdrawn",
            channel=channel,
            anchor=anchor,
            content=withdrawn_message(risk),
        )
    )


def _root(risk: Risk, month: str, channel: str) -> str:
    return f"risk:{risk.id}:{month}:{channel}"
