"""Rule on an interest: it is noted, its holder speaks without a vote, or leaves.

Where the law bars its holder no ruling lets them take part, only a recorded dispensation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.people import Person
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.records import Proposal, Ruling, Stage
from bot.domain.proposals.recusals import Conflict, Ruled, Source, Weighed
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import interest_forms
from bot.views.interest_forms import RulingFields
from bot.views.interest_words import RULING_WORDS
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests import presiding, telling
from bot.workflows.proposals.interests.following import follow
from bot.workflows.proposals.interests.raising import bars, conflict_of, record
from bot.workflows.proposals.interests.recording import line_of
from bot.workflows.proposals.interests.taking import require_open, stage_of
from bot.workflows.proposals.rights import require_other
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_REASON_MAX = 1000


@dataclass(frozen=True, slots=True)
class _Case:
    """An interest with where it belongs, and whether the office records the ruling of somebody else."""

    proposal: Proposal
    stage: Stage
    weighed: Weighed
    as_office: bool


def form(services: Services, identity: Identity, conflict_id: int) -> dict[str, Any]:
    """Return the form of a ruling.

    Raises:
        NotFoundError, NotAllowedError, InvalidInputError: see `rule`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        case = _case(view, services, desk, conflict_id)
        line = line_of(view, services, case.weighed, is_open=True)
        presiders = _presiders(view, services, desk, case) if case.as_office else ()
        suggestion = services.config.conflicts.suggested(line.type)
    return interest_forms.ruling_form(
        case.proposal.ref,
        desk.shown.board_names([case.stage.board]),
        line,
        suggestion,
        [(person.name, str(person.id)) for person in presiders],
        desk.shown,
        as_office=case.as_office,
    )


