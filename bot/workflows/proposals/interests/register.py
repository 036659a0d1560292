"""The register of interests: shown as it may be published, added to, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.domain.directory import Directory
from bot.domain.people import Board, Person
from bot.domain.proposals.conflicts import Entry
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.refs import parse_reference
from bot.domain.registers.records import INTEREST_TYPES
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import interest_forms, interest_register
from bot.views.interest_forms import EntryFields
from bot.views.interest_register import BoardInterests, Shown
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests import presiding
from bot.workflows.proposals.interests.following import follow
from bot.workflows.proposals.interests.raising import raise_conflicts
from bot.workflows.proposals.interests.recording import interests_seen
from bot.workflows.proposals.interests.taking import is_over, stage_of
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_MINE = frozenset({"me", "mine", "my"})
_LINE_MAX, _WORDS_MAX = 200, 1000


def show(services: Services, identity: Identity, written: str, page: int = 1) -> dict[str, Any]:
    """Return the register of interests: of everybody, a person, a board, or the interests in a proposal.

    Raises:
        NotFoundError: no such person, board or proposal.
        InvalidInputError: the words name several people.
    """
    words = clean_line(written)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if parse_reference(words) is not None:
            return _of_proposal(view, services, desk, find_readable_proposal(view, services, desk, words))
        people, title = _wanted(desk, words)
        entries = view.interests.in_force(desk.actor.day, people)
    own = desk.actor.person.id if desk.actor.person else None
    shown = [shown_entry(desk.directory, one, is_open=one.person_id == own or desk.actor.is_office) for one in entries]
    silent = [desk.directory.people[one].name for one in people or () if one not in {e.person_id for e in entries}]
    ends = frozenset(one.id for one in entries if own is not None and _may_end(desk, one))
    return interest_register.register_message(
        sorted(shown, key=lambda one: (one.name.casefold(), one.entry.id)),
        title,
        words,
        page,
        desk.shown,
        ends=ends if own is not None and (words.casefold() in _MINE or desk.actor.is_office) else frozenset(),
        silent=sorted(silent),
        can_declare=desk.actor.person is not None,
    )


def form(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the form of a new entry; the office may make one for somebody else.

    Raises:
        NotAllowedError: the directory does not list whoever asks.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        person = require_person(desk)
        mine = view.interests.in_force(desk.actor.day, [person.id])
    people = _listed(desk.directory, desk.actor.day) if desk.actor.is_office else ()
    return interest_forms.entry_form(
        [shown_entry(desk.directory, one, is_open=True) for one in mine],
        _by_board(desk, people),
        str(person.id),
        desk.shown,
    )


def declare(services: Services, request: Request, fields: EntryFields) -> Saved:
    """Add an entry to the register; what lies before the person's boards is compared with it at once.

    Raises:
        InvalidInputError: with a sentence for each field.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        person, how = _whose(desk, fields)
        values = _checked(fields, desk.actor.day)
        interest_id = unit.interests.add(person.id, declared_on=desk.actor.day, **values)
        if interest_id is None:
            sentence = "The register has this entry of today already."
            raise InvalidInputError(sentence, fields={"organisation": sentence})
        public = {} if fields.is_sensitive else {"organisation": values["organisation"], "type": values["type"]}
        unit.record(
            actor_key(desk), "interest.registered", f"person:{person.id}", entry=interest_id, heard=how, **public
        )
        touched = _compare(unit, services, desk, desk.directory.boards_of(person.id, desk.actor.day), interest_id)
        said = say(
            "interests/said_registered",
            name="" if person == desk.actor.person else person.name,
            organisation=values["organisation"],
            is_sensitive=fields.is_sensitive,
            refs=touched,
        )
        return Saved("", 0, said)

    return once(services, request, work)


