"""Gather a digest: what its sections have to say of a week, by queries, and the counts before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.access import Actor
from bot.domain.digest import (
    PROGRAMME,
    DigestContent,
    Reach,
    Week,
    of_scope,
    person_scope,
)
from bot.domain.directory import Directory
from bot.errors import NotFoundError
from bot.settings.digest import DigestRules, DigestSection
from bot.store.unit_of_work import View
from bot.views.digest import recounted, words
from bot.workflows.digest import of_actions, of_boards, of_proposals, of_risks
from bot.workflows.digest.reach import (
    reach_of_all,
    reach_of_hidden,
    reach_of_person,
    reach_of_workstream,
    reader_of,
)
from bot.workflows.digest.sections import Gathering, SectionMaker
from bot.workflows.identify import LinkHolder, identify
from bot.workflows.services import Services

SECTIONS: Mapping[DigestSection, SectionMaker] = {
    DigestSection.DUE: of_actions.due,
    DigestSection.LATE: of_actions.late,
    DigestSection.DONE: of_actions.done,
    DigestSection.MOVED: of_risks.moved,
    DigestSection.NEW: of_risks.new,
    DigestSection.STALE: of_risks.stale,
    DigestSection.ROUNDS: of_boards.rounds,
    DigestSection.DECISIONS: of_boards.decisions,
    DigestSection.PROPOSALS: of_proposals.waiting,
    DigestSection.MEETINGS: of_boards.meetings,
}
"""What makes each section, in the order they are told: another section is another line here."""


_NO_BOARD: frozenset[str] = frozenset()


def gather(view: View, services: Services, scope: str, week_on: date, actor: Actor | None = None) -> DigestContent:
    """Return the digest of a scope and a week, as the view finds things.

    Args:
        view: the database, read only.
        services: the configuration and the clock.
        scope: `programme`, `workstream:PC`, `hidden:PC` or `person:12`.
        week_on: the Monday its week begins on.
        actor: who reads it; None for a channel, where only public records are told, or for the person of the scope.

    Raises:
        NotFoundError: no such workstream.
        NotAllowedError: the person does not serve, or cannot be written to.
    """
    directory = view.people.directory()
    kind, of = of_scope(scope)
    if kind == "person":
        return gather_own(view, services, actor or identify(view, services, LinkHolder(int(of))), week_on)
    reader = reader_of(actor, services.config.bodies) if actor else None
    if kind == PROGRAMME:
        made = _gathering(view, services, reach_of_all(reader), week_on, frozenset(directory.boards))
        return _content(made, scope, words("digest/name", kind=kind, name=""), services.config.digest.rules())
    if of not in directory.workstreams:
        raise NotFoundError(f"There is no workstream “{of}”.")
    today, name = services.today(view.now), directory.workstreams[of].name
    if kind == "hidden":
        made = _gathering(view, services, reach_of_hidden(directory, of, today), week_on, _NO_BOARD)
        return _content(made, scope, words("digest/name", kind=kind, name=name), services.config.digest.rules(of))
    reach = reach_of_workstream(directory, of, today, reader)
    made = _gathering(view, services, reach, week_on, _boards_of(directory, of, today))
    return _content(made, scope, name, services.config.digest.rules(of))


def gather_own(view: View, services: Services, actor: Actor, week_on: date) -> DigestContent:
    """Return somebody's own digest: the office's is of everything, others' of what is theirs."""
    boards = frozenset(view.people.directory().boards) if actor.is_office else actor.boards
    made = _gathering(view, services, reach_of_person(view, services, actor), week_on, boards)
    name = words("digest/name", kind="all" if actor.is_office else "own", name="")
    scope = person_scope(actor.person.id if actor.person else 0)
    return _content(made, scope, name, services.config.digest.rules())


def _gathering(view: View, services: Services, reach: Reach, week_on: date, boards: frozenset[str]) -> Gathering:
    directory = view.people.directory()
    return Gathering(
        view=view,
        services=services,
        directory=directory,
        shown=services.presentation(directory, view.now),
        reach=reach,
        week=Week(week_on, services.config.zone),
        today=services.today(view.now),
        boards=boards,
    )


def _content(gathering: Gathering, scope: str, name: str, rules: DigestRules) -> DigestContent:
    makers: Sequence[SectionMaker] = [SECTIONS[section] for section in SECTIONS if section in rules.sections]
    sections = tuple(section for maker in makers if (section := maker(gathering)) is not None)
    head = gathering.view.audit_head
    content = DigestContent(
        scope=scope,
        title=words("digest/title", name=name, week=gathering.shown.day(gathering.week.week_on)),
        partnership=gathering.services.config.partnership.name,
        week_on=gathering.week.week_on,
        made_at=gathering.view.now,
        head_seq=head.seq,
        head_hash=head.hash,
        quiet_words=words("digest/quiet", next=of_boards.next_words(gathering)),
        is_near=DigestSection.MEETINGS in rules.sections and of_boards.is_near(gathering),
    )
    return recounted(content, sections)


def _boards_of(directory: Directory, workstream: str, day: date) -> frozenset[str]:
    """Return the keys of the boards on which somebody of a workstream sits."""
    people = {
        person.id
        for person in directory.people.values()
        if any(holding.workstream == workstream for holding in person.roles_on(day))
    }
    return frozenset(board.key for board in directory.boards.values() if people & board.members_on(day))
