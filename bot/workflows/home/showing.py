"""What a person finds on App Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.access import may_change
from bot.domain.listing import in_order_of_score
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.views import home as views
from bot.views.away import away_words
from bot.views.home import DeskView, NextMeeting, OwnWishes
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.desk import open_desk
from bot.workflows.digest.wishes import can_mail
from bot.workflows.home.looking import Look
from bot.workflows.home.sections import WAITING
from bot.workflows.identify import Identity
from bot.workflows.register_paper.choosing import next_meeting, papers_due_on
from bot.workflows.services import Services


def home_view(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the Home tab of whoever is behind `identity`; a kind word for those the partnership does not know.

    Raises:
        UnknownAccountError: the account has not been met.
    """
    try:
        with services.store.view() as view:
            look = Look(view, services, open_desk(view, services, identity))
            shown = look.desk.shown
            return views.home(_desk(look, view.homes.pages(identity.slack_id)), shown)
    except NotAllowedError as refusal:
        return views.closed_home(refusal)


def open_home(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the Home of whoever opens it, from its first pages on; from now on it is kept up to date.

    Raises:
        UnknownAccountError: the account has not been met.
    """
    with services.store.view() as view:
        person = view.people.directory().person_of(identity.slack_id)
    if person is not None and identity.team_id == services.home_team:
        person_id = person.id
        services.store.write(lambda unit: unit.homes.open(identity.slack_id, person_id, unit.now))
    return home_view(services, identity)


def turn_home(services: Services, identity: Identity, name: str, page: int) -> dict[str, Any]:
    """Return the Home of whoever asks for another page of one of its lists, which it shows from now on."""

    def work(view: View) -> Mapping[str, int]:
        return {**view.homes.pages(identity.slack_id), name: page}

    services.store.write(lambda unit: unit.homes.turn(identity.slack_id, work(unit)))
    return home_view(services, identity)


def _desk(look: Look, pages: Mapping[str, int]) -> DeskView:
    actor, services = look.desk.actor, look.services
    waiting = sorted((item for section in WAITING for item in section(look)), key=lambda item: item.place)
    above = {item.ref for item in waiting}
    own = look.actions.get(look.person_id or 0, ())
    asked = {risk.id for risk in look.asked_risks}
    rest = [risk for risk in look.led if risk.id not in asked]
    return DeskView(
        name=actor.name,
        waiting=waiting,
        round_due=look.round_.due_on if look.round_ else None,
        actions=([action for action in own if action.ref not in above], len(own)),
        risks=(in_order_of_score(rest, services.config.bands), len(look.led)),
        changeable=frozenset(str(risk.ref) for risk in rest if may_change(actor, risk)),
        meetings=_meetings(look),
        followed=look.followed,
        wishes=_wishes(look),
        office=[] if actor.person else [one.name for one in look.desk.directory.office(actor.day)],
        undecided=look.view.risks.count_undecided() if actor.is_office else 0,
        pages=pages,
    )


def _meetings(look: Look) -> Sequence[NextMeeting]:
    """Return the next meeting of each of the person's boards, the next first."""
    config, today = look.services.config, look.desk.shown.today
    boards = [board for key, board in look.desk.directory.boards.items() if key in look.desk.actor.boards]
    found = [
        NextMeeting(board.name, held_on, papers_due_on(config, board, held_on))
        for board in boards
        if (held_on := next_meeting(board, today)) is not None
    ]
    return sorted(found, key=lambda one: (one.held_on, one.board))


def _wishes(look: Look) -> OwnWishes | None:
    person = look.desk.actor.person
    if person is None:
        return None
    view, today, people = look.view, look.desk.shown.today, look.desk.directory.people
    return OwnWishes(
        hours=hours_of(view, look.services, [person.id])[person.id],
        digest=view.digests.wish_of(person.id),
        away=tuple(away_words(one.away, people, today) for one in view.hearing.absences(today, [person.id])),
        has_mail=can_mail(look.services, person),
    )
