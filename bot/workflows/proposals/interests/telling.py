"""Who is written to about interests in a stage: their holder, whoever rules on them, the office where nobody can."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.domain.people import Person
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.proposals.recusals import Conflict
from bot.domain.reply_links import MAILTO
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import interest_told
from bot.views.action_told import letter
from bot.views.interest_told import Reader, Role
from bot.workflows.chasing.reaching import address_of
from bot.workflows.letters import frame_of
from bot.workflows.office import office_places, tell_office
from bot.workflows.proposals.interests import presiding
from bot.workflows.proposals.interests.recording import line_of
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

KIND = "interests"


def tell_found(unit: Unit, services: Services, stage: Stage, found: Collection[Conflict]) -> None:
    """Write to the holders of interests that were just added, and to whoever rules on them."""
    if not found:
        return
    number = max(one.id for one in found)
    for person_id in sorted({one.person_id for one in found}):
        _write(unit, services, stage, Role.MEMBER, person_id, f"f{number}")
    ask_for_ruling(unit, services, stage, is_new=True)


def ask_for_ruling(unit: Unit, services: Services, stage: Stage, *, is_new: bool = False) -> None:
    """Have those who rule on a stage's interests look at what waits; the office where nobody can.

    They look at what is new (`is_new`) also where nothing waits: somebody left by their own choice, or by law.

    Whoever was asked about the same before is not asked anew: what stands is renewed.
    """
    weighed = unit.conflicts.of_stage(stage.id)
    if not is_new and all(one.effect is not None for one in weighed):
        renew(unit, stage)
        return
    number = max(one.conflict.id for one in weighed)
    asked = presiding.rulers(unit, services, stage)
    for person_id in asked:
        _write(unit, services, stage, Role.CHAIR, person_id, f"f{number}")
    if not asked:
        for place in office_places(unit, services):
            name = f"{KIND}:{stage.id}:{Role.OFFICE}:{place}:f{number}"
            kept = {"kind": KIND, "stage": stage.id, "role": Role.OFFICE.value, "person": 0}
            unit.outbox.put(OutgoingMessage(name, name, place, name, {DEFERRED: kept}, is_confidential=True))
    renew(unit, stage)


def tell_ruled(unit: Unit, services: Services, stage: Stage, conflict: Conflict, ruling_id: int) -> None:
    """Write to the holder of an interest what was ruled on it; what others read before says so too."""
    _write(unit, services, stage, Role.MEMBER, conflict.person_id, f"r{ruling_id}")
    renew(unit, stage)


def tell_if_all_are_out(unit: Unit, services: Services, stage: Stage) -> bool:
    """Tell the office when nobody is left who votes at a stage's board; return whether that is so."""
    members = presiding.voting_members(unit, services, stage)
    if not members or members - unit.conflicts.recusals(stage.id).no_vote:
        return False
    proposal = unit.proposals.get(stage.proposal_id)
    ref = proposal.ref if proposal else ""
    shown = services.presentation(unit.people.directory(), unit.now)
    content = interest_told.all_out(ref, shown.board_names([stage.board]))
    tell_office(unit, services, f"{KIND}:{stage.id}:{stage.sitting}:all-out", content)
    return True


def renew(unit: Unit, stage: Stage) -> None:
    """Put what stands about a stage's interests anew."""
    standing = unit.outbox.standing_below(f"{KIND}:{stage.id}")
    waiting = unit.outbox.to_be_renewed(anchor for anchor, place in standing.items() if not place.startswith(MAILTO))
    for anchor, channel in sorted(waiting.items()):
        _, _, role, person, _ = anchor.split(":")
        kept: dict[str, Any] = {"kind": KIND, "stage": stage.id, "role": role, "renews": True}
        kept["person"] = 0 if role == Role.OFFICE else int(person)
        unit.outbox.put(
            OutgoingMessage(
                f"{anchor}:v{stage.revision}",
                anchor,
                channel,
                anchor,
                {DEFERRED: kept},
                is_confidential=role == Role.OFFICE,
            )
        )


def compose_interests(
    services: Services, kept: Mapping[str, Any], *, channel: str, stands: bool
) -> Mapping[str, Any] | None:
    """Return what a message about a stage's interests says when it is sent; None when nothing of it is wanted."""
    if kept.get("renews") and not stands:
        return None
    with services.store.view() as view:
        stage = view.stages.of_ids([kept["stage"]]).get(kept["stage"])
        proposal = view.proposals.get(stage.proposal_id) if stage else None
        if stage is None or proposal is None:
            return None
        role, directory = Role(kept["role"]), view.people.directory()
        if role is Role.OFFICE:
            return _said(view, services, proposal, stage, role, None)
        person, today = directory.people.get(kept["person"]), services.today(view.now)
        if (
            person is None
            or address_of(services, directory, person, today) != channel
            or not can_read(view, actor_of(directory, person.id, today), proposal)
        ):
            return None
        if role is Role.CHAIR and person.id not in presiding.rulers(view, services, stage):
            shown = services.presentation(directory, view.now)
            return interest_told.passed_on(proposal.ref, shown.board_names([stage.board])) if stands else None
        return _said(view, services, proposal, stage, role, person, by_mail=channel.startswith(MAILTO))


def _said(
    view: View,
    services: Services,
    proposal: Proposal,
    stage: Stage,
    role: Role,
    person: Person | None,
    *,
    by_mail: bool = False,
) -> Mapping[str, Any] | None:
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    rulers = tuple(directory.people[one].name for one in presiding.rulers(view, services, stage))
    reader = Reader(role, rulers, is_over=stage.state in (StageState.CLOSED, StageState.CALLED_OFF))
    mine = [
        (
            line_of(view, services, one, is_open=role is not Role.OFFICE),
            services.config.conflicts.suggested(one.conflict.type),
        )
        for one in view.conflicts.of_stage(stage.id)
        if role is not Role.MEMBER or (person is not None and one.conflict.person_id == person.id)
    ]
    board = shown.board_names([stage.board])
    if not mine:
        return None
    if by_mail and person is not None:
        lines = interest_told.letter_lines(proposal.ref, board, mine, reader)
        return letter(frame_of(view, services, person), lines, None)
    return interest_told.interests_message(proposal.ref, stage.id, board, mine, reader, shown)


def _write(unit: Unit, services: Services, stage: Stage, role: Role, person_id: int, step: str) -> None:
    directory, today = unit.people.directory(), services.today(unit.now)
    person = directory.people[person_id]
    name = f"{KIND}:{stage.id}:{role}:{person_id}:{step}"
    channel = address_of(services, directory, person, today)
    if channel is None:
        proposal = unit.proposals.get(stage.proposal_id)
        board = services.presentation(directory, unit.now).board_names([stage.board])
        content = interest_told.unreached(proposal.ref if proposal else "", board, person.name)
        tell_office(unit, services, f"{name}:unreached", content)
        return
    kept = {"kind": KIND, "stage": stage.id, "role": role.value, "person": person_id}
    unit.outbox.put(OutgoingMessage(name, name, channel, name, {DEFERRED: kept}))
