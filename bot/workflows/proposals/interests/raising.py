"""Compare the register of interests with what comes before a board, and have what is found looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.people import Board
from bot.domain.proposals.conflicts import Entry, Match, Subject, find_matches
from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal, Ruling, Stage
from bot.domain.proposals.recusals import Conflict, Source
from bot.errors import IntegrityError
from bot.store.unit_of_work import Unit, View
from bot.workflows.proposals.interests import telling
from bot.workflows.services import Services

FINDER = "convenor"
_NAMED = "Named in the proposal as somebody it concerns"


def raise_conflicts(unit: Unit, services: Services, stage: Stage) -> tuple[Conflict, ...]:
    """Add the interests of a board's members in what a stage considers, and tell them and the chair; return those new.

    Call it when the stage opens, before its card is shown, and when another version comes. Proposal and stage are
    locked by the caller.
    """
    proposal = unit.proposals.get(stage.proposal_id)
    directory, today = unit.people.directory(), services.today(unit.now)
    board = directory.boards.get(stage.board)
    if proposal is None or board is None:
        return ()
    version = unit.proposals.submitted(proposal.id, stage.considers or proposal.submitted)
    if version is None:
        return ()
    present = board.members_on(today) | frozenset(unit.votes.delegates_on(board.key, today).values())
    added = _carry(unit, stage, present)
    known = {(one.conflict.person_id, one.conflict.interest_id) for one in unit.conflicts.of_stage(stage.id)}
    subject = subject_of(unit, proposal, version.content)
    entries = unit.interests.in_force(today, present)
    matches = find_matches(entries, subject)
    matches += _of_partners(
        services, unit, board, proposal, version.content, entries, {one.entry.id for one in matches}
    )
    for match in matches:
        entry = match.entry
        if (entry.person_id, entry.id) in known:
            continue
        added.append(
            unit.conflicts.add(
                stage.id,
                entry.person_id,
                interest_id=entry.id,
                source=Source.REGISTER,
                kind=entry.type,
                words=f"{entry_words(entry)} {match.why}",
                is_sensitive=entry.is_sensitive,
                # A likeness bars nobody: it is for the member and the chair to say whether it is the same.
                is_bar=match.is_same and bars(services, unit, board, entry.person_id, entry.type),
                raised_by=FINDER,
                at=unit.now,
            )
        )
    named = set(version.content.people) & present - {proposal.author_id, proposal.sponsor_id}
    for person_id in sorted(named):
        if (person_id, None) not in known:
            added.append(
                unit.conflicts.add(
                    stage.id,
                    person_id,
                    source=Source.REGISTER,
                    kind="non_pecuniary",
                    words=f"{_NAMED}.",
                    raised_by=FINDER,
                    at=unit.now,
                )
            )
    found = tuple(conflict_of(unit, one) for one in added)
    for conflict in found:
        record(unit, FINDER, "found", proposal, stage, conflict)
    if found:
        telling.tell_found(unit, services, stage, found)
        unit.stages.change(stage)
    telling.tell_if_all_are_out(unit, services, stage)
    return found


def _of_partners(
    services: Services,
    view: View,
    board: Board,
    proposal: Proposal,
    content: Content,
    entries: Sequence[Entry],
    found: Collection[int],
) -> tuple[Match, ...]:
    """Return the entries that touch the sponsoring organisation, or those that get the money, beside those `found`.

    Nobody has an interest in the organisation for which they sit, and a partner's name bars nobody by itself.
    """
    names = {one.key: one.name for one in services.config.organisations}
    keys = {proposal.organisation, *(line.organisation for line in content.costs)} & set(names)
    people, matches = view.people.directory().people, list[Match]()
    for entry in entries if keys else ():
        seats = {one.organisation for one in board.members if one.person_id == entry.person_id}
        others = keys - {*seats, people[entry.person_id].organisation}
        subject = Subject(tuple(names[key] for key in sorted(others)), (), "")
        if entry.id not in found:
            matches += [replace(one, is_same=False) for one in find_matches([entry], subject)]
    return tuple(matches)


def _carry(unit: Unit, stage: Stage, present: frozenset[int]) -> list[int]:
    """Add the interests that were known when the proposal came before this board earlier; return the ids of those new.

    Who took no part then takes none until somebody rules otherwise. What was only noted is ruled on anew.
    """
    earlier = [
        one
        for one in unit.stages.of_proposal(stage.proposal_id)
        if one.board == stage.board and one.position < stage.position
    ]
    if not earlier:
        return []
    known = {_same(one.conflict) for one in unit.conflicts.of_stage(stage.id)}
    added = []
    for weighed in unit.conflicts.of_stage(max(earlier, key=lambda one: one.position).id):
        before, ruled = weighed.conflict, weighed.ruled
        if before.person_id not in present or _same(before) in known:
            continue
        conflict_id = unit.conflicts.add(
            stage.id,
            before.person_id,
            interest_id=before.interest_id,
            source=before.source,
            kind=before.type,
            words=before.words,
            is_sensitive=before.is_sensitive,
            is_bar=before.is_bar,
            raised_by=before.raised_by,
            at=unit.now,
        )
        if ruled is not None and weighed.effect is not Ruling.NOTE and not before.is_bar:
            unit.conflicts.rule(conflict_id, ruled)
        added.append(conflict_id)
    return added


def _same(conflict: Conflict) -> tuple[int, int | None, str]:
    """Return by what an interest is known again in another stage."""
    return conflict.person_id, conflict.interest_id, conflict.words if conflict.interest_id is None else ""


def subject_of(view: View, proposal: Proposal, content: Content) -> Subject:
    """Return what of a proposal is compared with the register."""
    people = view.people.directory().people
    concerned = (*content.people, proposal.author_id, *((proposal.sponsor_id,) if proposal.sponsor_id else ()))
    answers = (answer for answer in content.answers.values() if isinstance(answer, str))
    lines = (f"{line.section} {line.what} {line.note}" for line in content.costs)
    words = (one.words for one in content.recommendations)
    return Subject(
        organisations=content.organisations,
        people=tuple(dict.fromkeys(people[one].name for one in concerned if one in people)),
        text="\n".join((content.title, content.summary, *answers, *lines, *words)),
    )


def bars(services: Services, view: View, board: Board, person_id: int, kind: str) -> bool:
    """Return whether the law bars a member of a board for a type of interest, as the configuration has it."""
    kinds = {one.key: one.kind for one in services.config.organisations}
    person = view.people.directory().people[person_id]
    seats = {member.organisation for member in board.members if member.person_id == person_id} or {None}
    return any(
        services.config.conflicts.bars_holder(kind, kinds[name], board.key)
        for seat in seats
        if (name := seat or person.organisation or "") in kinds
    )


def entry_words(entry: Entry) -> str:
    """Return an entry of the register as a sentence: `GP partner, A local GP practice: holds contracts.`."""
    what = ", ".join(filter(None, (entry.position, entry.organisation)))
    return f"{what}: {entry.nature.rstrip('.')}." if entry.nature else f"{what}."


def conflict_of(view: View, conflict_id: int) -> Conflict:
    """Return an interest that was just added.

    Raises:
        IntegrityError: it is not there.
    """
    weighed = view.conflicts.get(conflict_id)
    if weighed is None:
        raise IntegrityError(f"There is no interest {conflict_id}, though it was just written.")
    return weighed.conflict


def record(
    unit: Unit, actor: str, verb: str, proposal: Proposal, stage: Stage, conflict: Conflict, **detail: object
) -> None:
    """Record what happened to an interest. The chain cannot be edited, so what an interest is stays out of it."""
    unit.record(
        actor,
        f"interest.{verb}",
        f"proposal:{proposal.ref}",
        board=stage.board,
        stage=stage.id,
        interest=conflict.id,
        person=conflict.person_id,
        type="withheld" if conflict.is_sensitive else conflict.type,
        is_bar=conflict.is_bar,
        **detail,
    )
