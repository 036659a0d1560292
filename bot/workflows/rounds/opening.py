"""Rounds in their time: opened, kept up to date, told of when late. What is due follows from the database alone."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.months import month_name
from bot.domain.rounds import Meeting, Plan, Round, RoundDates, plan_rounds
from bot.settings import Config
from bot.store.unit_of_work import Unit, View
from bot.views.rounds import office_message
from bot.views.wording import counted, say
from bot.workflows.office import tell_office
from bot.workflows.rounds.asking import ask_all
from bot.workflows.rounds.managing import close_in
from bot.workflows.rounds.telling import tell_of, time_has_come
from bot.workflows.services import Services

_ACTOR = "convenor"
_NAME = "Convenor"


def tend(services: Services, at: datetime) -> str:
    """Open the round whose day has come, bring open ones up to date, and tell of late ones; return what was done.

    Run twice it does nothing the second time.

    Raises:
        UnavailableError: the database did not answer; the next run goes on where this one stopped.
    """
    opened = _open(services, at)
    said = [f"{month_name(opened.month)} opened"] if opened else []
    with services.store.view(at) as view:
        rounds = view.rounds.open_rounds()
    for round_ in rounds:
        looked = ask_all(services, round_.id, at)
        changes = (
            (looked.added, "asked for"),
            (looked.withdrawn, "withdrawn"),
            (looked.answered, "found answered"),
        )
        said += [f"{counted(number, 'risk')} {word}" for number, word in changes if number]
        tell_of(services, round_, at)
    return ", ".join(said) or "nothing to collect"


def plan_of(view: View, config: Config, today: date) -> Plan:
    """Return which round is to be opened as of a day, and which is next."""
    directory = view.people.directory()
    due = {board.key: board.papers_due_working_days for board in config.boards}
    meetings = [
        Meeting(held_on, due.get(key, 7))
        for key in config.collection.boards
        if key in directory.boards
        for held_on in directory.boards[key].meetings
    ]
    known = frozenset(view.rounds.months())
    return plan_rounds(meetings, config.collection.schedule, config.working, today, known)


def _open(services: Services, at: datetime) -> Round | None:
    """Open the round whose day and time have come; the office hears when one cannot be, if anything is to be asked."""
    if not services.config.collection.is_on or not time_has_come(services, at):
        return None

    def work(unit: Unit) -> Round | None:
        plan = plan_of(unit, services.config, services.today(unit.now))
        if plan.open_now is not None:
            return _begin(unit, services, plan.open_now)
        if not unit.rounds.is_anything_to_ask():
            return None
        if plan.too_late is not None:
            _tell_too_late(unit, services, plan.too_late, plan.upcoming)
        elif plan.upcoming is None and services.config.collection.day is None:
            _tell_no_meeting(unit, services)
        return None

    return services.store.write(work, now=at)


def _begin(unit: Unit, services: Services, dates: RoundDates) -> Round | None:
    """Open a round, unless there is nothing to ask for; close an older one that was left open."""
    if not unit.rounds.is_anything_to_ask():
        return None
    for older in unit.rounds.take_open():
        words = close_in(unit, services, older, _NAME, _ACTOR)
        text = say("rounds/closed_by_next", month=month_name(older.month), words=words)
        tell_office(unit, services, f"round:{older.id}:closed:{older.plan}", office_message(text, older.month))
    round_ = unit.rounds.begin(dates, unit.now)
    if round_ is not None:
        unit.record(
            _ACTOR,
            "round.opened",
            f"round:{round_.month}",
            due_on=round_.due_on.isoformat(),
            paper_on=round_.paper_on.isoformat() if round_.paper_on else None,
            meeting_on=round_.meeting_on.isoformat() if round_.meeting_on else None,
        )
    return round_


def _tell_too_late(unit: Unit, services: Services, missed: RoundDates, upcoming: RoundDates | None) -> None:
    shown = services.presentation(unit.people.directory(), unit.now)
    text = say(
        "rounds/too_late",
        month=month_name(missed.month),
        papers=shown.day(missed.last_on),
        upcoming=shown.day(upcoming.opens_on) if upcoming else "",
    )
    tell_office(unit, services, f"round:{missed.month}:too-late", office_message(text))


def _tell_no_meeting(unit: Unit, services: Services) -> None:
    known = unit.people.directory().boards
    boards = [known[key] for key in services.config.collection.boards if key in known]
    if boards:
        last = max((held_on for board in boards for held_on in board.meetings), default=None)
        text = say("rounds/no_meeting", boards=" and ".join(board.name for board in boards))
        tell_office(unit, services, f"rounds:no-meeting:{last}", office_message(text))