def rule(services: Services, request: Request, conflict_id: int, fields: RulingFields) -> Saved:
    """Record a ruling on an interest; vote, quorum, card and record follow at once.

    Raises:
        NotFoundError: there is no such interest.
        NotAllowedError: whoever asks does not rule on it; says who does.
        InvalidInputError: the board has answered; the law bars and there is no dispensation; or a field is wrong.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        case = _case(unit, services, desk, conflict_id)
        ruled = _ruled(unit, services, desk, case, fields)
        all_out = apply(unit, services, desk, case.proposal, case.stage, case.weighed.conflict, ruled)
        after = unit.conflicts.get(conflict_id) or case.weighed
        people = desk.directory.people
        said = say(
            "interests/said_ruled",
            ref=case.proposal.ref,
            name=people[case.weighed.conflict.person_id].name,
            ruling=RULING_WORDS[after.effect or ruled.ruling],
            board=desk.shown.board_names([case.stage.board]),
            presided=ruled.ruled_by if case.as_office else "",
            is_stub=after.effect is Ruling.LEAVE,
            all_out=all_out,
        )
        return Saved(case.proposal.ref, case.proposal.version, said)

    return once(services, request, work)


def apply(
    unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage, conflict: Conflict, ruled: Ruled
) -> bool:
    """Record a ruling on an interest, and what its holder had seen; return whether nobody is left who votes."""
    before = unit.conflicts.recusals(stage.id)
    number = unit.conflicts.rule(conflict.id, ruled)
    record(
        unit,
        actor_key(desk),
        "ruled",
        proposal,
        stage,
        conflict,
        ruling=ruled.ruling.value,
        ruled_by=ruled.ruled_by,
        dispensation=ruled.dispensation,
    )
    telling.tell_ruled(unit, services, stage, conflict, number)
    telling.ask_for_ruling(unit, services, stage)
    return follow(unit, services, desk, proposal, stage, before)


def record_at_meeting(
    unit: Unit,
    services: Services,
    desk: Desk,
    stage: Stage,
    person_id: int,
    *,
    words: str,
    kind: str,
    ruling: Ruling,
    presided: str,
    dispensation: str = "",
) -> None:
    """Record an interest that was declared at a meeting with the ruling given there; `kind` is its type.

    Proposal and stage are locked by the caller. Where the law bars its holder they leave, whatever was ruled.
    """
    proposal, stage = stage_of(unit, stage.id)
    board = desk.directory.boards[stage.board]
    conflict_id = unit.conflicts.add(
        stage.id,
        person_id,
        source=Source.OFFICE,
        kind=kind,
        words=f"Declared at the meeting: {words.rstrip('.')}.",
        is_bar=bars(services, unit, board, person_id, kind),
        raised_by=desk.actor.name,
        at=unit.now,
    )
    conflict = conflict_of(unit, conflict_id)
    record(unit, actor_key(desk), "declared", proposal, stage, conflict, source=Source.OFFICE.value)
    unit.conflicts.rule(conflict_id, Ruled(ruling, "", dispensation, None, f"{presided}, at the meeting", unit.now))
    detail = {"ruling": ruling.value, "ruled_by": presided, "dispensation": dispensation}
    record(unit, actor_key(desk), "ruled", proposal, stage, conflict, **detail)


def _case(view: View, services: Services, desk: Desk, conflict_id: int) -> _Case:
    weighed = view.conflicts.get(conflict_id)
    if weighed is None:
        raise NotFoundError("That interest is not there any more.", "Look with `/board interests`.", of="proposal")
    proposal, stage = stage_of(view, weighed.conflict.stage_id)
    # Locked by now: what was ruled meanwhile is seen.
    weighed = view.conflicts.get(conflict_id) or weighed
    own = desk.actor.person.id if desk.actor.person else None
    if presiding.may_rule(view, services, stage, weighed, own):
        as_office = False
    elif desk.actor.is_office and own != weighed.conflict.person_id:
        require_other(desk, proposal)
        as_office = True
    else:
        raise _not_yours(view, services, desk, stage, weighed, own)
    require_open(desk, proposal, stage)
    if weighed.is_barred and not as_office:
        raise InvalidInputError(
            "The law bars this member: no ruling lifts it, only a dispensation.",
            "The governance office records one when it has been granted.",
        )
    return _Case(proposal, stage, weighed, as_office)


def _not_yours(
    view: View, services: Services, desk: Desk, stage: Stage, weighed: Weighed, own: int | None
) -> NotAllowedError:
    names = ", ".join(desk.directory.people[one].name for one in presiding.rulers(view, services, stage))
    whom = names or "whoever presides; the governance office records it"
    if own == weighed.conflict.person_id:
        return NotAllowedError("You can't rule on your own interest.", f"Who rules: {whom}.")
    return NotAllowedError("You don't rule on this interest.", f"Who rules: {whom}.")


def _ruled(unit: Unit, services: Services, desk: Desk, case: _Case, fields: RulingFields) -> Ruled:
    wrong: dict[str, str] = {}
    reason, dispensation = clean(fields.reason), clean(fields.dispensation) if case.as_office else ""
    if not case.as_office and case.weighed.ruled:
        dispensation = case.weighed.ruled.dispensation
    if fields.ruling not in set(Ruling):
        wrong["ruling"] = "Choose what it comes to."
    if max(len(reason), len(dispensation)) > _REASON_MAX:
        wrong["reason"] = f"At most {_REASON_MAX:,} characters fit. Shorten it."
    if wrong:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    ruling, conflict = Ruling(fields.ruling), case.weighed.conflict
    suggested = services.config.conflicts.suggested(conflict.type)
    strictness = list(Ruling)
    if conflict.is_bar and not dispensation and ruling is not Ruling.LEAVE:
        wrong["dispensation"] = "The law bars this member. Say who granted a dispensation and when, or choose “leaves”."
    elif not reason and not dispensation and strictness.index(ruling) < strictness.index(suggested):
        wrong["reason"] = "That is milder than suggested. Say why, in a sentence: it stands in the record."
    presided = _presided(unit, services, desk, case, fields, wrong) if case.as_office else None
    if wrong:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    by = presided or desk.actor.person
    name = f"{by.name}, recorded by {desk.actor.name}" if by and case.as_office else desk.actor.name
    return Ruled(ruling, reason, dispensation, by.id if by else None, name, unit.now)


def _presided(
    view: View, services: Services, desk: Desk, case: _Case, fields: RulingFields, wrong: dict[str, str]
) -> Person | None:
    """Return who presided when the office records a ruling."""
    named = {str(person.id): person for person in _presiders(view, services, desk, case)}
    if not named:
        return None
    if fields.presided not in named:
        wrong["presided"] = "Choose who presided and gave this ruling."
    return named.get(fields.presided)


def _presiders(view: View, services: Services, desk: Desk, case: _Case) -> tuple[Person, ...]:
    """Return who may have presided, those who rule now first; members who are out for this stage may not."""
    recusals = view.conflicts.recusals(case.stage.id)
    first = presiding.rulers(view, services, case.stage)
    members = presiding.voting_members(view, services, case.stage)
    out = recusals.no_vote | {case.weighed.conflict.person_id}
    out |= {one for one in members if is_theirs(one, case.proposal)}
    ids = dict.fromkeys((*first, *sorted(members - out)))
    return tuple(desk.directory.people[one] for one in ids)