def end(services: Services, request: Request, interest_id: int) -> Saved:
    """Let an entry hold no longer than today. What was ruled on it stays.

    Raises:
        NotFoundError: there is no such entry.
        NotAllowedError: it is somebody else's.
        InvalidInputError: it has ended already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        entry = unit.interests.get(interest_id)
        if entry is None:
            raise NotFoundError("There is no such entry.", "Look with `/board interests mine`.", of="proposal")
        if not _may_end(desk, entry):
            raise NotAllowedError("Only who declared an interest, and the governance office, end it.")
        if not unit.interests.end(interest_id, desk.actor.day):
            raise InvalidInputError("This entry has ended already.", "Look with `/board interests mine`.")
        unit.record(actor_key(desk), "interest.ended", f"person:{entry.person_id}", entry=interest_id)
        organisation = entry.organisation or entry.position
        return Saved("", 0, say("interests/said_ended", organisation=organisation, on=desk.shown.day(desk.actor.day)))

    return once(services, request, work)


def shown_entry(directory: Directory, entry: Entry, *, is_open: bool) -> Shown:
    """Return an entry as it may be shown; `is_open` to its holder and the office."""
    person = directory.people.get(entry.person_id)
    return Shown(entry, person.name if person else "Somebody", is_withheld=entry.is_sensitive and not is_open)


def published(view: View, desk: Desk) -> tuple[Shown, ...]:
    """Return the register as it may be published, by name: of a sensitive entry only that there is one."""
    entries = (shown_entry(desk.directory, one, is_open=False) for one in view.interests.in_force(desk.actor.day))
    return tuple(sorted(entries, key=lambda one: (one.name.casefold(), one.entry.id)))


def _of_proposal(view: View, services: Services, desk: Desk, proposal: Proposal) -> dict[str, Any]:
    stages = view.stages.of_proposal(proposal.id)
    own = desk.actor.person.id if desk.actor.person else None
    groups = []
    for stage in stages:
        lines = interests_seen(view, services, desk, stage)
        if lines:
            over = is_over(stage)
            may_rule = desk.actor.is_office or own in presiding.rulers(view, services, stage)
            groups.append(BoardInterests(desk.shown.board_names([stage.board]), lines, over, may_rule and not over))
    can_declare = any(stage.board in desk.actor.boards and not is_over(stage) for stage in stages)
    return interest_register.item_message(
        proposal.ref, groups, own, desk.shown, is_office=desk.actor.is_office, can_declare=can_declare
    )


def _wanted(desk: Desk, words: str) -> tuple[tuple[int, ...] | None, str]:
    """Return whose entries are wanted (None for all), and how that is called."""
    if not words:
        return None, ""
    if words.casefold() in _MINE:
        person = require_person(desk)
        return (person.id,), person.name
    board = _board(desk.directory.boards.values(), words)
    if board is not None:
        return tuple(sorted(board.members_on(desk.actor.day))), board.name
    mentioned = words.removeprefix("<@").split("|")[0].rstrip(">") if words.startswith("<@") else ""
    person_of = desk.directory.person_of(mentioned) if mentioned else None
    wanted = words.casefold().removeprefix("@")
    found = (
        [person_of]
        if person_of
        else [one for one in desk.directory.people.values() if wanted in (one.name.casefold(), one.key.casefold())]
        or [one for one in desk.directory.people.values() if wanted in one.name.casefold()]
    )
    if not found:
        raise NotFoundError(
            f"There is no person or board “{words[:40]}” in the directory.",
            "Give a name, a board such as `TB`, or a proposal such as `P-7`; `/board interests` shows all.",
            of="proposal",
        )
    if len(found) > 1:
        names = ", ".join(sorted(one.name for one in found)[:5])
        raise InvalidInputError(f"“{words[:40]}” may be any of {names}.", "Write the whole name.")
    return (found[0].id,), found[0].name


def _board(boards: Iterable[Board], words: str) -> Board | None:
    wanted = words.casefold()
    return next((one for one in boards if wanted in (one.key.casefold(), one.name.casefold())), None)


def _compare(unit: Unit, services: Services, desk: Desk, boards: frozenset[str], interest_id: int) -> list[str]:
    """Compare what lies before some boards with the register anew; return the proposals a new entry touches."""
    touched = list[str]()
    for known in sorted(unit.stages.before_boards(boards), key=lambda stage: (stage.proposal_id, stage.id)):
        proposal, stage = stage_of(unit, known.id)
        before = unit.conflicts.recusals(stage.id)
        found = () if is_over(stage) else raise_conflicts(unit, services, stage)
        if any(one.interest_id == interest_id for one in found):
            touched.append(proposal.ref)
            follow(unit, services, desk, proposal, stage, before)
    return list(dict.fromkeys(touched))


def _may_end(desk: Desk, entry: Entry) -> bool:
    return desk.actor.is_office or (desk.actor.person is not None and desk.actor.person.id == entry.person_id)


def _listed(directory: Directory, day: date) -> tuple[Person, ...]:
    return tuple(one for one in directory.people.values() if one.term.holds(day))


def _by_board(desk: Desk, people: tuple[Person, ...]) -> dict[str, list[tuple[str, str]]]:
    """Return people to choose among, under the boards they sit with; the others last."""
    groups: dict[str, list[tuple[str, str]]] = {}
    left = {one.id: one for one in people}
    for board in sorted(desk.directory.boards.values(), key=lambda one: -one.level) if people else ():
        members = [left.pop(one) for one in sorted(board.members_on(desk.actor.day)) if one in left]
        groups[board.name] = [(one.name, str(one.id)) for one in members]
    groups["Others"] = [(one.name, str(one.id)) for one in left.values()]
    return {name: choices for name, choices in groups.items() if choices}


def _whose(desk: Desk, fields: EntryFields) -> tuple[Person, str]:
    own = require_person(desk)
    if not desk.actor.is_office or fields.person in ("", str(own.id)):
        return own, ""
    person = next((one for one in desk.directory.people.values() if str(one.id) == fields.person), None)
    how = clean(fields.how)[:_WORDS_MAX]
    wrong = {}
    if person is None:
        wrong["person"] = "Choose whose interest it is."
    if not how:
        wrong["how"] = "Say how you heard of it, such as “the form of 12 November”."
    if wrong or person is None:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    return person, how


def _checked(fields: EntryFields, today: date) -> dict[str, object]:
    organisation, position = clean_line(fields.organisation), clean_line(fields.position)
    nature = clean(fields.nature)
    wrong: dict[str, str] = {}
    if not organisation:
        wrong["organisation"] = "Name the organisation or person it is with."
    if not position:
        wrong["position"] = "Say what you are to it, such as “Trustee, unpaid” or “Close relative works there”."
    for name, words in (("organisation", organisation), ("position", position)):
        if len(words) > _LINE_MAX:
            wrong[name] = f"At most {_LINE_MAX} characters fit. Shorten it."
    if len(nature) > _WORDS_MAX:
        wrong["nature"] = f"At most {_WORDS_MAX:,} characters fit. Shorten it."
    if fields.type not in INTEREST_TYPES:
        wrong["type"] = "Choose what kind of interest it is."
    if fields.until_on is not None and fields.until_on < today:
        wrong["until"] = "That day is past. Leave it empty where it goes on."
    if wrong:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    return {
        "organisation": organisation,
        "position": position,
        "nature": nature,
        "type": fields.type,
        "is_sensitive": fields.is_sensitive,
        "until_on": fields.until_on,
    }
