"""What people are asked about an action: to take it over, and whether it is done. What others read of the answer."""

from __future__ import annotations

from typing import Any

from bot.domain.actions.asked import Claim, Handover
from bot.domain.actions.records import Action
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.action_forms import now_words
from bot.views.action_told import letter_lines
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say


def handover_buttons(handover: Handover) -> list[blocks.Element]:
    """Return the buttons of whoever is asked to take an action over."""
    value = str(handover.id)
    return [
        blocks.button("Accept", Act.HANDOVER_ACCEPT, value, style="primary"),
        blocks.button("Hand back", Act.HANDOVER_RETURN, value),
    ]


def claim_buttons(claim: Claim) -> list[blocks.Element]:
    """Return the buttons of an owner whose action others say is done."""
    value = str(claim.id)
    return [
        blocks.button("Confirm", Act.CLAIM_CONFIRM, value, style="primary"),
        blocks.button("Not yet done", Act.CLAIM_REFUSE, value),
    ]


def numbered(button: blocks.Element, number: int) -> blocks.Element:
    """Return a button that may stand beside others of its kind."""
    return {**button, "action_id": f"{button['action_id']}.{number}"}


def handover_message(handover: Handover, action: Action, shown: Presentation) -> dict[str, Any]:
    """Return what whoever is to own an action reads, with the buttons to answer while it waits."""
    text = say("actions/handover_asked", **_of_handover(handover, action, shown))
    body = [blocks.section(text)]
    buttons = [blocks.button("Show", Act.ACTION_SHOW, action.ref)]
    if handover.is_waiting:
        body.append(blocks.section(now_words(action, shown)))
        buttons = [*handover_buttons(handover), *buttons]
    return blocks.message(_heard(text, handover.is_waiting, action, shown), [*body, blocks.actions(buttons)])


def handover_notice(
    handover: Handover, action: Action, name: str, reader_id: int, shown: Presentation
) -> dict[str, Any]:
    """Return what the owner before, and whoever asked for it, reads of a handover; `name` is who is asked.

    While it waits it can be taken back.
    """
    is_theirs = handover.owner.person_id == reader_id
    facts = _of_handover(handover, action, shown)
    text = say("actions/handover_told", name=name, is_theirs=is_theirs, marked=True, **facts)
    buttons = [blocks.button("Show", Act.ACTION_SHOW, action.ref)]
    if handover.is_waiting:
        buttons.append(blocks.button("Take it back", Act.HANDOVER_WITHDRAW, str(handover.id)))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def handover_lines(
    handover: Handover, action: Action, name: str, reader_id: int, shown: Presentation
) -> tuple[str, ...]:
    """Return the same as the lines of a letter; of an action that is not public no words."""
    is_theirs = handover.owner.person_id == reader_id
    facts = _of_handover(handover, action, shown)
    if action.visibility is not Visibility.PUBLIC:
        facts |= {"reason": "", "answer": ""}
    text = say("actions/handover_told", name=name, is_theirs=is_theirs, marked=False, **facts)
    return letter_lines(text, action)


def handover_line(handover: Handover, action: Action, shown: Presentation, *, is_own: bool) -> NudgeLine:
    """Return the line that reminds of a handover, with the buttons of whoever is asked where `is_own`."""
    waits = handover.is_waiting
    text = say("actions/line_handover", summary=action.summary, waits=waits, **_of_handover(handover, action, shown))
    plain = f"{action.ref}: {handover.asked_by} asks {'you' if is_own else 'for somebody'} to take it over"
    buttons = [numbered(one, handover.id) for one in handover_buttons(handover)] if waits and is_own else []
    show = blocks.button("Show", f"{Act.ACTION_SHOW}.{action.id}", action.ref)
    return NudgeLine(text, plain, (*buttons, show) if waits else (), order=(action.ref,), is_done=not waits)


def claim_line(claim: Claim, action: Action, shown: Presentation) -> NudgeLine:
    """Return the line that reminds an owner that an action is said to be done, with the buttons to answer."""
    waits = claim.is_waiting
    text = say("actions/line_claim", summary=action.summary, waits=waits, **_of_claim(claim, action, shown))
    plain = f"{action.ref}: {claim.said_by} says that it is done; can you confirm it?"
    buttons = tuple(numbered(one, claim.id) for one in claim_buttons(claim)) if waits else ()
    return NudgeLine(text, plain, buttons, order=(action.ref,), is_done=not waits)


def claim_message(claim: Claim, action: Action, shown: Presentation, *, to_office: bool = False) -> dict[str, Any]:
    """Return what an owner reads of a claim, with the buttons to answer while it waits.

    `to_office` where it goes to the office, because no owner can be reached.
    """
    text = say("actions/claim_asked", to_office=to_office, **_of_claim(claim, action, shown))
    body = [blocks.section(text)]
    buttons = [blocks.button("Show", Act.ACTION_SHOW, action.ref)]
    if claim.is_waiting:
        body.append(blocks.section(now_words(action, shown)))
        buttons = [*claim_buttons(claim), *buttons]
    return blocks.message(_heard(text, claim.is_waiting, action, shown), [*body, blocks.actions(buttons)])


def claim_notice(claim: Claim, action: Action, shown: Presentation) -> dict[str, Any]:
    """Return what whoever claimed it reads of the answer."""
    text = say("actions/claim_told", **_of_claim(claim, action, shown))
    buttons = [blocks.button("Show", Act.ACTION_SHOW, action.ref)]
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def not_mine_message(action: Action, name: str, reason: str, shown: Presentation) -> dict[str, Any]:
    """Return what the office reads when an owner says that an action is not theirs, and not whose it is."""
    text = say("actions/not_mine", ref=action.ref, name=name, reason=reason)
    buttons = [
        blocks.button("Reassign", Act.ACTION_REASSIGN, action.ref, style="primary"),
        blocks.button("Show", Act.ACTION_SHOW, action.ref),
    ]
    now = now_words(action, shown)
    return blocks.message(
        Mrkdwn(f"{text}\n{now}"), [blocks.section(text), blocks.section(now), blocks.actions(buttons)]
    )


def _heard(text: Mrkdwn, is_waiting: bool, action: Action, shown: Presentation) -> Mrkdwn:  # noqa: FBT001
    return Mrkdwn(f"{text}\n{now_words(action, shown)}") if is_waiting else text


def _of_handover(handover: Handover, action: Action, shown: Presentation) -> dict[str, Any]:
    return {
        "ref": action.ref,
        "owner": handover.owner.name,
        "asker": handover.asked_by,
        "by_owner": handover.asked_by_id is not None and handover.asked_by_id == handover.owner.person_id,
        "reason": handover.reason,
        "state": handover.state.value,
        "answer": handover.answer,
        "on": shown.day(handover.answered_at) if handover.answered_at else "",
    }


def _of_claim(claim: Claim, action: Action, shown: Presentation) -> dict[str, Any]:
    return {
        "ref": action.ref,
        "name": claim.said_by,
        "how": claim.how,
        "state": claim.state.value,
        "by": claim.answered_by,
        "answer": claim.answer,
        "on": shown.day(claim.answered_at) if claim.answered_at else "",
        "owners": [owner.name for owner in action.owners],
    }
