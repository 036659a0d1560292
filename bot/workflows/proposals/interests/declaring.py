"""Declare an interest in a proposal for the boards one sits on; at any time until they have answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.people import Person
from bot.domain.proposals.records import Proposal, Ruling, Stage
from bot.domain.proposals.recusals import Ruled, Source
from bot.domain.registers.records import INTEREST_TYPES
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views import interest_forms
from bot.views.interest_forms import ItemFields
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests import telling
from bot.workflows.proposals.interests.following import follow
from bot.workflows.proposals.interests.raising import bars, conflict_of, record
from bot.workflows.proposals.interests.recusing import kept_from
from bot.workflows.proposals.interests.taking import is_over, stage_of
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

WORDS_MAX = 1000


@dataclass(frozen=True, slots=True)
class _Declared:
    """Whose interest it is, and how the office heard of it where it is not declared by themselves."""

    person: Person
    how: str = ""


def form(services: Services, identity: Identity, ref: str, words: str = "") -> dict[str, Any]:
    """Return the form in which an interest in a proposal is declared.

    Raises:
        NotFoundError: no such proposal that they may read.
        NotAllowedError: they sit on none of the boards before which it is, or comes.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, ref)
        stages = _coming(view, proposal)
        people = _members(desk, stages) if desk.actor.is_office else ()
        if not desk.actor.is_office:
            stages = _require_seat(desk, proposal, stages, require_person(desk))
        title = "" if kept_from(view, proposal, desk.actor.person.id if desk.actor.person else None) else proposal.title
    return interest_forms.item_form(
        proposal.ref,
        title,
        desk.shown.board_names([stage.board for stage in stages]),
        [(person.name, str(person.id)) for person in people],
        ItemFields(words=words, person=str(desk.actor.person.id) if desk.actor.person else ""),
    )


def declare(services: Services, request: Request, fields: ItemFields) -> Saved:
    """Declare an interest in a proposal; it holds for each board the person sits on that has not answered.

    Who says that they leave or do not vote is taken at their word at once; the chair may rule otherwise. A vote that
    was given before counts no more then.

    Raises:
        NotFoundError, NotAllowedError: see `form`.
        InvalidInputError: with a sentence for each field.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        declared = _whose(desk, _coming(unit, proposal), fields)
        stages = _require_seat(desk, proposal, _coming(unit, proposal), declared.person)
        wish, words = _checked(fields, declared)
        all_out, barred = False, False
        for stage in stages:
            is_bar = bars(services, unit, desk.directory.boards[stage.board], declared.person.id, fields.type)
            barred = barred or is_bar
            all_out = (
                _add(unit, services, desk, proposal, stage, declared, fields, words, wish, is_bar=is_bar) or all_out
            )
        said = say(
            "interests/said_declared",
            ref=proposal.ref,
            name="" if declared.person == desk.actor.person else declared.person.name,
            boards=desk.shown.board_names([stage.board for stage in stages]),
            wish="leave" if barred else wish.value,
            is_bar=barred,
            all_out=all_out,
        )
        return Saved(proposal.ref, proposal.version, said)

    return once(services, request, work)


def _add(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    known: Stage,
    declared: _Declared,
    fields: ItemFields,
    words: str,
    wish: Ruling,
    *,
    is_bar: bool,
) -> bool:
    """Add an interest to a stage; return whether nobody is left who votes on it."""
    _, stage = stage_of(unit, known.id)
    if is_over(stage):
        return False
    person = declared.person
    before = unit.conflicts.recusals(stage.id)
    conflict_id = unit.conflicts.add(
        stage.id,
        person.id,
        source=Source.OFFICE if declared.how else Source.DECLARED,
        kind=fields.type,
        words=f"{words} ({declared.how}, recorded by {desk.actor.name})" if declared.how else words,
        is_sensitive=fields.is_sensitive,
        is_bar=is_bar,
        raised_by=desk.actor.name,
        at=unit.now,
    )
    conflict = conflict_of(unit, conflict_id)
    record(unit, actor_key(desk), "declared", proposal, stage, conflict, wish=wish.value, source=conflict.source.value)
    if wish is not Ruling.NOTE and not is_bar:
        own = Ruled(wish, "", "", person.id, f"{person.name}, by their own choice", unit.now)
        unit.conflicts.rule(conflict_id, own)
    telling.tell_found(unit, services, stage, [conflict])
    return follow(unit, services, desk, proposal, stage, before)


def _coming(view: View, proposal: Proposal) -> tuple[Stage, ...]:
    """Return the stages of a proposal that are not over."""
    return tuple(stage for stage in view.stages.of_proposal(proposal.id) if not is_over(stage))


def _members(desk: Desk, stages: tuple[Stage, ...]) -> tuple[Person, ...]:
    ids = {
        one
        for stage in stages
        if stage.board in desk.directory.boards
        for one in desk.directory.boards[stage.board].members_on(desk.actor.day)
    }
    return tuple(sorted((desk.directory.people[one] for one in ids), key=lambda person: person.name.casefold()))


def _require_seat(desk: Desk, proposal: Proposal, stages: tuple[Stage, ...], person: Person) -> tuple[Stage, ...]:
    """Return the stages at whose boards somebody sits, in whatever capacity."""
    boards = desk.directory.boards_of(person.id, desk.actor.day)
    mine = tuple(stage for stage in stages if stage.board in boards)
    if not mine:
        who = "You sit" if person == desk.actor.person else f"{person.name} sits"
        raise NotAllowedError(
            f"{who} on no board that has still to answer {proposal.ref}.",
            "To keep your entry in the register up to date: `/board declare`.",
        )
    return mine


def _whose(desk: Desk, stages: tuple[Stage, ...], fields: ItemFields) -> _Declared:
    own = require_person(desk)
    if not desk.actor.is_office or fields.person in ("", str(own.id)):
        return _Declared(own)
    person = next((one for one in _members(desk, stages) if str(one.id) == fields.person), None)
    if person is None:
        sentence = "Choose whose interest it is."
        raise InvalidInputError(sentence, fields={"person": sentence})
    how = clean(fields.how)
    if not how:
        sentence = "Say how you heard of it, such as “by telephone on 14 November”."
        raise InvalidInputError(sentence, fields={"how": sentence})
    return _Declared(person, how[:WORDS_MAX])


def _checked(fields: ItemFields, declared: _Declared) -> tuple[Ruling, str]:
    wrong: dict[str, str] = {}
    words = clean(fields.words)
    whose = "the interest is" if declared.how else "your interest is"
    if not words:
        wrong["words"] = f"Say what {whose}, in a sentence."
    elif len(words) > WORDS_MAX:
        wrong["words"] = f"That is {len(words):,} characters; at most {WORDS_MAX:,} fit. Shorten it."
    if fields.type not in INTEREST_TYPES:
        wrong["type"] = "Choose what kind of interest it is."
    if fields.wish not in set(Ruling):
        wrong["wish"] = "Choose what follows from it."
    if wrong:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    return Ruling(fields.wish), words
